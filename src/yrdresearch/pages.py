"""Text of a newspaper page -> `Page`, `Article`, `Paragraph`, `Sentence` with offsets into the raw text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Span = tuple[int, int]
"""``[start, end)`` in Unicode code points of the decoded file, byte order mark left out."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its closing quotes; two spans where a column break runs through it."""

    spans: tuple[Span, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, columns joined; its first sentence is its topic sentence."""

    spans: tuple[Span, ...]
    text: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One essay with its bibliographic facts. `authors` are persons, or one institution (`byline_kind`)."""

    title: str
    authors: tuple[str, ...]
    byline_kind: str
    writers: tuple[str, ...]
    affiliations: tuple[str, ...]
    grants: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    projects: tuple[str, ...] = ()
    title_spans: tuple[Span, ...] = ()
    byline_spans: tuple[Span, ...] = ()
    confidence: float = 1.0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EditorNote:
    """The editor's note (编者按) above the articles."""

    spans: tuple[Span, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where and when the page appeared; None for whatever the page does not state."""

    newspaper: str | None = None
    month: int | None = None
    day: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One entry of the apparatus: a suspected scanning fault or a repeated passage."""

    kind: str
    spans: tuple[Span, ...]
    note: str
    duplicate_of: tuple[Span, ...] | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Page:
    """A page. `ledger` accounts for every character of `raw`, by role or by reason of discarding."""

    page_id: str
    raw: str
    title: str
    editor_note: EditorNote | None
    source: Source
    articles: tuple[Article, ...]
    ledger: Mapping[str, object] = field(default_factory=dict)
    apparatus: tuple[Suspicion, ...] = ()
