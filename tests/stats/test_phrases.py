"""N-grams, phrases, collocations, candidates, concordance: on planted text and against nltk and scipy."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from nltk.collocations import BigramAssocMeasures
from scipy.stats import chi2_contingency

from small_corpus import make_corpus
from yrdresearch.errors import ArgumentError, TextMissingError
from yrdresearch.stats import collocations, fixed_phrases, kwic, ngrams, propose_terms, shared_phrases
from yrdresearch.stats.sequences import clauses
from yrdresearch.words.segmentation import Tokenizer

CORPUS = make_corpus(
    [
        ("甲", ["发展新质生产力，推动产业合作。推动产业合作。"]),
        ("乙", ["推动产业合作，发展新质生产力。", "就业合作产业。"]),
        ("丙", ["新质生产力很好。"]),
    ]
)


def test_clauses_end_at_punctuation():
    found = [clause.words for clause in clauses(CORPUS, "this")]
    assert found[0] == ("发展", "新质生产力")
    assert found[1] == ("推动", "产业", "合作")
    assert len(found) == 7


def test_bigrams_by_hand():
    table = ngrams(CORPUS, n=2, min_term_frequency=1).set_index("phrase")
    assert table.loc["推动产业", ["term_frequency", "doc_frequency"]].tolist() == [3, 2]
    assert table.loc["发展新质生产力", "term_frequency"] == 2
    assert "新质生产力推动" not in table.index  # a comma is between
    assert table["term_frequency"].sum() == sum(len(clause.words) - 1 for clause in clauses(CORPUS, "this"))


def test_shared_phrases_are_maximal_and_name_their_articles():
    table = shared_phrases(CORPUS)
    assert set(table["phrase"]) == {"推动产业合作", "发展新质生产力", "新质生产力"}
    shares = table[table["phrase"] == "推动产业合作"]
    assert shares["article_id"].tolist() == ["page.1", "page.2"]
    assert shares["count"].tolist() == [2, 1]
    assert (shares["term_frequency"] == 3).all()
    assert table["phrase"].iloc[0] == "新质生产力"  # three articles come before two


def test_fixed_phrases_need_no_text_and_count_the_same():
    with_text, without = fixed_phrases(CORPUS), fixed_phrases(CORPUS.features())
    assert with_text.equals(without)
    assert with_text.set_index(["phrase", "article_id"])["count"].to_dict() == {
        ("新质生产力", "page.1"): 1,
        ("新质生产力", "page.2"): 1,
        ("新质生产力", "page.3"): 1,
    }


def test_collocations_are_those_of_nltk_and_scipy():
    table = collocations(CORPUS, min_term_frequency=1, stopwords=())
    pairs = Counter(pair for clause in clauses(CORPUS, "this") for pair in pairwise(clause.words))
    total = sum(pairs.values())
    first, second = Counter(), Counter()
    for (one, two), count in pairs.items():
        first[one] += count
        second[two] += count
    assert len(table) == len(pairs)
    for row in table.itertuples():
        joint, margins = pairs[row.first, row.second], (first[row.first], second[row.second])
        assert (row.term_frequency, row.n_first, row.n_second) == (joint, *margins)
        assert row.pmi == pytest.approx(BigramAssocMeasures.pmi(joint, margins, total))
        rest = total - sum(margins) + joint
        observed = [[joint, margins[0] - joint], [margins[1] - joint, rest]]
        oracle = chi2_contingency(observed, correction=False, lambda_="log-likelihood").statistic
        assert abs(row.g2) == pytest.approx(oracle, abs=1e-9)
        expected = margins[0] * margins[1] / total
        assert row.g2 * (joint - expected) >= 0, row  # attraction is positive, avoidance negative
        if joint < total:
            assert row.npmi == pytest.approx(row.pmi / -np.log2(joint / total))


def test_npmi_is_one_for_words_that_only_meet_each_other():
    row = collocations(make_corpus([("甲", ["绿色渔业。" * 4, "推动合作。" * 9])]), stopwords=()).iloc[0]
    assert row["npmi"] == pytest.approx(1)


def test_a_planted_word_is_proposed_and_a_known_one_is_not():
    frames = ["建设{}。", "利用{}吧！", "看{}去。", "{}好。", "{}美！", "到{}了；", "从{}来，", "说{}大。"]
    text = "".join(frame.format(word) for word in ("犇羴工程", "人工智能") for frame in frames)
    proposed = propose_terms(make_corpus([("甲", [text])]))
    assert proposed["term"].iloc[0] == "犇羴工程"
    assert proposed["term_frequency"].iloc[0] == 8
    assert "人工智能" not in set(proposed["term"])


def test_cohesion_and_branching_entropy_by_hand():
    # 16 characters; 犇 and 羴 four times each, always together. Cohesion: log2((4/16) / (4/16)^2) = 2.
    # Before it: edge, edge, 看, 到, 2 bits (the ends of two clauses differ); after it: 去, 去, 来, 来, 1 bit.
    text = "犇羴去。犇羴去。看犇羴来！到犇羴来。好好。"
    row = propose_terms(make_corpus([("甲", [text])])).set_index("term").loc["犇羴"]
    assert row["term_frequency"] == 4
    assert row["cohesion"] == pytest.approx(2)
    assert row["left_entropy"] == pytest.approx(2)
    assert row["right_entropy"] == pytest.approx(1)


def test_cohesion_is_that_of_the_weakest_cut():
    # 24 characters, 犇羴鱻 three times and 犇 three times alone. 犇|羴鱻: log2(3 * 24 / (6 * 3)) = 2;
    # 犇羴|鱻: log2(3 * 24 / (3 * 3)) = 3
    text = "犇羴鱻去。来犇羴鱻。看犇羴鱻好。犇走。犇飞。犇叫。一二三四五。"
    row = propose_terms(make_corpus([("甲", [text])])).set_index("term").loc["犇羴鱻"]
    assert row["cohesion"] == pytest.approx(2)


def test_a_string_cut_out_of_known_words_is_no_candidate():
    # 工智 holds together and its neighbours vary, but it is always the middle of a dictionary word
    text = "人工智能好。" * 3 + "手工智取。" + "职工智商。" + "员工智慧。"
    assert "工智" not in set(propose_terms(make_corpus([("甲", [text])]))["term"])


def test_a_string_with_a_fixed_neighbour_is_no_term():
    text = "看犇羴鱻。" * 5
    assert "犇羴" not in set(propose_terms(make_corpus([("甲", [text])]))["term"])


def test_kwic_lines_spans_and_window():
    corpus = make_corpus([("甲", ["推动区域合\n作，合作共赢。再说合作。"])])
    lines = kwic(corpus, "合作", window=3)
    assert lines["keyword"].tolist() == ["合作"] * 3
    assert lines["pre"].tolist() == ["动区域", "合作，", "。再说"]
    assert lines["post"].tolist() == ["，合作", "共赢。", "。"]
    assert lines["spans"].iloc[0] == "4-5 6-7"  # across the column break
    assert lines["sentence_id"].tolist() == ["page.1.1.1", "page.1.1.1", "page.1.1.2"]


def test_kwic_sorts_by_what_stands_nearest():
    corpus = make_corpus([("甲", ["丙合作乙。乙合作丙。甲合作甲。"])])
    assert kwic(corpus, "合作", window=1, sort="post")["post"].tolist() == sorted("乙丙甲")
    assert kwic(corpus, "合作", window=2, sort="pre")["pre"].str[-1].tolist() == sorted("丙乙甲")


def test_kwic_takes_regular_expressions():
    corpus = make_corpus([("甲", ["新能源和新材料。"])])
    assert kwic(corpus, "新(能源|材料)", regex=True)["keyword"].tolist() == ["新能源", "新材料"]
    assert kwic(corpus, "没有这个").empty


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: kwic(CORPUS, ""), "pattern is ''"),
        (lambda: kwic(CORPUS, "(", regex=True), "no regular expression"),
        (lambda: kwic(CORPUS, "合作", sort="author"), "choose one of"),
        (lambda: ngrams(CORPUS, n=0), "n is 0; give a whole number of 1 or more"),
        (lambda: fixed_phrases(CORPUS, kinds=["slogan"]), "names 'slogan'"),
    ],
)
def test_mistakes_get_a_sentence(call, message):
    with pytest.raises(ArgumentError, match=message):
        call()


@pytest.mark.parametrize(
    "what", [ngrams, shared_phrases, collocations, propose_terms, lambda c: kwic(c, "合作")]
)
def test_without_text_they_say_what_to_do(what):
    with pytest.raises(TextMissingError, match=r"page\.txt into data/raw/"):
        what(CORPUS.features())


def test_another_tokenizer_can_be_used():
    table = ngrams(CORPUS, n=1, tokenizer=Tokenizer(engine="characters"))
    assert table["phrase"].str.len().max() == 1
