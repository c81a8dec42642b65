"""File -> text with its facts: formats by their ending, encodings by a strict ladder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from yrdresearch.errors import CorpusError, PageError
from yrdresearch.files import decode, decode_strictly, text_of_name
from yrdresearch.folders import MANIFEST
from yrdresearch.pages.docx import docx_to_text
from yrdresearch.pages.facts import Extract
from yrdresearch.pages.html import html_to_text
from yrdresearch.pages.labels import labelled_text
from yrdresearch.pages.markdown import markdown_to_text
from yrdresearch.pages.pdf import pdf_to_text
from yrdresearch.pages.records import SUFFIXES as RECORDS
from yrdresearch.pages.records import TABLES, has_text_column, read_records, table_head
from yrdresearch.spreadsheets import xlsx_as_csv

SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".jsonl", ".json", ".csv", ".tsv", ".xlsx")
"""Endings of the files that can be read."""

_LARGEST = 64_000_000  # bytes of a file that is one page
_LARGEST_TABLE = 2_000_000_000  # bytes of a file of records
_BIG5 = re.compile(rb"""<meta[^>]{0,80}charset\s*=\s*["']?\s*big5""", re.IGNORECASE)


def read_text(path: str | Path) -> str:
    """The text of a file that is one page, line ends as they are, byte order mark left out.

    Parameters
    ----------
    path
        A ``.txt`` or ``.md`` file, an ``.html`` page of a news site, a ``.docx``, a ``.pdf`` with a text
        layer. Headings of ``.html`` and ``.docx`` come marked with ``#``; offsets count the text returned.

    Raises
    ------
    PageError
        The file is missing, empty, too large, of an unknown format, undecodable (with the byte's offset),
        locked, made of images, or holds no Chinese text.

    Examples
    --------
    >>> from yrdresearch.files import shipped_path
    >>> read_text(shipped_path("sample") / "sample-2.txt").split()[0]
    '向一体化要质量'
    """
    path = Path(path)
    if path.suffix.lower() in RECORDS:
        raise PageError(f"{path} holds records; read it with `read_pages` or `yrd import`")
    return _extract(path).text


def read_extracts(
    path: Path, *, fields: Mapping[str, str] | None = None
) -> Iterator[tuple[str, Extract | PageError]]:
    """The texts of a file with their ids and facts; the reason in words for a record that has none.

    `fields` says which field of a record holds what (see `read_records`).

    Raises
    ------
    PageError
        The file as a whole cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix not in RECORDS:
        yield text_of_name(path.stem), _extract(path)
        return
    name = text_of_name(path)
    data = _bytes_of(path, _LARGEST_TABLE)
    text = xlsx_as_csv(data, name=name) if suffix == ".xlsx" else decode(data, name=name)
    if not text.strip():
        raise PageError(f"{name} is empty; give a file that holds records")
    for page_id, found in read_records(text, name=name, suffix=suffix, fields=fields):
        if isinstance(found, Extract) and not _has_chinese(found.text):
            found = PageError(f"{name}, record {page_id}, has no Chinese character in its text")
        yield page_id, found


def is_page_file(path: Path) -> bool:
    """Whether a file in a folder of pages is one: by its ending, and a table by a column that holds texts."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES or path.stem == "README" or path.name == "datapackage.json":
        return False
    if suffix in TABLES:
        try:
            return has_text_column(table_head(_first_line(path)))
        except PageError:
            return True  # reading it will say what is wrong
    return True


def _first_line(path: Path) -> str:
    if path.suffix.lower() == ".xlsx":
        return xlsx_as_csv(path.read_bytes(), name=str(path)).partition("\n")[0]
    with path.open("rb") as file:
        return decode(file.readline(65_536), name=str(path))


def files_below(folder: Path) -> list[Path]:
    """All that lies in a folder and the folders in it, but hidden files and READMEs.

    Links are not followed, and what this package made (a saved corpus, an export, a report) is not entered:
    both are in the list as they are.
    """
    found = []
    for name, subfolders, files in os.walk(folder):
        inside = [Path(name, one) for one in sorted(subfolders) if not one.startswith(".")]
        closed = [one for one in inside if one.is_symlink() or _is_made(one)]
        subfolders[:] = [one.name for one in inside if one not in closed]
        pages = [one for one in files if not one.startswith(".") and Path(one).stem != "README"]
        found += [*(Path(name, one) for one in pages), *closed]
    return found


def is_saved_corpus(folder: Path) -> bool:
    """Whether a folder holds the tables of a corpus, which are no pages."""
    tables = ("term_counts.csv", "shards")
    return (folder / "datapackage.json").is_file() and any((folder / one).exists() for one in tables)


def _is_made(folder: Path) -> bool:
    return is_saved_corpus(folder) or (folder / MANIFEST).is_file()


def refuse_saved_corpus(folder: Path) -> None:
    """Raise `CorpusError` where the folder is no folder of pages but a corpus made of them."""
    if is_saved_corpus(folder):
        raise CorpusError(
            f"{text_of_name(folder)} is a saved corpus, whose tables are no pages; open it with load_corpus, "
            "or give the files it was made from"
        )


def _extract(path: Path) -> Extract:
    data = _bytes_of(path, _LARGEST)
    suffix, name = path.suffix.lower(), text_of_name(path)
    if suffix == ".pdf" or data.startswith(b"%PDF"):
        found = pdf_to_text(data, name=name)
    elif suffix == ".docx":
        found = docx_to_text(data, name=name)
    elif suffix in (".html", ".htm"):
        found = html_to_text(_decode_html(data, name), name=name)
    elif suffix == ".md":
        found = markdown_to_text(decode(data, name=name), name=name)
        found = labelled_text(found) if found.facts.title is None else found
    elif suffix in (".txt", ""):
        found = labelled_text(Extract(decode(data, name=name)))
    else:
        raise PageError(f"{name}: the format {suffix} is not known; give one of {', '.join(SUFFIXES)}")
    if not found.text.strip():
        raise PageError(f"{name} is empty; give a file that holds a page's text")
    if not _has_chinese(found.text):
        raise PageError(f"{name} is not a newspaper page (no Chinese character in it); give a page's text")
    return found


def _decode_html(data: bytes, name: str) -> str:
    """By the ladder, whatever the page declares: many say GB2312 and are saved as UTF-8. Big5 is declared."""
    if _BIG5.search(data[:2048]):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return decode_strictly(data, "big5hkscs", name, 0)
    return decode(data, name=name)


def _has_chinese(text: str) -> bool:
    return bool(re.search(r"[㐀-鿿]", text))


def _bytes_of(path: Path, largest: int) -> bytes:
    name = text_of_name(path)
    if path.is_dir():
        raise PageError(f"{name} is a folder; give one page file, or import the folder with `yrd import`")
    if not path.is_file():
        raise PageError(f"there is no file {name}; check the path")
    if (size := path.stat().st_size) > largest:
        raise PageError(f"{name} has {size:,} bytes; split it into files of up to {largest:,}")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PageError(f"{name} cannot be read ({error.strerror}); check its permissions") from error
    if not data:
        raise PageError(f"{name} is empty; give a file that holds a page's text")
    return data
