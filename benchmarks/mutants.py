"""Do the tests find a fault that is put in? Small changes of the source, one at a time.

Run: ``make mutants``, or ``python benchmarks/mutants.py [MODULE ...] [--sample N]``. In a module's functions
a comparison, an operation, a condition or a number is changed; the tests of that module then run until the
first that fails, those that call the function before the others. A mutant that no test finds has survived: a
test of what must be true is missing, the code is not needed, or the change makes no difference (the column
`why` of the result says so, written by hand). The same sample is drawn in every run, also after other lines
of the module have changed. The result is `mutants.csv` beside this file; a run that was stopped goes on where
it was, and `--again` tries those that survived.

The changed function takes the place of the old one by its code, in a forked process, so that the package, its
libraries and the tests are loaded once.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import hashlib
import importlib
import io
import json
import os
import signal
import sys
import time
import types
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest

from yrdresearch.files import write_whole
from yrdresearch.spreadsheets import csv_text, read_cell

ROOT = Path(__file__).parents[1]
RESULT = Path(__file__).with_name("mutants.csv")
PAGES = sorted(
    f"pages/{one.name}" for one in (ROOT / "tests/pages").glob("test_*.py") if one.stem != "test_tei"
)
DECIDING = ("layout", "articles", "labels", "parse", "records", "fields", "known")
HEADS = ["pages/test_heads.py", "pages/test_outline.py", "pages/test_parse.py", "pages/test_shapes.py"]
TESTS = {
    "pages.decode": [
        "pages/test_decode.py",
        "pages/test_parse.py",
        "pages/test_sources.py",
        "pages/test_facts.py",
    ],
    "pages.conventionfiles": ["pages/test_own_conventions.py", "pages/test_conventions.py"],
    "pages.conventions": ["pages/test_conventions.py", "pages/test_parse.py"],
    **{f"pages.{name}": PAGES for name in DECIDING},
    "pages.heads": [*HEADS, "pages/test_known.py"],
    "pages.outline": [*HEADS, "pages/test_known.py", "pages/test_wholes.py"],
    "pages.statements": ["pages/test_statements.py"],
    "pages.repeats": ["pages/test_repeats.py", "pages/test_apparatus.py"],
    "pages.html": ["pages/test_html.py", "pages/test_shapes.py", "pages/test_sources.py"],
    "topics.consensus": ["topics/test_consensus.py", "topics/test_fits.py", "topics/test_agreement.py"],
    "topics.matching": ["topics/test_consensus.py", "topics/test_fits.py", "topics/test_agreement.py"],
    "stats.keywords": ["stats/test_keywords.py"],
    "stats.chance": ["stats/test_chance.py", "stats/test_keywords.py"],
    "stats.multiplicity": ["stats/test_multiplicity.py"],
    "stats.keyword_tests": ["stats/test_keywords.py"],
    "stats.blocks": ["stats/test_blocks.py", "areas/test_shares.py"],
    "groups.comparison": [
        "groups/test_groups.py",
        "groups/test_unlike_lengths.py",
        "groups/test_vocabulary.py",
    ],
    "groups.article_shares": ["groups/test_areas.py", "groups/test_groups.py"],
    "areas.coding": ["areas/test_coding.py", "areas/test_coder.py"],
    "areas.rules": ["areas/test_coding.py", "areas/test_coder.py"],
    "areas.shares": ["areas/test_shares.py", "areas/test_correction.py"],
}
SECONDS = 300  # of CPU, after which a mutant counts as found: it never ends
ASIDE = ("strict", "such_as")  # a guard against a fault elsewhere, and the number that a message advises
KEY = ("function", "old", "new", "nth")
COLUMNS = ("module", "line", *KEY, "outcome", "why")
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


class Mutant(NamedTuple):
    """One change of a function: known again by what it changes, wherever its line goes."""

    function: str
    line: int
    old: str
    new: str
    nth: int
    tree: ast.Module

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What stays the same when other lines of the module change."""
        return self.function, self.old, self.new, self.nth


def mutants(source: str) -> list[Mutant]:
    """Every mutant of a module, in an order that other changes of the module leave alone."""
    made = []
    tree = ast.parse(source)
    seen: Counter[tuple[str, str, str]] = Counter()
    for name, function in _functions(tree):
        runs = _that_run(function)
        for place, node in enumerate(ast.walk(function)):
            for new in changes(node) if node in runs else ():
                changed = copy.deepcopy(tree)
                other = dict(_functions(changed))[name]
                _Put(list(ast.walk(other))[place], new).visit(other)
                ast.fix_missing_locations(changed)
                what = (name, ast.unparse(node), ast.unparse(new))
                seen[what] += 1
                made.append(Mutant(name, getattr(node, "lineno", 0), *what[1:], seen[what], changed))
    return sorted(made, key=lambda one: hashlib.sha256(repr(one.key).encode()).hexdigest())


def _that_run(function: ast.FunctionDef) -> set[ast.AST]:
    """The parts of a function's code; not its annotations and defaults, nor what only guards or advises."""
    parts = [part for line in function.body for part in ast.walk(line)]
    aside = [part.annotation for part in parts if isinstance(part, ast.AnnAssign)]
    aside += [part.value for part in parts if isinstance(part, ast.keyword) and part.arg in ASIDE]
    return set(parts) - {part for one in aside for part in ast.walk(one)}


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
    target = getattr(target, "__func__", getattr(target, "fget", getattr(target, "func", target)))
    target.__code__ = _code_of(tree, name)  # type: ignore[attr-defined]


