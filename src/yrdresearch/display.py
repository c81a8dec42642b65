"""How an object shows itself alone in a notebook cell: a few lines, its counts, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from yrdresearch.errors import language, told


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
    return f'<div class="yrd-face"><strong>{escape(title)}</strong> &nbsp; {" · ".join(parts)}{hint}</div>'


def face_text(title: str, facts: Mapping[tuple[str, str], object]) -> str:
    """The same in one line of English, for a terminal.

    Examples
    --------
    >>> face_text("Dtm", {("文档", "documents"): 4, ("词", "terms"): 1200})
    'Dtm(documents: 4, terms: 1,200)'
    """
    return f"{title}({', '.join(f'{names[1]}: {_text(value)}' for names, value in facts.items())})"


def _text(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
