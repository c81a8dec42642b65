"""A text that begins with lines of labels (标题：… 作者：… 【日期】…) -> the facts they state (pure)."""

from __future__ import annotations

import re
from functools import cache

from yrdresearch.pages.facts import Extract
from yrdresearch.pages.fieldnames import field_names, plain_name
from yrdresearch.pages.recordfacts import record_facts

_LINE = re.compile(
    r"[ \t\u3000]*(?:[【\[](?P<a>[^】\]\n]{1,8})[】\]] ?[:：]?|(?P<b>[^:：\n]{1,8})[:：])(?P<value>[^\n]*)\n?"
)
_ROLES = ("title", "authors", "affiliations", "newspaper", "date", "section", "url", "document_number", "id")


def labelled_text(found: Extract) -> Extract:
    """What do the lines say with which a text begins, when each is a label and its value?

    At least a title and one more, each label one that fields of records have; 正文 (the text) ends them. A
    file in which the title is labelled again holds several texts and stays as it is.

    Examples
    --------
    >>> one = labelled_text(Extract("标题：港口的灯\\n【作者】杜清河\\n版次：7\\n\\n海港的晨雾散了。\\n"))
    >>> one.text, one.facts.title, one.facts.authors, one.facts.docvars
    ('海港的晨雾散了。\\n', '港口的灯', ('杜清河',), {'版次': '7'})
    """
    said: dict[str, object] = {}
    at, text = 0, found.text.removeprefix("\ufeff")
    while line := _LINE.match(text, at):
        label = plain_name(line["a"] or line["b"])
        if label not in _labels() and not (said and _is_short(line)):
            break
        at = line.end()
        if label in field_names()["text"]:
            at = line.start("value")
            break
        said[(line["a"] or line["b"]).strip()] = line["value"].strip()
        at += len(text[at:]) - len(text[at:].lstrip("\r\n \t"))
    if len(said) < 2 or not text[at:].strip():
        return found
    facts = record_facts(said)
    if facts.title is None:
        return found
    if any(plain_name(m["a"] or m["b"]) in field_names()["title"] for m in _LINE.finditer(text, at)):
        return found
    left_out = {**found.left_out, "labels": len("".join(text[:at].split()))}
    return Extract(text[at:].lstrip("\r\n"), facts, left_out)


def _is_short(line: re.Match[str]) -> bool:
    """Whether a line behind known labels is one more: a short word of Chinese, a colon, a short value."""
    label, value = line["a"] or line["b"], line["value"].strip()
    return (
        bool(re.fullmatch(r"[㐀-鿿]{2,6}", label)) and 0 < len(value) <= 20 and value[-1] not in "。！？；："
    )


@cache
def _labels() -> frozenset[str]:
    roles = [*_ROLES, "text", "year"]
    return frozenset(name for role in roles for name in field_names()[role] if re.match("[㐀-鿿]", name))
