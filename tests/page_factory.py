"""Newspaper pages composed from the sample essays, with known truth and known scanning faults."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

ESSAYS = Path(__file__).parent / "data" / "essays.json"
ENDED = re.compile(r"[。！？…；：.!?;:][”’」』》）)】]*$")
TITLES = ("携手共建世界级城市群", "把长三角建设得更美好", "一体化发展大家谈", "谱写区域协调发展新篇章")
NOTES = (
    "本版约请几位作者围绕区域协同发展谈体会、提建议，供读者参考。各地实践不同，看法也不尽一致。",
    "一体化发展进入新阶段。如何在产业、民生和生态上同向发力？本期刊发一组文章，敬请关注。",
)
SOURCES = {
    "（本版稿件转载自5月18日《江淮晨报》）": ("江淮晨报", None, 5, 18),
    "来源：《沿江日报》2023年11月7日": ("沿江日报", 2023, 11, 7),
    "（原载《东海时报》12月30日）": ("东海时报", None, 12, 30),
    "": (None, None, None, None),
}


@dataclass
class Truth:
    """What the parser ought to find."""

    title: str = ""
    note: str = ""
    source: tuple[str | None, int | None, int | None, int | None] = (None, None, None, None)
    articles: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class FactoryPage:
    """A page's text, its truth, and the choices it was made by."""

    text: str
    truth: Truth
    choices: dict[str, Any]
    lines: list[tuple[str, str]] = field(default_factory=list)


def load_essays() -> list[dict[str, Any]]:
    pages = json.loads(ESSAYS.read_text(encoding="utf-8"))["pages"]
    return [article for page in pages for article in page["articles"]]


def make_page(essays: Sequence[dict[str, Any]], *, seed: int, ambiguous: bool = False) -> FactoryPage:
    """Compose one page; `ambiguous` admits wrapped pages on which a paragraph's end leaves no trace."""
    rng = np.random.default_rng(np.random.SeedSequence([seed, 20_240_604]))
    choices = _choose(rng) | {"ambiguous": ambiguous}
    truth = Truth()
    entries = _prefix(_compose(essays, choices, truth, rng), choices, rng)
    if choices["layout"] == "tight" and not ambiguous:
        _settle_width(entries, choices)
    text = _lay_out(entries, choices, rng)
    lines = [(_label(kind, text), text) for kind, text in entries]
    return FactoryPage(_line_ends(text, choices["line_ends"], rng), truth, choices, lines)


_LABELS = {"title": "page_title", "mark": "note_mark", "head": "title", "par": "paragraph"}


def _label(kind: str, text: str) -> str:
    """The label that the reader must give to an entry."""
    words = text.strip("　# *")
    if kind == "par" and words.removeprefix(words[:2] if words[1:2] == "、" else "") in SUBHEADS:
        return "subhead"
    return _LABELS.get(kind, kind)


def _choose(rng: np.random.Generator) -> dict[str, Any]:
    def pick(**weights: float) -> str:
        shares = np.array(list(weights.values()))
        return str(rng.choice(list(weights), p=shares / shares.sum()))

    return {
        "n_articles": int(rng.integers(1, 5)),
        "opening": pick(both=5, title=2, note=1, none=2),
        "marks": pick(all=4, none=4, some=2, bold=1),
        "titles": pick(before=5, last_after=3, all_after=1, top=1),
        "byline": pick(space=4, wide=2, comma=1, prefix=1, square=1, spaced_name=1),
        "affiliation": pick(inline=4, own_line=4, none=1, in_head=1),
        "layout": pick(line=5, wrapped=2, indented=2, tight=1, double=1),
        "indent": pick(no=3, wide=1),
        "blanks": pick(one=4, none=1, two=1),
        "line_ends": pick(lf=4, crlf=3, cr=1, mixed=1),
        "column_breaks": float(rng.choice([0, 0.15, 0.4])),
        "between": pick(nothing=6, furniture=1, form_feed=1),
        "duplicates": bool(rng.random() < 0.25),
        "faults": bool(rng.random() < 0.5),
        "blank_inside": bool(rng.random() < 0.2),
        "added_mark": bool(rng.random() < 0.1),
        "width": int(rng.integers(16, 41)),
        "subheads": pick(none=8, plain=1, numbered=1),
    }


