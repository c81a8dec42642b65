"""JSONL, JSON and tables -> records: a text each, and its other fields as facts, taken as they are."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from yrdresearch.errors import ArgumentError, PageError
from yrdresearch.pages.facts import Extract
from yrdresearch.pages.fieldnames import field_names, one_line, plain_name, whole_characters
from yrdresearch.pages.html import is_markup, markup_to_text
from yrdresearch.pages.recordfacts import Record, by_role, facts_by_role

TABLES = {".csv", ".tsv", ".xlsx"}
SUFFIXES = {".jsonl", ".json", *TABLES}
_CELL = 1 << 30  # characters that a cell of a table may hold; the module csv allows 131,072


def read_records(
    text: str, *, name: str, suffix: str, fields: Mapping[str, str] | None = None
) -> Iterator[tuple[str, Extract | PageError]]:
    """Which texts does a file of records hold, and what does it say of each?

    Parameters
    ----------
    text
        The file's content: an object a line (``.jsonl``), an object or a list of objects (``.json``), or a
        table with a head (``.csv``, ``.tsv``, or the CSV of an ``.xlsx``).
    name
        The file's name for messages; its stem begins the id of a record that has none.
    suffix
        The ending that says which of these it is.
    fields
        Which field holds what, as ``{"title": "headline", "text": "story"}``, where the usual names (resource
        ``record_fields.yml``) do not fit. Keys are ``text``, ``title``, ``authors``, ``affiliations``,
        ``newspaper``, ``date``, ``year``, ``month``, ``day``, ``section``, ``url``, ``document_number`` and
        ``id``.

    Yields
    ------
    tuple of str and Extract or PageError
        The record's id (else ``stem.number``), and its text with facts, or the reason why it has none.

    Raises
    ------
    ArgumentError
        `fields` has a key that is not known.
    PageError
        The file as a whole is no JSON or no table, or no record has a field that `fields` names.
    """
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    records = list(_records_of(text, name=name, suffix=suffix))
    names = _names(fields, [record for _, record in records if isinstance(record, dict)], name)
    for number, (place, record) in enumerate(records, start=1):
        page_id = f"{stem}.{number}"
        if isinstance(record, PageError):
            yield page_id, record
            continue
        said = by_role(record, names)
        page_id = one_line(said.pop("id", "")) or page_id
        try:
            body = _body(said.pop("text", None), f"{name}, {place},")
        except PageError as error:
            yield page_id, error
            continue
        if body is None:
            known = ", ".join(list(record)[:12])
            advice = (
                "name the field that holds it (`fields` in Python, `--fields text=NAME` on the command line)"
            )
            yield page_id, PageError(f"{name}, {place}, has no text; its fields are {known}; {advice}")
        else:
            yield page_id, Extract(body, facts_by_role(said))


def table_head(first_line: str) -> list[str]:
    """The columns of a table, from its first line."""
    return next(csv.reader([first_line], delimiter=_delimiter(first_line)), [])


def has_text_column(head: list[str]) -> bool:
    """Whether one of these columns has a name that is usual for a text."""
    return bool({plain_name(column) for column in head} & set(field_names()["text"]))


def _records_of(text: str, *, name: str, suffix: str) -> Iterator[tuple[str, Record | PageError]]:
    """The place of each record in words, and the record or what is wrong with it."""
    if suffix in TABLES:
        yield from _rows(text, name)
    elif suffix == ".json":
        whole = _load(text, name)
        if isinstance(whole, PageError):
            raise whole
        for number, record in enumerate(_listed(whole), start=1):
            yield f"record {number}", _object(record, f"{name}, record {number},")
    else:
        for number, line in enumerate(text.split("\n"), start=1):  # U+2028 inside a string ends no line
            if line.strip():
                record = _load(line, f"{name}, line {number},")
                whole = (
                    record if isinstance(record, PageError) else _object(record, f"{name}, line {number},")
                )
                yield f"line {number}", whole


def _listed(whole: object) -> list[object]:
    """The records of a JSON file: a list, one object, or the one list of objects that an answer wraps."""
    if isinstance(whole, list):
        return whole
    inside = [whole]
    while len(inside) == 1 and isinstance(inside[0], dict) and not _is_record(inside[0]):
        wrapped = [value for value in inside[0].values() if value and _holds_objects(value)]
        if len(wrapped) != 1:
            break
        inside = wrapped[0] if isinstance(wrapped[0], list) else wrapped
    return inside


def _is_record(value: Record) -> bool:
    """Whether an object has a text or a title of its own, and does not only wrap records."""
    return has_text_column(list(value)) or any(plain_name(key) in field_names()["title"] for key in value)


def _holds_objects(value: object) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and all(isinstance(one, dict) for one in value)
    )


def _load(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        return PageError(
            f"{where} is not JSON ({error.msg}); give one object a line, or a list in a .json file"
        )
    except RecursionError:
        return PageError(f"{where} is nested too deeply; give objects with plain fields")
    except ValueError as error:  # a number of thousands of digits
        return PageError(f"{where} cannot be read ({error}); write long numbers as text")


def _object(value: object, where: str) -> Record | PageError:
    if isinstance(value, dict):
        return value
    return PageError(f"{where} is no object with fields; give one such as {{'title': …, 'text': …}}")


def _rows(text: str, name: str) -> Iterator[tuple[str, Record | PageError]]:
    (_, head), *rest = _cells(text, name) or [(1, [])]
    head = [column or f"column_{number}" for number, column in enumerate(head, start=1)]
    if twice := sorted({column for column in head if head.count(column) > 1}):
        raise PageError(f"{name} has two columns named {twice[0]}; give each column a name of its own")
    for number, row in rest:
        if len(row) > len(head):
            fault = f"{name}, row {number}, has {len(row)} cells and the head {len(head)}"
            yield f"row {number}", PageError(f"{fault}; put quotes around cells that hold the delimiter")
        else:
            yield f"row {number}", dict(zip(head, row, strict=False))


def _cells(text: str, name: str) -> list[tuple[int, list[str]]]:
    """The rows of a table that hold anything, with their numbers."""
    first, _, _ = text.partition("\n")
    before = csv.field_size_limit(_CELL)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first), strict=True)
        return [(number, row) for number, row in enumerate(rows, start=1) if any(row)]
    except csv.Error as error:
        raise PageError(f"{name} is not a table that can be read ({error}); save it as CSV again") from None
    finally:
        csv.field_size_limit(before)


def _delimiter(line: str) -> str:
    return max(",\t;", key=line.count)


def _names(fields: Mapping[str, str] | None, records: list[Record], name: str) -> dict[str, list[str]]:
    """For each role the names of its fields in the order in which they are tried."""
    usual = field_names()
    fields = fields or {}
    if unknown := sorted(set(fields) - set(usual)):
        raise ArgumentError(f"fields names {', '.join(unknown)}; choose from {', '.join(usual)}")
    there = {plain_name(key) for record in records for key in record}
    for role, field in fields.items():
        if records and plain_name(field) not in there:
            known = ", ".join(sorted({key for record in records for key in record})[:12])
            raise PageError(f"{name}: no record has the field '{field}' (for {role}); the fields are {known}")
    return {role: [plain_name(fields[role])] if role in fields else names for role, names in usual.items()}


def _body(value: object, where: str) -> str | None:
    """The text of a field, tags read as breaks; a list holds paragraphs; None without any text."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = "\n\n".join(value)
    if not isinstance(value, str):
        return None
    text = whole_characters(value)
    if is_markup(text):
        text = markup_to_text(text, name=where)
    return text if text.strip() else None
