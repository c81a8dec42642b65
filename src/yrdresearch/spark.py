"""Beyond one machine: read, segment, count and fit topics on a Spark DataFrame with the very same functions.

Needs the extra ``yrdresearch[spark]`` (PySpark and Java 17) on every machine, and paths that every machine
can read. ``docs/scale.md`` says from which size on this pays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from yrdresearch.corpus.counting import count_terms, counted, tables_of
from yrdresearch.corpus.dtm import kept_terms
from yrdresearch.corpus.gathering import gather
from yrdresearch.errors import ArgumentError, PageError, check_choice
from yrdresearch.pages.reading import try_pages
from yrdresearch.topics.model import TopicModel, size_order, topic_names
from yrdresearch.words.lexicon import read_stopwords
from yrdresearch.words.segmentation import Tokenizer

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

PARAGRAPHS = "page_id string, article_id string, paragraph_id string, text string, reason string"
COUNTS = "paragraph_id string, term string, count long"


def on_cluster(
    session: SparkSession,
) -> Callable[[Callable[..., None], list[tuple[Any, ...]]], Iterator[Any]]:
    """How does `import_corpus` make its shards on a cluster? ``workers=on_cluster(session)``.

    The corpus is the same, byte for byte, as with any number of processes. Its folder must be one that every
    machine can write to. See also: `yrdresearch.corpus.import_corpus`.
    """

    def run(function: Callable[..., None], jobs: list[tuple[Any, ...]]) -> Iterator[Any]:
        if jobs:
            spread = session.sparkContext.parallelize(jobs, len(jobs))
            spread.foreach(lambda job: function(*job))
        yield from jobs

    return run


def read_paragraphs(
    session: SparkSession, paths: Iterable[str | Path], *, fields: Mapping[str, str] | None = None
) -> DataFrame:
    """Which paragraphs do these files and folders hold? Files are read where there is room.

    Parameters
    ----------
    session
        A Spark session.
    paths, fields
        As in `yrdresearch.corpus.import_corpus`.

    Returns
    -------
    pyspark.sql.DataFrame
        page_id, article_id, paragraph_id, text, reason: a row a paragraph that counts use (repeated ones are
        left out); a file or record that cannot be read is a row with its reason and without text.
    """
    sources, skipped = gather(paths)
    files = pd.DataFrame({"path": [str(source.path.resolve()) for source in sources]})
    files["page_id"] = [source.page_id for source in sources]

    def read(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for batch in batches:
            for path, page_id in batch.itertuples(index=False):
                yield _paragraphs_of(path, page_id, fields)

    parts = session.sparkContext.defaultParallelism * 4
    found = session.createDataFrame(files).repartition(parts).mapInPandas(read, PARAGRAPHS)
    if not skipped:
        return found
    lost = pd.DataFrame([{"page_id": one.file, "reason": one.reason} for one in skipped])
    return found.unionByName(session.createDataFrame(lost), allowMissingColumns=True)


def segment(frame: DataFrame, *, text: str = "text", tokenizer: Tokenizer | None = None) -> DataFrame:
    """The frame with its words: column ``terms``, an array a row, as `Tokenizer.words` gives them."""
    from pyspark.sql.functions import pandas_udf

    options = _options(tokenizer)

    @pandas_udf("array<string>")  # type: ignore[call-overload,unused-ignore]
    def terms(texts: pd.Series) -> pd.Series:
        cut = Tokenizer(**options)
        return texts.fillna("").map(lambda one: cut.words(one).terms)

    return frame.withColumn("terms", terms(frame[text]))


def term_counts(paragraphs: DataFrame, *, tokenizer: Tokenizer | None = None) -> DataFrame:
    """How often is each term in each paragraph? The rows of `Corpus.term_counts`.

    Parameters
    ----------
    paragraphs
        paragraph_id, text: a row a paragraph, as `read_paragraphs` gives.
    tokenizer
        By default `Tokenizer()`.
    """
    options = _options(tokenizer)

    def count(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        cut = Tokenizer(**options)
        for batch in batches:
            yield _plain(count_terms(batch.dropna(subset="text"), cut))

    return paragraphs.select("paragraph_id", "text").mapInPandas(count, COUNTS)


def vocabulary(
    counts: DataFrame, *, stopwords: str | Path | Iterable[str] | None = None, min_doc_frequency: int = 1
) -> list[str]:
    """Which terms would `build_dtm` count? Function words, single characters and numbers are left out."""
    from pyspark.sql.functions import col, count

    often = counts.groupBy("term").agg(count("*").alias("n")).where(col("n") >= min_doc_frequency)
    terms = pd.Index(sorted(row["term"] for row in often.select("term").collect()))
    return [str(term) for term in terms[kept_terms(terms, stopwords=read_stopwords(stopwords))]]


def fit_mllib_lda(
    counts: DataFrame,
    terms: Iterable[str],
    *,
    n_topics: int,
    alpha: float = 0.1,
    eta: float = 0.05,
    n_iter: int = 50,
    optimizer: str = "online",
    random_state: int = 0,
) -> TopicModel:
    """Which topics does Spark's own LDA see? A `TopicModel` as `yrdresearch.topics` has it.

    Parameters
    ----------
    counts
        paragraph_id, term, count.
    terms
        The terms to use, such as `vocabulary` gives.
    n_topics, alpha, eta, n_iter, random_state
        As in `fit_lda`.
    optimizer
        ``"online"`` (variational, in mini-batches) or ``"em"``.

    Raises
    ------
    ArgumentError
        For an unknown optimizer, or when no term is given.

    References
    ----------
    Hoffman, Blei and Bach (2010), Online learning for latent Dirichlet allocation.
    """
    from pyspark.ml.clustering import LDA

    names = sorted(set(terms))
    if not names:
        raise ArgumentError("terms is empty; give the terms to use, such as `vocabulary` gives")
    check_choice(optimizer, "optimizer", ("online", "em"))
    bags = _bags(counts, names).cache()
    fitted = LDA(
        k=n_topics, maxIter=n_iter, optimizer=optimizer, seed=random_state, featuresCol="bag",
        docConcentration=[alpha] * n_topics, topicConcentration=eta,
    ).fit(bags)  # fmt: skip
    shares = fitted.transform(bags).select("paragraph_id", "length", "topicDistribution").toPandas()
    shares = shares.sort_values("paragraph_id", kind="stable")
    doc_topic = np.stack([one.toArray() for one in shares["topicDistribution"]])
    weights = np.asarray(fitted.topicsMatrix().toArray()).T
    order = size_order(doc_topic, shares["length"].to_numpy())
    topics = topic_names(n_topics)
    return TopicModel(
        topic_term=_shares(weights[order], index=topics, columns=names),
        doc_topic=_shares(doc_topic[:, order], index=shares["paragraph_id"], columns=topics),
        settings={"engine": f"mllib {optimizer}", "n_topics": n_topics, "alpha": alpha, "eta": eta,
                  "n_iter": n_iter, "random_state": random_state},
        versions={"pyspark": version("pyspark")},
    )  # fmt: skip


def _shares(weights: np.ndarray, **labels: Any) -> pd.DataFrame:
    return pd.DataFrame(weights / weights.sum(axis=1, keepdims=True), **labels)


def _bags(counts: DataFrame, names: list[str]) -> DataFrame:
    """paragraph_id, length and bag (a sparse vector over `names`) of each paragraph with a term."""
    from pyspark.ml.linalg import SparseVector, VectorUDT
    from pyspark.sql import functions

    place = counts.sparkSession.sparkContext.broadcast({name: at for at, name in enumerate(names)})
    known = functions.udf(lambda term: place.value.get(term, -1), "int")
    bag = functions.udf(
        lambda pairs: SparseVector(len(place.value), [(at, float(n)) for at, n in sorted(pairs)]), VectorUDT()
    )
    placed = counts.withColumn("at", known("term")).where("at >= 0")
    grouped = placed.groupBy("paragraph_id").agg(
        functions.collect_list(functions.struct("at", "count")).alias("pairs"),
        functions.sum("count").alias("length"),
    )
    return grouped.select("paragraph_id", "length", bag("pairs").alias("bag"))


def _paragraphs_of(path: str, page_id: str, fields: Mapping[str, str] | None) -> pd.DataFrame:
    """The counted paragraphs of a file, or why it was not read."""
    pages, lost = [], []
    for name, page in try_pages(path, fields=fields):
        if isinstance(page, PageError):
            lost.append({"page_id": page_id, "article_id": name, "reason": str(page)})
        else:
            pages.append(page)
    tables = tables_of(pages, Tokenizer(engine="characters"), {"repeats": "drop"})
    found = counted(tables["paragraphs"], {"repeats": "drop"}).assign(reason="")
    found = found.merge(tables["articles"][["article_id", "page_id"]], on="article_id")
    columns = [column.split()[0] for column in PARAGRAPHS.split(", ")]
    return _plain(pd.concat([found, pd.DataFrame(lost)]).reindex(columns=columns))


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Texts as Python objects: Spark takes no column of several Arrow pieces, as a joined table has."""
    texts = [name for name in table if not pd.api.types.is_numeric_dtype(table[name])]
    return table.astype(dict.fromkeys(texts, "object")).replace({float("nan"): None})


def _options(tokenizer: Tokenizer | None) -> dict[str, Any]:
    """What a machine needs to make the same tokenizer."""
    own = tokenizer or Tokenizer()
    return {"engine": own.engine, "hmm": own.hmm, "user_dictionary": own.user_dictionary}
