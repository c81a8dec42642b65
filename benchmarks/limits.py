"""How does the time grow with inputs that are known to be slow? CPU seconds and memory at one and two sizes.

Run: ``make limits``, or ``python benchmarks/limits.py [INPUT ...]``. Each input is made twice, the second
time twice as large, and read in a process of its own after a small page has been read (what is loaded once is
not counted). The exponent is log2 of the ratio of the times: 1 is linear, 2 is quadratic. The result is
`limits.csv` beside this file.
"""

from __future__ import annotations

import io
import math
import multiprocessing
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Hashable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from small_corpus import make_corpus
from yrdresearch.errors import YrdError
from yrdresearch.files import write_whole
from yrdresearch.pages.reading import read_pages
from yrdresearch.spreadsheets import csv_text
from yrdresearch.stats.diversity import lexical_diversity

RESULT = Path(__file__).with_name("limits.csv")
WAIT = 900  # seconds by the clock
SENTENCE = "港口要联动发展，航线要互补共用，口岸要一起提速，各地要各展所长。"
HEAD = "港口联动要有新办法\n\n顾明湄\n\n"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def words_of(number: int) -> str:
    """Sentences that differ from each other."""
    return "".join(f"第{n}个港口要联动发展，航线要互补共用，口岸要一起提速。" for n in range(number))


