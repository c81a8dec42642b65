"""The entries of a codebook file -> `Codebook`, every fault named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from yrdresearch.areas.codebook import GAP, NONE, Area, Codebook
from yrdresearch.errors import CodebookError

WORDS = ("terms", "hints")
LISTS = ("silent", "attributes")
MAPPINGS = ("families", "shared", "outline_2019_chapters", "cap_topics")
KEYS = {"id", "version", "areas", *LISTS, *MAPPINGS}
_END_OF_SENTENCE = set("。！？\n")


def codebook_from(data: Mapping[str, Any], name: str, base: Codebook | None = None) -> Codebook:
    """The codebook of a file's entries; `name` is the file's and `base` what it extends, for the messages."""
    refuse_unknown(data, KEYS, f"{name}: the codebook")
    codebook = Codebook(
        id=one_word(data["id"], f"{name}: the codebook's id"),
        version=str(data.get("version", "")),
        areas=tuple(_area(entry, name) for entry in area_entries(data, name)),
        families=mapping(data, "families", name),
        silent=phrases(data.get("silent"), f"{name}: silent"),
        attributes=phrases(data.get("attributes"), f"{name}: attributes"),
        shared=mapping(data, "shared", name),
        outline_2019_chapters=mapping(data, "outline_2019_chapters", name),
        cap_topics=mapping(data, "cap_topics", name),
    )
    _check_areas(codebook, name, base)
    _check_phrases(codebook, name, base)
    return codebook


def area_entries(data: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The areas of a file, each a mapping with an id, none twice."""
    entries = data.get("areas") or []
    if not isinstance(entries, list):
        raise CodebookError(f"{name}: a codebook is a mapping with a list of areas; see policy_areas.yml")
    for entry in entries:
        if not isinstance(entry, dict) or not str(entry.get("id") or "").strip():
            raise CodebookError(f"{name}: every area is a mapping with an id; {str(entry)[:40]!r} has none")
    for area, times in Counter(entry["id"] for entry in entries).items():
        if times > 1:
            raise CodebookError(f"{name}: area {area} is there {times} times; put its words into one")
    return entries


def _area(entry: Mapping[str, Any], name: str) -> Area:
    place = f"{name}: area {entry['id']}"
    refuse_unknown(entry, set(Area.__dataclass_fields__), place)
    if entry["id"] == NONE:
        raise CodebookError(f"{place}: 'none' means a sentence without area; choose another id")
    values = {
        "name_zh": entry["id"],
        "name_en": entry["id"],
        **entry,
        "id": one_word(entry["id"], f"{place}: an id"),
        **{part: _numbers(entry.get(part), f"{place}: {part}") for part in ("cap", "outline_2019")},
        **{part: phrases(entry.get(part), f"{place}: {part}") for part in WORDS},
    }
    return Area(**values)


def one_word(value: Any, place: str) -> str:
    """An id, which sheets and keys put between spaces, ``@`` and ``#``."""
    if len(str(value).split()) != 1 or set("@#") & set(str(value)):
        raise CodebookError(
            f"{place} is one word without @ and #, since sheets put spaces between ids; {value!r} is not"
        )
    return str(value)


def phrases(lines: Any, place: str) -> tuple[str, ...]:
    """Phrases of a list of lines, or of one line; `place` names it where it is neither."""
    if isinstance(lines, str):
        lines = [lines]
    if not isinstance(lines or [], list | tuple):
        raise CodebookError(
            f"{place} is a list of phrases, not {str(lines)[:40]!r}; put a dash before each line"
        )
    return tuple(phrase for line in lines or () for phrase in str(line).split())


def mapping(data: Mapping[str, Any], key: str, name: str) -> dict[Any, Any]:
    """A part of the file that is a mapping; empty where it is not there."""
    value = data.get(key) or {}
    if not isinstance(value, Mapping):
        raise CodebookError(f"{name}: {key} is a mapping such as 'phrase: reason'; see policy_areas.yml")
    return dict(value)


