"""The explorer shows the model's numbers, asks no other host, and lets no text become markup."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

import yrdresearch as yrd
from topic_models import HOSTILE, fitted_by_counts, hostile_corpus, written_model
from yrdresearch.corpus.tracing import evidence, find_terms
from yrdresearch.errors import ArgumentError, WriteError
from yrdresearch.topics.quality import lifts, relevance, topic_documents, topic_quality

VOID = {"meta", "input", "br", "img", "link"}


class Elements(HTMLParser):
    """Every start tag with its attributes; tags must close in order."""

    def __init__(self, text):
        super().__init__()
        self.found, self.open = [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def data_of(page):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)[1])


def inside(iframe):
    """The document in an iframe's srcdoc, as a browser reads it."""
    ((tag, attributes),) = Elements(iframe).found
    assert tag == "iframe"
    assert attributes["sandbox"] == "allow-scripts"
    return attributes["srcdoc"]


def test_data_are_the_models_numbers():
    model, dtm = written_model()
    page = yrd.topics.explore_topics(model, dtm, n_terms=4, n_documents=2, lang="en").page
    data = data_of(page)
    names = data["terms"]["name"]
    assert sorted(names) == sorted(model.topic_term.columns)
    np.testing.assert_allclose(data["terms"]["weight"], model.topic_term[names])
    np.testing.assert_allclose(data["terms"]["lift"], lifts(model, dtm)[names], rtol=1e-5)
    np.testing.assert_allclose(data["terms"]["support"], model.term_support[names])
    quality = topic_quality(model, dtm)
    for column in ("share", "support", "coherence", "exclusivity", "effective_terms"):
        np.testing.assert_allclose([t[column] for t in data["topics"]], quality[column], rtol=1e-5)
    documents = topic_documents(model, n=2)
    drawn = [document[:4] for topic in data["topics"] for document in topic["documents"]]
    assert [row[0] for row in drawn] == documents["doc_id"].tolist()
    np.testing.assert_allclose([row[1:] for row in drawn], documents[["share", "low", "high"]], rtol=1e-5)
    assert data["n_runs"] == 4


