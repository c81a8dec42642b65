"""A page alone in a cell, and arguments of the wrong kind: one clear sentence each."""

from dataclasses import replace

import pytest

from page_factory import load_essays, make_page
from yrdresearch import pages
from yrdresearch.errors import ArgumentError
from yrdresearch.files import shipped_path
from yrdresearch.pages.page import SURE
from yrdresearch.pages.parse import parse_page

PAGE = parse_page(make_page(load_essays(), seed=3).text, page_id="page-3")


def test_neither_a_page_nor_an_article_floods_its_cell(monkeypatch) -> None:
    monkeypatch.setenv("YRD_LANG", "en")
    doubted = replace(PAGE.articles[0], confidence=SURE - 0.01, title="长" * 500)
    page = replace(PAGE, articles=(doubted, *PAGE.articles[1:]), page_id="x" * 500)
    sure = sum(article.confidence >= SURE for article in page.articles)
    for thing in (page, doubted, doubted.paragraphs[0]):
        assert len(repr(thing)) < 400
    assert f"articles: {len(page.articles)}, in doubt: {len(page.articles) - sure}" in repr(page)
    assert f"paragraphs: {sum(len(a.paragraphs) for a in page.articles)}" in repr(page)
    for thing in (page, doubted):
        assert len(thing._repr_html_()) < 1500
        assert "Next: " in thing._repr_html_()


ANCHOR = pages.anchor(PAGE, PAGE.articles[0].paragraphs[0].spans)
WRONG = [
    ("text", lambda wrong: pages.parse_page(wrong, page_id="x")),
    ("text", lambda wrong: pages.parse_pages(wrong, page_id="x")),
    ("page_id", lambda wrong: pages.parse_page(PAGE.raw, page_id=wrong)),
    ("facts", lambda wrong: pages.parse_page(PAGE.raw, page_id="x", facts=wrong)),
    ("left_out", lambda wrong: pages.parse_page(PAGE.raw, page_id="x", left_out=wrong)),
    ("page", pages.find_apparatus),
    ("page", pages.flagged_share),
    ("page", pages.describe_page),
    ("page", pages.page_anatomy),
    ("page", pages.page_to_tei),
    ("page", pages.page_to_dict),
    ("page", pages.article_records),
    ("page", lambda wrong: list(pages.sentence_rows(wrong))),
    ("page", lambda wrong: pages.anchor(wrong, ((0, 2),))),
    ("spans", lambda wrong: pages.anchor(PAGE, wrong)),
    ("raw", lambda wrong: pages.find_anchor(wrong, ANCHOR)),
    ("target", lambda wrong: pages.find_anchor(PAGE.raw, wrong)),
    ("paragraph", pages.enumerations),
    ("pages", lambda wrong: pages.export_pages(wrong, "exports")),
    ("a page", lambda wrong: pages.export_pages([wrong], "exports")),
    ("path", pages.page_files),
    ("path", pages.source_of_name),
    ("path", lambda wrong: list(pages.try_pages(wrong))),
    ("fields", lambda wrong: pages.read_pages(shipped_path("sample"), fields=wrong or 1)),
    ("text", pages.read_conventions),
]


@pytest.mark.parametrize("wrong", [None, 7, PAGE.articles[0]], ids=["none", "number", "article"])
@pytest.mark.parametrize(("argument", "call"), WRONG)
def test_a_wrong_kind_of_argument_is_named(argument: str, call, wrong: object, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ArgumentError, match=f"{argument} is (a|None)") as told:
        call(wrong)
    assert "give" in str(told.value)


def test_what_is_no_anchor_is_named() -> None:
    for target in ({}, {"selector": [{}]}, {"selector": 3}, {"selector": ["x"]}):
        with pytest.raises(ArgumentError, match="give what `anchor` returned"):
            pages.find_anchor(PAGE.raw, target)


@pytest.mark.parametrize("text", ["x: 1", "[", "conventions: [1]", "conventions: 5", ""])
def test_what_is_no_list_of_conventions_is_named(text: str) -> None:
    with pytest.raises(ArgumentError, match="the conventions are no"):
        pages.read_conventions(text)
