"""How well do codings agree: Krippendorff's alpha for label sets, kappa, precision and recall."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from yrdresearch.areas.codebook import NONE, Codebook
from yrdresearch.areas.codebookfiles import check_hand_coding, codebook_of
from yrdresearch.errors import ArgumentError, CodebookError
from yrdresearch.stats.chance import drawn_again, interval

ALL = "all"
DISTANCES = ("masi", "jaccard", "nominal")
Labels = frozenset[str]


def label_sets(coding: pd.DataFrame) -> dict[str, Labels]:
    """sentence_id -> its set of areas (``{"none"}`` for a sentence without), from either form of a coding.

    `coding` has a row per sentence and area (`policy_area`), as `code_policy_areas` gives it, or a row per
    sentence (`policy_areas`, ids with spaces between), as a coding sheet has it.

    Examples
    --------
    >>> sheet = pd.DataFrame({"sentence_id": ["s1", "s2"], "policy_areas": ["health ageing", "none"]})
    >>> sorted(label_sets(sheet)["s1"])
    ['ageing', 'health']
    """
    if "sentence_id" not in coding or not {"policy_area", "policy_areas"} & set(coding):
        raise CodebookError(
            "a coding needs the columns sentence_id and policy_area (or policy_areas); "
            f"this one has {', '.join(map(str, coding))}"
        )
    if "policy_areas" in coding:
        pairs = zip(coding["sentence_id"], coding["policy_areas"], strict=True)
        return {str(unit): frozenset(str(areas).split()) or frozenset({NONE}) for unit, areas in pairs}
    grouped = coding.groupby("sentence_id", sort=False)["policy_area"]
    return {str(unit): frozenset(areas) for unit, areas in grouped}


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
) -> dict[str, float]:
    """Do the coders agree beyond chance on the sentences' sets of areas?

    Parameters
    ----------
    codings
        coder -> coding, in either form `label_sets` reads. A sentence counts where two or more coded it.
    distance
        ``"masi"``, ``"jaccard"``, or ``"nominal"`` (sets are equal or not).
    blocks
        sentence_id -> what is resampled whole for the interval, e.g. its article; by default the sentence.

    Returns
    -------
    dict
        ``alpha`` (1 perfect, 0 as by chance, negative below it), ``low``, ``high`` (percentile bootstrap),
        ``n_sentences``, ``n_coders``, ``n_blocks``.

    References
    ----------
    Krippendorff (2019), Content Analysis, 4th ed., ch. 12. Hayes and Krippendorff (2007), CMM 1(1).

    Examples
    --------
    >>> a = pd.DataFrame({"sentence_id": ["s1", "s2", "s3"], "policy_areas": ["health", "none", "ageing"]})
    >>> krippendorff_alpha({"a": a, "b": a}, n_resamples=10)["alpha"]
    1.0
    """
    if distance not in DISTANCES:
        raise ArgumentError(f"distance is {distance!r}; choose one of {', '.join(DISTANCES)}")
    if len(codings) < 2:
        raise ArgumentError("codings holds one coder; agreement needs two or more")
    sets = [label_sets(coding) for coding in codings.values()]
    units = [
        u for u in dict.fromkeys(u for each in sets for u in each) if sum(u in each for each in sets) > 1
    ]
    if not units:
        raise ArgumentError("no sentence is coded by two coders; check that their sentence_id are the same")
    kinds = list(dict.fromkeys(each[u] for u in units for each in sets if u in each))
    apart = np.array([[_DISTANCE[distance](a, b) for b in kinds] for a in kinds])
    place = {kind: i for i, kind in enumerate(kinds)}
    counts = np.zeros((len(units), len(kinds)))
    for row, unit in enumerate(units):
        for each in sets:
            if unit in each:
                counts[row, place[each[unit]]] += 1
    observed = np.einsum("uk,kl,ul->u", counts, apart, counts) / (counts.sum(axis=1) - 1)
    names = [blocks[u] if blocks else u for u in units]
    weights = _block_weights(names, n_resamples, random_state)
    drawn = _alphas(weights, counts, apart, observed)
    drawn = drawn[np.isfinite(drawn)]
    low, high = interval(drawn, level=level) if len(drawn) else (np.nan, np.nan)
    alpha = _alphas(np.ones((1, len(units))), counts, apart, observed)[0]
    return {
        "alpha": float(alpha), "low": float(low), "high": float(high),
        "n_sentences": len(units), "n_coders": len(sets), "n_blocks": len(set(names)),
    }  # fmt: skip


def _alphas(weights: np.ndarray, counts: np.ndarray, apart: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """Alpha for each row of unit weights (R, U); nan where only one set of labels occurs."""
    totals = weights @ counts
    n = totals.sum(axis=1)
    expected = np.einsum("rk,kl,rl->r", totals, apart, totals) / (n * (n - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return 1 - (weights @ observed / n) / np.where(expected > 0, expected, np.nan)


def _block_weights(names: list[str], n_resamples: int, random_state: int) -> np.ndarray:
    """(R, U): how often each unit is drawn when its block is resampled with replacement."""
    kinds, of = np.unique(np.asarray(names, dtype=object).astype(str), return_inverse=True)
    rng = np.random.default_rng(np.random.SeedSequence(random_state))
    return drawn_again(len(kinds), n_resamples, rng)[:, of]


def cohen_kappa(a: np.ndarray, b: np.ndarray) -> float:
    """Cohen's kappa of two yes/no codings; nan where both always say the same one thing."""
    a, b = np.asarray(a, dtype=bool), np.asarray(b, dtype=bool)
    expected = a.mean() * b.mean() + (1 - a.mean()) * (1 - b.mean())
    return float((np.mean(a == b) - expected) / (1 - expected)) if expected < 1 else float("nan")


