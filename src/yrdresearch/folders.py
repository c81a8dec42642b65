"""A folder of files, written as a whole: the old files or the new, never a mixture; files of others stay."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from yrdresearch.errors import WriteError
from yrdresearch.files import telling

MANIFEST = ".yrd-manifest.json"
"""Names the files that an earlier write made, each with its SHA-256."""
_BETWEEN = ".yrd-link"  # a file on its way into a folder


def write_folder(
    folder: str | Path,
    fill: Callable[[Path], object],
    *,
    own: Iterable[str] | None = None,
    expected: Iterable[str] = (),
) -> Path:
    """Write the files of a folder as a whole: the old ones or the new, never a mixture; others stay.

    The new files are made in a folder beside, the files of others are linked in, and the two folders are
    exchanged in one step. Where the system cannot do that (Windows, a mounted folder, the folder one works
    in) the files are replaced one by one.

    Parameters
    ----------
    folder
        Made when it is missing.
    fill
        Called with the folder to write into.
    own
        Names of the files that are replaced, or removed when they are not made again. None: those that the
        folder's manifest names; a new manifest is written.
    expected
        Names that `fill` writes for certain: where others have such a file, that is told before the work.

    Raises
    ------
    WriteError
        When a file of others would be written over, or a file in the manifest was changed since; when
        another run is writing there; when the disk is full or the folder read-only.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "mine.txt").write_text("of others")
    >>> _ = write_folder(folder, lambda new: (new / "table.csv").write_text("a,b"))
    >>> sorted(path.name for path in folder.iterdir())
    ['.yrd-manifest.json', 'mine.txt', 'table.csv']
    """
    folder = Path(folder).resolve()
    if folder.exists() and not folder.is_dir():
        raise WriteError(f"{folder} is a file; give a folder")
    with telling(folder), alone(folder):
        mine = _unchanged(folder) if own is None else set(own)
        refuse_others(folder, [*expected, *([MANIFEST] if own is None else [])], mine)
        staging = _staging(folder)
        shutil.rmtree(staging, ignore_errors=True)  # of a run that was killed
        try:
            staging.mkdir(parents=True)
            fill(staging)
            if own is None:
                mine = _unchanged(folder)
                _write_manifest(staging, _names(staging))
            names = _names(staging)
            refuse_others(folder, names, mine)
            _flush(staging, names)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        _put_in_place(staging, folder, names, mine)
    return folder


def _staging(folder: Path) -> Path:
    """Where the new files are made: beside the folder where the two can be exchanged, else in it."""
    fixed = folder.is_dir() and (os.path.ismount(folder) or Path.cwd().is_relative_to(folder))
    beside = not fixed and (os.access(folder.parent, os.W_OK) or not folder.is_dir())
    return folder.with_name(f".{folder.name}.yrd-new") if beside else folder / ".yrd-new"


def _put_in_place(staging: Path, folder: Path, names: list[str], mine: set[str]) -> None:
    if not folder.exists():
        staging.rename(folder)
        return
    try:
        if staging.parent == folder:
            raise OSError("this folder has to stay where it is")
        _link_others(folder, staging, mine)
        _exchange(staging, folder)
    except OSError:
        _replace_one_by_one(staging, folder, names, mine)
    else:
        _link_others(staging, folder, mine)  # what others added in the last moment
    shutil.rmtree(staging)


def _exchange(one: Path, other: Path) -> None:
    """Exchange two folders in one step (Linux, macOS); OSError where that cannot be done."""
    library: Any = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
    names = os.fsencode(one), os.fsencode(other)
    if hasattr(library, "renameat2"):
        failed = library.renameat2(-100, names[0], -100, names[1], 2)  # AT_FDCWD, RENAME_EXCHANGE
    elif hasattr(library, "renamex_np"):
        failed = library.renamex_np(*names, 2)  # RENAME_SWAP
    else:
        raise OSError("this system cannot exchange folders")
    if failed:
        raise OSError(ctypes.get_errno(), "these folders cannot be exchanged")


def _replace_one_by_one(staging: Path, folder: Path, names: list[str], mine: set[str]) -> None:
    """The manifest first, so that it knows what a killed run replaced; descriptors last."""
    if MANIFEST in names:
        _write_manifest(staging, names, earlier=_manifest(folder))
    for name in sorted(names, key=lambda name: (name != MANIFEST, name.endswith(".json"), name)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (staging / name).replace(folder / name)
    for name in sorted(mine - set(names)):
        (folder / name).unlink(missing_ok=True)
        for parent in list(Path(name).parents)[:-1]:
            if (folder / parent).is_dir() and not any((folder / parent).iterdir()):
                (folder / parent).rmdir()


def _link_others(old: Path, new: Path, mine: set[str]) -> None:
    """Link into `new` what is not `mine` in `old`: the same files, not copies; the later of two."""
    for name in _names(old):
        if name not in mine and _is_later(old / name, new / name):
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            os.link(old / name, new / _BETWEEN, follow_symlinks=False)
            (new / _BETWEEN).replace(new / name)
    for path in [old, *(path for path in sorted(old.rglob("*")) if path.is_dir() and not path.is_symlink())]:
        target = new / path.relative_to(old)
        if not target.exists() and not any(path.iterdir()):
            target.mkdir(parents=True)
        if target.is_dir():
            _as_it_was(path, target)


def _is_later(one: Path, other: Path) -> bool:
    """Whether a file was saved after another one of its name, or is the only one."""
    if not os.path.lexists(other):
        return True
    first, second = one.lstat(), other.lstat()
    return first.st_ino != second.st_ino and first.st_mtime_ns > second.st_mtime_ns


def _as_it_was(old: Path, new: Path) -> None:
    """Owner, permissions and times of a folder."""
    if hasattr(os, "chown") and os.geteuid() == 0:
        os.chown(new, old.stat().st_uid, old.stat().st_gid)
    shutil.copystat(old, new)


def refuse_others(folder: Path, names: Iterable[str], mine: set[str]) -> None:
    """Tell which of these files is in the folder and not `mine`, or what is in the way of one's folder.

    Raises
    ------
    WriteError
        There is one.
    """
    for name in names:
        for parent in list(Path(name).parents)[:-1]:
            if os.path.lexists(folder / parent) and not _is_folder(folder / parent):
                raise WriteError(f"{folder / parent} is in the way of a folder; move it, or write elsewhere")
        if name not in mine and os.path.lexists(folder / name):
            raise WriteError(
                f"{folder / name} is not from an earlier run and would be written over; "
                "move it, or give another folder"
            )


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _names(folder: Path) -> list[str]:
    """Files, links and whatever else is no folder, as names with ``/``, in order."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not _is_folder(path))


