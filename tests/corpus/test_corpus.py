"""Corpus: built, saved, read, joined, checked; evidence leads back to the sentence."""

import filecmp
import hashlib
from difflib import SequenceMatcher

import pandas as pd
import pytest

from conftest import ROOT
from small_corpus import make_corpus, make_page
from yrdresearch import load_corpus
from yrdresearch.cli import main
from yrdresearch.corpus.counting import count_terms
from yrdresearch.corpus.datapackage import validate
from yrdresearch.corpus.docvars import add_docvars, add_page_docvars, combine
from yrdresearch.corpus.dtm import build_dtm
from yrdresearch.corpus.loading import build_corpus, recount
from yrdresearch.corpus.schema import SCHEMAS
from yrdresearch.corpus.store import Corpus
from yrdresearch.corpus.tracing import evidence
from yrdresearch.errors import ArgumentError, CorpusError, TextMissingError, WriteError
from yrdresearch.files import shipped_path
from yrdresearch.pages.page import Source
from yrdresearch.pages.reading import read_page
from yrdresearch.spans import parse_spans
from yrdresearch.stats import (
    collocations,
    corpus_shape,
    keyness,
    kwic,
    ngrams,
    place_mentions,
    quantities,
    sentence_lengths,
    shared_phrases,
    term_frequency,
    term_positions,
)
from yrdresearch.words.lexicon import NUMBER, read_user_dictionary, word_frequency
from yrdresearch.words.segmentation import Tokenizer

CORPUS = make_corpus([("甲", ["推动合\n作。合作很好。", "就业。"]), ("乙", ["合作。"])])


def tables_of(corpus):
    return {name: getattr(corpus, name) for name in SCHEMAS}


def assert_same(one: Corpus, other: Corpus):
    assert one.settings == other.settings
    for name, table in tables_of(one).items():
        pd.testing.assert_frame_equal(table, getattr(other, name))


def test_spans_spell_the_text(sample):
    from yrdresearch.files import shipped_path
    from yrdresearch.pages.sources import read_text

    for page_id, articles in sample.articles.groupby("page_id"):
        raw = read_text(shipped_path("sample") / f"{page_id}.txt")
        for table in (sample.paragraphs, sample.sentences):
            rows = table[table["article_id"].isin(articles["article_id"])]
            for spans, text in zip(rows["spans"], rows["text"], strict=True):
                assert "".join(raw[start:end] for start, end in parse_spans(spans)) == text


def test_tables_say_what_the_page_says(sample):
    page = read_page(shipped_path("sample") / "sample-2.txt")
    row = sample.pages.set_index("page_id").loc["sample-2"]
    assert row["n_characters"] == len(page.raw)
    assert row["sha256"] == hashlib.sha256(page.raw.encode("utf-8")).hexdigest()
    articles = sample.articles[sample.articles["page_id"] == "sample-2"]
    assert articles["title"].tolist() == [article.title for article in page.articles]
    assert articles["author"].str.split().tolist() == [list(article.authors) for article in page.articles]
    assert [tuple(cell.split("; ")) if cell else () for cell in articles["grants"]] == [
        article.grants for article in page.articles
    ]
    sentences = [s for article in page.articles for p in article.paragraphs for s in p.sentences]
    ours = sample.sentences[sample.sentences["article_id"].isin(articles["article_id"])]
    assert ours["text"].tolist() == [sentence.text for sentence in sentences]
    assert [parse_spans(cell) for cell in ours["spans"]] == [sentence.spans for sentence in sentences]


def test_a_repeat_points_to_what_it_repeats(sample):
    repeats = sample.paragraphs[sample.paragraphs["repeat_of"] != ""]
    text_of = sample.paragraphs.set_index("paragraph_id")["text"]
    assert len(repeats)
    for row in repeats.to_dict("records"):
        assert SequenceMatcher(None, row["text"], text_of[row["repeat_of"]]).ratio() > 0.9


def test_where_a_corpus_is_looked_for(tmp_path, monkeypatch):
    CORPUS.save(tmp_path / "mine")
    monkeypatch.setenv("YRD_CORPUS", str(tmp_path / "mine"))
    assert_same(load_corpus(), CORPUS)
    assert load_corpus("sample").pages["page_id"].iloc[0] == "sample-1"  # what is asked for goes first
    with pytest.raises(CorpusError, match="there is no such corpus; give a folder"):
        load_corpus(tmp_path / "nowhere")


