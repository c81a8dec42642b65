"""Markdown -> its text and the facts of its front matter; markup that no reader sees is left out (pure)."""

from __future__ import annotations

import re
from collections import Counter

import yaml

from yrdresearch.pages.facts import NO_FACTS, Extract
from yrdresearch.pages.records import record_facts

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_GONE = "\0"  # is where something was left out, until the lines are put together again
_TAGS = "a|abbr|b|big|center|cite|div|em|figure|font|i|img|mark|p|s|section|small|span|strong|sub|sup|u"
_LINK = r"(?<!!)\[[^\[\]\n]*\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s\"[^\"\n]*\")?\s*\)"
_LEFT_OUT = (  # what is left out, and the reason why; of a link, its words stay
    ("comment", re.compile(r"<!--.*?-->", re.DOTALL)),
    ("caption", re.compile(r"<figcaption\b[^>]*>.*?</figcaption>", re.DOTALL)),
    ("hidden", re.compile(r"<(iframe|script|style|video|audio|svg|object)\b.*?</\1>", re.DOTALL)),
    ("markup", re.compile(r"\{\{[<%].*?[%>]\}\}", re.DOTALL)),  # shortcodes
    ("markup", re.compile(r"^:::.*$|^@tab\b.*$|^\[\[toc\]\]$", re.MULTILINE | re.IGNORECASE)),  # containers
    ("markup", re.compile(r"\{(?:[.#:][^{}\n]*|align=[^{}\n]*)\}(?=[ \t]*$)", re.MULTILINE)),  # attributes
    ("markup", re.compile(rf"</?(?:{_TAGS})\b[^<>]*>", re.IGNORECASE)),
    ("markup", re.compile(r"(?<=[^\s])!\[[^\]]*\]\([^)]*\)|!\[[^\]]*\]\([^)]*\)(?=[^\s])")),
    (
        "navigation",  # a line of links and nothing else, as in menus
        re.compile(rf"^[ \t]*(?:[-*+>] +|\*\*)?(?:{_LINK}(?:&[a-z]+;|[ \t|、·*])*)+$", re.MULTILINE),
    ),
)
_BREAK = re.compile(r"<br\s*/?>[ \t]*(\n?)", re.IGNORECASE)
_BLANK = re.compile(r"&(?:emsp|#8195|#12288);")
_NARROW_BLANK = re.compile(r"&(?:nbsp|ensp|thinsp|#160);")
_QUOTED = re.compile(r"^(?:> ?)+", re.MULTILINE)
_BOLD = re.compile(r"(?<=[^\s*])\*\*(?=\S)([^*\n]+)\*\*|\*\*(?=\S)([^*\n]+)\*\*(?=[^\s*])")
_ITALIC = re.compile(r"(?<![*\w])\*(?=[^\s*])([^*\n]+)(?<!\s)\*(?![*\w])")
_EMPTY_SECTION = re.compile(  # a heading over nothing but what was left out, and a heading not below it
    rf"^(#{{1,6}})(?!#)(?=[^\n]*\n?[\s{_GONE}]*{_GONE}|[^\n]*{_GONE})[^\n]*(?:\n[\s{_GONE}]*)?(?=^(?!\1#)#|\Z)",
    re.MULTILINE,
)


def markdown_to_text(data: str) -> Extract:
    """What does a markdown file say, and what does its front matter say of it?

    The fields between the two lines ``---`` on top are facts, as those of a record are. Headings, pictures on
    lines of their own and tables stay for the parser; a file without any other markup stays as it is.

    Returns
    -------
    Extract
        The text; facts; characters left out as ``front_matter``, ``markup``, ``comment``, ``caption``,
        ``hidden``, ``navigation``.
    """
    front = _FRONT.match(data)
    fields = _fields(front[1]) if front else None
    text = data[front.end() :] if front and fields is not None else data
    left_out: Counter[str] = Counter()
    shown = _without_markup(text, left_out)
    facts = NO_FACTS
    if front and fields is not None:
        facts = record_facts(fields)
        left_out["front_matter"] = _count(front.group())
    return Extract(shown, facts, {key: n for key, n in sorted(left_out.items()) if n})


def _fields(front: str) -> dict[str, object] | None:
    """The fields of a front matter; None for what is none."""
    try:
        said = yaml.safe_load(front)
    except (yaml.YAMLError, ValueError):
        return None
    if not isinstance(said, dict):
        return None
    plain = (str, int, float, list, dict, bool, type(None))
    return {str(key): value if isinstance(value, plain) else str(value) for key, value in said.items()}


def _without_markup(text: str, left_out: Counter[str]) -> str:
    before = _count(text)
    if not re.search(r"[<{&]|\]\(|^:::|^>|\*\S", text, re.MULTILINE):
        return text
    shown = text
    for reason, pattern in _LEFT_OUT:
        for found in pattern.finditer(shown):
            left_out[reason] += _count(found.group())
        shown = pattern.sub(_GONE, shown)
    shown = re.sub(_LINK, lambda found: found[0][1:].partition("](")[0], shown)
    shown = _BOLD.sub(lambda found: found[1] or found[2], _QUOTED.sub("", shown))
    shown = _ITALIC.sub(r"\1", shown)
    shown = _NARROW_BLANK.sub(" ", _BLANK.sub("\u3000", _BREAK.sub("\n", shown)))
    while _EMPTY_SECTION.search(shown):
        shown = _EMPTY_SECTION.sub("", shown)
    shown = re.sub(rf"^[ \t]*{_GONE}[ \t{_GONE}]*\n+", "", shown, flags=re.MULTILINE).replace(_GONE, "")
    left_out["markup"] += before - _count(shown) - sum(left_out.values())
    return shown


def _count(text: str) -> int:
    return len("".join(text.split()).replace(_GONE, ""))
