"""A coded page as lines for a person: each sentence's place, areas, words and beginning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from yrdresearch.areas.codebook import Codebook
from yrdresearch.errors import language
from yrdresearch.pages.page import Page
from yrdresearch.spans import format_spans, shortened, width_of

WIDTHS = (14, 48, 24, 40)  # half-width characters of the four columns


def list_codes(page: Page, coded: Mapping[str, Any], codebook: Codebook, *, lang: str | None = None) -> str:
    """Which sentence of the page is about what, and by which words?

    Parameters
    ----------
    page
        The page.
    coded
        From `code_page` of this page.
    codebook
        By which it was coded; it has the names of the areas.
    lang
        ``"zh"`` or ``"en"``; by default the language of messages.

    Returns
    -------
    str
        A line a sentence under the title of its article: place in the file, areas, words, beginning. Cells
        are cut at the width of their column (``…``); the JSON of `code_page` has everything.

    Examples
    --------
    >>> from yrdresearch import load_codebook, read_page
    >>> from yrdresearch.areas import code_page
    >>> from yrdresearch.files import shipped_path
    >>> page = read_page(shipped_path("sample") / "sample-1.txt")
    >>> print(list_codes(page, code_page(page), load_codebook(), lang="en").splitlines()[1])
    place          policy areas                                     words                    sentence
    """
    zh = language(lang) == "zh"
    names = codebook.table().set_index("policy_area")["name_zh" if zh else "name_en"]
    codes = {_place(entry["spans"]): entry for entry in coded["sentences"]}
    heads = ("位置", "政策领域", "词语", "句子") if zh else ("place", "policy areas", "words", "sentence")
    lines = [str(coded["codebook"]), _line(heads)]
    for article in page.articles:
        lines += ["", article.title or ("（无标题）" if zh else "(no title)")]
        for sentence in (sentence for one in article.paragraphs for sentence in one.sentences):
            entry = codes[_place(sentence.spans)]
            areas = ("、" if zh else ", ").join(names[area] for area in entry["policy_areas"])
            words = " ".join(dict.fromkeys(word for found in entry["terms"].values() for word in found))
            lines.append(_line((_place(sentence.spans), areas or "—", words, sentence.text)))
    return "\n".join(lines) + "\n"


def _place(spans: Any) -> str:
    return format_spans(tuple(span) for span in spans)


def _line(cells: tuple[str, ...]) -> str:
    return " ".join(_padded(cells)).rstrip()


def _padded(cells: tuple[str, ...]) -> Iterator[str]:
    for text, width in zip(cells, WIDTHS, strict=True):
        cut = shortened(text, width)
        yield cut + " " * (width - width_of(cut))
