"""A page as TEI P5: header, articles, paragraphs and sentences, the apparatus in a standOff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from yrdresearch.errors import check_kind
from yrdresearch.files import printable
from yrdresearch.pages.page import Article, Page, Paragraph, Source
from yrdresearch.spans import Span

TEI = "http://www.tei-c.org/ns/1.0"
_XML = "{http://www.w3.org/XML/1998/namespace}"


def page_to_tei(page: Page) -> str:
    """Write a page as a TEI P5 document.

    Articles are ``div`` with ``head``, ``byline``, ``p`` and ``s``; a break inside a sentence is a ``cb``.
    The editor's note, affiliations, writers and grants are typed. Every ``p`` and ``s`` has an ``xml:id``
    and names its offsets in ``n`` (``start-end``, several with a blank between). The apparatus is a
    ``spanGrp`` in ``standOff``: ``from`` and ``to`` point to the first and last sentence, ``cert`` is the
    confidence. A character that XML does not take is written as U+FFFD, one for one; a date that no calendar
    has comes without ``when``.

    References
    ----------
    TEI Consortium (2021), TEI P5: Guidelines for Electronic Text Encoding and Interchange, version 4.3.0.

    Examples
    --------
    >>> from yrdresearch import read_page
    >>> from yrdresearch.files import shipped_path
    >>> page_to_tei(read_page(shipped_path("sample") / "sample-1.txt")).count("<div ")
    5
    """
    check_kind(page, "page", Page, source="read_page")
    from lxml import etree

    root = etree.Element(f"{{{TEI}}}TEI", nsmap={None: TEI})
    _header(root, page)
    ids: list[tuple[Span, str]] = []
    body = _add(_add(root, "text"), "body")
    if page.editor_note:
        note = Paragraph(page.editor_note.spans, page.editor_note.text, ())
        division = _add(body, "div", type="editor_note")
        _paragraph(division, note, "note", ids)
    for number, article in enumerate(page.articles, start=1):
        _article(_add(body, "div", type="article", **{_XML + "id": f"a{number}"}), article, f"a{number}", ids)
    if page.apparatus:
        root.insert(1, _apparatus(page, ids))
    etree.indent(root, space=" ")
    for paragraph in root.iter(f"{{{TEI}}}p"):  # no blanks between sentences: Chinese has none
        for child in paragraph.iter(f"{{{TEI}}}s"):
            paragraph.text = child.tail = None
    return etree.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _add(parent: Any, tag: str, text: str | None = None, **attributes: str) -> Any:
    from lxml import etree

    safe = {name: printable(value) for name, value in attributes.items()}
    child = etree.SubElement(parent, f"{{{TEI}}}{tag}", safe)
    child.text = None if text is None else printable(text)
    return child


def _header(root: Any, page: Page) -> None:
    description = _add(_add(root, "teiHeader"), "fileDesc")
    titles = _add(description, "titleStmt")
    _add(titles, "title", page.title or page.page_id)
    for author in dict.fromkeys(name for article in page.articles for name in article.authors):
        _add(titles, "author", author)
    _add(
        _add(description, "publicationStmt"),
        "p",
        "Converted by yrdresearch; the essays belong to their authors.",
    )
    source = _add(_add(description, "sourceDesc"), "bibl")
    stated = page.source
    if stated.newspaper:
        _add(source, "title", stated.newspaper, level="j")
    if stated.month and stated.day:
        _add(source, "date", f"{stated.month}月{stated.day}日", **_when(stated))
    _add(source, "idno", page.page_id, type="page_id")


def _when(stated: Source) -> dict[str, str]:
    """The date in the calendar's form, where the calendar has it; without a year, in that of a leap year."""
    try:
        day = date(stated.year or 2000, stated.month or 0, stated.day or 0)
    except ValueError:
        return {}
    return {"when": day.isoformat() if stated.year else f"--{day:%m-%d}"}


def _article(division: Any, article: Article, name: str, ids: list[tuple[Span, str]]) -> None:
    if article.title:
        _add(division, "head", article.title)
    if article.authors:
        byline = _add(division, "byline")
        for author in article.authors:
            tag = "orgName" if article.byline_kind == "institution" else "persName"
            _add(_add(byline, "docAuthor"), tag, author)
    for number, paragraph in enumerate(article.paragraphs, start=1):
        _paragraph(division, paragraph, f"{name}.p{number}", ids)
    facts = {
        "affiliation": article.affiliations,
        "writer": article.writers,
        "project": article.projects,
        "grant": article.grants,
    }
    for kind, values in facts.items():
        for value in values:
            _add(division, "trailer", value, type=kind)


def _paragraph(division: Any, paragraph: Paragraph, name: str, ids: list[tuple[Span, str]]) -> None:
    element = _add(division, "p", n=_offsets(paragraph.spans), **{_XML + "id": name})
    if not paragraph.sentences:
        element.text = printable(paragraph.text)
        ids.append(((paragraph.spans[0][0], paragraph.spans[-1][1]), name))
    for number, sentence in enumerate(paragraph.sentences, start=1):
        sentence_id = f"{name}.s{number}"
        child = _add(element, "s", n=_offsets(sentence.spans), **{_XML + "id": sentence_id})
        ids.append(((sentence.spans[0][0], sentence.spans[-1][1]), sentence_id))
        at, last = 0, None
        for start, end in sentence.spans:
            piece = printable(sentence.text[at : at + end - start])
            at += end - start
            if last is None:
                child.text, last = piece, child
            else:
                _add(child, "cb").tail = piece


def _offsets(spans: Sequence[Span]) -> str:
    return " ".join(f"{start}-{end}" for start, end in spans)


def _apparatus(page: Page, ids: list[tuple[Span, str]]) -> Any:
    from lxml import etree

    stand_off = etree.Element(f"{{{TEI}}}standOff")
    group = _add(stand_off, "spanGrp", type="apparatus")
    for entry in page.apparatus:
        first, last = _ends(entry.spans, ids)
        attributes = {"type": entry.kind, "from": f"#{first}", "to": f"#{last}", "n": _offsets(entry.spans)}
        if entry.duplicate_of:
            attributes["corresp"] = " ".join(
                dict.fromkeys(f"#{one}" for one in _ends(entry.duplicate_of, ids))
            )
        _add(group, "span", entry.note, cert=str(entry.confidence), **attributes)
    return stand_off


def _ends(spans: Sequence[Span], ids: list[tuple[Span, str]]) -> tuple[str, str]:
    """The sentences in which a passage starts and ends."""
    inside = [name for (start, end), name in ids if start < spans[-1][1] and spans[0][0] < end]
    return inside[0], inside[-1]
