"""The anatomy of a page: the table adds up, and the figure shows every block."""

import pandas as pd
import pytest

from conftest import ROOT
from yrdresearch.pages.overview import page_anatomy
from yrdresearch.pages.reading import read_page
from yrdresearch.plots import plot_ledger, plot_page_anatomy


@pytest.mark.parametrize("name", ["sample-1", "sample-2", "sample-3"])
def test_anatomy_adds_up(name: str) -> None:
    page = read_page(ROOT / "data/sample" / f"{name}.txt")
    table = page_anatomy(page)
    text = table[table["kind"] == "text"]
    assert text["length"].sum() == sum(len(p.text) for a in page.articles for p in a.paragraphs)
    assert text["joins"].sum() == 2  # column breaks put into each sample page
    marks = table[table["kind"].isin(["repeat", "doubt"])]
    assert len(marks) == len(page.apparatus)
    assert marks["length"].sum() == sum(end - start for e in page.apparatus for start, end in e.spans)
    for number, blocks in text.groupby("row_number"):
        ends = blocks["start"] + blocks["length"]
        assert list(blocks["start"])[1:] == list(ends)[:-1]
        inside = marks[marks["row_number"] == number]
        assert ((inside["start"] >= 0) & (inside["start"] + inside["length"] <= ends.max())).all()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_figure_shows_every_block(lang: str, recwarn: pytest.WarningsRecorder) -> None:
    page = read_page(ROOT / "data/sample/sample-2.txt")
    table = page_anatomy(page)
    ax = plot_page_anatomy(table, lang=lang)
    ax.figure.canvas.draw()
    assert len(ax.patches) == len(table)
    assert [label.get_text() for label in ax.get_yticklabels()] == list(
        table.drop_duplicates("row_number")["row"]
    )
    assert not [w for w in recwarn if "glyph" in str(w.message).lower()]


def test_every_account_of_the_ledger_is_named_in_chinese() -> None:
    ledger = read_page(ROOT / "data/sample/sample-2.txt").ledger
    parts = pd.concat({part: pd.Series(ledger[part]) for part in ("assigned", "discarded")})
    table = parts.rename_axis(["account", "role"]).reset_index(name="characters")
    names = [label.get_text() for label in plot_ledger(table, lang="zh").get_yticklabels()]
    assert len(set(names)) == len(table)
    assert not any(name.isascii() for name in names)
