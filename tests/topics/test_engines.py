"""Both engines find planted topics; the second is there to see whether a result depends on the first."""

import numpy as np
import pytest
from scipy import sparse

from yrdresearch import Dtm, fit_lda
from yrdresearch.errors import ArgumentError

# two topics that share no term: six documents, eight terms
COUNTS = sparse.csr_matrix(np.kron(np.eye(2, dtype=int), np.full((3, 4), 5)))
DTM = Dtm(COUNTS, tuple("abcdef"), tuple("甲乙丙丁戊己庚辛"))


@pytest.mark.parametrize("engine", ["gibbs", "gensim"])
def test_an_engine_parts_topics_that_share_no_term(engine):
    model = fit_lda(DTM, n_topics=2, engine=engine, random_state=1)
    weights = model.topic_term.to_numpy()
    assert np.allclose(weights.sum(axis=1), 1)
    assert np.allclose(model.doc_topic.sum(axis=1), 1)
    first = weights[:, :4].sum(axis=1)
    assert sorted(first.round(1).tolist()) == [pytest.approx(0, abs=0.15), pytest.approx(1, abs=0.15)]
    assert model.settings["engine"] == engine
    assert model.topic_term.equals(fit_lda(DTM, n_topics=2, engine=engine, random_state=1).topic_term)


def test_an_unknown_engine_is_named():
    with pytest.raises(ArgumentError, match="engine is 'mallet'; choose one of 'gibbs', 'gensim'"):
        fit_lda(DTM, n_topics=2, engine="mallet")
