import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topic_models import written_model
from yrdresearch.errors import ArgumentError
from yrdresearch.topics.model import fit_lda, top_terms
from yrdresearch.topics.quality import relevance, topic_quality
from yrdresearch.topics.similarity import run_agreement, scale, separate, topic_distances, topic_map


def _apart(points):
    return np.linalg.norm(points[:, None] - points[None], axis=2)


@settings(deadline=None)
@given(st.integers(2, 9), st.integers(0, 1000))
def test_what_lies_in_a_plane_is_shown_as_it_is(n, seed):
    points = np.random.default_rng(seed).normal(size=(n, 2))
    drawn, stress = scale(_apart(points))
    np.testing.assert_allclose(_apart(drawn), _apart(points), atol=1e-6)
    assert stress.max() < 1e-6


def test_topics_equally_far_from_each_other_do_not_fit_into_a_plane():
    _, stress = scale(1 - np.eye(6))
    assert stress.min() > 0.2
    _, of_three = scale(1 - np.eye(3))
    assert of_three.max() < 1e-6


def test_scaling_is_no_worse_than_any_of_many_random_maps():
    rng = np.random.default_rng(0)
    far = _apart(rng.normal(size=(7, 5)))
    drawn, _ = scale(far)
    best = ((_apart(drawn) - far) ** 2).sum()
    assert all(best < ((_apart(rng.normal(size=(7, 2))) - far) ** 2).sum() for _ in range(300))


def test_identical_topics_lie_on_one_spot_and_their_circles_apart():
    points, stress = scale(np.zeros((4, 4)))
    assert np.allclose(points, 0)
    assert np.allclose(stress, 0)
    moved = separate(points, np.full(4, 0.2), gap=0.01)
    assert (_apart(moved)[np.triu_indices(4, 1)] >= 0.41 - 1e-6).all()


@settings(deadline=None)
@given(st.lists(st.floats(0.01, 0.5), min_size=2, max_size=12), st.integers(0, 1000))
def test_circles_never_overlap(radii, seed):
    radius = np.array(radii)
    points = np.random.default_rng(seed).uniform(-1, 1, (len(radius), 2))
    far = _apart(separate(points, radius, gap=0.0))
    upper = np.triu_indices(len(radius), 1)
    assert (far[upper] >= (radius[:, None] + radius)[upper] - 1e-3).all()


def test_distances_are_those_of_the_definition():
    model, _ = written_model()
    p, q = model.topic_term.to_numpy()
    middle = (p + q) / 2
    bits = (np.sum(p * np.log2(p / middle)) + np.sum(q * np.log2(q / middle))) / 2
    assert topic_distances(model).loc["T1", "T2"] == pytest.approx(np.sqrt(bits))


def test_map_has_areas_as_shares_and_heaviest_terms_as_labels():
    model, dtm = written_model()
    table = topic_map(model, dtm, n_terms=2)
    np.testing.assert_allclose(table["share"], topic_quality(model, dtm)["share"])
    area = table["radius"] ** 2
    np.testing.assert_allclose(area / area.sum(), table["share"])
    assert table["label"].tolist() == ["甲词、乙词", "丁词、丙词"]
    with pytest.raises(ArgumentError, match="n_terms is 0"):
        topic_map(model, dtm, n_terms=0)


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


def test_agreement_pairs_models_of_one_kind():
    consensus, dtm = written_model()
    runs = [fit_lda(dtm, n_topics=2, n_iter=20, random_state=seed) for seed in (3, 4, 5)]
    table = run_agreement([runs[0], consensus, runs[1], consensus, runs[2]], top_n=2)
    assert table["kind"].tolist() == ["run"] * 3 + ["consensus"]
    assert table.loc[table["kind"] == "run", ["first", "second"]].to_numpy().tolist() == [
        [3, 4],
        [3, 5],
        [4, 5],
    ]
    assert table["agreement"].iloc[-1] == 1
    assert table["agreement"].between(0, 1).all()
    with pytest.raises(ArgumentError, match="no two of one kind"):
        run_agreement([runs[0], consensus])
