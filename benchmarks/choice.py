"""Does choose_k find the number of topics that a corpus has, and does it say so where there are none?

    python benchmarks/choice.py hits [CORPORA [DOCUMENTS ...]]     right K, planted corpora
    python benchmarks/choice.py none [CORPORA [DOCUMENTS ...]]     corpora without topics
    python benchmarks/choice.py seeds [SEEDS]                      the recommendation on the essays, by seed

Prints the tables of docs/topics.md, a row as soon as it is known. choose_k is asked with its defaults, but
with RUNS chains an ensemble in the first two: fewer than by default, so that ensembles agree less.
"""

from __future__ import annotations

import sys
import time
from collections import Counter

from planted import planted, structureless

import yrdresearch as yrd

RUNS = 50
ASKED = {3: (2, 3, 4, 5), 5: (3, 4, 5, 6, 7), 8: (5, 6, 7, 8, 9, 10)}


def hits(n_corpora: int = 100, *sizes: int) -> None:
    """How often is the true number recommended, or among those as good?"""
    print("kind | documents | K | corpora | recommended | among as good | none | others | seconds a corpus")
    for n_docs in sizes or (22, 88, 300):
        for kind in ("clear", "overlapping"):
            for k, asked in ASKED.items():
                start, said, good = time.perf_counter(), Counter(), 0
                for number in range(n_corpora):
                    dtm = planted(n_docs, k, kind, number=number).dtm
                    choice = yrd.choose_k(dtm, asked, n_runs=RUNS, random_state=number)
                    said[choice.recommended] += 1
                    good += k in choice.as_good
                seconds = (time.perf_counter() - start) / n_corpora
                others = {n: times for n, times in said.items() if n not in (k, None)}
                row = f"{said[k]} | {good} | {said[None]} | {others} | {seconds:.0f}"
                print(f"{kind} | {n_docs} | {k} | {n_corpora} | {row}", flush=True)


def none(n_corpora: int = 100, *sizes: int) -> None:
    """How often is nothing recommended where there is nothing?"""
    print("kind | documents | corpora | none | recommended | seconds a corpus")
    for n_docs in sizes or (22, 88, 300):
        for kind in ("shuffled", "one topic", "near-duplicates"):
            start, said = time.perf_counter(), Counter()
            for number in range(n_corpora):
                dtm = structureless(n_docs, kind, number=number)
                choice = yrd.choose_k(dtm, range(3, 8), n_runs=RUNS, random_state=number)
                said[choice.recommended] += 1
            seconds = (time.perf_counter() - start) / n_corpora
            others = {n: times for n, times in said.items() if n is not None}
            print(f"{kind} | {n_docs} | {n_corpora} | {said[None]} | {others} | {seconds:.0f}", flush=True)


def seeds(n_seeds: int = 20) -> None:
    """The recommendation on the essays from seed to seed; three ensembles a number, none shared."""
    dtm = yrd.build_dtm(yrd.load_corpus())
    for number in range(n_seeds):
        start = time.perf_counter()
        choice = yrd.choose_k(dtm, range(3, 8), random_state=1000 + 10 * number)
        table = choice.table.set_index("n_topics")
        print(number, choice.recommended, choice.as_good, f"{time.perf_counter() - start:.1f} s", flush=True)
        print(
            table[["shuffled_p", "support", "agreement", "held_out", "held_out_error"]].round(3).to_string(),
            flush=True,
        )


if __name__ == "__main__":
    {"hits": hits, "none": none, "seeds": seeds}[sys.argv[1]](*map(int, sys.argv[2:]))
