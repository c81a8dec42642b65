"""What a corpus is too small or too bare for: cells that say so, and cells that need their results."""

from __future__ import annotations

import ast
import html
from collections.abc import Iterable, Iterator
from symtable import SymbolTable, symtable
from typing import Any

from yrdresearch import errors

_KEY = "yrd_not_shown"


def names_made(source: str) -> set[str]:
    """The variables that a cell sets; what it imports is left out."""
    return {name for part in _parts(source) for name, imported in _bound_in(part) if not imported}


def names_needed(source: str) -> set[str]:
    """The variables that a cell reads and has not set before.

    Examples
    --------
    >>> sorted(names_needed("ax = plot(terms)\\nsave(ax)"))
    ['plot', 'save', 'terms']
    """
    needed: set[str] = set()
    made: set[str] = set()
    for part in _parts(source):
        needed |= _read_in(symtable(part, "cell", "exec")) - made
        made |= {name for name, _ in _bound_in(part)}
    return needed


def is_told(error_name: str) -> bool:
    """Whether an error of this name is the package's own: a sentence about the corpus, no fault of code."""
    kind = getattr(errors, error_name, None)
    return isinstance(kind, type) and issubclass(kind, errors.YrdError)


def tell_fault(cell: Any, sentence: str, lang: str) -> None:
    """Put the sentence in the place of the cell's error."""
    cell.outputs = _without_errors(cell)
    _tell(cell, sentence, lang)


def settle(notebook: Any) -> None:
    """Where a sentence was told, no error stays: of a cell that was stopped it comes after the sentence."""
    for cell in notebook.cells:
        if any(_KEY in output.get("metadata", {}) for output in cell.get("outputs", [])):
            cell.outputs = _without_errors(cell)


def _without_errors(cell: Any) -> list[Any]:
    return [output for output in cell.outputs if output.output_type != "error"]


def tell_missing(cell: Any, names: Iterable[str], lang: str) -> None:
    """Say that the cell was not run, and for want of what."""
    _tell(cell, f"it needs {', '.join(sorted(names))}, which could not be made above", lang)


def sentences_of(notebook: Any) -> list[str]:
    """What was told in the place of results, in order."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.metadata[_KEY] for output in outputs if _KEY in output.get("metadata", {})]


def _tell(cell: Any, sentence: str, lang: str) -> None:
    from nbformat.v4 import new_output

    shown = errors.told(f"this cannot be shown: {sentence}", lang)
    data = {"text/plain": shown, "text/html": f'<p class="yrd-not-shown">{html.escape(shown)}</p>'}
    cell.outputs.append(new_output("display_data", data=data, metadata={_KEY: sentence}))


def _parts(source: str) -> Iterator[str]:
    """The statements of a cell in order; of an ``if`` its condition, then what is under it."""
    waiting: list[Any] = list(ast.parse(source).body)
    while waiting:
        statement = waiting.pop(0)
        if isinstance(statement, ast.If):
            waiting[:0] = [ast.Expr(statement.test), *statement.body, *statement.orelse]
        else:
            yield ast.unparse(statement)


def _bound_in(part: str) -> Iterator[tuple[str, bool]]:
    """The names that a statement binds, and whether by an import."""
    for symbol in symtable(part, "cell", "exec").get_symbols():
        if symbol.is_assigned() or symbol.is_imported():
            yield symbol.get_name(), symbol.is_imported()


def _read_in(table: SymbolTable) -> set[str]:
    """Names read from outside, in a function or comprehension too."""
    top = table.get_type() == "module"
    here = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_referenced() and (top or symbol.is_global())
    }
    return here.union(*map(_read_in, table.get_children()))
