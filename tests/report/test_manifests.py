"""Each figure says what it was made from; on another processor topics may differ by a stated error."""

import hashlib
import json

import nbformat
import numpy as np
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from PIL.PngImagePlugin import PngImageFile

import yrdresearch as yrd
from yrdresearch import plots
from yrdresearch.files import checkout
from yrdresearch.report import tolerances as module
from yrdresearch.report.manifests import write_manifests
from yrdresearch.report.provenance import fingerprint
from yrdresearch.report.tolerances import PLATFORM, is_elsewhere, this_platform, tolerances, within_tolerance
from yrdresearch.report.verify import compare_values

RECORDED = checkout() / "data" / "figures"


def test_a_figure_says_what_it_was_made_from_in_the_file_beside_and_in_itself(tmp_path):
    table = pd.DataFrame({"term": ["合作"], "term_frequency": [3], "doc_share": [1.0]})
    ax = plots.plot_term_frequency(table)
    png, _, csv = plots.save_figure(ax, table, "01-bars", folder=tmp_path / "figures")
    with PngImageFile(png) as image:
        pixels = np.asarray(image.convert("RGBA"))
    output = nbformat.v4.new_output("display_data", data={"image/png": "iVBORw0KGgo="})
    cells = [
        new_code_cell("seed = 3", metadata={"tags": ["parameters"]}),
        new_code_cell("plots.save_figure(ax, table, '01-bars')", outputs=[output]),
    ]
    corpus = yrd.load_corpus("sample")
    write_manifests(tmp_path, {"01-one": new_notebook(cells=cells)}, corpus=corpus, name="mine")
    beside = json.loads((tmp_path / "figures" / "01-bars.json").read_text("utf-8"))
    with PngImageFile(png) as image:
        assert json.loads(image.text["Manifest"]) == beside
        assert image.text["Title"] == beside["title"]
        assert (np.asarray(image.convert("RGBA")) == pixels).all()
    assert beside["inputs"]["corpus"] == {"name": "mine", "sha256": fingerprint(corpus)}
    assert beside["table"]["sha256"] == hashlib.sha256(csv.read_bytes()).hexdigest()
    assert beside["parameters"] == {"seed": 3}
    assert {"python", "numpy"} <= beside["versions"].keys()


def test_the_platform_decides_whether_exact_is_due(tmp_path):
    assert not is_elsewhere(tmp_path)  # nothing is known of the record: exact is due
    (tmp_path / PLATFORM).write_text(json.dumps(this_platform()), encoding="utf-8")
    assert not is_elsewhere(tmp_path)
    (tmp_path / PLATFORM).write_text(json.dumps({**this_platform(), "machine": "other"}), encoding="utf-8")
    assert is_elsewhere(tmp_path)


def _perturbed(path, to, column, by):
    table = pd.read_csv(path)
    table.loc[table[column].idxmax(), column] += by
    table.to_csv(to / path.name, index=False)
    return to / path.name


@pytest.mark.parametrize(("part", "told"), [(0.5, False), (2.0, True)])
def test_a_perturbed_table_is_told_beyond_its_error_and_only_then(tmp_path, monkeypatch, part, told):
    recorded = RECORDED / "03-topics.csv"
    stated = 0.002
    monkeypatch.setattr(module, "tolerances", lambda: {"tables": {recorded.name: {"weight": stated}}})
    fault = within_tolerance(recorded, _perturbed(recorded, tmp_path, "weight", part * stated))
    assert bool(fault) is told
    assert ("weight is" in fault) is told


def test_topics_may_change_places_and_rows_may_not_be_lost(tmp_path, monkeypatch):
    recorded = RECORDED / "03-topics.csv"
    monkeypatch.setattr(module, "tolerances", lambda: {"tables": {recorded.name: {"weight": 0.0}}})
    table = pd.read_csv(recorded)
    table.iloc[::-1].to_csv(tmp_path / recorded.name, index=False)
    assert within_tolerance(recorded, tmp_path / recorded.name) == ""
    table.iloc[1:].to_csv(tmp_path / recorded.name, index=False)
    assert "values, recorded" in within_tolerance(recorded, tmp_path / recorded.name)


def test_tolerances_are_of_tables_that_are_there_and_small():
    for name, columns in tolerances()["tables"].items():
        table = pd.read_csv(RECORDED / name)
        assert columns.keys() <= set(map(str, table.columns)), name
    assert all(
        not name.startswith(("00-", "01-", "02-", "05-coverage", "06-frequent", "06-area"))
        for name in tolerances()["tables"]
    )


def test_values_of_topics_may_differ_by_their_error_elsewhere_only(tmp_path, monkeypatch):
    stated = {"tables": {}, "values": {"03-topics support": 0.1, "03-topics words": 0.0}}
    monkeypatch.setattr(module, "tolerances", lambda: stated)
    monkeypatch.setattr("yrdresearch.report.verify.tolerances", lambda: stated)
    kept = {"03-topics": {"support": 0.9, "words": "合作"}, "05-coverage": {"share": 0.25}}
    made = {"03-topics": {"support": 0.85, "words": "创新"}, "05-coverage": {"share": 0.26}}
    for name, values in (("recorded", kept), ("made", made)):
        (tmp_path / f"{name}.json").write_text(json.dumps(values), encoding="utf-8")
    paths = tmp_path / "recorded.json", tmp_path / "made.json"
    assert len(compare_values(*paths)) == 3
    assert compare_values(*paths, elsewhere=True) == ["05-coverage share is 0.26, recorded 0.25"]