def test_term_counts_are_those_of_the_tokens():
    counts = CORPUS.term_counts.set_index(["paragraph_id", "term"])["count"]
    assert counts["page.1.1", "合作"] == 2  # one of them across the column break
    assert counts["page.2.1"].to_dict() == {"合作": 1}
    assert counts.sum() == sum(len(Tokenizer().words(text)) for text in CORPUS.sentences["text"])


def test_repeated_paragraphs_count_once_or_twice_as_told(sample):
    from yrdresearch.files import shipped_path
    from yrdresearch.pages.reading import page_files, read_page

    kept = build_corpus(map(read_page, page_files(shipped_path("sample"))), repeats="keep")
    assert len(kept.counted_paragraphs()) > len(sample.counted_paragraphs())
    assert kept.term_counts["count"].sum() > sample.term_counts["count"].sum()


def test_saved_and_read_it_is_the_same(tmp_path, sample):
    sample.save(tmp_path / "one")
    assert_same(load_corpus(tmp_path / "one"), sample)
    load_corpus(tmp_path / "one").save(tmp_path / "two")
    names = [path.name for path in (tmp_path / "one").iterdir()]
    assert filecmp.cmpfiles(tmp_path / "one", tmp_path / "two", names, shallow=False)[1:] == ([], [])


def test_features_hold_no_sentence_and_no_text_file_stays_behind(tmp_path, sample):
    sample.save(tmp_path)
    assert (tmp_path / "text.parquet").is_file()
    sample.features().save(tmp_path)
    assert not (tmp_path / "text.parquet").exists()
    written = "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    longest = sample.sentences["text"].str.len().nlargest(20).index
    assert not any(text[:12] in written for text in sample.sentences.loc[longest, "text"])
    assert not load_corpus(tmp_path).has_text


def test_released_and_sample_packages_are_sound(tmp_path, sample):
    sample.save(tmp_path)
    assert validate(tmp_path).empty


def test_validate_names_the_fault(tmp_path, sample):
    sample.save(tmp_path)
    file = tmp_path / "paragraphs.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("sample-1.1,", "nowhere,", 1), encoding="utf-8")
    faults = validate(tmp_path)
    assert faults["table"].tolist() == ["paragraphs"]
    assert "foreign key" in faults["note"].iloc[0]
    with pytest.raises(CorpusError, match="there is no datapackage"):
        validate(tmp_path / "elsewhere")


DAMAGES = [
    ("term_counts.csv", "合作,2", "合作,two", "a cell is not a number"),
    ("term_counts.csv", "合作,2", "合作,1.5", "a cell is not a number"),
    ("articles.csv", "title", "titel", "column 'title' is missing"),
    ("term_counts.csv", "合作,2", "合作,", "row 2 has no count"),
    ("term_counts.csv", "合作,2", "合作,-2", "row 2 has no count"),
    ("paragraphs.csv", "16-19,3,", "16-19,3,page.1.2", "is counted and is a repetition"),
    (
        "datapackage.json",
        '''"article_id",
            "type": "string"''',
        '''"article_id",
            "type": "words"''',
        "not a yrdresearch data package",
    ),
    ("sentences.csv", "page.1.1.2,", "page.1.1.1,", "'page.1.1.1' is in two rows"),
    ("paragraphs.csv", "page.2.1,page.2", "page.2.1,page.7", "article_id 'page.7' is not in articles.csv"),
    ("datapackage.json", '"segmentation"', '"words"', "not a yrdresearch data package"),
    ("datapackage.json", "{", "", "not a yrdresearch data package"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "message"), DAMAGES)
