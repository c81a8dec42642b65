"""Files and folders of pages -> pages with their apparatus; knows no table: `yrd read` starts fast."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from yrdresearch.errors import CorpusError, PageError
from yrdresearch.pages.apparatus import find_apparatus
from yrdresearch.pages.page import Page
from yrdresearch.pages.parse import parse_pages
from yrdresearch.pages.sources import SUFFIXES, read_records, read_text
from yrdresearch.words.lexicon import word_frequency


def read_page(path: str | Path) -> Page:
    """Read one newspaper page: articles, paragraphs, sentences, apparatus and ledger.

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
    pages = read_pages(path)
    if len(pages) > 1:
        raise PageError(f"{path} holds {len(pages)} pages; read them with `read_pages` or `yrd import`")
    return pages[0]


def read_pages(path: str | Path) -> list[Page]:
    """Read every page of a file, or of all files in a folder, in name order.

    A text file holds several pages when form feeds part them; a ``.jsonl`` file holds one a line.

    Raises
    ------
    PageError
        When a file is missing, empty, undecodable or not a page.
    """
    path = Path(path)
    if path.is_dir():
        return [page for file in page_files(path) for page in read_pages(file)]
    if path.suffix.lower() == ".jsonl" and path.is_file():
        texts = read_records(path)
    else:
        texts = [(path.stem, read_text(path))]
    words = word_frequency()
    pages = [page for page_id, text in texts for page in _parse(text, page_id, path)]
    return [replace(page, apparatus=find_apparatus(page, word_frequency=words)) for page in pages]


def _parse(text: str, page_id: str, path: Path) -> tuple[Page, ...]:
    try:
        return parse_pages(text, page_id=page_id)
    except PageError as error:
        raise PageError(f"{path}, page {error}") from None  # the page's name is not yet the file's


def page_files(path: Path) -> list[Path]:
    """The page files at `path`: itself, or the pages in the folder in name order."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise PageError(f"there is no file or folder {path}; check the path")
    files = sorted(
        file for file in path.iterdir() if file.suffix.lower() in SUFFIXES and file.stem != "README"
    )
    if not files:
        raise CorpusError(f"{path}: the folder holds no page; pages end in {', '.join(SUFFIXES)}")
    return files
