"""The pages of the reference, from the docstrings of the package."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import griffe

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "yrdresearch"
PARTS = {"see-also": "See also", "references": "References", "notes": "Notes"}


def public_names(folder: str) -> dict[str, str]:
    """Public name -> its module, from the catalogue in the folder's face."""
    tree = ast.parse((SOURCE / folder / "__init__.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "submod_attrs":
            modules = ast.literal_eval(node.value)
            return {name: f"{folder}.{module}" for module, names in modules.items() for name in names}
    raise ValueError(f"{folder}/__init__.py has no catalogue")


def error_names() -> dict[str, str]:
    """Name of each error -> its module."""
    tree = ast.parse((SOURCE / "errors.py").read_text(encoding="utf-8"))
    return {node.name: "errors" for node in tree.body if isinstance(node, ast.ClassDef)}


def _top_names() -> dict[str, str]:
    """Name at the top of the package -> its folder."""
    tree = ast.parse((SOURCE / "__init__.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "submod_attrs":
            modules = ast.literal_eval(node.value)
            return {name: module.split(".")[0] for module, names in modules.items() for name in names}
    raise ValueError("__init__.py has no catalogue")


def contents(public: dict[str, dict[str, str]]) -> str:
    """The first page of the reference."""
    lines = ["# Reference", "", "One page a folder, in the order in which the data travels.", ""]
    for folder, names in public.items():
        lines += [f"## [{folder}]({folder}.md)", "", _module(folder).docstring.value.splitlines()[0], ""]
        lines += [", ".join(f"[`{name}`]({folder}.md#{folder}.{name})" for name in names), ""]
    top = [f"[`yrd.{name}`]({folder}.md#{folder}.{name})" for name, folder in _top_names().items()]
    return "\n".join(
        [*lines, "## The names to start with", "", ", ".join(top), "", "[Errors](errors.md)", ""]
    )


@cache
def _package() -> Any:
    return griffe.load("yrdresearch", search_paths=[str(ROOT / "src")], docstring_parser="numpy")


def _module(path: str) -> Any:
    return _package()[path]


def reference(folder: str, names: dict[str, str], anchors: dict[str, str]) -> str:
    """The page of a folder: each public name with its signature and docstring."""
    module = _module(folder)
    lines = [f"# {folder}", "", _linked(str(module.docstring.value), anchors), ""]
    for name, place in names.items():
        item = _module(place)[name]
        lines += [f"## {name} {{ #{folder}.{name} }}", "", *_signature(item, f"{folder}.{name}"), ""]
        lines += [*_docstring(item, anchors), ""]
        for method in _methods(item):
            lines += [f"### {name}.{method.name} {{ #{folder}.{name}.{method.name} }}", ""]
            lines += [*_signature(method, f"{name}.{method.name}"), "", *_docstring(method, anchors), ""]
    return "\n".join(lines)


def _methods(item: Any) -> list[Any]:
    if not item.is_class:
        return []
    own = [member for member in item.members.values() if not member.name.startswith("_")]
    return [one for one in own if (one.is_function or "property" in one.labels) and one.docstring]


def _signature(item: Any, called: str) -> list[str]:
    if item.is_class and "__init__" not in item.members:
        return [f"```python\nclass {called}\n```"]
    if not (item.is_function or item.is_class):
        return [f"```python\n{called}\n```"]
    parts, starred = [], False
    for parameter in item.parameters:
        if parameter.name in ("self", "cls"):
            continue
        if parameter.kind.name == "keyword_only" and not starred:
            parts, starred = [*parts, "*"], True
        default = f" = {parameter.default}" if parameter.default is not None else ""
        kind = f": {parameter.annotation}" if parameter.annotation is not None else ""
        stars = {"var_positional": "*", "var_keyword": "**"}.get(parameter.kind.name, "")
        parts.append(f"{stars}{parameter.name}{kind}{'' if stars else default}")
        starred = starred or stars == "*"
    returns = f" -> {item.returns}" if item.is_function and item.returns is not None else ""
    one_line = f"{called}({', '.join(parts)}){returns}"
    text = one_line if len(one_line) < 88 else f"{called}(\n    " + ",\n    ".join(parts) + f",\n){returns}"
    return [f"```python\n{text}\n```"]


def _docstring(item: Any, anchors: dict[str, str]) -> Iterator[str]:
    if not item.docstring:
        return
    for part in item.docstring.parsed:
        kind = part.kind.value
        if kind == "text":
            yield _linked(str(part.value), anchors)
        elif kind == "examples":
            code = "\n\n".join(str(text) for _, text in part.value)
            yield f"**Example**\n\n```python\n{code}\n```"
        elif kind == "admonition":
            words = part.title or PARTS.get(part.value.kind, part.value.kind)
            linked = _see_also if "see" in part.value.kind else _linked
            yield f"**{words}**\n\n{linked(str(part.value.description), anchors)}"
        else:
            yield f"**{kind.capitalize()}**\n\n" + "\n\n".join(_entries(part.value, anchors))
        yield ""


def _entries(values: Any, anchors: dict[str, str]) -> Iterator[str]:
    for value in values:
        name = getattr(value, "name", "") or str(getattr(value, "annotation", None) or "")
        text = _linked(" ".join(str(value.description).split()), anchors)
        yield f"`{name}`\n:   {text}"


def _see_also(text: str, anchors: dict[str, str]) -> str:
    lines = []
    for line in text.splitlines():
        name, mark, rest = line.partition(" : ")
        lines.append(f"- {_linked(f'`{name.strip()}`', anchors)}{': ' if mark else ''}{rest}")
    return "\n".join(lines)


def _linked(text: str, anchors: dict[str, str]) -> str:
    """Names between backticks lead to their place in the reference."""

    def link(found: re.Match[str]) -> str:
        name = found[1].removeprefix("yrdresearch.").removeprefix("yrd.")
        return f"[`{found[1]}`]({anchors[name]})" if name in anchors else f"`{found[1]}`"

    text = text.replace("``", "\0")
    return re.sub(r"`([\w.]+)`", link, text).replace("\0", "`")
