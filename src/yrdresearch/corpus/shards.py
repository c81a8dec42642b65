"""A corpus in pieces on disk: shards of Parquet tables, each written whole, read one at a time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
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


def remove_shards(folder: Path, *, but: Sequence[Path] = ()) -> None:
    """Remove what is in the folder of the shards `but` these; a kill leaves no shard in part."""
    kept = {shard.name for shard in but}
    for path in sorted(folder.iterdir()):
        if path.name not in kept:
            hidden = path.name.startswith(".")
            shutil.rmtree(path if hidden else path.rename(path.with_name(f".{path.name}.yrd-new")))
    if not kept:
        folder.rmdir()


def read_shard(folder: Path, table: str, *, text: bool = True) -> pd.DataFrame:
    """One table of a shard; `text` is whether the paragraphs' text is put together too.

    Raises
    ------
    CorpusError
        When it is missing or damaged.
    """
    path = folder / f"{table}.parquet"
    try:
        frame = pd.read_parquet(path)
        if table == "paragraphs" and text:
            texts = pd.read_parquet(folder / "sentences.parquet", columns=["paragraph_id", "text"])
            text_of = texts.groupby("paragraph_id", sort=False)["text"].agg("".join)
            frame["text"] = frame["paragraph_id"].map(text_of).fillna("").astype("str")
    except (OSError, ValueError, KeyError) as error:  # pyarrow's errors are of the first two kinds
        raise CorpusError(f"{path}: the shard is missing or damaged; import the pages again") from error
    return frame


def rows_of_shards(
    shards: Sequence[Path], pages: pd.DataFrame, articles: pd.DataFrame, codings: pd.DataFrame
) -> Iterator[tuple[pd.DataFrame, ...]]:
    """The pages, articles and codings of each shard, from the tables of all."""
    ids = [read_shard(shard, "pages")["page_id"] for shard in shards]
    place = pd.Series(np.repeat(np.arange(len(ids)), [len(one) for one in ids]), index=pd.concat(ids))
    of_page = {
        "pages": pages["page_id"],
        "articles": articles["page_id"],
        "codings": codings["sentence_id"].str.rsplit(".", n=3).str[0],  # page.article.paragraph.sentence
    }
    tables = {"pages": pages, "articles": articles, "codings": codings}
    split = [_split(tables[name], of_page[name].map(place).to_numpy(), len(shards)) for name in tables]
    return zip(*split, strict=True)


def _split(table: pd.DataFrame, places: np.ndarray, n: int) -> list[pd.DataFrame]:
    """The rows of each place 0 … n - 1, in their order."""
    order = np.argsort(places, kind="stable")
    bounds = np.searchsorted(places[order], np.arange(n + 1))
    return [table.iloc[order[start:end]].reset_index(drop=True) for start, end in pairwise(bounds)]


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
