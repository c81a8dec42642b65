"""Run the notebooks, build a site that needs no network, and verify the figures' tables."""

from __future__ import annotations

import html
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from yrdresearch.errors import ReportError
from yrdresearch.files import checkout, resource, write_whole
from yrdresearch.folders import write_folder
from yrdresearch.report.visible import check_visible, figures_in

RECORDED = checkout() / "data" / "figures"
_WORDS = {
    "zh": {
        "title": "长三角一体化政策文章研究：报告",
        "lead": "各笔记本的运行结果；每幅图附有数据表。",
        "figures_title": "图",
        "table": "数据表",
    },
    "en": {
        "title": "Policy essays on Yangtze River Delta integration: report",
        "lead": "The executed notebooks; every figure comes with its table.",
        "figures_title": "Figures",
        "table": "table",
    },
}


def build_report(
    to: str | Path, *, corpus: str | None = None, codebook: str | None = None, lang: str = "zh"
) -> Path:
    """Run every notebook and write executed notebooks, HTML, figures and their tables.

    Parameters
    ----------
    to
        Folder for the report. It is built beside and takes the place of an earlier report as a whole; files
        that no report made stay where they are.
    corpus
        A corpus folder for the notebooks instead of the released essays.
    codebook
        A codebook's file or name for the notebooks instead of the corpus's own or the package's policy areas.
    lang
        Language of the figures' labels, ``"zh"`` or ``"en"``.

    Returns
    -------
    Path
        The report's ``index.html``.

    Raises
    ------
    ReportError
        When a cell fails; the sentence names notebook, cell and error. An earlier report stays.
    WriteError
        When a file in `to` that no report made, or that was changed since, would be written over.
    """
    to = Path(to).resolve()
    if corpus is not None:
        from yrdresearch.corpus.store import load_corpus

        load_corpus(corpus)  # a reader's mistake is told before the notebooks start
        corpus = str(Path(corpus).resolve()) if Path(corpus).exists() else corpus
    if codebook is not None:
        _check_codebook(codebook, corpus)
        codebook = str(Path(codebook).resolve()) if Path(codebook).exists() else codebook
    notebooks = sorted(notebook_folder().glob("[0-9]*.ipynb"))

    def fill(new: Path) -> None:
        _copy_assets(new)
        run_notebooks(notebooks, new, environment=_environment(new, corpus, codebook, lang))
        _write_index(new, notebooks, lang)

    pages = [f"{path.stem}.html" for path in notebooks]
    write_folder(to, fill, expected=["index.html", "assets/style.css", *pages])
    print(f"Report: {to / 'index.html'}\nFigures: {to / 'figures'} (PNG, SVG, and its table as CSV)")
    return to / "index.html"


def run_notebooks(notebooks: list[Path], to: Path, *, environment: dict[str, str]) -> None:
    """Execute the notebooks in order; write each, executed, as ``.ipynb`` and ``.html``."""
    import nbformat
    from tqdm import tqdm

    loaded = [(path, nbformat.read(path, as_version=4)) for path in notebooks]
    total = sum(cell.cell_type == "code" for _, notebook in loaded for cell in notebook.cells)
    with tqdm(total=total, bar_format="{percentage:3.0f}% |{bar}| {elapsed} {desc}") as bar:
        for path, notebook in loaded:
            bar.set_description_str(path.stem)
            before = figures_in(to)
            try:
                _execute(path, notebook, environment, bar)
            finally:
                _write_notebook(notebook, to, path.stem)
            check_visible(notebook, figures_in(to) - before, path.name)


def verify_tables() -> None:
    """Recompute every figure's table and compare it with the recorded one (numbers to 6 digits).

    Raises
    ------
    ReportError
        Naming the first figure that differs, is new or is missing.
    """
    recorded = {path.name: path for path in RECORDED.glob("*.csv")}
    if not recorded:
        raise ReportError(f"{RECORDED}: no tables are recorded; record them with `yrd verify --record`")
    with tempfile.TemporaryDirectory() as folder:
        _released_report(folder)
        made = {path.name: path for path in Path(folder, "figures").glob("*.csv")}
        faults = [f"{name} is recorded but was not made" for name in sorted(recorded.keys() - made)]
        faults += [f"{name} was made but is not recorded" for name in sorted(made.keys() - recorded)]
        faults += [
            f"{name} differs: {fault}"
            for name in sorted(made.keys() & recorded)
            if (fault := compare_tables(recorded[name], made[name]))
        ]
    if faults:
        raise ReportError(
            f"{len(faults)} of {len(recorded)} figure tables do not come back; {'; '.join(faults)}. "
            "If the change is meant, record the tables anew with `yrd verify --record`"
        )
    print(f"All {len(recorded)} figure tables came back as recorded.")


