"""A sheet to hand to a coder, and the sheet read back with checks."""

from __future__ import annotations

import io
import re
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import pandas as pd

from yrdresearch.areas.codebook import NONE, Codebook
from yrdresearch.areas.codebookfiles import load_codebook
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import ArgumentError, CodebookError
from yrdresearch.files import decode, shipped_path

COLUMNS = ["sentence_id", "paragraph_id", "text", "policy_areas", "note"]
FORMATS = (".csv", ".xlsx")
_BETWEEN = re.compile(r"[\s,;，；、|/]+")


def coding_sheet(
    corpus: Corpus,
    path: str | Path,
    *,
    n_paragraphs: int | None = None,
    codebook: Codebook | None = None,
    random_state: int = 0,
) -> Path:
    """Write a sheet on which a coder enters the policy areas of each sentence.

    Parameters
    ----------
    corpus
        With text. Repeated sentences are left out where its settings say so.
    path
        ``.csv`` (UTF-8 with a mark that spreadsheets understand) or ``.xlsx`` (with the codebook on a second
        sheet). The column `policy_areas` is empty: ids with spaces between, or ``none``. A file that exists
        is not written over, since it may hold a coder's work.
    n_paragraphs
        Draw this many whole paragraphs by chance, in order of the text; None takes all. A coder needs whole
        paragraphs, since a sentence is read in its context.

    Examples
    --------
    >>> import tempfile, yrdresearch as yrd
    >>> path = coding_sheet(yrd.load_corpus("sample"), Path(tempfile.mkdtemp()) / "sheet.csv", n_paragraphs=3)
    >>> pd.read_csv(path)["paragraph_id"].nunique()
    3
    """
    corpus.require_text("coding_sheet")
    path = _checked(path)
    if path.exists():
        raise ArgumentError(f"{path}: this sheet exists and may be filled; give another name or remove it")
    sheet = corpus.counted_sentences()[["sentence_id", "paragraph_id", "text"]]
    if n_paragraphs is not None:
        paragraphs = sheet["paragraph_id"].unique()
        if not 0 < n_paragraphs <= len(paragraphs):
            raise ArgumentError(f"n_paragraphs is {n_paragraphs}; the corpus has {len(paragraphs)}")
        rng = np.random.default_rng(np.random.SeedSequence(random_state))
        sheet = sheet[sheet["paragraph_id"].isin(rng.choice(paragraphs, n_paragraphs, replace=False))]
    sheet = sheet.assign(policy_areas="", note="")[COLUMNS]
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".csv":
        sheet.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
    else:
        areas = (codebook or load_codebook()).table()
        with pd.ExcelWriter(path, engine="openpyxl") as book:
            sheet.to_excel(book, sheet_name="coding", index=False)
            areas.to_excel(book, sheet_name="codebook", index=False)
            for column, width in {"A": 26, "B": 22, "C": 90, "D": 26, "E": 30}.items():
                book.sheets["coding"].column_dimensions[column].width = width
            book.sheets["coding"].freeze_panes = "A2"
    return path


def read_coding_sheet(
    path: str | Path, *, corpus: Corpus | None = None, codebook: Codebook | None = None
) -> pd.DataFrame:
    """Read a filled sheet back; every fault is named with its row.

    Areas may be given by id or by Chinese or English name, with spaces, commas or 、 between ids. A CSV file
    may be in UTF-8 or, as spreadsheets save it on Chinese systems, in GB18030.

    Parameters
    ----------
    path
        A sheet that `coding_sheet` wrote and a coder filled.
    corpus
        When given, every sentence of the sheet must be in it.

    Returns
    -------
    DataFrame
        sentence_id, policy_areas (ids in the codebook's order with spaces between, or ``"none"``), note.

    Raises
    ------
    CodebookError
        For a missing or unreadable file, a missing column, an empty or doubled row, an unknown area or
        sentence, ``none`` beside an area.
    """
    path = _checked(path)
    if not path.is_file():
        raise CodebookError(f"{path}: there is no such sheet; write one with coding_sheet and fill it")
    sheet = _read(path)
    for column in ("sentence_id", "policy_areas"):
        if column not in sheet:
            raise CodebookError(
                f"{path}: the column {column} is missing; the sheet has {', '.join(map(str, sheet))}"
            )
    codebook = codebook or load_codebook()
    ids = _ids_by_name(codebook)
    known = None if corpus is None else set(corpus.sentences["sentence_id"])
    seen: dict[str, int] = {}
    areas = []
    for row, (sentence_id, entry) in enumerate(
        zip(sheet["sentence_id"], sheet["policy_areas"], strict=True), start=2
    ):
        place = f"{path}, row {row}"
        if sentence_id in seen:
            raise CodebookError(f"{place}: {sentence_id} stands in row {seen[sentence_id]} already; keep one")
        if known is not None and sentence_id not in known:
            raise CodebookError(f"{place}: {sentence_id} is no sentence of this corpus; was it another one?")
        seen[sentence_id] = row
        areas.append(_areas(entry, ids, codebook, place))
    return pd.DataFrame(
        {"sentence_id": sheet["sentence_id"], "policy_areas": areas, "note": sheet.get("note", "")}
    )


def sample_codings() -> dict[str, pd.DataFrame]:
    """The hand codings of the sample corpus that come with the package: coder -> sentence_id, policy_areas.

    ``"settled"`` is the one to compare with; the others are the coders it was settled from. Who coded, and
    how, stands in ``data/sample-codings/README.md``.

    Examples
    --------
    >>> "settled" in sample_codings()
    True
    """
    folder = shipped_path("sample").parent / "sample-codings"
    return {file.stem: pd.read_csv(file, dtype=str) for file in sorted(folder.glob("*.csv"))}


def _read(path: Path) -> pd.DataFrame:
    try:
        if path.suffix.lower() == ".csv":
            text = decode(path.read_bytes(), name=str(path)).lstrip("\ufeff")
            return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
        return pd.read_excel(path, dtype=str, keep_default_na=False, engine="openpyxl")
    except (BadZipFile, KeyError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise CodebookError(f"{path}: this is no {path.suffix} sheet ({error}); save it as one") from error


def _areas(entry: str, ids: dict[str, str], codebook: Codebook, place: str) -> str:
    text = entry.strip().lower()
    names = [text] if text in ids else [name for name in _BETWEEN.split(text) if name]
    if not names:
        raise CodebookError(f"{place}: policy_areas is empty; enter areas, or 'none'")
    for name in names:
        if name not in ids:
            raise CodebookError(f"{place}: {name!r} is no area; choose of {', '.join(codebook.ids)} or none")
    given = {ids[name] for name in names}
    if NONE in given and len(given) > 1:
        raise CodebookError(f"{place}: 'none' stands beside an area; keep one of them")
    return " ".join(area for area in [*codebook.ids, NONE] if area in given)


def _ids_by_name(codebook: Codebook) -> dict[str, str]:
    ids = {NONE: NONE, "无": NONE}
    for area in codebook.areas:
        ids |= {area.id.lower(): area.id, area.name_zh.lower(): area.id, area.name_en.lower(): area.id}
    return ids


def _checked(path: str | Path) -> Path:
    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        raise ArgumentError(f"{path}: a coding sheet ends in {' or '.join(FORMATS)}")
    return path
