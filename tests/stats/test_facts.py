"""Shape, places, quantities, diversity by article, sensitivity: on planted text counted by hand."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from small_corpus import make_corpus
from yrdresearch.corpus.dtm import build_dtm
from yrdresearch.errors import ArgumentError, TextMissingError
from yrdresearch.stats import (
    article_labels,
    corpus_shape,
    lexical_diversity,
    mattr,
    mtld,
    place_mentions,
    quantities,
    sensitivity,
    sentence_lengths,
)
from yrdresearch.stats.numbers import find_quantities
from yrdresearch.words import read_places
from yrdresearch.words.gazetteer import places_in_terms
from yrdresearch.words.segmentation import Tokenizer

CORPUS = make_corpus([("甲", ["合肥发展。沪苏浙皖合作。", "合肥都市圈很好。"]), ("乙", ["上海港在上海市。"])])


def test_shape_by_hand():
    table = corpus_shape(CORPUS).set_index("group")
    first = table.loc["page.1"]
    assert (first["n_articles"], first["n_paragraphs"], first["n_sentences"]) == (1, 2, 3)
    assert first["n_characters"] == 20
    assert table.loc["page.2", "n_tokens"] == 3
    assert table["n_repeated"].tolist() == [0, 0]
    assert corpus_shape(CORPUS, by="page_id")["n_characters"].tolist() == [28]


def test_shape_of_repeats_adds_up(sample):
    table = corpus_shape(sample)
    assert table["n_repeated"].sum() > 0  # sample-2 prints a paragraph twice
    assert table["n_characters"].sum() + table["n_repeated"].sum() == sample.paragraphs["n_characters"].sum()
    assert table["n_tokens"].sum() == sample.term_counts["count"].sum()


def test_sentence_lengths_add_up_to_paragraphs(sample):
    lengths = sentence_lengths(sample)
    assert lengths["n_characters"].sum() == sample.counted_paragraphs()["n_characters"].sum()
    assert (lengths.groupby("group")["position"].min() == 1).all()
    assert sentence_lengths(CORPUS)["n_characters"].tolist() == [5, 7, 8, 8]


def test_labels_differ_and_keep_page_order(sample):
    labels = article_labels(sample)
    titles = sample.articles.set_index("article_id")["title"]
    assert all(titles[at].startswith(label.split(" ", 1)[1].rstrip("…")) for at, label in labels.items())
    assert labels.is_unique
    assert labels.index.tolist() == sample.articles["article_id"].tolist()


def test_places_by_hand():
    table = place_mentions(CORPUS).set_index(["group", "place"])
    assert table.loc[("page.1", "合肥"), ["count", "n_within"]].tolist() == [2, 1]
    assert [table.loc[("page.1", place), "count"] for place in ("上海", "江苏", "浙江", "安徽")] == [1] * 4
    assert table.loc[("page.2", "上海"), ["count", "n_within"]].tolist() == [2, 1]
    assert place_mentions(CORPUS).equals(place_mentions(CORPUS.features()))
    assert set(place_mentions(CORPUS, level="city")["place"]) == {"合肥"}


def test_a_person_is_no_place():
    """何永康, 李金华 and 杨玉环 are persons; 杭州人 and 吴江县, which jieba takes for persons, are not."""
    persons = places_in_terms(["何永康", "李金华", "刘金华", "杨玉环", "苏永康"])
    assert persons.empty
    assert places_in_terms(["杭州人", "吴江县", "静安寺"])["place"].tolist() == ["杭州", "吴江", "静安"]


def test_places_of_terms_by_hand():
    table = places_in_terms(["合肥都市圈", "沪苏浙皖", "发展", "金山银山", "金山区"])
    found = {term: (sorted(rows["place"]), set(rows["within"])) for term, rows in table.groupby("term")}
    assert found == {
        "合肥都市圈": (["合肥"], {True}),
        "沪苏浙皖": (sorted(["上海", "江苏", "浙江", "安徽"]), {False}),
        "金山区": (["金山区"], {False}),
    }


def test_a_name_inside_a_common_word_is_no_place():
    assert place_mentions(make_corpus([("甲", ["经济复苏，紫苏很香，绿水青山就是金山银山。"])])).empty


def test_gazetteer_holds_the_41_cities():
    cities = read_places().query("level == 'city'").drop_duplicates("place")
    assert cities.groupby("province").size().to_dict() == {"安徽": 16, "江苏": 13, "浙江": 11}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("截至2022年底，老年人口共4789万，占22.2%。", [(47_890_000, "", 2022), (22.2, "%", 2022)]),
        ("由2020年的9.3%升至2023年的18.5%", [(9.3, "%", 2020), (18.5, "%", 2023)]),
        ("常住人口2800多万人，相距400多公里", [(28_000_000, "人", None), (400, "公里", None)]),
        (
            "投资1.1万亿元、3000亿元和1,234.5亿元",
            [(1.1e12, "元", None), (3e11, "元", None), (1.2345e11, "元", None)],
        ),
        ("人均GDP12.5万元，比GDP5%高", [(125_000, "元", None), (5, "%", None)]),
        ("G60科创走廊、5G网络、第3批，6月4日，20世纪90年代，2025—2030年", []),
        ("产值达３０．５万亿元，增长２４．４％", [(3.05e13, "元", None), (24.4, "%", None)]),
        ("产值达30.5 万亿元，2023 年增长3.5 个百分点", [(3.05e13, "元", None), (3.5, "百分点", 2023)]),
        ("增速为-3.2%，降至 −0.3万亿元，气温-5℃", [(-3.2, "%", None), (-3e11, "元", None), (-5, "℃", None)]),
        (
            "由12.3%-15%降到9%—8%，需12-15人",
            [
                (12.3, "%", None),
                (15, "%", None),
                (9, "%", None),
                (8, "%", None),
                (12, "", None),
                (15, "人", None),
            ],
        ),
        ("占1/3，2024/6/4，2024-06-04，24/7，6/4", [(1 / 3, "", None)]),
        ("二〇三五年达到4万亿元，二○二三 年是2 家", [(4e12, "元", 2035), (2, "家", 2023)]),
        (
            "1260余项任务，4260万人次，3个小时",
            [(1260, "项", None), (42_600_000, "人次", None), (3, "小时", None)],
        ),
    ],
)
def test_quantities_by_hand(text, expected):
    found = find_quantities(text)
    assert [q["value"] for q in found] == pytest.approx([value for value, _, _ in expected])
    assert [(q["unit"], q["year"]) for q in found] == [(unit, year) for _, unit, year in expected]
    assert [text[slice(*q["at"])] for q in found] == [q["quantity"] for q in found]


@given(
    st.integers(1, 10**6),
    st.sampled_from(["", "万", "亿", "万亿"]),
    st.sampled_from(["人", "元", "%", "公里"]),
)
def test_any_number_is_found_where_it_stands(number, magnitude, unit):
    scale = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}[magnitude]
    text = f"合计{number}{magnitude}{unit}。"
    (found,) = find_quantities(text)
    assert found["value"] == pytest.approx(number * scale)
    assert text[slice(*found["at"])] == found["quantity"] == f"{number}{magnitude}{unit}"


def test_quantities_carry_raw_offsets_and_shrink_to_numbers_without_text():
    corpus = make_corpus([("甲", ["共4789\n万人，占22.2%。"])])
    table = quantities(corpus)
    assert table["spans"].tolist() == ["1-5 6-8", "10-15"]
    assert quantities(corpus.features())["value"].tolist() == [22.2, 47_890_000]


def test_diversity_by_article_is_that_of_its_tokens(sample):
    table = lexical_diversity(sample).set_index("group")
    article = sample.articles["article_id"].iloc[4]
    sentences = sample.counted_sentences().query("article_id == @article")
    tokens = [token.term for text in sentences["text"] for token in Tokenizer().words(text)]
    row = table.loc[article]
    assert (row["n_tokens"], row["n_types"]) == (len(tokens), len(set(tokens)))
    assert row["mattr"] == pytest.approx(mattr(tokens))
    assert row["mtld"] == pytest.approx(mtld(tokens))


def test_diversity_without_text_keeps_what_counts_can_tell(sample):
    full, bare = lexical_diversity(sample), lexical_diversity(sample.features())
    assert bare[["mattr", "mtld"]].isna().all(axis=None)
    pd.testing.assert_series_equal(full["hdd"], bare["hdd"])


def test_sensitivity_gives_each_variant_its_own_words(sample):
    table = sensitivity(sample, lambda corpus: build_dtm(corpus).counts.shape[1]).set_index("segmentation")
    assert table.loc["words", "n_tokens"] == sample.term_counts["count"].sum()
    assert table.loc["single characters", "n_types"] < table.loc["words", "n_types"]
    assert table["value"].notna().all()
    named = sensitivity(sample, lambda corpus: {"a": 1, "b": 2}, segmentations={"only": {"hmm": True}})
    assert named[["a", "b"]].to_numpy().tolist() == [[1, 2]]


def test_mistakes_get_a_sentence(sample):
    with pytest.raises(ArgumentError, match="no column of the articles or pages"):
        corpus_shape(sample, by="province")
    with pytest.raises(ArgumentError, match="level is 'town'"):
        place_mentions(sample, level="town")
    with pytest.raises(TextMissingError, match="Cutting the words again"):
        sensitivity(sample.features(), len)
