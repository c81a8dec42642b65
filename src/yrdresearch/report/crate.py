"""A report as a research object (RO-Crate 1.1): files with their hashes, figures with what they come from.

Soiland-Reyes et al. (2022), Packaging research artefacts with RO-Crate. Data Science 5.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import mimetypes
from pathlib import Path
from typing import Any

import yrdresearch
from yrdresearch.corpus.store import Corpus
from yrdresearch.files import write_whole
from yrdresearch.report.figures import describe_figure
from yrdresearch.report.provenance import commit, fingerprint, parameters_of, versions

NAME = "ro-crate-metadata.json"
CORPUS, SOFTWARE = "#corpus", "#yrdresearch"


def write_crate(to: Path, notebooks: dict[str, Any], *, corpus: Corpus, name: str) -> Path:
    """Write ``ro-crate-metadata.json`` of a finished report.

    Parameters
    ----------
    to
        The report's folder.
    notebooks
        Stem -> executed notebook.
    corpus
        What it is about.
    name
        Of the corpus, in words.
    """
    files = sorted(path.relative_to(to).as_posix() for path in to.rglob("*") if path.is_file())
    runs = [_run(to, stem, notebook, files) for stem, notebook in notebooks.items()]
    graph = [
        _descriptor(),
        {
            "@id": "./",
            "@type": "Dataset",
            "name": f"Report on {name}",
            "description": f"Figures, tables and pages computed from {name} by yrdresearch.",
            "datePublished": datetime.datetime.now(datetime.UTC).date().isoformat(),
            "license": {"@id": "https://spdx.org/licenses/MIT"},
            "hasPart": [{"@id": file} for file in files],
            "mentions": [{"@id": run["@id"]} for run, _ in runs],
        },
        {"@id": CORPUS, "@type": "Dataset", "name": name, "identifier": f"sha256:{fingerprint(corpus)}"},
        *_software(),
        *(_file(to, file) for file in files),
    ]
    for run, parameters in runs:
        graph += [run, *parameters]
    crate = {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}
    return write_whole(to / NAME, json.dumps(crate, ensure_ascii=False, indent=1) + "\n")


def _descriptor() -> dict[str, Any]:
    return {
        "@id": NAME,
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }


def _software() -> list[dict[str, Any]]:
    """The package with its version and commit, and the libraries below it."""
    libraries = [
        {"@id": f"#{name}", "@type": "SoftwareApplication", "name": name, "version": number}
        for name, number in versions().items()
    ]
    package = {
        "@id": SOFTWARE,
        "@type": "SoftwareApplication",
        "name": "yrdresearch",
        "version": yrdresearch.__version__,
        "identifier": f"commit:{commit()}" if commit() else "no commit known",
        "softwareRequirements": [{"@id": library["@id"]} for library in libraries],
    }
    return [package, *libraries]


def _file(to: Path, file: str) -> dict[str, Any]:
    """One file with its size and hash; a figure with its title and its text alternative."""
    content = (to / file).read_bytes()
    kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
    entry = {
        "@id": file,
        "@type": "File",
        "encodingFormat": "application/x-ipynb+json" if file.endswith(".ipynb") else kind,
        "contentSize": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    if file.startswith("figures/") and file.endswith(".png"):
        entry["name"], entry["description"] = describe_figure(to / file)
        if (to / file).with_suffix(".json").is_file():
            entry["subjectOf"] = {"@id": file.removesuffix(".png") + ".json"}
    return entry


def _run(to: Path, stem: str, notebook: Any, files: list[str]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The run of one notebook: its inputs, its parameters (seed among them), the figures it made."""
    parameters = [
        {"@id": f"#{stem}/{name}", "@type": "PropertyValue", "name": name, "value": value}
        for name, value in parameters_of(notebook).items()
    ]
    inputs = [CORPUS, f"notebooks/{stem}.ipynb", *(one["@id"] for one in parameters)]
    made = [file for file in files if file.startswith((f"figures/{stem[:3]}", f"{stem}.html"))]
    run = {
        "@id": f"#{stem}",
        "@type": "CreateAction",
        "name": stem,
        "instrument": {"@id": SOFTWARE},
        "object": [{"@id": one} for one in inputs],
        "result": [{"@id": file} for file in made],
    }
    return run, parameters
