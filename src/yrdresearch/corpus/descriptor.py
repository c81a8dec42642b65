"""What ``datapackage.json`` says, checked: it is of a version known here, and its files lie in its folder."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any

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


def _is_inside(folder: Path, name: str) -> bool:
    """Whether a path of the descriptor stays in its folder, links followed; an address of a host does not."""
    plain = PurePosixPath(name)
    if plain.is_absolute() or ".." in plain.parts or "://" in name or "\\" in name or "\x00" in name:
        return False
    return (folder / name).resolve().is_relative_to(folder.resolve())