def test_a_damaged_table_is_named(tmp_path, file, right, wrong, message):
    CORPUS.save(tmp_path)
    content = (tmp_path / file).read_text(encoding="utf-8")
    assert right in content
    (tmp_path / file).write_text(content.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(CorpusError, match=message):
        load_corpus(tmp_path)


def test_a_damaged_file_is_named(tmp_path):
    for number, (file, content) in enumerate(
        (
            ("articles.csv", "标题".encode("gb18030")),
            ("datapackage.json", b"[]"),
            ("text.parquet", b"x"),
            ("text.parquet", None),
        )
    ):
        damaged = CORPUS.save(tmp_path / str(number)) / file
        damaged.unlink() if content is None else damaged.write_bytes(content)
        with pytest.raises(CorpusError, match=file):
            load_corpus(damaged.parent)
    with pytest.raises(WriteError, match="is a file; give a folder"):
        CORPUS.save(tmp_path / "0" / "articles.csv")


def test_docvars_from_a_file_are_kept(tmp_path, sample):
    facts = pd.DataFrame(
        {"page_id": ["sample-3", "sample-1", "sample-2"], "round": [3, 1, 2], "place": ["", "甲", "乙"]}
    )
    facts.to_csv(tmp_path / "facts.csv", index=False)
    corpus = add_docvars(sample, tmp_path / "facts.csv", on="page_id")
    by_page = corpus.articles.drop_duplicates("page_id").set_index("page_id")
    assert by_page["round"].to_dict() == {"sample-1": 1, "sample-2": 2, "sample-3": 3}
    corpus.save(tmp_path / "saved")
    again = load_corpus(tmp_path / "saved").articles
    assert again["round"].tolist() == corpus.articles["round"].tolist()
    assert validate(tmp_path / "saved").empty


@pytest.mark.parametrize(
    ("rows", "on", "message"),
    [
        ({"author": ["甲", "乙", "丙"]}, "author", "a row for author '丙', which this corpus lacks"),
        ({"author": ["甲", "乙", "乙"]}, "author", "two rows for author '乙'"),
        ({"author": ["甲"]}, "author", "lacks 1 of 2 rows, such as author '乙'"),
        ({"author": ["甲", "乙"]}, "article_id", "no column 'article_id'"),
        ({"author": ["甲", "乙"]}, "author", "has only the column 'author'"),
        ({"author": ["甲", "乙"], "title": ["", "乙记"]}, "author", "title of 'page.2' is '乙记', where"),
        ({"author": ["甲", "乙"], "confidence": [1, 1]}, "author", "a column 'confidence' already"),
        ({"author": ["甲", "乙"]}, "title", "choose one of"),
        (
            {"author": ["甲", "乙"], "date": ["2024-06-04", "2024-13-04"]},
            "author",
            "'2024-13-04' of author '乙'",
        ),
        ({"author": ["甲", "乙"], "date": ["4 June", ""]}, "author", "is not an ISO 8601 date"),
        ({"author": ["甲", "乙"], "date": [20240604, 20240604]}, "author", "date '20240604' of author '甲'"),
    ],
)
def test_docvars_are_checked(rows, on, message):
    with pytest.raises(ArgumentError, match=message):
        add_docvars(CORPUS, pd.DataFrame(rows), on=on)


@pytest.mark.parametrize("date", ["2024-02-29", "2024-06", "2024", "--06-04", ""])
def test_dates_as_far_as_they_are_known(date):
    facts = pd.DataFrame({"author": ["甲", "乙"], "date": [date, None]})
    assert add_docvars(CORPUS, facts, on="author").articles["date"].tolist() == [date, ""]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_spreadsheets_csv_is_read_as_written(tmp_path, encoding):
    corpus = make_corpus([("甲", ["合作。"])], page_id="007")
    facts = tmp_path / "facts.csv"
    facts.write_text("page_id,province,date\n007,安徽,2024\n", encoding=encoding)
    articles = add_docvars(corpus, facts, on="page_id").articles
    assert articles[["province", "date"]].to_numpy().tolist() == [["安徽", "2024"]]


def test_an_empty_author_is_filled_and_a_contradiction_refused():
    corpus = make_corpus([("", ["合作。"]), ("乙", ["就业。"])])
    facts = pd.DataFrame({"article_id": ["page.1", "page.2"], "author": ["甲", ""]})
    assert add_docvars(corpus, facts).articles["author"].tolist() == ["甲", "乙"]
    with pytest.raises(ArgumentError, match=r"author of 'page.2' is '丁', where the corpus has '乙'"):
        add_docvars(corpus, facts.assign(author=["甲", "丁"]))


def test_a_missing_docvar_is_shown_as_missing_and_survives_saving(tmp_path):
    facts = pd.DataFrame({"author": ["甲", "乙"], "province": ["安徽", None], "age": [50, None]})
    corpus = add_docvars(CORPUS, facts, on="author")
    for by in ("province", "age"):
        shape = corpus_shape(corpus, by=by)
        assert shape["n_tokens"].sum() == corpus.term_counts["count"].sum()
        assert shape["n_articles"].tolist() == [1, 1]
        assert shape["group"].isna().tolist() == [False, True]
        lengths = sentence_lengths(corpus, by=by)
        assert len(lengths) == len(corpus.sentences)
        assert lengths["group"].isna().any()
    corpus.save(tmp_path)
    assert load_corpus(tmp_path).articles["province"].tolist() == ["安徽", ""]


def test_places_by_a_docvar_called_province():
    corpus = make_corpus([("甲", ["合肥发展。"]), ("乙", ["上海合作。"])])
    facts = pd.DataFrame({"author": ["甲", "乙"], "province": ["江苏", "浙江"]})
    table = place_mentions(add_docvars(corpus, facts, on="author"), by="province")
    assert table[["group", "place", "place_province"]].to_numpy().tolist() == [
        ["浙江", "上海", "上海"],
        ["江苏", "合肥", "安徽"],
    ]


def test_pages_whose_names_begin_alike_are_read_back_with_their_own_text(tmp_path):
    # paragraph a.1.1.1 of page a.1 and sentence a.1.1.1 of page a
    both = build_corpus([make_page([("甲", ["合作。"])], page_id="a"),
                         make_page([("乙", ["就业。创新。"])], page_id="a.1")])  # fmt: skip
    both.save(tmp_path)
    assert_same(load_corpus(tmp_path), both)


@pytest.mark.parametrize(
    ("source", "date"),
    [
        (Source("报", 6, 4, None), "--06-04"),
        (Source("报", 6, 4, 2024), "2024-06-04"),
        (Source("报", None, None, 2024), "2024"),
        (Source(), ""),
    ],
)
def test_no_year_is_guessed(source, date):
    corpus = add_page_docvars(make_corpus([("甲", ["合作。"])], source=source))
    assert corpus.articles["date"].tolist() == [date]


def test_two_corpora_combine():
    other = make_corpus([("丙", ["合作。"])], page_id="other")
    both = combine(CORPUS, other)
    assert both.articles["author"].tolist() == ["甲", "乙", "丙"]
    assert both.term_counts["count"].sum() == CORPUS.term_counts["count"].sum() + 1
    together = build_corpus([make_page([("甲", ["推动合\n作。合作很好。", "就业。"]), ("乙", ["合作。"])]),
                             make_page([("丙", ["合作。"])], page_id="other")])  # fmt: skip
    assert_same(both, together)


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (make_corpus([("丙", ["合作。"])]), "page 'page' is in both"),
        (make_corpus([("丙", ["合作。"])], page_id="x", repeats="keep"), "differ in repeats"),
        (
            make_corpus([("丙", ["合作。"])], page_id="x", tokenizer=Tokenizer(hmm=True)),
            "differ in segmentation",
        ),
        (make_corpus([("丙", ["合作。"])], page_id="x").features(), "has text and the other has not"),
        (add_page_docvars(make_corpus([("丙", ["合作。"])], page_id="x")), "only one corpus has the column"),
    ],
)
def test_what_does_not_fit_is_not_combined(other, message):
    with pytest.raises(CorpusError, match=message):
        combine(CORPUS, other)


