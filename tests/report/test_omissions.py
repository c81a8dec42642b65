"""A report on any corpus: each notebook shows what can be shown, and says in words what cannot."""

import ast
import json
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from nbformat import write
from nbformat.v4 import new_code_cell, new_notebook

from small_corpus import make_corpus
from yrdresearch.errors import ReportError, YrdError
from yrdresearch.report.omissions import names_made, names_needed, sentences_of
from yrdresearch.report.run import numbered_notebooks, run_notebooks

REGIONAL = "长三角一体化发展要由三省一市共同推进，科技创新是关键。"  # the delta's integration
WEATHER = "今天天气很好，大家去公园散步。"  # fine weather, a walk in the park
CORPORA = {
    "digits": [("江云文", ["2024 2025 3万 12% 5。"])],
    "one paragraph": [("江云文", [REGIONAL + "上海2024年投入3万亿元。"])],
    "two paragraphs": [("江云文", [REGIONAL]), ("江云武", [WEATHER])],
    "unsigned, one of function words": [("", [REGIONAL]), ("", [WEATHER]), ("", ["的"])],
}


@pytest.mark.parametrize(
    ("source", "needed", "made"),
    [
        ("ax = plot(terms)\nsave(ax)", {"plot", "terms", "save"}, {"ax"}),
        ("import a.b as c\nfrom d import e\nx = c(e)", set(), {"x"}),
        ("n = choice.best or n", {"choice", "n"}, {"n"}),
        ("rows = [f(one) for one in many if one in kept]", {"f", "many", "kept"}, {"rows"}),
        ("g = lambda one: one + two", {"two"}, {"g"}),
        ("if len(here):\n    ax = plot(here)\n    save(ax)", {"len", "here", "plot", "save"}, {"ax"}),
        ("told = f'{n:,} of {table[\"n\"].sum()}'", {"n", "table"}, {"told"}),
    ],
)
def test_what_a_cell_needs_and_makes(source: str, needed: set[str], made: set[str]) -> None:
    built_in = {"len"}
    assert names_needed(source) - built_in == needed - built_in
    assert names_made(source) == made


SOURCES = [
    "from yrdresearch.errors import ArgumentError\nterms = 1",
    "raise ArgumentError('no term is left')\nmodel = 2",
    "other = terms + 1\nother",
    "far = model + 1",
    "far",
    "model = 3\nmodel",
    "model + 1",
]


def _run(folder: Path, sources: list[str], **options: object):
    folder.mkdir()
    write(new_notebook(cells=[new_code_cell(source) for source in sources]), folder / "09-a.ipynb")
    return run_notebooks([folder / "09-a.ipynb"], folder / "out", environment={}, lang="en", **options)[
        "09-a"
    ]


def test_a_cell_that_cannot_be_shown_says_so_and_the_others_run(tmp_path: Path) -> None:
    notebook = _run(tmp_path / "own", SOURCES, strict=False)
    assert sentences_of(notebook) == [
        "no term is left",
        "it needs model, which could not be made above",
        "it needs far, which could not be made above",
    ]
    shown = [cell.outputs[0].get("data", {}).get("text/plain") for cell in notebook.cells[1:]]
    told = "this cannot be shown: "
    assert shown == [*shown[:1], "2", *shown[2:4], "3", "4"]
    assert all(text.startswith(told) for text in (shown[0], *shown[2:4]))


def test_a_fault_of_the_code_or_of_the_shipped_corpora_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="code cell 1: ValueError: of numpy"):
        _run(tmp_path / "code", ["raise ValueError('of numpy')"], strict=False)
    with pytest.raises(ReportError, match="code cell 2: ArgumentError: no term is left"):
        _run(tmp_path / "shipped", SOURCES)


@pytest.mark.parametrize("strict", [True, False])
def test_a_cell_that_takes_too_long_says_so_and_the_others_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, strict: bool
) -> None:
    """On the shipped corpora too: a slow machine gets a report of what did run."""
    slow = ["import time\nready = 1", "time.sleep(60)\nmodel = 2", "model", "ready + 1"]
    monkeypatch.setenv("YRD_CELL_SECONDS", "3")
    notebook = _run(tmp_path / "slow", slow, strict=strict)
    late, lost = sentences_of(notebook)
    assert late.startswith("it takes longer than 3 seconds; give it more with")
    assert lost == "it needs model, which could not be made above"
    assert notebook.cells[3].outputs[0]["data"]["text/plain"] == "2"
    assert not any(output.output_type == "error" for cell in notebook.cells for output in cell.outputs)


def test_no_cell_is_lost_behind_one_that_is_slow_to_stop(tmp_path: Path, monkeypatch) -> None:
    slow = (
        "import time\nend = time.time() + 6\nwhile time.time() < end:\n    try:\n        time.sleep(1)\n"
        "    except KeyboardInterrupt:\n        pass\nraise KeyboardInterrupt"
    )
    monkeypatch.setenv("YRD_CELL_SECONDS", "3")
    notebook = _run(tmp_path / "own", [slow, "ready = 1", "ready + 1"], strict=False)
    assert notebook.cells[2].outputs[0]["data"]["text/plain"] == "2"
    assert len(sentences_of(notebook)) == 1


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("odd")
    folders = {name: make_corpus(articles).save(root / name) for name, articles in CORPORA.items()}
    features = make_corpus(CORPORA["two paragraphs"]).features()
    return {**folders, "features without codings": features.save(root / "features")}


CASES = {  # each notebook with what is hard for it; 05 and 06 take seconds whatever the corpus
    "00": ["digits", "features without codings"],
    "02": [*CORPORA, "features without codings"],
    "03": [*CORPORA],
    "04": [*CORPORA, "features without codings"],
    "05": ["digits", "features without codings"],
    "06": ["one paragraph"],
}


@pytest.mark.parametrize(("number", "name"), [(at, name) for at, names in CASES.items() for name in names])
def test_every_cell_has_a_result_or_one_sentence(
    number: str, name: str, saved: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = next(path for path in numbered_notebooks() if path.stem.startswith(number))
    monkeypatch.setenv("YRD_CORPUS", str(saved[name]))
    monkeypatch.setenv("YRD_REPORTS", str(tmp_path))
    space: dict[str, object] = {}
    missing: set[str] = set()
    for source in _about_the_corpus(path):
        if missing & names_needed(source):
            missing |= names_made(source)
            continue
        try:
            _execute(source, space)
        except YrdError:  # one line, by test_mistakes
            missing |= names_made(source)
        else:
            missing -= names_made(source)
        plt.close("all")


def _about_the_corpus(path: Path) -> list[str]:
    """The code cells that depend on the corpus, with those that they need."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    follows, kept = {"corpus_name"}, set()
    for at, source in enumerate(sources):
        if follows & names_needed(source) or "import" in source or at == 0:
            kept.add(at)
            follows |= names_made(source) if at else set()
    needed = {name for at in kept for name in names_needed(sources[at])}
    for at in reversed(range(len(sources))):
        if at not in kept and needed & names_made(sources[at]):
            kept.add(at)
            needed |= names_needed(sources[at])
    return [sources[at] for at in sorted(kept)]


def _execute(source: str, space: dict[str, object]) -> None:
    """As a notebook does: what the last line is worth shows itself."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), space)
    if last is not None:
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), space)
        getattr(value, "_repr_html_", value.__repr__)()
