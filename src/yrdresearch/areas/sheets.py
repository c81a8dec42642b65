"""A sheet to hand to coders: a sample of paragraphs by chance, without the program's answer."""

from __future__ import annotations

import hashlib
from codecs import BOM_UTF8
from pathlib import Path

import pandas as pd

from yrdresearch.areas.codebook import Codebook
from yrdresearch.areas.codebookfiles import codebook_for
from yrdresearch.corpus.grouping import By, known_groups
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import ArgumentError, check_kind, path_of
from yrdresearch.files import printable, write_whole
from yrdresearch.spreadsheets import csv_text, xlsx_bytes
from yrdresearch.stats.chance import seeded

COLUMNS = ["sentence_id", "paragraph_id", "text", "policy_areas", "note", "inclusion", "sheet"]
FORMATS = (".csv", ".xlsx")


def coding_sheet(
    corpus: Corpus,
    path: str | Path,
    *,
    n_paragraphs: int | None = None,
    by: By | None = None,
    codebook: Codebook | None = None,
    random_state: int = 0,
) -> Path:
    """Which sentences shall a person code, to check the program's coding?

    The sheet does not show what the program says, nor the group of a paragraph. Give every coder the same
    file, and read them together with `read_coding_sheets`.

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
        paragraphs, since a sentence is read in its context. With `by`, so many of each group.
    by
        A column of the articles or pages (a docvar), or a Series by article_id: paragraphs are drawn group by
        group, so that small groups are seen too. Articles without a value are not drawn; that is an error
        where no article has one.
    codebook
        By default the one that the corpus was imported with, else the package's policy areas.

    Returns
    -------
    Path
        Of a sheet with the columns sentence_id, paragraph_id, text, policy_areas, note, inclusion (the
        probability of a sentence to be drawn: weigh by 1 / inclusion where groups were drawn unequally),
        sheet (the codebook, and a digest of the sentences that went out; leave it as it is).

    See Also
    --------
    read_coding_sheet, read_coding_sheets, validate_coding

    Examples
    --------
    >>> import tempfile, yrdresearch as yrd
    >>> path = coding_sheet(yrd.load_corpus("sample"), Path(tempfile.mkdtemp()) / "sheet.csv", n_paragraphs=3)
    >>> pd.read_csv(path)["paragraph_id"].nunique()
    3
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    corpus.require_text("coding_sheet")
    path = checked_format(path)
    if path.exists():
        raise ArgumentError(f"{path}: this sheet exists and may be filled; give another name or remove it")
    codebook = codebook_for(corpus, codebook)
    sentences = corpus.counted_sentences()
    sheet = sentences[["sentence_id", "paragraph_id", "text"]].assign(policy_areas="", note="")
    drawn = _drawn(_strata(corpus, sentences, by), n_paragraphs, random_state)
    sheet["inclusion"] = sheet["paragraph_id"].map(drawn)
    sheet = sheet.dropna(subset="inclusion")
    sheet["sheet"] = f"{codebook.key}/{digest(sheet)}"
    _write(sheet[COLUMNS], codebook, path)
    return path


def checked_format(path: str | Path) -> Path:
    """The path of a sheet, whose ending says how it is written."""
    path = path_of(path, "path")
    if path.suffix.lower() not in FORMATS:
        raise ArgumentError(f"{path}: a coding sheet ends in {' or '.join(FORMATS)}")
    return path


def digest(sheet: pd.DataFrame) -> str:
    """Eight hexadecimal digits of the sentences of a sheet, in any order of its rows."""
    rows = sorted(
        f"{unit}\t{plain(text)}" for unit, text in zip(sheet["sentence_id"], sheet["text"], strict=True)
    )
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:8]


def plain(text: str) -> str:
    """The wording as a sheet keeps it: what spreadsheets do to spaces and control characters is no change."""
    return " ".join(printable(str(text)).split())


def _strata(corpus: Corpus, sentences: pd.DataFrame, by: By | None) -> pd.Series:
    """paragraph_id -> the group from which it is drawn; without a value it is not drawn."""
    article_of = sentences.drop_duplicates("paragraph_id").set_index("paragraph_id")["article_id"]
    if by is None:
        return article_of.map(lambda _: "all")
    return article_of.map(known_groups(corpus, by)).dropna()


def _drawn(strata: pd.Series, n_paragraphs: int | None, random_state: int) -> dict[str, float]:
    """paragraph_id -> the probability with which it was drawn; a small group is taken whole."""
    if n_paragraphs is not None and (n_paragraphs < 1 or n_paragraphs > len(strata)):
        raise ArgumentError(f"n_paragraphs is {n_paragraphs}; give 1 to {len(strata)}, as many as there are")
    rng = seeded(random_state)
    drawn: dict[str, float] = {}
    for _, group in strata.groupby(strata, sort=False):
        n = len(group) if n_paragraphs is None else min(n_paragraphs, len(group))
        drawn |= dict.fromkeys(rng.choice(group.index.to_numpy(), n, replace=False), n / len(group))
    return drawn


def _write(sheet: pd.DataFrame, codebook: Codebook, path: Path) -> None:
    if path.suffix.lower() == ".csv":
        write_whole(path, BOM_UTF8 + csv_text(sheet).encode())
        return
    widths = {"A": 26, "B": 22, "C": 90, "D": 26, "E": 30}
    write_whole(path, xlsx_bytes({"coding": sheet, "codebook": codebook.table()}, widths=widths))
