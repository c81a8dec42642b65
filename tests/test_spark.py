"""Spark in local mode gives the counts of one machine; topics are a `TopicModel`."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import yrdresearch as yrd
from yrdresearch.corpus import import_corpus
from yrdresearch.errors import ArgumentError
from yrdresearch.files import shipped_path
from yrdresearch.words import Tokenizer

LACKING = [
    *(
        []
        if importlib.util.find_spec("pyspark")
        else ["PySpark is not installed: pip install yrdresearch[spark]"]
    ),
    *(
        []
        if shutil.which("java")
        else ["there is no Java 17 on the path: apt-get install openjdk-17-jre-headless"]
    ),
]
pytestmark = [
    pytest.mark.skipif(bool(LACKING), reason="; ".join(LACKING)),
    pytest.mark.xdist_group("spark"),
]


@pytest.fixture(scope="module")
def session():
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    local = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    local = local.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
    made = (
        local.config("spark.sql.shuffle.partitions", "2")
        .config("spark.default.parallelism", "2")
        .getOrCreate()
    )
    yield made
    made.stop()


def _sorted(counts: pd.DataFrame) -> pd.DataFrame:
    return counts.sort_values(["paragraph_id", "term"], ignore_index=True).astype({"count": "int64"})


def test_counts_are_those_of_one_machine(session, tmp_path: Path) -> None:
    from yrdresearch import spark

    (tmp_path / "empty.txt").write_text("")
    paragraphs = spark.read_paragraphs(session, [shipped_path("sample"), tmp_path / "empty.txt"]).cache()
    lost = paragraphs.where("reason != ''").toPandas()
    assert lost["page_id"].tolist() == ["empty"]
    sample = yrd.load_corpus("sample")
    found = _sorted(spark.term_counts(paragraphs).toPandas())
    pd.testing.assert_frame_equal(found, _sorted(sample.term_counts), check_dtype=False)
    terms = spark.segment(paragraphs.where("reason = ''").limit(3)).toPandas()
    cut = Tokenizer()
    assert [list(row) for row in terms["terms"]] == [cut.words(text).terms for text in terms["text"]]
    counts = session.createDataFrame(sample.term_counts)
    assert spark.vocabulary(counts) == list(yrd.build_dtm(sample).vocabulary)


def test_shards_are_the_same_bytes(session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from yrdresearch.corpus import importing, sharding
    from yrdresearch.spark import on_cluster

    monkeypatch.setattr(importing, "MOST_IN_TABLES", 0)
    monkeypatch.setattr(sharding, "SHARD_BYTES", 20_000)
    for name, workers in (("here", 1), ("there", on_cluster(session))):
        import_corpus([shipped_path("sample")], tmp_path / name, workers=workers)
    files = [
        {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        for folder in (tmp_path / "here", tmp_path / "there")
    ]
    assert len(files[0]) > 10
    assert files[0] == files[1]


def test_planted_topics_are_found(session) -> None:
    from yrdresearch import spark
    from yrdresearch.topics import top_terms

    words = {"sea": ["港口", "航运", "码头", "船舶"], "care": ["养老", "医疗", "护理", "社保"]}
    rows = [
        (f"{kind}.{number:02}", term, 5)
        for kind, terms in words.items()
        for number in range(15)
        for term in terms
    ]
    counts = session.createDataFrame(pd.DataFrame(rows, columns=["paragraph_id", "term", "count"]))
    model = spark.fit_mllib_lda(counts, [*words["sea"], *words["care"]], n_topics=2, random_state=3)
    tops = top_terms(model, top_n=4).groupby("topic")["term"].agg(set)
    assert sorted(map(sorted, tops)) == sorted(map(sorted, words.values()))
    np.testing.assert_allclose(model.topic_term.sum(axis=1), 1)
    np.testing.assert_allclose(model.doc_topic.sum(axis=1), 1)
    assert list(model.doc_topic.index) == sorted({row[0] for row in rows})
    with pytest.raises(ArgumentError, match="terms is empty"):
        spark.fit_mllib_lda(counts, [], n_topics=2)
    with pytest.raises(ArgumentError, match="optimizer is 'x'"):
        spark.fit_mllib_lda(counts, ["港口"], n_topics=2, optimizer="x")
