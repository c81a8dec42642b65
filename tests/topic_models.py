"""Topic models with known numbers, and corpora whose words and authors would break a careless page."""

import numpy as np
import pandas as pd
from scipy import sparse

from small_corpus import make_corpus
from yrdresearch.corpus.dtm import Dtm, build_dtm
from yrdresearch.topics.model import TopicModel

QUICK = {"n_runs": 8, "n_iter": 80, "n_samples": 5}
HOSTILE = "</script><img src=x onerror=alert(1)>'\"&\u2028"


def written_model(n_runs=4):
    """Two topics, four terms, three documents; every number below is written by hand."""
    terms, topics, docs = ["甲词", "乙词", "丙词", "丁词"], ["T1", "T2"], ["p.1.1", "p.1.2", "p.2.1"]
    counts = sparse.csr_matrix([[4, 2, 0, 0], [3, 1, 1, 1], [0, 0, 3, 5]])
    doc_topic = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8]])
    support = np.array([[1.0, 0.75, 0.25, 0.0], [0.0, 0.25, 0.75, 1.0]])
    runs = doc_topic + np.linspace(-0.1, 0.1, max(n_runs, 1))[:, None, None] * [1, -1]
    model = TopicModel(
        topic_term=pd.DataFrame([[0.5, 0.3, 0.15, 0.05], [0.1, 0.1, 0.3, 0.5]], index=topics, columns=terms),
        doc_topic=pd.DataFrame(doc_topic, index=docs, columns=topics),
        support=pd.Series([1.0, 0.5], index=topics) if n_runs else None,
        term_support=pd.DataFrame(support, index=topics, columns=terms) if n_runs else None,
        doc_topic_runs=runs if n_runs else None,
    )
    return model, Dtm(counts, tuple(docs), tuple(terms))


def fitted_by_counts(corpus, unit="paragraph"):
    """Half of the documents to each topic; no sampler, so that tests are quick and exact."""
    dtm = build_dtm(corpus, unit=unit)
    half = np.arange(len(dtm.doc_ids)) % 2 == 0
    counts = np.stack([dtm.counts[half].sum(axis=0).A1, dtm.counts[~half].sum(axis=0).A1]) + 0.5
    share = np.where(half[:, None], [0.8, 0.2], [0.3, 0.7])
    model = TopicModel(
        topic_term=pd.DataFrame(
            counts / counts.sum(axis=1, keepdims=True), index=["T1", "T2"], columns=list(dtm.vocabulary)
        ),
        doc_topic=pd.DataFrame(share, index=list(dtm.doc_ids), columns=["T1", "T2"]),
    )
    return model, dtm


def hostile_corpus():
    """An author and a text with markup in them."""
    texts = [f"园区合作{HOSTILE}推动园区创新。合作建设园区。", "养老服务惠及社区。社区养老服务很好。"]
    return make_corpus([(f"坏名{HOSTILE}", texts)])


def planted(n_docs=24, n_topics=3, length=80, seed=0, n_terms=60):
    """Documents drawn from disjoint blocks of terms, one main topic each, and the true topics."""
    rng = np.random.default_rng(seed)
    truth = np.zeros((n_topics, n_terms))
    for k in range(n_topics):
        block = slice(k * n_terms // n_topics, (k + 1) * n_terms // n_topics)
        truth[k, block] = 1 / np.arange(1, n_terms // n_topics + 1)
    truth = 0.9 * truth / truth.sum(axis=1, keepdims=True) + 0.1 / n_terms
    shares = np.full((n_docs, n_topics), 0.1)
    shares[np.arange(n_docs), np.arange(n_docs) % n_topics] += 1
    shares /= shares.sum(axis=1, keepdims=True)
    counts = np.stack([rng.multinomial(length, p) for p in shares @ truth])
    vocabulary = tuple(f"w{i:02d}" for i in range(n_terms))
    return Dtm(sparse.csr_matrix(counts), tuple(f"d{i}" for i in range(n_docs)), vocabulary), truth
