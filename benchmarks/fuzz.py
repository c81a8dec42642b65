"""Does any input end in anything but a result or one sentence? Mutated files, thousands a format.

Run: ``make fuzz``, or ``python benchmarks/fuzz.py [FORMAT ...] [--inputs N] [--workers N] [--seed N]``; a run
that was stopped goes on where it was. Each input is a small file with one to six faults: bytes changed, cut,
doubled, moved, or put in from a list of what is known to hurt; parts of DOCX and XLSX are changed inside
their archive. Input n of a format is the same in every run with the same seed; after changes of the reader
another seed tries inputs that it was never mended for. For each input

- nothing but an error of this package comes out, in one sentence;
- a page's ledger adds up to its characters, and its record, TEI and overview can be written in UTF-8;
- reading it a second time gives the same;
- it takes less than two seconds of CPU.

The result is `fuzz.csv` beside this file, with the commit that was run; inputs that fail are kept in the
folder of temporary files.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from file_makers import SITE, pdf_of
from small_corpus import make_corpus
from topic_models import written_model
from yrdresearch.areas.codebookfiles import load_codebook
from yrdresearch.areas.sheets import coding_sheet
from yrdresearch.corpus.docvars import add_docvars
from yrdresearch.corpus.loading import load_corpus
from yrdresearch.errors import YrdError
from yrdresearch.files import write_whole
from yrdresearch.pages.conventionfiles import load_conventions
from yrdresearch.pages.exports import article_records, page_to_dict
from yrdresearch.pages.overview import describe_page
from yrdresearch.pages.parse import parse_page
from yrdresearch.pages.reading import read_pages
from yrdresearch.pages.tei import page_to_tei
from yrdresearch.spreadsheets import csv_text
from yrdresearch.topics.modelfiles import load_model, save_model
from yrdresearch.words.lexicon import read_stopwords, read_user_dictionary

ROOT = Path(__file__).parents[1]
RESULT = Path(__file__).with_name("fuzz.csv")
FAILED = Path(tempfile.gettempdir(), "yrd-fuzz")
LONGEST = 2.0  # seconds of CPU for one input
GIVE_UP = 20  # seconds
PIECE = 250  # inputs after which the result is written
COLUMNS = ("inputs", "read", "told", "faults", "over_2_s", "longest_s")

PAGE = """区域观察

编者按：长三角一体化要走深走实。

## 港口联动要有新办法

　　港口要联动发展，航线要互补共用，“一关三检”要一起提速。一是统一标准；二是共享数据；三是联合执法。
　　2023年货物吞吐量达到4.5亿吨，增长6.2%（见《年报》）。
　　（作者：顾明湄，单位：江海大学区域研究所；本文系社科基金项目“港口治理”（23BJL001）成果）

## 养老服务要能异地共享

张三　李四