def _numbers(value: Any, place: str) -> tuple[int, ...]:
    numbers = [] if value is None else value if isinstance(value, list | tuple) else [value]
    if not all(isinstance(number, int) for number in numbers):
        raise CodebookError(f"{place} is a list of numbers such as [3, 5], not {value!r}; mend it")
    return tuple(numbers)


def refuse_unknown(entry: Mapping[str, Any], known: set[str], place: str) -> None:
    """A key that nothing would read is a mistake."""
    unknown = sorted(set(entry) - known, key=str)  # a key of YAML may be no text
    if unknown:
        raise CodebookError(
            f"{place} has the unknown key {unknown[0]!r}; it may have {', '.join(sorted(known))}"
        )


def _check_areas(codebook: Codebook, name: str, base: Codebook | None) -> None:
    if not codebook.areas:
        raise CodebookError(f"{name}: the codebook has no area; list at least one under 'areas'")
    for area in codebook.areas:
        place = f"{name}: area {area.id}"
        if not area.terms + area.hints:
            raise CodebookError(f"{place} has no words and can never be coded; give it terms")
        for phrase, times in Counter(area.terms + area.hints).items():
            if times > 1:
                raise CodebookError(_twice(place, phrase, times, area.id, base))
        for number in set(area.cap) - set(codebook.cap_topics):
            raise CodebookError(f"{place} names CAP topic {number}, which cap_topics lacks")
        for number in set(area.outline_2019) - set(codebook.outline_2019_chapters):
            raise CodebookError(f"{place} names chapter {number}, which the outline's list lacks")
        if area.family and area.family not in codebook.families:
            raise CodebookError(f"{place} is of family {area.family!r}, which 'families' does not name")


def _twice(place: str, phrase: str, times: int, area: str, base: Codebook | None) -> str:
    weight = base.weights().get(phrase, {}).get(area) if base else None
    if base is None or weight is None:
        return f"{place} lists {phrase} {times} times; keep one"
    return (
        f"{place} lists {phrase}, which {base.id} has there already with weight {weight:g}; take it out of "
        "your file, or put it under 'remove' of the area too, to change its weight"
    )


def _check_phrases(codebook: Codebook, name: str, base: Codebook | None) -> None:
    areas_of = _areas_of(codebook)
    inherited = _areas_of(base) if base else {}
    for phrase, areas in areas_of.items():
        if len(areas) > 1 and phrase not in codebook.shared:
            raise CodebookError(_in_two(name, phrase, areas, inherited.get(phrase, []), base))
        if phrase in codebook.silent:
            raise CodebookError(
                f"{name}: {phrase} of area {areas[0]} is also silent and can never count; drop one"
            )
        if _END_OF_SENTENCE & set(phrase) or any(not part for part in phrase.split(GAP)):
            raise CodebookError(
                f"{name}: {phrase} of area {areas[0]} can never match inside a sentence; mend it"
            )
    for pattern in codebook.attributes:
        if pattern.count("*") != 1 or len(pattern) < 2:
            raise CodebookError(f"{name}: the attribute {pattern} needs one * and a word beside it; mend it")
    for phrase in codebook.shared:
        if len(areas_of.get(phrase, [])) < 2:
            raise CodebookError(f"{name}: shared explains {phrase}, which is not in two areas; take it out")


def _areas_of(codebook: Codebook) -> dict[str, list[str]]:
    areas: dict[str, list[str]] = {}
    for area in codebook.areas:
        for phrase in area.terms + area.hints:
            areas.setdefault(phrase, []).append(area.id)
    return areas


def _in_two(name: str, phrase: str, areas: list[str], inherited: list[str], base: Codebook | None) -> str:
    listed = f"{name}: {phrase} is in {' and '.join(areas)}"
    own = [area for area in areas if area not in inherited]
    if base is None or not inherited or not own:
        return f"{listed}; keep it in one, or say why under 'shared'"
    return (
        f"{listed}; {' and '.join(inherited)} has it from {base.id}: move it with "
        f"'move: {{{phrase}: {own[0]}}}', remove it there, or say why it is in both under 'shared'"
    )
