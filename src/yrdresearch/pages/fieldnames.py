"""Names that fields have in the wild (resource ``record_fields.yml``), and what their values say (pure)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from html import unescape

import yaml

from yrdresearch.files import resource

_LABELS = re.compile(
    r"^(?:作者|文/图|图文|文|撰文|撰稿|编译|(?:本报|本刊|本网|本台)?(?:首席|见习|特约|实习|驻[㐀-鿿]{1,6}?)?(?:记者|通讯员))"
    r"(?:\s*[:：/／]\s*|\s+)(?=\S)"
    r"|^(?:[㐀-鿿]{0,6}特派)?(?:[记記]者|通[讯訊][员員]|[员員])(?=[㐀-鿿]{2,4}$)"
)


@cache
def field_names() -> dict[str, list[str]]:
    """For each role (``title``, ``authors``, ``date`` …) the names of its fields, the likeliest first."""
    given = yaml.safe_load(resource("record_fields.yml"))
    return {role: [plain_name(name) for name in names] for role, names in given.items()}


def plain_name(name: str) -> str:
    """A field's name without case, width, spaces, ``_``, ``-`` and colons."""
    return re.sub(r"[\s_\-:]", "", unicodedata.normalize("NFKC", name)).lower()


def one_line(value: object) -> str:
    """A plain value as one line of text without tags; nothing for what is no plain value."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = whole_characters(str(value))
    return " ".join(unescape(re.sub(r"</?[a-zA-Z!][^<>]*>", "", text)).split())


def listed_names(value: object) -> tuple[str, ...]:
    """The names in a field: a list, or one text with the usual marks between names.

    Examples
    --------
    >>> listed_names("本报记者 杜清河；罗 溪"), listed_names([{"name": "John Smith"}, 7])
    (('杜清河', '罗溪'), ('John Smith', '7'))
    """
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        return tuple(dict.fromkeys(name for one in value for name in listed_names(one)))
    parts = [_LABELS.sub("", part) for part in re.split(r"\s*[;；、,，|]\s*", one_line(value))]
    names = [name for part in parts for name in re.split(r"(?<=[㐀-鿿])\s*[/／]\s*(?=[㐀-鿿])", part)]
    return tuple(dict.fromkeys(one for name in names for one in _apart(name) if one))


def _apart(name: str) -> list[str]:
    """Chinese names with a space between them; a name of two characters may hold one itself (张 三)."""
    parts = name.split(" ")
    if not all(re.fullmatch("[㐀-鿿·]+", part) for part in parts):
        return [name]
    return ["".join(parts)] if all(len(part) == 1 for part in parts) else parts


def whole_characters(text: str) -> str:
    """Half characters of UTF-16 put together; U+FFFD for one that has no other half."""
    if not re.search("[\ud800-\udfff]", text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
