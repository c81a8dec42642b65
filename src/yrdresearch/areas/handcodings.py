"""Codings of others: filled sheets with checks, several coders, language models, the package's own."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date as calendar_date
from pathlib import Path
from typing import Any

import pandas as pd

from yrdresearch.areas.codebook import NONE, Codebook
from yrdresearch.areas.codebookfiles import PACKAGED, hand_codebook
from yrdresearch.areas.sheets import checked_format, digest, plain
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import ArgumentError, CodebookError, PageError, check_choice, check_kind
from yrdresearch.files import decode, shipped_path
from yrdresearch.spreadsheets import map_texts, read_cell, xlsx_as_csv

_BETWEEN = re.compile(r"[\s,;，；、|/]+")
BY_MODEL = "语言模型 (a language model)"


def read_coding_sheet(
    path: str | Path,
    *,
    corpus: Corpus | None = None,
    codebook: Codebook | None = None,
    coder: str = "",
    complete: bool = True,
) -> pd.DataFrame:
    """Which areas did a coder enter? Every fault of the sheet is named with its row.

    Areas may be given by id or by Chinese or English name, with spaces, commas or 、 between ids. A CSV file
    may be in UTF-8 or, as spreadsheets save it on Chinese systems, in GB18030.

    Parameters
    ----------
    path
        A sheet that `coding_sheet` wrote and a coder filled.
    corpus
        When given, every sentence of the sheet must be in it, with the same wording.
    codebook
        By default the one that the sheet names, else the package's policy areas.
    coder
        Who coded, such as ``"Li Na"`` or ``"model x-1"``: validation tables and figures say so.
    complete
        Whether a sentence left blank is an error (the default) or a missing coding, which takes no part in
        agreement and validation. ``none`` is not blank: it says that the sentence has no area.

    Returns
    -------
    DataFrame
        sentence_id, policy_areas (ids in the codebook's order with spaces between, ``"none"``, or missing),
        note, coder, codebook (key), and inclusion and sheet where the sheet has them.

    Raises
    ------
    CodebookError
        For a missing or unreadable file, a missing column, a blank or doubled row, an unknown area or
        sentence, ``none`` beside an area, rows or wording that are not those that went out.

    See Also
    --------
    coding_sheet, read_coding_sheets, read_model_codings
    """
    path = checked_format(path)
    if not path.is_file():
        raise CodebookError(f"{path}: there is no such sheet; write one with coding_sheet and fill it")
    sheet = _read(path)
    for column in ("sentence_id", "policy_areas"):
        if column not in sheet:
            raise CodebookError(
                f"{path}: the column {column} is missing; the sheet has {', '.join(map(str, sheet))}"
            )
    _check_sentences(sheet, corpus, path)
    key = _went_out(sheet, path)
    codebook = hand_codebook(key, codebook)
    ids = _ids_by_name(codebook)
    areas: list[Any] = [
        _areas(entry, ids, codebook, f"{path}, row {row}", complete=complete)
        for row, entry in enumerate(sheet["policy_areas"], start=2)
    ]
    filled = sheet[["sentence_id"]].assign(
        policy_areas=areas, note=sheet.get("note", ""), coder=coder, codebook=key or codebook.key
    )
    if "inclusion" in sheet:
        filled["inclusion"] = pd.to_numeric(sheet["inclusion"], errors="coerce")
    return filled.assign(sheet=sheet["sheet"]) if "sheet" in sheet else filled


def read_coding_sheets(
    paths: Mapping[str, str | Path],
    *,
    corpus: Corpus | None = None,
    codebook: Codebook | None = None,
    complete: bool = True,
) -> dict[str, pd.DataFrame]:
    """What did several coders enter on the same sheet?

    Parameters
    ----------
    paths
        coder -> the sheet that this coder filled.
    corpus, codebook, complete
        As for `read_coding_sheet`.

    Returns
    -------
    dict
        coder -> coding, as `krippendorff_alpha` and `majority_coding` take it.

    Raises
    ------
    CodebookError
        As for `read_coding_sheet`, and where the sheets are not the same sheet.
    """
    check_kind(paths, "paths", Mapping)
    codings = {
        coder: read_coding_sheet(path, corpus=corpus, codebook=codebook, coder=coder, complete=complete)
        for coder, path in paths.items()
    }
    if not codings:
        raise ArgumentError("paths is empty; give a mapping of coder to sheet")
    (first, model), *others = codings.items()
    for coder, coding in others:
        apart = sorted(set(model["sentence_id"]) ^ set(coding["sentence_id"]))
        if apart:
            raise CodebookError(
                f"{paths[coder]}: the sentences are not those of {paths[first]} (such as {apart[0]}, one of "
                f"{len(apart)}); give every coder the same sheet"
            )
        if set(model.get("sheet", ())) != set(coding.get("sheet", ())):
            raise CodebookError(
                f"{paths[coder]}: this is another sheet than {paths[first]}; code one of them"
            )
    return codings


def read_model_codings(
    path: str | Path,
    *,
    model: str,
    date: str,
    prompt: str,
    corpus: Corpus | None = None,
    codebook: Codebook | None = None,
    complete: bool = True,
) -> pd.DataFrame:
    """What did a language model enter on a sheet?

    The package calls no model: let it fill the sheet in your own way, and bring the facts with the codings.
    They are kept in every row, so that a table says who coded.

    Parameters
    ----------
    path
        A sheet as `coding_sheet` writes it, filled.
    model
        Its name and version.
    date
        The day it coded, as ``2026-11-27``.
    prompt
        What it was asked, word for word (without the sentences).
    corpus, codebook, complete
        As for `read_coding_sheet`.

    Returns
    -------
    DataFrame
        As `read_coding_sheet`, with coder the model's name, and date and prompt.

    Raises
    ------
    ArgumentError
        For an empty fact or a date that is none.
    CodebookError
        As for `read_coding_sheet`.
    """
    for name, value in (("model", model), ("date", date), ("prompt", prompt)):
        check_kind(value, name, str)
        if not value.strip():
            raise ArgumentError(
                f"{name} is empty; a model's coding is worth what is known of how it was made"
            )
    try:
        calendar_date.fromisoformat(date)
    except ValueError as error:
        raise ArgumentError(f"date is {date!r}, which is no day; write it as 2026-11-27") from error
    filled = read_coding_sheet(path, corpus=corpus, codebook=codebook, coder=model, complete=complete)
    return filled.assign(date=date, prompt=prompt)


def sample_codings(codebook: str = "policy_areas") -> dict[str, pd.DataFrame]:
    """Which areas have the sentences of the sample corpus by hand? coder -> sentence_id, policy_areas, coder.

    ``"settled"`` is the one to compare with; the others are the coders it was settled from. A language model
    coded, and no person: column `coder` and ``data/sample-codings/README.md`` say so.

    Parameters
    ----------
    codebook
        ``"policy_areas"``, all sentences; or ``"policy_instruments"``, 82 of them, one coder.

    Examples
    --------
    >>> "settled" in sample_codings()
    True
    """
    check_choice(codebook, "codebook", PACKAGED)
    folders = dict(zip(PACKAGED, (".", "instruments"), strict=True))
    folder = shipped_path("sample").parent / "sample-codings" / folders[codebook]
    files = (file for file in sorted(folder.glob("*.csv")) if file.stem != "real")
    return {file.stem: pd.read_csv(file, dtype=str).assign(coder=BY_MODEL) for file in files}


def _read(path: Path) -> pd.DataFrame:
    data, zipped = path.read_bytes(), path.suffix.lower() == ".xlsx"
    try:
        text = xlsx_as_csv(data, name=str(path)) if zipped else decode(data, name=str(path)).lstrip("\ufeff")
        sheet = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    except PageError as error:  # a sheet is no page: the sentence is the same, its kind is not
        raise CodebookError(str(error)) from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise CodebookError(f"{path}: this is no {path.suffix} sheet ({error}); save it as one") from error
    return sheet if zipped else map_texts(sheet, read_cell)


def _check_sentences(sheet: pd.DataFrame, corpus: Corpus | None, path: Path) -> None:
    """Each sentence once, in the corpus, and with the corpus's wording where both have it."""
    texts = {} if corpus is None else dict(_texts(corpus))
    seen: dict[str, int] = {}
    for row, entry in enumerate(sheet.to_dict("records"), start=2):
        unit, place = entry["sentence_id"], f"{path}, row {row}"
        if unit in seen:
            raise CodebookError(f"{place}: {unit} is in row {seen[unit]} already; keep one")
        if corpus is not None and unit not in texts:
            raise CodebookError(f"{place}: {unit} is no sentence of this corpus; was it another one?")
        if texts.get(unit) and "text" in entry and plain(entry["text"]) != plain(texts[unit]):
            raise CodebookError(f"{place}: the wording of {unit} is not the corpus's; restore it")
        seen[unit] = row


def _texts(corpus: Corpus) -> zip[tuple[str, str]]:
    sentences = corpus.sentences
    texts = sentences["text"] if corpus.has_text else [""] * len(sentences)
    return zip(sentences["sentence_id"], texts, strict=True)


def _went_out(sheet: pd.DataFrame, path: Path) -> str:
    """The codebook that the sheet names, after a check that its sentences are those that went out."""
    if "sheet" not in sheet or not len(sheet):
        return ""
    names = sheet["sheet"].unique()
    key, _, went_out = str(names[0]).rpartition("/")
    if len(names) > 1 or not key:
        raise CodebookError(f"{path}: the column sheet was changed; copy it from the sheet that went out")
    if "text" not in sheet or digest(sheet) != went_out:
        raise CodebookError(
            f"{path}: these are not the sentences that went out (a row is missing or more, or a wording was "
            "changed); copy the codes into the sheet that went out"
        )
    return key


def _areas(entry: str, ids: dict[str, str], codebook: Codebook, place: str, *, complete: bool) -> str | None:
    text = entry.strip().lower()
    names = [text] if text in ids else [name for name in _BETWEEN.split(text) if name]
    if not names:
        if complete:
            raise CodebookError(
                f"{place}: policy_areas is empty; enter areas, or 'none' (or read with complete=False)"
            )
        return None
    for name in names:
        if name not in ids:
            raise CodebookError(f"{place}: {name!r} is no area; choose of {', '.join(codebook.ids)} or none")
    given = {ids[name] for name in names}
    if NONE in given and len(given) > 1:
        raise CodebookError(f"{place}: 'none' is beside an area; keep one of them")
    return " ".join(area for area in [*codebook.ids, NONE] if area in given)


def _ids_by_name(codebook: Codebook) -> dict[str, str]:
    ids = {NONE: NONE, "无": NONE}
    for area in codebook.areas:
        ids |= {area.id.lower(): area.id, area.name_zh.lower(): area.id, area.name_en.lower(): area.id}
    return ids
