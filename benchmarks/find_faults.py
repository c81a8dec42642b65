"""Which planted faults does the apparatus find, and how often does it cry wolf?

Run: ``python benchmarks/find_faults.py [faults of each kind]``. Each fault is planted into a clean essay
and counts as found when an entry of the right kind overlaps it.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from page_factory import load_essays
from yrdresearch.pages.apparatus import find_apparatus
from yrdresearch.pages.misreadings import confusables
from yrdresearch.pages.page import Page
from yrdresearch.pages.parse import parse_page
from yrdresearch.words.lexicon import word_frequency

Planted = tuple[str, int, int]  # the text, and where the fault lies in it


def page_of(paragraphs: list[str]) -> Page:
    return parse_page("\n\n".join(["## 一体化发展", "张三", *paragraphs]), page_id="x")


def copied_passage(text: str, rng: np.random.Generator) -> Planted | None:
    stops = [at + 1 for at, character in enumerate(text) if character in "。；"]
    length = int(rng.integers(14, 40))
    start = int(rng.integers(0, max(len(text) - length, 1)))
    later = [at for at in stops if at >= start + length]
    if not later:
        return None
    at = later[0]
    return text[:at] + text[start : start + length] + text[at:], at, at + length


def copied_character(text: str, rng: np.random.Generator) -> Planted | None:
    at = _han(text, rng)
    return None if at is None else (text[:at] + text[at] + text[at:], at, at + 2)


def copied_item(text: str, rng: np.random.Generator) -> Planted | None:
    pieces = [at for at, character in enumerate(text) if character == "、"]
    if not pieces:
        return None
    at = int(rng.choice(pieces))
    end = next((i for i in range(at + 1, len(text)) if text[i] in "、，。；：等和”“"), None)
    if end is None or end - at < 3:
        return None
    return text[:end] + text[at:end] + text[end:], end + 1, end + end - at


def lost_quotation_mark(text: str, rng: np.random.Generator) -> Planted | None:
    marks = [at for at, character in enumerate(text) if character in "“”"]
    if not marks:
        return None
    at = int(rng.choice(marks))
    return text[:at] + text[at + 1 :], 0, len(text)


def misread_character(text: str, rng: np.random.Generator) -> Planted | None:
    alike = confusables()
    places = [at for at, character in enumerate(text) if character in alike]
    if not places:
        return None
    at = int(rng.choice(places))
    return text[:at] + str(rng.choice(list(alike[text[at]]))) + text[at + 1 :], at, at + 1


def _han(text: str, rng: np.random.Generator) -> int | None:
    places = [at for at in range(1, len(text) - 1) if all("一" <= c <= "鿿" for c in text[at - 1 : at + 2])]
    return int(rng.choice(places)) if places else None


FAULTS: dict[str, tuple[str, Callable[[str, np.random.Generator], Planted | None]]] = {
    "a passage of 14 to 39 characters copied": ("repeated-passage", copied_passage),
    "a list item copied": ("repeated-item", copied_item),
    "a character doubled": ("repeated-character", copied_character),
    "a quotation mark lost": ("doubtful-quotation", lost_quotation_mark),
    "a character read as one of like shape": ("likely-misreading", misread_character),
}


def main(n: int = 300) -> None:
    essays, words = load_essays(), word_frequency()
    rng = np.random.default_rng(np.random.SeedSequence(604))
    for name, (kind, plant) in FAULTS.items():
        found = tried = 0
        while tried < n:
            paragraphs = list(essays[int(rng.integers(len(essays)))]["paragraphs"])
            number = int(rng.integers(len(paragraphs)))
            planted = plant(paragraphs[number], rng)
            if planted is None:
                continue
            tried += 1
            paragraphs[number], start, end = planted
            page = page_of(paragraphs)
            offset = page.articles[0].paragraphs[number].spans[0][0]
            found += any(
                entry.kind == kind
                and entry.spans[0][0] < offset + end
                and offset + start < entry.spans[-1][1]
                for entry in find_apparatus(page, word_frequency=words)
            )
        print(f"{name:40} {found:4} of {n}  {found / n:.0%}")
    alarms = Counter(
        entry.kind
        for essay in essays
        for entry in find_apparatus(page_of(essay["paragraphs"]), word_frequency=words)
    )
    size = sum(len(paragraph) for essay in essays for paragraph in essay["paragraphs"])
    print(f"false alarms in {size:,} clean characters: {dict(alarms) or 'none'}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
