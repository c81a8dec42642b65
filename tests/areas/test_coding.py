"""Sentences -> areas: the rules, one by one, on sentences written for the purpose."""

from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import yrdresearch as yrd
from small_corpus import make_corpus
from yrdresearch.areas.codebook import Codebook
from yrdresearch.areas.codebookfiles import load_codebook
from yrdresearch.areas.rules import Matcher, code_article
from yrdresearch.corpus import import_corpus, importing, sharding
from yrdresearch.errors import TextMissingError
from yrdresearch.spans import parse_spans

SMALL = {
    "areas": [
        {"id": "health", "terms": ["医院 医保 门诊"], "hints": ["健康 药"]},
        {"id": "ecology", "terms": ["治污 生态修复"], "hints": ["生态 绿色"]},
        {"id": "innovation", "terms": ["创新生态 科研 实验室"], "hints": ["创新"]},
        {"id": "talent", "terms": ["人才"]},
    ],
    "silent": ["高质量发展 绿色通道"],
    "attributes": ["*等…人才", "为*提供"],
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Codebook:
    path = tmp_path_factory.mktemp("book") / "small.yml"
    path.write_text(yaml.safe_dump(SMALL, allow_unicode=True), encoding="utf-8")
    return load_codebook(path)


def areas(codebook: Codebook, *paragraphs: list[str], title: str = "") -> list[list[set[str]]]:
    coded = code_article(paragraphs, matcher=Matcher(codebook), title=title)
    return [[{a for a, found in each.items() if found.coded} for each in paragraph] for paragraph in coded]


def test_term_alone_counts_hint_alone_does_not(small: Codebook) -> None:
    assert areas(small, ["沿湖各市应当下决心把历年欠下的治污旧账一笔一笔全部还清为止。"]) == [[{"ecology"}]]
    assert areas(small, ["这一带的冬天总是那样安静，而绿色却已经在人们看不见的地方生长。"]) == [[set()]]


def test_two_hints_count_the_same_hint_twice_in_a_clause_does_not(small: Codebook) -> None:
    assert areas(small, ["这片土地上的生态与绿色，是几代人留下来的底子，不能在我们手里丢掉。"]) == [
        [{"ecology"}]
    ]
    assert areas(small, ["绿色、绿色、一路望去全都是这样的绿色，让远道而来的人觉得安心又踏实。"]) == [[set()]]


def test_longer_phrase_hides_the_shorter_inside(small: Codebook) -> None:
    assert areas(small, ["着力营造热带雨林一般的创新生态，让每一粒种子都能够发芽。"]) == [[{"innovation"}]]


def test_silent_phrase_hides_what_is_inside(small: Codebook) -> None:
    found = Matcher(small).find("打通绿色通道")
    assert [match.phrase for match in found] == ["绿色通道"]
    assert found[0].weights == {}


def test_attribute_counts_only_where_nothing_else_does(small: Codebook) -> None:
    assert areas(small, ["引进科研、医院等领域的人才。"]) == [[{"talent"}]]
    assert areas(small, ["为医院提供便利。"]) == [[{"health"}]]


def test_topic_of_the_paragraph_supports_a_hint(small: Codebook) -> None:
    paragraph = ["推进医保一体化。", "要让药价再降一些，使那些常年离不开它的家庭少一点负担，多一点安心。"]
    assert areas(small, paragraph) == [[{"health"}, {"health"}]]
    assert areas(small, paragraph[1:]) == [[set()]]
    assert code_article([paragraph], matcher=Matcher(small))[0][1]["health"].matches[0].phrase == "药"


def test_the_sentence_before_is_a_topic_too(small: Codebook) -> None:
    first = "沿湖各市应当下决心把历年欠下的治污旧账一笔一笔全部还清为止。"
    second = "与此同时，也要办好看得见的民生，让医院离普普通通的人家再近一些。"
    third = "药价再降一些，那些常年离不开它的家庭就能少一点负担，多一点安心。"
    assert areas(small, [first, second, third]) == [[{"ecology"}, {"health"}, {"health"}]]
    assert areas(small, [first, third]) == [[{"ecology"}, set()]]


def test_a_phrase_in_a_list_counts_half(small: Codebook) -> None:
    aim = "沿湖各市都要把治污的账算清楚，这件事办起来很不容易，需要有足够的耐心。"
    listed = "沿湖各市都要把道路、治污、照明的账算清楚，办起来很不容易，需要有足够的耐心。"
    assert areas(small, [aim]) == [[{"ecology"}]]
    assert areas(small, [listed]) == [[set()]]
    coded = code_article([[listed]], matcher=Matcher(small))[0][0]
    assert (coded["ecology"].rule, coded["ecology"].weight) == ("too light", 0.5)
    below = code_article([["推进治污攻坚。", listed]], matcher=Matcher(small))[0][1]
    assert (below["ecology"].rule, below["ecology"].weight) == ("topic", 1.5)


def test_an_area_holds_a_clause_beside_one_of_half_its_weight(small: Codebook) -> None:
    much = "医院联网，医保互通，门诊直接结算，"  # weight 3: beside it, less than 1.8 is outweighed
    coded = code_article([[much + "治污要走绿色的路，也要创新。"]], matcher=Matcher(small))[0][0]
    assert coded["ecology"].weight == 1.5
    assert coded["ecology"].coded
    for rival, holds in (("治污的绿色办法要靠创新。", True), ("治污的绿色办法要靠科研。", False)):
        coded = code_article([[much + rival]], matcher=Matcher(small))[0][0]
        assert coded["ecology"].weight == 1.5
        assert coded["ecology"].coded is holds
        assert not coded["innovation"].coded


def test_an_announcement_needs_only_a_hint(small: Codebook) -> None:
    assert areas(small, ["擦亮绿色招牌。"]) == [[{"ecology"}]]


def test_title_is_the_topic_of_the_opening_only(small: Codebook) -> None:
    sentence = "药价是一件小事，也是一件大事，它牵动着每一个普普通通的家庭的日常开销。"
    later = ["推进治污攻坚。", sentence]
    opening, body = areas(small, [sentence], later, title="把医保这件事办好")
    assert opening == [{"health"}]
    assert body[1] == {"ecology"}  # nothing was enough, so it is about what was announced


def test_closing_lines_have_no_topic(small: Codebook) -> None:
    body = ["推进治污攻坚。", "治污不能停。", "治污要见效。", "治污靠大家。"]
    closing = ["建好每一座医院。", "药价牵动着每一个普普通通的家庭，这件事说到底是一件关于良心的事情。"]
    assert areas(small, body, body, closing)[2] == [{"health"}, set()]
    assert areas(small, closing) == [[{"health"}, {"health"}]]


def test_a_sentence_without_evidence_is_about_what_was_announced(small: Codebook) -> None:
    plain = "各地的做法不尽相同，步子也有快有慢，但方向是一致的，成效也看得见摸得着。"
    assert areas(small, ["推进医保一体化。", plain]) == [[{"health"}, {"health"}]]
    told = "一位老人说起当年带着全家人的医保本子四处奔波的日子，总是忍不住要摇头叹息。"
    assert areas(small, [told, plain]) == [[{"health"}, set()]]


def test_light_areas_are_outweighed(small: Codebook) -> None:
    sentence = "医院联网，医保互通，门诊直接结算，也要兼顾治污。"
    coded = code_article([[sentence]], matcher=Matcher(small))[0][0]
    assert coded["health"].coded
    assert coded["ecology"].rule == "outweighed"


def test_gap_stays_in_the_clause(tmp_path: Path) -> None:
    path = tmp_path / "gap.yml"
    path.write_text(yaml.safe_dump({"areas": [{"id": "a", "terms": ["跨省…结算"]}]}, allow_unicode=True))
    matcher = Matcher(load_codebook(path))
    assert [m.phrase for m in matcher.find("跨省门诊费用结算")] == ["跨省…结算"]
    assert matcher.find("跨省合作，费用结算") == []


def test_letters_and_digits_of_either_width_are_one(tmp_path: Path) -> None:
    path = tmp_path / "wide.yml"
    path.write_text(yaml.safe_dump({"areas": [{"id": "a", "terms": ["5G", "ＧＤＰ"]}]}, allow_unicode=True))
    matcher = Matcher(load_codebook(path))
    for text in ("建设５Ｇ网络", "建设5G网络"):
        assert [(m.start, m.end) for m in matcher.find(text)] == [(2, 4)]
    assert [m.phrase for m in matcher.find("人均GDP与ＧＤＰ")] == ["GDP", "GDP"]


@given(
    st.lists(st.sampled_from("医院保门诊治污生态修复创新绿色人才科研，；。等的为提供领域"), max_size=40).map(
        "".join
    )
)
def test_matches_lie_in_the_text_and_never_inside_one_another(text: str) -> None:
    found = Matcher(load_codebook()).find(text)
    for match in found:
        assert text[match.start : match.end] == match.phrase
    for first, second in pairwise(found):
        assert first.start < second.start
        assert first.end < second.end


def test_exclusions_of_the_written_rules() -> None:
    codebook = load_codebook()
    (coded,) = areas(
        codebook,
        [
            "持续优化创新生态，让更多科研人员安心做实验室里的长期课题。",
            "重点布局新能源汽车、新材料、绿色食品等产业集群，延伸产业链条。",
            "养老保险关系跨省转移接续的时限还要再压缩一半以上。",
            "完善跨区域排污权交易，鼓励企业节能降碳改造。",
        ],
    )
    assert coded == [{"innovation"}, {"industry"}, {"ageing"}, {"ecology"}]


@pytest.mark.parametrize(("coder", "source"), [(None, "coder"), ("rules", "rules")])
def test_code_policy_areas_on_text(coder: str | None, source: str) -> None:
    corpus = yrd.load_corpus("sample")
    coded = yrd.code_policy_areas(corpus, coder=coder)
    counted = corpus.counted_sentences()
    assert list(dict.fromkeys(coded["sentence_id"])) == list(counted["sentence_id"])
    assert not coded.duplicated(["sentence_id", "policy_area"]).any()
    alone = coded[coded["policy_area"] == "none"]["sentence_id"]
    assert (coded["sentence_id"].value_counts()[alone] == 1).all()
    text = counted.set_index("sentence_id")["text"]
    for row in coded[coded["policy_area"] != "none"].itertuples():
        pieces = [text[row.sentence_id][start:end] for start, end in parse_spans(row.offsets)]
        for piece, term in zip(pieces, row.terms.split(), strict=True):
            before, _, after = term.partition("…")
            assert piece.startswith(before)
            assert piece.endswith(after)
            assert "…" in term or piece == term
    assert coded["coded_by"].iloc[0].startswith(source)


def test_features_only_gives_released_codings_in_the_same_shape() -> None:
    corpus = yrd.load_corpus("sample")
    coded = yrd.code_policy_areas(corpus)
    areas_only = coded.loc[coded["policy_area"] != "none", ["sentence_id", "policy_area"]]
    from dataclasses import replace

    released = yrd.code_policy_areas(replace(corpus, codings=areas_only).features())
    same = ["sentence_id", "article_id", "author", "policy_area", "name_zh"]
    order = ["sentence_id", "policy_area"]
    pd.testing.assert_frame_equal(
        released[same].sort_values(order, ignore_index=True),
        coded[same].sort_values(order, ignore_index=True),
    )
    assert set(released["rule"]) == {"released"}
    assert released["coded_by"].iloc[0] == "released codings"
    with pytest.raises(TextMissingError):
        yrd.code_policy_areas(corpus.features())


def test_code_page_lists_every_sentence_in_page_order() -> None:
    path = yrd.files.shipped_path("sample") / "sample-1.txt"
    page = yrd.read_page(path)
    sentences = yrd.areas.code_page(page)["sentences"]
    expected = [s for a in page.articles for p in a.paragraphs for s in p.sentences]
    assert len(sentences) == len(expected)
    assert [s["spans"][0][0] for s in sentences] == sorted(s.spans[0][0] for s in expected)
    for sentence in sentences:
        text = "".join(page.raw[start:end] for start, end in sentence["spans"])
        assert set(sentence["terms"]) == set(sentence["policy_areas"])
        for terms in sentence["terms"].values():
            assert all(term in text.replace("\n", "") for term in terms if "…" not in term)


def test_each_side_of_a_list_counts_half(small: Codebook) -> None:
    for listed in ("治污、道路、照明", "道路、照明、治污", "、治污与道路"):
        coded = code_article([[f"{listed}的账要算清楚，办起来很不容易。"]], matcher=Matcher(small))[0][0]
        assert coded["ecology"].weight == 0.5, listed
    coded = code_article([["治污的账、道路的账，都要算清楚。"]], matcher=Matcher(small))[0][0]
    assert coded["ecology"].weight == 1


def test_an_announcement_has_at_most_24_characters(small: Codebook) -> None:
    sentence = "沿湖各市要一起擦亮绿色招牌，办好这一件件"
    assert areas(small, [sentence + "平常事情。"[-(24 - len(sentence)) :]]) == [[{"ecology"}]]
    assert areas(small, [sentence + "平常事情。"[-(25 - len(sentence)) :]]) == [[set()]]


def test_the_first_topic_of_a_paragraph_stays(small: Codebook) -> None:
    first = "沿湖各市应当下决心把历年欠下的治污旧账一笔一笔全部还清为止。"
    between = "与此同时，也要办好看得见的民生，让医院离普普通通的人家再近一些。"
    hint = "这一带的冬天总是那样安静，而绿色却已经在人们看不见的地方生长。"
    assert areas(small, [first, between, hint]) == [[{"ecology"}, {"health"}, {"ecology"}]]


def test_a_closing_has_at_most_three_sentences(small: Codebook) -> None:
    hint = "药价牵动着每一个普普通通的家庭，这件事说到底是一件关于良心的事情。"
    body = ["推进治污攻坚。"] * 4
    for n, topic in ((2, set()), (3, set()), (4, {"health"})):
        closing = ["建好每一座医院。", *["大家都来出一份力，日子就会一天一天地好起来。"] * (n - 2), hint]
        assert areas(small, body, body, closing)[2][-1] == topic, n


def test_only_words_inside_the_attribute_are_aside(small: Codebook) -> None:
    for sentence in (
        "为医院提供便利，治污要见效。",
        "治污要见效，为医院提供便利。",
        "治污可为医院提供便利。",
    ):
        assert areas(small, [sentence]) == [[{"ecology"}]]
    assert areas(small, ["为医院提供便利，治污要见效，医院要联网。"]) == [[{"health", "ecology"}]]


def test_rows_are_in_the_order_of_the_text_beyond_ten(small: Codebook) -> None:
    """Numbers of articles and paragraphs are no words: the tenth comes after the ninth."""
    corpus = make_corpus([(f"人{n}", [f"治污第{n}项。"]) for n in range(11)] + [("众", ["建医院。"] * 12)])
    for coder in (None, "rules"):
        coded = yrd.code_policy_areas(corpus, codebook=small, coder=coder)
        assert coded["sentence_id"].tolist() == corpus.sentences["sentence_id"].tolist()
    assert coded.index.equals(pd.RangeIndex(len(coded)))


def test_a_sentence_without_area_has_no_weight(small: Codebook) -> None:
    corpus = make_corpus(
        [("甲", ["这一天的湖面上起了很大的雾，什么也看不见，渡船停了一个上午才开。治污要见效。"])]
    )
    rows = yrd.code_policy_areas(corpus, codebook=small).set_index("policy_area")["weight"]
    assert rows.to_dict() == {"none": 0, "ecology": 1}
    released = corpus.having(
        codings=pd.DataFrame({"sentence_id": ["page.1.1.2"], "policy_area": ["ecology"]})
    )
    rows = yrd.code_policy_areas(released.features()).set_index("policy_area")["weight"]
    assert rows.to_dict() == {"none": 0, "ecology": 1}


@pytest.mark.parametrize(("size", "n_shards"), [(1_000, 3), (10_000_000, 1)])
def test_a_corpus_in_shards_is_coded_like_any_other(size, n_shards, tmp_path: Path, monkeypatch) -> None:
    pages = yrd.files.shipped_path("sample")
    whole = yrd.code_policy_areas(yrd.load_corpus("sample"))
    monkeypatch.setattr(importing, "MOST_IN_TABLES", 1)
    monkeypatch.setattr(sharding, "SHARD_BYTES", size)
    sharded = import_corpus([pages], tmp_path / "corpus").corpus
    assert len(sharded.shards) == n_shards
    pd.testing.assert_frame_equal(yrd.code_policy_areas(sharded), whole)


def test_probabilities_of_a_page_are_those_of_its_corpus() -> None:
    page = yrd.read_page(yrd.files.shipped_path("sample") / "sample-1.txt")
    likely = yrd.areas.area_probabilities(yrd.build_corpus([page], repeats="keep"))
    told = yrd.areas.code_page(page)["sentences"]
    with_areas = [one for one in told if one["policy_areas"]]
    assert with_areas
    assert {area for one in with_areas for area in one["probabilities"]} <= set(likely.columns)
    known = set(likely.round(3).to_numpy().ravel())
    for one in with_areas:
        assert set(one["probabilities"]) == set(one["policy_areas"])
        assert set(one["probabilities"].values()) <= known
    assert not any("probabilities" in one for one in told if not one["policy_areas"])
    ruled = yrd.areas.code_page(page, coder="rules")["sentences"]
    assert not any("probabilities" in one for one in ruled)
