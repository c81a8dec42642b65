"""Files made to harm: bombs, entities, scripts in titles, tags of YAML, pipes and devices.

A script that stays text leaves the page as it is: what is shown of a hostile text has the same elements and
attributes as what is shown of a harmless one.
"""

import io
import os
import time
import zipfile
from pathlib import Path

import lxml.html
import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import yrdresearch as yrd
from small_corpus import make_corpus
from topic_models import fitted_by_counts
from yrdresearch import areas, report, stats, topics, words
from yrdresearch.errors import YrdError
from yrdresearch.files import shipped_path
from yrdresearch.report.site import write_site

HARMFUL = (
    "</title></script><script>alert(1)</script><img src=x onerror=alert(1)>"
    "<a href='javascript:alert(1)' onclick=\"x\">'\"&{{7*7}}${x}{% include 'x' %}{x}%(x)s"
)
HARMLESS = "港" * len(HARMFUL)
SECRET = "秘密港口秘密航线"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def skeleton(page: str) -> list[tuple[str, ...]]:
    """Each element with the names of its attributes; no text."""
    root = lxml.html.fromstring(f"<div>{page}</div>" if "<html" not in page else page)
    elements = [one for one in root.iter() if isinstance(one.tag, str)]
    links = [one.get("href") or one.get("src") or "" for one in elements]
    assert not any(link.strip().lower().startswith("javascript:") for link in links)
    return [(one.tag, *sorted(one.attrib)) for one in elements]


def as_it_is(page: str) -> str:
    """What JupyterLab's MathJax may take for formulas: the text outside of parts that it leaves alone."""
    root = lxml.html.fromstring(f"<div>{page}</div>")
    for part in root.xpath("//iframe | //style | //*[contains(@class, 'mathjax_ignore')]"):
        part.drop_tree()
    return str(root.text_content())


def times_shown(text: str, page: str) -> int:
    """How often a reader sees the text as it is: no template has filled it in, nothing of it is lost."""
    return lxml.html.fromstring(f"<div>{page}</div>").text_content().count(text)


def corpus_of(text: str) -> yrd.Corpus:
    """Two essays whose authors, titles and sentences hold the text."""
    essay = f"园区合作{text}推动园区创新。合作建设园区。"
    return make_corpus([(f"某人{text}", [essay]), ("张三", ["养老服务惠及社区。社区养老服务很好。"])])


def shown_in_notebooks(text: str) -> dict[str, str]:
    """What a notebook displays of a corpus with this text in it."""
    corpus = corpus_of(text)
    model, dtm = fitted_by_counts(corpus)
    named = topics.name_topics(model, {"T1": f"港口{text}"})
    first = corpus.articles.iloc[0]
    labelled = pd.Series([1.0, 2.0], index=[text, "港口"], name=text)
    displays = {
        "corpus": corpus,
        "dtm": dtm,
        "model": named,
        "explorer": topics.explore_topics(named, dtm, corpus=corpus),
        "evidence": yrd.evidence(corpus, {"term": "园区"}),
        "evidence of an article": yrd.evidence(corpus, {"article_id": first["article_id"], "term": "园区"}),
        "articles": report.shown(corpus.articles),
        "concordance": report.shown(stats.kwic(corpus, "园区")),
        "labels in the index": report.shown(labelled),
        "columns": report.shown(pd.DataFrame({text: [text]})),
        "name of the index": report.shown(pd.DataFrame({"n": [1]}, index=pd.Index(["港口"], name=text))),
        "names of the index": report.shown(
            corpus.articles.rename(columns={"title": text}).set_index(["author", text])[["article_id"]]
        ),
        "names of the columns": report.shown(pd.DataFrame([[1]], columns=pd.Index(["n"], name=text))),
        "ids": report.shown(pd.DataFrame({"article_id": [text, "港口"], "topic_id": [text, text]})),
        "words": report.shown(pd.DataFrame({"role": [text], "note": [text], "kind": [text]})),
        "notes": report.shown(pd.DataFrame({"n": [1, 2], "note": [text, text]})),
        "names of topics": report.shown(named.topic_term.iloc[:, :1]),
        "finding": report.finding(
            "99-x", zh="{a}", en="{a}", limit_zh="{a}", limit_en="{a}", values={"a": text}
        ),
    }
    return {name: display._repr_html_() for name, display in displays.items()}


def test_scripts_in_texts_stay_texts_in_notebooks() -> None:
    harmful, harmless = shown_in_notebooks(HARMFUL), shown_in_notebooks(HARMLESS)
    for name, page in harmful.items():
        assert skeleton(page) == skeleton(harmless[name]), name
        assert times_shown(HARMFUL, page) == times_shown(HARMLESS, harmless[name]), name
        assert "$" not in as_it_is(page), name


@pytest.mark.parametrize(
    "cell",
    [[HARMFUL], (HARMFUL, 1), {HARMFUL: 1}, {HARMFUL}, Path(HARMFUL)],
    ids=lambda cell: type(cell).__name__,
)
def test_scripts_in_lists_stay_texts(cell: object) -> None:
    page = report.shown(pd.DataFrame({"terms": [cell, cell]}))._repr_html_()
    assert skeleton(page) == skeleton(report.shown(pd.DataFrame({"terms": ["港", "港"]}))._repr_html_())


