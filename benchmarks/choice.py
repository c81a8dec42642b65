"""Does choose_k find the number of topics that a corpus has, and does it say so where there are none?

    python benchmarks/choice.py hits [CORPORA [DOCUMENTS ...]]     right K, planted corpora
    python benchmarks/choice.py none [CORPORA [DOCUMENTS ...]]     corpora without topics
    python benchmarks/choice.py seeds [SEEDS]                      the recommendation on the essays, by seed
    python benchmarks/choice.py articles [CORPORA]                 articles of a style each

Prints the tables of docs/topics.md with 95 % intervals (Wilson). A row a corpus is kept in choice.csv beside
this file, so that a run goes on where it was stopped. choose_k is asked with its defaults, but with RUNS
chains an ensemble in the first two: fewer than by default, so that ensembles agree less.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from itertools import product
from pathlib import Path

import pandas as pd
from planted import in_articles, planted, structureless
from scipy.stats import binomtest

import yrdresearch as yrd
from yrdresearch.corpus.dtm import Dtm

RUNS = 50
ASKED = {3: (2, 3, 4, 5), 5: (3, 4, 5, 6, 7), 8: (5, 6, 7, 8, 9, 10)}
SIZES = (22, 88, 300)
NOTHING = ("shuffled", "one topic", "near-duplicates")
KEPT = Path(__file__).with_suffix(".csv")
COLUMNS = ["kind", "documents", "k", "number", "recommended", "as_good", "cpu"]


def hits(n_corpora: int = 100, *sizes: int) -> None:
    """How often is the true number recommended, or among those as good?"""
    for number, n_docs, kind, k in product(range(n_corpora), sizes or SIZES, ("clear", "overlapping"), ASKED):
        corpus = partial(planted, n_docs, k, kind, number=number)
        choose((kind, n_docs, k, number), lambda corpus=corpus: corpus().dtm, ASKED[k])
    table = results("clear", "overlapping")
    true, said = table["k"].astype(str), table["recommended"]
    good = [k in one.split() for k, one in zip(true, table["as_good"], strict=True)]
    near = (pd.to_numeric(said, errors="coerce") - table["k"]).abs() <= 1
    show(table.assign(right=said == true, as_good=good, by_one=near, none=said == "none"))


def none(n_corpora: int = 100, *sizes: int) -> None:
    """How often is nothing recommended where there is nothing?"""
    for number, n_docs, kind in product(range(n_corpora), sizes or SIZES, NOTHING):
        choose((kind, n_docs, 1, number), partial(structureless, n_docs, kind, number=number), range(3, 8))
    table = results(*NOTHING)
    show(table.assign(none=table["recommended"] == "none").drop(columns="as_good"))


def seeds(n_seeds: int = 20) -> None:
    """The recommendation on the essays from seed to seed."""
    essays = partial(yrd.build_dtm, yrd.load_corpus())
    for number in range(n_seeds):
        choose(("essays", 22, 0, number), essays, range(3, 8), n_runs=200)
    print(results("essays").groupby(["recommended", "as_good"]).size().to_string())


def articles(n_corpora: int = 4) -> None:
    """Which numbers predict as well as the best where every article has a style, by what is held out?"""
    for n, per, k, style in product((4, 15), (6,), (1, 3), (0.3, 0.6)):
        for number in range(n_corpora):
            dtm, article = in_articles(n, per, k, style, number=number)
            asked = partial(
                yrd.choose_k, dtm, range(2, 7), n_runs=2, min_agreement=0, min_support=0, workers=1
            )
            found = [" ".join(map(str, asked(articles=a).as_good)) or "none" for a in (None, article)]
            print(f"{n} articles of {per}, K = {k}, style {style} | {' | '.join(found)}", flush=True)


def choose(
    key: tuple[str, int, int, int], corpus: Callable[[], Dtm], asked: Iterable[int], n_runs: int = RUNS
) -> None:
    """Ask choose_k about one corpus and keep its answer, unless it is kept already."""
    if not KEPT.exists():
        KEPT.write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
    row = ",".join(map(str, key)) + ","
    if any(kept.startswith(row) for kept in KEPT.read_text(encoding="utf-8").splitlines()):
        return
    start = time.process_time()
    choice = yrd.choose_k(corpus(), asked, n_runs=n_runs, random_state=key[-1], workers=1)
    good = " ".join(map(str, choice.as_good))
    with KEPT.open("a", encoding="utf-8") as file:
        file.write(f"{row}{choice.recommended or 'none'},{good},{time.process_time() - start:.1f}\n")


def results(*kinds: str) -> pd.DataFrame:
    """The rows of these kinds."""
    table = pd.read_csv(KEPT, dtype={"recommended": str, "as_good": str}, keep_default_na=False)
    return table[table["kind"].isin(kinds)]


def show(table: pd.DataFrame) -> None:
    """A row a cell: corpora, how often each of the last columns is true (interval), mean CPU seconds."""
    told = [name for name in table if table[name].dtype == bool]
    print(" | ".join(["kind", "documents", "K", "corpora", *told, "CPU s"]))
    for cell, rows in table.groupby(["kind", "documents", "k"], sort=True):
        parts = []
        for name in told:
            low, high = binomtest(int(rows[name].sum()), len(rows)).proportion_ci(method="wilson")
            parts.append(f"{rows[name].mean():.0%} ({low:.0%} to {high:.0%})")
        print(" | ".join(map(str, [*cell, len(rows), *parts, f"{rows['cpu'].mean():.0f}"])))


if __name__ == "__main__":
    {"hits": hits, "none": none, "seeds": seeds, "articles": articles}[sys.argv[1]](*map(int, sys.argv[2:]))
