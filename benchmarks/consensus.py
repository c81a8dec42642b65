"""Do ensembles from different seeds agree? ``python benchmarks/consensus.py [essays|sample] [K ...]``."""

from __future__ import annotations

import sys
import time
from itertools import combinations

import numpy as np

import yrdresearch as yrd

SEEDS = (2001, 2002, 2003)


def main(corpus: str = "essays", *numbers: str) -> None:
    dtm = yrd.build_dtm(yrd.load_corpus(corpus))
    print("K  agreement (mean, least)  single runs  seconds an ensemble")
    for k in map(int, numbers or map(str, range(3, 11))):
        start = time.perf_counter()
        ensembles = [yrd.fit_consensus(dtm, n_topics=k, random_state=seed) for seed in SEEDS]
        seconds = (time.perf_counter() - start) / len(SEEDS)
        singles = [yrd.fit_lda(dtm, n_topics=k, random_state=seed) for seed in range(10)]
        agreed, single = (
            [yrd.topic_agreement(a, b) for a, b in combinations(models, 2)] for models in (ensembles, singles)
        )
        print(
            f"{k:2d} {np.mean(agreed):.3f} {min(agreed):.3f}  {np.mean(single):.3f}  {seconds:.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
