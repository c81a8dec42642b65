"""Tables <-> a folder with a Frictionless data package: ``datapackage.json``, CSV, and Parquet for text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from yrdresearch.corpus.descriptor import DESCRIPTOR, descriptor_text, read_descriptor, schema_of
from yrdresearch.corpus.earlier import TEXT, WORD_LISTS, own_files
from yrdresearch.corpus.schema import KEYS, REFERENCES, SCHEMAS, typed, with_docvars
from yrdresearch.errors import CorpusError
from yrdresearch.files import decode, write_whole
from yrdresearch.folders import write_folder
from yrdresearch.spreadsheets import csv_text, map_texts, read_cell

_BESIDE_SHARDS = ("pages", "articles", "codings")
_TEXT_TABLES = ("paragraphs", "sentences")


def write(
    tables: dict[str, pd.DataFrame],
    folder: Path,
    *,
    settings: dict[str, Any],
    lists: Mapping[str, Iterable[str]],
    beside: Mapping[str, pd.DataFrame] | None = None,
    shards: Iterable[Path] = (),
) -> None:
    """Write tables and word lists into `folder`, whole or not at all; same tables, same bytes.

    What `tables` lacks lies in `shards`, folders inside `folder` that stay as they are; tables `beside`
    are no part of the package.
    """
    names = [shard.relative_to(folder).as_posix() for shard in shards]

    def fill(new: Path) -> None:
        schemas = {name: SCHEMAS[name] for name in SCHEMAS if name in tables}
        schemas["articles"] = with_docvars(tables["articles"])
        for name, schema in schemas.items():
            write_whole(new / f"{name}.csv", csv_text(tables[name][list(schema)]))
        with_text = [name for name in _TEXT_TABLES if name in tables and "text" in tables[name]]
        texts = [_text_rows(name, tables[name]) for name in with_text]
        if texts:
            pd.concat(texts, ignore_index=True).to_parquet(new / TEXT, index=False)
        for name, table in (beside or {}).items():
            write_whole(new / f"{name}.csv", csv_text(table))
        for name, terms in lists.items():
            write_whole(new / f"{name}.txt", "".join(f"{term}\n" for term in terms))
        content = descriptor_text(schemas, settings, text=TEXT if texts else None, shards=names)
        write_whole(new / DESCRIPTOR, content)

    write_folder(folder, fill, own=own_files(folder, lists=bool(beside)))


@dataclass(frozen=True)
class Saved:
    """What `read` finds in a folder: tables, settings, word lists, and shards with the other tables."""

    tables: dict[str, pd.DataFrame]
    settings: dict[str, Any]
    lists: dict[str, list[str]]
    shards: list[Path]


def read(folder: Path) -> Saved:
    """The tables of a folder that `write` made, and what belongs to them.

    Raises
    ------
    CorpusError
        When the folder holds no data package, or a table is damaged.
    """
    descriptor = folder / DESCRIPTOR
    package = read_descriptor(folder)
    try:
        settings, shards = package["yrdresearch"], package.get("shards", [])
        names = [name for name in SCHEMAS if not shards or name in _BESIDE_SHARDS]
        schemas = {**{name: SCHEMAS[name] for name in names}, "articles": schema_of(package, "articles")}
        settings["repeats"], settings["segmentation"]["engine"], settings["segmentation"]["hmm"]
    except (TypeError, KeyError, StopIteration) as error:
        raise CorpusError(
            f"{descriptor}: not a yrdresearch data package ({error}); import the pages again"
        ) from error
    tables = {table: _read_table(folder / f"{table}.csv", schema) for table, schema in schemas.items()}
    for table in tables:
        _check_keys(tables, table, folder / f"{table}.csv")
        _check_numbers(tables[table], folder / f"{table}.csv")
    if settings["repeats"] == "drop" and "term_counts" in tables:
        _check_repeats(tables, folder / "term_counts.csv")
    if _mentions_text(folder):
        _add_text(tables, folder / TEXT)
    lists = {
        name: decode(path.read_bytes(), name=str(path)).split("\n")[:-1]
        for name in WORD_LISTS
        if (path := folder / f"{name}.txt").is_file()
    }
    return Saved(tables, settings, lists, [folder / name for name in shards])


def validate(folder: str | Path) -> pd.DataFrame:
    """Does a data package keep to its own schema: types, keys, and references between its tables?

    Parameters
    ----------
    folder
        A folder with a ``datapackage.json``, such as a saved corpus.

    Returns
    -------
    pandas.DataFrame
        table, row (of the file, the header is 1; missing for a fault of the whole table), column, note; one
        row a fault, none when the package is sound.

    Raises
    ------
    CorpusError
        When the folder holds no data package.

    Examples
    --------
    >>> from yrdresearch.files import shipped_path
    >>> len(validate(shipped_path("essays")))
    0
    """
    from frictionless import Package

    content = read_descriptor(Path(folder))
    content["resources"] = [entry for entry in content["resources"] if entry["format"] == "csv"]
    report = Package.from_descriptor(content, basepath=str(folder)).validate()
    faults = [("", None, None, error.message) for error in report.errors]
    for task in report.tasks:
        for error in task.errors:
            place = getattr(error, "row_number", None), getattr(error, "field_name", None)
            faults.append((task.name.replace("-", "_"), *place, error.message))
    return pd.DataFrame(faults, columns=["table", "row", "column", "note"])


def _text_rows(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """table, id, text: a paragraph's id may be a sentence's too (of pages ``a.1`` and ``a``)."""
    return pd.DataFrame({"table": table, "id": frame.iloc[:, 0], "text": frame["text"]})


def _add_text(tables: dict[str, pd.DataFrame], path: Path) -> None:
    try:
        texts = pd.read_parquet(path)
    except (OSError, ValueError) as error:  # pyarrow's errors are of both kinds
        raise CorpusError(f"{path}: the text is missing or damaged; import the pages again") from error
    if not {"table", "id", "text"} <= set(texts):
        raise CorpusError(f"{path}: columns are missing; import the pages again")
    for table in _TEXT_TABLES:
        text_of = texts[texts["table"] == table].set_index("id")["text"]
        tables[table]["text"] = tables[table].iloc[:, 0].map(text_of)
        lacking = tables[table].loc[tables[table]["text"].isna()].iloc[:, 0]
        if len(lacking):
            raise CorpusError(f"{path}: the text of {lacking.iloc[0]!r} is missing; import the pages again")


def _read_table(path: Path, schema: dict[str, str]) -> pd.DataFrame:
    if not path.is_file():
        raise CorpusError(f"{path}: the data package lacks this table; import the pages again")
    try:
        frame = map_texts(pd.read_csv(path, dtype=str, keep_default_na=False), read_cell)
        frame = frame.rename(columns=read_cell)
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise CorpusError(f"{path}: not a CSV file in UTF-8 ({error}); import the pages again") from error
    missing = [column for column in schema if column not in frame]
    if missing:
        raise CorpusError(f"{path}: column {missing[0]!r} is missing; import the pages again")
    try:
        return typed(frame, schema)
    except (ValueError, TypeError) as error:
        raise CorpusError(f"{path}: a cell is not a number ({error}); import the pages again") from error


def _check_keys(tables: dict[str, pd.DataFrame], table: str, path: Path) -> None:
    """Each key once, each reference to a row that is there."""
    frame = tables[table]
    twice = frame[frame.duplicated(KEYS[table])] if table in KEYS else frame.iloc[:0]
    if len(twice):
        raise CorpusError(f"{path}: {twice.iloc[0, 0]!r} is in two rows; import the pages again")
    for column, target in REFERENCES.get(table, {}).items():
        if target not in tables:
            continue
        lost = frame.loc[~frame[column].isin(tables[target].iloc[:, 0]), column]
        if len(lost):
            raise CorpusError(
                f"{path}: {column} {lost.iloc[0]!r} is not in {target}.csv; import the pages again"
            )


def _check_numbers(frame: pd.DataFrame, path: Path) -> None:
    """Characters and tokens are counted in every row."""
    for column in frame.columns.intersection(["n_characters", "count"]):
        wrong = frame[column].isna() | (frame[column] < 0)
        if wrong.any():
            raise CorpusError(f"{path}: row {wrong.argmax() + 2} has no {column}; import the pages again")


def _check_repeats(tables: dict[str, pd.DataFrame], path: Path) -> None:
    """No word is counted in a paragraph that repeats another, where the corpus leaves these out."""
    paragraphs = tables["paragraphs"]
    left_out = paragraphs.loc[paragraphs["repeat_of"] != "", "paragraph_id"]
    counted = tables["term_counts"]["paragraph_id"]
    if counted.isin(left_out).any():
        raise CorpusError(
            f"{path}: paragraph {counted[counted.isin(left_out)].iloc[0]!r} is counted and is a repetition "
            "that is not; import the pages again"
        )


def _mentions_text(folder: Path) -> bool:
    return f'"{TEXT}"' in (folder / DESCRIPTOR).read_text(encoding="utf-8")
