"""Do the tests find a fault that is put in? Small changes of the source, one at a time.

Run: ``make mutants``, or ``python benchmarks/mutants.py [MODULE ...] [--sample N]``. In a module's functions
a comparison, an operation, a condition or a number is changed; the tests of that module then run until the
first that fails. A mutant that no test finds has survived: a test of what must be true is missing, or the
code is not needed. The same sample is drawn in every run. The result is `mutants.csv` beside this file; a run
that was stopped goes on where it was.

The changed function takes the place of the old one by its code, in a forked process, so that the package and
its libraries are loaded once.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib
import io
import os
import random
import signal
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from yrdresearch.files import csv_text, read_cell, write_whole

ROOT = Path(__file__).parents[1]
RESULT = Path(__file__).with_name("mutants.csv")
TESTS = {
    "pages.decode": ["pages/test_parse.py", "pages/test_sources.py", "pages/test_facts.py"],
    "pages.conventions": ["pages/test_conventions.py", "pages/test_parse.py"],
    "pages.layout": ["pages/test_parse.py", "pages/test_sources.py"],
    "pages.articles": ["pages/test_parse.py", "pages/test_facts.py", "pages/test_sources.py"],
    "topics.consensus": ["topics/test_fits.py", "topics/test_agreement.py"],
    "topics.matching": ["topics/test_fits.py", "topics/test_agreement.py"],
    "stats.keywords": ["stats/test_keywords.py"],
    "stats.chance": ["stats/test_facts.py", "groups"],
    "areas.coding": ["areas/test_coding.py", "areas/test_coder.py"],
    "areas.rules": ["areas/test_coding.py", "areas/test_coder.py"],
    "areas.shares": ["areas/test_shares.py"],
}
SECONDS = 120  # after which a mutant counts as found: it never ends
COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """What may take the place of a part of the source."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in COMPARED:
        yield ast.Compare(node.left, [COMPARED[type(node.ops[0])]()], node.comparators)
    elif isinstance(node, ast.BinOp) and type(node.op) in COMPUTED:
        yield ast.BinOp(node.left, COMPUTED[type(node.op)](), node.right)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)):
        yield node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, (bool, int, float)):
        yield ast.Constant(not node.value if isinstance(node.value, bool) else node.value + 1)
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, (ast.Continue, ast.Break)):
        yield ast.Pass()


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from (
                (f"{node.name}.{one.name}", one) for one in node.body if isinstance(one, ast.FunctionDef)
            )


def mutants(source: str) -> list[tuple[str, int, str, str, ast.Module]]:
    """Function, line, the old and the new source, and the changed tree, of every mutant of a module."""
    made = []
    tree = ast.parse(source)
    for name, function in _functions(tree):
        for place, node in enumerate(ast.walk(function)):
            for new in changes(node):
                changed = copy.deepcopy(tree)
                other = dict(_functions(changed))[name]
                old = list(ast.walk(other))[place]
                _Put(old, new).visit(other)
                ast.fix_missing_locations(changed)
                made.append((name, getattr(node, "lineno", 0), ast.unparse(node), ast.unparse(new), changed))
    return made


class _Put(ast.NodeTransformer):
    """One node takes the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return ast.copy_location(self.new, node) if node is self.old else super().generic_visit(node)


def _code_of(tree: ast.Module, name: str) -> types.CodeType:
    code: types.CodeType = compile(tree, "<mutant>", "exec")
    for part in name.split("."):
        code = next(one for one in code.co_consts if isinstance(one, types.CodeType) and one.co_name == part)
    return code


def _put_in(module: types.ModuleType, name: str, tree: ast.Module) -> None:
    """The code of the function becomes that of the mutant, for all who have imported it."""
    target: object = module
    for part in name.split("."):
        target = target.__dict__[part]
    while hasattr(target, "__wrapped__"):
        target = target.__wrapped__
    target = getattr(target, "__func__", getattr(target, "fget", target))
    target.__code__ = _code_of(tree, name)  # type: ignore[attr-defined]


def is_found(module: types.ModuleType, name: str, tree: ast.Module, tests: list[str]) -> str:
    """``found`` by a test, ``survived``, or ``not tried`` where the code cannot be put in."""
    child = os.fork()
    if not child:
        signal.alarm(SECONDS)
        try:
            _put_in(module, name, tree)
        except (AttributeError, ValueError, StopIteration, KeyError):
            os._exit(99)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            status = pytest.main(["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", *tests])
        os._exit(int(status))
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return "survived" if code == 0 else "not tried" if code == 99 else "found"


def _as_written(cell: object) -> object:
    return read_cell(cell) if isinstance(cell, str) else cell


def main() -> None:
    """Try the sample of each module, and write the table."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("modules", nargs="*", metavar="MODULE")
    given.add_argument("--sample", type=int, default=40, help="mutants a module")
    asked = given.parse_args()
    rows = pd.read_csv(RESULT).map(_as_written).to_dict("records") if RESULT.exists() else []
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT / "tests"))
    for name in asked.modules or TESTS:
        module = importlib.import_module(f"yrdresearch.{name}")
        made = mutants(Path(str(module.__file__)).read_text(encoding="utf-8"))
        random.Random(name).shuffle(made)
        tests = [f"tests/{one}" for one in TESTS[name]]
        known = {(row["module"], row["function"], row["old"], row["new"], row["line"]) for row in rows}
        for function, line, old, new, tree in made[: asked.sample]:
            if (name, function, old, new, line) not in known:
                outcome = is_found(module, function, tree, tests)
                row = {"module": name, "function": function, "line": line, "old": old, "new": new}
                rows.append({**row, "outcome": outcome})
                write_whole(RESULT, csv_text(pd.DataFrame(rows)))
        tried = [row["outcome"] for row in rows if row["module"] == name]
        print(f"{name}: {tried.count('found')} of {len(tried) - tried.count('not tried')} found", flush=True)


if __name__ == "__main__":
    main()
