"""On another processor tables of topics may differ by what another seed changes, and nothing else may."""

import json
from pathlib import Path

import pandas as pd
import pytest

from yrdresearch.errors import ReportError
from yrdresearch.files import checkout
from yrdresearch.report import tolerances, verify
from yrdresearch.report.findings import VALUES

TOPICS = {"topic": ["T1", "T2"], "share": [0.6, 0.4]}
WORDS = {"term": ["港口"], "n": [7]}
FOUND = {"03-topics": {"support": 0.9, "words": "港口、航线"}, "02-words": {"n": 7}}
STATED = {
    "tables": {"03-topics.csv": {"share": 0.05}},
    "values": {"03-topics support": 0.05, "03-topics words": 0.0},
}


def _write(folder: Path, tables: dict, values: dict, at: str = "") -> None:
    (folder / at).mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        pd.DataFrame(table).to_csv(folder / at / f"{name}.csv", index=False)
    (folder / VALUES).write_text(json.dumps(values), encoding="utf-8")


@pytest.fixture
def made(tmp_path, monkeypatch):
    """What the next report makes; a record of the first, made on another processor."""
    makes = {"tables": {"03-topics": TOPICS, "02-words": WORDS}, "values": FOUND}
    recorded = tmp_path / "recorded"
    _write(recorded, **makes)
    elsewhere = {**tolerances.this_platform(), "machine": "another"}
    (recorded / tolerances.PLATFORM).write_text(json.dumps(elsewhere), encoding="utf-8")
    monkeypatch.setenv("YRD_LANG", "en")
    monkeypatch.setattr(verify, "recorded_folder", lambda: recorded)
    monkeypatch.setattr(verify, "_released_report", lambda to: _write(Path(to), **makes, at="figures"))
    monkeypatch.setattr(verify, "unseen_figures", lambda *_: [])
    for module in (tolerances, verify):
        monkeypatch.setattr(module, "tolerances", lambda: STATED)
    return makes


NEAR = {"topic": ["T1", "T2"], "share": [0.43, 0.57]}  # the topics changed places
FAR = {"topic": ["T1", "T2"], "share": [0.7, 0.3]}


def test_topics_that_are_near_are_told_and_pass(made, capsys):
    made["tables"] = {**made["tables"], "03-topics": NEAR}
    made["values"] = {**FOUND, "03-topics": {"support": 0.94, "words": "航线、港口"}}
    verify.verify_report()
    assert "1 tables of topics differ" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("tables", "values", "told"),
    [
        ({"03-topics": FAR}, {}, "share is 0.1 away, and the Monte Carlo error is 0.05"),
        ({"03-topics": {"topic": ["T1"], "share": [1.0]}}, {}, "share has 1 values, recorded 2"),
        ({"03-topics": {"topic": ["T1", "T2"], "other": [0.6, 0.4]}}, {}, "columns recorded"),
        ({"02-words": {"term": ["港口"], "n": [8]}}, {}, r"02-words\.csv differs"),
        ({}, {"03-topics": {"support": 0.8, "words": "港口、航线"}}, "03-topics support is 0.8"),
        ({}, {"02-words": {"n": 8}}, "02-words n is 8"),
    ],
)
def test_what_is_farther_or_of_no_sampler_fails(made, tables, values, told):
    made["tables"] = {**made["tables"], **tables}
    made["values"] = {**FOUND, **values}
    with pytest.raises(ReportError, match=told):
        verify.verify_report()


def test_on_the_processor_of_the_record_nothing_may_differ(made, tmp_path):
    (tmp_path / "recorded" / tolerances.PLATFORM).write_text(json.dumps(tolerances.this_platform()))
    made["tables"] = {**made["tables"], "03-topics": NEAR}
    with pytest.raises(ReportError, match=r"03-topics\.csv differs"):
        verify.verify_report()


def test_the_shipped_tolerances_are_of_tables_and_values_that_are_recorded():
    recorded = checkout() / "data" / "figures"
    stated = json.loads((tolerances.PLACE / tolerances.NAME).read_text(encoding="utf-8"))
    assert stated["tables"]
    assert stated["values"]
    for name, columns in stated["tables"].items():
        assert set(columns) == set(tolerances.numbers_of(recorded / name)), name
        assert all(0 <= one < 1000 for one in columns.values())
    assert set(stated["values"]) <= set(tolerances.values_of(recorded / VALUES))
