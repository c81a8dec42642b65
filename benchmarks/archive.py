"""An archive of generated articles, from files to results: processor seconds and peak memory of each step.

Each article is some 25 sentences of the sample essays in random order with random numbers in them, in its own
file with title, byline and affiliation, 1,000 files a folder. 100,000 take ten minutes and 2 GB of disk. Run
``python benchmarks/archive.py 1000 10000 100000 [--in FOLDER] [--workers N]``.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

ESSAYS = Path(__file__).parents[1] / "tests" / "data" / "essays.json"
SENTENCE = re.compile(r"[^。！？]+[。！？]”?")
FAMILY, GIVEN = "江海云岚松柏林川石泉舟禾穆谷钟荀", "文武明远清和安宁若水知行思齐如川"


def make_archive(folder: Path, n_articles: int) -> None:
    """Write the files, the same ones for the same number."""
    pages = json.loads(ESSAYS.read_text(encoding="utf-8"))["pages"]
    paragraphs = [text for page in pages for essay in page["articles"] for text in essay["paragraphs"]]
    sentences = [sentence for text in paragraphs for sentence in SENTENCE.findall(text)]
    rng = np.random.default_rng(13)
    for number in range(n_articles):
        chosen = [sentences[at] for at in rng.integers(len(sentences), size=int(rng.integers(18, 33)))]
        chosen = [re.sub(r"\d+", lambda _: str(rng.integers(2, 3000)), sentence) for sentence in chosen]
        author = FAMILY[rng.integers(16)] + GIVEN[rng.integers(16)] + GIVEN[rng.integers(16)]
        lines = [f"第{number}号：协同发展的一点思考", author]
        lines += ["".join(chosen[at : at + 5]) for at in range(0, len(chosen), 5)]
        lines[-1] += "（作者单位：江海社会科学院）"
        path = folder / f"{number // 1000:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")


def measure(n_articles: int, root: Path, workers: int) -> list[dict[str, Any]]:
    """Each step from files to results, with what it took."""
    import yrdresearch as yrd
    from yrdresearch import stats

    pages, to = root / f"pages-{n_articles}", root / f"corpus-{n_articles}"
    if not pages.is_dir():
        make_archive(pages, n_articles)
    shutil.rmtree(to, ignore_errors=True)
    rows: list[dict[str, Any]] = []

    def step(name: str, run: Callable[[], Any]) -> Any:
        before, wall = _seconds(), time.perf_counter()
        result = run()
        took = {"seconds": _seconds() - before, "wall": time.perf_counter() - wall, "peak_gb": _peak()}
        rows.append({"articles": n_articles, "step": name, **took})
        print(pd.DataFrame(rows[-1:]).round(2).to_string(index=False, header=len(rows) == 1), flush=True)
        return result

    step("import", lambda: yrd.corpus.import_corpus([pages], to, workers=workers))
    corpus = step("load", lambda: yrd.load_corpus(to))
    dtm = step("matrix", lambda: yrd.build_dtm(corpus, unit="article"))
    rows[-1]["characters"] = int(corpus.pages["n_characters"].sum())
    frequent = step("frequency", lambda: stats.term_frequency(dtm, top_n=50))
    step("keyness", lambda: stats.keyness(dtm, dtm.doc_ids[: n_articles // 2]))
    step("dispersion", lambda: stats.dispersion(dtm))
    common = yrd.corpus.trim(dtm, min_doc_frequency=5)
    model = step("topics, 20 iterations", lambda: yrd.fit_lda(common, n_topics=20, n_iter=20, random_state=1))
    step("infer 1,000", lambda: yrd.topics.infer(model, _first(common, 1000)))
    step("coherence", lambda: yrd.topics.topic_quality(model, common))
    step("evidence", lambda: yrd.evidence(corpus, frequent.iloc[0], top_n=5))
    coded = step("coding", lambda: yrd.code_policy_areas(corpus))
    step("coverage", lambda: yrd.coverage(coded))
    return rows


def _first(dtm: Any, n: int) -> Any:
    from dataclasses import replace

    return replace(dtm, counts=dtm.counts[:n], doc_ids=dtm.doc_ids[:n])


def _seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--in", dest="root", type=Path, default=Path(tempfile.gettempdir()) / "yrd-archive")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    for size in options.sizes:
        measure(size, options.root, options.workers)


if __name__ == "__main__":
    sys.exit(main())
