"""Bytes -> text by a strict ladder of encodings; text -> files, whole or not at all; data of the package."""

from __future__ import annotations

import codecs
import os
import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from yrdresearch.errors import PageError, WriteError

SHIPPED = {"essays": "yrd-essays", "sample": "sample"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# What XML and spreadsheets do not take: control characters, halves of surrogate pairs, no characters
_UNPRINTABLE = re.compile("[^\\t\\n\\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OF_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
LARGEST_PART = 100_000_000  # bytes of one part of a zipped file, unpacked
_LONGEST = 180  # bytes of a file's name before its ending; file systems take 255


def decode(data: bytes, *, name: str) -> str:
    """Decode `data` by its byte order mark, else strictly as UTF-8, else strictly as GB18030.

    Raises
    ------
    PageError
        No rung of the ladder reads every byte; the message gives the offset.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return decode_strictly(data[len(mark) :], encoding, name, len(mark))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as not_utf8:
        text = decode_strictly(data, "gb18030", name, 0, not_utf8.start)
    if "\x00" in text:
        raise PageError(
            f"{name} is not a text file (a zero byte at offset {data.index(0)}); save it as text in UTF-8"
        )
    return text


def decode_strictly(
    data: bytes, encoding: str, name: str, skipped: int, utf8_fault: int | None = None
) -> str:
    """Decode `data`, or name the byte that cannot be; `skipped` bytes were cut off before."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        tried = f"{encoding.upper()} (byte {error.start + skipped})"
        if utf8_fault is not None:
            tried = f"UTF-8 (byte {utf8_fault}) or {tried}"
        raise PageError(f"{name} cannot be decoded as {tried}; save it as UTF-8") from None


def text_of_name(name: str | Path) -> str:
    """A file's name or path as text, the same on every system: UTF-8, else GB18030, else U+FFFD for a byte.

    Archives packed on a Chinese Windows hold names in GB18030, which other systems unpack as they are.

    Examples
    --------
    >>> text_of_name(Path("江海日报/要闻.txt")), text_of_name(os.fsdecode("要闻.txt".encode("gb18030")))
    ('江海日报/要闻.txt', '要闻.txt')
    """
    data = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def resource(name: str) -> str:
    """The text of a data file of the package."""
    return files("yrdresearch").joinpath("resources", name).read_text(encoding="utf-8")


def shipped_path(name: str) -> Path:
    """Folder of a corpus that comes with the package: ``"essays"`` or ``"sample"``."""
    installed = Path(__file__).parent / "data" / SHIPPED[name]
    return installed if installed.is_dir() else checkout() / "data" / SHIPPED[name]


def checkout() -> Path:
    """The folder that holds `src`, `data` and `notebooks` when the package runs from its repository."""
    return Path(__file__).parents[2]


def write_whole(path: str | Path, data: str | bytes) -> Path:
    """Write a file whole or not at all; an older file of that name stays until the new one is there.

    Parameters
    ----------
    path
        Its folder is made when it is missing.
    data
        Bytes; or text, written in UTF-8 as `printable` has it.

    Raises
    ------
    WriteError
        When the file cannot be written: a full disk, a folder that is read-only, a path that is no file.

    Examples
    --------
    >>> import tempfile
    >>> write_whole(Path(tempfile.mkdtemp()) / "note.txt", "一体化").read_text("utf-8")
    '一体化'
    """
    path = Path(path)
    with telling(path):
        target = path.resolve() if path.is_symlink() else path
        if target.exists() and not target.is_file():
            raise WriteError(f"{path} is no ordinary file; give another name")
        target.parent.mkdir(parents=True, exist_ok=True)
        staging = target.with_name(f".yrd-{secrets.token_hex(8)}")
        try:
            with staging.open("xb") as file:
                file.write(data if isinstance(data, bytes) else printable(data).encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                shutil.copymode(target, staging)
            staging.replace(target)
        finally:
            staging.unlink(missing_ok=True)
    return path


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Tell what the system says against writing `path` in one sentence."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error) or type(error).__name__
        raise WriteError(
            f"{path} cannot be written ({reason}); what was there before is unchanged"
        ) from error


def printable(text: str) -> str:
    """The text with U+FFFD for every character that XML and spreadsheets do not take, one for one.

    Examples
    --------
    >>> printable("长三角" + chr(7) + "一体化") == "长三角\ufffd一体化"
    True
    """
    return _UNPRINTABLE.sub("\ufffd", text)


def safe_names(texts: Iterable[str]) -> list[str]:
    """Names of files for these texts: letters and digits of any script, ``-``, ``_`` and ``.``; each once.

    Everything else becomes ``-``, so that no name leads out of its folder. Names that would be equal, in
    upper or lower case, get a number.

    Examples
    --------
    >>> safe_names(["长三角 一体化", "../escaped", "/escaped", "a.1"])
    ['长三角-一体化', 'escaped', 'escaped-2', 'a.1']
    """
    names: list[str] = []
    taken: set[str] = set()
    for text in texts:
        name = first = _safe_name(text)
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{first}-{number}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _safe_name(text: str) -> str:
    name = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", text))
    name = name.encode("utf-8")[:_LONGEST].decode("utf-8", "ignore").strip(".-") or "unnamed"
    return f"{name}_" if _OF_WINDOWS.match(name) else name