def _compose(
    essays: Sequence[dict[str, Any]], choices: dict[str, Any], truth: Truth, rng: np.random.Generator
) -> list[tuple[str, str]]:
    picked = [essays[i] for i in rng.permutation(len(essays))[: choices["n_articles"]]]
    opening: list[tuple[str, str]] = []
    if choices["opening"] in ("both", "title"):
        truth.title = str(rng.choice(TITLES))
        opening.append(("title", truth.title))
    if choices["opening"] in ("both", "note"):
        truth.note = str(rng.choice(NOTES))
        inline = rng.random() < 0.3
        marked = [("note", "编者按：" + truth.note)]
        opening += marked if inline else [("mark", "编者按"), ("note", truth.note)]
    top: list[tuple[str, str]] = []
    articles: list[tuple[str, str]] = []
    for at, essay in enumerate(picked):
        head = _head(essay, choices)
        body = _body(essay, choices, truth, rng)
        last = at == len(picked) - 1
        # Without a closing line nothing tells where an article whose title comes last begins.
        closed = choices["affiliation"] in ("inline", "own_line") and essay["affiliations"]
        before_closed = not at or truth.articles[at - 1].get("closed", False)
        truth.articles[-1]["closed"] = bool(closed)
        place = choices["titles"] if before_closed and (at or truth.note) else "before"
        if last and place == "top" and (at or truth.title):
            top = head
            articles += body
        elif place == "all_after" or (last and place == "last_after"):
            articles += body + head
        else:
            articles += head + body
    source = str(rng.choice(list(SOURCES)))
    truth.source = SOURCES[source]
    entries = opening + top + articles
    if source:
        entries.insert(len(entries) if rng.random() < 0.7 else len(opening), ("source", source))
    return entries


def _head(essay: dict[str, Any], choices: dict[str, Any]) -> list[tuple[str, str]]:
    names = list(essay["authors"])
    if essay["byline_kind"] == "institution":
        byline = names[0]
    else:
        if choices["byline"] == "spaced_name":
            names = [f"{n[0]}　{n[1]}" if len(n) == 2 else n for n in names]
        glue = {"wide": "　", "comma": "、", "spaced_name": "　　"}.get(choices["byline"], " ")
        byline = glue.join(names)
        byline = {"prefix": "作者：", "square": "□ "}.get(choices["byline"], "") + byline
    head = [("head", essay["title"]), ("byline", byline)]
    if choices["affiliation"] == "in_head" and essay["affiliations"]:
        head.append(("end", f"（作者单位：{essay['affiliations'][0]}）"))
    return head


def _body(
    essay: dict[str, Any], choices: dict[str, Any], truth: Truth, rng: np.random.Generator
) -> list[tuple[str, str]]:
    paragraphs = [_spoil(p, rng) if choices["faults"] else p for p in essay["paragraphs"]]
    if choices["duplicates"] and len(paragraphs) > 2:
        at = int(rng.integers(1, len(paragraphs)))
        paragraphs.insert(at, paragraphs[at - 1])
    if choices["subheads"] != "none":
        paragraphs = _with_subheads(paragraphs, choices["subheads"])
    truth.articles.append(
        {
            "title": essay["title"],
            "authors": tuple(essay["authors"]),
            "byline_kind": essay["byline_kind"],
            "paragraphs": tuple(paragraphs),
        }
    )
    closing = ""
    if essay["affiliations"] and choices["affiliation"] in ("inline", "own_line"):
        closing = f"（作者单位：{essay['affiliations'][0]}）"
    body: list[tuple[str, str]] = []
    for at, paragraph in enumerate(paragraphs):
        inline = choices["affiliation"] == "inline" and at == len(paragraphs) - 1
        text = paragraph + closing if inline else paragraph
        # Among subheads without mark, a few words cut off by a column look like one more.
        least = 21 if choices["subheads"] == "plain" and not choices["ambiguous"] else 2
        cut = _column_break(paragraph, rng, least) if rng.random() < choices["column_breaks"] else 0
        body += [("par", text[:cut]), ("rest", text[cut:])] if cut else [("par", text)]
    if closing and choices["affiliation"] == "own_line":
        body.append(("end", closing))
    return body


