"""The codebook as data: policy areas with their terms, hints and crosswalks; load, validate, extend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from yrdresearch.errors import CodebookError
from yrdresearch.files import resource

NONE = "none"
GAP = "…"
TERM, HINT = 1.0, 0.5
_LISTS = ("terms", "hints")
_END_OF_SENTENCE = set("。！？\n")


@dataclass(frozen=True)
class Area:
    """One policy area: what it is called, what it takes in, and the words that speak for it."""

    id: str
    name_zh: str
    name_en: str
    include: str = ""
    exclude: str = ""
    cap: tuple[int, ...] = ()
    outline_2019: tuple[int, ...] = ()
    terms: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Codebook:
    """Policy areas and the rules for reading sentences by them.

    Attributes
    ----------
    version
        Of the codebook; it belongs into every table of results.
    areas
        In the codebook's order.
    silent
        Phrases whose words say nothing about policy.
    attributes
        Constructions in which the words at ``*`` only qualify something else, such as ``为*提供``.
    shared
        term -> why it stands in more than one area.
    outline_2019_chapters, cap_topics
        number -> title, of the two systems that the areas refer to.
    """

    version: str
    areas: tuple[Area, ...]
    silent: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    shared: Mapping[str, str] = field(default_factory=dict)
    outline_2019_chapters: Mapping[int, str] = field(default_factory=dict)
    cap_topics: Mapping[int, str] = field(default_factory=dict)

    @property
    def ids(self) -> list[str]:
        """The areas' ids, in order."""
        return [area.id for area in self.areas]

    def weights(self) -> dict[str, dict[str, float]]:
        """Phrase -> weight in each area: 1 for a term, 1/2 for a hint, none at all for a silent phrase."""
        table: dict[str, dict[str, float]] = {phrase: {} for phrase in self.silent}
        for area in self.areas:
            for phrases, weight in ((area.terms, TERM), (area.hints, HINT)):
                for phrase in phrases:
                    table.setdefault(phrase, {})[area.id] = weight
        return table

    def table(self) -> pd.DataFrame:
        """The areas as a table: policy_area, names, definitions, numbers of terms and hints, crosswalks."""
        return pd.DataFrame(
            {
                "policy_area": area.id,
                "name_zh": area.name_zh,
                "name_en": area.name_en,
                "include": area.include,
                "exclude": area.exclude,
                "n_terms": len(area.terms),
                "n_hints": len(area.hints),
                "cap": "; ".join(f"{n} {self.cap_topics.get(n, '')}".strip() for n in area.cap),
                "outline_2019": "; ".join(
                    f"{n} {self.outline_2019_chapters.get(n, '')}".strip() for n in area.outline_2019
                ),
            }
            for area in self.areas
        )


def load_codebook(path: str | Path | None = None) -> Codebook:
    """By which areas and words are sentences coded?

    Parameters
    ----------
    path
        A YAML file in the form of the package's ``resources/policy_areas.yml``; None loads that one. A file
        with ``extends: default`` names only what it adds to the package's codebook: terms and hints for
        areas that exist, areas of its own, silent phrases, reasons for shared terms.

    Raises
    ------
    CodebookError
        For a missing or unreadable file, an unknown key, an area twice or without words, a phrase listed
        twice or in two areas without a reason under ``shared``, a phrase that can never match, a reason for
        a phrase that is not shared, a part of the wrong kind (a word where a list or a mapping belongs).

    Examples
    --------
    >>> codebook = load_codebook()
    >>> len(codebook.areas), codebook.areas[0].name_zh
    (16, '科技创新')
    """
    if path is None:
        return _default()
    path = Path(path)
    if not path.is_file():
        raise CodebookError(f"{path}: there is no such codebook; give a YAML file, or None for the package's")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CodebookError(f"{path}: this is not UTF-8; save the codebook in that encoding") from error
    return _parse(text, name=str(path))


@cache
def _default() -> Codebook:
    text = resource("policy_areas.yml")
    return _parse(text, name="policy_areas.yml")


def _parse(text: str, *, name: str) -> Codebook:
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise CodebookError(f"{name}: this is not YAML ({error}); mend the line it names") from error
    if not isinstance(data, dict) or not isinstance(data.get("areas", []), list):
        raise CodebookError(f"{name}: a codebook is a mapping with a list of areas; see policy_areas.yml")
    base = _base(data.pop("extends", None), name)
    data.pop("unit", None)
    known = {"version", "areas", "silent", "attributes", "shared", "outline_2019_chapters", "cap_topics"}
    _refuse_unknown(data, known, f"{name}: the codebook")
    for key in ("shared", "outline_2019_chapters", "cap_topics"):
        if not isinstance(data.get(key) or {}, dict):
            raise CodebookError(f"{name}: {key} is a mapping such as 'phrase: reason'; see policy_areas.yml")
    codebook = Codebook(
        version=str(data.get("version", base.version)),
        areas=_merge(base.areas, _areas(data.get("areas", []), name)),
        silent=base.silent + _phrases(data.get("silent"), f"{name}: silent"),
        attributes=base.attributes + _phrases(data.get("attributes"), f"{name}: attributes"),
        shared={**base.shared, **(data.get("shared") or {})},
        outline_2019_chapters={**base.outline_2019_chapters, **(data.get("outline_2019_chapters") or {})},
        cap_topics={**base.cap_topics, **(data.get("cap_topics") or {})},
    )
    _validate(codebook, name)
    return codebook


