"""Objects alone in a cell: a few lines in the language set, no flood."""

import re
import sys
from importlib import import_module
from types import SimpleNamespace

import pytest

import yrdresearch as yrd
from yrdresearch import areas, pages, report, words
from yrdresearch.corpus import import_corpus
from yrdresearch.display import is_watched
from yrdresearch.files import shipped_path

FOLDERS = ("words", "pages", "corpus", "stats", "topics", "areas", "groups", "plots", "report")
CONVENTION = "conventions: [{role: furniture, pattern: '广告', example: '广告'}]"


@pytest.fixture(scope="module")
def objects(tmp_path_factory):
    corpus = yrd.load_corpus("sample")
    dtm = yrd.build_dtm(corpus)
    model = yrd.fit_lda(dtm, n_topics=2, n_iter=10)
    found = yrd.evidence(corpus, {"term": "合作"}, top_n=2)
    page = yrd.read_page(shipped_path("sample") / "sample-1.txt")
    article, book = page.articles[0], yrd.load_codebook()
    imported = import_corpus([shipped_path("sample")], tmp_path_factory.mktemp("imported") / "mine")
    choice = yrd.choose_k(dtm, range(2, 4), n_runs=4, random_state=0)
    tokens = words.Tokenizer().tokenize(article.paragraphs[1].text)
    said = report.finding("x", zh="一", en="one", limit_zh="二", limit_en="two")
    things = [corpus, dtm, model, book, found, page, article, imported, choice, tokens, tokens[0], said]
    things += [article.paragraphs[1], article.paragraphs[1].sentences[0], page.source, page.editor_note]
    things += [page.apparatus[0], pages.Facts(title="港口的灯"), pages.read_conventions(CONVENTION)[0]]
    things += [book.areas[0], areas.load_coder(), words.Tokenizer(), pages.load_conventions()]
    return [*things, report.browse_evidence(corpus, yrd.code_policy_areas(corpus))]


def test_no_object_floods_its_cell_or_the_terminal(objects):
    for thing in objects:
        assert len(repr(thing)) < 400, type(thing)
        if hasattr(thing, "_repr_html_") and "Browser" not in type(thing).__name__:
            assert len(thing._repr_html_()) < 3000, type(thing)


def test_each_public_class_is_among_them(objects):
    faces = (import_module(f"yrdresearch.{folder}") for folder in FOLDERS)
    public = {getattr(face, name) for face in faces for name in face.__all__}
    assert {one for one in public if isinstance(one, type)} - set(map(type, objects)) == set()


def test_a_chinese_face_has_no_english_phrase(objects, monkeypatch):
    monkeypatch.setenv("YRD_LANG", "zh")
    for thing in objects:
        if hasattr(thing, "_facts") and not isinstance(thing, areas.Area):  # an area has its English name
            words = re.sub("<[^>]*>", " ", thing._repr_html_())
            assert not re.search("[a-z]{3,} [a-z]{3,} [a-z]{2,}", words), words


def test_faces_speak_the_language_set(objects, monkeypatch):
    dtm = objects[1]
    monkeypatch.setenv("YRD_LANG", "en")
    assert "documents" in dtm._repr_html_()
    monkeypatch.setenv("YRD_LANG", "zh")
    assert "文档" in dtm._repr_html_()
    assert f"documents: {len(dtm.doc_ids)}" in repr(dtm)


@pytest.mark.parametrize(
    ("shell", "environment", "seen"),
    [
        (None, {}, False),
        (SimpleNamespace(), {}, False),
        (SimpleNamespace(kernel=1), {}, True),
        (SimpleNamespace(kernel=1), {"YRD_REPORTS": "r"}, False),
    ],
)
def test_progress_is_shown_in_a_notebook_and_not_in_that_of_a_report(monkeypatch, shell, environment, seen):
    """A notebook's error stream is no terminal: the bar was hidden there, and minutes passed in silence."""
    monkeypatch.delenv("YRD_REPORTS", raising=False)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert is_watched() is seen
