"""On another processor a sampler's chains differ: how far its tables may be from those that are recorded.

Exact is due on the processor where the tables were recorded, and everywhere for what no sampler made.
Elsewhere a table of topics is compared column by column, each sorted, for topics may change places: no value
may be farther from the one of its rank than the largest difference between seeds (``tolerances.json``).
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from yrdresearch.files import resource

NAME = "tolerances.json"
PLACE = Path(__file__).parents[1] / "resources"
PLATFORM = "platform.json"  # beside the recorded tables
INSTRUCTIONS = ("AVX2", "FMA3", "AVX512F", "NEON", "SVE")


def this_platform() -> dict[str, Any]:
    """What the results of a sampler depend on beside its seed: system, machine and instruction sets."""
    from numpy._core._multiarray_umath import __cpu_features__ as features

    known = [name for name in INSTRUCTIONS if features.get(name)]
    return {"system": platform.system(), "machine": platform.machine(), "instructions": known}


def is_elsewhere(recorded: Path) -> bool:
    """Whether the tables in this folder were recorded on another platform than this."""
    path = recorded / PLATFORM
    return path.is_file() and json.loads(path.read_text(encoding="utf-8")) != this_platform()


@cache
def tolerances() -> Mapping[str, Any]:
    """``tables``: table -> column -> tolerance; ``values``: figure and name -> tolerance; both absolute."""
    return dict(json.loads(resource(NAME)))


def within_tolerance(recorded: Path, made: Path) -> str:
    """What is farther apart than the tolerance, in a few words; empty where nothing is, or none is stated."""
    left, right = numbers_of(recorded), numbers_of(made)
    if left.keys() != right.keys():
        return f"columns recorded {sorted(left)}, made {sorted(right)}"
    for name, stated in tolerances()["tables"][recorded.name].items():
        first, second = left.get(name, []), right.get(name, [])
        if len(first) != len(second):
            return f"{name} has {len(second)} values, recorded {len(first)}"
        gap = max((abs(a - b) for a, b in zip(first, second, strict=True)), default=0.0)
        if gap > stated:
            return f"{name} is {gap:.3g} away, and the Monte Carlo error is {stated:.3g}"
    return ""


def numbers_of(table: Path) -> dict[str, list[float]]:
    """Column of numbers -> its values in order of size."""
    frame = pd.read_csv(table)
    frame = frame[[name for name in frame if pd.api.types.is_numeric_dtype(frame[name])]]
    return {str(name): sorted(frame[name].dropna().astype(float)) for name in frame}


def values_of(path: Path) -> dict[str, Any]:
    """Figure and name -> value, of a ``values.json``."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {f"{figure} {name}": value for figure, of in kept.items() for name, value in of.items()}
