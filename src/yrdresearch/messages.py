"""English messages -> Chinese, as data (``resources/messages.tsv``), where they are displayed."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

PHRASE = re.compile("[A-Za-z]{2,} [A-Za-z]{2,}")  # a sentence, not a name
HAN = re.compile("[一-鿿]")
KIND = re.compile(r"an? (\w+)")  # of a value; Chinese has no article


def chinese(message: str) -> str:
    """How does this message read in Chinese? What has no Chinese stays as it is.

    Parts of a note that are joined by a semicolon, and what follows the name of a file or cell, are looked up
    each on its own; so is a phrase that a message is about.

    Examples
    --------
    >>> chinese("there is no file page.txt; check the path")
    '没有文件 page.txt；请检查路径'
    >>> chinese("my own words")
    'my own words'
    """
    return _whole(message) or _parts(message) or _behind_place(message) or message


@cache
def _whole(message: str) -> str | None:
    for pattern, words in _templates():
        if found := pattern.fullmatch(message):
            for at, slot in enumerate(found.groups()):
                if " " in slot and f"`{{{at}}}`" not in words:  # code is the same in every language
                    slot = _filled(slot)
                if HAN.match(slot):
                    words = re.sub(rf"(?<=[一-鿿]) (?=\{{{at}\}})", "", words)
                words = words.replace(f"{{{at}}}", slot)
            return words
    return None


def _filled(slot: str) -> str:
    kind = KIND.fullmatch(slot)
    return _whole(slot) or _listed(slot) or (kind[1] if kind else chinese(slot))


def _listed(slot: str) -> str | None:
    """Names that are listed, with the mark that Chinese has between them; None where the slot is no list."""
    names = slot.split(", ")
    return "、".join(names) if len(names) > 1 and not any(PHRASE.search(name) for name in names) else None


def _parts(message: str) -> str | None:
    """The parts of a note, each as long as one that is known; a part may itself have a semicolon."""
    rest, told, known = message.split("; "), [], False
    while rest:
        lengths = range(len(rest), 0, -1)
        found = next(((n, whole) for n in lengths if (whole := _whole("; ".join(rest[:n])))), None)
        n, part = found or (1, rest[0])
        known |= found is not None
        told.append(part)
        rest = rest[n:]
    return "；".join(told) if known else None


def _behind_place(message: str) -> str | None:
    place, mark, rest = message.partition(": ")
    told = chinese(rest) if mark else rest
    return f"{place}：{told}" if told != rest else None


@cache
def _templates() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns of the English and the Chinese, the ones with most of their own words first."""
    text = files("yrdresearch").joinpath("resources", "messages.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"]
    rows.sort(key=lambda row: -len(row[0].replace("{}", "")))
    return tuple((re.compile("(.*?)".join(map(re.escape, en.split("{}"))), re.DOTALL), zh) for en, zh in rows)
