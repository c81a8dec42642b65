"""A corpus in pieces on disk: shards of Parquet tables, each written whole, read one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from yrdresearch.errors import CorpusError
from yrdresearch.folders import write_folder

SHARDS = "shards"
"""Folder of the shards inside that of a corpus."""

_REPEATING = {"term_counts": ["paragraph_id", "term"]}  # columns that hold few different values


def write_shard(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write the tables of a shard into `folder`, whole or not at all; same tables, same bytes."""

    def fill(new: Path) -> None:
        for table, frame in tables.items():
            coded = frame.astype(dict.fromkeys(_REPEATING.get(table, []), "category"))
            if table == "paragraphs":  # their text is that of their sentences
                coded = coded.drop(columns="text", errors="ignore")
            coded.to_parquet(new / f"{table}.parquet", index=False, compression="zstd")

    write_folder(folder, fill, own=[f"{table}.parquet" for table in tables])


def read_shard(folder: Path, table: str) -> pd.DataFrame:
    """One table of a shard.

    Raises
    ------
    CorpusError
        When it is missing or damaged.
    """
    path = folder / f"{table}.parquet"
    try:
        frame = pd.read_parquet(path)
        if table == "paragraphs":
            texts = pd.read_parquet(folder / "sentences.parquet", columns=["paragraph_id", "text"])
            text_of = texts.groupby("paragraph_id", sort=False)["text"].agg("".join)
            frame["text"] = frame["paragraph_id"].map(text_of).fillna("").astype("str")
    except (OSError, ValueError, KeyError) as error:  # pyarrow's errors are of the first two kinds
        raise CorpusError(f"{path}: the shard is missing or damaged; import the pages again") from error
    return frame


def shard_terms(folder: Path) -> list[str]:
    """The different terms that a shard counts."""
    from pyarrow import ArrowException
    from pyarrow.parquet import read_table

    path = folder / "term_counts.parquet"
    try:
        terms = read_table(path, columns=["term"], read_dictionary=["term"])["term"]
    except (OSError, ArrowException) as error:
        raise CorpusError(f"{path}: the shard is missing or damaged; import the pages again") from error
    return [str(term) for chunk in terms.chunks for term in chunk.dictionary.to_pylist()]
