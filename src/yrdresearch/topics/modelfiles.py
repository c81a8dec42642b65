"""Save and load a `TopicModel` in open formats: Parquet tables and one JSON file, never pickle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from yrdresearch.errors import CorpusError, check_kind, path_of
from yrdresearch.files import write_whole
from yrdresearch.folders import write_folder
from yrdresearch.topics.model import TopicModel

SETTINGS = "model.json"
SCHEMA_VERSION = 1  # raised when a program that reads this version could not read the new one
WIDE = ("topic_term", "term_support", "term_error")  # stored with a term a row
TABLES = ("topic_term", "doc_topic", "trace", "support", "term_support", "term_error", "doc_topic_runs")


def save_model(model: TopicModel, folder: str | Path) -> Path:
    """Write a topic model into a folder: model.json and one Parquet file a table, whole or not at all.

    Parameters
    ----------
    model
        One fit or a consensus.
    folder
        Made when it is missing; files of an earlier model there are replaced, others stay.

    Raises
    ------
    WriteError
        When the folder cannot be written, or a file of others has a name that is needed.
    """
    check_kind(model, "model", TopicModel, source="fit_consensus")
    folder = path_of(folder, "folder")
    tables = {name: getattr(model, name) for name in TABLES if getattr(model, name) is not None}
    tables |= {name: tables[name].T for name in WIDE if name in tables}
    if "support" in tables:
        tables["support"] = tables["support"].to_frame("support")
    if "doc_topic_runs" in tables:
        runs = [pd.DataFrame(run, columns=model.doc_topic.columns) for run in tables["doc_topic_runs"]]
        tables["doc_topic_runs"] = pd.concat(runs, keys=range(len(runs)), names=["run", "document"])
    about = {"schema_version": SCHEMA_VERSION, "settings": model.settings, "versions": model.versions}
    about["tables"] = sorted(tables)

    def fill(new: Path) -> None:
        for name, table in tables.items():
            table.to_parquet(new / f"{name}.parquet")
        write_whole(new / SETTINGS, json.dumps(about, ensure_ascii=False, indent=1) + "\n")

    write_folder(folder, fill, own=_own_files(folder))
    return folder


def _own_files(folder: Path) -> list[str]:
    """The files of a model that is in the folder already; none where its ``model.json`` is another's."""
    try:
        about = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        ours = all(isinstance(about[name], dict) for name in ("settings", "versions"))
        tables = [
            name for name in TABLES if name in about.get("tables", TABLES)
        ]  # earlier ones: all there are
    except (OSError, ValueError, TypeError, KeyError):
        return []
    return [SETTINGS, *(f"{name}.parquet" for name in tables)] if ours else []


def load_model(folder: str | Path) -> TopicModel:
    """Read a topic model that `save_model` wrote.

    Raises
    ------
    CorpusError
        When the folder holds no model, a file of it is missing or damaged, or it is of a later version.
    """
    folder = path_of(folder, "folder")
    for name in (SETTINGS, "topic_term.parquet", "doc_topic.parquet"):
        if not (folder / name).is_file():
            raise CorpusError(f"{folder}: {name} is missing; give a folder written by save_model")
    try:
        about = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        version = about.get("schema_version", 1)
        if version > SCHEMA_VERSION:
            raise CorpusError(
                f"{folder}: this model is of schema version {version}, and this program knows up to "
                f"{SCHEMA_VERSION}; install a newer yrdresearch"
            )
        paths = {name: folder / f"{name}.parquet" for name in TABLES if name in about.get("tables", TABLES)}
        return _model(about, {name: pd.read_parquet(path) for name, path in paths.items() if path.is_file()})
    except CorpusError:
        raise
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise CorpusError(f"{folder}: this model is damaged ({error}); save it again") from error


def _model(about: dict[str, Any], tables: dict[str, Any]) -> TopicModel:
    tables |= {name: tables[name].T for name in WIDE if name in tables}
    if "support" in tables:
        tables["support"] = tables["support"]["support"]
    if "doc_topic_runs" in tables:
        tables["doc_topic_runs"] = tables["doc_topic_runs"].to_numpy().reshape(-1, *tables["doc_topic"].shape)
    return TopicModel(settings=about["settings"], versions=about["versions"], **tables)
