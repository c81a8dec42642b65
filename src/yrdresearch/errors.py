"""The package's own errors, one clear sentence each, the checks that raise them, the language of messages."""

import math
import os
from collections.abc import Iterable, Iterator
from numbers import Integral, Real
from pathlib import Path
from typing import Any

from yrdresearch.messages import chinese


class YrdError(ValueError):
    """Base of every error a user of this package can cause and mend; its message is one line."""

    def __init__(self, message: object = "") -> None:
        line = " ".join(str(message).split())
        super().__init__("".join(one if one.isprintable() else "\ufffd" for one in line))

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the sentence alone, in the language set."""
        whole = "where it happened, in full: import traceback; traceback.print_last()"
        return [f"{type(self).__name__}: {told(self)}", f"({told(whole)})"]


class PageError(YrdError):
    """A file cannot be read, or what it holds is not a newspaper page."""


class CorpusError(YrdError):
    """A corpus folder is missing, damaged, or lacks what was asked of it."""


class TextMissingError(CorpusError):
    """A function needs the essays' text, and this corpus holds derived features only."""


class ArgumentError(YrdError):
    """An argument has a value that the function cannot work with."""


class CodebookError(YrdError):
    """A codebook or a coding sheet breaks its own rules."""


class ReportError(YrdError):
    """A notebook failed, or a figure's table differs from the recorded one."""


class WriteError(YrdError):
    """A file cannot be written, or would take the place of one that this package did not make."""


LANGUAGES = ("zh", "en")


def language(lang: str | None = None) -> str:
    """The language of labels and messages: `lang`, else ``YRD_LANG`` of the environment, else ``"zh"``.

    Raises
    ------
    ArgumentError
        For another language than ``"zh"`` or ``"en"``.

    Examples
    --------
    >>> language("en")
    'en'
    """
    lang = os.environ.get("YRD_LANG") or "zh" if lang is None else lang
    if not isinstance(lang, str) or lang not in LANGUAGES:
        raise ArgumentError(f"lang is {lang!r:.80}; choose 'zh' or 'en' (or set YRD_LANG to one of them)")
    return lang


def use_language(lang: str | None) -> str:
    """Set the language of labels and messages for what follows; None keeps the one that is set.

    Examples
    --------
    >>> use_language(None) in LANGUAGES
    True
    """
    os.environ["YRD_LANG"] = language(lang)
    return os.environ["YRD_LANG"]


def spoken() -> str:
    """The language of a terminal's messages: ``YRD_LANG`` if it is set, else that of the system."""
    system = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return language(os.environ.get("YRD_LANG") or ("zh" if system.lower().startswith("zh") else "en"))


def told(message: object, lang: str | None = None) -> str:
    """A message as it is displayed, in `lang` or the language that is spoken.

    Examples
    --------
    >>> told(ArgumentError("level is 3; give a share between 0 and 1, such as 0.95"), "zh")
    'level 是 3；请给出 0 与 1 之间的比例，如 0.95'
    """
    return chinese(str(message)) if (spoken() if lang is None else language(lang)) == "zh" else str(message)


def first_few(items: Iterable[object], limit: int = 3) -> str:
    """The first of these items, for a message."""
    listed = [str(item) for item in items]
    return ", ".join(listed[:limit]) + (", …" if len(listed) > limit else "")


_PLAIN_NAMES = {
    **{"str": "a text", "bool": "True or False", "int": "a whole number", "float": "a number"},
    **dict.fromkeys(("Iterable", "Sequence", "list"), "a list"),
    **dict.fromkeys(("Mapping", "dict"), "a dict"),
    **dict.fromkeys(("Callable", "function", "builtin_function_or_method"), "a function"),
    **{"DataFrame": "a table", "ndarray": "an array", "bytes": "bytes"},
}


def kind_of(value: Any) -> str:
    """What a value is, in a message.

    Examples
    --------
    >>> kind_of("文"), kind_of(5), kind_of(None), kind_of(Path("a"))[:2]
    ('a text', 'a whole number', 'None', 'a ')
    """
    return repr(value) if value is None or isinstance(value, bool) else _kind(type(value))


def _kind(kind: type) -> str:
    name = kind.__name__
    return _PLAIN_NAMES.get(name) or f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"


