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

from yrdresearch.errors import ReportError, first_few, told
from yrdresearch.files import checkout, shipped_path, write_whole
from yrdresearch.folders import write_folder
from yrdresearch.report.build import build_report
from yrdresearch.report.figures import describe_figure, seen_figures
from yrdresearch.report.findings import VALUES
from yrdresearch.report.tolerances import (
    PLATFORM,
    is_elsewhere,
    this_platform,
    tolerances,
    values_of,
    within_tolerance,
)


def recorded_folder() -> Path:
    """Where the tables of the figures are recorded."""
    return checkout() / "data" / "figures"


def verify_report() -> None:
    """Recompute the report: every table and value as recorded (numbers to 6 digits), every figure seen?

    On another platform than that of the record, what a sampler made may differ by its Monte Carlo error
    (``tolerances.json``); it is said how many tables do.

    Raises
    ------
    ReportError
        Naming what differs, is new, is missing, is saved and not seen, or has the title of another figure.
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
        elsewhere = is_elsewhere(recorded)
        both = sorted(made.keys() & tables)
        differs = {name: compare_tables(recorded / name, made[name]) for name in both}
        near = [name for name in both if differs[name] and elsewhere and name in tolerances()["tables"]]
        differs |= {name: within_tolerance(recorded / name, made[name]) for name in near}
        faults += [f"{name} differs: {fault}" for name, fault in differs.items() if fault]
        faults += compare_values(recorded / VALUES, Path(folder, VALUES), elsewhere=elsewhere)
        faults += unseen_figures(Path(folder), {name.removesuffix(".csv") for name in tables})
        faults += shared_titles(Path(folder))
    if faults:
        raise ReportError(
            f"{len(faults)} things are not as recorded; {'; '.join(faults)}. "
            "If the change is meant, record them again with `yrd verify --record`"
        )
    if near:
        print(
            told(
                f"{len(near)} tables of topics differ from the record, which another processor made, by no "
                "more than their Monte Carlo error"
            )
        )
    print(told(f"All {len(tables)} figure tables and all values are as recorded; every figure is seen."))


def record_report() -> None:
    """Run the notebooks and keep every figure's table, and the values, in ``data/figures``."""
    with tempfile.TemporaryDirectory() as folder:
        _released_report(folder)
        write_whole(Path(folder, PLATFORM), json.dumps(this_platform()) + "\n")
        made = [*sorted(Path(folder, "figures").glob("*.csv")), Path(folder, VALUES), Path(folder, PLATFORM)]
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


def compare_values(recorded: Path, made: Path, *, elsewhere: bool = False) -> list[str]:
    """Each value of the findings that is different, new or missing, in a few words.

    `elsewhere`: on another platform a sampler's numbers may differ by their Monte Carlo error, its words too.
    """
    left, right = (values_of(path) for path in (recorded, made))
    stated = tolerances()["values"] if elsewhere else {}
    return [
        f"{name} is {right.get(name)}, recorded {left.get(name)}"
        for name in sorted(left.keys() | right.keys())
        if not _same(left.get(name), right.get(name), stated.get(name))
    ]


def _same(left: Any, right: Any, stated: float | None) -> bool:
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return math.isclose(left, right, rel_tol=1e-6, abs_tol=1e-9 if stated is None else stated)
    words = isinstance(left, str) and isinstance(right, str)
    return bool(left == right) or (words and stated is not None)


def unseen_figures(report: Path, names: set[str]) -> list[str]:
    """Each figure that no notebook of the report shows, in a few words."""
    notebooks = (nbformat.read(path, as_version=4) for path in (report / "notebooks").glob("*.ipynb"))
    seen = {name for notebook in notebooks for name in seen_figures(notebook)}
    return [f"{name} is seen in no notebook" for name in sorted(names - seen)]


def shared_titles(report: Path) -> list[str]:
    """Each title that several figures of the report have: a reader cannot tell them apart."""
    names: dict[str, list[str]] = {}
    for png in sorted((report / "figures").glob("*.png")):
        names.setdefault(describe_figure(png)[0], []).append(png.stem)
    return [f"{first_few(of, len(of))} have one title" for of in names.values() if len(of) > 1]
