"""Coverage corrected for the mistakes of a coding, with sentences coded by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from yrdresearch.areas.codebook import NONE, Codebook
from yrdresearch.areas.codebookfiles import check_hand_coding, codebook_of
from yrdresearch.areas.reliability import label_sets
from yrdresearch.areas.shares import COLUMNS, block_amounts, block_of
from yrdresearch.corpus.grouping import By, grouped, row_groups
from yrdresearch.errors import (
    ArgumentError,
    CodebookError,
    check_choice,
    check_columns,
    check_level,
    check_whole_number,
)
from yrdresearch.stats.blocks import (
    LEAST_BLOCKS,
    jackknife_draws,
    jackknife_interval,
    leave_one_out,
    seen_in,
)
from yrdresearch.stats.chance import interval, seeded

METHODS = ("rates", "sample")


def corrected_coverage(
    coded: pd.DataFrame,
    *,
    hand: pd.DataFrame,
    checked: pd.DataFrame | None = None,
    method: str = "rates",
    by: By | None = None,
    codebook: Codebook | None = None,
    n_resamples: int = 2000,
    level: float = 0.95,
    random_state: int = 0,
) -> pd.DataFrame:
    """What would the coverage be if the coding made no mistakes?

    The interval of `coverage` is that of the coding: of what it sees, not of what is there. This one takes
    in the coding's mistakes too.

    ``"rates"`` (Rogan and Gladen): share = (found + specificity - 1) / (sensitivity + specificity - 1),
    cut to 0..1, with both rates from sentences coded by hand, which may be of other essays. It is honest only
    where the coding errs on those as on these.

    ``"sample"`` (prediction-powered inference): `hand` codes a random sample of the coded sentences
    themselves; the share found is moved by the mean mistake in the sample. It is right whatever the
    coding's mistakes are, as long as the sample is random (`coding_sheet` draws one). Where groups were drawn
    unequally (``coding_sheet(by=...)``), each sentence weighs 1 / `inclusion`, a column of `hand`.

    Parameters
    ----------
    coded
        The coding to be corrected.
    hand
        Coding by hand, in either form of `label_sets`; with `inclusion` where the sheet has it.
    checked
        Only for ``"rates"``: the program's coding of the sentences in `hand`.
    method
        ``"rates"`` or ``"sample"``.
    by
        As for `coverage`: a row for each group and area. A group is corrected by its own part of the sample
        (share is nan where it has none), or by the rates of all.
    n_resamples, random_state
        Of the draws for ``"rates"``.
    level
        How often the interval is to hold the truth.

    Returns
    -------
    DataFrame
        A row for each area and one for ``"none"``: group (only with `by`), policy_area, name_zh, name_en,
        found (the share not corrected), share, low, high (nan where no interval holds, as in `coverage`),
        sensitivity, specificity (nan for ``"sample"``), denominator (sentences), n_hand (hand-coded sentences
        with the area), n_sentences (coded by hand), method; for `plots.plot_coverage`. share is nan where the
        coding is no better than chance (both rates add up to 1 or less).

    Raises
    ------
    CodebookError
        When `hand` shares no sentence with `checked` (or, for ``"sample"``, with `coded`).

    References
    ----------
    Rogan and Gladen (1978), Am. J. Epidemiology 107. Lang and Reiczigel (2014), Prev. Vet. Med. 113.
    Angelopoulos et al. (2023), Prediction-powered inference, Science 382. Egami et al. (2023), Using
    imperfect surrogates for downstream inference, NeurIPS.

    Examples
    --------
    >>> import pandas as pd
    >>> said, true = ["ageing", "none", "none", "none"], ["ageing", "ageing", "none", "none"]
    >>> coded = pd.DataFrame({"sentence_id": list("abcd"), "paragraph_id": list("pqrs"),
    ...                       "article_id": list("wxyz"), "n_characters": 9, "policy_area": said})
    >>> table = corrected_coverage(coded, hand=coded.assign(policy_area=true), method="sample")
    >>> table.set_index("policy_area").loc["ageing", ["found", "share"]].tolist()
    [0.25, 0.5]
    """
    check_columns(coded, COLUMNS, "coded", source="code_policy_areas")
    check_choice(method, "method", METHODS)
    check_level(level)
    check_whole_number(n_resamples, "n_resamples", least=1, such_as=2000)
    if (checked is None) != (method == "sample"):
        raise ArgumentError(
            "method 'rates' needs checked, the program's coding of the sentences in hand; method 'sample' "
            "takes none, as hand is a sample of coded itself"
        )
    codebook = codebook_of(coded, codebook)
    if checked is not None:
        codebook_of(checked, codebook)
    check_hand_coding(hand, codebook)
    areas = codebook.table()[["policy_area", "name_zh", "name_en"]]
    areas.loc[len(areas)] = [NONE, "无", "None"]
    said, true = _both(coded if checked is None else checked, hand, list(areas["policy_area"]))
    weights = _weights(hand, said.index)
    rng = seeded(random_state)
    tables = []
    for name, group in [(None, coded)] if by is None else [*grouped(coded, row_groups(coded, by))]:
        if method == "rates":
            columns = _of_rates(group, said, true, n_resamples, level, rng)
        else:
            columns = _of_sample(group, said, true, weights, level)
        table = areas.assign(**columns, method=method)
        if by is not None:
            table.insert(0, "group", name)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _of_rates(
    coded: pd.DataFrame,
    said: pd.DataFrame,
    true: pd.DataFrame,
    n_resamples: int,
    level: float,
    rng: np.random.Generator,
) -> dict[str, Any]:
    """The columns of one group, corrected by the rates of all that was coded by hand."""
    amounts, totals = block_amounts(coded, said.columns.tolist(), block_of(coded)[0], "sentences")
    tally = _tally(said.to_numpy(), true.to_numpy())
    columns = by_rates(amounts, totals, tally, n_resamples, level, rng)
    return _framed(columns, amounts, totals, true)


def _of_sample(
    coded: pd.DataFrame, said: pd.DataFrame, true: pd.DataFrame, weights: pd.Series, level: float
) -> dict[str, Any]:
    """The columns of one group, corrected by the sentences of it that were coded by hand."""
    block, _ = block_of(coded)
    amounts, totals = block_amounts(coded, said.columns.tolist(), block, "sentences")
    place = coded.drop_duplicates("sentence_id").set_index("sentence_id")[block]
    here = said.index[said.index.isin(place.index)]
    order, of, weight = place.unique(), place.loc[here].to_numpy(), weights.loc[here]
    weight = weight / weight.mean()
    by_hand, by_program = (
        table.loc[here].mul(weight, axis=0).groupby(of).sum().reindex(order, fill_value=0).to_numpy()
        for table in (true, said)
    )
    sizes = weight.groupby(of).sum().reindex(order, fill_value=0).to_numpy()
    columns = by_sample(amounts, totals, by_program, by_hand, sizes, level)
    return _framed(columns, amounts, totals, true.loc[here])


def _framed(
    columns: dict[str, Any], amounts: np.ndarray, totals: np.ndarray, true: pd.DataFrame
) -> dict[str, Any]:
    """The columns of a group with what was found before them, and the numbers of sentences behind them."""
    return {
        "found": amounts.sum(axis=0) / totals.sum(),
        **columns,
        "denominator": int(totals.sum()),
        "n_hand": true.to_numpy().sum(axis=0),
        "n_sentences": len(true),
    }


def _weights(hand: pd.DataFrame, units: pd.Index) -> pd.Series:
    """1 / the probability with which each sentence was drawn; 1 where the coding does not say.

    Raises
    ------
    ArgumentError
        For a probability that is none, or is missing for some sentences only.
    """
    if "inclusion" not in hand:
        return pd.Series(1.0, units)
    drawn = hand.drop_duplicates("sentence_id").set_index(hand["sentence_id"].astype(str).drop_duplicates())
    inclusion = pd.to_numeric(drawn["inclusion"], errors="coerce").loc[units]
    if not ((inclusion > 0) & (inclusion <= 1)).all():
        raise ArgumentError(
            "hand has an inclusion that is no probability above 0; leave the column as the sheet has it, or "
            "drop it where every sentence was as likely to be drawn"
        )
    return 1 / inclusion


def _both(coded: pd.DataFrame, hand: pd.DataFrame, areas: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Yes or no by sentence and area, as the program and as the hand says, for the sentences of both."""
    ours, theirs = label_sets(coded), label_sets(hand)
    units = [unit for unit in theirs if unit in ours]
    if not units:
        raise CodebookError("the two codings have no sentence_id in common; are they of the same corpus?")
    return tuple(  # type: ignore[return-value]
        pd.DataFrame([[area in sets[unit] for area in areas] for unit in units], units, areas)
        for sets in (ours, theirs)
    )


