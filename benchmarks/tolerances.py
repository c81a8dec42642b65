"""How much do the figures' tables change with the seed, as they would on a processor whose chains differ?

``python benchmarks/tolerances.py FOLDER [SEEDS]`` runs the notebooks that fit topics with several seeds (two
minutes of CPU each) and writes ``resources/tolerances.json``: the largest difference between two seeds, by
column of the tables (each sorted) and by value of the findings. `yrd verify` uses it on another processor.
"""

from __future__ import annotations

import json
import os
import sys
from itertools import combinations
from pathlib import Path

from yrdresearch.files import shipped_path
from yrdresearch.report.findings import VALUES, write_values
from yrdresearch.report.run import notebook_folder, run_notebooks
from yrdresearch.report.tolerances import NAME, PLACE, numbers_of, values_of

NOTEBOOKS = ("03-topics", "04-authors", "05-policy-areas", "06-how-robust", "07-your-own-corpus")
MODELS = ("03-", "04-", "05-areas-by-topic", "06-topic", "06-author", "07-prevalence")  # fitted by a sampler
VARIED = ("seed", "first", "second")  # columns that name the seeds themselves
EXACT = ("04-distances", "04-tree")  # of words, not of topics


def main() -> None:
    folder, seeds = Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 3
    for seed in range(seeds):
        to = folder / str(seed)
        if (to / VALUES).is_file():
            continue
        given = {"YRD_REPORTS": str(to), "YRD_LANG": "zh", "YRD_CORPUS": str(shipped_path("essays"))}
        paths = [notebook_folder() / f"{name}.ipynb" for name in NOTEBOOKS]
        run_notebooks(paths, to, environment={**os.environ, **given}, parameters={"seed": seed})
        write_values(to)
    runs = [folder / str(seed) for seed in range(seeds)]
    tables = sorted({path.name for path in (runs[0] / "figures").glob("*.csv") if _is_fitted(path.stem)})
    stated = {
        "tables": {name: _largest([numbers_of(run / "figures" / name) for run in runs]) for name in tables},
        "values": _largest([_fitted_values(run / VALUES) for run in runs]),
    }
    (Path(PLACE) / NAME).write_text(json.dumps(stated, indent=1) + "\n", encoding="utf-8")


def _is_fitted(name: str) -> bool:
    return name.startswith(MODELS) and not name.startswith(EXACT)


def _fitted_values(path: Path) -> dict[str, list[float]]:
    fitted = {name: value for name, value in values_of(path).items() if _is_fitted(name.split()[0])}
    fitted |= {
        f"06-area {name}": values_of(path)[f"06-area {name}"] for name in ("topic", "author", "terms", "who")
    }
    return {
        name: [float(value)] if isinstance(value, (int, float)) else [0.0] for name, value in fitted.items()
    }


def _largest(runs: list[dict[str, list[float]]]) -> dict[str, float]:
    """Column -> the largest difference between two runs, each sorted, and a tenth more; 3 digits."""
    found = {}
    for name in runs[0]:
        if name in VARIED:
            found[name] = 0.0
            continue
        pairs = combinations([run[name] for run in runs if name in run], 2)
        gaps = [abs(a - b) for left, right in pairs for a, b in zip(left, right, strict=False)]
        found[name] = float(f"{1.1 * max(gaps, default=0.0):.3g}")
    return found


if __name__ == "__main__":
    main()
