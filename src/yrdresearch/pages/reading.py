"""Files and folders of pages -> pages with their apparatus; knows no table: `yrd read` starts fast."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from yrdresearch.errors import ArgumentError, CorpusError, PageError, kind_of, path_of
from yrdresearch.files import text_of_name
from yrdresearch.pages.apparatus import find_apparatus
from yrdresearch.pages.conventionfiles import load_conventions
from yrdresearch.pages.conventions import Conventions
from yrdresearch.pages.facts import Extract, Facts
from yrdresearch.pages.filenames import source_of_name, title_of_name
from yrdresearch.pages.formfeeds import parse_pages
from yrdresearch.pages.layout import find_blocks
from yrdresearch.pages.outline import is_prose
from yrdresearch.pages.page import Page
from yrdresearch.pages.records import SUFFIXES as RECORDS
from yrdresearch.pages.sources import SUFFIXES, files_below, is_page_file, read_extracts, refuse_saved_corpus
from yrdresearch.words.lexicon import word_frequency

_ADDRESS = re.compile(r"[a-z]+:/+\w", re.IGNORECASE)


def read_page(
    path: str | Path,
    *,
    fields: Mapping[str, str] | None = None,
    conventions: str | Path | Conventions | None = None,
) -> Page:
    """Read one newspaper page: articles, paragraphs, sentences, apparatus and ledger.

    Parameters
    ----------
    path
        A file.
    fields, conventions
        As in `read_pages`.

    Raises
    ------
    PageError
        When the file is missing, empty, undecodable or not a page.

    Examples
    --------
    >>> import yrdresearch as yrd
    >>> page = yrd.read_page(yrd.files.shipped_path("sample") / "sample-1.txt")
    >>> len(page.articles)
    4
    """
    pages = read_pages(path, fields=fields, conventions=conventions)
    if len(pages) > 1:
        raise PageError(
            f"{text_of_name(path)} holds {len(pages)} pages; read them with `read_pages` or `yrd import`"
        )
    return pages[0]


def read_pages(
    path: str | Path,
    *,
    fields: Mapping[str, str] | None = None,
    conventions: str | Path | Conventions | None = None,
) -> list[Page]:
    """Read every page of a file, or of all files in a folder and the folders in it, in name order.

    A text file holds several pages when form feeds part them; files of records (``.jsonl``, ``.json``,
    ``.csv``, ``.tsv``, ``.xlsx``) hold one a record. A record that holds no article is left out, and a
    warning names it with the reason.

    Parameters
    ----------
    path
        A file or a folder.
    fields
        For records: which field holds what, as ``{"title": "headline", "text": "story"}``, where the usual
        names do not fit.
    conventions
        A YAML file that says what lines of these pages are, tried before what the package knows; see
        `load_conventions`.

    Raises
    ------
    PageError
        When a file is missing, empty, undecodable or not a page, or no record of it can be read.

    Warns
    -----
    UserWarning
        Records were left out: how many of how many, and the first of them with its reason.

    See Also
    --------
    try_pages : goes on where a file or record cannot be read, and says why.
    """
    path = path_of(path, "path")
    known = load_conventions(conventions)
    return [page for file in page_files(path) for page in _pages_of_file(file, fields, known)]


def _pages_of_file(file: Path, fields: Mapping[str, str] | None, conventions: Conventions) -> list[Page]:
    """The pages of a file; of a file of records, those of the records that hold an article."""
    found = [page for _, page in try_pages(file, fields=fields, conventions=conventions)]
    pages = [page for page in found if isinstance(page, Page)]
    faults = [page for page in found if isinstance(page, PageError)]
    if faults and not (pages and file.suffix.lower() in RECORDS):
        raise faults[0]
    if faults:
        warnings.warn(
            f"{text_of_name(file)}: {len(faults)} of {len(found)} records were left out; "
            f"the first: {faults[0]} (`yrd.pages.try_pages` lists them all)",
            stacklevel=3,
        )
    return pages


def try_pages(
    path: str | Path,
    *,
    fields: Mapping[str, str] | None = None,
    conventions: str | Path | Conventions | None = None,
) -> Iterator[tuple[str, Page | PageError]]:
    """Which pages of a file or folder can be read, and what is wrong with the others?

    Parameters
    ----------
    path, fields, conventions
        As in `read_pages`.

    Yields
    ------
    tuple of str and Page or PageError
        The page's id (of a file that cannot be read as a whole, its path), and the page or the reason.

    Raises
    ------
    PageError, CorpusError
        There is nothing at `path`, or no page file in the folder.

    Examples
    --------
    >>> from yrdresearch.files import shipped_path
    >>> [name for name, page in try_pages(shipped_path("sample")) if not isinstance(page, PageError)]
    ['sample-1', 'sample-2', 'sample-3']
    """
    if fields is not None and not isinstance(fields, Mapping):
        raise ArgumentError(f"fields is {kind_of(fields)}; give a mapping such as {{'title': 'headline'}}")
    words, known = word_frequency(), load_conventions(conventions)
    for file in page_files(path_of(path, "path")):
        try:
            for page_id, found in read_extracts(file, fields=fields):
                for page in (
                    [found] if isinstance(found, PageError) else _pages_of(found, page_id, file, known)
                ):
                    if isinstance(page, PageError):
                        yield page_id, page
                    else:
                        yield (
                            page.page_id,
                            replace(page, apparatus=find_apparatus(page, word_frequency=words)),
                        )
        except PageError as error:
            yield text_of_name(file), error


def _pages_of(found: Extract, page_id: str, file: Path, conventions: Conventions) -> list[Page | PageError]:
    """The pages of a text; an article without a title is called by its file's name, unless it is a record."""
    named, a_record = source_of_name(file), file.suffix.lower() in RECORDS

    def pages_with(facts: Facts) -> list[Page]:
        pages = parse_pages(
            found.text,
            page_id=page_id,
            facts=facts,
            left_out=found.left_out,
            named=named,
            conventions=conventions,
        )
        return list(pages) if a_record else [_called(page, file) for page in pages]

    try:
        return [*pages_with(found.facts)]
    except PageError as error:  # the page's name is not yet the file's
        fault = PageError(f"{text_of_name(file)}, page {error}")
    if found.facts.title is not None or not (a_record or is_prose(find_blocks(found.text, conventions))):
        return [fault]
    try:  # an article without a title
        return [*pages_with(replace(found.facts, title=""))]
    except PageError:
        return [fault]