def check_kind(value: Any, name: str, kind: Any, *, source: str = "") -> None:
    """Raise `ArgumentError` unless the argument is of this kind; `source` is what makes such a thing."""
    if not isinstance(value, kind):
        made = f", as from `{source}`" if source else ""
        raise ArgumentError(f"{name} is {kind_of(value)}; give {_kind(kind)}{made}")


def check_texts(values: Any, name: str) -> None:
    """Raise `ArgumentError` unless the argument is a list, or the like, of texts; one text is none.

    Nor is an iterator: it would be used up by the check.
    """
    if isinstance(values, (str, bytes, Iterator)) or not isinstance(values, Iterable):
        raise ArgumentError(f"{name} is {kind_of(values)}; give a list of texts")
    for value in values:
        if not isinstance(value, str):
            raise ArgumentError(f"{name} has {kind_of(value)} in it, {value!r:.40}; give texts only")


def check_numbers(values: Any, name: str, *, dimensions: tuple[int, ...] = (1,), least: int = 0) -> None:
    """Raise `ArgumentError` unless the argument is an array, or a list, of at least so many numbers."""
    import numpy as np

    try:
        array = None if values is None else np.asarray(values, dtype=float)
    except (ValueError, TypeError):
        array = None
    if array is None or array.ndim not in dimensions or array.size < least:
        of = " or ".join(map(str, dimensions))
        many = f", {least} or more" if least else ""
        raise ArgumentError(f"{name} is {kind_of(values)}; give an array of numbers ({of}-D{many})")


def path_of(value: Any, name: str) -> Path:
    """The path that the argument gives.

    Raises
    ------
    ArgumentError
        When it is no path, or one that no file can have.
    """
    if isinstance(value, bytes) or not isinstance(value, (str, os.PathLike)):
        raise ArgumentError(f"{name} is {kind_of(value)}; give the path of a file or folder")
    if not os.fspath(value):
        raise ArgumentError(f"{name} is empty; give the path of a file or folder")
    path = Path(value)
    try:
        path.exists()
    except OSError as error:
        raise ArgumentError(
            f"{name} {str(path)[:80]!r} cannot be a path ({error.strerror}); check it"
        ) from None
    return path


def check_whole_number(value: Any, name: str, *, least: int, such_as: int) -> None:
    """Raise `ArgumentError` unless the argument is a whole number of at least `least`."""
    if isinstance(value, bool) or not isinstance(value, Integral) or int(value) < least:
        raise ArgumentError(
            f"{name} is {value!r:.80}; give a whole number of {least} or more, such as {such_as}"
        )


def check_number(value: Any, name: str, *, least: float, most: float = math.inf, such_as: float) -> None:
    """Raise `ArgumentError` unless the argument is a number from `least` to `most`."""
    if isinstance(value, bool) or not isinstance(value, Real) or not least <= float(value) <= most:
        to = "" if most == math.inf else f" to {most}"
        raise ArgumentError(f"{name} is {value!r:.80}; give a number from {least}{to}, such as {such_as}")


def check_level(level: Any) -> None:
    """Raise `ArgumentError` unless `level`, the share of draws an interval holds, is between 0 and 1."""
    if isinstance(level, bool) or not isinstance(level, (int, float)) or not 0 < level < 1:
        raise ArgumentError(f"level is {level!r:.80}; give a share between 0 and 1, such as 0.95")


def check_choice(value: Any, name: str, choices: Iterable[Any]) -> None:
    """Raise `ArgumentError` unless the argument is one of the choices."""
    known = list(choices)
    if not any(value is one or (isinstance(value, type(one)) and value == one) for one in known):
        raise ArgumentError(f"{name} is {value!r:.80}; choose one of {', '.join(map(repr, known))}")


def check_columns(table: Any, columns: Iterable[str], name: str, *, source: str = "") -> None:
    """Raise `ArgumentError` unless the argument is a table that has these columns.

    `source` is the function that makes such a table, for the message.
    """
    made = f"a table as from `{source}`" if source else "a table that has them"
    if not hasattr(table, "columns"):
        raise ArgumentError(f"{name} is {kind_of(table)}; give {made}")
    missing = [column for column in columns if column not in table]
    if missing:
        raise ArgumentError(f"{name} has no column {', '.join(map(repr, missing))}; give {made}")


def check_rows(table: Any, name: str) -> None:
    """Raise `ArgumentError` unless the table has rows."""
    if not len(table):
        raise ArgumentError(f"{name} has no rows; give a table that has some")
