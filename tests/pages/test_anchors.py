"""Anchors lead back to their words in a changed file, or say that they do not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from page_factory import load_essays, make_page
from yrdresearch.errors import ArgumentError
from yrdresearch.pages.anchors import anchor, find_anchor
from yrdresearch.pages.page import Page
from yrdresearch.pages.parse import parse_page
from yrdresearch.pages.reading import read_page

ESSAYS = load_essays()
CLEAN = "\n\n".join(
    line
    for essay in ESSAYS[:4]
    for line in ["## " + essay["title"], essay["authors"][0], *essay["paragraphs"]]
)
PAGE = parse_page(CLEAN, page_id="clean")
SENTENCES = [s for a in PAGE.articles for p in a.paragraphs for s in p.sentences]


def words(raw: str, spans: tuple[tuple[int, int], ...]) -> str:
    return "".join(raw[start:end] for start, end in spans)


def units(page: Page) -> list:
    paragraphs = [p for a in page.articles for p in a.paragraphs]
    return paragraphs + [s for p in paragraphs for s in p.sentences]


@pytest.mark.parametrize("name", ["sample-1", "sample-2", "sample-3"])
def test_every_paragraph_and_sentence_is_found_again_in_the_same_file(name: str) -> None:
    page = read_page(ROOT / "data/sample" / f"{name}.txt")
    for unit in units(page):
        found = find_anchor(page.raw, anchor(page, unit.spans))
        assert found.status == "same"
        assert words(page.raw, found.spans) == unit.text


def test_real_page_round_trip(real_page_path) -> None:
    page = read_page(real_page_path)
    found = [find_anchor(page.raw, anchor(page, unit.spans)) for unit in units(page)]
    assert {one.status for one in found} == {"same"}


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**20))
def test_layout_does_not_loosen_an_anchor(seed: int) -> None:
    """The same essays on two pages laid out differently: every anchor leads to its own words."""
    page = parse_page(make_page(ESSAYS, seed=seed).text, page_id="x")
    other = page.raw.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n\r\n")
    for unit in units(page)[::7]:
        found = find_anchor(other, anchor(page, unit.spans))
        if found.spans is None:  # a paragraph printed twice fits in two places
            assert "".join(page.raw.split()).count("".join(unit.text.split())) != 1
            continue
        if found.status == "changed":  # page furniture is between its parts, and the anchor says so
            assert found.agreement < 1
            continue
        assert "".join(words(other, found.spans).split()) == "".join(unit.text.split())


@settings(max_examples=60, deadline=None)
@given(
    at=st.integers(0, len(CLEAN)),
    inserted=st.text("新增一行文字，。\n", min_size=1, max_size=40),
    n=st.integers(0, len(SENTENCES) - 1),
)
def test_an_insertion_moves_an_anchor_and_never_misplaces_it(at: int, inserted: str, n: int) -> None:
    sentence = SENTENCES[n]
    found = find_anchor(CLEAN[:at] + inserted + CLEAN[at:], anchor(PAGE, sentence.spans))
    changed = CLEAN[:at] + inserted + CLEAN[at:]
    start, end = sentence.spans[0]
    if at <= start or at >= end:
        assert found.status in ("same", "moved")
        assert words(changed, found.spans) == sentence.text
    elif found.spans is not None:
        assert found.status in ("same", "moved", "changed")
        assert set(sentence.text) - set(words(changed, found.spans)) == set()


@settings(max_examples=40, deadline=None)
@given(n=st.integers(0, len(SENTENCES) - 1), seed=st.integers(0, 999))
def test_a_changed_character_is_said_to_be_changed(n: int, seed: int) -> None:
    sentence = SENTENCES[n]
    start, end = sentence.spans[0]
    at = int(np.random.default_rng(seed).integers(start, end))
    changed = CLEAN[:at] + "囗" + CLEAN[at + 1 :]
    found = find_anchor(changed, anchor(PAGE, sentence.spans))
    assert found.status in ("changed", "stale")
    if found.spans:
        assert found.agreement < 1
        assert found.spans[0][0] == start
        assert found.spans[-1][1] == end


def test_a_deleted_sentence_is_stale() -> None:
    for sentence in SENTENCES[5::9]:
        start, end = sentence.spans[0]
        found = find_anchor(CLEAN[:start] + CLEAN[end:], anchor(PAGE, sentence.spans))
        assert (found.spans, found.status) == (None, "stale")


def test_a_sentence_that_stands_in_two_like_places_is_ambiguous() -> None:
    block = "\n\n".join(ESSAYS[0]["paragraphs"])
    raw = "## 港口一体化\n\n张三\n\n" + block
    page = parse_page(raw, page_id="x")
    middle = page.articles[0].paragraphs[2].sentences[1]
    twice = "新的一行\n" + block + "\n\n" + block
    assert find_anchor(twice, anchor(page, middle.spans)).status == "ambiguous"


def test_selectors_are_those_of_the_recommendation() -> None:
    target = anchor(PAGE, SENTENCES[3].spans)
    assert target["source"] == "clean"
    position, quote = target["selector"]
    assert set(position) == {"type", "start", "end"}
    assert set(quote) == {"type", "exact", "prefix", "suffix"}
    assert PAGE.raw[position["start"] : position["end"]] == quote["exact"]
    assert PAGE.raw[: position["start"]].replace("\n", "").endswith(quote["prefix"][-10:])


def test_what_is_no_anchor() -> None:
    with pytest.raises(ArgumentError, match="TextQuoteSelector"):
        find_anchor(CLEAN, {"selector": [{"type": "TextPositionSelector", "start": 0, "end": 3}]})
    with pytest.raises(ArgumentError, match="spans holds no span"):
        anchor(PAGE, ())


@pytest.mark.parametrize("spans", [[], [(1,)], [("a", "b")], [(0, None)], [(0, 3), (4, "9")], [[0, 3]], [5]])
def test_spans_that_are_none_are_told(spans) -> None:
    with pytest.raises(ArgumentError, match="spans holds no span; give those of a paragraph or sentence"):
        anchor(PAGE, spans)