　　养老服务惠及社区，社区养老要能异地结算、互认互通。各地各展所长，重点领域和重点领域都补上短板。
（原载2024年6月4日《江海日报》第12版）
"""
# fmt: off
HURTFUL = [
    "\x00", "\x07", "\x0b", "\x0c", "\x1a", "\x1b[31m", "\r", "\r\n", "\u2028", "\u0085", "\u200b",
    "\u202e", "\ufeff", "\ufffd", "\ufffe", "\ue000", "\U0001f600", "\U00020000", "〇", "①", "㊀", "＝", "「",
    "』", "“", "”", "《", "》", "（", "、" * 200, "。" * 200, "“" * 100, "（" * 100, "#" * 300, "　" * 200,
    "一是" * 50, "\n\n## \n\n", "\n---\n", "13月45日", "9" * 400, "-1", "1e999", "NaN", "null",
    "=cmd|' /C calc'!A0", "@SUM(1)", "../../escaped", "/etc/passwd", "C:\\x", "<script>alert(1)</script>",
    "<![CDATA[", "<!--", "]]>", "&#0;", "&#xD800;", "&amp", "<div>" * 100, "</p>", '"', "'",
    '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>', "javascript:alert(1)", "{{", "${", "%s%n",
    "\\ud800", "[" * 500, "{" * 200, '{"text":', "!!python/object/apply:os.system ['true']", "&a [*a,*a]",
    "<<: *a", "? ", "- - - -", "endstream", "/Length 99999999", "/Filter /FlateDecode",
    "<< /Kids [2 0 R] >>", "xref", "w:gridSpan w:val='9999999'",
]
# fmt: on


def seeds(kind: str) -> list[bytes]:
    """Sound small files of a kind."""
    blocks = [line.strip() for line in PAGE.splitlines() if line.strip()]
    record = {
        "id": "a1",
        "title": "港口联动",
        "author": ["顾明湄"],
        "date": "2024-06-04",
        "newspaper": "江海日报",
    }
    records = [{**record, "text": blocks[3]}, {**record, "id": "a2", "authors": "张三", "content": blocks[6]}]
    body = "".join(f"<p>{block}</p>" for block in blocks)
    texts = {
        "txt": [PAGE, PAGE.replace("\n", "\r\n"), PAGE + "\f" + PAGE],
        "md": [PAGE.replace("　", ""), "---\ntitle: 港口\n---\n" + PAGE],
        "html": [SITE.format(charset="utf-8", body=body), f"<h1>{blocks[0]}</h1>{body}"],
        "jsonl": ["".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records)],
        "json": [json.dumps(records, ensure_ascii=False), json.dumps({"data": records})],
        "csv": [pd.DataFrame(records).to_csv(index=False)],
        "codebook": [
            CODEBOOK,
            "extends: policy_areas\nversion: '1'\nareas:\n- id: innovation\n  remove: [创新]\n",
        ],
        "conventions": [
            "byline: ['采编丨{names}']\nbelow: [往期文章…]\ntitle: ['### …']\n"
            "head: [title, byline]\none_article: true\n"
        ],
        "dictionary": ["都市圈\n12345热线\tname\n# 注\n一关三检 10 n\n"],
        "docvars": ["article_id,province,date\npage.1,江苏,2024-06-04\npage.2,浙江,\n"],
    }
    if kind in texts:
        encoded = [text.encode() for text in texts[kind]]
        return encoded if kind == "codebook" else [*encoded, texts[kind][0].encode("gb18030")]
    if kind == "docx":
        return [_docx(blocks)]
    if kind == "pdf":
        return [pdf_of([blocks])] * 9 + [pdf_of([blocks], password="secret")]
    raise KeyError(kind)


CODEBOOK = """id: small
version: '1'
areas:
- id: ports
  name_zh: 港口
  name_en: ports
  definition_zh: 港口
  definition_en: ports
  terms: [港口, 航线]
"""


def _docx(blocks: list[str]) -> bytes:
    import docx

    document = docx.Document()
    for block in blocks:
        document.add_paragraph(block.lstrip("# "), style="Heading 1" if block[0] == "#" else None)
    document.add_table(2, 2).cell(0, 0).text = blocks[-1]
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def mutated(data: bytes, rng: random.Random) -> bytes:
    """The file with one to six faults; in an archive, half of the time, inside one of its parts."""
    if data[:2] == b"PK" and rng.random() < 0.7:
        return _mutated_part(data, rng)
    for _ in range(rng.choice((1, 1, 2, 3, 6))):
        at, end = sorted((rng.randint(0, len(data)), rng.randint(0, len(data))))
        end = min(end, at + rng.choice((1, 3, 30, 3000)))
        fault = rng.randrange(8)
        if fault == 0:
            data = data[:at] + rng.randbytes(rng.choice((1, 2, 8))) + data[end:]
        elif fault == 1:
            data = data[:at] + data[end:]
        elif fault == 2:
            data = data[:at] + data[at:end] * rng.choice((2, 2, 3, 40)) + data[end:]
        elif fault == 3:
            other = rng.randint(0, len(data))
            data = data[:other] + data[at:end] + data[other:]
        elif fault == 4 and rng.random() < 0.3:
            data = data[:at]
        elif fault == 5:
            lines = data.split(b"\n")
            rng.shuffle(lines)
            data = b"\n".join(lines) if rng.random() < 0.3 else data
        else:
            data = data[:at] + rng.choice(HURTFUL).encode("utf-8", "surrogatepass") + data[at:]
    if rng.random() < 0.6:
        data = data.decode("utf-8", "ignore").encode()
    if rng.random() < 0.03:
        data = data.decode("utf-8", "replace").encode(rng.choice(("utf-16", "utf-32", "gb18030", "utf-7")))
    return data[:200_000]


def _mutated_part(data: bytes, rng: random.Random) -> bytes:
    new = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as written:
        names = old.namelist()
        text = [
            name
            for name in names
            if name.endswith(("document.xml", "styles.xml", "sheet1.xml", "sharedStrings.xml"))
        ]
        struck = rng.choice(text if text and rng.random() < 0.8 else names)
        for name in names:
            written.writestr(name, mutated(old.read(name), rng) if name == struck else old.read(name))
    return new.getvalue()


def page_result(path: Path) -> object:
    """Everything that is made of a page file, after its ledger is added up."""
    made = []
    for page in read_pages(path):
        ledger = page.ledger
        spent = sum(ledger["assigned"].values()) + sum(ledger["discarded"].values())
        assert spent == ledger["characters"] >= len(page.raw), "the ledger does not add up"
        tei = page_to_tei(page)
        describe_page(page).encode("utf-8", "replace")
        made.append((json.dumps(page_to_dict(page)), tei.encode(), json.dumps(article_records(page))))
    return made


def _sheet_seed(suffix: str) -> Callable[[], list[bytes]]:
    def make() -> list[bytes]:
        path = Path(tempfile.mkdtemp()) / f"sheet{suffix}"
        coding_sheet(_corpus(), path)
        if suffix == ".csv":
            lines = path.read_text("utf-8-sig").splitlines()
            return [path.read_bytes(), "\n".join(line.replace(",,", ",none,", 1) for line in lines).encode()]
        from openpyxl import load_workbook

        filled = load_workbook(path)
        column = [cell.value for cell in next(filled.active.iter_rows())].index("policy_areas") + 1
        for row in range(2, filled.active.max_row + 1):
            filled.active.cell(row, column, "none")
        filled.save(path)
        return [path.read_bytes()]

    return make


def _corpus() -> Any:
    return make_corpus([("甲", ["港口要联动发展。口岸要提速。"]), ("乙", ["养老要互认。"])], page_id="page")


def sheet_result(path: Path) -> object:
    """The sheet read back."""
    from yrdresearch.areas import read_coding_sheet

    return read_coding_sheet(path).to_csv()


def conventions_result(path: Path) -> object:
    """A page as it is read by the file, which is no page's fault."""
    page = parse_page(PAGE, page_id="p", conventions=load_conventions(path))
    return page.articles, page.ledger


