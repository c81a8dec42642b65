"""A consensus by hand: two runs, their mean and errors; the scores of a matching by its definition."""

import numpy as np
import pytest
import tqdm
from scipy import sparse

from topic_models import planted
from yrdresearch.corpus.dtm import Dtm
from yrdresearch.topics import consensus
from yrdresearch.topics.consensus import fit_consensus, run_chains
from yrdresearch.topics.engines import gibbs_chains
from yrdresearch.topics.matching import (
    affinity,
    agreed,
    came_back,
    in_order,
    in_top,
    match,
    match_runs,
    top_alike,
)

SHORT = {"n_iter": 40, "n_samples": 4}


@pytest.fixture(scope="module")
def dtm():
    return planted(n_docs=12, length=40)[0]


def chains_of(dtm, n_runs, *, seed):
    """The runs of `fit_consensus`, one by one."""
    prior = np.full((3, len(dtm.vocabulary)), consensus.ETA)
    seeds = [int(one) for one in np.random.SeedSequence(seed).generate_state(n_runs)]
    return gibbs_chains(dtm.counts, prior=prior, alpha=consensus.ALPHA, seeds=seeds, **SHORT)


def test_two_runs_by_hand(dtm):
    one, two = chains_of(dtm, 2, seed=7)
    other = match(affinity(one.topic_term, two.topic_term))
    terms, shares = two.topic_term[other], two.doc_topic[:, other]
    order = np.argsort(-dtm.doc_lengths @ (one.doc_topic + shares))
    model = fit_consensus(dtm, n_topics=3, n_runs=2, random_state=7, workers=1, **SHORT)
    np.testing.assert_allclose(model.topic_term, ((one.topic_term + terms) / 2)[order])
    np.testing.assert_allclose(model.doc_topic, ((one.doc_topic + shares) / 2)[:, order])
    # the standard error of a mean of two is half of their difference
    np.testing.assert_allclose(model.term_error, (abs(one.topic_term - terms) / 2)[order], atol=1e-12)
    in_both = in_top(one.topic_term, 10) + in_top(terms, 10)
    np.testing.assert_allclose(model.term_support, (in_both / 2)[order])
    np.testing.assert_allclose(model.doc_topic_runs, np.stack([one.doc_topic, shares])[:, :, order])
    likelihoods = np.array([[value for _, value in run.trace] for run in (one, two)])
    np.testing.assert_allclose(model.trace["log_likelihood"], likelihoods.mean(axis=0))
    np.testing.assert_allclose(model.trace["error"], abs(np.diff(likelihoods, axis=0)[0]) / 2, atol=1e-12)
    assert model.trace["iteration"].tolist() == [stop for stop, _ in one.trace]
    mean = (one.topic_term + terms) / 2
    alike = [top_alike(mean, one.topic_term).mean(), top_alike(mean, terms).mean()]
    assert model.settings["run_agreement"] == pytest.approx(np.mean(alike))


