"""The sentences behind a number, as a notebook shows them: under the row they answer, each with its place."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from yrdresearch.display import AS_IT_IS, heading, short_ids, word
from yrdresearch.errors import language
from yrdresearch.spans import marked_html, parse_spans, shortened

PARTS = ("group", "topic", "policy_area", "term")  # columns that divide a table between several answers
WIDEST = 60  # half-width characters of a cell of the row
AREAS = ("policy_area", "area_a", "area_b")


@dataclass(frozen=True)
class Evidence:
    """Sentences behind a number; alone in a notebook cell it shows each under its article, the term marked.

    Attributes
    ----------
    table
        article_id, author, title, paragraph_id, sentence_id, spans, and with the text at hand text and (for a
        term) term_spans, where the term is in the raw text. On features only, a term leads to paragraphs:
        sentence_id is empty.
    about
        Column -> cell of the row that these sentences answer.
    """

    table: pd.DataFrame
    about: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.table)

    def _repr_html_(self) -> str:
        asked = _title(self.about)
        if self.table.empty:
            return f"<p class='{AS_IT_IS}'>{asked} {_words('没有找到。', 'No sentence found.')}</p>"
        absent = _words("无原文，只列段落与位置：", "No text at hand; paragraphs and offsets:")
        head = f"{asked} {'' if 'text' in self.table else absent}".strip()
        return (
            f'<div class="yrd-evidence {AS_IT_IS}">{f"<p>{head}</p>" if head else ""}'
            f"{''.join(_lists(self.table))}</div>"
        )

    def __repr__(self) -> str:
        return f"Evidence({len(self.table)} rows)"


def named_areas(cells: Mapping[str, str], row: Mapping[str, Any]) -> dict[str, str]:
    """The cells with the name of the policy area that the row has beside its id."""
    column = f"name_{language()}"
    name = row.get(column)
    named = {key: cell for key, cell in cells.items() if key != "policy_area"}
    return {**named, column: str(name)} if name and "policy_area" in cells else dict(cells)


def _title(cells: Mapping[str, object]) -> str:
    told = []
    for name, cell in cells.items():
        text = short_ids([cell])[0] if name.endswith("_id") else word(cell)
        told.append(f"{html.escape(heading(name))} <b>{html.escape(shortened(text, WIDEST))}</b>")
    return " · ".join(told)


def _lists(table: pd.DataFrame) -> list[str]:
    """A list of the sentences; one for each group, topic or term where the table has several."""
    ids = table["sentence_id"].where(table["sentence_id"] != "", table["paragraph_id"])
    table = table.assign(place=short_ids(ids))
    by = [name for name in PARTS if name in table]
    if not by:
        return [_list(table)]
    parts = table.groupby(by, sort=False)
    return [f"<p>{_title(dict(zip(by, key, strict=True)))}</p>{_list(part)}" for key, part in parts]


def _list(table: pd.DataFrame) -> str:
    return f"<ol>{''.join(map(_item, table.to_dict('records')))}</ol>"


def _item(row: Mapping[Any, Any]) -> str:
    where = html.escape(f"{row['author']}《{row['title']}》 {row['place']} [{row['spans']}]")
    return f"<li>{_marked(row)}<br><small>{where}</small></li>" if "text" in row else f"<li>{where}</li>"


def _words(zh: str, en: str) -> str:
    return zh if language() == "zh" else en


def _marked(row: Mapping[Any, Any]) -> str:
    """The sentence as HTML, the raw spans of its term inside ``<mark>``."""
    place_of = {at: n for n, at in enumerate(at for a, b in parse_spans(row["spans"]) for at in range(a, b))}
    raw = (at for a, b in parse_spans(row.get("term_spans", "")) for at in range(a, b))
    return marked_html(row["text"], [(place_of[at], place_of[at] + 1) for at in raw])