def test_recount_is_as_if_built_so(sample):
    tokenizer = Tokenizer(engine="characters")
    cut = recount(sample, tokenizer)
    assert cut.settings["segmentation"]["engine"] == "characters"
    pd.testing.assert_frame_equal(cut.term_counts, count_terms(sample.counted_sentences(), tokenizer))
    with pytest.raises(TextMissingError, match="data/raw/"):
        recount(sample.features(), tokenizer)


def test_what_is_missing_is_told_shortly_for_many_pages():
    pages = [make_page([("甲", ["合作。"])], page_id=f"p{number}") for number in range(40)]
    with pytest.raises(TextMissingError) as caught:
        build_corpus(pages).features().require_text("A concordance")
    assert "put p0.txt, p1.txt, p2.txt and 37 more into data/raw/" in str(caught.value)
    assert len(str(caught.value)) < 240


def test_evidence_of_a_term_accounts_for_every_count(sample):
    for term in term_frequency(build_dtm(sample), top_n=15)["term"]:
        found = evidence(sample, {"term": term}).table
        hits = sum(
            len(Tokenizer().words(text)) and [t.term for t in Tokenizer().words(text)].count(term)
            for text in found["text"]
        )
        assert hits == sample.term_counts.query("term == @term")["count"].sum()


def test_evidence_marks_the_term_in_the_raw_text():
    shown = evidence(CORPUS, {"term": "合作", "article_id": "page.1"})
    found = shown.table
    assert found["sentence_id"].tolist() == ["page.1.1.1", "page.1.1.2"]
    assert found["term_spans"].tolist() == ["2-3 4-5", "6-8"]
    html = shown._repr_html_()
    assert html.count("<mark>合作</mark>") == 2