SUBHEADS = ("把准功能定位", "补齐民生短板", "守住生态底线")


def _with_subheads(paragraphs: list[str], kind: str) -> list[str]:
    """A line above every second paragraph from the second on."""
    places = range(1, len(paragraphs) - 1, 2)
    for number, at in reversed(list(enumerate(places))):
        title = SUBHEADS[number % len(SUBHEADS)]
        paragraphs.insert(at, "一二三四五六"[number] + "、" + title if kind == "numbered" else title)
    return paragraphs


def _column_break(paragraph: str, rng: np.random.Generator, least: int) -> int:
    """A place to break the paragraph at which the first part does not end a sentence; 0 for none."""
    for _ in range(20 if len(paragraph) > 24 else 0):
        cut = int(rng.integers(least, len(paragraph) - 1))
        if not ENDED.search(paragraph[:cut]) and paragraph[cut] not in "。！？；：，、”’）》":
            return cut
    return 0


def _spoil(paragraph: str, rng: np.random.Generator) -> str:
    """A scanning fault inside a paragraph, which must not disturb the structure."""
    if rng.random() > 0.3 or len(paragraph) < 40:
        return paragraph
    at = int(rng.integers(5, len(paragraph) - 5))
    if re.search(r"[^一-鿿]", paragraph[at - 2 : at + 2]):
        return paragraph
    doubled = paragraph[:at] + paragraph[at - 1] + paragraph[at:]
    dropped = paragraph[:at] + paragraph[at + 1 :]
    return doubled if rng.random() < 0.5 else dropped


def _settle_width(entries: list[tuple[str, str]], choices: dict[str, Any]) -> None:
    """Choose a width at which no paragraph ends just where its last line does."""
    for width in [choices["width"], *range(16, 41)]:
        last_lines = [(len(text) - 1) % width + 1 for _, text in entries]
        if max(last_lines) < 0.8 * width:
            choices["width"] = width
            return
    choices["layout"] = "wrapped"


def _prefix(
    entries: list[tuple[str, str]], choices: dict[str, Any], rng: np.random.Generator
) -> list[tuple[str, str]]:
    """Heading marks and indents."""
    indented = choices["layout"] == "indented" or choices["indent"] == "wide"
    added = int(rng.integers(len(entries))) if choices["added_mark"] else -1
    prefixed = []
    for at, (kind, text) in enumerate(entries):
        text = _mark(kind, text, choices, rng)
        if at == added and kind == "par" and len(text) > 60:
            text = "## " + text
        if indented and (kind in ("par", "note") or (kind == "rest" and choices["layout"] == "line")):
            text = "　　" + text
        prefixed.append((kind, text))
    return prefixed


def _lay_out(entries: list[tuple[str, str]], choices: dict[str, Any], rng: np.random.Generator) -> str:
    layout, lines = choices["layout"], []
    for kind, text in entries:
        if kind == "rest" and choices["between"] == "furniture":
            lines += ["第6版", ""]
        if kind == "rest" and choices["between"] == "form_feed":
            lines.append("\f")
        wrapped = _wrap(text, choices["width"]) if layout != "line" else [text]
        if choices["blank_inside"] and layout in ("wrapped", "indented") and kind == "par":
            wrapped = _blank_inside(wrapped, rng)
        lines += wrapped
        lines += [""] * _blanks(kind, choices)
    if layout == "double":
        lines = [line for text in lines for line in (text, "")]
    lead = "\n" * int(rng.integers(0, 3))
    return lead + "\n".join(lines) + "\n"