def _called(page: Page, file: Path) -> Page:
    """A page whose one article has no title, called by the name of its file where that reads like one."""
    article, *others = page.articles
    if others or article.title:
        return page
    title = title_of_name(text_of_name(file), "".join(paragraph.text for paragraph in article.paragraphs))
    for author in article.authors:
        title = title.removeprefix(author).lstrip(" -_—:：")
    reasons = (*article.reasons, *(["the name of its file is taken for its title"] if title else []))
    return replace(page, articles=(replace(article, title=title, reasons=reasons),))


def page_files(path: str | Path) -> list[Path]:
    """The page files at `path`: itself, or the pages in the folder and the folders in it, in name order."""
    path = path_of(path, "path")
    if path.is_file():
        return [path]
    if not path.is_dir():
        if _ADDRESS.match(str(path)):
            raise PageError(f"{path} is an address, and nothing is fetched; save the page and give its file")
        raise PageError(f"there is no file or folder {text_of_name(path)}; check the path")
    refuse_saved_corpus(path)
    files = sorted(file for file in files_below(path) if file.is_file() and is_page_file(file))
    if not files:
        raise CorpusError(
            f"{text_of_name(path)}: the folder holds no page; pages end in {', '.join(SUFFIXES)}"
        )
    for file in files:
        if not file.resolve().is_relative_to(path.resolve()):
            raise PageError(
                f"{text_of_name(file)} is a link out of its folder; put the file itself there, or name it"
            )
    return files
