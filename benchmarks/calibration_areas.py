"""How often do intervals of coverage hold the truth, and how often do tests of areas find what is not there?

Sentences of an article are alike (intraclass correlation 0.1), those of a paragraph more so (0.15 within the
article). `make calibration` runs this after calibration.py and writes the tables of docs/coverage.md and of
docs/authors.md again, each as soon as it is there; `--dry-run` only prints them. About a quarter
of an hour on one core.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
from calibration import LEVEL, labels_of, options_of, run
from scipy import sparse

from yrdresearch.areas.correction import by_rates, by_sample
from yrdresearch.corpus.dtm import Dtm
from yrdresearch.groups.grouped_counts import Texts
from yrdresearch.groups.trends import jackknife_slope
from yrdresearch.groups.vocabulary import compared
from yrdresearch.stats import (
    design_effect,
    difference_interval,
    permute_keyness,
    share_at_most,
    share_interval,
)
from yrdresearch.stats.chance import arrange, differences, drawn_again, interval, p_values, shuffle, slopes
from yrdresearch.stats.lengths import N_CUTS, kept_parts, matched_lengths
from yrdresearch.stats.multiplicity import combine

SEED = 20261127
SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
BLOCKS = (2, 3, 4, 12, 40)
ALIKE, ALIKE_MORE = 0.1, 0.15
AT_A_TIME = 100  # corpora with the same lengths of articles; lengths are drawn again for the next hundred
RARELY = 0.02  # share of corpora that show an interval, below which there are too few of them to say more
SENSITIVITY, SPECIFICITY = 0.7, 0.97


def sentences(n_paragraphs: np.ndarray, share: float, n_corpora: int, rng: np.random.Generator, alike=ALIKE):
    """Sentences seen (articles, paragraphs, corpora), all (articles, paragraphs), and shares of articles."""
    here = np.arange(n_paragraphs.max()) < n_paragraphs[:, None]
    sizes = (1 + rng.poisson(3, here.shape)) * here
    size = (len(here), 1, n_corpora)
    of_article = beta(np.full(size, share), alike, rng) if alike else np.full(size, share)
    of_paragraph = beta(np.broadcast_to(of_article, (*here.shape, n_corpora)), ALIKE_MORE, rng)
    return rng.binomial(sizes[..., None], of_paragraph), sizes, of_article


def beta(mean: np.ndarray, alike: float, rng: np.random.Generator) -> np.ndarray:
    """Draws with this mean and intraclass correlation."""
    weight = (1 - alike) / alike
    return np.nan_to_num(rng.beta(np.maximum(mean * weight, 1e-9), np.maximum((1 - mean) * weight, 1e-9)))


def coverage_table(n_corpora: int, rng: np.random.Generator) -> pd.DataFrame:
    rows = []
    for kind, blocks in (("articles", BLOCKS), ("paragraphs of one", (6, 12, 40))):
        for n in blocks:
            for share in SHARES:
                cells = [_cell(kind, n, share, rng) for _ in range(n_corpora // AT_A_TIME)]
                shown, held, bootstrap, bound = np.mean(cells, axis=0)
                holds = held / shown if shown > RARELY else np.nan
                found = [shown, holds, bound, bootstrap]
                rows.append([f"{n} {kind}", f"{share:.2f}", *(_per_cent(value) for value in found)])
    columns = ["blocks", "share", "shown", "those shown hold", "at most fails", "percentile bootstrap holds"]
    return pd.DataFrame(rows, columns=columns)


def _cell(kind: str, n: int, share: float, rng: np.random.Generator) -> list[float]:
    if kind == "articles":
        seen, sizes, _ = sentences(rng.integers(4, 13, n), share, AT_A_TIME, rng)
        amounts, totals = seen.sum(axis=1), sizes.sum(axis=1)
    else:
        seen, sizes, _ = sentences(np.array([n]), share, AT_A_TIME, rng, alike=0)
        amounts, totals = seen[0], sizes[0]
    low, high = share_interval(amounts, totals)
    shown = ~np.isnan(low)
    drawn = drawn_again(n, 400, rng)
    ends = interval((drawn @ amounts) / (drawn @ totals)[:, None], level=0.95)
    found = amounts.sum(axis=0) / totals.sum()
    effects = [design_effect(one[:, None], totals) for one in amounts.T]
    bound = share_at_most(found, totals.sum() / np.array(effects))
    return [
        shown.mean(),
        (shown & (low <= share) & (share <= high)).mean(),
        ((ends[0] <= share) & (share <= ends[1])).mean(),
        (~shown & (bound < share)).mean(),
    ]


def correction_table(n_corpora: int, rng: np.random.Generator) -> pd.DataFrame:
    """A coding that sees 70 % of what is there and 3 % of what is not; ten sentences an article, or 300
    sentences of 30 other articles, by hand."""
    rows = []
    for n in BLOCKS[1:]:
        for share in (0.05, 0.1, 0.3, 0.5):
            cells = [_corrections(n, share, rng) for _ in range(n_corpora // AT_A_TIME)]
            mean = np.mean(cells, axis=0)
            with np.errstate(divide="ignore", invalid="ignore"):
                found = [
                    value
                    for shown, held in mean
                    for value in (shown, held / shown if shown > RARELY else np.nan)
                ]
            rows.append([f"{n} articles", f"{share:.2f}", *(_per_cent(value) for value in found)])
    what = ("random sample", "rates of other articles", "not corrected")
    return pd.DataFrame(
        rows,
        columns=["blocks", "share", *(f"{name}: {column}" for name in what for column in ("shown", "hold"))],
    )


def _corrections(n: int, share: float, rng: np.random.Generator) -> list[list[float]]:
    truth, sizes, _ = sentences(rng.integers(4, 13, n), share, AT_A_TIME, rng)
    true, totals = truth.sum(axis=1), sizes.sum(axis=1)
    seen, wrongly = rng.binomial(true, SENSITIVITY), rng.binomial(totals[:, None] - true, 1 - SPECIFICITY)
    amounts = seen + wrongly
    by_hand = np.minimum(10, totals)
    left, sample = by_hand[:, None], []
    kinds = [seen, true - seen, wrongly, totals[:, None] - true - wrongly]
    rest = np.broadcast_to(totals[:, None], true.shape)
    for kind in kinds:
        drawn = rng.hypergeometric(kind, rest - kind, left)
        rest, left = rest - kind, left - drawn
        sample.append(drawn)
    first = by_sample(amounts, totals, sample[0] + sample[2], sample[0] + sample[1], by_hand, 0.95)
    other = rng.binomial(300, share, AT_A_TIME)
    hits, alarms = rng.binomial(other, SENSITIVITY), rng.binomial(300 - other, 1 - SPECIFICITY)
    tally = np.array([hits, other - hits, 300 - other - alarms, alarms])
    second = by_rates(amounts, totals, tally, 400, 0.95, rng)
    third = dict(zip(("low", "high"), share_interval(amounts, totals), strict=True))
    return [
        [np.isfinite(one["low"]).mean(), ((one["low"] <= share) & (share <= one["high"])).mean()]
        for one in (first, second, third)
    ]


def difference_table(n_corpora: int, rng: np.random.Generator) -> pd.DataFrame:
    """Intervals of the difference of two groups' mean shares, as `groups.compare` gives them for areas."""
    rows = []
    for sizes in ((3, 3), (4, 4), (12, 12), (4, 12), (40, 40)):
        for shares in ((0.05, 0.05), (0.1, 0.1), (0.3, 0.3), (0.1, 0.3), (0.3, 0.1), (0.05, 0.2)):
            cells = [_differences(sizes, shares, rng) for _ in range(n_corpora // AT_A_TIME)]
            shown, held = np.mean(cells, axis=0)
            holds = held / shown if shown > RARELY else np.nan
            what = [f"{sizes[0]} v {sizes[1]}", f"{shares[0]} and {shares[1]}"]
            rows.append([*what, _per_cent(shown), _per_cent(holds)])
    return pd.DataFrame(rows, columns=["articles", "shares", "shown", "those shown hold"])


def _differences(
    sizes: tuple[int, int], shares: tuple[float, float], rng: np.random.Generator
) -> list[float]:
    means, ends, errors = [], [], []
    for n, share in zip(sizes, shares, strict=True):
        seen, of_paragraph, _ = sentences(rng.integers(4, 13, n), share, AT_A_TIME, rng)
        totals = of_paragraph.sum(axis=1)
        of_article = seen.sum(axis=1) / totals[:, None]
        means.append(of_article.mean(axis=0))
        ends.append(share_interval(of_article, np.ones(n), sizes=totals))
        errors.append(of_article.std(axis=0, ddof=1) / np.sqrt(n))
    low, high = difference_interval(np.array(means), np.array(ends), np.array(errors), sizes, level=0.95)
    truth = shares[0] - shares[1]
    return [np.isfinite(low).mean(), ((low <= truth) & (truth <= high)).mean()]


def distances_table(n_corpora: int, rng: np.random.Generator) -> pd.DataFrame:
    """Jensen-Shannon divergence of vocabularies that do not differ, of articles that may differ in length."""
    rows = []
    for a, b in ((5, 5), (10, 10), (4, 12), (12, 4)):
        for short, long in ((2, 12), (8, 8)):
            p = [_distances(a, b, short, long, rng) for _ in range(n_corpora)]
            found = [_per_cent(value) for value in (np.array(p) < LEVEL).mean(axis=0)]
            rows.append([f"{a} v {b}", f"{short} v {long}", *found])
    return pd.DataFrame(rows, columns=["articles", "paragraphs", "p", "p without cutting"])


def _distances(a: int, b: int, short: int, long: int, rng: np.random.Generator) -> list[float]:
    n_paragraphs = np.maximum(rng.poisson(np.repeat([short, long], [a, b])), 1)
    of_text = np.repeat(np.arange(a + b), n_paragraphs)
    rates = 1 / np.arange(1, 401) * rng.lognormal(0, 0.8, (a + b, 400))
    counts = rng.multinomial(75, (rates / rates.sum(axis=1, keepdims=True))[of_text])
    groups = np.where(of_text < a, "a", "b").astype(object)
    texts = Texts(sparse.csr_matrix(counts), of_text.astype(str).astype(object), groups, "")
    cut, _, _ = texts.matched(["a", "b"], rng)
    return [
        compared(one, "a", "b", n_resamples=1, n_permutations=199, level=0.95, rng=rng)["p"]
        for one in (cut, texts)
    ]


def lengths_table(n_corpora: int, rng: np.random.Generator) -> pd.DataFrame:
    """No difference but in length: articles of 2 against 12 paragraphs, and of 8 against 8."""
    rows = []
    for a, b in ((4, 4), (5, 5), (10, 10), (20, 20), (4, 12), (12, 4)):
        labels = np.repeat([0, 1], [a, b])
        arranged = arrange(labels, random_state=rng, n_permutations=999, max_exact=2_000)
        for short, long in ((2, 12), (8, 8)):
            for share in (0.1, 0.3):
                p = [
                    _lengths(labels, short, long, share, arranged, rng) for _ in range(n_corpora // AT_A_TIME)
                ]
                found = [_per_cent(value) for value in (np.concatenate(p, axis=1) < LEVEL).mean(axis=1)]
                rows.append([f"{a} v {b}", f"{short} v {long}", f"{share:.1f}", *found])
    return pd.DataFrame(rows, columns=["articles", "paragraphs", "share", "p", "p without cutting"])


def _lengths(labels, short, long, share, arranged, rng) -> list[np.ndarray]:
    n_paragraphs = np.maximum(rng.poisson(np.where(labels == 0, short, long)), 1)
    seen, sizes, _ = sentences(n_paragraphs, share, AT_A_TIME, rng)
    whole = seen.sum(axis=1) / sizes.sum(axis=1)[:, None]
    of_text = np.repeat(np.arange(len(labels)), n_paragraphs)
    n_kept = matched_lengths(n_paragraphs, labels)
    n_cuts = N_CUTS if (n_kept < n_paragraphs).any() else 1
    weights, found = np.ones(len(labels)), []
    for _ in range(n_cuts):
        kept = np.zeros(sizes.shape, bool)
        kept[sizes > 0] = kept_parts(of_text, n_kept, rng)
        cut = (seen * kept[..., None]).sum(axis=1) / (sizes * kept).sum(axis=1)[:, None]
        found.append(p_values(np.abs(differences(cut, arranged.groups, weights=weights)), arranged))
    as_whole = np.abs(differences(whole, arranged.groups, weights=weights))
    return [combine(found).p, p_values(as_whole, arranged).p]


def keyness_table(n_corpora: int, rng: np.random.Generator) -> pd.DataFrame:
    """Vocabulary of texts that differ in length only: 400 terms by Zipf's law, rates vary between texts."""
    rows = []
    common = 1 / np.arange(1, 401)
    for a, b in ((5, 5), (10, 10), (20, 20), (4, 12), (12, 4)):
        for short, long in ((150, 1000), (400, 500)):
            hits, any_q = [], []
            for _ in range(n_corpora):
                lengths = rng.poisson(np.repeat([short, long], [a, b]))
                rates = common * rng.lognormal(0, 0.8, (a + b, 400))
                counts = [
                    rng.multinomial(n, rate / rate.sum()) for n, rate in zip(lengths, rates, strict=True)
                ]
                dtm = Dtm(sparse.csr_matrix(np.array(counts)), labels_of(a + b), labels_of(400))
                table = permute_keyness(
                    dtm, dtm.doc_ids[:a], n_permutations=499, random_state=int(rng.integers(2**31))
                ).set_index("term")
                hits.append((table["p"].reindex(dtm.vocabulary[:40]) < LEVEL).mean())
                any_q.append((table["q"] < LEVEL).any())
            found = [_per_cent(np.mean(value)) for value in (hits, any_q)]
            rows.append([f"{a} v {b}", f"{short} v {long}", *found])
    return pd.DataFrame(rows, columns=["texts", "tokens", "p, 40 commonest terms", "any q < .05"])


def trend_table(n_corpora: int, rng: np.random.Generator) -> pd.DataFrame:
    """Slope on a variable that the shares do not depend on, and on one that moves them by 1.5 logits; how
    often the interval of the slope holds it."""
    rows = []
    for n in (5, 6, 8, 12, 24, 40):
        orders = shuffle(n, random_state=rng, n_permutations=999)
        x, found = np.linspace(0, 1, n), []
        for effect in (0.0, 1.5):
            expected = _logistic(x, effect, 20_000, rng).mean(axis=1, keepdims=True)
            truth = slopes(expected, x, np.arange(n)[None], weights=np.ones(n))[0, 0]
            values = rng.binomial(30, _logistic(x, effect, n_corpora, rng)) / 30
            statistic = np.abs(slopes(values, x, orders.groups, weights=np.ones(n)))
            _, low, high = jackknife_slope(values, x, np.ones(n), level=0.95)
            found.append((p_values(statistic, orders).p < LEVEL).mean())
            found.append(((low <= truth) & (truth <= high))[np.isfinite(low)].mean())
        rows.append([n, f"{orders.smallest_p:.4f}", *(_per_cent(value) for value in found)])
    kinds = ("no trend", "planted trend")
    names = [f"{what}, {kind}" for kind in kinds for what in ("p", "interval holds")]
    return pd.DataFrame(rows, columns=["articles", "smallest p", *names])


def _logistic(x: np.ndarray, effect: float, n_corpora: int, rng: np.random.Generator) -> np.ndarray:
    """Shares (articles, corpora): .18 in the middle, of which articles differ by 0.6 logits."""
    return 1 / (1 + np.exp(1.5 - effect * x[:, None] - rng.normal(0, 0.6, (len(x), n_corpora))))


def _per_cent(value: float) -> str:
    return "–" if np.isnan(value) else f"{100 * value:.1f}"


def main() -> None:
    options = options_of(__doc__, 10_000, "corpora a cell of the intervals")
    n = options.corpora
    coverage = {"intervals": (coverage_table, n), "corrected": (correction_table, n)}
    tests = {
        "area differences": (difference_table, n),
        "lengths": (lengths_table, n // 5),
        "trend": (trend_table, n // 5),
        "keyness lengths": (keyness_table, n // 10),
        "distances": (distances_table, n // 10),
    }
    for studies, page in ((coverage, "coverage.md"), (tests, "authors.md")):
        run(studies, SEED, None if options.dry_run else page)


if __name__ == "__main__":
    sys.exit(main())