def majority_coding(codings: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The areas that more than half of the coders gave each sentence: sentence_id, policy_areas."""
    sets = [label_sets(coding) for coding in codings.values()]
    rows = []
    for unit in dict.fromkeys(u for each in sets for u in each):
        given = [each[unit] for each in sets if unit in each]
        votes = sorted({area for areas in given for area in areas} - {NONE})
        kept = [area for area in votes if 2 * sum(area in areas for areas in given) > len(given)]
        rows.append((unit, " ".join(kept) or NONE))
    return pd.DataFrame(rows, columns=["sentence_id", "policy_areas"])


def validate_coding(
    coded: pd.DataFrame,
    hand: pd.DataFrame,
    *,
    codebook: Codebook | None = None,
    blocks: Mapping[str, str] | None = None,
    n_resamples: int = 1000,
    level: float = 0.95,
    random_state: int = 0,
) -> pd.DataFrame:
    """How well does a coding agree with coding by hand, area by area and over all?

    Parameters
    ----------
    coded
        From `code_policy_areas` (or any coding).
    hand
        A hand coding in either form `label_sets` reads; the sentences of both are compared.
    blocks
        sentence_id -> what is resampled whole; by default the article (`article_id` of `coded`, where it
        has five or more), else the paragraph, else the sentence.

    Returns
    -------
    DataFrame
        A row for ``"all"`` areas (micro-averaged over sentence and area), then one for each: policy_area,
        name_zh, name_en, n_hand, n_coded, n_both, precision, recall, f1, f1_low, f1_high, kappa, alpha,
        alpha_low, alpha_high, n_sentences. Alpha is Krippendorff's, with the MASI distance for all areas and
        nominal for one; kappa stands only for single areas. nan where nothing can be said (no such sentence).

    Raises
    ------
    CodebookError
        When the two have no sentence in common, or `hand` names an unknown area.

    References
    ----------
    Artstein and Poesio (2008), Inter-coder agreement for computational linguistics, CL 34(4).

    Examples
    --------
    >>> hand = pd.DataFrame({"sentence_id": ["s1", "s2"], "policy_areas": ["health ageing", "none"]})
    >>> coded = pd.DataFrame({"sentence_id": ["s1", "s2"], "policy_areas": ["health", "none"]})
    >>> validate_coding(coded, hand, n_resamples=10)[["precision", "recall"]].iloc[0].tolist()
    [1.0, 0.5]
    """
    codebook = codebook_of(coded, codebook)
    check_hand_coding(hand, codebook)
    ours, theirs = label_sets(coded), label_sets(hand)
    units = [unit for unit in theirs if unit in ours]
    if not units:
        raise CodebookError("the two codings have no sentence_id in common; are they of the same corpus?")
    said = np.array([[area in ours[u] for area in codebook.ids] for u in units])
    true = np.array([[area in theirs[u] for area in codebook.ids] for u in units])
    blocks = blocks or _default_blocks(coded, units)
    weights = _block_weights([blocks[u] for u in units], n_resamples, random_state)
    rows = [_scores(said, true, weights, level)]
    rows += [_scores(said[:, [k]], true[:, [k]], weights, level) for k in range(len(codebook.ids))]
    table = pd.DataFrame(rows)
    table.insert(0, "policy_area", [ALL, *codebook.ids])
    names = codebook.table()
    table.insert(1, "name_zh", ["总计", *names["name_zh"]])
    table.insert(2, "name_en", ["All areas", *names["name_en"]])
    table["kappa"] = [np.nan] + [cohen_kappa(said[:, k], true[:, k]) for k in range(len(codebook.ids))]
    settings = {"blocks": blocks, "n_resamples": n_resamples, "level": level, "random_state": random_state}
    pair = [{u: sets[u] for u in units} for sets in (ours, theirs)]
    alphas = [krippendorff_alpha(_as_codings(pair), distance="masi", **settings)]  # type: ignore[arg-type]
    for area in codebook.ids:
        single = [{u: labels & {area} or {NONE} for u, labels in sets.items()} for sets in pair]
        alphas.append(krippendorff_alpha(_as_codings(single), distance="nominal", **settings))  # type: ignore[arg-type]
    for column, key in (("alpha", "alpha"), ("alpha_low", "low"), ("alpha_high", "high")):
        table[column] = [alpha[key] for alpha in alphas]
    return table.assign(n_sentences=len(units))


def _scores(said: np.ndarray, true: np.ndarray, weights: np.ndarray, level: float) -> dict[str, float]:
    both, ours, theirs = (part.sum(axis=1) for part in (said & true, said, true))
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = 2 * (weights @ both) / (weights @ (ours + theirs))
    seen = np.isfinite(drawn)
    low, high = interval(drawn, level=level) if seen.any() else (np.nan, np.nan)
    return {
        "n_hand": int(theirs.sum()), "n_coded": int(ours.sum()), "n_both": int(both.sum()),
        "precision": _ratio(both.sum(), ours.sum()), "recall": _ratio(both.sum(), theirs.sum()),
        "f1": _ratio(2 * both.sum(), ours.sum() + theirs.sum()), "f1_low": low, "f1_high": high,
    }  # fmt: skip


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def _as_codings(pair: list[dict[str, Labels]]) -> dict[str, pd.DataFrame]:
    return {
        str(coder): pd.DataFrame(
            {
                "sentence_id": list(sets),
                "policy_areas": [" ".join(sorted(labels)) for labels in sets.values()],
            }
        )
        for coder, sets in enumerate(pair)
    }


def _default_blocks(coded: pd.DataFrame, units: list[str]) -> dict[str, str]:
    for column, least in (("article_id", 5), ("paragraph_id", 2)):
        if column in coded and coded[column].nunique() >= least:
            return dict(zip(coded["sentence_id"].astype(str), coded[column].astype(str), strict=True))
    return {unit: unit for unit in units}
