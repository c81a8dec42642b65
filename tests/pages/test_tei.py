"""TEI: valid against the schema, and nothing of the text is lost on the way."""

import gzip
import json
from io import BytesIO

import pytest
from lxml import etree

from conftest import ROOT
from page_factory import load_essays, make_page
from yrdresearch.cli import main
from yrdresearch.errors import ArgumentError
from yrdresearch.pages.anchors import find_anchor
from yrdresearch.pages.exports import export_pages
from yrdresearch.pages.page import Page
from yrdresearch.pages.parse import parse_page
from yrdresearch.pages.reading import read_page
from yrdresearch.pages.tei import page_to_tei

NAMES = {"t": "http://www.tei-c.org/ns/1.0"}
ID = "{http://www.w3.org/XML/1998/namespace}id"
SAMPLES = [ROOT / "data/sample" / f"sample-{n}.txt" for n in (1, 2, 3)]


@pytest.fixture(scope="module")
def schema() -> etree.RelaxNG:
    """TEI P5 4.3.0, tei_all (TEI Consortium, BSD-2-Clause or CC BY), checked by libxml2."""
    data = gzip.decompress((ROOT / "tests/data/tei_all-4.3.0.rng.gz").read_bytes())
    return etree.RelaxNG(etree.parse(BytesIO(data)))


def spoken(element: etree._Element) -> str:
    return "".join(element.itertext())


def check(page: Page, schema: etree.RelaxNG) -> etree._Element:
    tree = etree.fromstring(page_to_tei(page))
    assert schema.validate(tree), schema.error_log.last_error
    ids = [element.get(ID) for element in tree.iter() if element.get(ID)]
    assert len(ids) == len(set(ids))
    for span in tree.iterfind(".//t:span", NAMES):
        for pointer in [span.get("from"), span.get("to"), *(span.get("corresp") or "").split()]:
            assert pointer[1:] in ids
    return tree


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_sample_pages(path, schema) -> None:
    page = read_page(path)
    tree = check(page, schema)
    articles = tree.findall(".//t:div[@type='article']", NAMES)
    assert [a.findtext("t:head", namespaces=NAMES) for a in articles] == [a.title for a in page.articles]
    for element, article in zip(articles, page.articles, strict=True):
        assert [spoken(p) for p in element.findall("t:p", NAMES)] == [p.text for p in article.paragraphs]
        sentences = [spoken(s) for s in element.iterfind(".//t:s", NAMES)]
        assert sentences == [s.text for p in article.paragraphs for s in p.sentences]
    spans = tree.findall(".//t:span", NAMES)
    assert [(s.get("type"), s.text) for s in spans] == [(e.kind, e.note) for e in page.apparatus]
    offsets = [
        tuple(map(int, part.split("-")))
        for s in tree.iterfind(".//t:s", NAMES)
        for part in s.get("n").split()
    ]
    assert "".join(page.raw[a:b] for a, b in offsets) == "".join(
        p.text for a in page.articles for p in a.paragraphs
    )


def test_real_page(real_page_path, schema) -> None:
    tree = check(read_page(real_page_path), schema)
    assert tree.find(".//t:date", NAMES).get("when") == "--06-04"  # no year that the page does not state
    assert len(tree.findall(".//t:cb", NAMES)) == 6


def test_generated_pages_without_title_byline_or_source(schema) -> None:
    for seed in range(25):
        check(parse_page(make_page(load_essays(), seed=seed).text, page_id=f"p{seed}"), schema)


def test_exports(tmp_path) -> None:
    pages = [read_page(path) for path in SAMPLES]
    files = export_pages(pages, tmp_path)
    assert [file.name for file in files] == [
        "sample-1.xml",
        "sample-2.xml",
        "sample-3.xml",
        "articles.jsonl",
        "sentences.csv",
    ]
    records = [json.loads(line) for line in (tmp_path / "articles.jsonl").read_text("utf-8").splitlines()]
    assert [r["title"] for r in records] == [a.title for page in pages for a in page.articles]
    raw = {page.page_id: page.raw for page in pages}
    for record in records:
        for paragraph in record["paragraphs"]:
            assert find_anchor(raw[record["page_id"]], paragraph["target"]).status == "same"
    import pandas as pd

    table = pd.read_csv(tmp_path / "sentences.csv")
    assert list(table["text"]) == [
        s.text for page in pages for a in page.articles for p in a.paragraphs for s in p.sentences
    ]
    with pytest.raises(ArgumentError, match="docx"):
        export_pages(pages, tmp_path, formats=["docx"])


def test_commands(tmp_path, capsys) -> None:
    sample = str(SAMPLES[0])
    assert main(["read", sample, "--format", "tei"]) == 0
    assert etree.fromstring(capsys.readouterr().out.encode()).tag.endswith("TEI")
    assert main(["read", sample, "--format", "jsonl"]) == 0
    assert len([json.loads(line) for line in capsys.readouterr().out.splitlines()]) == 4
    assert main(["export", "sample", "--to", str(tmp_path), "--format", "csv"]) == 0
    assert (tmp_path / "sentences.csv").is_file()
    capsys.readouterr()
    assert main(["export", "essays", "--to", str(tmp_path), "--format", "tei"]) == 2
    assert "tables, not pages" in capsys.readouterr().err


def test_check_shows_the_page_at_a_glance(capsys) -> None:
    page = read_page(SAMPLES[1])
    assert main(["check", str(SAMPLES[1])]) == 0
    shown = capsys.readouterr().out
    for article in page.articles:
        assert f"{article.title}   confidence {article.confidence:.2f}" in shown
    for entry in page.apparatus:
        assert entry.note in shown
    assert f"{len(page.raw):,} in the file" in shown
