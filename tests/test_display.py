"""Objects alone in a cell: a few lines in the language set, no flood."""

import pytest

import yrdresearch as yrd


@pytest.fixture(scope="module")
def objects():
    corpus = yrd.load_corpus("sample")
    dtm = yrd.build_dtm(corpus)
    model = yrd.fit_lda(dtm, n_topics=2, n_iter=10)
    found = yrd.evidence(corpus, {"term": "合作"}, top_n=2)
    return [corpus, dtm, model, yrd.load_codebook(), found]


def test_no_object_floods_its_cell_or_the_terminal(objects):
    for thing in objects:
        assert len(repr(thing)) < 400, type(thing)
        assert len(thing._repr_html_()) < 3000, type(thing)


def test_faces_speak_the_language_set(objects, monkeypatch):
    dtm = objects[1]
    monkeypatch.setenv("YRD_LANG", "en")
    assert "documents" in dtm._repr_html_()
    monkeypatch.setenv("YRD_LANG", "zh")
    assert "文档" in dtm._repr_html_()
    assert f"documents: {len(dtm.doc_ids)}" in repr(dtm)
