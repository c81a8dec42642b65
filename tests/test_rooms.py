"""The house: imports run one way, no circle inside a folder, and each heavy library has one room."""

import ast
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

import yrdresearch as yrd

SOURCE = Path(__file__).parents[1] / "src" / "yrdresearch"
# Each folder, or module at the root, and what it may import. The order is that in which the data travels.
FIRST = {"messages", "errors", "spans", "display", "files", "spreadsheets", "folders", "processes"}
MAY_IMPORT = {
    "messages": set(),
    "errors": {"messages"},
    "spans": {"errors"},
    "display": {"errors", "spans", "files"},
    "files": {"errors", "spans"},
    "spreadsheets": {"errors", "files"},
    "folders": {"errors", "files"},
    "processes": set(),
    "words": FIRST,
    "pages": {*FIRST, "words"},
    "corpus": {*FIRST, "words", "pages"},
    "stats": {*FIRST, "words", "pages", "corpus"},
    "topics": {*FIRST, "words", "pages", "corpus", "stats"},
    "areas": {*FIRST, "words", "pages", "corpus", "stats"},
    "groups": {*FIRST, "words", "pages", "corpus", "stats", "topics", "areas"},
    "plots": {"errors", "spans", "files", "spreadsheets", "display"},
    "report": {*FIRST, "words", "pages", "corpus", "stats", "topics", "areas", "groups"},
    "spark": {*FIRST, "words", "pages", "corpus", "topics"},
    "arguments": set(),
    "cli": {"arguments", "errors", "files", "words", "pages", "corpus", "areas", "report"},
}
ROOM_OF_LIBRARY = {
    "jieba": "words",
    "rjieba": "words",
    "gensim": "topics.engines",
    "tomotopy": "topics.engines",
    "matplotlib": "plots",
    "frictionless": "corpus.datapackage",
    "rensa": "corpus.duplicates",
    "lxml": "pages",
    "pypdf": "pages",
    "pyspark": "spark",
    "nbclient": "report",
    "nbconvert": "report",
}
NAMES = {
    *("read_page", "read_pages", "load_corpus", "build_corpus", "Corpus", "add_docvars", "evidence"),
    *("build_dtm", "Dtm", "fit_lda", "fit_consensus", "choose_k", "TopicModel", "topic_agreement"),
    *("load_codebook", "code_policy_areas", "coverage", "YrdError", "__version__"),
}


def _module(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts)


MODULES = {_module(path): path for path in sorted(SOURCE.rglob("*.py"))}
FOLDERS = {name.split(".")[0] for name in MODULES if name.endswith(".__init__")}


def _imports(path: Path) -> set[str]:
    """What a module imports, inside functions and for type checking too; our own without `yrdresearch.`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            module = str(node.module)
            inside = {f"{module}.{alias.name}" for alias in node.names}
            ours = {name for name in inside if name.removeprefix("yrdresearch.") in MODULES}
            found |= ours or {module}
    return {name.removeprefix("yrdresearch.") if name.startswith("yrdresearch.") else name for name in found}


IMPORTS = {name: _imports(path) for name, path in MODULES.items()}


def _room(module: str) -> str:
    return module.split(".")[0]


def test_every_room_is_in_the_list():
    assert {_room(name) for name in MODULES} - {"__init__"} == set(MAY_IMPORT)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_run_one_way(room):
    known = {
        (module, other)
        for module, others in IMPORTS.items()
        for other in others
        if _room(module) == room and _room(other) in MAY_IMPORT and _room(other) != room
    }
    assert {pair for pair in known if _room(pair[1]) not in MAY_IMPORT[room]} == set()


def test_there_is_no_circle():
    graph = {
        module: {other for other in others if other in MODULES}
        for module, others in IMPORTS.items()
        if not module.endswith("__init__")
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"modules import each other in a circle: {' -> '.join(error.args[1])}")


def test_a_folder_is_imported_by_its_modules_never_by_its_face():
    """A face imports its modules, so a module that imports a face would close a circle."""
    faces = {
        (module, other) for module, others in IMPORTS.items() for other in others if other in FOLDERS
    } - {(module, "plots") for module in MODULES}
    assert faces == set()


def test_no_file_name_stands_twice():
    """But in `plots`, whose files have the names of the folders they draw."""
    names = [
        path.name for name, path in MODULES.items() if _room(name) != "plots" and path.name != "__init__.py"
    ]
    assert {name for name in names if names.count(name) > 1} == set()


@pytest.mark.parametrize("folder", sorted(FOLDERS))
def test_a_face_lists_names_that_exist_and_are_no_modules(folder):
    face = import_module(f"yrdresearch.{folder}")
    assert face.__doc__
    for name in face.__all__:
        assert getattr(face, name) is not None
        assert f"{folder}.{name}" not in MODULES, f"{name} has the name of its module"


def test_the_package_shows_the_first_names_and_the_folders():
    assert set(dir(yrd)) == NAMES | FOLDERS
    for name in NAMES:
        assert getattr(yrd, name) is not None


def test_a_public_name_has_one_folder():
    owner = {}
    for folder in FOLDERS:
        for name in import_module(f"yrdresearch.{folder}").__all__:
            assert owner.setdefault(name, folder) == folder, f"{name} is in two folders"


@pytest.mark.parametrize("library", ROOM_OF_LIBRARY)
def test_a_heavy_library_has_one_room(library):
    users = {module for module, others in IMPORTS.items() if any(o.split(".")[0] == library for o in others)}
    assert users, f"nobody imports {library}"
    assert all(f"{user}.".startswith(f"{ROOM_OF_LIBRARY[library]}.") for user in users), users
