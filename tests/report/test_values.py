"""Every number is computed: values of the findings, no number typed in prose, what a report was made from."""

import json
import re

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import yrdresearch as yrd
from yrdresearch.errors import ArgumentError
from yrdresearch.files import checkout
from yrdresearch.report.crate import write_crate
from yrdresearch.report.findings import finding, write_values
from yrdresearch.report.provenance import fingerprint, parameters_of, versions
from yrdresearch.report.verify import compare_values, unseen_figures

NOTEBOOKS = sorted((checkout() / "notebooks").glob("[0-9]*.ipynb"))
WORDS = {"limit_zh": "仅一版。", "limit_en": "One page."}
# Numbers that may be typed: names of notebooks, ends of a scale, the level of intervals, years, headings
ALLOWED = re.compile(
    r"^#+ (?:0[0-7]|Headline [0-9]|[0-9]\.)|\b0[0-7]\b|\b0\.5\b|\b[01]\b|\b95 ?%|\b(?:19|20)[0-9]{2}\b",
    re.MULTILINE,
)


def _prose(path):
    cells = nbformat.read(path, as_version=4).cells
    texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    return re.sub(r"```.*?```|`[^`]*`", "", "\n".join(texts), flags=re.DOTALL)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_number_is_typed_in_the_prose_of_a_notebook(path):
    typed = re.findall(r".*[0-9].*", ALLOWED.sub("", _prose(path)))
    assert not typed, "compute it, say it in a finding, or add it to ALLOWED if it is a parameter"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_number_is_typed_in_the_sentence_of_a_finding(path):
    cells = [c.source for c in nbformat.read(path, as_version=4).cells if "\nfinding(" in f"\n{c.source}"]
    sentences = re.findall(r'(?:zh|en)="([^"\n]*)"', "\n".join(cells))
    assert len(sentences) == 4 * len(cells)
    for sentence in sentences:
        assert not re.search("[0-9]", re.sub(r"\{[^}]*\}|95 ?%", "", sentence)), sentence


def test_values_of_findings_are_kept_as_computed(tmp_path, monkeypatch):
    monkeypatch.setenv("YRD_REPORTS", str(tmp_path))
    values = {"n": np.int64(3), "share": np.float64(0.25), "name": "健康"}
    found = finding("05-a", zh="{name}：{n}", en="{n}, {share:.0%}", values=values, **WORDS, lang="en")
    assert found.sentence == "3, 25%"
    write_values(tmp_path)
    kept = json.loads((tmp_path / "values.json").read_text("utf-8"))
    assert kept == {"05-a": {"n": 3, "share": 0.25, "name": "健康"}}
    with pytest.raises(ArgumentError, match="values has no n"):
        finding("05-b", zh="{n}", en="{n}", **WORDS)


@pytest.mark.parametrize(
    ("made", "faults"),
    [({"n": 3, "share": 0.25 + 1e-9}, 0), ({"n": 4, "share": 0.25}, 1), ({"n": 3}, 1), ({"n": 3, "m": 1}, 2)],
)
def test_values_are_compared_one_by_one(tmp_path, made, faults):
    for name, values in (("recorded", {"n": 3, "share": 0.25}), ("made", made)):
        (tmp_path / f"{name}.json").write_text(json.dumps({"05-a": values}), encoding="utf-8")
    assert len(compare_values(tmp_path / "recorded.json", tmp_path / "made.json")) == faults


def _executed(shown=True):
    image = nbformat.v4.new_output("display_data", data={"image/png": "iVBORw0KGgo="})
    code = new_code_cell("plots.save_figure(ax, table, '01-bars')", outputs=[image] if shown else [])
    parameters = new_code_cell("seed = 0  # of all\nby = None", metadata={"tags": ["parameters"]})
    injected = new_code_cell("seed = 7", metadata={"tags": ["injected-parameters"]})
    return new_notebook(cells=[new_markdown_cell("# One?"), parameters, injected, code])


def test_a_figure_that_is_saved_and_not_shown_is_told(tmp_path):
    (tmp_path / "notebooks").mkdir()
    for shown, told in ((True, []), (False, ["01-bars is seen in no notebook"])):
        nbformat.write(_executed(shown), tmp_path / "notebooks" / "01-one.ipynb")
        assert unseen_figures(tmp_path, {"01-bars"}) == told


def test_a_research_object_says_what_each_figure_was_made_from(tmp_path):
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "01-bars.csv").write_text("term,count\n合作,3\n", encoding="utf-8")
    corpus = yrd.load_corpus("sample")
    write_crate(tmp_path, {"01-one": _executed()}, corpus=corpus, name="sample")
    graph = json.loads((tmp_path / "ro-crate-metadata.json").read_text("utf-8"))["@graph"]
    entity = {one["@id"]: one for one in graph}
    assert len(entity) == len(graph)
    references = re.findall(r'\{"@id": "([^"]+)"\}', json.dumps(graph))
    assert {name for name in references if not name.startswith(("https://", "notebooks/"))} <= entity.keys()
    run = entity["#01-one"]
    assert {"@id": "figures/01-bars.csv"} in run["result"]
    assert entity["#01-one/seed"]["value"] == 7
    assert len(entity["figures/01-bars.csv"]["sha256"]) == 64
    assert entity["#corpus"]["identifier"] == f"sha256:{fingerprint(corpus)}"
    assert {"python", "numpy", "pandas"} <= versions().keys()
    assert parameters_of(_executed()) == {"seed": 7, "by": None}


def test_the_fingerprint_is_that_of_the_content():
    corpus = yrd.load_corpus("sample")
    other = yrd.load_corpus("sample")
    other.term_counts.loc[0, "count"] += 1
    assert fingerprint(corpus) != fingerprint(other)
    assert fingerprint(corpus) == fingerprint(yrd.load_corpus("sample"))
