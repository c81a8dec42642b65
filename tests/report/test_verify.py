"""Recorded and checked again: what differs, is new, is missing or is not seen is named, and nothing else."""

import json
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from yrdresearch import plots
from yrdresearch.errors import ReportError
from yrdresearch.report import verify
from yrdresearch.report.findings import VALUES

mpl.use("Agg")
SHARES = {"term": ["港口", "航线"], "share": [0.25, 0.75]}


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict]:
    """What the next report makes: tables by name, values, and the figures seen; a folder to record in."""
    makes: dict[str, dict] = {"tables": {"01-one": SHARES}, "values": {"01-one": {"n": 2, "share": 0.25}}}
    recorded = tmp_path / "recorded"
    recorded.mkdir()
    (recorded / "mine.md").write_text("of the user", encoding="utf-8")

    def made(folder: str) -> None:
        (Path(folder) / "figures").mkdir()
        (Path(folder) / "notebooks").mkdir()
        for name, table in makes["tables"].items():
            pd.DataFrame(table).to_csv(Path(folder, "figures", f"{name}.csv"), index=False)
        Path(folder, VALUES).write_text(json.dumps(makes["values"]), encoding="utf-8")
        seen = makes.get("seen", dict.fromkeys(makes["tables"]))
        image = new_output("display_data", data={"image/png": "eA=="})
        cells = [new_code_cell(f'save_figure(ax, table, "{name}")', outputs=[image]) for name in seen]
        nbformat.write(new_notebook(cells=cells), Path(folder, "notebooks", "01-one.ipynb"))

    monkeypatch.setattr(verify, "_released_report", made)
    monkeypatch.setattr(verify, "recorded_folder", lambda: recorded)
    return makes


def test_what_was_just_recorded_is_as_recorded(report, tmp_path, capsys):
    verify.record_report()
    verify.verify_report()
    assert "1" in capsys.readouterr().out
    assert (tmp_path / "recorded" / "mine.md").read_text(encoding="utf-8") == "of the user"


def test_nothing_recorded_is_told(report):
    with pytest.raises(ReportError, match="no tables are recorded"):
        verify.verify_report()


CHANGES = {
    "another number": ({"tables": {"01-one": {**SHARES, "share": [0.2501, 0.75]}}}, r"01-one\.csv differs"),
    "another row": ({"tables": {"01-one": {"term": ["港口"], "share": [0.25]}}}, r"rows and columns"),
    "a new table": ({"tables": {"01-one": SHARES, "02-two": SHARES}}, r"02-two\.csv was made but is not"),
    "a table gone": ({"tables": {}}, r"01-one\.csv is recorded but was not made"),
    "another value": ({"values": {"01-one": {"n": 3, "share": 0.25}}}, "01-one n is 3, recorded 2"),
    "a value gone": ({"values": {"01-one": {"n": 2}}}, "01-one share is None, recorded 0.25"),
    "not seen": ({"seen": {}}, "01-one is seen in no notebook"),
}


@pytest.mark.parametrize(("change", "message"), CHANGES.values(), ids=CHANGES)
def test_what_is_not_as_recorded_is_named(report, change, message):
    verify.record_report()
    report.update(change)
    with pytest.raises(ReportError, match=message) as told:
        verify.verify_report()
    assert "yrd verify --record" in str(told.value)


def test_a_table_that_is_no_longer_made_is_no_longer_recorded(report, tmp_path):
    report["tables"] = {"01-one": SHARES, "02-two": SHARES}
    verify.record_report()
    del report["tables"]["02-two"]
    verify.record_report()
    assert {path.name for path in (tmp_path / "recorded").glob("*.csv")} == {"01-one.csv"}


def test_the_last_digits_may_differ(report):
    verify.record_report()
    report["tables"] = {"01-one": {**SHARES, "share": [0.25 + 1e-10, 0.75]}}
    report["values"] = {"01-one": {"n": 2, "share": 0.25 + 1e-10}}
    verify.verify_report()


def test_two_figures_with_one_title_are_told(tmp_path):
    (tmp_path / "figures").mkdir()
    for name, title in (("01-a", "谁最多"), ("02-b", "谁最多"), ("03-c", "谁最少")):
        ax = plt.figure().add_subplot()
        ax.set_title(title, loc="left")
        plots.save_figure(ax, pd.DataFrame(SHARES), name, folder=tmp_path / "figures")
        plt.close("all")
    assert verify.shared_titles(tmp_path) == ["01-a, 02-b have one title"]
