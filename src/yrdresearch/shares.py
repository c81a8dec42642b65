"""Coded sentences -> coverage: the share of each policy area, with its denominator and uncertainty."""

from __future__ import annotations

import numpy as np
import pandas as pd

from yrdresearch.codebook import NONE, Codebook, load_codebook
from yrdresearch.errors import ArgumentError

UNITS = ("sentences", "characters")


def coverage(
    coded: pd.DataFrame,
    *,
    by: str | None = None,
    unit: str = "sentences",
    codebook: Codebook | None = None,
    n_resamples: int = 2000,
    level: float = 0.95,
    random_state: int = 0,
) -> pd.DataFrame:
    """How much of each essay is about each policy area?

    A sentence with two areas counts for both, so shares need not add up to 1. Sentences without area are
    in the denominator. The interval is a percentile bootstrap over blocks, since the sentences of one
    paragraph are alike: whole articles where every group has two or more, else paragraphs.

    Parameters
    ----------
    coded
        From `code_policy_areas`.
    by
        Column that makes the groups, such as ``"article_id"`` or ``"author"``; None takes all together.
    unit
        ``"sentences"``, or ``"characters"`` of those sentences.
    n_resamples, level, random_state
        Of the bootstrap.

    Returns
    -------
    DataFrame
        One row per group and area, areas in the codebook's order: the group's column, policy_area, name_zh,
        name_en, share (0..1), low, high, n, denominator, unit, blocks (how many were resampled), resampled
        (``"articles"`` or ``"paragraphs"``). Where n is 0 the interval is 0 to at most 3 / denominator in
        sentences ("seen 0 in n": Hanley and Lippman-Hand 1983).

    References
    ----------
    Benoit, Laver and Mikhaylov (2009), Treating words as data with error, AJPS 53.

    Examples
    --------
    >>> import pandas as pd
    >>> coded = pd.DataFrame({"sentence_id": ["a", "b"], "paragraph_id": ["p", "q"], "article_id": "x",
    ...                       "n_characters": [10, 30], "policy_area": ["ageing", "none"]})
    >>> table = coverage(coded, by="article_id").set_index("policy_area")
    >>> float(table.loc["ageing", "share"]), int(table.loc["ageing", "denominator"])
    (0.5, 2)
    """
    if unit not in UNITS:
        raise ArgumentError(f"unit is {unit!r}; choose 'sentences' or 'characters'")
    if by is not None and by not in coded:
        raise ArgumentError(
            f"by is {by!r}, which is no column of the coding; it has {', '.join(map(str, coded))}"
        )
    codebook = codebook or load_codebook()
    areas = codebook.table()[["policy_area", "name_zh", "name_en"]]
    grouped = [("", coded)] if by is None else [*coded.groupby(by, sort=False)]
    over_articles = all(group["article_id"].nunique() > 1 for _, group in grouped)
    block = "article_id" if over_articles else "paragraph_id"
    seeds = np.random.SeedSequence(random_state).spawn(len(grouped))
    tables = []
    for (name, group), seed in zip(grouped, seeds, strict=True):
        amounts, totals = _blocks(group, areas["policy_area"], block, unit)
        table = areas.assign(**_shares(amounts, totals, n_resamples, level, np.random.default_rng(seed)))
        zero = table["n"] == 0
        table.loc[zero, "high"] = min(1.0, 3 / group["sentence_id"].nunique())
        table["unit"], table["blocks"] = unit, len(totals)
        table["resampled"] = "articles" if over_articles else "paragraphs"
        if by is not None:
            table.insert(0, by, name)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _blocks(group: pd.DataFrame, areas: pd.Series, block: str, unit: str) -> tuple[np.ndarray, np.ndarray]:
    """Amount of each area in each block (blocks, areas), and the blocks' sizes."""
    amount = group.assign(amount=1 if unit == "sentences" else group["n_characters"])
    once = amount.drop_duplicates("sentence_id")
    totals = once.groupby(block, sort=False)["amount"].sum()
    named = amount[amount["policy_area"] != NONE]
    table = named.pivot_table(
        index=block, columns="policy_area", values="amount", aggfunc="sum", fill_value=0
    )
    return table.reindex(index=totals.index, columns=list(areas), fill_value=0).to_numpy(), totals.to_numpy()


def _shares(
    amounts: np.ndarray, totals: np.ndarray, n_resamples: int, level: float, rng: np.random.Generator
) -> dict[str, np.ndarray | int]:
    blocks = len(totals)
    drawn = rng.multinomial(blocks, np.full(blocks, 1 / blocks), size=n_resamples)
    resampled = (drawn @ amounts) / (drawn @ totals)[:, None]
    low, high = np.quantile(resampled, [(1 - level) / 2, (1 + level) / 2], axis=0)
    n = amounts.sum(axis=0)
    return {"share": n / totals.sum(), "low": low, "high": high, "n": n, "denominator": int(totals.sum())}
