"""What each figure was made from and with, in a file beside it and in the PNG itself."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import yrdresearch
from yrdresearch.corpus.loading import load_corpus
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import check_kind, path_of
from yrdresearch.files import write_whole
from yrdresearch.report.figures import describe_figure, seen_figures
from yrdresearch.report.provenance import commit, fingerprint, parameters_of, versions
from yrdresearch.report.tolerances import this_platform

KEY = "Manifest"


def write_manifests(to: Path, notebooks: dict[str, Any], *, corpus: Corpus, name: str) -> None:
    """Write ``figures/NAME.json`` for each figure of a report, and the same into ``figures/NAME.png``.

    A manifest has the figure's title, its inputs (corpus, sample pages, notebook: name and SHA-256), the
    SHA-256 of its table, parameters (the seed among them), versions, commit and platform.

    Parameters
    ----------
    to
        The report's folder.
    notebooks
        Stem -> executed notebook.
    corpus, name
        What the report is about.
    """
    to = path_of(to, "to")
    check_kind(notebooks, "notebooks", dict)
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    check_kind(name, "name", str)
    inputs = {"corpus": {"name": name, "sha256": fingerprint(corpus)}}
    same = {
        "yrdresearch": yrdresearch.__version__,
        "commit": commit(),
        "versions": versions(),
        "platform": this_platform(),
    }
    sample = {"name": "sample", "sha256": fingerprint(load_corpus("sample"))}
    for stem, notebook in notebooks.items():
        source = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
        used = {**inputs, "sample": sample} if '"sample"' in source else inputs
        used = {**used, "notebook": {"name": f"{stem}.ipynb", "sha256": _sha256(source.encode())}}
        for figure in seen_figures(notebook):
            png = to / "figures" / f"{figure}.png"
            if not png.is_file():
                continue
            manifest = {
                "figure": figure,
                "title": describe_figure(png)[0],
                "inputs": used,
                "table": {"name": f"{figure}.csv", "sha256": _sha256(png.with_suffix(".csv").read_bytes())},
                "parameters": parameters_of(notebook),
                **same,
            }
            text = json.dumps(manifest, ensure_ascii=False, indent=1)
            write_whole(png, _with_text(png.read_bytes(), KEY, text))
            write_whole(png.with_suffix(".json"), text + "\n")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _with_text(png: bytes, key: str, text: str) -> bytes:
    """The image with one more text (PNG 1.2, chunk iTXt) before its end; its pixels are the same bytes."""
    content = b"iTXt" + key.encode() + b"\0\0\0\0\0" + text.encode()
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    return png[:-12] + chunk + png[-12:]
