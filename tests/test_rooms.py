"""The rooms of the package: imports run one way, and each heavy library has one room that knows it."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "yrdresearch"
# Later layers may import earlier ones, never the other way; see CONTRIBUTING.md.
LAYERS = [
    {"errors"},
    {"sentences", "formats", "tokens", "datapackage", "codebook"},
    {"imprint", "readers"},
    {"layout"},
    {"pairing"},
    {"structure"},
    {"pages"},
    {"faults", "repeats", "tables", "enumeration", "anchors", "outline", "tei", "gazetteer"},
    {"apparatus", "exports"},
    {"pagefiles"},
    {"evidence", "corpus"},
    {"merge", "dtm"},
    {"stats", "engines", "matching", "coding", "agreement", "sheets"},
    {"topics", "shares", "area_relations"},
    {"consensus", "modelfiles", "quality"},
    {"groups", "choice", "topic_relations", "passages"},
    {"cards", "explorer"},
    {"report"},
    {"cli"},
]
ROOM_OF_LIBRARY = {
    "jieba": "tokens",
    "rjieba": "tokens",
    "gensim": "engines",
    "tomotopy": "engines",
    "matplotlib": "plots",
    "frictionless": "datapackage",
    "docx": "formats",
    "pypdf": "formats",
    "nbclient": "report",
    "nbconvert": "report",
}


def _room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def _imports() -> list[tuple[str, str]]:
    """(room, module it imports) all over the package, inside functions too."""
    found = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found += [(_room(path), alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module == "yrdresearch":
                found += [(_room(path), f"yrdresearch.{alias.name}") for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.append((_room(path), node.module))
    return found


IMPORTS = _imports()
LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}


def test_every_room_has_its_layer() -> None:
    rooms = {_room(path) for path in SOURCE.rglob("*.py")} - {"__init__", "plots"}
    assert rooms == set(LEVEL)


def test_imports_run_one_way() -> None:
    upward = [
        (room, module)
        for room, module in IMPORTS
        if module.startswith("yrdresearch.") and room in LEVEL
        for other in [module.split(".")[1]]
        if other != room and LEVEL.get(other, -1) > LEVEL[room]
    ]
    assert upward == []


def test_plots_know_tables_only() -> None:
    known = {
        module.split(".")[1]
        for room, module in IMPORTS
        if room == "plots" and module.startswith("yrdresearch.")
    }
    assert known <= {"plots", "errors"}
    assert not [
        room for room, module in IMPORTS if room != "plots" and module.startswith("yrdresearch.plots")
    ]


@pytest.mark.parametrize("library", ROOM_OF_LIBRARY)
def test_a_heavy_library_has_one_room(library: str) -> None:
    assert {room for room, module in IMPORTS if module.split(".")[0] == library} == {ROOM_OF_LIBRARY[library]}
