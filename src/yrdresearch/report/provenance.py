"""What a result was made from and with: the corpus's fingerprint, parameters, versions, commit."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import subprocess
from importlib.metadata import PackageNotFoundError, requires, version
from platform import python_version
from typing import Any

from pandas.util import hash_pandas_object

from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import check_kind
from yrdresearch.files import checkout
from yrdresearch.report.editions import INJECTED, PARAMETERS


def fingerprint(corpus: Corpus) -> str:
    """SHA-256 of what the results depend on: the pages, how they were imported, words and codings.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> fingerprint(load_corpus("sample")) == fingerprint(load_corpus("sample"))
    True
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    content = hashlib.sha256("\n".join(corpus.pages["sha256"].astype(str)).encode())
    settings = json.dumps(corpus.settings, sort_keys=True, ensure_ascii=False, default=str)
    for part in (settings, *corpus.articles["article_id"], *sorted(corpus.stopwords)):
        content.update(f"\n{part}".encode())
    tables = (table for part in corpus.parts() for table in (part.term_counts, part.codings))
    for table in tables:
        content.update(hash_pandas_object(table, index=False).to_numpy().tobytes())
    return content.hexdigest()


def parameters_of(notebook: Any) -> dict[str, Any]:
    """The values of the cell tagged ``parameters``, and of the one that was put behind it."""
    found: dict[str, Any] = {}
    for cell in notebook.cells:
        if {PARAMETERS, INJECTED} & set(cell.metadata.get("tags", [])):
            assigned = [node for node in ast.parse(cell.source).body if isinstance(node, ast.Assign)]
            found |= {ast.unparse(node.targets[0]): ast.literal_eval(node.value) for node in assigned}
    return found


def versions() -> dict[str, str]:
    """Python and the libraries that the package asks for -> installed version."""
    wanted = [line for line in requires("yrdresearch") or [] if "extra ==" not in line]
    names = sorted({re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0] for line in wanted})
    installed = {"python": python_version()}
    for name in names:
        try:
            installed[name] = version(name)
        except PackageNotFoundError:
            continue  # asked for on another system only
    return installed


def commit() -> str:
    """The commit of the checkout, 40 hexadecimal digits; empty where git cannot tell it."""
    try:
        asked = subprocess.run(
            ["git", "-C", str(checkout()), "rev-parse", "HEAD"], capture_output=True, text=True, check=False
        )
    except OSError:  # no git on this machine
        return ""
    return asked.stdout.strip()
