"""Which files of a folder an earlier import or `save` made: these are replaced or removed, and no other."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

from yrdresearch.corpus.descriptor import DESCRIPTOR
from yrdresearch.corpus.schema import SCHEMAS
from yrdresearch.corpus.shards import SHARDS
from yrdresearch.folders import refuse_others

TEXT = "text.parquet"
WORD_LISTS = ("user_dictionary", "stopwords")
"""Word lists that a corpus carries, a term a line."""
LISTS = {
    "skipped": ("file", "record", "reason"),
    "duplicates": ("article_id", "duplicate_of", "similarity"),
}
"""Lists of an import, and their columns."""
PIECES = ".yrd-pieces"
"""Folder of the pieces of large files, inside that of the shards."""
_A_SHARD = re.compile(r"\.?\d{5}-[0-9a-f]{16}(\.yrd-new)?")


def own_files(folder: Path, *, lists: bool = True) -> set[str]:
    """The files in `folder` of the corpus that its descriptor describes; none where it is another's.

    Tables are ours when the descriptor names them; `lists` of an import, when they have its columns.
    """
    try:
        package: dict[str, Any] = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        named = {entry["path"] for entry in package["resources"]} if "yrdresearch" in package else None
    except (OSError, ValueError, TypeError, KeyError):
        named = None
    if named is None:
        return set()
    tables = {*(f"{name}.csv" for name in SCHEMAS), TEXT} & named
    if lists:
        tables |= {f"{name}.csv" for name, columns in LISTS.items() if _has(folder / f"{name}.csv", columns)}
    return {DESCRIPTOR, *(f"{name}.txt" for name in WORD_LISTS), *tables}


def refuse_files_of_others(folder: Path) -> None:
    """Tell before the work which file an import into `folder` would write over or remove.

    Raises
    ------
    WriteError
        There is one that no import made.
    """
    tables = [f"{name}.csv" for name in (*SCHEMAS, *LISTS)]
    files = [DESCRIPTOR, TEXT, *tables, *(f"{name}.txt" for name in WORD_LISTS)]
    refuse_others(folder, files, own_files(folder))
    shards = folder / SHARDS
    others = [path for path in _below(shards) if not _of_an_import(path.relative_to(shards))]
    refuse_others(folder, [path.relative_to(folder).as_posix() for path in others], set())


def _below(folder: Path) -> list[Path]:
    return [folder] if folder.is_symlink() or not folder.is_dir() else sorted(folder.rglob("*"))


def _of_an_import(path: Path) -> bool:
    """Whether a path below the folder of the shards is one that an import makes."""
    first, *rest = path.parts or ("",)
    if first == PIECES:
        return True
    return _A_SHARD.fullmatch(first) is not None and (not rest or path.suffix in (".parquet", ".yrd-new"))


def _has(path: Path, columns: tuple[str, ...]) -> bool:
    """Whether a table has these columns."""
    if not path.is_file():
        return False
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return tuple(next(csv.reader(lines), ())) == columns
