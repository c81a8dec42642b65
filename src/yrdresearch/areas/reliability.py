"""Do coders agree beyond chance? Krippendorff's alpha for label sets, Cohen's kappa, the majority."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from yrdresearch.areas.codebook import NONE
from yrdresearch.errors import (
    ArgumentError,
    CodebookError,
    check_choice,
    check_columns,
    check_kind,
    check_level,
    check_whole_number,
)
from yrdresearch.stats.chance import drawn_again, interval, seeded

DISTANCES = ("masi", "jaccard", "nominal")
Labels = frozenset[str]


def label_sets(coding: pd.DataFrame) -> dict[str, Labels]:
    """sentence_id -> its set of areas (``{"none"}`` for a sentence without), from either form of a coding.

    `coding` has a row per sentence and area (`policy_area`), as `code_policy_areas` gives it, or a row per
    sentence (`policy_areas`, ids with spaces between), as a coding sheet has it. A sentence left blank has no
    coding and is not in the result: nobody said ``none`` of it.

    Examples
    --------
    >>> sheet = pd.DataFrame({"sentence_id": ["s1", "s2"], "policy_areas": ["health ageing", "none"]})
    >>> sorted(label_sets(sheet)["s1"])
    ['ageing', 'health']
    """
    check_columns(coding, (), "the coding", source="code_policy_areas")
    if "sentence_id" not in coding or not {"policy_area", "policy_areas"} & set(coding):
        raise CodebookError(
            "a coding needs the columns sentence_id and policy_area (or policy_areas); "
            f"this one has {', '.join(map(str, coding))}"
        )
    column = "policy_areas" if "policy_areas" in coding else "policy_area"
    sets: dict[str, set[str]] = {}
    for unit, entry in zip(coding["sentence_id"], coding[column], strict=True):
        areas = set() if pd.isna(entry) else set(str(entry).split())
        if areas:
            sets.setdefault(str(unit), set()).update(areas)
    return {unit: frozenset(areas) for unit, areas in sets.items()}


def masi_distance(a: Labels, b: Labels) -> float:
    """0 for equal sets, 1 for disjoint ones; 1 - Jaccard weighted by 2/3 for a subset, 1/3 for an overlap.

    References
    ----------
    Passonneau (2006), Measuring agreement on set-valued items (MASI), LREC.
    """
    if a == b:
        return 0.0
    weight = 2 / 3 if a <= b or b <= a else 1 / 3 if a & b else 0.0
    return 1 - weight * len(a & b) / len(a | b)


def jaccard_distance(a: Labels, b: Labels) -> float:
    """1 - the share of labels that both sets have."""
    return 1 - len(a & b) / len(a | b) if a | b else 0.0


def _nominal_distance(a: Labels, b: Labels) -> float:
    return float(a != b)


_DISTANCE = {"masi": masi_distance, "jaccard": jaccard_distance, "nominal": _nominal_distance}


def krippendorff_alpha(
    codings: Mapping[str, pd.DataFrame],
    *,
    distance: str = "masi",
    blocks: Mapping[str, str] | None = None,
    n_resamples: int = 1000,
    level: float = 0.95,
    random_state: int = 0,
) -> pd.Series:
    """Do the coders agree beyond chance on the sentences' sets of areas?

    Parameters
    ----------
    codings
        coder -> coding, in either form `label_sets` reads. A sentence counts where two or more coded it; a
        blank is a missing coding, not a category.
    distance
        ``"masi"``, ``"jaccard"``, or ``"nominal"`` (sets are equal or not).
    blocks
        sentence_id -> what is resampled whole for the interval, e.g. its article; by default the sentence.

    Returns
    -------
    pandas.Series
        ``alpha`` (1 perfect, 0 as by chance, negative below it), ``low``, ``high`` (percentile bootstrap),
        ``n_sentences``, ``n_coders``, ``n_blocks``, ``n_missing`` (codings that these sentences lack),
        ``n_left_out`` (sentences that fewer than two coded).

    References
    ----------
    Krippendorff (2019), Content Analysis, 4th ed., ch. 12. Hayes and Krippendorff (2007), CMM 1(1).

    Examples
    --------
    >>> a = pd.DataFrame({"sentence_id": ["s1", "s2", "s3"], "policy_areas": ["health", "none", "ageing"]})
    >>> krippendorff_alpha({"a": a, "b": a}, n_resamples=10)["alpha"]
    1.0
    """
    check_kind(codings, "codings", Mapping, source="read_coding_sheets")
    check_choice(distance, "distance", DISTANCES)
    check_level(level)
    check_whole_number(n_resamples, "n_resamples", least=1, such_as=1000)
    if len(codings) < 2:
        raise ArgumentError("codings holds one coder; agreement needs two or more")
    sets = [label_sets(coding) for coding in codings.values()]
    known = {str(unit) for coding in codings.values() for unit in coding["sentence_id"]}
    result = alpha_of_sets(sets, distance, blocks, n_resamples, level, random_state)
    found = {**result, "n_left_out": len(known) - result["n_sentences"]}
    return pd.Series(found, name="agreement", dtype=object)  # so that counts stay whole numbers


def alpha_of_sets(
    sets: Sequence[Mapping[str, Labels]],
    distance: str,
    blocks: Mapping[str, str] | None,
    n_resamples: int,
    level: float,
    random_state: int,
) -> dict[str, float]:
    """`krippendorff_alpha` of label sets, one mapping of sentence_id to labels for each coder."""
    coded = list(dict.fromkeys(u for each in sets for u in each))
    units = [unit for unit in coded if sum(unit in each for each in sets) > 1]
    if not units:
        raise ArgumentError("no sentence is coded by two coders; check that their sentence_id are the same")
    counts, apart = _tallied(sets, units, distance)
    observed = np.einsum("uk,kl,ul->u", counts, apart, counts) / (counts.sum(axis=1) - 1)
    names = block_names(units, blocks)
    drawn = _alphas(block_weights(names, n_resamples, random_state), counts, apart, observed)
    seen = np.isfinite(drawn)
    low, high = interval(drawn[seen], level=level) if seen.any() else (np.nan, np.nan)
    alpha = _alphas(np.ones((1, len(units))), counts, apart, observed)[0]
    return {
        "alpha": float(alpha), "low": float(low), "high": float(high),
        "n_sentences": len(units), "n_coders": len(sets), "n_blocks": len(set(names)),
        "n_missing": int(len(units) * len(sets) - counts.sum()),
    }  # fmt: skip


def _tallied(
    sets: Sequence[Mapping[str, Labels]], units: list[str], distance: str
) -> tuple[np.ndarray, np.ndarray]:
    """How often each set of labels was given to each unit (U, S), and the distances of the sets (S, S)."""
    kinds = list(dict.fromkeys(each[u] for u in units for each in sets if u in each))
    apart = np.array([[_DISTANCE[distance](a, b) for b in kinds] for a in kinds])
    place = {kind: i for i, kind in enumerate(kinds)}
    counts = np.zeros((len(units), len(kinds)))
    for row, unit in enumerate(units):
        for each in sets:
            if unit in each:
                counts[row, place[each[unit]]] += 1
    return counts, apart


def _alphas(weights: np.ndarray, counts: np.ndarray, apart: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """Alpha for each row of unit weights (R, U); nan where only one set of labels occurs."""
    totals = weights @ counts
    n = totals.sum(axis=1)
    expected = np.einsum("rk,kl,rl->r", totals, apart, totals) / (n * (n - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(1 - (weights @ observed / n) / np.where(expected > 0, expected, np.nan))


def block_names(units: list[str], blocks: Mapping[str, str] | None) -> list[str]:
    """The block of each unit, which is a block of its own where none are given.

    Raises
    ------
    ArgumentError
        For what is no mapping, or lacks a unit.
    """
    if blocks is None:
        return units
    check_kind(blocks, "blocks", Mapping)
    lacking = [unit for unit in units if unit not in blocks]
    if lacking:
        raise ArgumentError(f"blocks has no entry for sentence {lacking[0]!r}; give the block of each")
    return [blocks[unit] for unit in units]


def block_weights(names: list[str], n_resamples: int, random_state: int) -> np.ndarray:
    """(R, U): how often each unit is drawn when its block is resampled with replacement."""
    kinds, of = np.unique(np.asarray(names, dtype=object).astype(str), return_inverse=True)
    rng = seeded(random_state)
    return drawn_again(len(kinds), n_resamples, rng)[:, of]


def cohen_kappa(a: np.ndarray, b: np.ndarray) -> float:
    """Cohen's kappa of two yes/no codings; nan where both always say the same one thing."""
    a, b = np.asarray(a, dtype=bool), np.asarray(b, dtype=bool)
    expected = a.mean() * b.mean() + (1 - a.mean()) * (1 - b.mean())
    return float((np.mean(a == b) - expected) / (1 - expected)) if expected < 1 else float("nan")


