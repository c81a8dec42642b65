"""How often do comparisons of authors find what is not there, and what is there?

Null corpora have no difference between groups: every article draws its own topics, and its paragraphs scatter
about them. Run `python benchmarks/calibration.py` (about two minutes on one core) to write the tables of
docs/authors.md again, each as soon as it is there; `--dry-run` only prints them.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse, stats

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.corpus.store import Corpus
from yrdresearch.groups import compare
from yrdresearch.groups.article_shares import ArticleShares
from yrdresearch.stats import false_discovery, permute_keyness
from yrdresearch.stats.chance import PValues, arrange, between_share, differences, interval, p_values
from yrdresearch.stats.keywords import g2
from yrdresearch.topics.model import fit_lda

Statistic = Callable[..., np.ndarray]
SEED = 20240918
SIZES = (2, 3, 4, 5, 10, 20)
N_TOPICS, N_PARAGRAPHS, TOKENS = 6, 6, 75  # as long as an essay of the sample
MEAN_SHARES = np.array([0.30, 0.20, 0.20, 0.15, 0.10, 0.05])
ALIKE = {"much": (1.0, 0.4), "little": (0.4, 0.8)}  # standard deviations of article and paragraph, log-odds
LEVEL = 0.05
DOCS = Path(__file__).parents[1] / "docs"


def simulate(n_corpora: int, n_articles: int, alike: str, rng: np.random.Generator, shift: float = 0.0):
    """Token counts (S, n, P, K); `shift` raises topic 1 in the first half of the articles, in log-odds."""
    article_sd, paragraph_sd = ALIKE[alike]
    logits = np.log(MEAN_SHARES) + rng.normal(0, article_sd, (n_corpora, n_articles, 1, N_TOPICS))
    logits = logits + rng.normal(0, paragraph_sd, (n_corpora, n_articles, N_PARAGRAPHS, N_TOPICS))
    logits[:, : n_articles // 2, :, 0] += shift
    theta = np.exp(logits)
    lengths = np.maximum(rng.poisson(TOKENS, logits.shape[:3]), 1)
    return rng.multinomial(lengths, theta / theta.sum(axis=3, keepdims=True))


def test_all(counts: np.ndarray, labels: np.ndarray, statistic: Statistic, rng: np.random.Generator):
    """The package's permutation test of every corpus: one `PValues` of K topics each."""
    shares, weights = shares_of(counts), np.ones(len(labels))
    tests: list[PValues] = []
    for block in np.array_split(shares, max(1, len(shares) // 100)):
        arranged = arrange(labels, random_state=rng, n_permutations=1_999)
        found = statistic(block.transpose(1, 0, 2).reshape(len(labels), -1), arranged.groups, weights=weights)
        found = np.abs(found).reshape(len(arranged.groups), len(block), N_TOPICS)
        tests += [p_values(np.ascontiguousarray(found[:, at]), arranged) for at in range(len(block))]
    return tests


def rates(tests: list[PValues]) -> dict[str, float]:
    """Share of corpora in which topic 1 has p < .05, and in which any topic gets the verdict "differs"."""
    open_to_test = np.array([test.smallest_p.min() < LEVEL for test in tests])
    fdr = np.array([false_discovery(test.p).min() < LEVEL for test in tests])
    family = np.array([test.p_family.min() < LEVEL for test in tests])
    return {
        "p": np.mean([test.p[0] < LEVEL for test in tests]),
        "mid-p": np.mean(np.array([test.p_mid[0] < LEVEL for test in tests]) & open_to_test),
        "verdict, fdr": np.mean(fdr & open_to_test),
        "verdict, family": np.mean(family & open_to_test),
    }


def naive_rates(counts: np.ndarray) -> dict[str, float]:
    """The usual tests, which take paragraphs or tokens for independent."""
    share = (counts[..., 0] / counts.sum(axis=3)).reshape(len(counts), 2, -1)
    t = stats.ttest_ind(share[:, 0], share[:, 1], axis=1).pvalue
    tokens = counts.reshape(len(counts), 2, -1, N_TOPICS).sum(axis=2)
    p = stats.chi2.sf([abs(g2(*corpus)[0]) for corpus in tokens], 1)
    return {"paragraph t test": np.mean(t < LEVEL), "G2 on tokens": np.mean(p < LEVEL)}


def null_table(n_corpora: int, rng: np.random.Generator) -> pd.DataFrame:
    rows = []
    for alike in ALIKE:
        for size in SIZES:
            counts = simulate(n_corpora, 2 * size, alike, rng)
            tests = test_all(counts, np.repeat([0, 1], size), differences, rng)
            row = {
                "paragraphs alike": f"{alike} ({correlation(counts):.2f})",
                "articles": f"{size} v {size}",
                "smallest p": smallest(tests),
            }
            rows.append(row | percent(rates(tests) | naive_rates(counts)))
    return pd.DataFrame(rows)


def omnibus_table(n_corpora: int, rng: np.random.Generator) -> pd.DataFrame:
    rows = []
    for sizes in ((2, 2, 2), (3, 3, 3), (3, 3, 3, 3), (5, 5, 5, 5)):
        counts = simulate(n_corpora, sum(sizes), "much", rng)
        tests = test_all(counts, np.repeat(np.arange(len(sizes)), sizes), between_share, rng)
        row = {"articles": " v ".join(map(str, sizes)), "smallest p": smallest(tests)}
        rows.append(row | percent(rates(tests)))
    return pd.DataFrame(rows)


def keyness_table(n_terms: int, rng: np.random.Generator) -> pd.DataFrame:
    """Terms whose rate differs from text to text, but not from group to group."""
    rows = []
    for size in SIZES:
        rate = rng.lognormal(np.log(4), 0.8, (2 * size, n_terms))
        counts = np.hstack([rng.poisson(rate), np.full((2 * size, 1), 10_000)])
        dtm = Dtm(sparse.csr_matrix(counts), labels_of(2 * size), labels_of(n_terms + 1))
        table = permute_keyness(dtm, dtm.doc_ids[:size], reference=dtm.doc_ids[size:], n_permutations=1_999)
        tokens = stats.chi2.sf(np.abs(g2(counts[:size].sum(axis=0), counts[size:].sum(axis=0))[:-1]), 1)
        found = {"texts permuted": np.mean(table["p"] < LEVEL), "G2 on tokens": np.mean(tokens < LEVEL)}
        row = {"texts": f"{size} v {size}", "smallest p": f"{table['smallest_p'].iloc[0]:.4f}"}
        rows.append(row | percent(found))
    return pd.DataFrame(rows)


def power_table(n_corpora: int, rng: np.random.Generator) -> pd.DataFrame:
    rows = []
    for shift in (0.5, 1.0, 2.0):
        planted = shares_of(simulate(4_000, 2, "much", rng, shift))[..., 0].mean(axis=0)
        for size in SIZES[2:]:
            counts = simulate(n_corpora, 2 * size, "much", rng, shift)
            found = percent(rates(test_all(counts, np.repeat([0, 1], size), differences, rng)))
            prevalence = f"{planted[1]:.2f} and {planted[0]:.2f}"
            rows.append({"prevalence": prevalence, "articles": f"{size} v {size}"} | found)
    return pd.DataFrame(rows)


def coverage_table(n_corpora: int, rng: np.random.Generator) -> pd.DataFrame:
    """How often 95 % intervals hold the truth: the package's, and plain resampling of articles.

    Of the commonest topic and of the rarest, whose shares are the most skewed.
    """
    looked_at = [0, N_TOPICS - 1]
    truth = shares_of(simulate(40_000, 1, "much", rng)).mean(axis=(0, 1))[looked_at]
    names = [
        f"{what}, {share:.2f}"
        for what in ("prevalence", "difference", "resampling articles instead")
        for share in truth
    ]
    rows = []
    for size in SIZES:
        a, b, weights = np.arange(size), np.arange(size, 2 * size), np.ones(2 * size)
        hits = []
        for counts in simulate(n_corpora, 2 * size, "much", rng):
            shares = article_draws(counts, 200, rng)
            of_a, of_b = (shares.draw_mean(half, weights, rng)[:, looked_at] for half in (a, b))
            mean_a, mean_b = (shares.mean(half, weights)[looked_at] for half in (a, b))
            resampled = shares.shares[rng.integers(size, size=(400, size))].mean(axis=1)[:, looked_at]
            ends = (
                interval(of_a, level=0.95, holding=mean_a),
                interval(of_a - of_b, level=0.95, holding=mean_a - mean_b),
                interval(resampled, level=0.95, holding=mean_a),
            )
            truths = (truth, np.zeros(2), truth)
            hits.append(
                np.ravel([(low <= t) & (t <= high) for (low, high), t in zip(ends, truths, strict=True)])
            )
        covered = dict(zip(names, np.mean(hits, axis=0), strict=True))
        rows.append({"articles": f"{size} v {size}"} | percent(covered))
    return pd.DataFrame(rows)


def article_draws(counts: np.ndarray, n_draws: int, rng: np.random.Generator) -> ArticleShares:
    """What `article_shares` gives where each token's topic is known."""
    gamma = rng.standard_gamma(counts + 0.1, size=(n_draws, *counts.shape))
    theta = gamma / gamma.sum(axis=3, keepdims=True)
    tokens = counts.sum(axis=2, keepdims=True)
    draws = (theta * tokens).sum(axis=2) / tokens.sum(axis=1)
    shares, units = shares_of(counts), np.arange(len(counts))
    return ArticleShares(
        pd.DataFrame(index=units), shares, draws, [], "topic", "", shares, units, tokens.sum(axis=1)
    )


def shares_of(counts: np.ndarray) -> np.ndarray:
    """(…, K) share of an article's tokens in each topic, from counts (…, P, K)."""
    tokens = counts.sum(axis=-2)
    return tokens / tokens.sum(axis=-1, keepdims=True)


def whole_way_table(n_corpora: int, rng: np.random.Generator) -> pd.DataFrame:
    """From words on: simulated texts, `fit_lda`, `compare`; the rate is the mean over topics."""
    topics = rng.dirichlet(np.full(300, 0.05), size=N_TOPICS)
    found = []
    for counts in simulate(n_corpora, 10, "much", rng):
        words = rng.multinomial(counts.reshape(-1, N_TOPICS), topics).sum(axis=1)
        corpus = corpus_of(words)
        ids = tuple(corpus.paragraphs["paragraph_id"])
        dtm = Dtm(sparse.csr_matrix(words), ids, labels_of(words.shape[1]))
        model = fit_lda(dtm, n_topics=N_TOPICS, n_iter=200, random_state=int(rng.integers(2**31)))
        found.append((compare(model, corpus, n_resamples=2)["p"] < LEVEL).mean())
    error = np.std(found, ddof=1) / np.sqrt(n_corpora)
    rate = percent({"p": float(np.mean(found)), "standard error": error})
    return pd.DataFrame([{"articles": "5 v 5", "corpora": n_corpora} | rate])


def corpus_of(words: np.ndarray) -> Corpus:
    """Ten articles of six paragraphs, five each of authors a and b."""
    articles = pd.DataFrame({"article_id": [f"p.{i}" for i in range(10)], "author": list("aaaaabbbbb")})
    paragraphs = pd.DataFrame({"article_id": articles["article_id"].repeat(N_PARAGRAPHS)})
    paragraphs = paragraphs.assign(paragraph_id=[f"q.{i}" for i in range(len(words))], repeat_of="")
    row, column = words.nonzero()
    counts = pd.DataFrame({"paragraph_id": paragraphs["paragraph_id"].to_numpy()[row]})
    counts = counts.assign(term=np.array(labels_of(words.shape[1]))[column], count=words[row, column])
    none = pd.DataFrame()
    return Corpus(none, articles, paragraphs, none, counts, none, none, {"repeats": "drop"})


def labels_of(n: int) -> tuple[str, ...]:
    return tuple(f"{number:05d}" for number in range(n))


def correlation(counts: np.ndarray) -> float:
    """Intraclass correlation of the paragraphs' shares of topic 1: how alike those of an article are."""
    share = counts[..., 0] / counts.sum(axis=3)
    within = share.var(axis=2, ddof=1).mean()
    between = share.mean(axis=2).var(ddof=1) - within / N_PARAGRAPHS
    return float(between / (between + within))


def smallest(tests: list[PValues]) -> str:
    return f"{tests[0].smallest_p.min():.4f}"


def percent(values: dict[str, float]) -> dict[str, str]:
    return {name: f"{100 * value:.1f}" for name, value in values.items()}


def markdown(table: pd.DataFrame) -> str:
    lines = [table.columns.tolist(), ["---"] * table.shape[1], *table.astype(str).to_numpy().tolist()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write(name: str, table: pd.DataFrame, page: str) -> None:
    """Replace what is between the markers of a table in a page of docs/."""
    begin, end = f"<!-- table: {name} -->\n", f"<!-- end: {name} -->"
    head, rest = (DOCS / page).read_text("utf-8").split(begin)
    text = head + begin + markdown(table) + "\n" + end + rest.split(end)[1]
    (DOCS / page).write_text(text, "utf-8")


def options_of(doc: str, corpora: int, what: str) -> argparse.Namespace:
    """The options of a study."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("--corpora", type=int, default=corpora, help=f"{what} (default: {corpora})")
    parser.add_argument("--dry-run", action="store_true", help="print the tables, write nothing")
    return parser.parse_args()


def run(studies: dict[str, tuple[Callable[..., pd.DataFrame], int]], seed: int, page: str | None) -> None:
    """Each study's table, into a page of docs/ (None: nowhere); time and table go to standard error."""
    seeds = np.random.SeedSequence(seed).spawn(len(studies))
    for (name, (study, size)), of_study in zip(studies.items(), seeds, strict=True):
        start = time.perf_counter()
        table = study(size, np.random.default_rng(of_study))
        print(f"{name}: {time.perf_counter() - start:.0f} s\n{markdown(table)}\n", file=sys.stderr)
        if page is not None:
            write(name, table, page)


def main() -> None:
    options = options_of(str(__doc__), 6_000, "null corpora a cell")
    n = options.corpora
    studies = {"null": (null_table, n), "omnibus": (omnibus_table, n // 2), "keyness": (keyness_table, n),
               "power": (power_table, n // 4), "coverage": (coverage_table, n // 6),
               "whole way": (whole_way_table, n // 6)}  # fmt: skip
    run(studies, SEED, None if options.dry_run else "authors.md")


if __name__ == "__main__":
    main()
