"""Markdown -> its text and the facts of its front matter; markup that no reader sees is left out (pure)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields as fields_of
from dataclasses import replace
from html import unescape

import yaml

from yrdresearch.pages.facts import NO_FACTS, Extract, Facts
from yrdresearch.pages.html import html_to_text
from yrdresearch.pages.recordfacts import record_facts

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_GONE = "\0"  # is where something was left out, until the lines are put together again
_TAGS = "a|abbr|b|big|center|cite|div|em|figure|font|i|img|mark|s|section|small|span|strong|sub|sup|u"
_LINK = r"(?<!!)\[[^\[\]\n]*\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s\"[^\"\n]*\")?\s*\)"
_REFERENCE = re.compile(  # where a link leads that its text names by a number; a picture so named
    r"^ {0,3}\[[^\]\n]+\]: *\S+.*$|!\[[^\]\n]*\]\[[^\]\n]*\]", re.MULTILINE
)
_LEFT_OUT = (  # what is left out, and the reason why; of a link, its words stay
    ("comment", re.compile(r"<!--.*?-->", re.DOTALL)),
    ("caption", re.compile(r"<figcaption\b[^>]*>.*?</figcaption>", re.DOTALL)),
    ("hidden", re.compile(r"<(iframe|script|style|video|audio|svg|object)\b.*?</\1>", re.DOTALL)),
    ("markup", re.compile(r"\{\{[<%].*?[%>]\}\}", re.DOTALL)),  # shortcodes
    ("markup", re.compile(r"\$ *\\[a-z]+ *\$ *")),  # a sign that a converter wrote as a formula
    ("markup", re.compile(r"^:::.*$|^@tab\b.*$|^\[\[toc\]\]$", re.MULTILINE | re.IGNORECASE)),  # containers
    ("markup", re.compile(r"\{(?:[.#:][^{}\n]*|align=[^{}\n]*)\}(?=[ \t]*$)", re.MULTILINE)),  # attributes
    ("markup", _REFERENCE),
    ("markup", re.compile(rf"</?(?:{_TAGS})\b[^<>]*>", re.IGNORECASE)),
    ("markup", re.compile(r"(?<=[^\s])!\[[^\]]*\]\([^)]*\)|!\[[^\]]*\]\([^)]*\)(?=[^\s])")),
    (
        "navigation",  # a line of links and nothing else, as in menus
        re.compile(rf"^[ \t]*(?:[-*+>] +|\*\*)?(?:{_LINK}(?:&[a-z]+;|[ \t|、·*])*)+$", re.MULTILINE),
    ),
)
_UNDERLINED = re.compile(
    r"(?<![^\n]\n)^(\[[^\]\n]+\]\(\S+\)|[^\s#>|*+-][^\n]{1,119})\n(=|-)\2{2,}[ \t]*$", re.MULTILINE
)  # a heading
_BLOCK = re.compile(r"</?(?:p|h[1-6]|li|ul|ol|blockquote|tr|table|hr|dd|dt)\b[^<>]*>", re.IGNORECASE)
_RAISED = re.compile(r"\$ *\^ *\{? *([\[\]\d,*†‡-]+) *\}? *\$")  # the number of a note, as a formula
_BREAK = re.compile(r"<br\s*/?>[ \t]*(\n?)", re.IGNORECASE)
_BLANK = re.compile(r"&(?:emsp|#8195|#12288);")
_NARROW_BLANK = re.compile(r"&(?:nbsp|ensp|thinsp|#160);")
_QUOTED = re.compile(r"^(?:> ?)+", re.MULTILINE)
_BOLD = re.compile(r"(?<=[^\s*])\*\*(?=\S)([^*\n]+)\*\*|\*\*(?=\S)([^*\n]+)\*\*(?=[^\s*]|[ \t]+[^\s*])")
_STRUCK = re.compile(r"~~(?=\S)([^~\n]+)~~|(?<![\w_])_(?=[^\s_])([^_\n]+)(?<!\s)_(?![\w_])")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|:\n]*:)?([^\[\]|\n]+)(?:\|[^\[\]\n]*)?\]\]")
_CODE = re.compile(r"`([^`\n]+)`")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|=~>-])")  # set aside, each as a character of its own
_SET_ASIDE = re.compile("[\U000f0021-\U000f007e]")
_ITALIC = re.compile(r"(?<![*\w])\*(?=[^\s*])([^*\n]+)(?<!\s)\*(?![*\w])")
_CONTAINER = re.compile(r"<(?:article|section|main|div)\b", re.IGNORECASE)
_ELEMENT = re.compile(r"<(p|h[1-6]|li|td|blockquote)\b[^<>]*>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
_HAN = re.compile("[㐀-鿿]")
_HEADING = re.compile(r"^#{1,2}(?!#)[ \t]*([^\n#]{4,}?)[ \t#]*$", re.MULTILINE)
_EMPTY_SECTION = re.compile(  # a heading over nothing but what was left out, and a heading not below it
    rf"^(#{{1,6}})(?!#)(?=[^\n]*\n?[\s{_GONE}]*{_GONE}|[^\n]*{_GONE})[^\n]*(?:\n[\s{_GONE}]*)?(?=^(?!\1#)#|\Z)",
    re.MULTILINE,
)


def markdown_to_text(data: str, *, name: str = "the text") -> Extract:
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
    found = html_to_text(text, name=name) if _is_page(text) else _without_markup(text)
    left_out = dict(found.left_out)
    facts = found.facts
    if front and fields is not None:
        facts = _both(record_facts(fields), facts)
        facts = replace(facts, title=_without_site(facts.title, found.text))
        left_out["front_matter"] = _count(front.group())
    return Extract(found.text, facts, dict(sorted(left_out.items())))


def _is_page(text: str) -> bool:
    """Whether a text is a saved page: it has a container, and most of it is in elements of paragraphs."""
    if not _CONTAINER.search(text):
        return False
    inside = sum(len(_HAN.findall(found[2])) for found in _ELEMENT.finditer(text))
    return 0 < len(_HAN.findall(text)) <= 2 * inside


def _both(given: Facts, found: Facts) -> Facts:
    """What the front matter gives, and what the page below it says of what is not given."""
    missing = {one.name: getattr(found, one.name) for one in fields_of(Facts) if one.name != "docvars"}
    return replace(given, **{key: value for key, value in missing.items() if getattr(given, key) is None})


def _without_site(title: str | None, text: str) -> str | None:
    """A title without the name of the site behind it, where a heading of the text is the rest."""
    for heading in _HEADING.finditer(text):
        if title and title.startswith(heading[1]):
            return heading[1]
    return title


class _Untagged(yaml.SafeLoader):
    """YAML whose tags say nothing: a program's own kinds of values (``!!python/unicode``) are plain."""


