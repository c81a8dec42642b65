"""The types of a page: `Page`, `Article`, `Paragraph`, `Sentence`, and the page as one JSON object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from yrdresearch.display import Faced
from yrdresearch.errors import told
from yrdresearch.spans import Span, shortened

SURE = 0.85
"""Confidence from which at least 19 of 20 articles are read right (see docs/reading-measured.md)."""


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

    @property
    def topic_sentence(self) -> Sentence:
        """The first sentence, which in a policy essay says what the paragraph is about."""
        return self.sentences[0]

    def __repr__(self) -> str:
        return f"Paragraph({len(self.sentences)} sentences, {shortened(self.text, 40)!r})"


@dataclass(frozen=True, slots=True, repr=False)
class Article(Faced):
    """One essay with its bibliographic facts. `authors` are persons, or one institution (`byline_kind`).

    `kicker` and `subtitle` are the lines above and below the title; `date` is an ISO date, as far as it is
    known (``"2024"``, ``"2024-06"``, ``"2024-06-04"``), its own or its page's, None where nothing states a
    year; `newspaper` is what its own lines or its file state (that of the page is in `Page.source`).
    `confidence` is lower the less probable the least probable of its blocks is, and where something that an
    article has is missing; `reasons` name the blocks that are in doubt; `docvars` are the other fields of its
    record.
    """

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
    kicker: str = ""
    subtitle: str = ""
    date: str | None = None
    newspaper: str | None = None
    section: str | None = None
    url: str | None = None
    document_number: str | None = None
    docvars: Mapping[str, object] = field(default_factory=dict)

    def _facts(self) -> dict[tuple[str, str], object]:
        return {
            ("题目", "title"): shortened(self.title, 60) or "—",
            ("作者", "authors"): shortened("、".join(self.authors), 40) or "—",
            ("日期", "date"): self.date or "—",
            ("段落", "paragraphs"): len(self.paragraphs),
            ("置信度", "confidence"): self.confidence,
        }

    def _next(self) -> tuple[str, str]:
        reasons = "; ".join(self.reasons[:2])
        return (
            f"{told(reasons, 'zh')}。下一步：article.paragraphs，article.reasons",
            f"{reasons}. Next: article.paragraphs, article.reasons",
        )


@dataclass(frozen=True, slots=True, repr=False)
class EditorNote:
    """The editor's note (编者按) above the articles."""

    spans: tuple[Span, ...]
    text: str

    def __repr__(self) -> str:
        return f"EditorNote({shortened(self.text, 40)!r})"


@dataclass(frozen=True, slots=True)
class Source:
    """Where and when the page appeared; None for whatever neither the page nor its file's name states."""

    newspaper: str | None = None
    month: int | None = None
    day: int | None = None
    year: int | None = None
    page_number: int | None = None


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One entry of the apparatus: a suspected scanning fault or a repeated passage."""

    kind: str
    spans: tuple[Span, ...]
    note: str
    duplicate_of: tuple[Span, ...] | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, repr=False)
class Page(Faced):
    """A page. `ledger` accounts for every character of `raw`, by role or by reason of discarding."""

    page_id: str
    raw: str
    title: str
    editor_note: EditorNote | None
    source: Source
    articles: tuple[Article, ...]
    ledger: Mapping[str, object] = field(default_factory=dict)
    apparatus: tuple[Suspicion, ...] = ()

    def _facts(self) -> dict[tuple[str, str], object]:
        doubtful = sum(article.confidence < SURE for article in self.articles)
        paragraphs = [paragraph for article in self.articles for paragraph in article.paragraphs]
        return {
            ("版面", "page"): shortened(self.page_id, 40),
            ("文章", "articles"): len(self.articles),
            ("存疑文章", "in doubt"): doubtful,
            ("段落", "paragraphs"): len(paragraphs),
            ("字符", "characters"): len(self.raw),
            ("校勘记录", "apparatus"): len(self.apparatus),
        }

    def _next(self) -> tuple[str, str]:
        return (
            "下一步：yrd.pages.describe_page(page)，page.articles[0].paragraphs，build_corpus([page])",
            "Next: yrd.pages.describe_page(page), page.articles[0].paragraphs, build_corpus([page])",
        )
