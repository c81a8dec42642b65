"""A codebook file that extends the package's: words and areas added, taken out, moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from yrdresearch.areas.codebook import Codebook
from yrdresearch.areas.entries import (
    KEYS,
    LISTS,
    MAPPINGS,
    WORDS,
    area_entries,
    mapping,
    one_word,
    phrases,
    refuse_unknown,
)
from yrdresearch.errors import CodebookError


def extended(base: Codebook, data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The entries of `base` with what a file takes out, moves and adds, in that order."""
    refuse_unknown(data, KEYS | {"remove", "move"}, f"{name}: the codebook")
    whole = {key: value for key, value in asdict(base).items() if key in KEYS}
    areas = {area["id"]: {**area, **{part: list(area[part]) for part in WORDS}} for area in whole["areas"]}
    added = area_entries(data, name)
    _remove(whole, areas, phrases(data.get("remove"), f"{name}: remove"), name)
    for entry in added:
        place = f"{name}: area {entry['id']}"
        _remove_words(areas.get(entry["id"]), phrases(entry.get("remove"), f"{place}: remove"), place)
    for entry in added:
        _add(areas, {key: value for key, value in entry.items() if key != "remove"}, name)
    for phrase, area in mapping(data, "move", name).items():
        _move(areas, str(phrase), one_word(area, f"{name}: move: an id"), name)
    return _with_own(whole, data, list(areas.values()), name)


def _remove(whole: dict[str, Any], areas: dict[str, Any], unwanted: tuple[str, ...], name: str) -> None:
    """Areas by their id, silent phrases, attributes."""
    for entry in unwanted:
        if entry in areas:
            del areas[entry]
            continue
        holder = next((key for key in LISTS if entry in whole[key]), None)
        if holder is None:
            raise CodebookError(
                f"{name}: remove names {entry}, which is no area, silent phrase or attribute; a word of an "
                "area is removed by 'remove' in that area"
            )
        whole[holder] = [phrase for phrase in whole[holder] if phrase != entry]


def _remove_words(area: dict[str, Any] | None, unwanted: tuple[str, ...], place: str) -> None:
    for phrase in unwanted:
        part = next((part for part in WORDS if area and phrase in area[part]), None)
        if area is None or part is None:
            raise CodebookError(f"{place}: remove names {phrase}, which the area does not have; take it out")
        area[part].remove(phrase)


def _add(areas: dict[str, Any], entry: dict[str, Any], name: str) -> None:
    """New words behind the old ones; names and definitions in place of the old ones."""
    old = areas.setdefault(entry["id"], {part: [] for part in WORDS})
    place = f"{name}: area {entry['id']}"
    words = {part: old[part] + list(phrases(entry.get(part), f"{place}: {part}")) for part in WORDS}
    areas[entry["id"]] = {**old, **entry, **words}


def _move(areas: dict[str, Any], phrase: str, to: str, name: str) -> None:
    """The phrase keeps its weight: a term stays a term."""
    if to not in areas:
        raise CodebookError(
            f"{name}: move sends {phrase} to {to}, which is no area; choose of {', '.join(areas)}"
        )
    holders = [(area, part) for area in areas.values() for part in WORDS if phrase in area[part]]
    if not holders:
        raise CodebookError(f"{name}: move names {phrase}, which is in no area; list it under 'terms'")
    for area, part in holders:
        area[part].remove(phrase)
    part = min((part for _, part in holders), key=WORDS.index)
    areas[to][part].append(phrase)


def _with_own(
    whole: dict[str, Any], data: Mapping[str, Any], areas: list[dict[str, Any]], name: str
) -> dict[str, Any]:
    """The file's own version, lists and reasons beside the base's; reasons of what is shared no more go."""
    for key in LISTS:
        whole[key] = [*whole[key], *phrases(data.get(key), f"{name}: {key}")]
    times = [phrase for area in areas for part in WORDS for phrase in area[part]]
    whole["shared"] = {phrase: why for phrase, why in whole["shared"].items() if times.count(phrase) > 1}
    for key in MAPPINGS:
        whole[key] = {**whole[key], **mapping(data, key, name)}
    own = {key: data[key] for key in ("id", "version") if key in data}
    return {**whole, **own, "areas": areas}
