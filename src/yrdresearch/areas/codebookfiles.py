"""Codebook files: load by name or path, extend the package's, refuse what cannot be meant."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from yrdresearch.areas.codebook import NONE, Codebook, made_codebook
from yrdresearch.areas.entries import codebook_from
from yrdresearch.areas.extensions import extended
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import CodebookError, TextMissingError, check_columns, check_kind, path_of
from yrdresearch.files import resource

PACKAGED = ("policy_areas", "policy_instruments")


def load_codebook(source: str | Path | None = None) -> Codebook:
    """By which areas and words are sentences coded?

    Parameters
    ----------
    source
        ``"policy_areas"`` or ``"policy_instruments"``, the package's codebooks, or a YAML file in their form.
        None takes the environment variable ``YRD_CODEBOOK``, else ``"policy_areas"``. A file with ``extends:
        policy_areas`` (or the other name) says only what is different: areas of its own, words more, names
        and definitions; ``remove`` in an area takes words out of it, ``remove`` of the file takes out areas,
        silent phrases and attributes, and ``move: {word: area}`` moves a word to another area.

    Raises
    ------
    CodebookError
        For a missing or unreadable file, an unknown key, an area twice or without words, a phrase listed
        twice or in two areas without a reason under ``shared``, a phrase that can never match, a reason for
        a phrase that is not shared, a part of the wrong kind (a word where a list or a mapping belongs), a
        word to remove or move that is not there.

    Examples
    --------
    >>> codebook = load_codebook()
    >>> len(codebook.areas), codebook.areas[0].name_zh
    (16, '科技创新')
    """
    if source is None or (isinstance(source, str) and not source):
        source = os.environ.get("YRD_CODEBOOK") or PACKAGED[0]
    if str(source) in PACKAGED:
        return _packaged(str(source))
    path = path_of(source, "source")
    if not path.is_file():
        raise CodebookError(
            f"{path}: there is no such codebook; give a YAML file, or one of {', '.join(PACKAGED)}"
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CodebookError(f"{path}: this is not UTF-8; save the codebook in that encoding") from error
    return _parse(text, name=str(path))


def codebook_of(coding: pd.DataFrame, codebook: Codebook | None = None) -> Codebook:
    """By which codebook was this coding made?

    Everything that takes a coding asks this, so that an own codebook need not be passed again.

    Parameters
    ----------
    coding
        With the column `codebook` (a key such as ``policy_areas@1.2#0a1b2c3d``), as `code_policy_areas` and
        `read_coding_sheet` give it. A coding without that column is taken to be of `codebook`.
    codebook
        Where it is given, the coding must be of it.

    Raises
    ------
    CodebookError
        When the coding is of another codebook, of two, of one that this session has not loaded, or has an
        area that its codebook lacks.

    Examples
    --------
    >>> codebook_of(pd.DataFrame({"sentence_id": ["s1"], "policy_area": ["health"]})).id
    'policy_areas'
    """
    check_columns(coding, (), "coding", source="code_policy_areas")
    _check_codebook(codebook)
    keys = [str(key) for key in coding["codebook"].dropna().unique()] if "codebook" in coding else []
    if len(keys) > 1:
        raise CodebookError(
            f"the coding is of {len(keys)} codebooks ({', '.join(keys)}); keep the rows of one"
        )
    found = _keyed(keys[0], codebook) if keys else codebook or load_codebook()
    _check_ids(coding, found, "the coding")
    return found


def _check_codebook(codebook: Codebook | None) -> None:
    if codebook is not None:
        check_kind(codebook, "codebook", Codebook, source="load_codebook")


def check_hand_coding(hand: pd.DataFrame, codebook: Codebook) -> None:
    """A hand coding fits a codebook of the same id, whose words may have changed since, and its areas."""
    names = {str(key).split("@")[0] for key in hand.get("codebook", pd.Series(dtype=object)).dropna()}
    if names - {codebook.id}:
        raise CodebookError(
            f"the hand coding is by codebook {min(names - {codebook.id})}, the coding it is compared with "
            f"by {codebook.id}; compare codings by one codebook"
        )
    _check_ids(hand, codebook, "the hand coding")


def hand_codebook(key: str, codebook: Codebook | None = None) -> Codebook:
    """The codebook of a sheet that names one by `key` (or none, ``""``): any version of the same id fits."""
    if not key:
        return codebook or load_codebook()
    name = key.split("@")[0]
    if codebook is not None and codebook.id != name:
        raise CodebookError(
            f"the sheet is of codebook {name}, and codebook is {codebook.id}; read it by {name}"
        )
    found = codebook or made_codebook(key) or (_packaged(name) if name in PACKAGED else None)
    if found is None:
        raise CodebookError(f"the sheet is of codebook {key}, which is not loaded; load its file and pass it")
    return found


def _check_ids(coding: pd.DataFrame, codebook: Codebook, what: str) -> None:
    column = "policy_area" if "policy_area" in coding else "policy_areas"
    if column not in coding:
        return
    given = coding[column].dropna().astype(str).str.split().explode().dropna()
    unknown = sorted(set(given) - {*codebook.ids, NONE})
    if unknown:
        raise CodebookError(
            f"{what} has the unknown area {unknown[0]!r}, which codebook {codebook.key} lacks; mend it, or "
            "pass the codebook it was made by"
        )


def _keyed(key: str, codebook: Codebook | None) -> Codebook:
    name = key.split("@")[0]
    if name in PACKAGED:
        _packaged(name)
    if codebook is not None and codebook.key != key:
        raise CodebookError(
            f"the coding is of codebook {key}, and codebook is {codebook.key}; code again with that one, or "
            "leave codebook out"
        )
    found = codebook or made_codebook(key)
    if found is None:
        raise CodebookError(
            f"the coding is of codebook {key}, which is not loaded; load its file with load_codebook, or "
            "code again with the one you have"
        )
    return found


def codebook_for(corpus: Corpus, codebook: Codebook | None = None) -> Codebook:
    """By what text is coded: the codebook given, that of ``YRD_CODEBOOK``, the corpus's, the package's."""
    _check_codebook(codebook)
    if codebook is not None or os.environ.get("YRD_CODEBOOK"):
        return codebook or load_codebook()
    own = _recorded(corpus)
    return own if own is not None and own.has_words else load_codebook()


def released_codebook(corpus: Corpus, codebook: Codebook | None = None) -> Codebook:
    """The codebook of a corpus's released codings; an error where another one is asked for."""
    released = _recorded(corpus) or load_codebook(PACKAGED[0])
    asked = codebook or (load_codebook() if os.environ.get("YRD_CODEBOOK") else released)
    if asked.key != released.key:
        raise TextMissingError(
            f"this corpus holds codings by codebook {released.key} and no text, so it cannot be coded by "
            f"{asked.key}; put its pages into data/raw/ or import them with `yrd import --codebook`, or "
            "leave codebook out"
        )
    return released


def _recorded(corpus: Corpus) -> Codebook | None:
    facts = corpus.settings.get("codebook")
    return Codebook.from_facts(facts) if facts else None


@cache
def _packaged(name: str) -> Codebook:
    return _parse(resource(f"{name}.yml"), name=f"{name}.yml")


def _parse(text: str, *, name: str) -> Codebook:
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:  # a ValueError for a date or number that cannot be
        raise CodebookError(f"{name}: this is not YAML ({error}); mend the line it names") from error
    except RecursionError:
        raise CodebookError(f"{name}: this is nested too deeply for a codebook; mend it") from None
    if not isinstance(data, dict):
        raise CodebookError(f"{name}: a codebook is a mapping with a list of areas; see policy_areas.yml")
    data.pop("unit", None)
    data.setdefault("id", Path(name).stem)
    base = _base(data.pop("extends", None), name)
    return codebook_from(data if base is None else extended(base, data, name), name, base)


def _base(extends: Any, name: str) -> Codebook | None:
    if extends is None:
        return None
    if extends not in ("default", *PACKAGED):
        raise CodebookError(f"{name}: extends is {extends!r}; only {' or '.join(PACKAGED)} can be extended")
    return _packaged(PACKAGED[0] if extends == "default" else extends)
