"""Tables for papers: the same cells in LaTeX, Word and Excel, nothing run as a formula or command."""

import re

import pandas as pd
import pytest
from docx import Document
from openpyxl import load_workbook

from yrdresearch.errors import ArgumentError
from yrdresearch.report import export_table

TABLE = pd.DataFrame(
    {
        "policy_area": ["health", "=1+1", "a_b & 5%"],
        "share": [0.25, 0.125, None],
        "n": [1234, 2, 0],
        "p": [0.0456, 1.0, 0.5],
        "note": ["", "differs", "no difference shown"],
    }
)
ENGLISH = [
    ["area code", "share", "n", "p", "note"],
    ["health", "25.0%", "1,234", "0.046", ""],
    ["=1+1", "12.5%", "2", "1.000", "differs"],
    ["a_b & 5%", "—", "0", "0.500", "no difference shown"],
]


def cells_of_docx(path):
    return [[cell.text for cell in row.cells] for row in Document(str(path)).tables[0].rows]


def cells_of_tex(path):
    lines = [line for line in path.read_text("utf-8").splitlines() if line.endswith(r"\\")]
    back = [re.sub(r"\\([&%$#_{}])", r"\1", line.removesuffix(r" \\")) for line in lines]
    return [re.split(r" & (?!5)", line) for line in back]


def test_word_and_latex_have_the_cells_that_are_shown(tmp_path):
    assert cells_of_docx(export_table(TABLE, tmp_path / "t.docx", lang="en")) == ENGLISH
    assert cells_of_tex(export_table(TABLE, tmp_path / "t.tex", lang="en")) == ENGLISH
    assert r"\begin{tabular}{lrrrl}" in (tmp_path / "t.tex").read_text("utf-8")
    chinese = cells_of_docx(export_table(TABLE, tmp_path / "t.docx", lang="zh"))
    assert chinese[0] == ["领域代码", "占比", "数", "p", "说明"]
    assert chinese[3][4] == "未见差异"


def test_excel_keeps_numbers_and_shows_the_same_digits(tmp_path):
    sheet = load_workbook(export_table(TABLE, tmp_path / "t.xlsx", lang="en")).active
    rows = [list(row) for row in sheet.iter_rows()]
    assert [cell.value for cell in rows[0]] == ENGLISH[0]
    assert [cell.value for cell in rows[1][1:4]] == [0.25, 1234, 0.0456]
    assert [cell.number_format for cell in rows[1][1:4]] == ["0.0%", "#,##0", "0.000"]
    assert rows[2][0].value == "=1+1"
    assert rows[2][0].data_type == "s", "text, no formula"


def test_latex_has_no_command_but_its_own(tmp_path):
    odd = pd.DataFrame({"term": ["\\input{x}", "~^_{}#$%&", "两\n行"]})
    text = export_table(odd, tmp_path / "t.tex", lang="en").read_text("utf-8")
    assert set(re.findall(r"\\([a-z]+)", text)) == {
        *("begin", "toprule", "midrule", "bottomrule", "end"),
        *("textbackslash", "textasciitilde", "textasciicircum"),
    }
    assert r"\textbackslash{}input\{x\}" in text
    assert "两 行" in text


def test_a_named_index_is_the_first_column(tmp_path):
    indexed = TABLE.set_index("policy_area")
    assert cells_of_docx(export_table(indexed, tmp_path / "t.docx", lang="en")) == ENGLISH


def test_wrong_arguments_are_told(tmp_path):
    with pytest.raises(ArgumentError, match=r"'\.csv'; choose one of '\.tex'"):
        export_table(TABLE, tmp_path / "t.csv")
    with pytest.raises(ArgumentError, match="table is a list"):
        export_table([1], tmp_path / "t.tex")
    with pytest.raises(ArgumentError, match="nothing to write"):
        export_table(TABLE.head(0), tmp_path / "t.tex")
    assert list(tmp_path.iterdir()) == []
