"""Document-term matrix: counts, labels, trimming and grouping, against pandas and by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from small_corpus import make_corpus
from yrdresearch.corpus.dtm import Dtm, build_dtm, group, trim
from yrdresearch.errors import ArgumentError
from yrdresearch.words.lexicon import read_genre_words, read_stopwords
from yrdresearch.words.segmentation import Tokenizer

FIRST = ("甲", ["推动合作，增加4789万人。", "合作的合作。"])
CORPUS = make_corpus([FIRST, ("乙", ["就业合作。"]), ("甲", ["就业。"])])


def test_counts_by_hand():
    dtm = build_dtm(CORPUS)
    assert dtm.doc_ids == ("page.1.1", "page.1.2", "page.2.1", "page.3.1")
    assert dtm.vocabulary == ("合作", "增加", "就业", "推动")
    assert dtm.counts.toarray().tolist() == [[1, 1, 0, 1], [2, 0, 0, 0], [1, 0, 1, 0], [0, 0, 1, 0]]
    assert dtm.doc_lengths.tolist() == [3, 2, 2, 1]
    assert dtm.term_frequency["合作"] == 4
    assert dtm.doc_frequency["合作"] == 3


@pytest.mark.parametrize("unit", ["paragraph", "article", "author"])
def test_counts_are_those_of_a_pivot(sample, unit):
    dtm = build_dtm(sample, unit=unit, stopwords=(), min_term_length=1, keep_numbers=True)
    frame = sample.term_counts.merge(sample.paragraphs, on="paragraph_id")
    frame = frame.merge(sample.articles, on="article_id")
    label = {"paragraph": "paragraph_id", "article": "article_id", "author": "author"}[unit]
    oracle = frame.pivot_table(index=label, columns="term", values="count", aggfunc="sum", fill_value=0)
    found = pd.DataFrame(dtm.counts.toarray(), index=dtm.doc_ids, columns=dtm.vocabulary)
    assert np.array_equal(found, oracle.loc[list(dtm.doc_ids), list(dtm.vocabulary)])


def test_an_authors_articles_are_one_document():
    assert build_dtm(CORPUS, unit="author").doc_ids == ("甲", "乙")


def test_what_stays_out():
    everything = build_dtm(CORPUS, stopwords=(), min_term_length=1, keep_numbers=True)
    assert {"的", "4789万", "人"} <= set(everything.vocabulary)
    assert "4789万" not in build_dtm(CORPUS, stopwords=(), min_term_length=1).vocabulary
    assert set(build_dtm(CORPUS, parts_of_speech=("vn",)).vocabulary) == {"合作"}
    genre = read_stopwords() | read_genre_words()
    assert "推动" not in build_dtm(CORPUS, stopwords=genre).vocabulary
    assert build_dtm(CORPUS, stopwords=["合作"]).settings["stopwords_list"] == ["合作"]
    assert build_dtm(CORPUS).settings["stopwords_list"] == "package"


def test_characters_need_no_second_character():
    cut = make_corpus([("甲", ["合作共赢。"])], tokenizer=Tokenizer(engine="characters"))
    assert build_dtm(cut).vocabulary == tuple(sorted("合作赢"))  # 共 is a stopword


def test_trim_by_hand_keeps_documents():
    trimmed = trim(build_dtm(CORPUS), min_doc_frequency=2)
    assert trimmed.vocabulary == ("合作", "就业")
    assert len(trimmed.doc_ids) == 4
    assert trimmed.settings["min_doc_frequency"] == 2


def test_group_adds_up_and_labels_by_name_or_order():
    dtm = build_dtm(CORPUS)
    grouped = group(dtm, ["一", "一", "二", "一"])
    assert grouped.doc_ids == ("一", "二")
    assert grouped.counts.toarray().tolist() == [[3, 1, 1, 1], [1, 0, 1, 0]]
    by_name = group(dtm, pd.Series({"page.3.1": "一", "page.2.1": "二", "page.1.2": "一", "page.1.1": "一"}))
    assert (by_name.counts != grouped.counts).nnz == 0
    assert grouped.counts.sum() == dtm.counts.sum()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: build_dtm(CORPUS, unit="sentence"), "choose one of"),
        (lambda: build_dtm(CORPUS, min_term_length=9), "no term is left"),
        (lambda: trim(build_dtm(CORPUS), min_term_frequency=99), "lower"),
        (lambda: group(build_dtm(CORPUS), ["一"]), "1 entries for 4 documents"),
        (lambda: group(build_dtm(CORPUS), pd.Series({"page.1.1": "一"})), "no entry for document"),
        (lambda: Dtm(sparse.csr_matrix((1, 2)), ("a",), ("b",)), "one label for each"),
    ],
)
def test_mistakes_get_a_sentence(call, message):
    with pytest.raises(ArgumentError, match=message):
        call()
