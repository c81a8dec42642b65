"""The fields of a record -> facts of its text, by their usual names; every other field is a docvar (pure)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from yrdresearch.pages.dates import iso_date
from yrdresearch.pages.facts import Facts
from yrdresearch.pages.fieldnames import field_names, listed_names, one_line, plain_name, whole_characters

Record = dict[str, object]
_MISSING = {
    "null",
    "none",
    "nan",
    "n/a",
    "na",
    "-",
    "--",
    "—",
    "——",
    "\\n",
}  # how programs write that nothing is there
_NOBODY = {"admin", "administrator", "root", "system", "editor", "user", "管理员", "系统管理员"}  # no author


def record_facts(record: Record) -> Facts:
    """What does one record say of its text? Fields by their usual names; every other one is a docvar.

    Examples
    --------
    >>> facts = record_facts({"title": "港口的灯", "author": "杜清河", "date": "2024/6/4", "tags": "港口"})
    >>> facts.title, facts.authors, facts.date, facts.docvars
    ('港口的灯', ('杜清河',), '2024-06-04', {'tags': '港口'})
    """
    return facts_by_role(by_role(record, {**field_names(), "text": []}))


def by_role(record: Record, names: Mapping[str, list[str]]) -> dict[str, object]:
    """The fields of `record` that say something under their role; every other one in ``docvars``."""
    there = {plain_name(key): key for key in reversed(record) if record[key] not in (None, "", [], {})}
    said: dict[str, object] = {}
    used = set()
    for role, of_role in names.items():
        if role in ("year", "month", "day") and "date" in said:
            continue  # the whole date is given; its parts stay docvars
        for key in (there[name] for name in of_role if name in there):
            if key not in used and (role == "text" or _fits(role, record[key])):
                said[role] = record[key]
                used.add(key)
                break
    said["docvars"] = {
        whole_characters(key): _docvar(value)
        for key, value in record.items()
        if key not in used and value not in (None, "", [], {})
    }
    return said


def _fits(role: str, value: object) -> bool:
    """Whether a value can be what its field's name says; what cannot be becomes a docvar as it is."""
    if isinstance(value, str) and value.strip().lower() in _MISSING:
        return False
    if role == "date":
        return iso_date(value) is not None
    if role in ("authors", "affiliations"):
        names = listed_names(value)
        return bool(names) and not {name.lower() for name in names} <= _NOBODY
    if role == "newspaper":
        return bool(one_line(value)) and "://" not in one_line(value)
    return bool(one_line(value))


def facts_by_role(said: Mapping[str, object]) -> Facts:
    """The facts that fields of known roles say."""

    def listed(role: str) -> tuple[str, ...] | None:
        return listed_names(said[role]) if role in said else None

    def plain(role: str) -> str | None:
        return one_line(said.get(role)) or None

    return Facts(
        title=plain("title"),
        authors=listed("authors"),
        affiliations=listed("affiliations"),
        date=_date(said),
        newspaper=(plain("newspaper") or "").strip("《》") or None,
        section=plain("section"),
        url=plain("url"),
        document_number=plain("document_number"),
        docvars=dict(said["docvars"]),  # type: ignore[call-overload]
    )


def _date(said: Mapping[str, object]) -> str | None:
    parts = [re.sub(r"\D", "", one_line(said.get(role))) for role in ("year", "month", "day")]
    known = parts[: parts.index("")] if "" in parts else parts
    return iso_date(said.get("date")) or iso_date("-".join(known))


def _docvar(value: object) -> object:
    if isinstance(value, str):
        return whole_characters(value)
    if isinstance(value, bool | int | float):
        return value
    return whole_characters(json.dumps(value, ensure_ascii=False))
