"""The report runs notebooks, tells a failing cell in one sentence, and needs no network."""

import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from yrdresearch.errors import ReportError
from yrdresearch.report import build as report
from yrdresearch.report.build import build_report, compare_tables, run_notebooks

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
    }
    page = (checkout / "reports" / "01-one.html").read_text(encoding="utf-8")
    fetched = r"""(?:<script[^>]+src|<link[^>]+href|<img[^>]+src|url\(|import )\s*[=(]?\s*["']?https?://"""
    for text in (page, index.read_text(encoding="utf-8")):
        assert not re.search(fetched, text)


def test_report_leaves_a_stranger_folder_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(ReportError, match=r"thesis\.docx"):
        build_report(tmp_path)
    assert (tmp_path / "thesis.docx").is_file()


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
    assert "?" in notebook.cells[0].source
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert all(len(cell.source.splitlines()) <= 12 for cell in code)
    assert not any(re.search(r"^\s*(def |class |!|%pip)|pip install", cell.source, re.M) for cell in code)