def _untagged(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True) if isinstance(node, yaml.MappingNode) else None


_Untagged.add_multi_constructor("", _untagged)


def _fields(front: str) -> dict[str, object] | None:
    """The fields of a front matter; None for what is none."""
    try:
        said = yaml.load(front, _Untagged)
    except (yaml.YAMLError, ValueError):
        return None
    if not isinstance(said, dict):
        return None
    return {str(key): _plain(value) for key, value in said.items()}


def _plain(value: object) -> object:
    """A value of a front matter as JSON could hold it: days inside lists and mappings are texts, too."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value if isinstance(value, str | int | float | None) else str(value)


def _without_markup(text: str) -> Extract:
    if not re.search(r"[<{&`_$\\]|\]\(|\[\[|^:::|^>|\*\S|~~", text, re.MULTILINE):
        return Extract(text)
    before, left_out = _count(text), Counter[str]()
    shown = _ESCAPED.sub(lambda found: chr(0xF0000 + ord(found[1])), text.replace("\r\n", "\n"))
    shown = _UNDERLINED.sub(lambda found: f"{'#' if found[2] == '=' else '##'} {found[1]}", shown)
    shown = _BLOCK.sub("\n", shown)
    for reason, pattern in _LEFT_OUT:
        for found in pattern.finditer(shown):
            left_out[reason] += _count(found.group())
        shown = pattern.sub(_GONE, shown)
    shown = _WIKI_LINK.sub(r"\1", re.sub(_LINK, lambda found: found[0][1:].partition("](")[0], shown))
    shown = _BOLD.sub(lambda found: found[1] or found[2], _QUOTED.sub("", shown))
    shown = _STRUCK.sub(lambda found: found[1] or found[2], _ITALIC.sub(r"\1", shown))
    shown = _RAISED.sub(r"\1", _CODE.sub(r"\1", shown))
    shown = unescape(_NARROW_BLANK.sub(" ", _BLANK.sub("\u3000", _BREAK.sub("\n", shown))))
    while _EMPTY_SECTION.search(shown):
        shown = _EMPTY_SECTION.sub("", shown)
    shown = re.sub(rf"^[ \t]*{_GONE}[ \t{_GONE}]*\n+", "", shown, flags=re.MULTILINE).replace(_GONE, "")
    shown = _SET_ASIDE.sub(lambda found: chr(ord(found[0]) - 0xF0000), shown)
    left_out["markup"] += before - _count(shown) - sum(left_out.values())
    return Extract(shown, NO_FACTS, {reason: n for reason, n in left_out.items() if n})


def _count(text: str) -> int:
    return len("".join(text.split()).replace(_GONE, ""))