def test_evidence_takes_rows_of_results(sample):
    dtm = build_dtm(sample, unit="article")
    row = keyness(dtm, dtm.doc_ids[:2]).iloc[0]
    assert not evidence(sample, row, top_n=1).table.empty
    assert set(evidence(sample, {"author": sample.articles["author"].iloc[0]}).table["author"]) == {
        sample.articles["author"].iloc[0]
    }
    assert (
        len(evidence(sample, {"doc_id": "sample-1.1"}).table)
        == (sample.counted_sentences()["article_id"] == "sample-1.1").sum()
    )


def test_evidence_of_runs_and_pairs_marks_as_many_as_the_table_counts(sample):
    for table in (ngrams(sample, min_term_frequency=3), collocations(sample)):
        for row in table.head(25).to_dict("records"):
            marked = evidence(sample, row)._repr_html_().count("<mark>")
            assert marked == row["term_frequency"], row
    for row in shared_phrases(sample).head(25).to_dict("records"):
        assert evidence(sample, row)._repr_html_().count("<mark>") == row["count"], row


def test_evidence_of_a_pair_holds_it_as_it_was_cut():
    corpus = make_corpus([("甲", ["推动合作。推动合作社发展。"])])
    assert evidence(corpus, {"first": "推动", "second": "合作"}).table["text"].tolist() == ["推动合作。"]


def test_evidence_of_a_place_is_its_mentions_not_the_whole_article(sample):
    for row in place_mentions(sample).head(40).to_dict("records"):
        marked = evidence(sample, row)._repr_html_().count("<mark>")
        assert marked == row["count"], row  # a term that names a place twice does not occur
    bare = evidence(sample.features(), place_mentions(sample).iloc[0]).table
    assert bare["sentence_id"].eq("").all()


def test_evidence_of_a_concordance_line_or_quantity_marks_that_one_only():
    corpus = make_corpus([("甲", ["占22%，增2%，合作再合\n作。"])])
    for table, column in ((quantities(corpus), "quantity"), (kwic(corpus, "合作"), "keyword")):
        assert len(table) == 2
        for row in table.to_dict("records"):
            shown = evidence(corpus, row)
            found = shown.table
            assert found["term_spans"].tolist() == [row["spans"]]
            assert f"<mark>{row[column]}" in shown._repr_html_()


def test_evidence_of_a_quantity_without_text_is_its_paragraph():
    corpus = make_corpus([("甲", ["占22%。"]), ("乙", ["合作。"])]).features()
    assert evidence(corpus, quantities(corpus).iloc[0]).table["paragraph_id"].tolist() == ["page.1.1"]


def test_evidence_of_an_absent_term_is_empty_and_says_so(monkeypatch):
    row = term_positions(CORPUS, ["就业"]).query("count == 0").iloc[0]
    for corpus in (CORPUS, CORPUS.features()):
        assert evidence(corpus, row).table.empty
        assert "没有找到" in evidence(corpus, row)._repr_html_()
        monkeypatch.setenv("YRD_LANG", "en")
        assert "No sentence found" in evidence(corpus, row)._repr_html_()
        monkeypatch.setenv("YRD_LANG", "zh")


