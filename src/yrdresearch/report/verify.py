"""Run the released report again and compare every figure's table with the recorded one."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pandas as pd

from yrdresearch.errors import ReportError, told
from yrdresearch.files import checkout, shipped_path
from yrdresearch.folders import write_folder
from yrdresearch.report.build import build_report


def recorded_folder() -> Path:
    """Where the tables of the figures are recorded."""
    return checkout() / "data" / "figures"


def verify_tables() -> None:
    """Recompute every figure's table and compare it with the recorded one (numbers to 6 digits).

    Raises
    ------
    ReportError
        Naming the first figure that differs, is new or is missing.
    """
    recorded = {path.name: path for path in recorded_folder().glob("*.csv")}
    if not recorded:
        raise ReportError(
            f"{recorded_folder()}: no tables are recorded; record them with `yrd verify --record`"
        )
    with tempfile.TemporaryDirectory() as folder:
        _released_report(folder)
        made = {path.name: path for path in Path(folder, "figures").glob("*.csv")}
        faults = [f"{name} is recorded but was not made" for name in sorted(recorded.keys() - made)]
        faults += [f"{name} was made but is not recorded" for name in sorted(made.keys() - recorded)]
        faults += [
            f"{name} differs: {fault}"
            for name in sorted(made.keys() & recorded)
            if (fault := compare_tables(recorded[name], made[name]))
        ]
    if faults:
        raise ReportError(
            f"{len(faults)} of {len(recorded)} figure tables differ; {'; '.join(faults)}. "
            "If the change is meant, record the tables again with `yrd verify --record`"
        )
    print(told(f"All {len(recorded)} figure tables are as recorded."))


def record_tables() -> None:
    """Run the notebooks and keep every figure's table in ``data/figures``."""
    with tempfile.TemporaryDirectory() as folder:
        _released_report(folder)
        made = sorted(Path(folder, "figures").glob("*.csv"))
        write_folder(
            recorded_folder(),
            lambda new: [shutil.copy(path, new / path.name) for path in made],
            own=[path.name for path in recorded_folder().glob("*.csv")],
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
