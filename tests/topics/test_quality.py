"""Quality of topics by hand and against independent programs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from topic_models import QUICK, planted, written_model
from yrdresearch.corpus.dtm import Dtm
from yrdresearch.errors import ArgumentError
from yrdresearch.topics.consensus import fit_consensus
from yrdresearch.topics.model import top_terms
from yrdresearch.topics.quality import (
    coherence,
    frex,
    label_topics,
    lifts,
    relevance,
    topic_documents,
    topic_quality,
)


@pytest.fixture(scope="module")
def dtm():
    return planted()[0]


@pytest.fixture(scope="module")
def model(dtm):
    return fit_consensus(dtm, n_topics=3, random_state=1, workers=1, **QUICK)


def _present(rows):
    rows = np.array(rows)
    return Dtm(sparse.csr_matrix(rows), tuple(map(str, range(len(rows)))), tuple("abcdef"[: rows.shape[1]]))


def test_npmi_at_its_edges():
    dtm = _present([[1, 2, 1, 0], [3, 1, 0, 1], [1, 1, 1, 0], [1, 1, 0, 1]])
    always, never, chance, unknown = coherence([["a", "b"], ["c", "d"], ["a", "c"], ["a", "z"]], dtm)
    assert (always, never, unknown) == (1, -1, -1)
    assert chance == pytest.approx(0)
    assert np.isnan(coherence([["a"]], dtm)).all()


def test_npmi_between_by_hand():
    dtm = _present([[1, 1], [1, 1], [1, 0], [0, 0], [0, 1]])  # the fourth holds nothing and is no window
    both, one = 2 / 4, 3 / 4
    assert coherence([["a", "b"]], dtm)[0] == pytest.approx(np.log(both / one**2) / -np.log(both))


@given(
    st.lists(st.lists(st.integers(0, 2), min_size=4, max_size=4), min_size=2, max_size=9), st.integers(0, 3)
)
def test_npmi_is_between_its_bounds_and_empty_documents_do_not_move_it(rows, n_empty):
    value = coherence([list("abcd")], _present(rows))[0]
    assert -1 <= value <= 1
    more = _present(rows + [[0, 0, 0, 0]] * n_empty)
    assert coherence([list("abcd")], more)[0] == pytest.approx(value)


def test_coherence_agrees_with_gensim(dtm, model):
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    lists = [list(part) for _, part in top_terms(model, 6).groupby("topic")["term"]]
    present = dtm.counts.toarray()[:, [dtm.vocabulary.index(t) for terms in lists for t in terms]] > 0
    assert not present.all(axis=0).any()  # gensim's quotient has no meaning at the edges; see above
    texts = [np.repeat(dtm.vocabulary, row).tolist() for row in dtm.counts.toarray()]
    oracle = CoherenceModel(
        topics=lists,
        texts=texts,
        dictionary=Dictionary(texts),
        coherence="c_npmi",
        window_size=10_000,
        processes=1,
    )
    assert coherence(lists, dtm) == pytest.approx(oracle.get_coherence_per_topic(), abs=1e-6)


def test_quality_of_planted_topics(model, dtm):
    table = topic_quality(model, dtm, n=5)
    assert table["share"].sum() == pytest.approx(1)
    assert (table["first_documents"] == 8).all()
    assert (table["exclusivity"] > 0.7).all()
    assert np.allclose(np.log(table["effective_terms"]), table["entropy"])


def test_frex_puts_own_terms_first(model):
    best = frex(model, n=5)
    assert (best["exclusivity"] > 0.7).all()
    with pytest.raises(ArgumentError, match="weight"):
        frex(model, weight=2)


def test_labels_name_the_area_whose_terms_the_topic_holds(model):
    areas = {f"area{k}": [f"w{i:02d}" for i in range(20 * k, 20 * k + 20)] for k in range(3)}
    table = label_topics(model, areas=areas).set_index("topic")
    for topic in model.topic_term.index:
        assert table.at[topic, "area"] == f"area{int(model.topic_term.loc[topic].idxmax()[1:]) // 20}"
    assert (label_topics(model)["area"] == "").all()
    assert (table["note"] == "").all()


def test_an_area_that_holds_little_of_a_topic_names_nothing(model):
    thin = {"everywhere": ["w00", "w20", "w40"], "rare": ["w19"]}
    table = label_topics(model, areas=thin)
    assert (table["area"] == "").all()
    assert table["note"].str.match(r"no area: the heaviest, everywhere, holds \d+% of the topic \(lift").all()
    assert (label_topics(model, areas={"a": ["nowhere"]})["note"] == "none of the areas' terms occurs").all()


def test_documents_behind_a_topic_are_its_strongest(model):
    table = topic_documents(model, n=2)
    for topic, part in table.groupby("topic"):
        assert part["share"].iloc[0] == pytest.approx(model.doc_topic[topic].max())
    assert (table["low"] <= table["high"]).all()


def test_relevance_runs_from_weight_to_lift():
    model, dtm = written_model()
    by_weight = relevance(model, dtm, weight=1, n=4)
    assert by_weight["term"].tolist() == top_terms(model, 4)["term"].tolist()
    by_lift = relevance(model, dtm, weight=0, n=4).set_index(["topic", "term"])["lift"]
    assert by_lift["T1", "甲词"] == pytest.approx(0.5 / (7 / 20))
    for topic in ("T1", "T2"):
        assert by_lift[topic].is_monotonic_decreasing
    row = relevance(model, dtm, weight=0.3, n=4).set_index(["topic", "term"]).loc["T2", "丁词"]
    assert row["relevance"] == pytest.approx(0.3 * np.log(0.5) + 0.7 * np.log(0.5 / (6 / 20)))
    with pytest.raises(ArgumentError, match="weight is 2"):
        relevance(model, dtm, weight=2)
    with pytest.raises(ArgumentError, match="lacks the term '甲词'"):
        relevance(model, type(dtm)(dtm.counts[:, 1:], dtm.doc_ids, dtm.vocabulary[1:]))


def test_relevance_is_that_of_pyldavis_where_the_corpus_is_as_the_model_expects():
    """PyLDAvis puts the model's expectation in the place of the counts; where both agree, so do the lifts."""
    model, dtm = written_model()
    share = topic_quality(model, dtm)["share"].to_numpy()
    expected = share @ model.topic_term.to_numpy()  # pyLDAvis: sum over topics of share times weight
    theirs = model.topic_term / expected
    assert not np.allclose(lifts(model, dtm), theirs)
    counts = np.outer([6, 6, 8], expected * 1e6).round().astype(int)
    as_expected = Dtm(sparse.csr_matrix(counts), dtm.doc_ids, dtm.vocabulary)
    np.testing.assert_allclose(lifts(model, as_expected), theirs, rtol=1e-4)
