"""Train the package's coder of policy areas from the codings of real sentences and from those of the project.

    python benchmarks/train_policy_coder.py TEXTS

TEXTS is a folder with the coded articles' texts, which are not in the repository
(`data/real-codings/README.md`): ESSAY.txt, the title on the first line, then a paragraph a line, its
sentences parted by tabs. Writes `src/yrdresearch/resources/policy_coder.json`; the grades of phrases are
kept from the file that is there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

import yrdresearch as yrd
from yrdresearch.areas.reliability import label_sets
from yrdresearch.areas.training import CodedArticle, train_on

DATA = Path(__file__).parents[1] / "data"
CODER = Path(__file__).parents[1] / "src" / "yrdresearch" / "resources" / "policy_coder.json"
WEIGHTS = {"wild": 1.0, "collected": 1.0, "unseen": 1.0, "page": 1.0, "further": 0.5, "more": 0.5, "own": 0.2}
# further, more: one coding only
SCORED = "other"  # texts of other kinds, touched once: the coder that ships has not learned from them
OWN = {"held-out": "settled", "development": "codes", "test": "codes"}


def real_articles(texts: Path) -> Iterator[tuple[str, CodedArticle]]:
    """Set and article of `data/real-codings`, with the texts from `texts`."""
    codes = pd.read_csv(DATA / "real-codings" / "codes.csv")
    for (kind, essay), rows in codes.groupby(["set", "essay"], sort=False):
        title, *lines = (texts / f"{essay}.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
        areas = {
            (int(row.paragraph), int(row.sentence)): frozenset(str(row.settled).split()) - {"none"}
            for row in rows.itertuples()
        }
        paragraphs = [line.split("\t") for line in lines]
        yield str(kind), CodedArticle(paragraphs, title, areas, WEIGHTS.get(str(kind), 0.0))


def own_articles() -> Iterator[tuple[str, CodedArticle]]:
    """Set and essay of those written for the project."""
    corpus = yrd.load_corpus("sample")
    titles = corpus.articles.set_index("article_id")["title"]
    sample = corpus.counted_sentences()
    sample = sample.assign(essay=sample["article_id"], title=sample["article_id"].map(titles))
    codings = label_sets(yrd.areas.sample_codings()["settled"])
    yield from (("sample", essay) for essay in _by_essay(sample, codings))
    for folder, file in OWN.items():
        sentences = pd.read_csv(DATA / "sample-codings" / folder / "sentences.csv", dtype=str)
        sentences["essay"] = sentences["sentence_id"].str.split(".").str[0]
        sentences["title"] = sentences["title"].fillna("") if "title" in sentences else ""
        coding = pd.read_csv(DATA / "sample-codings" / folder / f"{file}.csv", dtype=str)
        yield from ((folder, essay) for essay in _by_essay(sentences, label_sets(coding)))


def _by_essay(sentences: pd.DataFrame, sets: dict[str, frozenset[str]]) -> Iterator[CodedArticle]:
    for _, essay in sentences.groupby("essay", sort=False):
        paragraphs = [rows for _, rows in essay.groupby("paragraph_id", sort=False)]
        codes = {
            (p, s): sets[unit] - {"none"}
            for p, rows in enumerate(paragraphs)
            for s, unit in enumerate(rows["sentence_id"])
        }
        texts = [list(rows["text"]) for rows in paragraphs]
        yield CodedArticle(texts, str(essay["title"].iloc[0]), codes, WEIGHTS["own"])


def main() -> None:
    """Train and write."""
    own = [essay for name, essay in own_articles() if name != "test"]  # that set stays unseen
    real = [article for name, article in real_articles(Path(sys.argv[1])) if name != SCORED]
    facts = {"coders": "language models; see data/real-codings/README.md", "date": "2026-11-28"}
    coder = train_on([*real, *own], yrd.load_codebook(), facts=facts)
    CODER.write_text(coder.to_json(), encoding="utf-8")
    print(f"{coder.facts}; threshold {coder.threshold}")


if __name__ == "__main__":
    main()
