"""Every row of every result of the groups room leads to the sentences it rests on."""

import numpy as np
import pandas as pd
import pytest

import yrdresearch as yrd
from simulated import simulated
from yrdresearch import groups, load_corpus
from yrdresearch.corpus.dtm import build_dtm
from yrdresearch.corpus.store import Corpus
from yrdresearch.corpus.tracing import evidence
from yrdresearch.errors import ArgumentError
from yrdresearch.groups import (
    cluster,
    compare,
    distances,
    evenness,
    evidence_of,
    omnibus,
    prevalence,
    shared_passages,
)
from yrdresearch.groups.vocabulary import contributions, divergences
from yrdresearch.spans import parse_spans
from yrdresearch.topics.model import fit_lda

RNG = np.random.default_rng(3)


@pytest.fixture(scope="module")
def sample() -> Corpus:
    return load_corpus("sample")


def most(model, documents: pd.Index, topic: str, n: int) -> list[str]:
    """Simulated paragraphs all have 100 tokens, so the largest shares are the most tokens."""
    return model.doc_topic.loc[documents, topic].nlargest(n).index.tolist()


def test_a_row_of_each_topic_table_leads_to_the_paragraphs_with_most_of_the_topic():
    model, corpus = simulated({"甲": 3, "乙": 3, "丙": 3})
    ids = model.doc_topic.index
    own = {name: ids[start : start + 15] for name, start in (("甲", 0), ("乙", 15), ("丙", 30))}

    row = prevalence(model, corpus, n_resamples=20).set_index("group", drop=False).loc["乙"].iloc[2]
    assert evidence_of(model, corpus, row).table["paragraph_id"].tolist() == most(model, own["乙"], "T3", 3)

    row = compare(model, corpus, groups=("甲", "丙"), n_resamples=20).iloc[0]
    found = evidence_of(model, corpus, row, n_paragraphs=2).table
    assert found["group"].tolist() == ["甲", "甲", "丙", "丙"]
    assert found["paragraph_id"].tolist() == most(model, own["甲"], "T1", 2) + most(model, own["丙"], "T1", 2)

    row = compare(model, corpus, groups="乙", n_resamples=20).iloc[1]
    found = evidence_of(model, corpus, row, n_paragraphs=4).table
    others = own["甲"].append(own["丙"])
    assert found["group"].tolist() == ["乙"] * 4 + ["all others"] * 4
    assert found["paragraph_id"].tolist()[4:] == most(model, others, "T2", 4)

    found = evidence_of(model, corpus, omnibus(model, corpus).iloc[3], n_paragraphs=1).table
    assert found["paragraph_id"].tolist() == [most(model, own[name], "T4", 1)[0] for name in own]

    row = evenness(model, corpus, n_resamples=20).iloc[4]  # p.2, T1
    found = evidence_of(model, corpus, row, n_paragraphs=1).table
    assert found["paragraph_id"].tolist() == most(model, ids[5:10], "T1", 1)
    assert found["group"].tolist() == ["甲"]


def test_contributions_add_up_to_the_divergence():
    first, second = RNG.integers(0, 9, (2, 40)).astype(float)
    added, surplus = contributions(first, second)
    assert added.sum() == pytest.approx(divergences(first[None], second[None])[0])
    assert (added >= -1e-12).all()
    assert surplus.sum() == pytest.approx(0)


def test_a_distance_leads_to_what_sets_the_two_sides_apart():
    model, corpus = simulated({"甲": 3, "乙": 3}, shift=6.0)
    row = distances(model, corpus, n_resamples=20).iloc[0]
    found = evidence_of(model, corpus, row, n_terms=1, n_paragraphs=1).table
    assert found.loc[0, ["group", "topic"]].tolist() == ["甲", "T1"]  # the topic raised in 甲
    assert found.loc[1, "group"] == "乙"
    assert found.loc[1, "topic"] != "T1"


def furthest_apart(dtm, corpus: Corpus, a: str, b: str, n: int) -> set[str]:
    """By the definition: the terms of each side with the largest parts of the divergence."""
    author = corpus.paragraphs.merge(corpus.articles, on="article_id").set_index("paragraph_id")["author"]
    counts = pd.DataFrame(dtm.counts.toarray(), columns=list(dtm.vocabulary))
    sums = counts.groupby(author.loc[list(dtm.doc_ids)].to_numpy()).sum()
    p, q = sums.loc[a] / sums.loc[a].sum(), sums.loc[b] / sums.loc[b].sum()
    part = pd.Series([kl(x, (x + y) / 2) + kl(y, (x + y) / 2) for x, y in zip(p, q, strict=True)], p.index)
    return {term for more in (p > q, q > p) for term in part[more].nlargest(n).index}


def kl(x: float, middle: float) -> float:
    return x * np.log2(x / middle) / 2 if x > 0 else 0.0