def _mark(kind: str, text: str, choices: dict[str, Any], rng: np.random.Generator) -> str:
    if kind not in ("title", "head") or choices["marks"] == "none":
        return text
    if choices["marks"] == "some" and rng.random() < 0.5:
        return text
    if choices["marks"] == "bold" and kind == "head":
        return f"**{text}**"
    return ("# " if kind == "title" else "## ") + text


def _blanks(kind: str, choices: dict[str, Any]) -> int:
    if choices["layout"] == "tight" or (choices["layout"] == "indented" and choices["blanks"] == "none"):
        return 0
    if choices["layout"] == "line":
        return {"one": 1, "none": 0, "two": 2}[choices["blanks"]]
    return 1


def _wrap(text: str, width: int) -> list[str]:
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    return lines or [""]


def _blank_inside(lines: list[str], rng: np.random.Generator) -> list[str]:
    """A blank line between two lines of one paragraph, where the first does not end a sentence."""
    places = [at for at in range(1, len(lines)) if not ENDED.search(lines[at - 1])]
    if not places:
        return lines
    at = int(rng.choice(places))
    return [*lines[:at], "", *lines[at:]]


def _line_ends(text: str, kind: str, rng: np.random.Generator) -> str:
    if kind == "mixed":
        ends: Callable[[re.Match[str]], str] = lambda _: str(rng.choice(["\n", "\r\n"]))  # noqa: E731
        return re.sub("\n", ends, text)
    return text.replace("\n", {"lf": "\n", "crlf": "\r\n", "cr": "\r"}[kind])


def compare(page: Any, truth: Truth) -> list[str]:
    """What the parser got wrong, as short sentences; empty when every compared fact is exact."""
    wrong = []
    found = [(a.title, a.authors, tuple(p.text for p in a.paragraphs)) for a in page.articles]
    asked = [(a["title"], a["authors"], a["paragraphs"]) for a in truth.articles]
    if len(found) != len(asked):
        wrong.append(f"boundaries: {len(found)} articles for {len(asked)}")
    for (title, authors, body), (true_title, true_authors, true_body) in zip(found, asked, strict=False):
        if title != true_title:
            wrong.append(f"title: {title!r} for {true_title!r}")
        if authors != true_authors:
            wrong.append(f"byline: {authors} for {true_authors}")
        if body != true_body:
            pairs = [(a, b) for a, b in zip(body, true_body, strict=False) if a != b][:1]
            shown = [(a[:12] + "…" + a[-12:], b[:12] + "…" + b[-12:]) for a, b in pairs]
            wrong.append(f"paragraphs: {len(body)} for {len(true_body)} {shown}")
    if page.title != truth.title:
        wrong.append(f"page title: {page.title!r} for {truth.title!r}")
    if (page.editor_note.text if page.editor_note else "") != truth.note:
        wrong.append(f"note: {page.editor_note.text if page.editor_note else ''!r}")
    source = page.source
    if (source.newspaper, source.year, source.month, source.day) != truth.source:
        wrong.append(f"source: {source}")
    return wrong


def check_invariants(page: Any) -> None:
    """Every span spells its text, nothing is assigned twice, and the ledger accounts for every character."""
    pieces = [(p.spans, p.text) for a in page.articles for p in a.paragraphs]
    for article in page.articles:
        pieces += [(article.title_spans, article.title)]
        for paragraph in article.paragraphs:
            assert "".join(s.text for s in paragraph.sentences) == paragraph.text
            for sentence in paragraph.sentences:
                assert "".join(page.raw[a:b] for a, b in sentence.spans) == sentence.text
    if page.editor_note:
        pieces.append((page.editor_note.spans, page.editor_note.text))
    for spans, text in pieces:
        assert "".join(page.raw[a:b] for a, b in spans) == text
        assert list(spans) == sorted(spans)
    used = [at for spans, _ in pieces for a, b in spans for at in range(a, b)]
    assert len(used) == len(set(used))
    ledger = page.ledger
    assert ledger["characters"] == len(page.raw)
    assert sum(ledger["assigned"].values()) + sum(ledger["discarded"].values()) == len(page.raw)
    assert ledger["assigned"]["paragraph"] == sum(len(p.text) for a in page.articles for p in a.paragraphs)
