"""Under which licences is what this package is shipped with? Run: ``make licences``; writes docs/licences.md.

It lists every distribution of the lock that is installed, with the licence its own metadata states, and fails
when one of those that the package needs at run time is under GPL or AGPL alone.
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from yrdresearch.files import write_whole

ROOT = Path(__file__).parents[1]


def licence(name: str) -> tuple[str, str]:
    """Version and licence of an installed distribution."""
    found = distribution(name)
    data = found.metadata
    classifiers = data.get_all("Classifier", [])
    classes = [one.rsplit(" :: ", 1)[-1] for one in classifiers if one.startswith("License ::")]
    stated = data.get("License-Expression") or "; ".join(classes) or (data.get("License") or "").strip()
    if not stated:  # then the first line of its licence
        texts = (file.read_text() for file in found.files or [] if file.name.upper().startswith("LICEN"))
        stated = next(texts, "").strip()
    return data["Version"], (stated.splitlines() or ["not stated"])[0][:80]


def needed() -> set[str]:
    """What the package needs at run time, with what that needs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: set[str] = set()
    left = [Requirement(line) for line in project["dependencies"]]
    while left:
        one = left.pop()
        name = canonicalize_name(one.name)
        if name in found or (one.marker and not one.marker.evaluate({**default_environment(), "extra": ""})):
            continue
        found.add(name)
        try:
            left += [Requirement(line) for line in distribution(name).requires or []]
        except PackageNotFoundError:
            continue
    return found


def _is_copyleft(stated: str) -> bool:
    """Whether GPL or AGPL is the only licence; with the Artistic License beside it one may choose that."""
    gpl = re.search(r"\bA?GPL|GNU (Affero )?General Public", stated)
    return bool(gpl) and "LGPL" not in stated and "Artistic" not in stated


def main() -> None:
    """Write the table."""
    lock = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    shipped = needed()
    rows, copyleft = [], []
    for name in sorted({canonicalize_name(one) for one in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}):
        try:
            version, stated = licence(name)
        except PackageNotFoundError:
            continue  # for another system
        rows.append(f"| {name} | {version} | {stated} | {'run' if name in shipped else 'development'} |")
        if name in shipped and _is_copyleft(stated):
            copyleft.append(name)
    at_run_time = sum("| run |" in row for row in rows)
    text = (
        "# Licences of what is installed\n\n"
        "Made by `make licences` from the metadata of the installed packages.\n"
        f"{at_run_time} of {len(rows)} are needed at run time, none of them under GPL or AGPL alone\n"
        "(text-unidecode lets one choose the Artistic License).\n\n"
        "| package | version | licence | needed for |\n|---|---|---|---|\n"
    )
    text += "\n".join(rows) + "\n"
    write_whole(ROOT / "docs" / "licences.md", text)
    if copyleft:
        sys.exit(f"under GPL or AGPL: {', '.join(copyleft)}")


if __name__ == "__main__":
    main()
