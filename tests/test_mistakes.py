"""Every mistake of a user that we could think of, with the sentence it gets.

One row a mistake: what the user does, and a part of the message. Each message is one line, names the file or
the argument, and comes as an error of this package; nothing is written.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import yrdresearch as yrd
from topic_models import written_model
from yrdresearch import areas, corpus, groups, pages, plots, report, stats, topics, words
from yrdresearch.errors import YrdError
from yrdresearch.files import shipped_path

PAGE = (shipped_path("sample") / "sample-1.txt").read_text(encoding="utf-8")
CODEBOOK = "id: small\nversion: '1'\nareas:\n- id: ports\n  name_zh: 港口\n  name_en: ports\n"

FILES: dict[str, bytes | None] = {
    "page.txt": PAGE.encode(),
    "empty.txt": b"",
    "blank.txt": b" \n\n",
    "english.txt": b"Ports should work together.",
    "table.txt": b"a,b\n1,2\n",
    "zero.txt": "港口\x00".encode(),
    "half.txt": b"\xff\xfe\x00\xd8",
    "damaged.txt": "港口".encode() + b"\xff\xff\xff",
    "page.doc": b"\xd0\xcf\x11\xe0",
    "page.xyz": PAGE.encode(),
    "broken.docx": b"PK\x03\x04 no archive",
    "broken.pdf": b"%PDF-1.7 nothing",
    "comment.html": "<!-- 港口 -->".encode(),
    "list.jsonl": b"[1, 2]\n",
    "notext.jsonl": b'{"title": "a"}\n',
    "notjson.jsonl": b"{title}\n",
    "deep.json": b"[" * 100_000,
    "anchor.yml": b"a: &a [*a]\n",
    "python.yml": b"!!python/object/apply:os.system ['true']\n",
    "deep.yml": b"[" * 5000,
    "never.yml": b"id: 2024-13-45\n",
    "keys.yml": (CODEBOOK + "1: x\nnull: y\nz: z\n").encode(),
    "areas.yml": b"areas: 5\n",
    "twice.yml": (CODEBOOK + "- id: ports\n  name_zh: 港\n  name_en: p\n").encode(),
    "gb.yml": "id: 港口\n".encode("gb18030"),
    "nothing.csv": b"",
    "other.csv": b"a,b\n1,2\n",
    "semicolons.csv": "article_id;province\nsample-1.1;江苏\n".encode(),
    "twice.csv": b"page_id,x\npage,1\npage,2\n",
    "unkeyed.csv": b"page_id,x\npage,1\n,2\n",
    "broken.xlsx": b"PK\x03\x04 no archive",
    "binary.txt": bytes(range(256)) * 4,
    "model": None,
    "corpus": None,
    "nopages": None,
}


@pytest.fixture(scope="module")
def here(tmp_path_factory) -> Path:
    """A folder with the files of the table."""
    folder = tmp_path_factory.mktemp("mistakes")
    for name, content in FILES.items():
        (folder / name).mkdir() if content is None else (folder / name).write_bytes(content)
    os.mkfifo(folder / "pipe.txt")
    (folder / "nopages" / "notes.xyz").write_text("x")
    return folder


SAMPLE = yrd.load_corpus("sample")
DTM = yrd.build_dtm(SAMPLE)
MODEL = written_model()[0]
FEATURES = yrd.load_corpus("essays").features()

Mistake = tuple[str, Callable[[Path], object], str]
# fmt: off
MISTAKES: list[Mistake] = [
    # files
    ("no such page", lambda here: yrd.read_page(here / "nowhere.txt"), "nowhere.txt"),
    ("a folder as a page", lambda here: yrd.read_page(here / "nopages"), "no page"),
    ("an empty file", lambda here: yrd.read_page(here / "empty.txt"), "empty.txt is empty"),
    ("only blanks", lambda here: yrd.read_page(here / "blank.txt"), "blank.txt is empty"),
    ("no Chinese", lambda here: yrd.read_page(here / "english.txt"), "not a newspaper page"),
    ("a table as a page", lambda here: yrd.read_page(here / "table.txt"), "not a newspaper page"),
    ("a zero byte", lambda here: yrd.read_page(here / "zero.txt"), "zero byte"),
    ("half a surrogate", lambda here: yrd.read_page(here / "half.txt"), "half.txt"),
    ("undecodable",
     lambda here: yrd.read_page(here / "damaged.txt"),
     r"cannot be decoded as UTF-8 \(byte 6\)"),
    ("noise", lambda here: yrd.read_page(here / "binary.txt"), "binary.txt"),
    ("an old Word file", lambda here: yrd.read_page(here / "page.doc"), "page.doc"),
    ("an unknown ending", lambda here: yrd.read_page(here / "page.xyz"), "format .xyz is not known"),
    ("a damaged DOCX", lambda here: yrd.read_page(here / "broken.docx"), "broken.docx"),
    ("a damaged PDF", lambda here: yrd.read_page(here / "broken.pdf"), "broken.pdf"),
    ("HTML without a text", lambda here: yrd.read_page(here / "comment.html"), "comment.html"),
    ("JSONL of lists", lambda here: yrd.read_pages(here / "list.jsonl"), "list.jsonl"),
    ("JSONL without texts", lambda here: yrd.read_pages(here / "notext.jsonl"), "notext.jsonl"),
    ("no JSON", lambda here: yrd.read_pages(here / "notjson.jsonl"), "notjson.jsonl"),
    ("JSON nested without end", lambda here: yrd.read_pages(here / "deep.json"), "deep.json"),
    ("a pipe as a page", lambda here: yrd.read_page(here / "pipe.txt"), "pipe.txt"),
    ("a device as a page", lambda here: yrd.read_page("/dev/zero"), "/dev/zero"),
    ("a name with a zero byte", lambda here: yrd.read_page("a\0.txt"), "check the path"),
    ("a name too long", lambda here: yrd.read_page("a" * 5000), "cannot be a path"),
    ("None as a page", lambda here: yrd.read_page(None), "path is None"),
    ("bytes as a path", lambda here: yrd.read_page(b"page.txt"), "path is bytes"),
    ("a list as a path", lambda here: yrd.read_pages(["page.txt"]), "path is a list"),
    ("an address as a page", lambda here: yrd.read_page("https://example.org/a.html"), "nothing is fetched"),
    ("nothing as a page", lambda here: yrd.read_page(""), "path is empty"),
    # corpora
    ("an import onto a file",
     lambda here: corpus.import_corpus([here / "page.txt"], here / "other.csv"),
     "other.csv is a file; give a folder"),
    ("an import with a key and no table",
     lambda here: corpus.import_corpus([here / "page.txt"], here / "new", on="author"),
     "on is 'author', and there are no docvars"),
    ("an empty pattern",
     lambda here: corpus.import_corpus([here / "page.txt"], here / "new", pattern=""),
     "pattern '' has no field"),
    ("saved to nothing", lambda here: SAMPLE.save(""), "folder is empty"),
    ("no such corpus", lambda here: yrd.load_corpus("nowhere"), "there is no such corpus"),
    ("a folder without pages", lambda here: yrd.load_corpus(here / "nopages"), "holds no page"),
    ("a number as a corpus", lambda here: yrd.load_corpus(5), "source is a whole number"),
    ("no pages", lambda here: yrd.build_corpus([]), "pages is empty"),
    ("None as pages", lambda here: yrd.build_corpus(None), "pages is None"),
    ("names as pages", lambda here: yrd.build_corpus("page.txt"), "a page is a text"),
    ("a page twice",
     lambda here: yrd.build_corpus(2 * [yrd.read_page(here / "page.txt")]),
     "two pages are called"),
    ("another treatment of repeats",
     lambda here: yrd.build_corpus([yrd.read_page(here / "page.txt")], repeats="no"),
     "repeats is 'no'"),
    ("saved to None", lambda here: SAMPLE.save(None), "folder is None"),
    ("saved onto a file", lambda here: SAMPLE.save(here / "page.txt"), "is a file; give a folder"),
    ("text of features", lambda here: FEATURES.require_text("Reading"), "needs the essays' text"),
    # facts about articles
    ("no such table of facts",
     lambda here: yrd.add_docvars(SAMPLE, here / "nowhere.csv"),
     "there is no file"),
    ("facts of None", lambda here: yrd.add_docvars(SAMPLE, None), "source is None"),
    ("an empty table of facts", lambda here: yrd.add_docvars(SAMPLE, here / "nothing.csv"), "nothing.csv"),
    ("facts about something else",
     lambda here: yrd.add_docvars(SAMPLE, here / "other.csv"),
     "no column 'article_id'"),
    ("facts about a page twice",
     lambda here: yrd.add_docvars(SAMPLE, here / "twice.csv", on="page_id"),
     "page"),
    ("facts about no page",
     lambda here: yrd.add_docvars(SAMPLE, here / "unkeyed.csv", on="page_id"),
     "row 2 has no page_id"),
    ("joined on an unknown column",
     lambda here: yrd.add_docvars(SAMPLE, here / "other.csv", on="b"),
     "on is 'b'"),
    ("facts with semicolons",
     lambda here: yrd.add_docvars(SAMPLE, here / "semicolons.csv"),
     "there are: 'article_id;province'"),
    # words
    ("no such stopwords",
     lambda here: words.read_stopwords(here / "nowhere.txt"),
     "stopwords: there is no file"),
    ("a number as stopwords", lambda here: words.read_stopwords(5), "stopwords is a whole number"),
    ("numbers as stopwords", lambda here: words.read_stopwords([1]), "a term of stopwords is a whole number"),
    ("a pipe as stopwords", lambda here: words.read_stopwords(here / "pipe.txt"), "there is no file"),
    ("marks as terms", lambda here: words.read_user_dictionary(["。"]), "is not a term"),
    ("an unknown segmenter", lambda here: words.Tokenizer(engine="x"), "engine is 'x'"),
    ("nothing to cut", lambda here: words.Tokenizer().words(None), "text is None"),
    ("texts to cut", lambda here: words.Tokenizer().tokenize(["文章"]), "text is a list"),
    ("another unit", lambda here: yrd.build_dtm(SAMPLE, unit="page"), "unit is 'page'"),
    ("a name as a corpus", lambda here: yrd.build_dtm("sample"), "corpus is a text; give a Corpus"),
    ("one label for all documents", lambda here: corpus.group(DTM, "author"), "labels is a text"),
    # statistics
    ("a corpus where a matrix is needed",
     lambda here: stats.term_frequency(SAMPLE),
     "dtm is a Corpus; give a Dtm"),
    ("no rows", lambda here: stats.term_frequency(DTM, top_n=0), "top_n is 0"),
    ("a text as a number", lambda here: stats.term_frequency(DTM, top_n="5"), "top_n is '5'"),
    ("nothing to look for", lambda here: stats.kwic(SAMPLE, ""), "pattern is ''"),
    ("a number to look for", lambda here: stats.kwic(SAMPLE, 5), "pattern is 5"),
    ("a broken expression", lambda here: stats.kwic(SAMPLE, "(", regex=True), "no regular expression"),
    ("an unknown group", lambda here: stats.lexical_diversity(SAMPLE, by="province"), "province"),
    ("a window of none", lambda here: stats.lexical_diversity(SAMPLE, window=0), "window is 0"),
    # topics
    ("topics of a corpus", lambda here: yrd.fit_lda(SAMPLE, n_topics=3), "dtm is a Corpus"),
    ("no topics", lambda here: yrd.fit_lda(DTM, n_topics=0), "n_topics is 0"),
    ("half a topic", lambda here: yrd.fit_lda(DTM, n_topics=2.5), "n_topics is 2.5"),
    ("topics as text", lambda here: yrd.fit_lda(DTM, n_topics="3"), "n_topics is '3'"),
    ("a seed as text", lambda here: yrd.fit_lda(DTM, n_topics=3, random_state="x"), "random_state is 'x'"),
    ("a consensus of one", lambda here: yrd.fit_consensus(DTM, n_topics=3, n_runs=1), "n_runs is 1"),
    ("a choice of none", lambda here: yrd.choose_k(DTM, n_topics=[]), "n_topics is empty"),
    ("a choice of one topic", lambda here: yrd.choose_k(DTM, n_topics=[1]), "a number of n_topics is 1"),
    ("a folder without a model", lambda here: topics.load_model(here / "model"), "model.json is missing"),
    ("a number as a model", lambda here: topics.load_model(5), "folder is a whole number"),
    ("a name as a model",
     lambda here: topics.save_model("model", here / "new"),
     "model is a text; give a TopicModel"),
    ("a model onto a file",
     lambda here: topics.save_model(MODEL, here / "page.txt"),
     "is a file; give a folder"),
    ("a prior without end", lambda here: yrd.fit_lda(DTM, n_topics=3, eta=float("inf")), "eta is inf"),
    ("a seed term alone",
     lambda here: yrd.fit_lda(DTM, n_topics=3, word_priors={"a": "发展"}),
     r"word_priors\['a'\] is a text; give a list of texts"),
    # codebooks and codings
    ("no such codebook", lambda here: yrd.load_codebook(here / "nowhere.yml"), "there is no such codebook"),
    ("a number as a codebook", lambda here: yrd.load_codebook(5), "source is a whole number"),
    ("a codebook of a number", lambda here: yrd.load_codebook(here / "areas.yml"), "areas.yml"),
    ("an area twice", lambda here: yrd.load_codebook(here / "twice.yml"), "ports"),
    ("code in a codebook", lambda here: yrd.load_codebook(here / "python.yml"), "python.yml"),
    ("a codebook in itself", lambda here: yrd.load_codebook(here / "anchor.yml"), "anchor.yml"),
    ("keys that are no texts", lambda here: yrd.load_codebook(here / "keys.yml"), "unknown key"),
    ("a codebook nested without end", lambda here: yrd.load_codebook(here / "deep.yml"), "nested too deeply"),
    ("a date that is none", lambda here: yrd.load_codebook(here / "never.yml"), "this is not YAML"),
    ("a codebook in GB18030", lambda here: yrd.load_codebook(here / "gb.yml"), "not UTF-8"),
    ("a codebook by its name",
     lambda here: yrd.code_policy_areas(SAMPLE, codebook="policy_areas"),
     "codebook is a text; give a Codebook"),
    ("a page as a corpus", lambda here: yrd.code_policy_areas("page.txt"), "corpus is a text"),
    ("coverage of a corpus", lambda here: yrd.coverage(SAMPLE), "code_policy_areas"),
    ("coverage of no sentence",
     lambda here: yrd.coverage(yrd.code_policy_areas(SAMPLE).iloc[:0]),
     "coded has no rows"),
    ("prevalence in no sentence",
     lambda here: groups.prevalence(yrd.code_policy_areas(SAMPLE).iloc[:0], SAMPLE),
     "source has no rows"),
    ("two codings of nothing",
     lambda here: areas.cross_codings(*2 * [yrd.code_policy_areas(SAMPLE).iloc[:0]]),
     "coded has no rows"),
    ("a table as a choice",
     lambda here: areas.sample_codings(SAMPLE.articles),
     "codebook is .{10,80}; choose one of"),
    ("coverage by an unknown column",
     lambda here: yrd.coverage(yrd.code_policy_areas(SAMPLE), by="province"),
     "province"),
    ("a sheet in an unknown format",
     lambda here: areas.coding_sheet(SAMPLE, here / "sheet.txt"),
     "ends in .csv or .xlsx"),
    ("a number as a sheet", lambda here: areas.coding_sheet(SAMPLE, 5), "path is a whole number"),
    ("over a sheet that may be filled",
     lambda here: areas.coding_sheet(SAMPLE, here / "other.csv"),
     "may be filled"),
    ("no such sheet", lambda here: areas.read_coding_sheet(here / "nowhere.csv"), "no such sheet"),
    ("another table as a sheet",
     lambda here: areas.read_coding_sheet(here / "other.csv"),
     "sentence_id is missing"),
    ("an empty sheet", lambda here: areas.read_coding_sheet(here / "nothing.csv"), "nothing.csv"),
    ("a damaged sheet", lambda here: areas.read_coding_sheet(here / "broken.xlsx"), "broken.xlsx"),
    # results
    ("a name as pages", lambda here: pages.export_pages("abc", here / "new"), "a page is a text"),
    ("None as pages to export", lambda here: pages.export_pages(None, here / "new"), "pages is None"),
    ("one format as text",
     lambda here: pages.export_pages([], here / "new", formats="tei"),
     "formats is a text; give a list of texts"),
    ("an unknown format",
     lambda here: pages.export_pages([], here / "new", formats=["doc"]),
     r"formats\[0\] is 'doc'; choose one of 'tei'"),
    ("an export onto a file",
     lambda here: pages.export_pages([], here / "page.txt", formats=["csv"]),
     "is a file"),
    ("another table as distances",
     lambda here: plots.plot_topic_distances(SAMPLE.articles),
     "not a square of distances"),
    ("shares that are all missing",
     lambda here: plots.plot_coverage_heatmap(
         yrd.coverage(yrd.code_policy_areas(SAMPLE), by="author").assign(share=float("nan"))
     ),
     "share is missing in the table"),
    ("a figure outside its folder",
     lambda here: plots.save_figure(None, pd.DataFrame(), "../x", folder=here),
     "name is '../x'"),
    ("another language", lambda here: report.build_report(here / "new", lang="fr"), "lang is 'fr'"),
    ("a report of no corpus",
     lambda here: report.build_report(here / "new", corpus="nowhere"),
     "there is no such corpus"),
]
# fmt: on


@pytest.mark.parametrize(("mistake", "says"), [row[1:] for row in MISTAKES], ids=[row[0] for row in MISTAKES])
def test_a_mistake_gets_one_sentence(mistake: Callable[[Path], object], says: str, here: Path) -> None:
    before = sorted(here.rglob("*"))
    with pytest.raises(YrdError, match=says) as told:
        mistake(here)
    message = str(told.value)
    assert len(message.splitlines()) == 1
    assert 10 < len(message) < 700
    assert message.isprintable()
    assert sorted(here.rglob("*")) == before