def test_evidence_of_a_group_is_that_of_its_articles():
    corpus = add_docvars(CORPUS, pd.DataFrame({"author": ["甲", "乙"], "wave": [1, 2]}), on="author")
    row = corpus_shape(corpus, by="wave").iloc[1]
    assert evidence(corpus, row, by="wave").table["article_id"].unique().tolist() == ["page.2"]
    with pytest.raises(ArgumentError, match="say with by= what it is a value of"):
        evidence(corpus, row)
    own = corpus_shape(corpus).iloc[1]  # grouped by article: the id says what it is
    assert evidence(corpus, own).table["article_id"].unique().tolist() == ["page.2"]
    # a row with an id of its own is about that: its `wave` is then some other number
    assert len(evidence(corpus, {"article_id": "page.1", "wave": 2}).table) == 3


def test_evidence_of_codings_none_and_pairs_of_areas():
    codings = pd.DataFrame(
        {"sentence_id": ["page.1.2.1", "page.2.1.1", "page.2.1.1"], "policy_area": ["a", "a", "b"]}
    )
    both = evidence(CORPUS, {"area_a": "a", "area_b": "b"}, codings=codings).table
    assert both["sentence_id"].tolist() == ["page.2.1.1"]
    none = evidence(CORPUS, {"policy_area": "none"}, codings=codings).table
    assert none["sentence_id"].tolist() == ["page.1.1.1", "page.1.1.2"]
    row = {"sentence_id": "page.1.2.1", "policy_area": "a"}  # a coding needs no other codings
    assert evidence(CORPUS, row).table["text"].tolist() == ["就业。"]


def test_evidence_of_a_phrase_crosses_tokens():
    assert evidence(CORPUS, {"phrase": "推动合作"}).table["text"].tolist() == ["推动合作。"]


def test_evidence_of_a_corpus_cut_with_an_own_dictionary_finds_the_string():
    corpus = make_corpus([("甲", ["发展江海样报。"])], tokenizer=Tokenizer(user_dictionary=["江海样报"]))
    assert evidence(corpus, {"term": "江海样报"}).table["term_spans"].tolist() == ["2-6"]


def test_evidence_on_features_leads_to_paragraphs():
    shown = evidence(CORPUS.features(), {"term": "合作"})
    found = shown.table
    assert found["paragraph_id"].tolist() == ["page.1.1", "page.2.1"]
    assert found["spans"].tolist() == ["0-3 4-11", "16-19"]
    assert "text" not in found
    assert shown._repr_html_().count("只列段落与位置") == 1
    with pytest.raises(TextMissingError, match="推动合作"):
        evidence(CORPUS.features(), {"phrase": "推动合作"})


def test_evidence_of_a_policy_area_uses_the_codings():
    codings = pd.DataFrame({"sentence_id": ["page.1.2.1"], "policy_area": ["employment"]})
    assert evidence(CORPUS, {"policy_area": "employment"}, codings=codings).table["text"].tolist() == [
        "就业。"
    ]
    with pytest.raises(CorpusError, match="holds no codings"):
        evidence(CORPUS, {"policy_area": "employment"})


@pytest.mark.parametrize(
    ("row", "lang", "told"),
    [
        ({"term": "合作", "article_id": "page.1", "count": 2}, "zh", ["词 <b>合作</b>", "文章 <b>1</b>"]),
        ({"term": "没有的词"}, "zh", ["词 <b>没有的词</b> 没有找到"]),
        ({"term": "合作"}, "en", ["term <b>合作</b>"]),
        ({"policy_area": "jobs", "name_zh": "就业", "name_en": "Employment"}, "en", ["<b>Employment</b>"]),
        ({"policy_area": "jobs", "name_zh": "就业", "name_en": "Employment"}, "zh", ["领域 <b>就业</b>"]),
        ({"policy_area": "jobs"}, "zh", ["<b>jobs</b>"]),
        ({"author": "<i>甲"}, "zh", ["<b>&lt;i&gt;甲</b>"]),
    ],
)
def test_evidence_says_which_row_it_answers(row, lang, told, monkeypatch):
    monkeypatch.setenv("YRD_LANG", lang)
    corpus = make_corpus([("<i>甲", ["推动合作。", "就业。"]), ("乙", ["合作。"])])
    codings = pd.DataFrame({"sentence_id": ["page.1.2.1"], "policy_area": ["jobs"]})
    shown = evidence(corpus, row, codings=codings)._repr_html_()
    assert all(words in shown for words in told), shown