def dictionary_result(path: Path) -> object:
    """The file as a user dictionary, and as a list of stopwords."""
    return read_user_dictionary(path), sorted(read_stopwords(path))


def folder_result(
    load: Callable[[Path], object], make: Callable[[Path], object]
) -> Callable[[int], Callable]:
    """A check of a folder, one file of which is changed."""

    @cache
    def sound() -> Path:
        folder = Path(tempfile.mkdtemp(), "sound")
        make(folder)
        return folder

    def check(number: int) -> Callable[[Path], object]:
        def run(path: Path) -> object:
            folder = path.with_suffix("")
            if not folder.exists():
                shutil.copytree(sound(), folder)
                rng = random.Random(number)
                file = rng.choice(sorted(one for one in folder.iterdir() if one.is_file()))
                file.write_bytes(mutated(file.read_bytes(), rng))
            return load(folder)

        return run

    return check


def corpus_result(folder: Path) -> object:
    """The tables of a corpus, and a matrix of it."""
    from yrdresearch.corpus.dtm import build_dtm

    corpus = load_corpus(folder)
    return [table.to_csv() for table in (corpus.articles, corpus.sentences)], build_dtm(corpus).counts.sum()


def model_result(folder: Path) -> object:
    """A model's tables."""
    model = load_model(folder)
    return model.topic_term.to_csv(), model.doc_topic.to_csv()


Kind = tuple[str, Callable[[], list[bytes]], Callable[[int], Callable[[Path], object]]]
_PAGES = ("txt", "md", "html", "docx", "pdf", "json", "jsonl", "csv")
KINDS: dict[str, Kind] = {
    **{kind: (f".{kind}", lambda kind=kind: seeds(kind), lambda _: page_result) for kind in _PAGES},
    "codebook": (".yml", lambda: seeds("codebook"), lambda _: lambda path: repr(load_codebook(path))),
    "conventions": (".yml", lambda: seeds("conventions"), lambda _: conventions_result),
    "dictionary": (".txt", lambda: seeds("dictionary"), lambda _: dictionary_result),
    "docvars": (
        ".csv",
        lambda: seeds("docvars"),
        lambda _: lambda path: add_docvars(_corpus(), path).articles.to_csv(),
    ),
    "sheet-csv": (".csv", _sheet_seed(".csv"), lambda _: sheet_result),
    "sheet-xlsx": (".xlsx", _sheet_seed(".xlsx"), lambda _: sheet_result),
    "package": (
        ".folder",
        lambda: [b""],
        folder_result(corpus_result, lambda folder: _corpus().save(folder)),
    ),
    "model": (
        ".folder",
        lambda: [b""],
        folder_result(model_result, lambda folder: save_model(written_model()[0], folder)),
    ),
}  # fmt: skip


def _give_up(*_: object) -> None:
    raise TimeoutError(f"no end after {GIVE_UP} s")


