"""``datapackage.json``: what it says of tables and files, written, and read with checks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from yrdresearch.corpus.schema import DTYPES, KEYS, REFERENCES, SCHEMAS
from yrdresearch.errors import CorpusError

DESCRIPTOR = "datapackage.json"
SCHEMA_VERSION = 1
"""Raised when a program that reads this version could not read the new one."""


def read_descriptor(folder: Path) -> dict[str, Any]:
    """The content of a folder's ``datapackage.json``; a corpus without a version is of the first.

    Raises
    ------
    CorpusError
        When it is missing or damaged, of a later version, or names a file that is not in the folder.
    """
    path = folder / DESCRIPTOR
    if not path.is_file():
        raise CorpusError(
            f"{folder}: there is no datapackage.json; make one with `yrd import PAGES --to DIR`"
        )
    try:
        package: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        version = package.get("schema_version", 1)
        files = [entry["path"] for entry in package["resources"]]
        files += package.get("shards", [])
        if not isinstance(version, int) or not all(isinstance(file, str) for file in files):
            raise TypeError("a version is a whole number, a path is one text")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise CorpusError(
            f"{path}: not a yrdresearch data package ({error}); import the pages again"
        ) from error
    if version > SCHEMA_VERSION:
        raise CorpusError(
            f"{path}: this corpus is of schema version {version}, and this program knows up to "
            f"{SCHEMA_VERSION}; install a newer yrdresearch"
        )
    for file in files:
        if not _is_inside(folder, file):
            raise CorpusError(f"{path}: the file {file} is not in the package's folder; it is not read")
    return package


def schema_of(package: dict[str, Any], table: str) -> dict[str, str]:
    """Columns and types of a table; a KeyError or StopIteration where the package does not say them."""
    resource = next(entry for entry in package["resources"] if entry["name"] == table)
    schema = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
    for kind in schema.values():
        DTYPES[kind]  # a KeyError: a type that is none of ours
    return schema


def descriptor_text(
    schemas: dict[str, dict[str, str]], settings: dict[str, Any], *, text: str | None, shards: list[str]
) -> str:
    """The content of a ``datapackage.json`` for these tables, the file of their text, and shards."""
    resources: list[dict[str, Any]] = []
    for table, schema in schemas.items():
        fields = [{"name": column, "type": kind} for column, kind in schema.items()]
        resource = {
            "name": table.replace("_", "-"),
            "path": f"{table}.csv",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {
                "fields": fields,
                **({"primaryKey": KEYS[table]} if table in KEYS else {}),
                **({"foreignKeys": keys} if (keys := _foreign_keys(table, schemas)) else {}),
            },
        }
        resources.append(resource)
    if text:
        resources.append({"name": "text", "path": text, "format": "parquet"})
    package = {
        "name": "yrdresearch-corpus",
        "profile": "data-package",
        "yrdresearch": settings,
        **({"shards": shards} if shards else {}),
        "resources": resources,
        "schema_version": SCHEMA_VERSION,
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _is_inside(folder: Path, name: str) -> bool:
    """Whether a path of the descriptor stays in its folder, links followed; an address of a host does not."""
    plain = PurePosixPath(name)
    if plain.is_absolute() or ".." in plain.parts or "://" in name or "\\" in name or "\x00" in name:
        return False
    return (folder / name).resolve().is_relative_to(folder.resolve())


def _foreign_keys(table: str, tables: Iterable[str]) -> list[dict[str, Any]]:
    """References to other tables of the package in the descriptor's form."""
    return [
        {
            "fields": [column],
            "reference": {"resource": target.replace("_", "-"), "fields": [next(iter(SCHEMAS[target]))]},
        }
        for column, target in REFERENCES.get(table, {}).items()
        if target in tables
    ]