def test_evidence_escapes_what_a_browser_would_read():
    corpus = make_corpus([("甲", ["合作<b>很好。"])])
    assert "&lt;b&gt;" in evidence(corpus, {"term": "合作"})._repr_html_()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"g2": 3}, "none of the columns that lead to sentences"),
        ({"topic": "T1"}, r"paragraphs of a topic are in topic_documents\(model\)"),
        ({"article_id": "page.9"}, "leads to no sentence here"),
        ("合作", "give one row"),
    ],
)
def test_a_row_that_leads_nowhere_is_named(row, message):
    with pytest.raises(ArgumentError, match=message):
        evidence(CORPUS, row)


def test_released_essays_rebuild_byte_for_byte(tmp_path, real_page_path):
    from yrdresearch.files import shipped_path

    assert main(["export", str(real_page_path), "--to", str(tmp_path), "--features"]) == 0
    released = shipped_path("essays")
    for file in sorted(tmp_path.iterdir()):
        digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (file, released / file.name)]
        assert digests[0] == digests[1], f"{file.name} differs from the released one"


def test_docvars_on_the_command_line(tmp_path, capsys):
    pages, facts = shipped_path("sample"), tmp_path / "facts.csv"
    facts.write_text("page_id,province\nsample-1,安徽\nsample-2,江苏\nsample-3,\n", encoding="utf-8")
    command = ["import", str(pages), "--to", str(tmp_path / "mine"), "--docvars", str(facts)]
    assert main(command) == 0
    assert load_corpus(tmp_path / "mine").articles["province"].unique().tolist() == ["安徽", "江苏", ""]
    facts.write_text("page_id,province\nsample-1,安徽\n", encoding="utf-8")
    assert main(command) == 2
    assert "facts.csv lacks 2 of 3 rows, such as page_id 'sample-2'" in capsys.readouterr().err


def test_exported_features_tell_where_the_guard_is_weak(tmp_path, capsys):
    corpus = make_corpus([("甲", ["合作。"]), ("乙", ["就业合作。就业很好。"])])
    corpus.save(tmp_path / "mine")
    assert main(["export", str(tmp_path / "mine"), "--features", "--to", str(tmp_path / "out")]) == 0
    counts = corpus.term_counts.groupby("term")["count"].sum()
    told = capsys.readouterr().out
    assert f"{(counts == 1).sum()} of {len(counts)} terms occur once; 1 of 2 paragraphs" in told
    assert "such as page.1.1" in told


def test_released_counts_keep_no_order_and_are_of_no_single_sentence():
    corpus = load_corpus(shipped_path("essays"))
    assert not corpus.has_text
    for _, counts in corpus.term_counts.groupby("paragraph_id"):
        assert counts["term"].is_monotonic_increasing
    assert corpus.counted_sentences().groupby("paragraph_id").size().min() >= 2
    terms = corpus.term_counts["term"]
    long = terms[(terms.str.len() > 4) & terms.str.contains("[一-鿿]") & ~terms.str.fullmatch(NUMBER)]
    assert set(long) <= set(read_user_dictionary()) | set(word_frequency())  # public words, no wording


def test_the_data_card_says_what_the_release_holds():
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    card = " ".join(text.split())
    corpus = load_corpus(shipped_path("essays"))
    tokens = corpus.term_counts.groupby("paragraph_id")["count"].sum()
    terms = corpus.term_counts.groupby("term")["count"].sum()
    for said in (
        f"4 articles, {len(corpus.paragraphs)} paragraphs ({len(corpus.counted_paragraphs())} counted)",
        f"{len(corpus.sentences)} sentences, {tokens.sum():,} word tokens of {len(terms):,} terms",
        f"({tokens.min()} to {tokens.max()} tokens, mean {tokens.mean():.0f})",
        f"{(terms == 1).sum()} of the {len(terms):,} terms occur once",
    ):
        assert said in card
    for table, schema in SCHEMAS.items():
        row = next(line for line in text.splitlines() if line.startswith(f"| `{table}.csv`"))
        assert [column for column in schema if column not in row] == [], table