def outcome(kind: str, seed: int, number: int, seed_files: list[bytes], folder: Path) -> tuple[str, float]:
    """``read``, ``told``, or the fault, and seconds of CPU."""
    suffix, _, check = KINDS[kind]
    rng = random.Random(f"{kind}-{seed}-{number}" if seed else f"{kind}-{number}")
    path = folder / f"{kind}-{number}{suffix}"
    path.write_bytes(mutated(rng.choice(seed_files), rng))
    started = time.process_time()
    results = []
    for _ in range(2):
        signal.alarm(GIVE_UP)
        try:
            results.append(("read", check(number)(path)))
        except YrdError as error:
            results.append(
                ("told" if len(str(error).splitlines()) == 1 else f"several lines: {error}", str(error))
            )
        except (Exception, RecursionError, MemoryError) as error:
            results.append((_fault(error), None))
        finally:
            signal.alarm(0)
    spent = (time.process_time() - started) / 2
    what = results[0][0] if results[0] == results[1] else "not twice the same"
    if what in ("read", "told"):
        _remove(path)
    else:
        FAILED.mkdir(exist_ok=True)
        (FAILED / path.name).write_bytes(path.read_bytes())
    return what, spent


def _remove(path: Path) -> None:
    path.unlink()
    shutil.rmtree(path.with_suffix(""), ignore_errors=True)


def _fault(error: BaseException) -> str:
    trace, place = error.__traceback__, ""
    while trace:
        name = trace.tb_frame.f_code.co_filename
        if "yrdresearch" in name:
            place = f"{Path(name).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} {place} {str(error)[:60]!r}"


def _share(task: tuple[str, int, int, int]) -> tuple[Counter[str], float, int]:
    kind, seed, first, last = task
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, _give_up)
    counts: Counter[str] = Counter()
    longest, slow = 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        seed_files = KINDS[kind][1]()
        for number in range(first, last):
            what, spent = outcome(kind, seed, number, seed_files, Path(folder))
            counts[what] += 1
            longest, slow = max(longest, spent), slow + (spent > LONGEST)
    return counts, longest, slow


def _commit() -> str:
    """The last commit of the package's source, with a mark when the source differs from it."""
    last = ["git", "log", "-1", "--format=%h", "--", "src"]
    known = subprocess.run(last, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    changed = subprocess.run(
        ["git", "diff", "--quiet", "HEAD", "--", "src"], cwd=ROOT, check=False
    ).returncode
    return f"{known}+" if changed else known


def recorded() -> pd.DataFrame:
    """The table of results so far: one row a format and seed."""
    return pd.read_csv(RESULT, dtype={"commit": str}).set_index(["format", "seed"])


def record(row: dict[str, object]) -> None:
    """Put the row of a format and seed into the table."""
    rows = {**recorded().T.to_dict(), (row["format"], row["seed"]): row}
    inorder = sorted(rows, key=lambda key: (key[1], list(KINDS).index(key[0])))
    table = pd.DataFrame(
        [{**rows[key], "format": key[0], "seed": key[1]} for key in inorder], columns=list(row)
    )
    write_whole(RESULT, csv_text(table))


def fuzz(kind: str, inputs: int, workers: int, seed: int) -> dict[str, object]:
    """One row of the result, and the faults on standard error; goes on where a run of this commit ended."""
    row: dict[str, Any] = {
        "format": kind,
        "seed": seed,
        **dict.fromkeys(COLUMNS, 0),
        "commit": _commit(),
    }
    done = recorded().T.to_dict().get((kind, seed))
    if done and done["commit"] == row["commit"] and done["inputs"] < inputs:
        row |= done
    tasks = [(kind, seed, first, min(first + PIECE, inputs)) for first in range(row["inputs"], inputs, PIECE)]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        for (*_, last), (counts, longest, slow) in zip(tasks, pool.imap(_share, tasks), strict=True):
            for what, number in counts.most_common():
                if what not in ("read", "told"):
                    print(f"{kind}: {number} × {what}", file=sys.stderr, flush=True)
            faults = counts.total() - counts["read"] - counts["told"]
            found = {"read": counts["read"], "told": counts["told"], "faults": faults, "over_2_s": slow}
            row |= {what: row[what] + number for what, number in found.items()}
            row |= {"inputs": last, "longest_s": round(max(row["longest_s"], longest), 2)}
            record(row)
    return row


def main() -> None:
    """Fuzz the formats that are named, else all, and write the table."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("formats", nargs="*", choices=[[], *KINDS], metavar="FORMAT")
    given.add_argument("--inputs", type=int, default=10_000, help="a format")
    given.add_argument("--workers", type=int, default=2)
    given.add_argument("--seed", type=int, default=0, help="of other inputs than the usual ones")
    asked = given.parse_args()
    failed = False
    for kind in asked.formats or KINDS:
        row = fuzz(kind, asked.inputs, asked.workers, asked.seed)
        print(row, flush=True)
        failed |= bool(row["faults"] or row["over_2_s"])
    if failed:
        sys.exit(f"some inputs fail; they are in {FAILED}")


if __name__ == "__main__":
    main()
