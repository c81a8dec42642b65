"""Compare what the reader says of real files with a gold file: one row a document, a table a kind.

A gold file `gold.jsonl` holds one document a line: kind, file (below the folder), record (the id or number
of a record in a .jsonl file, else null), title, authors, date, newspaper, body_start and body_end (the first
and last characters of the body, white space left out), n_characters, n_paragraphs. null is not scored.
Fields that end in _also hold further right answers, `slack` the characters that may be in the body or out of
it, `bodies_also` other right bodies.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yrdresearch.errors import YrdError
from yrdresearch.pages.page import Article, Page
from yrdresearch.pages.reading import read_pages
from yrdresearch.spans import WHITE

FIELDS = ("found", "title", "authors", "date", "newspaper", "clean", "paragraphs")
CORE = ("found", "title", "authors", "clean")
_SAME = str.maketrans("„‘’—–―•‧・“”", '"\'\'---···""', WHITE)
Gold = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One document of the gold: what is right (None: not scored), and how sure the reader was."""

    kind: str
    file: str
    right: dict[str, bool | None]
    confidence: float | None
    refused: bool = False

    def all_of(self, fields: Iterable[str]) -> bool:
        """Whether none of the fields is wrong."""
        return all(self.right[name] is not False for name in fields)


def plain(text: str | None) -> str:
    """A text without white space, of one width, with one kind of quotation marks and dashes."""
    return unicodedata.normalize("NFKC", (text or "").translate(_SAME)).translate(_SAME)


