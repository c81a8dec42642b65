"""A page at a glance, for a person: outline with confidence, ledger, apparatus with context."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from yrdresearch.errors import check_kind, told
from yrdresearch.pages.page import Page, Paragraph, Suspicion
from yrdresearch.spans import shortened, width_of

if TYPE_CHECKING:
    import pandas as pd

_CONTEXT = 8
_Say = Callable[[str], str]  # a phrase in the language set


def describe_page(page: Page, *, lang: str | None = None) -> str:
    """What was found on the page, what became of every character, and what is doubted.

    Parameters
    ----------
    page
        A page with its apparatus, as `read_page` gives it.
    lang
        ``"zh"`` or ``"en"``; by default the language of messages (`errors.spoken`).

    Examples
    --------
    >>> from yrdresearch import read_page
    >>> from yrdresearch.files import shipped_path
    >>> print(describe_page(read_page(shipped_path("sample") / "sample-1.txt")).splitlines()[0])
    sample-1  同心协力写好长三角一体化这篇大文章
    """
    check_kind(page, "page", Page, source="read_page")
    say = partial(told, lang=lang)
    parts = (_heading(page, say), _articles(page, say), _ledger(page, say), _apparatus(page, say))
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def summarize_page(page: Page, *, lang: str | None = None) -> str:
    """Which articles were found on the page, and which should be looked at? A line an article.

    Its page, confidence, title, authors, day, number of paragraphs, how it begins and ends, and why it is in
    doubt.

    Examples
    --------
    >>> from yrdresearch import read_page
    >>> from yrdresearch.files import shipped_path
    >>> summarize_page(read_page(shipped_path("sample") / "sample-1.txt")).count("sample-1")
    4
    """
    check_kind(page, "page", Page, source="read_page")
    say = partial(told, lang=lang)
    lines = []
    for article in page.articles:
        title, authors = article.title or say("(no title)"), " ".join(article.authors) or say("(no byline)")
        n = len(article.paragraphs)
        ends = f"{article.paragraphs[0].text[:8]}…{article.paragraphs[-1].text[-8:]}" if n else "—"
        parts = [page.page_id, f"{article.confidence:.2f}", shortened(title, 60), shortened(authors, 20)]
        parts += [article.date or "—", say(f"{n} paragraph{'s' * (n != 1)}"), "".join(ends.split())]
        parts += map(say, article.reasons[:1])
        lines.append("  ".join(parts) + "\n")
    return "".join(lines)


def _heading(page: Page, say: _Say) -> Iterator[str]:
    source = page.source
    day = [
        f"{source.year}年" if source.year else "",
        f"{source.month}月{source.day}日" if source.month else "",
    ]
    yield f"{page.page_id}  {page.title or say('(no page title)')}"
    newspaper, date = source.newspaper or say("(newspaper not stated)"), "".join(day)
    yield say(f"source: {newspaper} {date or say('(date not stated)')}")
    if page.editor_note:
        yield say(f"editor's note: {len(page.editor_note.text)} characters")


def _articles(page: Page, say: _Say) -> Iterator[str]:
    for number, article in enumerate(page.articles, start=1):
        title = article.title or say("(no title)")
        yield f"{number}. {title}   {say('confidence')} {article.confidence:.2f}"
        yield f"   {' '.join(article.authors) or say('(no byline)')} ({say(article.byline_kind)})"
        for label, values in (
            ("writers", article.writers),
            ("affiliation", article.affiliations),
            ("project", article.projects),
            ("grant", article.grants),
        ):
            if values:
                yield f"   {say(label)}: {', '.join(values)}"
        if article.reasons:
            yield "   " + say(f"because {'; '.join(article.reasons)}")
        for at, paragraph in enumerate(article.paragraphs, start=1):
            breaks = sum("\n" in gap or "\r" in gap for gap in _gaps(page, paragraph.spans))
            joined = f", joined over {breaks} line break{'s' * (breaks > 1)}" if breaks else ""
            n = len(paragraph.sentences)
            size = say(f"{len(paragraph.text)} characters, {n} sentence{'s' * (n != 1)}{joined}")
            yield f"   {number}.{at}  {shortened(paragraph.topic_sentence.text, 48)}  ({size})"


def _gaps(page: Page, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [page.raw[end:start] for (_, end), (start, _) in pairwise(spans)]


def _ledger(page: Page, say: _Say) -> Iterator[str]:
    ledger: Any = page.ledger
    yield say("every character of the file")
    rows = [(role, n) for account in ("assigned", "discarded") for role, n in ledger[account].items() if n]
    for role, n in rows:
        yield f"   {_pad(say(role), 16)}{n:>8,}"
    total = sum(n for _, n in rows)
    whole = say(f"of {ledger['characters']:,} in the file")
    yield f"   {_pad(say('sum'), 16)}{total:>8,}   {whole}"


def _apparatus(page: Page, say: _Say) -> Iterator[str]:
    if not page.apparatus:
        yield say("apparatus: nothing doubted")
        return
    yield say(f"apparatus: {len(page.apparatus)} passages doubted; the text stays as it is")
    for entry in page.apparatus:
        yield f"   {_pad(say(entry.kind), 20)}{entry.confidence:.2f}  {_in_context(page, entry)}"
        yield f"   {'':<26}{say(entry.note)} ({say('offset')} {entry.spans[0][0]})"


def _pad(text: str, width: int) -> str:
    return text + " " * (width - width_of(text))


def _in_context(page: Page, entry: Suspicion) -> str:
    start, end = entry.spans[0][0], entry.spans[-1][1]
    words = "".join(page.raw[a:b] for a, b in entry.spans)
    shown = words if len(words) <= 30 else f"{words[:14]}…{words[-14:]}"
    before, after = page.raw[max(start - _CONTEXT, 0) : start], page.raw[end : end + _CONTEXT]
    return f"{_flat(before)}[{shown}]{_flat(after)}"


def _flat(text: str) -> str:
    return "".join(text.split())


def page_anatomy(page: Page) -> pd.DataFrame:
    """Which blocks is the page built of, and where do repeats and doubts lie? For `plot_page_anatomy`.

    Returns
    -------
    DataFrame
        row (title of the article; the page's own row is what is outside articles), row_number, block
        (number of the paragraph), start and length (characters within the row), kind (``"text"``,
        ``"other"``; marks upon them ``"repeat"``, ``"doubt"``), joins (breaks the paragraph runs over).
    """
    check_kind(page, "page", Page, source="read_page")
    import pandas as pd

    rows: list[tuple[str, int, str, int, int, str, int]] = []
    ledger: Any = page.ledger
    outside = sum(n for role, n in ledger["assigned"].items() if role != "paragraph")
    rows.append((shortened(page.title or page.page_id, 36), 0, "", 0, outside, "other", 0))
    for number, article in enumerate(page.articles, start=1):
        name, at = f"{number} {shortened(article.title or '?', 32)}", 0
        for block, paragraph in enumerate(article.paragraphs, start=1):
            joins = len(paragraph.spans) - 1
            rows.append((name, number, str(block), at, len(paragraph.text), "text", joins))
            for kind, start, length in _marks(page, paragraph):
                rows.append((name, number, str(block), at + start, length, kind, 0))
            at += len(paragraph.text)
    columns = ["row", "row_number", "block", "start", "length", "kind", "joins"]
    return pd.DataFrame(rows, columns=columns)


def _marks(page: Page, paragraph: Paragraph) -> Iterator[tuple[str, int, int]]:
    """Entries of the apparatus inside a paragraph, in its own offsets."""
    offset = {at: i for i, at in enumerate(at for start, end in paragraph.spans for at in range(start, end))}
    for entry in page.apparatus:
        if entry.spans[0][0] in offset:
            length = sum(end - start for start, end in entry.spans)
            kind = "repeat" if entry.kind.startswith("repeated-pa") else "doubt"
            yield kind, offset[entry.spans[0][0]], length
