"""Files -> shards of a corpus: in parallel, and those that are there already are taken as they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

import yrdresearch
from yrdresearch.corpus.counting import tables_of
from yrdresearch.corpus.duplicates import signatures
from yrdresearch.corpus.gathering import Skipped, Source, page_id_of
from yrdresearch.corpus.shards import write_shard
from yrdresearch.errors import PageError, check_whole_number
from yrdresearch.files import text_of_name
from yrdresearch.pages.conventionfiles import own_conventions
from yrdresearch.pages.page import Article, Page
from yrdresearch.pages.reading import try_pages
from yrdresearch.processes import in_processes
from yrdresearch.words.segmentation import Tokenizer

SHARD_BYTES = 3_000_000
"""Bytes of files in a shard, about: a million characters of Chinese in UTF-8."""
Run = Callable[[Callable[..., None], list[tuple[Any, ...]]], Iterable[Any]]
"""Runs a function over lists of arguments; yields something as each is done."""


@dataclass(frozen=True)
class ShardOptions:
    """What decides, beside the files, what a shard holds."""

    engine: str
    hmm: bool
    user_dictionary: tuple[str, ...]
    variants: Mapping[str, str]
    repeats: str
    fields: Mapping[str, str] | None
    conventions: str  # of the user: the text of their file
    several: bool  # files: then ids of records begin with their file's
    version: str = yrdresearch.__version__


def make_shards(
    sources: Sequence[Source], options: ShardOptions, folder: Path, workers: int | Run, progress: bool
) -> list[Path]:
    """The folders of all shards in order; those that are there already are taken as they are."""
    from tqdm import tqdm

    batches = list(_batches(sources))
    shards = [folder / f"{at:05}-{_digest(batch, options)}" for at, batch in enumerate(batches)]
    missing = [
        (batch, shard, options) for batch, shard in zip(batches, shards, strict=True) if not shard.is_dir()
    ]
    run = workers if callable(workers) else _on_this_machine(workers)
    for _ in tqdm(run(make_shard, missing), total=len(missing), desc="shards", disable=not progress):
        pass
    return shards


def _on_this_machine(workers: int) -> Run:
    """Run on this machine, so many at a time."""
    check_whole_number(workers, "workers", least=1, such_as=2)
    return partial(in_processes, workers=workers, in_order=False)


def _batches(sources: Sequence[Source]) -> Iterator[list[Source]]:
    """Sources in order, so many together that their files have some `SHARD_BYTES`."""
    batch: list[Source] = []
    size = 0
    for source in sources:
        batch.append(source)
        size += source.path.stat().st_size
        if size >= SHARD_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _digest(batch: Sequence[Source], options: ShardOptions) -> str:
    """What a shard is made from, in short: contents, ids and options."""
    content = hashlib.sha256(json.dumps(options.__dict__, ensure_ascii=False, default=list).encode())
    for source in batch:
        content.update(json.dumps([source.page_id, source.docvars]).encode())
        content.update(hashlib.sha256(source.path.read_bytes()).digest())
    return content.hexdigest()[:16]


def make_shard(batch: Sequence[Source], folder: Path, options: ShardOptions) -> None:
    """Read, cut and count the files of a batch, and write their tables."""
    tokenizer = Tokenizer(
        engine=options.engine,
        hmm=options.hmm,
        user_dictionary=options.user_dictionary,
        variants=options.variants,
    )
    conventions = own_conventions(options.conventions) if options.conventions else None
    pages: dict[str, Page] = {}
    skipped = []
    for source in batch:
        found = list(try_pages(source.path, fields=options.fields, conventions=conventions))
        for name, page in found:
            if isinstance(page, PageError):
                skipped.append(_skipped(source, name, page))
            else:
                page = _with_facts(page, source, options, alone=len(found) == 1)
                pages[_free(page.page_id, pages)] = page
    renamed = [replace(page, page_id=page_id) for page_id, page in pages.items()]
    tables = tables_of(renamed, tokenizer, {"repeats": options.repeats})
    tables["signatures"] = signatures(tables["articles"]["article_id"], tables["sentences"])
    tables["skipped"] = pd.DataFrame(skipped, columns=list(Skipped._fields), dtype="str")
    write_shard(tables, folder)


def _skipped(source: Source, name: str, error: PageError) -> Skipped:
    """The file as it was given, also where a piece of it was read."""
    given, path = text_of_name(source.whole or source.path), text_of_name(source.path)
    of_record = source.holds_records and name != path  # else the file as a whole cannot be read
    record = _record_id(name, source) if of_record else ""
    return Skipped(given, record, str(error).replace(path, given))


def _record_id(name: str, source: Source) -> str:
    """The id of a record; a number that reading gave counts from the beginning of the whole file."""
    stem = text_of_name(source.path.stem)
    number = name.removeprefix(f"{stem}.")
    if source.whole and number != name and number.isdigit():
        return f"{stem}.{int(number) + source.before}"
    return name


def _with_facts(page: Page, source: Source, options: ShardOptions, *, alone: bool) -> Page:
    """The page with its id among all files, and what its file's name says."""
    articles = tuple(_with_docvars(article, source.docvars) for article in page.articles)
    return replace(page, page_id=_page_id(page, source, options, alone), articles=articles)


def _with_docvars(article: Article, docvars: Mapping[str, str]) -> Article:
    others = {name: value for name, value in docvars.items() if name != "date"}
    date = article.date or docvars.get("date")
    return replace(article, date=date, docvars={**others, **article.docvars})


def _page_id(page: Page, source: Source, options: ShardOptions, alone: bool) -> str:
    """The id of the file; of a record or sheet in it behind a ``~``, which no name of a file has.

    A record alone in its file, without an id of its own, is the file's page.
    """
    if source.holds_records:
        if alone and not source.whole and page.page_id == f"{text_of_name(source.path.stem)}.1":
            return source.page_id
        own = page_id_of(_record_id(page.page_id, source))
        return f"{source.page_id}~{own}" if options.several else own
    sheet = page.page_id.removeprefix(text_of_name(source.path.stem)).lstrip(".")
    return f"{source.page_id}~{sheet}" if sheet else source.page_id


def _free(page_id: str, taken: Mapping[str, Page]) -> str:
    """The id, or with a number where another record of the file has it."""
    if page_id not in taken:
        return page_id
    return next(name for n in range(2, len(taken) + 3) if (name := f"{page_id}~~{n}") not in taken)
