"""Large files of records, a record a line, in pieces that are read one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from yrdresearch.corpus.gathering import Source
from yrdresearch.files import write_whole

_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")  # UTF-16 and UTF-32: lines do not end at a byte


def cut_records(sources: Sequence[Source], folder: Path, *, size: int) -> list[Source]:
    """The sources, with each ``.jsonl`` file of more than `size` bytes as pieces of about that size.

    Pieces are written into `folder`. Each begins with as many empty lines as it lacks of the file, so that
    the number of a line is still that of the file.
    """
    return [piece for source in sources for piece in _pieces(source, folder, size)]


def _pieces(source: Source, folder: Path, size: int) -> Iterator[Source]:
    path = source.path
    if path.suffix.lower() != ".jsonl" or path.stat().st_size <= size or _is_wide(path):
        yield source
        return
    for number, (before, lines) in enumerate(_runs_of_lines(path, size)):
        piece = folder / f"{source.page_id}-{number}" / path.name
        write_whole(piece, b"\n" * before + b"".join(lines))
        yield replace(source, path=piece, whole=path, before=before)


def _runs_of_lines(path: Path, size: int) -> Iterator[tuple[int, list[bytes]]]:
    """Lines of about `size` bytes together, with the number of lines before them."""
    before, length = 0, 0
    lines: list[bytes] = []
    with path.open("rb") as file:
        for line in file:
            lines.append(line)
            length += len(line)
            if length >= size:
                yield before, lines
                before, length, lines = before + len(lines), 0, []
    if lines:
        yield before, lines


def _is_wide(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) in _WIDE_MARKS