def in_child(work: Callable[[], object], seconds: int) -> object:
    """What some work gives in a forked process of its own; nothing if it dies or takes too much CPU time."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        with contextlib.suppress(BaseException):
            os.write(write, json.dumps(work()).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return json.loads(said) if said else None


class Trials:
    """A plugin of pytest: once the tests are collected, they run on each mutant, in a forked process."""

    def __init__(
        self, module: types.ModuleType, made: list[Mutant], tell: Callable[[Mutant, str], None]
    ) -> None:
        self.module, self.made, self.tell = module, made, tell

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """The tests without a mutant, then on each; those that call the changed function go first."""
        sound = in_child(lambda: self._callers(session), SECONDS)
        if not sound or session.testsfailed:
            sys.exit(f"The tests of {self.module.__name__} fail without any mutant.")
        for mutant in self.made:
            first = [name for name in sound if mutant.function in sound[name]]  # type: ignore[attr-defined]
            self.tell(mutant, self._outcome(session, mutant, first))
        return True

    def _callers(self, session: pytest.Session) -> dict[str, list[str]] | None:
        """Test -> the functions of the module that it calls, the quickest test first."""
        called: dict[str, set[str]] = {}
        spent: dict[str, float] = {}

        def note(frame: types.FrameType, event: str, _: object) -> None:
            if event == "call" and frame.f_code.co_filename == self.module.__file__:
                called[item.nodeid].add(frame.f_code.co_qualname.split(".<locals>")[0])

        for item, following in _in_turn(session.items):
            called[item.nodeid], begun = set(), time.process_time()
            sys.setprofile(note)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            sys.setprofile(None)
            spent[item.nodeid] = time.process_time() - begun
        return (
            None
            if session.testsfailed
            else {one: sorted(called[one]) for one in sorted(spent, key=spent.get)}
        )

    def _outcome(self, session: pytest.Session, mutant: Mutant, first: list[str]) -> str:
        """``found`` by a test, ``survived``, or ``not tried`` where the code cannot be put in."""
        place = {name: number for number, name in enumerate(first)}
        items = sorted(session.items, key=lambda item: place.get(item.nodeid, len(place)))

        def run() -> str:
            try:
                _put_in(self.module, mutant.function, mutant.tree)
            except (AttributeError, ValueError, StopIteration, KeyError):
                return "not tried"
            for item, following in _in_turn(items):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if session.testsfailed:
                    return "found"
            return "survived"

        return str(in_child(run, SECONDS) or "found")


def _in_turn(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    return zip(items, [*items[1:], None], strict=True)


def _written() -> list[dict[str, Any]]:
    """The rows of the table as they are by now."""
    if not RESULT.exists():
        return []
    table = pd.read_csv(RESULT, dtype=str, keep_default_na=False).map(read_cell)
    return table.astype({"line": int, "nth": int}).to_dict("records")


def main() -> None:
    """Try the sample of each module, and write the table."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("modules", nargs="*", metavar="MODULE")
    given.add_argument("--sample", type=int, default=40, help="mutants a module")
    given.add_argument("--again", action="store_true", help="try the survivors again")
    asked = given.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT / "tests"))
    for name in asked.modules or TESTS:
        module = importlib.import_module(f"yrdresearch.{name}")
        made = mutants(Path(str(module.__file__)).read_text(encoding="utf-8"))
        try_module(name, module, made, asked.sample, again=asked.again)


def try_module(name: str, module: types.ModuleType, made: list[Mutant], sample: int, *, again: bool) -> None:
    """Try those of the sample that are not in the table; rows of mutants that are no more leave it."""
    rows = {(row["module"], *(row[one] for one in KEY)): row for row in _written()}
    present = {(name, *one.key) for one in made}
    rows = {key: row for key, row in rows.items() if key[0] != name or key in present}
    chosen = made[:sample] if sample else made
    if again:
        left = {key for key, row in rows.items() if row["outcome"] == "survived" and not row["why"]}
        chosen = [one for one in made if (name, *one.key) in left]
    else:
        chosen = [one for one in chosen if (name, *one.key) not in rows]

    def tell(one: Mutant, outcome: str) -> None:
        row = {
            "module": name,
            **{part: getattr(one, part) for part in (*KEY, "line")},
            "outcome": outcome,
            "why": "",
        }
        rows[(name, *one.key)] = row
        write_whole(RESULT, csv_text(pd.DataFrame(rows.values(), columns=COLUMNS)))

    if chosen:
        options = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:xdist"]
        with contextlib.redirect_stdout(io.StringIO()):
            pytest.main([*options, *(f"tests/{one}" for one in TESTS[name])], [Trials(module, chosen, tell)])
    tried = [row for row in rows.values() if row["module"] == name and row["outcome"] != "not tried"]
    found = sum(row["outcome"] == "found" for row in tried)
    print(f"{name}: {found} of {len(tried)} found", flush=True)


if __name__ == "__main__":
    main()
