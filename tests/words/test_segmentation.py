"""Segmentation: both engines alike, offsets exact, numbers and Latin words whole, scores against the hand."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from yrdresearch.corpus.loading import load_corpus
from yrdresearch.errors import ArgumentError
from yrdresearch.files import resource
from yrdresearch.spans import fold
from yrdresearch.words.lexicon import (
    part_of_speech,
    read_genre_words,
    read_stopwords,
    read_user_dictionary,
    terms_of,
    word_frequency,
)
from yrdresearch.words.segmentation import ENGINES, Tokenizer, segmentation_scores

GOLD = Path(__file__).parents[1] / "data" / "segmentation_gold.txt"
ODD = ["", " ", "。", "G60", "５Ｇ２０２２年", "a.b", "3.0版", "－－——……", "𠮷野家", "“”", "22.2%，"]
ODD += ["1,234.5万元", "\n长三角\u3000一体化"]
ALPHABET = "三省一市长角发展老年人口的了2在，。“”—% .G60%万亿a5Z－年"
CHINESE = st.text(alphabet=st.sampled_from(ALPHABET), max_size=40)


@pytest.fixture(scope="module")
def gold():
    lines = GOLD.read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[1].split() for line in lines if not line.startswith("#")]


def terms(text, **options):
    return [token.term for token in Tokenizer(**options).tokenize(text)]


@pytest.mark.parametrize("hmm", [False, True])
@pytest.mark.parametrize("user_dictionary", [None, ()])
def test_fast_and_reference_engine_give_the_same_tokens(gold, hmm, user_dictionary):
    fast = Tokenizer(engine="rjieba", hmm=hmm, user_dictionary=user_dictionary)
    reference = Tokenizer(engine="jieba", hmm=hmm, user_dictionary=user_dictionary)
    for text in [*("".join(sentence) for sentence in gold), *ODD]:
        assert fast.tokenize(text) == reference.tokenize(text), text


@settings(deadline=None)
@given(st.one_of(CHINESE, st.text(max_size=30)))
def test_both_engines_agree_on_any_string(text):
    assert Tokenizer(engine="rjieba").tokenize(text) == Tokenizer(engine="jieba").tokenize(text)


@settings(deadline=None)
@given(CHINESE, st.sampled_from(["rjieba", "jieba", "characters"]))
def test_tokens_cover_the_text_without_gap_or_overlap(text, engine):
    tokens = Tokenizer(engine=engine).tokenize(text)
    assert [start for start, _ in tokens.offsets] == [0, *(end for _, end in tokens.offsets)][: len(tokens)]
    assert not text or tokens.offsets[-1][1] == len(text)
    for token in tokens:
        narrow = unicodedata.normalize("NFKC", text[token.start : token.end])
        assert token.term in (narrow, narrow.replace(" ", ""), text[token.start : token.end])


@given(CHINESE)
@example("的Z.a了")  # a Latin word with an inner mark is whole, whatever the engine
@example("的22.2%了")
def test_bigrams_stand_where_they_say_and_cross_no_mark(text):
    text = fold(text)
    for token in Tokenizer(engine="bigrams").tokenize(text):
        assert text[token.start : token.end] in (token.term, re.sub("(.)([%万亿]+)", r"\1 \2", token.term))
        assert len(token.term) <= 2 or re.fullmatch(r"[\dA-Za-z.,%&万亿-]+", token.term)
        assert not re.search(r"[，。“”—]", token.term)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("依托G60科创走廊", "G60科创走廊"),
        ("对接RCEP规则", "RCEP"),
        ("共4789万人", "4789万"),
        ("占22.2%左右", "22.2%"),
        ("覆盖5G专网", "5G"),
        ("达21.4万亿元", "21.4万亿"),
        ("治理PM2.5污染", "PM2.5"),
        ("应对COVID-19疫情", "COVID-19"),
        ("产出1,234.5亿元", "1,234.5亿"),
        ("国产C919飞机", "C919"),
        ("人均GDP12.5万元", "12.5万"),
        ("人均GDP12.5万元", "GDP"),
        ("GDP增速5%，GDP5.2%", "5.2%"),
        ("总量GDP超30万亿", "30万亿"),
        ("改造G60科创走廊2.5万亩", "2.5万"),
        ("老年人口增加", "老年人口"),
        ("沪苏浙皖协作", "沪苏浙皖"),
        ("三省一市携手", "三省一市"),
        ("一网通办改革", "一网通办"),
    ],
)
def test_kept_whole(text, whole):
    assert whole in terms(text)


ENGINES_OF_WORDS = ("rjieba", "jieba")
LISTED = ["12345热线", "2035年远景目标", "5w-30", "1+6都市圈", "企—企合作", "“一网”工程", "江海2.0版", "A+H"]


@pytest.mark.parametrize("engine", ENGINES_OF_WORDS)
@pytest.mark.parametrize("term", LISTED)
def test_listed_terms_with_digits_and_marks_are_whole(term, engine):
    text = f"推广{term}经验，再谈{term}"
    tokens = Tokenizer(engine=engine, user_dictionary=LISTED).tokenize(text)
    assert tokens.terms.count(term) == 2
    assert {text[start:end] for start, end in tokens.offsets} >= {term}


@pytest.mark.parametrize(
    ("text", "listed", "wanted"),
    [
        ("拨打112345热线", "12345热线", ["拨打", "112345", "热线"]),  # another number
        ("在12035年远景目标", "2035年远景目标", ["在", "12035", "年", "远景", "目标"]),
        ("机油15w-30型", "5w-30", ["机油", "15", "w-30", "型"]),
        ("共11+6都市圈", "1+6都市圈", ["共", "11", "+", "6", "都市圈"]),
        ("用5w-301油", "5w-30", ["用", "5", "w-301", "油"]),
    ],
)
def test_a_listed_number_is_not_found_inside_another(text, listed, wanted):
    assert listed not in terms(text, user_dictionary=[listed])
    assert terms(text, user_dictionary=[listed]) == terms(text, user_dictionary=())
    assert "".join(wanted) == text


def test_of_two_listed_terms_the_longer_is_whole():
    assert terms("5+1工程办", user_dictionary=["5+1", "5+1工程"]) == ["5+1工程", "办"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("达３０．５万亿元", ["达", "30.5万亿", "元"]),
        ("ＧＤＰ增长５％", ["GDP", "增长", "5%"]),
        ("达30.5 万亿元", ["达", "30.5万亿", "元"]),
        ("建设５Ｇ专网", ["建设", "5G", "专网"]),
        ("增长５，２０２３年", ["增长", "5", "，", "2023", "年"]),  # ， ends a clause
    ],
)
def test_wide_forms_and_stray_spaces_count_as_the_narrow_ones(text, wanted):
    tokens = Tokenizer().tokenize(text)
    assert tokens.terms == wanted
    assert "".join(text[start:end] for start, end in tokens.offsets) == text


@given(st.text(max_size=30))
def test_folding_keeps_every_offset(text):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)
    assert unicodedata.normalize("NFKC", fold(text)) == unicodedata.normalize("NFKC", text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_lists_in_every_form_give_the_same_terms(encoding, tmp_path):
    lines = ["江海样报 12 n", "滨江热线 3", "老街 nz", "12345热线", "三岛\tplace\t某文件", "＃不是注", ""]
    (tmp_path / "list.txt").write_bytes("\n".join(lines).encode(encoding))
    wanted = ("江海样报", "滨江热线", "老街", "12345热线", "三岛", "＃不是注")
    assert read_user_dictionary(tmp_path / "list.txt") == wanted
    assert read_stopwords(tmp_path / "list.txt") == set(wanted)


def test_a_list_that_is_no_text_is_named(tmp_path):
    (tmp_path / "list.txt").write_bytes(b"\xff\x00\xff")
    with pytest.raises(ArgumentError, match=r"stopwords: list\.txt"):
        read_stopwords(tmp_path / "list.txt")


@settings(deadline=None)
@given(CHINESE, CHINESE)
def test_several_lines_are_cut_as_each_alone(first, second):
    tokenizer = Tokenizer()
    assert tokenizer.words(f"{first}\n{second}").terms == [
        *tokenizer.words(first).terms,
        *tokenizer.words(second).terms,
    ]


def test_a_year_is_cut_from_its_unit():
    assert terms("2023年底")[:1] == ["2023"]


def test_words_leave_punctuation_out_and_keep_parts_of_speech():
    tokenizer = Tokenizer()
    assert [token.term for token in tokenizer.words("合肥、上海，22%。")] == ["合肥", "上海", "22%"]
    assert [t.term for t in tokenizer.words("合肥加快建设22%", parts_of_speech=("ns",))] == ["合肥"]


def test_parts_of_speech_are_those_of_the_segmenter(gold):
    import rjieba

    tagger = rjieba.Jieba()
    own = set(Tokenizer().user_dictionary)
    for sentence in gold[:40]:
        for word, tag in tagger.tag("".join(sentence), False):
            if re.fullmatch(r"[一-鿿]{2,}", word) and word not in own:
                assert part_of_speech(word)[0] == tag[0], word


def test_word_frequency_is_that_of_the_segmenter():
    import jieba

    reference = jieba.Tokenizer()
    reference.initialize()
    words = {word: count for word, count in reference.FREQ.items() if count}  # 0: beginnings of words only
    assert word_frequency() == words


TAGS = [("四分之一", "m"), ("六成", "m"), ("百亿", "m"), ("RCEP", "eng"), ("阜阳", "ns")]


@pytest.mark.parametrize(("term", "tag"), TAGS)
def test_tags_of_numbers_latin_and_places(term, tag):
    assert part_of_speech(term) == tag
    assert part_of_speech("十四五") != "m"


def test_scores_by_hand():
    # found 长/三/角 一体化, wanted 长三角 一体化: 1 right of 4 found, 1 of 2 wanted
    tokenizer = Tokenizer(user_dictionary=["一体化"])
    assert [t.term for t in tokenizer.tokenize("一体化")] == ["一体化"]
    scores = segmentation_scores([["长三角"]], Tokenizer(engine="characters"))
    assert scores.to_dict() == {"precision": 0, "recall": 0, "f1": 0}
    scores = segmentation_scores([["长", "三角"]], Tokenizer(engine="characters"))
    assert scores.to_dict() == {"precision": pytest.approx(1 / 3), "recall": 0.5, "f1": pytest.approx(0.4)}


def test_the_user_dictionary_helps_on_the_hand_segmentation(gold):
    assert len(gold) >= 200
    with_dictionary = segmentation_scores(gold, Tokenizer())["f1"]
    assert with_dictionary > segmentation_scores(gold, Tokenizer(user_dictionary=()))["f1"] + 0.03
    assert with_dictionary > 0.9


def test_no_hmm_is_at_least_as_good_with_the_dictionary(gold):
    assert (
        segmentation_scores(gold, Tokenizer())["f1"] >= segmentation_scores(gold, Tokenizer(hmm=True))["f1"]
    )


def test_dictionary_file_is_sound():
    rows = [line.split("\t") for line in resource("user_dictionary.tsv").splitlines() if line[:1] != "#"]
    kinds = {"place", "programme", "institution", "concept", "instrument", "indicator", "sector", "general"}
    assert all(len(row) == 3 and row[1] in kinds and row[2] for row in rows)
    assert len({row[0] for row in rows}) == len(rows)
    assert not {row[0] for row in rows} & read_stopwords()


def test_stopwords_and_genre_words_do_not_overlap():
    assert not read_stopwords() & read_genre_words()
    assert {"的", "以及", "进一步"} & read_stopwords() == {"的", "以及"}
    assert "推进" in read_genre_words()


FUNCTION_WORDS = {
    "pronouns": "这里 那里 哪里 这次 此次 此处 何处 哪个",  # here, there, where, this time
    "prepositions": "针对 依照 基于 沿着 鉴于",  # aimed at, according to, along
    "conjunctions": "可是 而是 及其 既然 无论是 从而 进而",  # but, and its, since, whether
    "auxiliaries": "是否 能否 无法 可以",  # whether, cannot, may
    "numerals": "一个 一位 一座 一条 两个 三个 几个 多个 第一次",  # one, two, several, the first time
    "place": "之间 之内 以上 以后 里面",  # between, within, above, after
    "particles": "的话 而已 也好",  # if, that is all
    "adverbs": "几乎 似乎 始终 至少 一定 十分",  # nearly, seemingly, always, at least
}


@pytest.mark.parametrize("words", FUNCTION_WORDS.values(), ids=FUNCTION_WORDS)
def test_function_words_of_each_class_are_stopwords(words):
    assert set(words.split()) <= read_stopwords()


@pytest.mark.parametrize("name", ["essays", "sample"])
def test_no_frequent_term_is_a_function_word_by_its_part_of_speech(name):
    """Pronouns, prepositions, conjunctions, particles by jieba's tags, but for words that name something."""
    counts = load_corpus(name).term_counts.groupby("term")["count"].sum()
    content = counts[~counts.index.isin(read_stopwords()) & (counts.index.str.len() > 1)]
    frequent = content.nlargest(600).index
    function = {term for term in frequent if part_of_speech(term)[:1] in ("r", "p", "c", "u", "y")}
    assert function <= {"我国", "各方", "各地", "及时"}  # our country, all parties, all places, in time