def site_of(text: str, folder: Path) -> dict[str, str]:
    """The pages of a report whose notebook, table and corpus hold the text."""
    table = report.shown(corpus_of(text).articles)
    output = new_output("display_data", data={"text/html": table._repr_html_(), "text/plain": text})
    printed = new_output("stream", name="stdout", text=text)
    cells = [new_markdown_cell("# 港口"), new_code_cell("1", outputs=[output, printed], execution_count=1)]
    notebook = nbformat.from_dict(new_notebook(cells=cells))
    (folder / "figures").mkdir(parents=True)
    (folder / "findings").mkdir()
    write_site(folder, {"01-x": notebook}, lang="zh", corpus=text)
    return {path.name: path.read_text("utf-8") for path in folder.glob("*.html")}


def test_scripts_in_texts_stay_texts_in_the_report(tmp_path: Path) -> None:
    harmful, harmless = site_of(HARMFUL, tmp_path / "a"), site_of(HARMLESS, tmp_path / "b")
    assert harmful.keys() == harmless.keys() == {"index.html", "01-x.html"}
    for name, page in harmful.items():
        assert skeleton(page) == skeleton(harmless[name]), name
        assert times_shown(HARMFUL, page) == times_shown(HARMLESS, harmless[name]), name


def zipped(**parts: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return data.getvalue()


def a_sheet(path: Path, change: dict[str, bytes]) -> Path:
    """A coding sheet, with other parts."""
    areas.coding_sheet(corpus_of("港口"), path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()} | change
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_a_sheet_that_unpacks_without_end_is_refused_at_once(tmp_path: Path) -> None:
    path = a_sheet(tmp_path / "sheet.xlsx", {"xl/worksheets/sheet1.xml": b" " * 120_000_000})
    begun = time.process_time()
    with pytest.raises(YrdError, match="unpacks to more than 100 MB"):
        areas.read_coding_sheet(path)
    assert time.process_time() - begun < 1, "it is told without unpacking"


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
ENTITIES = {
    "expansion": f'<!DOCTYPE x [<!ENTITY a0 "港">{LAUGHS}]>',
    "outside": '<!DOCTYPE x [<!ENTITY a11 SYSTEM "file://{secret}">]>',
    "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "file://{secret}"> %p; <!ENTITY a11 "x">]>',
}


@pytest.mark.parametrize("kind", ENTITIES)
@pytest.mark.parametrize("form", ["docx", "html", "xlsx"])
def test_entities_bring_nothing_in_and_do_not_grow(kind: str, form: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    head = ENTITIES[kind].replace("{secret}", str(secret))
    path = tmp_path / f"file.{form}"
    if form == "docx":
        body = (
            f'{head}<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>港口&a11;联动</w:t></w:r></w:p></w:body>'
        )
        path.write_bytes(zipped(word__document_xml=f"{body}</w:document>".encode()))
    elif form == "html":
        path.write_text(f"{head}<html><body><p>港口&a11;联动发展，港口一起提速。</p></body></html>", "utf-8")
    else:
        sheet = (
            f'{head}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        )
        sheet += '<row r="1"><c r="A1" t="inlineStr"><is><t>&a11;</t></is></c></row></sheetData></worksheet>'
        a_sheet(path, {"xl/worksheets/sheet1.xml": sheet.encode()})
    begun = time.process_time()
    try:
        found = str(areas.read_coding_sheet(path).to_dict()) if form == "xlsx" else yrd.read_page(path).raw
    except YrdError as error:
        found = str(error)
    assert time.process_time() - begun < 5
    assert SECRET not in found
    assert len(found) < 2000


TAGS = ["!!python/object/apply:os.mkdir ['{made}']", "!!python/name:os.system", "!!python/module:os", "!x y"]


@pytest.mark.parametrize("tag", TAGS)
def test_tags_of_yaml_make_nothing(tag: str, tmp_path: Path) -> None:
    path = tmp_path / "codebook.yml"
    path.write_text(f"id: {tag.replace('{made}', str(tmp_path / 'made'))}\n", encoding="utf-8")
    with pytest.raises(YrdError, match="not YAML"):
        yrd.load_codebook(path)
    assert not (tmp_path / "made").exists()


READERS = {
    "page": yrd.read_page,
    "pages": yrd.read_pages,
    "corpus": yrd.load_corpus,
    "codebook": yrd.load_codebook,
    "coder": areas.load_coder,
    "sheet": areas.read_coding_sheet,
    "model": topics.load_model,
    "docvars": lambda path: yrd.add_docvars(corpus_of("港口"), path),
    "dictionary": words.read_user_dictionary,
    "stopwords": words.read_stopwords,
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ["pipe.txt", "pipe.csv", "/dev/zero"])
def test_pipes_and_devices_are_not_read(reader: str, name: str, tmp_path: Path) -> None:
    """Else the program would wait for a writer, or read without end."""
    if name.startswith("pipe"):
        os.mkfifo(tmp_path / name)
    with pytest.raises(YrdError):
        READERS[reader](tmp_path / name if name.startswith("pipe") else name)


def test_pipes_in_a_folder_are_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    text = Path(shipped_path("sample") / "sample-1.txt").read_bytes()
    (tmp_path / "b.txt").write_bytes(text)
    from yrdresearch.corpus import import_corpus

    assert len(yrd.read_pages(tmp_path)) == 1
    made = import_corpus([tmp_path], tmp_path / "out")
    assert len(made.corpus.pages) == 1
    assert "pipe or device" in made.skipped["reason"].item()