def _manifest(folder: Path) -> dict[str, list[str]] | None:
    """Name -> hashes that the file may have; None where there is no manifest of ours."""
    if (folder / MANIFEST).is_symlink():
        return None
    try:
        files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        return {str(name): [str(one) for one in hashes] for name, hashes in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _write_manifest(folder: Path, names: list[str], *, earlier: dict[str, list[str]] | None = None) -> None:
    known = dict(earlier or {})
    for name in names:
        if name != MANIFEST:
            known[name] = sorted({_hash(folder / name), *known.get(name, [])})
    text = json.dumps({"made_by": "yrdresearch", "files": known}, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _unchanged(folder: Path) -> set[str]:
    """The files that the manifest names and that are there."""
    made = _manifest(folder)
    mine = set() if made is None else {MANIFEST}
    for name, hashes in (made or {}).items():
        path = folder / name
        inside = path.is_relative_to(folder) and path.parent.resolve() == path.parent  # and behind no link
        if inside and os.path.lexists(path):
            if path.is_symlink() or not path.is_file() or _hash(path) not in hashes:
                raise WriteError(
                    f"{path} was changed after an earlier run made it; move it, or give another folder"
                )
            mine.add(name)
    return mine


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(folder: Path, names: list[str]) -> None:
    """Have the system put the files on the disk before they take the place of others."""
    for name in names:
        with (folder / name).open("rb") as file:
            os.fsync(file.fileno())


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which the system gives back whenever this process ends.

    Raises
    ------
    WriteError
        Another run holds it.
    """
    try:
        import fcntl
    except ImportError:  # Windows has none
        yield
        return
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    with Path(tempfile.gettempdir(), f"yrd-{os.getuid()}-{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WriteError(f"{folder}: another run is writing there; wait until it has ended") from None
        yield