@pytest.mark.parametrize("n_runs", [2, 3, 4, 7])
def test_agreement_of_ensembles_is_foretold_from_two_halves(dtm, n_runs):
    """What two halves differ by falls with the root of the runs: by √2 when they are twice as many."""
    runs = np.stack([run.topic_term for run in chains_of(dtm, n_runs, seed=3)])
    halves = []
    for half in (runs[: n_runs // 2], runs[n_runs // 2 :]):
        order = match_runs(half)[0] if len(half) > 1 else [np.arange(3)]
        halves.append(np.mean([run[of] for run, of in zip(half, order, strict=True)], axis=0))
    alike = agreed(*halves, weighted=True)
    model = fit_consensus(dtm, n_topics=3, n_runs=n_runs, random_state=3, workers=1, **SHORT)
    assert alike < 0.99
    assert model.settings["agreement"] == pytest.approx(1 - (1 - alike) / np.sqrt(2))


def test_runs_that_are_doubled_agree_as_halves_foretell(dtm):
    """Ensembles of 16 runs from other seeds agree as much as each one says of itself."""
    models = [fit_consensus(dtm, n_topics=3, n_runs=16, random_state=s, workers=1, **SHORT) for s in range(6)]
    tables = [model.topic_term.to_numpy() for model in models]
    pairs = [agreed(tables[i], tables[j], weighted=True) for i in range(6) for j in range(i)]
    foretold = [model.settings["agreement"] for model in models]
    assert np.mean(foretold) == pytest.approx(np.mean(pairs), abs=0.05)


def test_auto_goes_on_while_either_error_is_too_large(dtm, monkeypatch):
    monkeypatch.setattr(consensus, "AUTO", (2, 4, 6))

    def runs(share_error, term_error):
        monkeypatch.setattr(consensus, "SHARE_ERROR", share_error)
        monkeypatch.setattr(consensus, "TERM_ERROR", term_error)
        return fit_consensus(dtm, n_topics=3, n_runs="auto", workers=1, **SHORT).settings["n_runs"]

    assert runs(np.inf, np.inf) == 2
    assert runs(np.inf, 0) == runs(0, np.inf) == runs(0, 0) == 6


def test_runs_of_two_corpora_are_those_of_each(dtm):
    other = planted(n_docs=12, length=40, seed=5)[0]
    of = {"prior": np.full((3, len(dtm.vocabulary)), 0.3), "alpha": 0.5, **SHORT}
    for n_seeds in (1, 5, 9):
        seeds = list(range(n_seeds))
        both = run_chains([dtm.counts, other.counts], seeds, workers=1, progress=False, **of)
        assert [len(chains) for chains in both] == [n_seeds, n_seeds]
        for corpus, chains in zip((dtm, other), both, strict=True):
            for alone, chain in zip(gibbs_chains(corpus.counts, seeds=seeds, **of), chains, strict=True):
                np.testing.assert_array_equal(alone.topic_term, chain.topic_term)


def test_progress_is_counted_in_runs(dtm, monkeypatch):
    of = {"prior": np.full((3, len(dtm.vocabulary)), 0.3), "alpha": 0.5, "workers": 1, **SHORT}
    bars = []

    class Bar(tqdm.tqdm):
        def __exit__(self, *error):
            bars.append((self.n, self.total, self.disable, self.leave if not self.disable else False))
            super().__exit__(*error)

    monkeypatch.setattr(tqdm, "tqdm", Bar)
    for progress in (True, False, None):  # None: not here, this is no terminal
        run_chains([dtm.counts], list(range(9)), progress=progress, **of)
    assert bars[0] == (9, 9, False, False)  # shown, and gone when it is full
    assert [bar[2] for bar in bars[1:]] == [True, True]


def test_scores_of_a_matching_are_those_of_its_definition():
    """A topic's centre is the mean of its roots; a run is compared with the centre of the other runs."""
    rng = np.random.default_rng(8)
    topics = rng.dirichlet(np.full(30, 0.3), size=4)
    runs = np.stack([rng.dirichlet(200 * one + 0.01) for _ in range(5) for one in rng.permutation(topics)])
    runs = runs.reshape(5, 4, 30)
    matching, scores = match_runs(runs)
    roots = np.sqrt(runs)
    for k in range(4):
        own = np.stack([roots[r, matching[r, k]] for r in range(5)])
        length = np.linalg.norm(own.mean(axis=0))
        for r in range(5):
            for topic in range(4):
                among = np.delete(own, r, axis=0) if topic == matching[r, k] else own
                expected = among.mean(axis=0) @ roots[r, topic] / length
                assert scores[r, k, topic] == pytest.approx(expected)
    # no other matching of one run is nearer to the centre
    centres = np.stack([np.mean([roots[r, matching[r, k]] for r in range(5)], axis=0) for k in range(4)])
    for r in range(5):
        assert (match(centres @ roots[r].T) == matching[r]).all()


def test_the_centre_nearest_to_all_runs_is_taken():
    """Of two ways to match, the one with the larger mean affinity, whichever run it starts from."""
    rng = np.random.default_rng(1)
    for _ in range(20):
        runs = rng.dirichlet(np.full(12, 0.4), size=(6, 3))
        matching, _ = match_runs(runs)
        for start in runs:  # one step from each run's own topics is never better
            near = np.stack([match(affinity(start, run)) for run in runs])
            lengths = [np.sum(in_order(np.sqrt(runs), way).mean(axis=0) ** 2) for way in (matching, near)]
            assert lengths[0] >= lengths[1] - 1e-12


def test_a_topic_is_found_again_only_if_each_is_the_others_nearest():
    """By hand: two runs, three topics, each condition failing once."""
    matching = np.array([[0, 1, 2], [0, 1, 2]])
    clear = np.full((3, 3), 0.1) + 0.8 * np.eye(3)
    assert came_back(matching, np.stack([clear, clear])).all()
    nearer_topic, nearer_centre = clear.copy(), clear.copy()
    nearer_topic[0, 1] = 0.95  # centre 0 is nearer to the run's topic 1, which is nearer to it than to 1
    found = came_back(matching, np.stack([clear, nearer_topic]))
    assert found.tolist() == [[True, True, True], [False, False, True]]
    nearer_centre[0, 0] = 0.2  # its own, but many pairs that are not matched are nearer
    nearer_centre[1, 2] = nearer_centre[2, 1] = 0.25
    found = came_back(matching, np.stack([nearer_centre, nearer_centre]))
    assert found.tolist() == 2 * [[False, True, True]]


def test_fewer_terms_than_asked_for_and_terms_without_weight():
    one, two = np.array([[0.5, 0.5, 0, 0]]), np.array([[0.5, 0, 0.5, 0]])
    assert top_alike(one, two, n=3).tolist() == [1 / 3]  # the third of each weighs nothing
    assert in_top(one, 9).tolist() == [[1, 1, 1, 1]]
    assert in_top(np.array([[0.2, 0.2, 0.2]]), 1).tolist() == [[1, 0, 0]]


def test_usual_runs_of_no_words():
    nothing = Dtm(sparse.csr_matrix((2, 2), dtype=int), ("a", "b"), ("甲", "乙"))
    assert consensus.usual_runs(nothing) == 200
