"""pyproject.toml, environment.yml, the lock and the constraints agree, and importing costs little."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WANTED = [Requirement(line) for line in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]]


def _pins(name: str) -> dict[str, set[tuple[str, str]]]:
    """Package -> {(version, marker)} of a lock file."""
    pins: dict[str, set[tuple[str, str]]] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        match = re.match(r"([A-Za-z0-9._-]+)==([^ ;\\]+)(?: ; ([^\\]+))?", line)
        if match:
            version_and_marker = (match[2], (match[3] or "").strip())
            pins.setdefault(canonicalize_name(match[1]), set()).add(version_and_marker)
    return pins


LOCK = _pins("requirements.lock")


@pytest.mark.parametrize("requirement", WANTED, ids=lambda requirement: requirement.name)
def test_lock_meets_every_requirement(requirement: Requirement) -> None:
    versions = LOCK[canonicalize_name(requirement.name)]
    assert all(Version(version) in requirement.specifier for version, _ in versions)


def test_lock_and_constraints_name_the_same_versions() -> None:
    assert _pins("constraints.txt") == LOCK


def test_every_locked_version_has_a_hash_and_no_host_is_named() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", text)
    assert all("--hash=sha256:" in entry for entry in entries if "==" in entry)
    for name in ("requirements.lock", "constraints.txt", "environment.yml"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_environment_yml_installs_this_package_under_the_constraints() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    dependencies = environment["dependencies"]
    assert f"python{PROJECT['requires-python']}" in dependencies
    assert {"pip": ["-c constraints.txt", "-e .[dev]"]} in dependencies


def test_installed_versions_are_the_locked_ones() -> None:
    from importlib.metadata import version

    for name in ("numpy", "pandas", "gensim", "tomotopy", "jieba", "rjieba", "matplotlib"):
        assert version(name) in {pinned for pinned, _ in LOCK[name]}


def test_the_list_of_licences_is_that_of_the_lock() -> None:
    """`make licences` again after a change of the lock; other systems install some packages more or fewer."""
    listed = dict(
        re.findall(
            r"^\| ([\w.-]+) \| ([^| ]+) \|", (ROOT / "docs/licences.md").read_text(encoding="utf-8"), re.M
        )
    )
    del listed["package"]
    assert all(version in {pin for pin, _ in LOCK[name]} for name, version in listed.items())
    everywhere = {name for name, pins in LOCK.items() if all(not marker for _, marker in pins)}
    assert everywhere <= listed.keys()


def test_import_loads_no_heavy_library() -> None:
    code = (
        "import sys, yrdresearch; "
        "print([m for m in ('numpy', 'pandas', 'matplotlib', 'gensim', 'jieba') if m in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"


def test_every_import_is_declared_and_every_dependency_is_used() -> None:
    distribution_of = {
        "PIL": "pillow",
        "yaml": "pyyaml",
        "docx": "python-docx",
        "pylopdf_fonts_zh_cn": "pylopdf-fonts-zh-cn",
    }
    used_by_name_only = {"jupyterlab", "ipykernel"}  # programs
    imported = {
        name.split(".")[0]
        for path in (ROOT / "src").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    outside = {name for name in imported if name not in sys.stdlib_module_names and name != "yrdresearch"}
    lines = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["spark"]]
    declared = {canonicalize_name(Requirement(line).name) for line in lines}
    assert {
        canonicalize_name(distribution_of.get(name, name)) for name in outside
    } == declared - used_by_name_only