def score(
    folder: Path, *, only: str | None = None, conventions: Path | None = None
) -> tuple[list[Row], dict[str, int]]:
    """Rows of every document of a gold file, and the number of articles by kind that are in no gold.

    `conventions` is a file for all documents, or a folder with one for each kind that has one (`KIND.yml`).
    """
    files: dict[str, list[Gold]] = defaultdict(list)
    for line in (folder / "gold.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        if only in (None, gold["kind"]):
            files[gold["file"]].append(gold)
    rows: list[Row] = []
    extra: dict[str, int] = defaultdict(int)
    for file, golds in files.items():
        try:
            pages = read_pages(folder / file, conventions=_own(conventions, golds[0]["kind"]))
        except YrdError as refusal:
            print(f"refused: {refusal}")
            pages = []
        for some, articles in _matched(file, golds, pages):
            found, more = assign(some, articles)
            extra[some[0]["kind"]] += more
            rows += [compare(gold, page, article) for gold, (page, article) in zip(some, found, strict=True)]
    return rows, dict(extra)


def _own(conventions: Path | None, kind: str) -> Path | None:
    if conventions is None or conventions.is_file():
        return conventions
    own = conventions / f"{kind}.yml"
    return own if own.is_file() else None


def _matched(file: str, golds: list[Gold], pages: list[Page]) -> Iterator[tuple[list[Gold], list[Any]]]:
    """Documents and the articles among which they are looked for: of a .jsonl file those of the record."""
    articles = [(page, article) for page in pages for article in page.articles]
    if not file.endswith(".jsonl"):
        yield golds, articles
        return
    for gold in golds:
        names = (str(gold["record"]), f"{Path(file).stem}.{gold['record']}")
        yield [gold], [pair for pair in articles if pair[0].page_id in names]


def assign(golds: list[Gold], articles: list[tuple[Page, Article]]) -> tuple[list[Any], int]:
    """The article of each document, the most alike first, and how many articles are left over."""
    ranked = sorted(
        (
            (_alike(gold, article), g, a)
            for g, gold in enumerate(golds)
            for a, (_, article) in enumerate(articles)
        ),
        reverse=True,
    )
    taken: dict[int, int] = {}
    for likeness, g, a in ranked:
        if g not in taken and a not in taken.values() and (likeness >= 2 or len(golds) == 1):
            taken[g] = a
    return [articles[taken[g]] if g in taken else (None, None) for g in range(len(golds))], len(
        articles
    ) - len(taken)


def _alike(gold: Gold, article: Article) -> float:
    text = plain(_body(article))
    ends = sum(any(words in text for words in _options(gold, name)) for name in ("body_start", "body_end"))
    return 2 * ends + 2 * bool(_titles(article) & _options(gold, "title"))


def _body(article: Article) -> str:
    return "".join(paragraph.text for paragraph in article.paragraphs)


def _titles(article: Article) -> set[str]:
    above, title, below = article.kicker, article.title, article.subtitle
    return {plain(text) for text in (title, above + title, title + below, above + title + below)} - {""}


def _options(gold: Gold, name: str) -> set[str]:
    return {plain(text) for text in (gold[name], *gold.get(f"{name}_also", [])) if text}


def compare(gold: Gold, page: Page | None, article: Article | None) -> Row:
    """Which fields of a document are right; all that are known are wrong where there is no article."""
    known = {name: gold.get(name) is not None for name in ("title", "authors", "date", "newspaper")}
    known |= {"found": True, "clean": True, "paragraphs": gold.get("n_paragraphs") is not None}
    if page is None or article is None:
        return Row(
            gold["kind"], gold["file"], {f: False if known[f] else None for f in FIELDS}, None, page is None
        )
    found, clean = _body_right(gold, article)
    authors = [{plain(n) for n in names} for names in (gold["authors"] or (), *gold.get("authors_also", []))]
    said = {plain(name) for name in article.authors}
    right = {
        "found": found,
        "clean": clean,
        "title": bool(_titles(article) & _options(gold, "title")),
        "authors": said in authors or said | {plain(name) for name in article.writers} in authors,
        "date": any(
            _same_day(day, article.date or "") for day in (gold["date"] or "?", *gold.get("date_also", []))
        ),
        "newspaper": plain(article.newspaper).strip("《》") in _options(gold, "newspaper"),
        "paragraphs": len(article.paragraphs)
        in (gold.get("n_paragraphs"), *gold.get("n_paragraphs_also", [])),
    }
    return Row(
        gold["kind"], gold["file"], {f: right[f] if known[f] else None for f in FIELDS}, article.confidence
    )


def _body_right(gold: Gold, article: Article) -> tuple[bool, bool]:
    """Whether the body is there, of the right length; and whether nothing else is around it."""
    text, length = plain(_body(article)), len(_body(article).translate(_SAME))
    found = clean = False
    for body in (gold, *gold.get("bodies_also", [])):
        starts, ends, size = _options(body, "body_start"), _options(body, "body_end"), body["n_characters"]
        inside = any(s in text for s in starts) and any(e in text for e in ends)
        near = size is None or abs(length - size) <= 0.02 * size + body.get("slack", 0)
        found |= inside and near
        clean |= inside and near and text.startswith(tuple(starts)) and text.endswith(tuple(ends))
    return found, clean


def _same_day(gold: str, said: str) -> bool:
    parts = [int(part) for part in re.findall(r"\d+", said)]
    wanted = [int(part) for part in re.findall(r"\d+", gold)]
    return bool(wanted) and parts[: len(wanted)] == wanted


def table(rows: list[Row], extra: dict[str, int]) -> str:
    """The rows counted by kind, as a table for a person."""
    lines = [["kind", "n", "refused", *FIELDS, "core", "ALL", "extra"]]
    for kind in [*dict.fromkeys(row.kind for row in rows), "all"]:
        mine = [row for row in rows if kind in (row.kind, "all")]
        cells = [kind, str(len(mine)), str(sum(row.refused for row in mine))]
        for name in FIELDS:
            scored = [row.right[name] for row in mine if row.right[name] is not None]
            right = str(sum(map(bool, scored)))
            cells.append(
                "-" if not scored else right if len(scored) == len(mine) else f"{right}/{len(scored)}"
            )
        cells += [str(sum(row.all_of(fields) for row in mine)) for fields in (CORE, FIELDS)]
        lines.append([*cells, str(sum(extra.values()) if kind == "all" else extra.get(kind, 0))])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(cell.rjust(w) for cell, w in zip(line, widths, strict=True)) for line in lines)


def calibration(rows: list[Row]) -> str:
    """How often an article is right in core, by what its confidence is."""
    out = []
    for kind in [*dict.fromkeys(row.kind for row in rows), "all"]:
        mine = [row for row in rows if kind in (row.kind, "all") and row.confidence is not None]
        sure = [row.all_of(CORE) for row in mine if (row.confidence or 0) >= 0.85]
        means = []
        for wanted in (True, False):
            some = [row.confidence or 0 for row in mine if row.all_of(CORE) is wanted]
            means.append(f"{sum(some) / len(some):.2f}" if some else "-")
        out.append(
            f"{kind:12} confidence 0.85 or more: {sum(sure)} of {len(sure)} right in core; "
            f"mean confidence of right {means[0]}, of wrong {means[1]}"
        )
    return "\n".join(out)