def _base(extends: str | None, name: str) -> Codebook:
    if extends is None:
        return Codebook(version="", areas=())
    if extends != "default":
        raise CodebookError(f"{name}: extends is {extends!r}; only 'default' can be extended")
    return _default()


def _areas(entries: list[Any], name: str) -> list[Area]:
    areas = [_area(entry, name) for entry in entries]
    for area, times in Counter(area.id for area in areas).items():
        if times > 1:
            raise CodebookError(f"{name}: area {area} stands there {times} times; put its words into one")
    return areas


def _area(entry: Any, name: str) -> Area:
    if not isinstance(entry, dict) or not str(entry.get("id") or "").strip():
        raise CodebookError(f"{name}: every area is a mapping with an id; {str(entry)[:40]!r} has none")
    place = f"{name}: area {entry['id']}"
    _refuse_unknown(entry, set(Area.__dataclass_fields__), place)
    if entry["id"] == NONE:
        raise CodebookError(f"{place}: 'none' means a sentence without area; choose another id")
    if len(str(entry["id"]).split()) > 1:
        raise CodebookError(f"{place}: an id is one word, since coding sheets put spaces between ids")
    values = {
        "name_zh": entry["id"],
        "name_en": entry["id"],
        **entry,
        **{part: _numbers(entry.get(part), f"{place}: {part}") for part in ("cap", "outline_2019")},
        **{part: _phrases(entry.get(part), f"{place}: {part}") for part in _LISTS},
    }
    return Area(**values)


def _merge(base: tuple[Area, ...], added: list[Area]) -> tuple[Area, ...]:
    """The base's areas with the added phrases, then the areas that are new."""
    merged = {area.id: area for area in base}
    for area in added:
        if area.id in merged:
            old = merged[area.id]
            parts = {part: getattr(old, part) + getattr(area, part) for part in _LISTS}
            merged[area.id] = Area(**{**old.__dict__, **parts})
        else:
            merged[area.id] = area
    return tuple(merged.values())


def _phrases(lines: Any, place: str) -> tuple[str, ...]:
    """Phrases of a list of lines, or of one line; `place` names it where it is neither."""
    if isinstance(lines, str):
        lines = [lines]
    if not isinstance(lines or [], list):
        raise CodebookError(
            f"{place} is a list of phrases, not {str(lines)[:40]!r}; put a dash before each line"
        )
    return tuple(phrase for line in lines or () for phrase in str(line).split())


def _numbers(value: Any, place: str) -> tuple[int, ...]:
    numbers = [] if value is None else value if isinstance(value, list) else [value]
    if not all(isinstance(number, int) for number in numbers):
        raise CodebookError(f"{place} is a list of numbers such as [3, 5], not {value!r}; mend it")
    return tuple(numbers)


def _refuse_unknown(entry: Mapping[str, Any], known: set[str], place: str) -> None:
    unknown = sorted(set(entry) - known)
    if unknown:
        raise CodebookError(
            f"{place} has the unknown key {unknown[0]!r}; it may have {', '.join(sorted(known))}"
        )


def _validate(codebook: Codebook, name: str) -> None:
    if not codebook.areas:
        raise CodebookError(f"{name}: the codebook has no area; list at least one under 'areas'")
    for area in codebook.areas:
        if not area.terms + area.hints:
            raise CodebookError(f"{name}: area {area.id} has no words and can never be coded; give it terms")
        for phrase, times in Counter(area.terms + area.hints).items():
            if times > 1:
                raise CodebookError(f"{name}: area {area.id} lists {phrase} {times} times; keep one")
        for number in set(area.cap) - set(codebook.cap_topics):
            raise CodebookError(f"{name}: area {area.id} names CAP topic {number}, which cap_topics lacks")
        for number in set(area.outline_2019) - set(codebook.outline_2019_chapters):
            raise CodebookError(
                f"{name}: area {area.id} names chapter {number}, which the outline's list lacks"
            )
    areas_of: dict[str, list[str]] = {}
    for area in codebook.areas:
        for phrase in area.terms + area.hints:
            areas_of.setdefault(phrase, []).append(area.id)
    for phrase, areas in areas_of.items():
        _validate_phrase(phrase, areas, codebook, name)
    for pattern in codebook.attributes:
        if pattern.count("*") != 1 or len(pattern) < 2:
            raise CodebookError(f"{name}: the attribute {pattern} needs one * and a word beside it; mend it")
    for phrase in codebook.shared:
        if len(areas_of.get(phrase, [])) < 2:
            raise CodebookError(
                f"{name}: shared explains {phrase}, which does not stand in two areas; take it out"
            )


def _validate_phrase(phrase: str, areas: list[str], codebook: Codebook, name: str) -> None:
    if len(areas) > 1 and phrase not in codebook.shared:
        raise CodebookError(
            f"{name}: {phrase} stands in {' and '.join(areas)}; keep it in one, or say why under 'shared'"
        )
    if phrase in codebook.silent:
        raise CodebookError(
            f"{name}: {phrase} of area {areas[0]} is also silent and can never count; drop one"
        )
    if _END_OF_SENTENCE & set(phrase) or any(not part for part in phrase.split(GAP)):
        raise CodebookError(f"{name}: {phrase} of area {areas[0]} can never match inside a sentence; mend it")