def by_rates(
    amounts: np.ndarray,
    totals: np.ndarray,
    tally: np.ndarray,
    n_resamples: int,
    level: float,
    rng: np.random.Generator,
) -> dict[str, Any]:
    """Rogan and Gladen's share, with draws of what was found and of both rates.

    `tally` (4, A): sentences rightly coded, missed, rightly left out, wrongly coded.
    """
    share, without = leave_one_out(amounts, totals)
    hits, misses, passes, alarms = tally + 0.5
    sensitivity, specificity = hits / (hits + misses), passes / (passes + alarms)
    size = (n_resamples, len(share))
    drawn = _rogan_gladen(
        jackknife_draws(share, without, n_resamples, rng),
        rng.beta(hits, misses, size),
        rng.beta(passes, alarms, size),
    )
    shown = (seen_in(amounts, totals) >= LEAST_BLOCKS) & np.isfinite(drawn).any(axis=0)
    low, high = interval(np.where(shown, drawn, 0), level=level)
    return {
        "share": _rogan_gladen(share, sensitivity, specificity),
        "low": np.where(shown, low, np.nan),
        "high": np.where(shown, high, np.nan),
        "sensitivity": sensitivity,
        "specificity": specificity,
    }


def by_sample(
    amounts: np.ndarray,
    totals: np.ndarray,
    said: np.ndarray,
    true: np.ndarray,
    sizes: np.ndarray,
    level: float,
) -> dict[str, Any]:
    """The share found plus the mean mistake in the sample; jackknife over the blocks of both.

    `said` and `true` are the sample's sentences with each area by block (m, A), as the program and as
    the hand says; `sizes` (m,) are all of the sample's sentences. All may be sums of weights of mean 1.
    """
    found, found_without = leave_one_out(amounts, totals)
    mistake, mistake_without = leave_one_out(true - said, sizes)
    share, seen = found + mistake, seen_in(true, sizes)
    low, high = jackknife_interval(
        share, found_without + mistake_without, seen=seen, sizes=sizes, level=level
    )
    return {
        "share": np.clip(share, 0, 1),
        "low": low,
        "high": high,
        "sensitivity": np.nan,
        "specificity": np.nan,
    }


def _tally(said: np.ndarray, true: np.ndarray) -> np.ndarray:
    """Sentences of each area that were rightly coded, missed, rightly left out, wrongly coded; (4, A)."""
    pairs = (said & true, ~said & true, ~said & ~true, said & ~true)
    return np.array([pair.sum(axis=0) for pair in pairs])


def _rogan_gladen(found: Any, sensitivity: Any, specificity: Any) -> Any:
    better = np.asarray(sensitivity + specificity - 1, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (np.asarray(found) + np.asarray(specificity) - 1) / np.where(better > 0, better, np.nan)
    return np.clip(share, 0, 1)
