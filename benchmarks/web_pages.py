"""How well are saved news pages read, and how well by others? Titles, dates, authors and bodies.

Run: ``python benchmarks/web_pages.py FOLDER``. FOLDER holds ``gold.jsonl`` (one object a page: kind "html",
file, title, authors, date, body_start, body_end, n_characters; null where unknown) and the pages. Others are
measured when installed beside: ``pip install gne newspaper4k[zh] trafilatura readability-lxml``.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from yrdresearch.errors import PageError
from yrdresearch.pages.dates import iso_date
from yrdresearch.pages.reading import read_pages

Answer = dict[str, object]
COLUMNS = ("found", "clean", "title", "date", "authors")


def main(folder: Path) -> None:
    gold = [json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    gold = [page for page in gold if page["kind"] == "html"]
    print(f"{'':18}" + "".join(f"{column:>10}" for column in ("refused", *COLUMNS, "all")))
    for name, read in READERS.items():
        counts: Counter[str] = Counter()
        known: Counter[str] = Counter()
        for page in gold:
            try:
                answer = read(folder / page["file"])
            except ImportError as error:
                print(f"{name:18}not installed ({error.name})")
                break
            except Exception:  # a refusal, whatever the reader calls it
                answer = {}
                counts["refused"] += 1
            right = judge(page, answer)
            counts.update(column for column, yes in right.items() if yes)
            known.update(column for column, yes in right.items() if yes is not None)
            counts["all"] += all(yes is not False for yes in right.values())
        else:
            cells = [f"{counts[c]}/{known[c]}" for c in COLUMNS]
            print(
                f"{name:18}{counts['refused']:>10}"
                + "".join(f"{c:>10}" for c in cells)
                + f"{counts['all']:>10}"
            )


def judge(gold: dict, answer: Answer) -> dict[str, bool | None]:
    """Right or wrong for each column that the gold knows; None for what it does not know."""
    body = plain(answer.get("text"))
    starts, ends = (
        [plain(t) for t in (gold[k], *gold.get(f"{k}_also", []))] for k in ("body_start", "body_end")
    )
    n, slack = gold["n_characters"], gold.get("slack") or 0
    size = len("".join(str(answer.get("text") or "").split()))
    found = any(s in body for s in starts) and any(e in body for e in ends)
    found = found and abs(size - n) <= 0.02 * n + slack
    titles = {plain(title) for title in (gold["title"], *(gold.get("title_also") or []))}
    names = None if gold["authors"] is None else {plain(name) for name in gold["authors"]}
    said = {plain(name) for name in answer.get("authors") or ()}  # type: ignore[attr-defined]
    return {
        "found": found,
        "clean": found and body.startswith(tuple(starts)) and body.endswith(tuple(ends)),
        "title": plain(answer.get("title")) in titles,
        "date": None if gold["date"] is None else iso_date(answer.get("date")) == gold["date"],
        "authors": None if names is None else said == names,
    }


def plain(text: object) -> str:
    return "".join(unicodedata.normalize("NFKC", str(text or "")).split())


def ours(path: Path) -> Answer:
    articles = [article for page in read_pages(path) for article in page.articles]
    if not articles:
        raise PageError("no article")
    one = max(articles, key=lambda article: sum(len(p.text) for p in article.paragraphs))
    text = "\n".join(paragraph.text for paragraph in one.paragraphs)
    return {"title": one.title, "authors": one.authors, "date": one.date, "text": text}


def gne(path: Path) -> Answer:
    from gne import GeneralNewsExtractor

    found = GeneralNewsExtractor().extract(decoded(path))
    return {
        "title": found["title"],
        "authors": names(found["author"]),
        "date": found["publish_time"],
        "text": found["content"],
    }


def newspaper4k(path: Path) -> Answer:
    from newspaper import Article

    article = Article("https://example.org/", language="zh")
    article.download(input_html=decoded(path))
    article.parse()
    day = article.publish_date.date().isoformat() if article.publish_date else None
    return {"title": article.title, "authors": article.authors, "date": day, "text": article.text}


def trafilatura(path: Path) -> Answer:
    from trafilatura import bare_extraction

    found = bare_extraction(decoded(path), with_metadata=True, favor_precision=True, include_comments=False)
    return {"title": found.title, "authors": names(found.author), "date": found.date, "text": found.text}


def readability(path: Path) -> Answer:
    from lxml import html
    from readability import Document

    document = Document(decoded(path))
    return {"title": document.short_title(), "text": html.fromstring(document.summary()).text_content()}


def names(text: str | None) -> list[str]:
    return [name for name in re.split(r"[;；、,，\s]+", text or "") if name]


def decoded(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


READERS: dict[str, Callable[[Path], Answer]] = {
    "yrdresearch": ours,
    "gne": gne,
    "newspaper4k": newspaper4k,
    "trafilatura": trafilatura,
    "readability-lxml": readability,
}

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    main(Path(sys.argv[1]))
