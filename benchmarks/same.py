"""Are the tables the same with other workers, hash seeds, locales, time zones, folders and BLAS threads?

Run: ``make same``, or ``python benchmarks/same.py [PYTHON ...]`` for further interpreters that have the
package. A child process makes a corpus, a matrix, statistics, a small consensus, codings and exports from the
sample pages, once for each setting below, and prints the SHA-256 of every table as CSV and of every file. All
have to be equal to the first. A locale that the machine lacks is told; without being root, it is made by
``localedef -i zh_CN -f GB18030 FOLDER/zh_CN.GB18030`` and found with ``LOCPATH=FOLDER``.
"""

from __future__ import annotations

import hashlib
import json
import locale
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
SETTINGS: dict[str, dict[str, str]] = {
    "as it is": {},
    "two workers": {"SAME_WORKERS": "2"},
    "hash seed 1": {"PYTHONHASHSEED": "1"},
    "hash seed 12345": {"PYTHONHASHSEED": "12345"},
    "locale C": {"LC_ALL": "C", "PYTHONUTF8": "0"},
    "locale zh_CN.GB18030": {"LC_ALL": "zh_CN.GB18030", "PYTHONUTF8": "0"},
    "time zone of Shanghai": {"TZ": "Asia/Shanghai"},
    "time zone of Honolulu": {"TZ": "Pacific/Honolulu"},
    "another folder": {"SAME_FOLDER": tempfile.gettempdir()},
    "one BLAS thread": {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    "four BLAS threads": {"OPENBLAS_NUM_THREADS": "4", "OMP_NUM_THREADS": "4"},
    "old instruction set": {"OPENBLAS_CORETYPE": "Nehalem", "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F"},
}


def tables() -> dict[str, str]:
    """Name -> hash of what is made from the sample pages."""
    import yrdresearch as yrd
    from yrdresearch import groups, pages, stats, topics
    from yrdresearch.files import shipped_path

    corpus = yrd.load_corpus("sample")
    dtm = yrd.build_dtm(corpus)
    workers = int(os.environ.get("SAME_WORKERS", "1"))
    model = yrd.fit_consensus(dtm, n_topics=3, n_runs=6, n_iter=60, random_state=0, workers=workers)
    coded = yrd.code_policy_areas(corpus)
    made = {
        "term frequency": stats.term_frequency(dtm),
        "diversity": stats.lexical_diversity(corpus),
        "consensus, terms": model.topic_term,
        "consensus, documents": model.doc_topic,
        "top terms": topics.top_terms(model),
        "codings": coded,
        "coverage": yrd.coverage(coded, by="article_id"),
        "vocabulary of authors": groups.distances(dtm, corpus, by="author"),
    }
    hashes = {name: _hash(table.to_csv().encode()) for name, table in made.items()}
    with tempfile.TemporaryDirectory() as folder:
        corpus.save(Path(folder, "corpus"))
        pages.export_pages(yrd.read_pages(shipped_path("sample")), Path(folder, "pages"))
        for path in sorted(path for path in Path(folder).rglob("*") if path.is_file()):
            hashes[path.relative_to(folder).as_posix()] = _hash(path.read_bytes())
    return hashes


def _no_such_locale() -> bool:
    """Whether the machine lacks the locale that is set; the program would then run in another."""
    try:
        locale.setlocale(locale.LC_ALL, "")
    except locale.Error:
        return True
    return False


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def run(python: str, settings: dict[str, str]) -> dict[str, str]:
    """The hashes that a child process prints."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **settings}
    folder = settings.get("SAME_FOLDER", str(ROOT))
    command = [python, __file__, "--tables"]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def main() -> None:
    """Compare all settings with the first."""
    if sys.argv[1:] == ["--tables"]:
        print(json.dumps({} if _no_such_locale() else tables()))
        return
    first = run(sys.executable, {})
    print(f"{len(first)} tables and files")
    pythons = {python: (python, {}) for python in sys.argv[1:]}
    settings = {name: (sys.executable, given) for name, given in SETTINGS.items()}
    failed = False
    for name, (python, given) in {**settings, **pythons}.items():
        made = run(python, given)
        if not made:
            print(f"{name}: not tried, this machine has no such locale", flush=True)
            continue
        other = sorted(table for table in first.keys() | made.keys() if first.get(table) != made.get(table))
        failed |= bool(other)
        print(f"{name}: {'the same' if not other else 'not the same: ' + ', '.join(other)}", flush=True)
    if failed:
        sys.exit("some tables differ")


if __name__ == "__main__":
    main()