def majority_coding(codings: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Which areas did more than half of the coders give each sentence?

    Parameters
    ----------
    codings
        coder -> coding, in either form `label_sets` reads. A blank is a missing coding.

    Returns
    -------
    DataFrame
        sentence_id, policy_areas (``"none"`` where no area has a majority), coder (who was asked), and
        inclusion where the sheets have it.

    Examples
    --------
    >>> a = pd.DataFrame({"sentence_id": ["s1"], "policy_areas": ["health ageing"]})
    >>> b = pd.DataFrame({"sentence_id": ["s1"], "policy_areas": ["health"]})
    >>> majority_coding({"a": a, "b": b}).iloc[0].tolist()
    ['s1', 'health', 'majority of a, b']
    """
    check_kind(codings, "codings", Mapping, source="read_coding_sheets")
    sets = [label_sets(coding) for coding in codings.values()]
    rows = []
    for unit in dict.fromkeys(u for each in sets for u in each):
        given = [each[unit] for each in sets if unit in each]
        votes = sorted({area for areas in given for area in areas} - {NONE})
        kept = [area for area in votes if 2 * sum(area in areas for areas in given) > len(given)]
        rows.append((unit, " ".join(kept) or NONE))
    asked = [
        str(name)
        for key, coding in codings.items()
        for name in coding.get("coder", pd.Series([key])).unique()
    ]
    table = pd.DataFrame(rows, columns=["sentence_id", "policy_areas"])
    table["coder"] = f"majority of {', '.join(dict.fromkeys(asked))}"
    drawn = [coding[["sentence_id", "inclusion"]] for coding in codings.values() if "inclusion" in coding]
    if not drawn or len(drawn) < len(codings):
        return table
    return table.merge(pd.concat(drawn).drop_duplicates("sentence_id"), on="sentence_id", how="left")