def record_tables() -> None:
    """Run the notebooks and keep every figure's table in ``data/figures``."""
    with tempfile.TemporaryDirectory() as folder:
        _released_report(folder)
        made = sorted(Path(folder, "figures").glob("*.csv"))
        write_folder(
            RECORDED,
            lambda new: [shutil.copy(path, new / path.name) for path in made],
            own=[path.name for path in RECORDED.glob("*.csv")],
        )
    print(f"{len(list(RECORDED.glob('*.csv')))} tables are recorded in {RECORDED}")


def _released_report(folder: str) -> None:
    """The report on the released features alone, whether or not the page lies in ``data/raw/``."""
    from yrdresearch.files import shipped_path

    build_report(folder, corpus=str(shipped_path("essays")))


def compare_tables(recorded: Path, made: Path) -> str:
    """What is different between two CSV tables, in a few words; empty when nothing is."""
    left, right = pd.read_csv(recorded), pd.read_csv(made)
    if left.shape != right.shape:
        return f"rows and columns recorded {left.shape}, made {right.shape}"
    try:
        pd.testing.assert_frame_equal(left, right, rtol=1e-6, atol=1e-9)
    except AssertionError as error:
        return " ".join(str(error).split())[:160]
    return ""


def notebook_folder() -> Path:
    """The folder of the numbered notebooks in the checkout.

    Raises
    ------
    ReportError
        When the package was installed without its checkout.
    """
    folder = checkout() / "notebooks"
    if not folder.is_dir():
        raise ReportError(
            "the notebooks come with the repository, not with the package; clone it and run there"
        )
    return folder


def _check_codebook(codebook: str, corpus: str | None) -> None:
    """Whether the corpus can be coded by it, told before the notebooks start."""
    from yrdresearch.areas.codebookfiles import load_codebook, released_codebook
    from yrdresearch.corpus.store import load_corpus

    asked, loaded = load_codebook(codebook), load_corpus(corpus)
    if not loaded.has_text:
        released_codebook(loaded, asked)


def _environment(to: Path, corpus: str | None, codebook: str | None, lang: str) -> dict[str, str]:
    given = {"YRD_REPORTS": str(to), "YRD_LANG": lang, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    chosen = {"YRD_CORPUS": corpus, "YRD_CODEBOOK": codebook}
    return {**os.environ, **given, **{name: value for name, value in chosen.items() if value}}


def _execute(path: Path, notebook: Any, environment: dict[str, str], bar: Any) -> None:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    client = NotebookClient(
        notebook,
        timeout=600,
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=["--log-level=40"],  # the kernel warns of every local socket
    )
    with client.setup_kernel(env=environment):
        number = 0
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type != "code":
                continue
            number += 1
            try:
                client.execute_cell(cell, index)
            except CellExecutionError as error:
                raise ReportError(
                    f"{path.name}, code cell {number}: {error.ename}: {error.evalue}"
                ) from error
            except (CellTimeoutError, DeadKernelError) as error:
                raise ReportError(f"{path.name}, code cell {number}: {str(error).splitlines()[0]}") from error
            bar.update()


def _write_notebook(notebook: Any, to: Path, stem: str) -> None:
    import nbformat
    from nbconvert import HTMLExporter

    write_whole(to / "notebooks" / f"{stem}.ipynb", nbformat.writes(notebook) + "\n")
    notebook.metadata.pop("widgets", None)
    exporter = HTMLExporter(mathjax_url="", require_js_url="", embed_images=True)
    page, _ = exporter.from_notebook_node(notebook)
    link = '<link rel="stylesheet" href="assets/style.css">\n</head>'
    write_whole(to / f"{stem}.html", page.replace("</head>", link, 1))


def _write_index(to: Path, notebooks: list[Path], lang: str) -> None:
    words = _WORDS[lang]
    items = [f'<li><a href="{path.stem}.html">{html.escape(_title(path))}</a></li>' for path in notebooks]
    figures = [
        f'<figure><a href="figures/{png.name}"><img src="figures/{png.name}" alt="{png.stem}"></a>'
        f'<figcaption>{png.stem} (<a href="figures/{png.stem}.svg">SVG</a>, '
        f'<a href="figures/{png.stem}.csv">{words["table"]}</a>)</figcaption></figure>'
        for png in sorted((to / "figures").glob("*.png"))
    ]
    page = resource("index.html").format(
        lang=lang, notebooks="\n".join(items), figures="\n".join(figures), **words
    )
    write_whole(to / "index.html", page)


def _title(path: Path) -> str:
    import nbformat

    first = nbformat.read(path, as_version=4).cells[0].source
    return first.splitlines()[0].lstrip("# ")


def _copy_assets(to: Path) -> None:
    import pylopdf_fonts_zh_cn

    write_whole(to / "assets" / "style.css", resource("style.css"))
    shutil.copy(pylopdf_fonts_zh_cn.sans_path(), to / "assets" / "NotoSansSC.otf")
