"""Run the released report again and compare tables, values and what is seen with what is recorded."""

from __future__ import annotations

import json
import math
import shutil
import tempfile
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from yrdresearch.errors import ReportError, told
from yrdresearch.files import checkout, shipped_path
from yrdresearch.folders import write_folder
from yrdresearch.report.build import build_report
from yrdresearch.report.figures import seen_figures
from yrdresearch.report.findings import VALUES


def recorded_folder() -> Path:
    """Where the tables of the figures are recorded."""
    return checkout() / "data" / "figures"


def verify_report() -> None:
    """Recompute the report: every table and value as recorded (numbers to 6 digits), every figure seen?

    Raises
    ------
    ReportError
        Naming what differs, is new, is missing, or is saved and not seen.
    """
    recorded = recorded_folder()
    tables = {path.name for path in recorded.glob("*.csv")}
    if not tables:
        raise ReportError(f"{recorded}: no tables are recorded; record them with `yrd verify --record`")
    with tempfile.TemporaryDirectory() as folder:
        _released_report(folder)
        made = {path.name: path for path in Path(folder, "figures").glob("*.csv")}
        faults = [f"{name} is recorded but was not made" for name in sorted(tables - made.keys())]
        faults += [f"{name} was made but is not recorded" for name in sorted(made.keys() - tables)]
        faults += [
            f"{name} differs: {fault}"
            for name in sorted(made.keys() & tables)
            if (fault := compare_tables(recorded / name, made[name]))
        ]
        faults += compare_values(recorded / VALUES, Path(folder, VALUES))
        faults += unseen_figures(Path(folder), {name.removesuffix(".csv") for name in tables})
    if faults:
        raise ReportError(
            f"{len(faults)} things are not as recorded; {'; '.join(faults)}. "
            "If the change is meant, record them again with `yrd verify --record`"
        )
    print(told(f"All {len(tables)} figure tables and all values are as recorded; every figure is seen."))


def record_report() -> None:
    """Run the notebooks and keep every figure's table, and the values, in ``data/figures``."""
    with tempfile.TemporaryDirectory() as folder:
        _released_report(folder)
        made = [*sorted(Path(folder, "figures").glob("*.csv")), Path(folder, VALUES)]
        write_folder(
            recorded_folder(),
            lambda new: [shutil.copy(path, new / path.name) for path in made],
            own=[path.name for path in recorded_folder().iterdir() if path.suffix in (".csv", ".json")],
        )
    n_tables = len(list(recorded_folder().glob("*.csv")))
    print(told(f"{n_tables} tables are recorded in {recorded_folder()}"))


def _released_report(folder: str) -> None:
    """The report on the released features alone, whether or not the page lies in ``data/raw/``."""
    build_report(folder, corpus=str(shipped_path("essays")))


def compare_tables(recorded: Path, made: Path) -> str:
    """What is different between two CSV tables, in a few words; empty when nothing is."""
    left, right = pd.read_csv(recorded), pd.read_csv(made)
    if left.shape != right.shape:
        return f"rows and columns recorded {left.shape}, made {right.shape}"
    try:
        pd.testing.assert_frame_equal(left, right, rtol=1e-6, atol=1e-9)
    except AssertionError as error:
        return " ".join(str(error).split())[:160]
    return ""


def compare_values(recorded: Path, made: Path) -> list[str]:
    """Each value of the findings that is different, new or missing, in a few words."""
    left, right = (_values(path) for path in (recorded, made))
    return [
        f"{name} is {right.get(name)}, recorded {left.get(name)}"
        for name in sorted(left.keys() | right.keys())
        if not _same(left.get(name), right.get(name))
    ]


def _values(path: Path) -> dict[str, Any]:
    """Figure and name -> value, of a ``values.json``."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {f"{figure} {name}": value for figure, of in kept.items() for name, value in of.items()}


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-6, abs_tol=1e-9)
    return bool(left == right)


def unseen_figures(report: Path, names: set[str]) -> list[str]:
    """Each figure that no notebook of the report shows, in a few words."""
    notebooks = (nbformat.read(path, as_version=4) for path in (report / "notebooks").glob("*.ipynb"))
    seen = {name for notebook in notebooks for name in seen_figures(notebook)}
    return [f"{name} is seen in no notebook" for name in sorted(names - seen)]
