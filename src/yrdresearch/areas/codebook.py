"""The codebook: areas with their words, what identifies it, and the codebook that a coding carries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import pandas as pd

from yrdresearch.display import Faced

NONE = "none"
GAP = "…"
TERM, HINT = 1.0, 0.5
_NUMBERED = ("outline_2019_chapters", "cap_topics")
_MADE: dict[str, Codebook] = {}  # by key; a key holds the digest of the content, so no entry ever changes


@dataclass(frozen=True, repr=False)
class Area(Faced):
    """One policy area (or instrument): its names, what it takes in, the words that speak for it.

    `family` is the heading under which a codebook puts several areas, such as supply-side instruments.
    """

    id: str
    name_zh: str
    name_en: str
    include: str = ""
    exclude: str = ""
    family: str = ""
    cap: tuple[int, ...] = ()
    outline_2019: tuple[int, ...] = ()
    terms: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()

    def _facts(self) -> dict[tuple[str, str], object]:
        return {
            ("编号", "id"): self.id,
            ("中文名", "Chinese"): self.name_zh,
            ("英文名", "English"): self.name_en,
            ("词", "terms"): len(self.terms),
            ("提示词", "hints"): len(self.hints),
        }

    def _next(self) -> tuple[str, str]:
        return "下一步：area.terms，area.hints，area.include", "Next: area.terms, area.hints, area.include"


@dataclass(frozen=True, repr=False)
class Codebook(Faced):
    """Policy areas and the rules for reading sentences by them.

    Attributes
    ----------
    id
        Its name: of the package's codebooks ``"policy_areas"`` and ``"policy_instruments"``, of a file the
        ``id`` in it, else the file's name.
    version
        Of the codebook; it belongs in every table of results.
    areas
        In the codebook's order.
    families
        family -> its Chinese and English name, separated by a space.
    silent
        Phrases whose words say nothing about policy.
    attributes
        Constructions in which the words at ``*`` only qualify something else, such as ``为*提供``.
    shared
        term -> why it is in more than one area.
    outline_2019_chapters, cap_topics
        number -> title, of the two systems that the areas refer to.
    digest
        Eight hexadecimal digits that change with any word of the codebook.

    See Also
    --------
    load_codebook, codebook_of
    """

    id: str
    version: str
    areas: tuple[Area, ...]
    families: Mapping[str, str] = field(default_factory=dict)
    silent: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    shared: Mapping[str, str] = field(default_factory=dict)
    outline_2019_chapters: Mapping[int, str] = field(default_factory=dict)
    cap_topics: Mapping[int, str] = field(default_factory=dict)
    digest: str = ""

    def __post_init__(self) -> None:
        if not self.digest:
            content = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
            object.__setattr__(self, "digest", hashlib.sha256(content.encode()).hexdigest()[:8])
        if self.has_words or self.key not in _MADE:
            _MADE[self.key] = self

    @property
    def key(self) -> str:
        """What a coding carries in its column `codebook`: ``id@version#digest``."""
        return f"{self.id}@{self.version}#{self.digest}"

    @property
    def ids(self) -> list[str]:
        """The areas' ids, in order."""
        return [area.id for area in self.areas]

    @property
    def has_words(self) -> bool:
        """Whether text can be coded by it; of a released coding only the areas' names may be known."""
        return any(area.terms + area.hints for area in self.areas)

    def weights(self) -> dict[str, dict[str, float]]:
        """Phrase -> weight in each area: 1 for a term, 1/2 for a hint, none at all for a silent phrase."""
        table: dict[str, dict[str, float]] = {phrase: {} for phrase in self.silent}
        for area in self.areas:
            for phrases, weight in ((area.terms, TERM), (area.hints, HINT)):
                for phrase in phrases:
                    table.setdefault(phrase, {})[area.id] = weight
        return table

    def table(self) -> pd.DataFrame:
        """The areas as a table: policy_area, names, family, definitions, numbers of words, crosswalks."""
        return pd.DataFrame(
            {
                "policy_area": area.id,
                "name_zh": area.name_zh,
                "name_en": area.name_en,
                "family": area.family,
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

    def facts(self, *, words: bool = True) -> dict[str, Any]:
        """The codebook as plain data for a corpus's settings, with its words or only the areas' names."""
        whole = json.loads(json.dumps(asdict(self)))
        if words:
            return dict(whole)
        named = [
            {key: area[key] for key in ("id", "name_zh", "name_en", "family")} for area in whole["areas"]
        ]
        kept = {key: whole[key] for key in ("id", "version", "families", "digest")}
        return {**kept, "areas": named}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Codebook:
        """The codebook that `facts` described."""
        known = {entry.name for entry in fields(cls)}
        data = {name: _frozen(value) for name, value in facts.items() if name in known}
        areas = tuple(
            Area(**{name: _frozen(value) for name, value in area.items()}) for area in facts["areas"]
        )
        numbered = {
            name: {int(number): title for number, title in facts.get(name, {}).items()} for name in _NUMBERED
        }
        return cls(**{**data, **numbered, "areas": areas})

    def _facts(self) -> dict[tuple[str, str], object]:
        return {
            ("编号", "id"): self.id,
            ("版本", "version"): self.version,
            ("领域", "areas"): len(self.areas),
        }

    def _next(self) -> tuple[str, str]:
        return ("下一步：codebook.table()", "Next: codebook.table()")


def made_codebook(key: str) -> Codebook | None:
    """The codebook with this key, where this session has loaded or made it."""
    return _MADE.get(key)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
