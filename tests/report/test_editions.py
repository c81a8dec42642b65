"""One notebook source, two complete languages; parameters; findings; tables as a user reads them."""

import ast
import json
import re

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from yrdresearch.errors import ArgumentError
from yrdresearch.files import checkout, resource
from yrdresearch.report.editions import in_language, with_parameters
from yrdresearch.report.findings import finding, findings_in
from yrdresearch.report.tables import MOST, heading, shown

NOTEBOOKS = sorted((checkout() / "notebooks").glob("[0-9]*.ipynb"))
HAN = re.compile(r"[㐀-鿿]")


def _notebook():
    tags = {"tags": ["zh"]}, {"tags": ["en"]}, {"tags": ["parameters"]}
    return new_notebook(
        cells=[
            new_markdown_cell("# 问题？", metadata=tags[0]),
            new_markdown_cell("# A question?", metadata=tags[1]),
            new_code_cell("n_topics = 6\nlang = None", metadata=tags[2]),
            new_code_cell("n_topics"),
        ]
    )


@pytest.mark.parametrize(("lang", "heads"), [("zh", ["# 问题？"]), ("en", ["# A question?"])])
def test_an_edition_has_the_cells_of_its_language_and_all_code(lang, heads):
    source = _notebook()
    edition = in_language(source, lang)
    assert [cell.source for cell in edition.cells if cell.cell_type == "markdown"] == heads
    assert sum(cell.cell_type == "code" for cell in edition.cells) == 2
    assert len(source.cells) == 4  # the source is not changed


def test_parameters_are_put_behind_the_parameters_cell():
    edition = with_parameters(_notebook(), {"n_topics": 4, "corpus_name": "sample"})
    assert edition.cells[3].source == "n_topics = 4\ncorpus_name = 'sample'"
    assert len(with_parameters(_notebook(), {}).cells) == 4


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_has_two_complete_languages(path):
    """As many cells of prose in Chinese as in English, each in one language, the same headings in both."""
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "markdown"]
    if not any("zh" in cell.metadata.get("tags", []) for cell in cells):
        pytest.skip("this notebook is not yet in two languages")
    tagged = {lang: [c.source for c in cells if lang in c.metadata.get("tags", [])] for lang in ("zh", "en")}
    assert len(tagged["zh"]) == len(tagged["en"]) == len(cells) / 2
    level = [[len(re.match(r"#*", text)[0]) for text in tagged[lang]] for lang in ("zh", "en")]
    assert level[0] == level[1]
    assert all(HAN.search(text) for text in tagged["zh"])
    assert not any(HAN.search(re.sub(r"`[^`]*`|“[^”]*”", "", text)) for text in tagged["en"])


CHINESE = {path.name: nbformat.read(path, as_version=4).cells for path in NOTEBOOKS}
CHINESE = {
    name: "\n\n".join(c.source for c in cells if "zh" in c.metadata.get("tags", []))
    for name, cells in CHINESE.items()
} | {"README.zh.md": (checkout() / "README.zh.md").read_text(encoding="utf-8")}


@pytest.mark.parametrize("text", CHINESE.values(), ids=CHINESE)
def test_no_line_of_chinese_prose_breaks_within_a_paragraph(text):
    """A browser shows the break as a blank, and Chinese has none between characters."""
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    own_line = r"(?![-#|>!\d*`\[（])"  # what follows is no list, heading, table, picture or part of its own
    assert re.findall(rf".{{0,9}}[㐀-鿿，。；：、（）]\n{own_line}.{{1,9}}", prose) == []


def test_findings_are_shown_and_kept_in_the_language_set(tmp_path, monkeypatch):
    monkeypatch.setenv("YRD_REPORTS", str(tmp_path))
    words = {"zh": "共 4 篇。", "en": "4 essays.", "limit_zh": "仅一版。", "limit_en": "One <page>."}
    assert "One &lt;page&gt;." in finding("05-b", **words, lang="en")._repr_html_()
    finding("05-a", **words, lang="zh")
    assert [found.sentence for found in findings_in(tmp_path)] == ["共 4 篇。", "4 essays."]
    assert json.loads((tmp_path / "findings" / "05-a.json").read_text("utf-8"))["limit"] == "仅一版。"
    with pytest.raises(ArgumentError, match="no sentence or no limit"):
        finding("05-c", **{**words, "limit_zh": " "}, lang="zh")


def test_a_table_reads_in_either_language_and_says_what_it_leaves_out():
    table = pd.DataFrame({"term": ["<b>", "合作"], "share": [0.125, None], "n_tokens": [1200, 3]})
    page = shown(table, lang="zh").to_html()
    assert all(text in page for text in ("词", "占比", "12.5%", "1,200", "—", "&lt;b&gt;"))
    assert "<b>" not in page
    assert "tokens" in shown(table, lang="en").to_html()
    long = pd.DataFrame({"n": range(MOST + 1)})
    assert f"共 {MOST + 1} 行" in shown(long, lang="zh").to_html()
    with pytest.raises(ArgumentError, match="table is a list"):
        shown([1, 2])


def test_every_heading_is_in_both_languages_once():
    rows = [line.split("\t") for line in resource("columns.tsv").splitlines() if line[0] != "#"]
    assert all(len(row) == 4 and all(row) for row in rows)
    assert len({row[0] for row in rows}) == len(rows)
    assert heading("share", "zh") == "占比"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_table_is_left_unshown_inside_a_condition(path):
    """A cell shows its last expression only; what is inside `if` or `for` needs `display`."""
    for cell in nbformat.read(path, 4).cells:
        if cell.cell_type == "code":
            blocks = [node for node in ast.parse(cell.source).body if isinstance(node, ast.If | ast.For)]
            inside = [node for block in blocks for node in ast.walk(block) if isinstance(node, ast.Expr)]
            assert not [one for one in map(ast.unparse, inside) if one.startswith("shown(")], cell.source
