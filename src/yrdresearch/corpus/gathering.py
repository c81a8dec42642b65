"""Which files an import reads: folders walked, ids without collisions, docvars in the names of files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from yrdresearch.errors import ArgumentError, CorpusError, check_kind, path_of
from yrdresearch.files import text_of_name
from yrdresearch.pages.records import SUFFIXES as RECORDS
from yrdresearch.pages.sources import SUFFIXES, files_below, is_page_file, refuse_saved_corpus

_SAVE_AS = {
    ".doc": ".docx",
    ".wps": ".docx",
    ".rtf": ".docx",
    ".odt": ".docx",
    ".xls": ".xlsx",
    ".et": ".xlsx",
}
_FIELD = re.compile(r"\{(\w+)(?::([^{}]+))?\}")
_DATE_CODES = {"%Y": r"\d{4}", "%m": r"\d{1,2}", "%d": r"\d{1,2}", "%y": r"\d{2}"}
# An id that ends in numbers behind dots is read as an article's or paragraph's of another page
_NUMBERS_AT_END = re.compile(r"(?:\.\d+)+$")


class Skipped(NamedTuple):
    """A file or record that was not read, and why."""

    file: str
    record: str
    reason: str


@dataclass(frozen=True)
class Source:
    """A file to read: the id of its page, and the docvars that its name holds.

    For a piece of a large file of records (see `cut_records`) `whole` is that file, and `before` the number
    of lines in the pieces before.
    """

    path: Path
    page_id: str
    docvars: dict[str, str] = field(default_factory=dict)
    whole: Path | None = None
    before: int = 0

    @property
    def holds_records(self) -> bool:
        """Whether the file is a table or a list of records."""
        return self.path.suffix.lower() in RECORDS


def gather(
    paths: Iterable[str | Path], *, pattern: str | None = None, to: Path | None = None
) -> tuple[list[Source], list[Skipped]]:
    """Which files are pages, and which are left alone?

    Parameters
    ----------
    paths
        Files, and folders that are walked with all that they contain. Hidden files are passed over; links are
        not followed.
    pattern
        How the names of files without ending are made, such as ``"{date:%Y%m%d}-{page}-{n}"``: each field
        becomes a docvar. With a ``/`` it describes the path below the folder.
    to
        Where the corpus goes: what a stopped import left there is passed over.

    Returns
    -------
    tuple of list of Source and list of Skipped
        Sources in order of their path below the folder given, ids all different: the name without its
        ending, with its folders and ending where two files would share it.

    Raises
    ------
    CorpusError
        There is nothing at a path, or no file to read; a path is a corpus.
    ArgumentError
        `to` is one of the folders given.
    """
    check_kind(paths, "paths", Iterable)
    if pattern is not None:
        check_kind(pattern, "pattern", str)
    given = {path_of(path, "a path of paths") for path in paths}
    if to is not None and to.resolve() in {path.resolve() for path in given}:
        raise ArgumentError(f"{to} is the folder of the pages; give another folder for the corpus")
    found = [entry for path in given for entry in _walk(path, to)]
    found.sort(key=lambda entry: (entry[1], str(entry[0])))
    fault_of = {path: "" if path in given else _fault(path) for path, _ in found}
    read = {path: name for path, name in found if not fault_of[path]}
    skipped = [Skipped(text_of_name(path), "", fault) for path, fault in fault_of.items() if fault]
    if not read:
        raise CorpusError(
            f"{', '.join(map(str, paths))}: there is no page; pages end in {', '.join(SUFFIXES)}"
        )
    ids = _page_ids(read)
    facts = _facts_in_names(read, pattern) if pattern is not None else {}
    return [Source(path, ids[path], facts.get(path, {})) for path in read], skipped


def page_id_of(name: str) -> str:
    """A name as the id of a page: numbers behind dots at its end would read as an article's of another page.

    Examples
    --------
    >>> page_id_of("2024.05.01"), page_id_of("江海.1"), page_id_of("v1.x")
    ('2024-05-01', '江海-1', 'v1.x')
    """
    return _NUMBERS_AT_END.sub(lambda end: end.group().replace(".", "-"), name).replace("~", "-")


def _walk(path: Path, to: Path | None) -> list[tuple[Path, str]]:
    """Each file at `path` with its place below it, but those in a folder `to` below it."""
    if path.is_file():
        return [(path, text_of_name(path.name))]
    if not path.is_dir():
        raise CorpusError(f"there is no file or folder {path}; check the path")
    refuse_saved_corpus(path)
    files = files_below(path)
    if to is not None and to.resolve().is_relative_to(path.resolve()):
        inside = path / to.resolve().relative_to(path.resolve())
        files = [file for file in files if inside not in file.parents]
    return [(file, text_of_name(file.relative_to(path).as_posix())) for file in files]


def _fault(path: Path) -> str:
    if path.is_symlink():
        return "it is a link, and links are not followed"
    if path.is_dir():
        return "it is a corpus, an export or a report of this package, and holds no pages"
    if not path.is_file():
        return "it is no file but a pipe or device, which is not read"
    if path.suffix.lower() not in SUFFIXES:
        known = f"the format {path.suffix or 'without an ending'} is not known"
        return (
            f"{known}; save it as {_SAVE_AS[path.suffix.lower()]}"
            if path.suffix.lower() in _SAVE_AS
            else known
        )
    return "" if is_page_file(path) else "it holds no page: a list or a table without texts"


def _page_ids(read: dict[Path, str]) -> dict[Path, str]:
    """The shortest of stem, path below the folder, and that with its ending, which no other file has."""
    ids: dict[Path, str] = {}
    forms = (
        lambda name: Path(name).stem,
        lambda name: str(Path(name).with_suffix("")),
        lambda name: name.replace(".", "-"),
    )
    for form in forms:
        left = {path: form(name) for path, name in read.items() if path not in ids}
        wanted = {path: page_id_of(name.replace("/", "-")) for path, name in left.items()}
        times = Counter([*ids.values(), *wanted.values()])
        ids |= {path: name for path, name in wanted.items() if times[name] == 1}
    taken = set(ids.values())
    for path, name in read.items():
        if path not in ids:  # the same name in two folders given
            number = next(n for n in range(2, len(read) + 2) if f"{Path(name).stem}-{n}" not in taken)
            ids[path] = f"{Path(name).stem}-{number}"
            taken.add(ids[path])
    return ids


def _facts_in_names(read: dict[Path, str], pattern: str) -> dict[Path, dict[str, str]]:
    compiled, formats = _compiled(pattern)
    facts = {}
    for path, name in read.items():
        stem = Path(name).with_suffix("").as_posix() if "/" in pattern else Path(name).stem
        match = compiled.fullmatch(stem)
        if match is None:
            continue
        try:
            facts[path] = {key: _value(value, formats[key]) for key, value in match.groupdict().items()}
        except ValueError:  # a date that does not exist
            continue
    return facts


def _compiled(pattern: str) -> tuple[re.Pattern[str], dict[str, str | None]]:
    """The pattern as a regular expression, and the date format of each field, where it has one."""
    pieces, at = [], 0
    formats: dict[str, str | None] = {}
    for match in _FIELD.finditer(pattern):
        name, date_format = match.groups()
        if name in formats:
            raise ArgumentError(f"pattern has the field {name!r} twice; give each field its own name")
        formats[name] = date_format
        inside = re.escape(date_format).replace(r"\%", "%") if date_format else "[^/]+?"
        for code, digits in _DATE_CODES.items() if date_format else ():
            inside = inside.replace(code, digits)
        pieces += [re.escape(pattern[at : match.start()]), f"(?P<{name}>{inside})"]
        at = match.end()
    if not formats:
        raise ArgumentError(f"pattern {pattern!r} has no field; write one, such as '{{date:%Y%m%d}}-{{n}}'")
    return re.compile("".join([*pieces, re.escape(pattern[at:])])), formats


def _value(text: str, date_format: str | None) -> str:
    if date_format is None:
        return text
    found = datetime.strptime(text, date_format)
    parts = [found.strftime("%Y")] + [found.strftime(code) for code in ("%m", "%d") if code in date_format]
    return "-".join(parts)