def test_a_distance_of_vocabularies_leads_to_marked_words(sample):
    dtm = build_dtm(sample)
    for row in distances(dtm, sample, n_resamples=20).to_dict("records"):
        shown = evidence_of(dtm, sample, row, n_terms=2)
        found = shown.table
        assert set(found["group"]) == {row["group_a"], row["group_b"]}
        assert (found["author"] == found["group"]).all()
        assert set(found["term"]) == furthest_apart(dtm, sample, row["group_a"], row["group_b"], 2)
        assert found.groupby("group")["term"].nunique().tolist() == [2, 2]
        assert all(term in text for term, text in zip(found["term"], found["text"], strict=True))
        assert "<mark>" in shown._repr_html_()
        for answered in zip(shown.table["group"], shown.table["term"], strict=True):
            assert all(f"<b>{cell}</b>" in shown._repr_html_() for cell in answered)
    counts = sample.term_counts.set_index(["paragraph_id", "term"])["count"]
    assert found["tokens"].tolist() == [
        counts[key] for key in zip(found["paragraph_id"], found["term"], strict=True)
    ]


def test_a_branch_leads_to_both_sides(sample):
    dtm = build_dtm(sample, unit="article")
    for row in cluster(dtm, sample, n_resamples=5).to_dict("records"):
        found = evidence_of(dtm, sample, row).table
        for side in ("left", "right"):
            assert set(found.loc[found["group"] == row[side], "author"]) <= set(row[side].split("; "))
        assert set(found["group"]) == {row["left"], row["right"]}


def test_without_text_a_row_leads_to_paragraphs_and_offsets(sample):
    bare, dtm = sample.features(), build_dtm(sample)
    found = evidence_of(dtm, bare, distances(dtm, bare, n_resamples=5).iloc[0]).table
    assert len(found)
    assert "text" not in found
    assert (found["spans"] != "").all()
    model = fit_lda(dtm, n_topics=2, n_iter=20)
    assert (
        evidence_of(model, bare, prevalence(model, bare, n_resamples=5).iloc[0])
        .table["sentence_id"]
        .ne("")
        .all()
    )


def test_a_shared_passage_leads_to_its_sentences_and_is_marked(sample):
    corpus = sample
    table = shared_passages(corpus, min_characters=6)
    folder = load_corpus.__globals__["shipped_path"]("sample")
    for row in table.to_dict("records"):
        shown = evidence(corpus, row)
        found = shown.table
        raw = (folder / f"{row['article_id'].rsplit('.', 1)[0]}.txt").read_text("utf-8")
        marked = [raw[a:b] for cell in found["term_spans"] for a, b in parse_spans(cell)]
        assert "".join(marked) == row["passage"]
        assert all(marked)  # and no sentence that has no part of it
        assert "<mark>" in shown._repr_html_()


BAD = {
    "unknown topic": ({"group": "甲", "topic": "T9"}, "topic is 'T9'; choose one of T1, T2, T3, T4"),
    "unknown group": ({"group": "丁", "topic": "T1"}, "row names the group 丁; choose from 甲, 乙"),
    "no topic": ({"group": "甲"}, "row names no topic; add one, such as 'T1'"),
    "nothing": ({"p": 0.1}, "row has no group, topic, policy_area or term; give a row of prevalence"),
    "a table": ([1, 2], "row is a list; give one row of a result"),
}


@pytest.mark.parametrize(("row", "sentence"), BAD.values(), ids=BAD)
def test_a_row_that_leads_nowhere_gets_one_clear_sentence(row, sentence):
    model, corpus = simulated({"甲": 2, "乙": 2})
    with pytest.raises(ArgumentError, match=sentence):
        evidence_of(model, corpus, row)
    with pytest.raises(ArgumentError, match="row names topic T1; give the TopicModel"):
        evidence_of(build_dtm(corpus), corpus, {"group": "甲", "topic": "T1"})
    with pytest.raises(ArgumentError, match="n_paragraphs is 0; give a whole number of 1 or more"):
        evidence_of(model, corpus, {"group": "甲", "topic": "T1"}, n_paragraphs=0)


@pytest.mark.parametrize(
    ("every", "period", "ids"), [("year", "2024", 6), ("month", "2024-03", 3), ("quarter", "2023Q4", 6)]
)
def test_a_row_of_a_course_over_time_leads_to_the_articles_of_its_period(sample, every, period, ids):
    dates = ["2023-11-05"] * 6 + ["2024-03-01", "2024-03", "2024-03-31"] + ["2024-07-02"] * 3
    corpus = yrd.add_docvars(sample, sample.articles[["article_id"]].assign(date=dates))
    coded = yrd.code_policy_areas(corpus)
    table = groups.over_time(coded, corpus, every=every, n_resamples=1)
    row = table[(table["group"] == period) & (table["prevalence"] > 0)].iloc[0]
    of_period = {
        article
        for article, date in zip(corpus.articles["article_id"], dates, strict=True)
        if date.startswith(period) or (period == "2023Q4" and date == "2023-11-05")
    }
    assert len(of_period) == ids
    said = set(coded.loc[coded["policy_area"] == row["policy_area"], "sentence_id"])
    for by in ("date", None):
        found = yrd.evidence(corpus, row, by=by, codings=coded).table
        assert set(found["article_id"]) <= of_period
        of_area = corpus.sentences["sentence_id"][corpus.sentences["article_id"].isin(of_period)]
        assert set(found["sentence_id"]) == said & set(of_area)
    most = groups.evidence_of(coded, corpus, row, by="date").table
    assert set(most["article_id"]) <= of_period
