"""A result as a reader sees it: short ids, few digits, percentages, no raw float, no <NA>."""

import re

import numpy as np
import pandas as pd
import pytest

from yrdresearch.errors import ArgumentError
from yrdresearch.report import shown

PAGE = "20240604-解放日报长三角专版-第七版"
CASES = {
    "an id without a page that all have": ({"doc_id": [f"{PAGE}.1.2", f"{PAGE}.2.4"]}, ["1.2", "2.4"]),
    "pages with long names": ({"doc_id": [f"{PAGE}.1.2", "p-2.3.4"]}, ["20240604-解放….1.2", "p-2.3.4"]),
    "an id without numbers stays": ({"page_id": ["页一", "页二"]}, ["页一", "页二"]),
    "a p too small for three digits": ({"p": [0.0001, 0.25]}, ["<0.001", "0.250"]),
    "a p of three digits": ({"smallest_p": [0.0054, 1.0]}, ["0.005", "1.000"]),
    "a difference of shares is a percentage": ({"difference": [0.1874, -0.05]}, ["+18.7%", "-5.0%"]),
    "a difference of rates is a number": ({"difference": [-118.6152, 0.5]}, ["-118.6", "+0.5"]),
    "a number has the digits it needs": ({"value": [47_890_000.0, 22.2]}, ["47,890,000", "22.2"]),
    "a missing number": ({"p": [np.nan, 0.5]}, ["—", "0.500"]),
    "a missing number of a nullable column": ({"n": pd.array([None, 3], dtype="Int64")}, ["—", "3"]),
    "a missing text": ({"note": [None, "x"]}, ["—", "x"]),
}  # fmt: skip


def cells(table, lang="en"):
    page = shown(table, lang=lang).to_html(doctype_html=False)
    return [
        re.sub("<[^>]*>", "", cell).replace("&lt;", "<") for cell in re.findall(r"<td.*?>(.*?)</td>", page)
    ]


@pytest.mark.parametrize("case", CASES)
def test_a_cell_reads(case):
    columns, read = CASES[case]
    assert cells(pd.DataFrame(columns)) == read


def test_what_chance_gives_is_a_share_beside_a_share_and_a_count_beside_a_count():
    assert cells(pd.DataFrame({"between": [0.7], "expected": [0.27]})) == ["70.0%", "27.0%"]
    assert cells(pd.DataFrame({"n_both": [7], "expected": [2.86]})) == ["7", "2.86"]


def test_a_name_of_the_program_is_a_word():
    table = pd.DataFrame({"choice": ["min_term_length"], "option": ["none"]})
    assert cells(table) == ["min term length", "none"]
    assert cells(table, "zh") == ["最短词长", "无"]


def test_names_in_a_list_have_the_mark_of_the_language():
    note = "one article each of 韩一 葛二, 张三: how others of the group vary is not known"
    table = pd.DataFrame({"note": [note, "differs"]})
    assert "韩一 葛二、张三 各只有一篇文章" in cells(table, "zh")[0]
    assert "韩一 葛二, 张三" in cells(table, "en")[0]


def test_no_short_text_breaks_and_a_long_one_keeps_room():
    """On a phone a table is moved sideways; a column of one character a line cannot be read."""
    long = "这一列的文字很长，一行放不下，要断成几行，但不能一行只有一个字。"
    html = shown(pd.DataFrame({"label": ["绿色、绿色低碳、养老服务"], "note": [long]}), lang="zh").to_html()
    rules = dict(re.findall(r"(#T_\w+_row0_col\d) {([^}]*)}", html))
    first, second = (next(text for name, text in rules.items() if name.endswith(f"col{at}")) for at in (0, 1))
    assert "nowrap" in first
    assert "nowrap" not in second
    assert "min-width" in second
    assert re.search(r"th {\s*word-break: keep-all", html)


@pytest.mark.parametrize("names", [["author"], ["author", "place"], [None]])
def test_an_index_with_a_value_twice_is_shown(names):
    """Articles by their authors: one author has two."""
    keys = [["顾明湄", "顾明湄", "沈望舟"], ["江", "江", "江"]][: len(names)]
    table = pd.DataFrame({"n": [1, 2, 3]}, index=pd.MultiIndex.from_arrays(keys, names=names))
    table = table if len(names) > 1 else table.set_axis(pd.Index(keys[0], name=names[0]))
    shown_cells = cells(table)
    assert [cell for cell in shown_cells if cell.isdigit()] == ["1", "2", "3"]
    assert shown_cells.count("顾明湄") == 2


def test_numbers_of_rows_that_repeat_are_not_shown():
    one = pd.DataFrame({"n": [7]})
    assert cells(pd.concat([one, one])) == ["7", "7"]


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame([[1, 2]], columns=["n", "n"]),
        pd.DataFrame({"n": [1, 2]}, index=pd.Index(["a", "a"], name="n")),
    ],
)
def test_two_columns_of_one_name_are_told(table):
    with pytest.raises(ArgumentError, match="two columns called 'n'; rename one"):
        shown(table)
