"""How an object shows itself in a notebook: a few lines with its counts and what to do next, or a page."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from yrdresearch.errors import check_kind, language, told
from yrdresearch.files import resource, write_whole
from yrdresearch.spans import shortened

PLACE = re.compile(
    r"(.+?)((?:\.\d+)*)", re.DOTALL
)  # a page, and the numbers of article, paragraph, sentence on it
FONT = '@font-face { font-family: "Noto Sans SC"; src: url("assets/NotoSansSC.otf"); }'
AS_IT_IS = "mathjax_ignore tex2jax_ignore"
"""Class of what a notebook shows: else JupyterLab takes what is between two $ for mathematics."""
WIDEST = 16  # half-width letters of a page's name in an id


def face_html(title: str, facts: Mapping[tuple[str, str], object], *, zh: str = "", en: str = "") -> str:
    """A few lines of HTML: the title, each fact (its Chinese and English name -> value), and the next step.

    Examples
    --------
    >>> face_html("Dtm", {("文档", "documents"): 4}, en="trim(dtm)", zh="trim(dtm)").count("<br>")
    1
    """
    chinese = language() == "zh"
    parts = [f"{escape(names[0] if chinese else names[1])} <strong>{escape(told(_text(value), language()))}"
             "</strong>" for names, value in facts.items()]  # fmt: skip
    next_step = zh if chinese else en
    hint = f'<br><span style="color:#666">{escape(next_step)}</span>' if next_step else ""
    head = f"<strong>{escape(title)}</strong> &nbsp; "
    return f'<div class="yrd-face {AS_IT_IS}">{head}{" · ".join(parts)}{hint}</div>'


def face_text(title: str, facts: Mapping[tuple[str, str], object]) -> str:
    """The same in one line of English, for a terminal.

    Examples
    --------
    >>> face_text("Dtm", {("文档", "documents"): 4, ("词", "terms"): 1200})
    'Dtm(documents: 4, terms: 1,200)'
    """
    return f"{title}({', '.join(f'{names[1]}: {_text(value)}' for names, value in facts.items())})"


class Faced:
    """An object that shows itself: its facts, and in a notebook what to do next."""

    __slots__ = ()

    def _facts(self) -> dict[tuple[str, str], object]:
        """What the object says of itself: names in Chinese and English -> value."""
        raise NotImplementedError

    def _next(self) -> tuple[str, str]:
        """What to do next, in Chinese and English."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return face_text(type(self).__name__, self._facts())

    def _repr_html_(self) -> str:
        zh, en = self._next()
        return face_html(type(self).__name__, self._facts(), zh=zh, en=en)


def heading(column: str, lang: str | None = None) -> str:
    """The heading of a column in the language of labels; an unknown column keeps its name.

    Examples
    --------
    >>> heading("term_frequency", "zh"), heading("province", "zh")
    ('词频', 'province')
    """
    check_kind(column, "column", str)
    known = columns().get(column)
    return known[language(lang) == "en"] if known else column


def word(value: object, lang: str | None = None) -> str:
    """A word of ours in a cell or on an axis: told in the language, else a name of the program as words.

    Examples
    --------
    >>> word("end_matter", "zh"), word("end_matter", "en"), word("2.5", "en")
    ('文末说明', 'end matter', '2.5')
    """
    said = told(value, language(lang))
    return said.removeprefix("n_").replace("_", " ") if re.fullmatch("[a-z_]+", said) else said


def short_ids(ids: Iterable[object]) -> list[str]:
    """Ids for reading: without their page where all are of one, else with the beginning of its name.

    Examples
    --------
    >>> short_ids(["000_68375046d53efcdf.1.2", "000_68375046d53efcdf.3.1"])
    ['1.2', '3.1']
    >>> short_ids(["a.1", "000_68375046d53efcdf.1"])
    ['a.1', '000_68375046d5….1']
    """
    given = [str(one) for one in ids]
    parts = [(page, place) for page, place in (PLACE.fullmatch(one).groups() for one in given)]  # type: ignore
    one_page = len({page for page, _ in parts}) == 1 and all(place for _, place in parts)
    return [place[1:] if one_page else shortened(page, WIDEST) + place for page, place in parts]


@cache
def columns() -> dict[str, tuple[str, str, str]]:
    """Column of a result -> its heading in Chinese and English, and how it is printed."""
    rows = (line.split("\t") for line in resource("columns.tsv").splitlines() if line and line[0] != "#")
    return {name: (zh, en, kind) for name, zh, en, kind in rows}


@dataclass(frozen=True)
class InteractivePage:
    """An interactive page without network; a notebook shows it, `save` writes it as one HTML file.

    Attributes
    ----------
    data
        What the page shows, as it is in the page (JSON).
    """

    data: dict[str, Any]
    template: ClassVar[str]  # in resources/
    height: ClassVar[int]  # pixels in a notebook

    @property
    def page(self) -> str:
        """The whole HTML document."""
        return page_with_data(self.template, self.data)

    def save(self, path: str | Path) -> Path:
        """Write the page, whole or not at all; an older file of that name stays until the new one is there.

        Raises
        ------
        WriteError
            When the file cannot be written.
        """
        return write_whole(path, self.page)

    def _repr_html_(self) -> str:
        return frame_html(self.page, title=type(self).__name__, height=self.height)


def page_with_data(name: str, data: dict[str, Any]) -> str:
    """A page of the package (``resources/``) with the data it shows, in their language (``data["lang"]``).

    With a true ``data["home"]`` it lies beside the first page of a report, and takes the report's font.
    """
    page = resource(name).replace("{head}", resource("interactive_head.html"))
    page = page.replace("{script}", resource("interactive.js")).replace("{lang}", data["lang"])
    return page.replace("{font}", FONT if data.get("home") else "").replace("{data}", safe_json(data))


def safe_json(data: dict[str, Any]) -> str:
    """JSON that no text in it can end or turn into markup: ``<`` is written ``\\u003c``.

    Examples
    --------
    >>> "<" in safe_json({"title": "</script>"})
    False
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&'\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def frame_html(page: str, *, title: str, height: int) -> str:
    """A whole page inside a notebook's cell, apart from the notebook; `height` in pixels."""
    # in single quotes, so that the many double quotes of the JSON stay as they are
    source = page.replace("&", "&amp;").replace("'", "&#39;")
    return (
        f"<iframe sandbox='allow-scripts' style='width:100%;height:{height}px;border:1px solid #ddd;"
        f"box-sizing:border-box' title='{escape(title)}' srcdoc='{source}'></iframe>"
    )


def _text(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def is_watched() -> bool:
    """Whether a person waits: in a terminal, or in a notebook that no report runs."""
    python = sys.modules.get("IPython")
    in_notebook = python is not None and hasattr(python.get_ipython(), "kernel")
    return (in_notebook and "YRD_REPORTS" not in os.environ) or sys.stderr.isatty()