def amid(run: str) -> str:
    """A page in one paragraph of which the run is; the page is mostly words, else it is refused at once."""
    page = "".join(f"　　{words_of(6)}\n" for _ in range(len(run) // 40))
    return f"{HEAD}{page}　　{SENTENCE}{run}\n{page}"


def spanned(columns: int) -> bytes:
    """A DOCX with one cell that says it spans so many columns."""
    cell = f'<w:tcPr><w:gridSpan w:val="{columns}"/></w:tcPr><w:p><w:r><w:t>{SENTENCE * 5}</w:t></w:r></w:p>'
    body = f"<w:body><w:tbl><w:tr><w:tc>{cell}</w:tc></w:tr></w:tbl></w:body>"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}">{body}</w:document>')
    return data.getvalue()


def names(number: int) -> str:
    """So many different names of two or three characters, in one run."""
    first, second = "王李张刘陈杨赵黄周吴", "明华芳敏静丽强磊军洋勇艳杰娟涛超秀霞平刚"
    made = [first[n % 10] + second[n // 10 % 20] + second[n // 200 % 20] for n in range(number)]
    return "、".join(made)


# Name: (ending of the file, what is in it at a size, the smaller size, in what the size is counted)
Made = Callable[[int], str | bytes]
# fmt: off
FILES: dict[str, tuple[str, Made, int, str]] = {
    "ordinary text": (".txt", lambda n: HEAD + "\n".join(words_of(6) for _ in range(n)), 2_250, "paragraphs"),
    "equal paragraphs": (".txt", lambda n: HEAD + f"　　{SENTENCE * 2}\n" * n, 10_000, "paragraphs"),
    "nearly equal paragraphs": (
        ".txt",
        lambda n: HEAD + "".join(f"　　第{i}港{SENTENCE * 2}\n" for i in range(n)),
        10_000,
        "paragraphs",
    ),
    "paragraphs equal in pairs": (
        ".txt",
        lambda n: HEAD + "".join(f"　　第{i % (n // 2)}港{SENTENCE * 2}\n" for i in range(n)),
        10_000,
        "paragraphs",
    ),
    "headings": (
        ".txt",
        lambda n: "".join(f"# 第{i}题\n\n{SENTENCE * 3}\n\n" for i in range(n)),
        4_000,
        "headings",
    ),
    "a run of 、": (".txt", lambda n: amid("、" * n), 60_000, "characters"),
    "words between 、": (".txt", lambda n: HEAD + SENTENCE * 3 + "港、" * n + "\n", 60_000, "words"),
    "a run of names": (".txt", lambda n: HEAD + SENTENCE * 3 + "\n\n" + names(n) + "\n", 12_000, "names"),
    "one line": (".txt", lambda n: HEAD + words_of(n), 14_000, "sentences"),
    "one long line": (".txt", lambda n: HEAD + words_of(n), 305_000, "sentences"),
    "nested divisions": (
        ".html",
        lambda n: "<div>" * n + f"<p>{SENTENCE * 5}</p>" + "</div>" * n,
        55_000,
        "levels",
    ),
    "a cell over columns": (".docx", spanned, 1_000_000, "columns"),
    "open quotation marks": (".txt", lambda n: amid("“" * n), 100_000, "characters"),
    "open brackets": (".txt", lambda n: amid("（" * n), 100_000, "characters"),
    "deep JSON": (".json", lambda n: "[" * n + "]" * n, 500_000, "levels"),
}
# fmt: on


def diversity(articles: int) -> Callable[[], object]:
    """Lexical diversity of so many articles of one author each."""
    corpus = make_corpus([(f"人{n}", [words_of(8)]) for n in range(articles)])
    return lambda: lexical_diversity(corpus, by="article_id")


def _measure(name: str, size: int, send: Connection) -> None:
    with tempfile.TemporaryDirectory() as folder:
        if name == "diversity of articles":
            run, length = diversity(size), 0
        else:
            suffix, made, _, _ = FILES[name]
            path = Path(folder, f"page{suffix}")
            text = made(size)
            data = text if isinstance(text, bytes) else text.encode()
            path.write_bytes(data)
            length, run = len(data), lambda: read_pages(path)
            small = Path(folder, "small.txt")
            small.write_text(HEAD + SENTENCE * 5, encoding="utf-8")
            read_pages(small)
        begun, outcome = time.process_time(), "read"
        try:
            run()
        except YrdError as error:
            outcome = f"told: {str(error).replace(f'{folder}/', '')}"
        spent = time.process_time() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        send.send((length, spent, peak, outcome))


def measured(name: str, size: int) -> tuple[int, float, float, str]:
    """Bytes of the file, CPU seconds, memory at most (MB), and what came out; in a process of its own."""
    context = multiprocessing.get_context("spawn")
    receive, send = context.Pipe(duplex=False)
    child = context.Process(target=_measure, args=(name, size, send))
    child.start()
    send.close()  # so that the end of the child, however it comes, ends the wait
    try:
        if not receive.poll(WAIT):
            sys.exit(f"{name}: no end after {WAIT} seconds")
        found: tuple[int, float, float, str] = receive.recv()
    except EOFError:
        child.join()
        sys.exit(f"{name}: the process that measures ended with status {child.exitcode}")
    finally:
        child.kill()
        child.join()
    return found


def _measured_before() -> list[dict[Hashable, Any]]:
    return pd.read_csv(RESULT).to_dict("records")


def main() -> None:
    """Measure the inputs that are named, else all, and put them into the table."""
    sizes = {name: (smaller, unit) for name, (_, _, smaller, unit) in FILES.items()}
    sizes["diversity of articles"] = (500, "articles")
    rows = {} if not RESULT.exists() else {row["input"]: row for row in _measured_before()}
    for name in sys.argv[1:] or sizes:
        smaller, unit = sizes[name]
        first, second = measured(name, smaller), measured(name, 2 * smaller)
        exponent = math.log2(max(second[1], 1e-3) / max(first[1], 1e-3))
        rows[name] = {
            "input": name,
            "size": f"{2 * smaller:,} {unit}",
            "mb": round(second[0] / 1e6, 2),
            "seconds": round(second[1], 2),
            "exponent": round(exponent, 1),
            "memory_mb": round(second[2]),
            "outcome": second[3],
        }
        print(rows[name], flush=True)
        write_whole(RESULT, csv_text(pd.DataFrame([rows[one] for one in sizes if one in rows])))


if __name__ == "__main__":
    main()