def test_page_holds_the_first_terms_at_every_place_of_the_slider(sample):
    model, dtm = fitted_by_counts(sample)
    data = yrd.topics.explore_topics(model, dtm, n_terms=6).data
    names = data["terms"]["name"]
    for step in range(data["steps"] + 1):
        table = relevance(model, dtm, weight=step / data["steps"], n=6)
        for topic in data["topics"]:
            kept = {names[m] for m in topic["terms"]}
            assert set(table.loc[table["topic"] == topic["topic"], "term"]) <= kept


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("with_text", [True, False])
def test_page_parses_and_asks_no_host(sample, lang, with_text):
    corpus = sample if with_text else sample.features()
    model, dtm = fitted_by_counts(corpus)
    explorer = yrd.topics.explore_topics(model, dtm, corpus=corpus, lang=lang, n_terms=8)
    page = explorer.page
    found = Elements(page).found
    assert not [a for _, a in found if {"src", "href", "srcset", "action"} & set(a)]
    assert not re.search(r"https?://", page)
    assert not re.search(r"@import|url\(|fetch\(|XMLHttpRequest|WebSocket|\bimport\(", page)
    policy = next(a["content"] for _, a in found if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")
    assert ("html", {"lang": lang}) in found
    assert inside(explorer._repr_html_()) == page
    assert not re.search(r"&(?!amp;|#39;)", explorer._repr_html_())
    assert data_of(page)["text"] == ("yes" if with_text else "features")
    assert len(explorer._repr_html_().encode()) < 400_000


def test_marks_stand_on_their_terms_and_sentences_come_from_the_corpus(sample):
    model, dtm = fitted_by_counts(sample)
    data = yrd.topics.explore_topics(model, dtm, corpus=sample, n_terms=8, n_documents=4).data
    names, checked = data["terms"]["name"], 0
    paragraphs = sample.paragraphs.set_index("paragraph_id")["text"]
    for topic in data["topics"]:
        for doc, *_, place, marks in topic["documents"]:
            assert data["passages"][place][1] == paragraphs[doc]
            for start, end, term in np.reshape(marks, (-1, 3)):
                assert paragraphs[doc][start:end] == names[term]
                checked += 1
        for term, passages in topic["sentences"].items():
            assert 1 <= len(passages) <= 3
            assert data["found"][term] == len(evidence(sample, {"term": names[term]}).table)
            for place, marks in passages:
                text = data["passages"][place][1]
                assert text in set(sample.sentences["text"])
                assert {text[a:b] for a, b, _ in np.reshape(marks, (-1, 3))} == {names[term]}
    assert checked > 20


def test_features_show_where_to_look_and_no_text(sample):
    features = sample.features()
    model, dtm = fitted_by_counts(features)
    data = yrd.topics.explore_topics(model, dtm, corpus=features, n_terms=5).data
    assert {text for _, text in data["passages"]} == {""}
    doc, *_, place, marks = data["topics"][0]["documents"][0]
    article = features.articles.set_index("article_id").loc[doc.rpartition(".")[0]]
    paragraph = doc.rpartition(".")[2]
    assert data["passages"][place][0].startswith(f"{article['author']}《{article['title']}》")
    assert data["passages"][place][0].endswith(f"第{paragraph}段")
    assert marks == []


@pytest.mark.parametrize("unit", ["article", "author"])
def test_larger_documents_hold_their_paragraphs(sample, unit):
    model, dtm = fitted_by_counts(sample, unit=unit)
    data = yrd.topics.explore_topics(model, dtm, corpus=sample, n_terms=5).data
    doc, *_, place, marks = data["topics"][0]["documents"][0]
    counted = sample.counted_paragraphs().merge(sample.articles[["article_id", "author"]], on="article_id")
    expected = counted.loc[counted[f"{unit}_id" if unit == "article" else unit] == doc, "text"]
    text = data["passages"][place][1]
    assert text.split("\n") == expected.tolist()
    for start, end, term in np.reshape(marks, (-1, 3)):
        assert text[start:end] == data["terms"]["name"][term]


@pytest.mark.parametrize("with_text", [True, False])
def test_many_terms_at_once_have_the_evidence_of_each(sample, with_text):
    corpus = sample if with_text else sample.features()
    terms = [*corpus.term_counts["term"].unique()[::40], *(["一体"] if with_text else [])]
    for term, rows in find_terms(corpus, terms).items():
        pd.testing.assert_frame_equal(rows, evidence(corpus, {"term": term}).table)


def test_hostile_texts_stay_texts():
    corpus = hostile_corpus()
    model, dtm = fitted_by_counts(corpus)
    labels = yrd.topics.label_topics(model).assign(label=HOSTILE, area=HOSTILE)
    explorer = yrd.topics.explore_topics(model, dtm, corpus=corpus, labels=labels)
    data = data_of(explorer.page)
    assert data["topics"][0]["label"] == HOSTILE
    assert any(HOSTILE in text for _, text in data["passages"])
    assert any(HOSTILE in reference for reference, _ in data["passages"])
    tags = {tag for tag, _ in Elements(explorer.page).found}
    assert "img" not in tags
    assert explorer.page.count("</script>") == 2
    assert inside(explorer._repr_html_()) == explorer.page


def test_save_writes_whole_or_not_at_all(tmp_path, monkeypatch):
    model, dtm = written_model()
    explorer = yrd.topics.explore_topics(model, dtm)
    path = explorer.save(tmp_path / "topics.html")
    assert path.read_text(encoding="utf-8") == explorer.page
    broken = replace(explorer, data={**explorer.data, "topics": [float("nan")]})
    with pytest.raises(ValueError, match="JSON"):
        broken.save(path)
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space")))
    with pytest.raises(WriteError, match="cannot be written"):
        explorer.save(path)
    assert path.read_text(encoding="utf-8") == explorer.page
    assert [file.name for file in tmp_path.iterdir()] == ["topics.html"]


def test_bad_input_is_told_in_one_sentence(sample):
    model, dtm = written_model()
    with pytest.raises(ArgumentError, match="n_terms is 0"):
        yrd.topics.explore_topics(model, dtm, n_terms=0)
    with pytest.raises(ArgumentError, match="lang is 'fr'"):
        yrd.topics.explore_topics(model, dtm, lang="fr")
    with pytest.raises(ArgumentError, match=r"lacks document 'p\.1\.1'"):
        yrd.topics.explore_topics(model, dtm, corpus=sample)
    with pytest.raises(ArgumentError, match="no column 'label'"):
        yrd.topics.explore_topics(model, dtm, labels=yrd.topics.label_topics(model)[["topic"]])
    with pytest.raises(ArgumentError, match="look at T2"):
        yrd.topics.explore_topics(model, dtm, labels=yrd.topics.label_topics(model).head(1))


def test_a_single_run_has_neither_support_nor_interval():
    model, dtm = written_model(n_runs=0)
    data = yrd.topics.explore_topics(model, dtm).data
    assert data["n_runs"] is None
    assert data["terms"]["support"] is None
    assert data["topics"][0]["support"] is None
    assert data["topics"][0]["documents"][0][2:4] == [None, None]
    assert (
        "NaN" not in yrd.topics.explore_topics(model, dtm).page.split('id="data">')[1].split("</script>")[0]
    )


def test_labels_and_names_of_a_person_are_shown():
    model, dtm = written_model()
    names = ["产业合作", "养老服务"]
    labels = yrd.topics.label_topics(model).assign(label=names, area=["产业", "社会"])
    named = yrd.topics.name_topics(model, dict(zip(["T1", "T2"], names, strict=True)))
    for explorer in (
        yrd.topics.explore_topics(model, dtm, labels=labels),
        yrd.topics.explore_topics(named, dtm),
    ):
        assert [topic["label"] for topic in explorer.data["topics"]] == names


def test_a_merged_topic_is_shown_without_the_support_it_does_not_have():
    model, dtm = written_model()
    three = yrd.topics.merge_topics(_with_third_topic(model), dtm, ["T1", "T3"])
    data = data_of(yrd.topics.explore_topics(three, dtm).page)
    assert [topic["topic"] for topic in data["topics"]] == ["T1+T3", "T2"]
    assert set(data["terms"]["support"][0]) == {None}
    assert None not in data["terms"]["support"][1]
    assert data["distances"][0][0] == 0


def _with_third_topic(model):
    """The written model with its first topic cut into two halves."""
    return replace(
        model,
        topic_term=model.topic_term.loc[["T1", "T2", "T1"]].set_axis(["T1", "T2", "T3"]),
        doc_topic=model.doc_topic.assign(T1=model.doc_topic["T1"] / 2, T3=model.doc_topic["T1"] / 2),
        support=pd.Series([1.0, 0.5, 1.0], index=["T1", "T2", "T3"]),
        term_support=model.term_support.loc[["T1", "T2", "T1"]].set_axis(["T1", "T2", "T3"]),
        doc_topic_runs=model.doc_topic_runs[:, :, [0, 1, 0]] * [0.5, 1, 0.5],
    )
