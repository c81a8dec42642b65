"""What a web page says of its article: JSON-LD, og: and meta fields, labels such as 来源： above the text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import Any

from yrdresearch.pages.dates import date_inside, iso_date
from yrdresearch.pages.facts import Facts
from yrdresearch.pages.fieldnames import field_names, listed_names, plain_name
from yrdresearch.pages.signatures import person_names
from yrdresearch.pages.webtext import Line
from yrdresearch.spans import fold

_TITLES = ("og:title", "headline", "twitter:title", "articletitle", "dc.title", "citation_title", "title")
_DATE_KEYS = re.compile(r"publi|pub_?date|pub_?time|apub|release|create|issued|og:time|^(?:dc\.)?date$")
_OTHER_KEYS = re.compile(r"modif|update|expire|crawl|author|publisher|publishid|type")
_PAPER_KEYS = ("source", "mediaid", "og:article:source", "article:source")
_OUTLET = "日报|晚报|早报|晨报|时报|商报|周报|周刊|杂志|新闻|报|网|社|台|刊|客户端"
_NAMES = r"(?P<names>[㐀-鿿·]{2,8}(?:[、，, \u3000]+[㐀-鿿·]{2,8})*)"
_REPORTERS = re.compile(rf"[^，。：:/ ]{{0,12}}(?:记者|通讯员|专栏作者|特约撰稿人?)[:： \u3000]+{_NAMES}")
_DESK = re.compile(  # papers of Taiwan and Hong Kong: 記者杜清河／海州報導, 海州快訊／杜清河
    r"(?:[记記]者|[编編][译譯])[:： ]?(?P<names>[㐀-鿿、 ]{2,20}?) ?[／/] ?[㐀-鿿]{2,8}[报報][导導道]"
    r"|[㐀-鿿]{2,4}快[讯訊] ?[／/] ?(?P<alone>[㐀-鿿、]{2,12})"
)
_NAMED_BEHIND = re.compile(
    r"(?<=.)(?:本[报网社台]?(?:首席|特约)?记者|记者|作者|编辑|参与互动)"
)  # a paper's name
_OF_PAPER = re.compile(rf"{_NAMES} ?[/／|] ?[㐀-鿿]{{1,8}}(?:{_OUTLET})")
_NO_OUTLET = re.compile(
    r"^[来來]自|原创|转载|字号|评论|分享|收藏|阅读|浏览|发布|发表|更新|时间|参与|打印|星期|作者|记者|编辑|关注|条|人$"
)


def meta_fields(root: Any) -> dict[str, str]:
    """The fields of `<meta>` and JSON-LD by their names in small letters, the first of each name."""
    fields: dict[str, str] = {}
    for key, value in [*_of_meta(root), *_of_json_ld(root)]:
        fields.setdefault(re.sub(r"\s", "", key.lower()), " ".join(value.split()))
    return fields


def _of_meta(root: Any) -> Iterator[tuple[str, str]]:
    for meta in root.iter("meta"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if key and (meta.get("content") or "").strip():
            yield key, meta.get("content")


def _of_json_ld(root: Any) -> Iterator[tuple[str, str]]:
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            told = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue  # broken on many sites; the page itself says the same
        graph = told.get("@graph", told) if isinstance(told, dict) else told
        for thing in graph if isinstance(graph, list) else [graph]:
            if isinstance(thing, dict):
                yield from ((key, value) for key, value in thing.items() if isinstance(value, str))


def stated_titles(root: Any, fields: dict[str, str]) -> list[str]:
    """What the page's head calls the article, and last its `<title>`, which mostly names the site too."""
    title = root.find(".//title")
    shown = " ".join("".join(title.itertext()).split()) if title is not None else ""
    return [text for text in (*(fields.get(key) for key in _TITLES), shown) if text]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Values behind labels above the text: by role, and those of a table whose labels have no role."""

    by_role: dict[str, str]
    docvars: dict[str, str]

    def or_else(self, other: Labelled) -> Labelled:
        """These values, and those of `other` for day and paper where these say nothing."""
        more = {role: other.by_role[role] for role in ("date", "newspaper") if role in other.by_role}
        return Labelled(more | self.by_role, self.docvars)

    @property
    def titles(self) -> list[str]:
        """The title, where a table of metadata names it."""
        return [self.by_role["title"]] if "title" in self.by_role else []


def facts_of(head: Sequence[Line], labels: Labelled, fields: dict[str, str], *, title: str | None) -> Facts:
    """Facts from the lines beside the title, where the page shows them, else from its `<meta>` fields.

    `author` among those is left aside: it names the editor or the site as often as the author.
    """
    said = labels.by_role
    shown = next((date for line in head if (date := date_inside(line.text))), None)
    return Facts(
        title=title,
        authors=_authors(head, said.get("authors", "")),
        affiliations=_affiliations(said.get("authors", "")),
        date=iso_date(said.get("date")) or shown or _meta_date(fields),
        newspaper=_newspaper(head, said, fields),
        document_number=said.get("document_number"),
        docvars=labels.docvars,
    )


def labelled_values(lines: Sequence[Line]) -> Labelled:
    """What the labels of these lines say; the likeliest label of each role counts."""
    said: dict[tuple[int, str], str] = {}
    docvars = {}
    for label, value, in_table in _pairs(lines):
        if in_table:
            docvars[re.sub(r"\s", "", label)] = value
        if place := _roles().get(plain_name(label)):
            said.setdefault(place, value)
    by_role: dict[str, str] = {}
    for (_, role), value in sorted(said.items()):
        by_role.setdefault(role, value)
    used = set(by_role.values())
    return Labelled(by_role, {label: value for label, value in docvars.items() if value not in used})


def _pairs(lines: Sequence[Line]) -> Iterator[tuple[str, str, bool]]:
    """Labels with their values: several in one line, or a cell with a colon and the cell behind it."""
    for line, after in zip_longest(lines, lines[1:]):
        found = list(_label_pattern().finditer(line.text))
        for label, following in zip_longest(found, found[1:]):
            value = line.text[label.end() : following.start() if following else None].strip(" \u3000\xa0|")
            if value:
                yield label[1], re.split(r"[\u3000\xa0]| {2,}", value)[0], False
        if after and is_value(line, after):
            yield line.text.rstrip(":："), after.text, True


def is_value(label: Line, line: Line) -> bool:
    """Whether one cell of a table is a label, and the next its value."""
    if not re.fullmatch(r"[㐀-鿿][㐀-鿿 \u3000\xa0]{1,8}[:：]", label.text):
        return False
    return _row(label) is not None and _row(label) is _row(line)


def _row(line: Line) -> Any:
    """The row of a table, or the entry of a list, in which a line is."""
    ups = (line.block, *line.block.iterancestors())
    return next((up for up in ups if up.tag in ("tr", "dl", "li")), None)


@cache
def _roles() -> dict[str, tuple[int, str]]:
    """The role of each label, with its rank among the labels of that role."""
    roles = ("title", "authors", "newspaper", "date", "document_number")
    return {name: (rank, role) for role in roles for rank, name in enumerate(field_names()[role])}


@cache
def _label_pattern() -> re.Pattern[str]:
    labels = sorted((name for name in _roles() if re.match("[㐀-鿿]", name)), key=len, reverse=True)
    others = (
        "责任编辑",
        "责编",
        "编辑",
        "字号",
        "字体",
        "评论",
        "阅读",
        "浏览",
        "分享",
    )  # where a value ends
    return re.compile(f"({'|'.join([*labels, *others])}) ?[:：]")


def _are_names(value: str) -> bool:
    return bool(re.fullmatch(r"[㐀-鿿·A-Za-z 、,，;；]{2,60}", value))


def may_sign(line: Line) -> bool:
    """Whether a line beside the title may say who wrote the text."""
    if line.han > 40 or date_inside(line.text):
        return False
    if re.search(r"记者|作者|通讯员|评论员|撰文|撰稿|编者|[文]\s*[/／|]", line.text):
        return True
    return bool(person_names(fold(line.text, marks=True).strip(), trusted=False))


def _authors(head: Sequence[Line], labelled: str) -> tuple[str, ...] | None:
    """Names behind a label, behind 记者 or before the name of a paper, on a line of their own."""
    names, _, _ = labelled.replace("（", "(").partition("(")
    if _are_names(names):
        return listed_names(names)
    for line in head:
        signed = _REPORTERS.fullmatch(line.text) or _OF_PAPER.fullmatch(line.text)
        if signed and (found := listed_names(signed["names"])):
            return found
        told = re.search(rf"本[报网社台](?:首席|特约)?记者[:： \u3000]+{_NAMES}$", line.text)
        if told and line.han <= 40:
            return listed_names(told["names"])
        if desk := _DESK.search(line.text):
            return listed_names(desk["names"] or desk["alone"])
    return None


def _affiliations(labelled: str) -> tuple[str, ...] | None:
    """What is in brackets behind the only name: 杜清河（海州市委党校讲师）."""
    found = re.fullmatch(r"[㐀-鿿·]{2,8} ?[(（]([^()（）]{4,40})[)）]", labelled)
    return (found[1],) if found else None


def _meta_date(fields: dict[str, str]) -> str | None:
    for key, value in fields.items():
        if _DATE_KEYS.search(key) and not _OTHER_KEYS.search(key) and (date := iso_date(value)):
            return date
    return None


def _newspaper(lines: Sequence[Line], said: dict[str, str], fields: dict[str, str]) -> str | None:
    """The paper behind a label, beside the date, or a short line that ends like a paper's name."""
    given = said.get("newspaper") or next((fields[key] for key in _PAPER_KEYS if key in fields), "")
    given = re.sub(r"^(?:来源|稿源)[:：]\s*|[(（][^()（）]{1,6}[)）]$", "", given.strip())
    given = re.sub(r"^《([^《》]+)》$", r"\1", given)
    if given:
        return _NAMED_BEHIND.split(given)[0].split(" ")[0]
    beside = [name for line in lines if date_inside(line.text) for name in _beside_date(line.text)]
    alone = (re.search(rf"(?:^|[/／|｜ ])([㐀-鿿]{{1,9}}(?:{_OUTLET}))$", line.text) for line in lines)
    return next(iter(beside), None) or next((found[1] for found in alone if found), None)


def _beside_date(text: str) -> list[str]:
    bare = re.sub(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?|\d{1,2}:\d{2}(?::\d{2})?", " ", text)
    names = re.split(r"[\s\u3000|｜/]+", bare)
    return [
        name
        for name in names
        if re.fullmatch(r"[㐀-鿿A-Za-z·\-—]{2,15}", name) and not _NO_OUTLET.search(name)
    ]
