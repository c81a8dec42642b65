"""Kill the writing of results at random moments: ``python tests/killed.py WHAT FOLDER KILLS [SEED]``.

A child process writes two versions of one thing in turn, without pause, and is killed; then what is in the
folder has to open and to be one of the two. Prints how often it was the one or the other, or nothing yet.
"""

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import nbformat
import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from small_corpus import make_corpus, make_page
from topic_models import written_model
from yrdresearch.areas.sheets import coding_sheet
from yrdresearch.corpus import importing
from yrdresearch.corpus.loading import load_corpus
from yrdresearch.files import shipped_path, write_whole
from yrdresearch.pages.exports import export_pages
from yrdresearch.report import build, run
from yrdresearch.topics.modelfiles import load_model, save_model

SENTENCE = "长三角要联动发展，港口要互补共用，口岸要一起提速。"
VERSIONS = [[("甲", [SENTENCE] * 40)], [("甲", [SENTENCE] * 30), ("乙", ["各地要各展所长。"] * 30)]]
MINE = "of the user"

Write = Callable[[Path, int], object]
Found = Callable[[Path], object]


def corpus() -> tuple[Write, Found]:
    """What `Corpus.save` writes: the first version with text, the second without."""
    whole, features = make_corpus(VERSIONS[0]), make_corpus(VERSIONS[1]).features()
    known = {(1, True): "old", (2, False): "new"}

    def found(folder: Path) -> str:
        opened = load_corpus(folder)
        assert opened.has_text == (folder / "text.parquet").exists()
        return known[len(opened.articles), opened.has_text]

    return lambda folder, turn: (whole, features)[turn].save(folder), found


def imported() -> tuple[Write, Found]:
    """What `yrd import` writes: a page in tables, and then two in shards with a file that is not read."""
    pages = Path(tempfile.mkdtemp())
    for number in (1, 2):
        shutil.copy(shipped_path("sample") / f"sample-{number}.txt", pages)
    write_whole(pages / "empty.txt", "no page")
    known = {("sample-1",): ("old", 0), ("sample-1", "sample-2"): ("new", 1)}

    def write(folder: Path, turn: int) -> None:
        importing.MOST_IN_TABLES = (2000, 0)[turn]
        importing.import_corpus([pages / "sample-1.txt"] if turn == 0 else [pages], folder)

    def found(folder: Path) -> str:
        if not (folder / "datapackage.json").exists():
            return "nothing"
        opened = load_corpus(folder)
        version, skipped = known[tuple(opened.pages["page_id"])]
        assert set(opened.sentences["article_id"]) == set(opened.articles["article_id"])
        assert len(pd.read_csv(folder / "skipped.csv")) == skipped
        return version

    return write, found


def export() -> tuple[Write, Found]:
    """What `yrd export --format` writes: a page, or two."""
    pages = [[make_page(VERSIONS[0], page_id="p")], [make_page(VERSIONS[1], page_id=one) for one in "pq"]]
    files = {
        frozenset({"p.xml", "articles.jsonl", "sentences.csv"}): ("old", 1, 40),
        frozenset({"p.xml", "q.xml", "articles.jsonl", "sentences.csv"}): ("new", 4, 120),
    }

    def found(folder: Path) -> str:
        names = frozenset(
            path.name for path in folder.iterdir() if path.suffix != ".md" and path.name[0] != "."
        )
        version, articles, sentences = files[names]
        assert len(pd.read_json(folder / "articles.jsonl", lines=True)) == articles
        assert len(pd.read_csv(folder / "sentences.csv")) == sentences
        assert all(
            (folder / name).read_text("utf-8").endswith("</TEI>\n") for name in names if ".xml" in name
        )
        return version

    return lambda folder, turn: export_pages(pages[turn], folder), found


def model() -> tuple[Write, Found]:
    """What `save_model` writes: a consensus with its runs, or a single run."""
    consensus, single = written_model()[0], written_model(n_runs=0)[0]

    def found(folder: Path) -> str:
        opened = load_model(folder)
        parts = [opened.support, opened.term_support, opened.doc_topic_runs]
        assert len({part is None for part in parts}) == 1
        return "new" if opened.support is None else "old"

    return lambda folder, turn: save_model((consensus, single)[turn], folder), found


def sheet(suffix: str) -> tuple[Write, Found]:
    """What `coding_sheet` writes: one sheet after the other, for none is written over."""
    source = make_corpus(VERSIONS[0], page_id="p")

    def write(folder: Path, _: int) -> None:
        number = sum(path.suffix == suffix for path in folder.glob("*"))
        coding_sheet(source, folder / f"{number}{suffix}")

    def found(folder: Path) -> str:
        for path in folder.glob(f"[0-9]*{suffix}"):
            table = pd.read_csv(path) if suffix == ".csv" else pd.read_excel(path)
            assert len(table) == len(source.counted_sentences())
        return "whole"

    return write, found


def site() -> tuple[Write, Found]:
    """What `yrd report` writes, of a small notebook."""
    checkout = Path(os.environ["KILLED_CHECKOUT"])
    run.checkout = lambda: checkout  # type: ignore[assignment]

    def write(folder: Path, turn: int) -> None:
        cells = [new_markdown_cell("# ?"), new_code_cell(f"print('version {turn}')")]
        text = nbformat.writes(new_notebook(cells=cells))
        write_whole(checkout / "notebooks" / "01-one.ipynb", text)
        build.build_report(folder, lang=("zh", "en")[turn])

    def found(folder: Path) -> str:
        version = "old" if "报告" in (folder / "index.html").read_text("utf-8") else "new"
        printed = f"version {0 if version == 'old' else 1}"
        assert printed in (folder / "01-one.html").read_text("utf-8")
        assert printed in (folder / "notebooks" / "01-one.ipynb").read_text("utf-8")
        return version

    return write, found


KINDS: dict[str, tuple[Callable[[], tuple[Write, Found]], float]] = {  # and how long to wait at most (s)
    "import": (imported, 4.0),
    "corpus": (corpus, 0.3),
    "export": (export, 0.3),
    "model": (model, 0.2),
    "csv": (lambda: sheet(".csv"), 0.2),
    "xlsx": (lambda: sheet(".xlsx"), 0.3),
    "report": (site, 12.0),
}


def kill(what: str, folder: Path, kills: int, seed: int = 0) -> Counter[object]:
    """Kill so many children and look each time at what they left."""
    make, longest = KINDS[what]
    write, found = make()
    mine = write_whole(folder / "mine.md", MINE)
    waits = random.Random(seed)
    seen: Counter[object] = Counter()
    for _ in range(kills):
        ready, tell = os.pipe()
        child = os.fork()
        if not child:
            os.setsid()
            sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115
            os.write(tell, b"1")
            turn = waits.randrange(2)
            while True:
                write(folder, turn)
                turn = 1 - turn
        os.read(ready, 1)
        time.sleep(waits.uniform(0, longest))
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(ready)
        os.close(tell)
        assert mine.read_text() == MINE
        others = [path for path in folder.iterdir() if path != mine and not path.name.startswith(".yrd-")]
        seen[found(folder) if others else "nothing"] += 1
    return seen


if __name__ == "__main__":
    print(dict(kill(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int((sys.argv[4:] or ["0"])[0]))))
