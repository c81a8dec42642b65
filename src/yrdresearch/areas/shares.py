"""Coded sentences -> coverage: the share of each policy area, with its denominator and uncertainty."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from yrdresearch.areas.codebook import Codebook
from yrdresearch.areas.codebookfiles import codebook_of
from yrdresearch.corpus.grouping import By, grouped, row_groups
from yrdresearch.errors import check_choice, check_columns, check_level, check_rows
from yrdresearch.stats.blocks import LEAST_ALIKE, design_effect, share_at_most, share_interval

UNITS = ("sentences", "characters")
ALIKE_IN_A_PARAGRAPH = 0.15  # intraclass correlation of sentences, at least
ONE_ARTICLE = "one article: the interval is about this text, and says nothing of how others vary"
COLUMNS = ("sentence_id", "paragraph_id", "article_id", "n_characters", "policy_area")


def coverage(
    coded: pd.DataFrame,
    *,
    by: By | None = None,
    unit: str = "sentences",
    codebook: Codebook | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """How much of each essay is about each policy area, and how sure is that?

    A sentence with two areas counts for both, so shares need not add up to 1. Sentences without area are
    in the denominator. Sentences of one essay are alike, so the interval (`stats.share_interval`) takes whole
    articles for the unit, or the paragraphs of a group that is one article. An area seen too seldom for
    an interval that holds has none; `at_most` bounds its share and `note` says what was seen.

    Parameters
    ----------
    coded
        From `code_policy_areas`.
    by
        A column of the coding, such as ``"article_id"``, ``"author"`` or a docvar of the corpus, or a Series
        indexed by article_id; None takes all together. Sentences without a value are a group of their own,
        which is missing (None) and comes last.
    unit
        ``"sentences"``, or ``"characters"`` of those sentences.
    level
        How often an interval, or a bound, is to hold the truth.

    Returns
    -------
    DataFrame
        One row per group and area, areas in the codebook's order: group (only with `by`), policy_area,
        name_zh, name_en, share (0..1), low, high (nan where no interval holds), at_most (a one-sided bound,
        only there; `stats.share_at_most`), n, denominator, unit, n_blocks, block (``"article"`` or
        ``"paragraph"``), note.

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
    >>> table.loc["ageing", "note"]
    'seen in 1 of 2 sentences, in 1 of 2 paragraphs: too little for an interval that holds'
    """
    check_columns(coded, COLUMNS, "coded", source="code_policy_areas")
    check_choice(unit, "unit", UNITS)
    check_level(level)
    check_rows(coded, "coded")
    codebook = codebook_of(coded, codebook)
    areas = codebook.table()[["policy_area", "name_zh", "name_en"]]
    groups = [(None, coded)] if by is None else [*grouped(coded, row_groups(coded, by))]
    tables = []
    for name, group in groups:
        table = areas.assign(**_shares(group, list(areas["policy_area"]), unit, level))
        if by is not None:
            table.insert(0, "group", name)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def area_diversity(cover: pd.DataFrame) -> pd.DataFrame:
    """Is an essay about many things or a few?

    Parameters
    ----------
    cover
        From `coverage`, with or without `by`.

    Returns
    -------
    DataFrame
        One row per group: group (where `cover` has it), areas_seen, effective_areas (exp of Shannon's
        entropy: as many equally covered areas would be as diverse), concentration (Herfindahl: 1 / number of
        areas to 1). nan where nothing is covered.

    References
    ----------
    Hill (1973), Diversity and evenness, Ecology 54.

    Examples
    --------
    >>> cover = pd.DataFrame({"policy_area": ["a", "b"], "share": [0.3, 0.3], "n": [3, 3]})
    >>> float(area_diversity(cover)["effective_areas"].round(6).iloc[0])
    2.0
    """
    check_columns(cover, ("policy_area", "share", "n"), "cover", source="coverage")
    rows = []
    for name, group in grouped(cover, cover["group"]) if "group" in cover else [(None, cover)]:
        total = group["share"].sum()
        parts = group.loc[group["share"] > 0, "share"] / total if total else pd.Series([np.nan])
        row = {"group": name} if "group" in cover else {}
        rows.append(
            row
            | {
                "areas_seen": int((group["n"] > 0).sum()),
                "effective_areas": float(np.exp(-(parts * np.log(parts)).sum(skipna=False))),
                "concentration": float((parts**2).sum(skipna=False)),
            }
        )
    return pd.DataFrame(rows)


def _shares(group: pd.DataFrame, areas: list[str], unit: str, level: float) -> dict[str, Any]:
    """The columns of one group: shares, intervals, and bounds with a sentence where no interval holds."""
    block, alike = block_of(group)
    amounts, totals = block_amounts(group, areas, block, unit)
    counted = unit == "sentences"
    seen, sizes = (amounts, totals) if counted else block_amounts(group, areas, block, "sentences")
    share = amounts.sum(axis=0) / totals.sum()
    low, high = share_interval(amounts, totals, sizes=sizes, level=level)
    without = np.isnan(low)
    n_effective = sizes.sum() / design_effect(seen, sizes, least_alike=alike)
    at_most = np.where(without, share_at_most(share, n_effective, level=level), np.nan)
    kind = block.removesuffix("_id")
    notes = [
        f"seen in {n} of {sizes.sum()} sentences, in {blocks} of {len(sizes)} {kind}s: too little for an "
        "interval that holds"
        for n, blocks in zip(seen.sum(axis=0), (seen > 0).sum(axis=0), strict=True)
    ]
    told = np.where(without, notes, ONE_ARTICLE if kind == "paragraph" else "")
    return {
        "share": share, "low": low, "high": high, "at_most": at_most, "n": amounts.sum(axis=0),
        "denominator": int(totals.sum()), "unit": unit, "n_blocks": len(totals), "block": kind, "note": told,
    }  # fmt: skip


def block_of(coded: pd.DataFrame) -> tuple[str, float]:
    """What is alike in itself: articles, or the paragraphs of one article; and at least how much."""
    several = coded["article_id"].nunique() > 1
    return ("article_id", LEAST_ALIKE) if several else ("paragraph_id", ALIKE_IN_A_PARAGRAPH)


def block_amounts(
    group: pd.DataFrame, areas: list[str], block: str, unit: str
) -> tuple[np.ndarray, np.ndarray]:
    """Amount of each area in each block (blocks, areas), and the blocks' sizes, in the coding's order."""
    needed = group[["sentence_id", block, "policy_area"]]  # a coding of an archive holds gigabytes
    amount = needed.assign(amount=1 if unit == "sentences" else group["n_characters"])
    once = amount.drop_duplicates("sentence_id")
    totals = once.groupby(block, sort=False)["amount"].sum()
    table = amount.pivot_table(
        index=block, columns="policy_area", values="amount", aggfunc="sum", fill_value=0
    )
    return table.reindex(index=totals.index, columns=areas, fill_value=0).to_numpy(), totals.to_numpy()