def test_a_readers_own_lists(tmp_path):
    (tmp_path / "terms.tsv").write_text("\ufeff# 注\n江海样报\tname\n", encoding="utf-8")
    assert read_user_dictionary(tmp_path / "terms.tsv") == ("江海样报",)
    assert terms("读江海样报", user_dictionary=tmp_path / "terms.tsv") == ["读", "江海样报"]
    assert read_stopwords(["的", "的"]) == {"的"}
    assert terms_of("a\tb\n\n#c\na\n") == ("a",)


def test_tokenizers_do_not_touch_each_other():
    assert terms("新质生产力", user_dictionary=()) != ["新质生产力"]
    assert terms("新质生产力") == ["新质生产力"]
    assert terms("新质生产力", user_dictionary=(), engine="jieba") != ["新质生产力"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"engine": "thulac"}, f"choose one of {', '.join(ENGINES)}"),
        ({"user_dictionary": "no/such/file.tsv"}, "there is no file"),
        ({"user_dictionary": ["——"]}, "is not a term"),
    ],
)
def test_a_wrong_setting_is_named(options, message):
    with pytest.raises(ArgumentError, match=message):
        Tokenizer(**options)


@pytest.mark.parametrize("unseen", ["\u200b", "\u200d", "\xad", "\u2060", "\ufeff", "\u202e"])
def test_a_character_without_width_hides_no_word(unseen):
    """长三角 (the delta) with a character in it that nobody sees: the same terms, the offsets of the text."""
    plain = "推进长三角一体化，提速。"
    text = plain.replace("三", unseen + "三" + unseen)
    tokenizer = Tokenizer()
    assert tokenizer.tokenize(text).terms == tokenizer.tokenize(plain).terms
    for token in tokenizer.tokenize(text):
        assert text[token.start : token.end].replace(unseen, "") == token.term
    assert len(tokenizer.tokenize(unseen)) == 0


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("zero", "〇○")
def test_a_year_in_chinese_numerals_is_counted_as_that_year(engine: str, zero: str) -> None:
    cutter = Tokenizer(engine=engine)
    text = f"到二{zero}三五年，港口更绿"
    tokens = cutter.tokenize(text)
    at = tokens.terms.index("2035")
    assert text[slice(*tokens.offsets[at])] == f"二{zero}三五"
    assert cutter.tokenize(text.replace(f"二{zero}三五", "2035")).terms == tokens.terms
    assert "2035" not in cutter.tokenize(f"编号二{zero}三五，{zero}的写法").terms  # no year
