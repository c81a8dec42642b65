"""The report runs notebooks, tells a failing cell in one sentence, and needs no network."""

import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from yrdresearch.errors import ReportError, WriteError
from yrdresearch.report import run as report
from yrdresearch.report.build import build_report
from yrdresearch.report.run import run_notebooks
from yrdresearch.report.verify import compare_tables

ROOT = Path(__file__).parents[2]


def _notebook(path: Path, *sources: str) -> Path:
    cells = [new_markdown_cell("# A question"), *map(new_code_cell, sources)]
    nbformat.write(new_notebook(cells=cells), path)
    return path


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty checkout with a notebook folder of its own."""
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setattr(report, "checkout", lambda: tmp_path)
    return tmp_path


def test_failing_cell_names_notebook_cell_and_error(tmp_path: Path) -> None:
    path = _notebook(tmp_path / "09-broken.ipynb", "1 + 1", "raise RuntimeError('no such thing')")
    with pytest.raises(ReportError, match=r"09-broken\.ipynb, code cell 2: RuntimeError: no such thing"):
        run_notebooks([path], tmp_path / "out", environment={})
    assert (tmp_path / "out" / "notebooks" / "09-broken.ipynb").is_file()


def test_report_is_a_site_that_asks_no_other_host(checkout: Path) -> None:
    source = (
        "import pandas as pd\n"
        "from yrdresearch import plots\n"
        "table = pd.DataFrame({'account': ['assigned'], 'role': ['段落'], 'characters': [3]})\n"
        "ax = plots.plot_ledger(table)\n"
        "plots.save_figure(ax, table, '01-figure');"
    )
    _notebook(checkout / "notebooks" / "01-one.ipynb", source, "table")
    index = build_report(checkout / "reports")
    assert {path.name for path in (checkout / "reports" / "figures").iterdir()} == {
        "01-figure.png",
        "01-figure.svg",
        "01-figure.csv",
        "01-figure.json",
    }
    page = (checkout / "reports" / "01-one.html").read_text(encoding="utf-8")
    fetched = r"""(?:<script[^>]+src|<link[^>]+href|<img[^>]+src|url\(|import )\s*[=(]?\s*["']?https?://"""
    for text in (page, index.read_text(encoding="utf-8")):
        assert not re.search(fetched, text)


@pytest.mark.parametrize(
    ("lang", "set_to", "said"),
    [
        ("zh", "", "语料：已公布的文章（4 篇文章，1 个版面）"),
        (None, "en", "Corpus: the released essays (articles: 4, pages: 1)"),
    ],
)
def test_the_first_page_says_which_corpus_in_the_language_set(
    lang: str | None, set_to: str, said: str, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if set_to:
        monkeypatch.setenv("YRD_LANG", set_to)
    _notebook(checkout / "notebooks" / "01-one.ipynb", "1 + 1")
    assert said in build_report(checkout / "reports", lang=lang).read_text(encoding="utf-8")


def test_a_copy_of_a_notebook_is_not_run(checkout: Path) -> None:
    for name in ("01-one.ipynb", "01-one-Copy1.ipynb", "notes.ipynb"):
        _notebook(checkout / "notebooks" / name, "1 + 1")
    assert [path.name for path in report.numbered_notebooks()] == ["01-one.ipynb"]


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_runs_from_any_folder(path: Path) -> None:
    """No cell opens a file by a path from the folder it happens to run in."""
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert not re.search(r"""["']\.{1,2}/|open\(|chdir|["'](?:data|notebooks|reports)/""", "\n".join(cells))


SAVES = (
    "import os; from pathlib import Path; from yrdresearch.files import write_whole\n"
    "write_whole(Path(os.environ['YRD_REPORTS'], 'figures', '{name}.csv'), 'term,count')"
)


def _files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_report_touches_no_file_it_did_not_make(checkout: Path) -> None:
    mine = {
        "figures/fig1.tiff",
        "notebooks/my-analysis.ipynb",
        "interviews.csv",
        "paper.html",
        "by-hand/a.png",
    }
    for name in mine:
        (checkout / "reports" / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / "reports" / name).write_text(f"{name} is mine")
    made = set()
    for name in ("01-first", "01-second"):  # the second report makes another figure
        _notebook(checkout / "notebooks" / "01-one.ipynb", SAVES.format(name=name))
        build_report(checkout / "reports")
        files = _files(checkout / "reports")
        assert all(files[one] == f"{one} is mine".encode() for one in mine)
        made = files.keys() - mine
        assert {"index.html", "01-one.html", "notebooks/01-one.ipynb", f"figures/{name}.csv"} <= made
    assert "figures/01-first.csv" not in made, "what an earlier report made and this one did not goes"
    assert [path.name for path in checkout.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("name", ["index.html", "01-one.html", "figures/01-figure.csv", "notebooks"])
def test_report_refuses_to_write_over_a_file_of_others(checkout: Path, name: str) -> None:
    _notebook(checkout / "notebooks" / "01-one.ipynb", SAVES.format(name="01-figure"))
    (checkout / "reports" / name).parent.mkdir(parents=True, exist_ok=True)
    (checkout / "reports" / name).write_text("mine")
    with pytest.raises(WriteError, match=name):
        build_report(checkout / "reports")
    assert _files(checkout / "reports") == {name: b"mine"}


def test_report_refuses_to_write_over_its_own_file_when_it_was_changed(checkout: Path) -> None:
    _notebook(checkout / "notebooks" / "01-one.ipynb", "1 + 1")
    executed = build_report(checkout / "reports").parent / "notebooks" / "01-one.ipynb"
    executed.write_text("my remarks")
    with pytest.raises(WriteError, match="was changed after"):
        build_report(checkout / "reports")
    assert executed.read_text() == "my remarks"


def test_a_report_that_fails_leaves_the_earlier_one(checkout: Path) -> None:
    path = _notebook(checkout / "notebooks" / "01-one.ipynb", "1 + 1")
    build_report(checkout / "reports")
    before = _files(checkout / "reports")
    _notebook(path, "raise RuntimeError('no such thing')")
    with pytest.raises(ReportError, match="no such thing"):
        build_report(checkout / "reports")
    assert _files(checkout / "reports") == before


@pytest.mark.parametrize(
    ("made", "same"),
    [([1.0, 2.0], True), ([1.0, 2.0 + 1e-9], True), ([1.0, 2.001], False), ([1.0, 2.0, 3.0], False)],
)
def test_compare_tables(tmp_path: Path, made: list[float], same: bool) -> None:
    for name, values in (("recorded", [1.0, 2.0]), ("made", made)):
        pd.DataFrame({"share": values}).to_csv(tmp_path / f"{name}.csv", index=False)
    assert (compare_tables(tmp_path / "recorded.csv", tmp_path / "made.csv") == "") is same


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_committed_notebooks_are_thin_and_without_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert notebook.cells[0].cell_type == notebook.cells[-1].cell_type == "markdown"
    assert re.search("[?？]", notebook.cells[0].source)
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert all(len(cell.source.splitlines()) <= 12 for cell in code)
    assert not any(re.search(r"^\s*(def |class |!|%pip)|pip install", cell.source, re.M) for cell in code)
