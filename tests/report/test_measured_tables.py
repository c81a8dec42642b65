"""Tables of the documentation on reliability say what the benchmarks measured, row by row."""

import re
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "benchmarks"


def told(page: str, mark: str) -> list[list[str]]:
    """The rows of the table between ``<!-- mark -->`` and ``<!-- end -->`` of a page, without its head."""
    text = (ROOT / page).read_text(encoding="utf-8")
    (table,) = re.findall(rf"<!-- {mark} -->\n(.*?)\n<!-- end -->", text, flags=re.DOTALL)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()[2:]]


def mutants() -> list[list[str]]:
    """Module, mutants tried, found, and survivors that make no difference."""
    table = pd.read_csv(BENCHMARKS / "mutants.csv", dtype=str, keep_default_na=False)
    table = table[table["outcome"] != "not tried"]
    rows = []
    for module, of in table.groupby("module", sort=False):
        alike = int((of["why"] != "").sum())
        rows.append([f"`{module}`", *map(str, (len(of), (of["outcome"] == "found").sum(), alike))])
    return rows


def limits() -> list[list[str]]:
    """Input, size, MB, CPU seconds, exponent, memory, read or told."""
    table = pd.read_csv(BENCHMARKS / "limits.csv", keep_default_na=False)
    return [
        [str(one.input), one.size, f"{one.mb:.2f}", f"{one.seconds:.2f}", f"{one.exponent:.1f}",
         f"{one.memory_mb:,}", one.outcome.split(":")[0]]
        for one in table.itertuples(index=False)
    ]  # fmt: skip


def fuzz() -> list[list[str]]:
    """Seed, inputs, read, told, faults, over 2 s, longest, commit of each format (whose names are words)."""
    table = pd.read_csv(BENCHMARKS / "fuzz.csv", dtype={"commit": str})
    return [
        [str(one.seed), f"{one.inputs:,}", f"{one.read:,}", f"{one.told:,}", str(one.faults),
         str(one.over_2_s), f"{one.longest_s:.2f}", one.commit]
        for one in table.itertuples(index=False)
    ]  # fmt: skip


@pytest.mark.parametrize("page", ["docs/reliability.md", "CONTRIBUTING.md"])
def test_scores_of_mutants_are_those_measured(page: str) -> None:
    assert told(page, "mutants") == mutants()


def test_limits_are_those_measured() -> None:
    assert told("docs/reliability.md", "limits") == limits()


def test_results_of_damaged_files_are_those_measured() -> None:
    assert [row[1:] for row in told("docs/reliability.md", "fuzz")] == fuzz()


def test_no_input_is_slower_than_two_seconds_a_megabyte_or_grows_with_its_square() -> None:
    table = pd.read_csv(BENCHMARKS / "limits.csv")
    large = table[table["seconds"] > 0.3]  # below, the starting of things decides
    assert (large["exponent"] <= 1.3).all()
    assert (table["seconds"] <= 2 * table["mb"].clip(lower=1)).all()


def test_every_survivor_is_looked_at() -> None:
    table = pd.read_csv(BENCHMARKS / "mutants.csv", dtype=str, keep_default_na=False)
    left = table[(table["outcome"] == "survived") & (table["why"] == "")]
    assert left.empty, "kill it by a test of what must be true, delete the code, or say why it is no other"
