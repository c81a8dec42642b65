"""The whole report: run the notebooks, write the site, take the place of an earlier report."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from yrdresearch.areas.codebookfiles import load_codebook, released_codebook
from yrdresearch.corpus.loading import load_corpus
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import language, told
from yrdresearch.files import SHIPPED, shipped_path
from yrdresearch.folders import write_folder
from yrdresearch.report.crate import NAME as CRATE
from yrdresearch.report.crate import write_crate
from yrdresearch.report.findings import VALUES, write_values
from yrdresearch.report.manifests import write_manifests
from yrdresearch.report.omissions import sentences_of
from yrdresearch.report.run import numbered_notebooks, run_notebooks
from yrdresearch.report.site import write_site


def build_report(
    to: str | Path,
    *,
    corpus: str | None = None,
    codebook: str | None = None,
    coder: str | None = None,
    lang: str | None = None,
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
    coder
        ``"rules"``, or the file of a coder of your own, for the notebooks instead of the package's coder.
    lang
        Language of the report, ``"zh"`` or ``"en"``; None takes ``YRD_LANG``, else Chinese.

    Returns
    -------
    Path
        The report's ``index.html``.

    Raises
    ------
    ReportError
        When a cell fails; the sentence names notebook, cell and error. An earlier report stays. With
        a corpus of one's own, what it is too small or too bare for is no failure: the cell says so, and
        the command counts such cells.
    WriteError
        When a file in `to` that no report made, or that was changed since, would be written over.
    """
    to = Path(to).resolve()
    lang = language(lang)
    loaded = load_corpus(corpus)  # a user's mistake is told before the notebooks start
    words = _in_words(loaded, corpus, lang)
    if corpus is not None:
        corpus = str(Path(corpus).resolve()) if Path(corpus).exists() else corpus
    if codebook is not None:
        _check_codebook(codebook, loaded)
        codebook = str(Path(codebook).resolve()) if Path(codebook).exists() else codebook
    if coder is not None:
        coder = _checked_coder(coder, corpus)
    notebooks = numbered_notebooks()
    omitted: dict[str, list[str]] = {}

    def fill(new: Path) -> None:
        environment = _environment(new, corpus, codebook, coder, lang)
        executed = run_notebooks(
            notebooks, new, environment=environment, lang=lang, strict=not _is_own(environment)
        )
        write_values(new)
        omitted.update({stem: sentences_of(notebook) for stem, notebook in executed.items()})
        write_manifests(new, executed, corpus=loaded, name=words)
        write_site(new, executed, lang=lang, corpus=words)
        write_crate(new, executed, corpus=loaded, name=words)

    pages = [f"{path.stem}.html" for path in notebooks]
    write_folder(to, fill, expected=["index.html", "assets/style.css", VALUES, CRATE, *pages])
    for line in _omitted(omitted):
        print(told(line, lang))
    print(told(f"Report: {to / 'index.html'}", lang))
    print(told(f"Figures: {to / 'figures'} (PNG, SVG, and its table as CSV)", lang))
    return to / "index.html"


def _is_own(environment: Mapping[str, str]) -> bool:
    """Whether the corpus is none of those that the notebooks were written for."""
    chosen = environment.get("YRD_CORPUS") or "essays"
    shipped = [shipped_path(name).resolve() for name in SHIPPED]
    return chosen not in SHIPPED and Path(chosen).resolve() not in shipped


def _omitted(sentences_of_stem: Mapping[str, list[str]]) -> list[str]:
    """How many results each notebook could not show, and the first reason."""
    return [
        f"{stem}: {len(sentences)} cells could not be shown, and say why; the first: {sentences[0]}"
        for stem, sentences in sentences_of_stem.items()
        if sentences
    ]


def _in_words(corpus: Corpus, name: str | None, lang: str) -> str:
    """Name and size of the corpus."""
    name = name or os.environ.get("YRD_CORPUS") or "essays"
    shipped = {"essays": "the released essays", "sample": "the fictional sample"}
    called = told(shipped[name], lang) if name in shipped else Path(name).name
    size = f"(articles: {len(corpus.articles)}, pages: {len(corpus.pages)})"
    return f"{called}{'' if lang == 'zh' else ' '}{told(size, lang)}"


def _check_codebook(codebook: str, corpus: Corpus) -> None:
    """Whether the corpus can be coded by it, told before the notebooks start."""
    asked = load_codebook(codebook)
    if not corpus.has_text:
        released_codebook(corpus, asked)


def _checked_coder(coder: str, corpus: str | None) -> str:
    """``"rules"`` or the whole path of the coder's file; the corpus needs text for either."""
    from yrdresearch.areas.coder import RULES, named_coder
    from yrdresearch.corpus.loading import load_corpus

    named_coder(coder)
    load_corpus(corpus).require_text("a report with a coder of its own")
    return coder if coder == RULES else str(Path(coder).resolve())


def _environment(
    to: Path, corpus: str | None, codebook: str | None, coder: str | None, lang: str
) -> dict[str, str]:
    given = {"YRD_REPORTS": str(to), "YRD_LANG": lang, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    chosen = {"YRD_CORPUS": corpus, "YRD_CODEBOOK": codebook, "YRD_CODER": coder}
    return {**os.environ, **given, **{name: value for name, value in chosen.items() if value}}
