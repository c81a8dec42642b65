"""Variants: 沪 (short for Shanghai) counted as 上海, before or after counting, told in every result."""

import pytest

from small_corpus import make_corpus
from yrdresearch import build_dtm, evidence, load_corpus
from yrdresearch.cli import main
from yrdresearch.corpus import merge_variants, recount
from yrdresearch.errors import ArgumentError
from yrdresearch.stats import sensitivity
from yrdresearch.words import Tokenizer, read_variants

PAGES = [("甲", ["沪与上海合作。上海创新。", "申城合作。"]), ("乙", ["沪的创新。"])]
VARIANTS = {"沪": "上海", "申城": "上海"}
OWN = ["申城", "上海", "合作", "创新"]


@pytest.fixture(scope="module")
def corpus():
    return make_corpus(PAGES, tokenizer=Tokenizer(user_dictionary=OWN))


def test_merging_is_counting_with_the_variants(corpus):
    merged = merge_variants(corpus, VARIANTS)
    counted = make_corpus(PAGES, tokenizer=Tokenizer(user_dictionary=OWN, variants=VARIANTS))
    again = recount(corpus, counted.tokenizer)
    assert merged.term_counts.equals(counted.term_counts)
    assert again.term_counts.equals(counted.term_counts)
    assert merged.settings == counted.settings == again.settings
    assert merge_variants(corpus.features(), VARIANTS).term_counts.equals(counted.term_counts)
    assert build_dtm(merged).term_frequency["上海"] == 5  # 沪 twice, 上海 twice, 申城 once
    assert not {"沪", "申城"} & merged.terms


def test_every_result_states_the_variants_and_a_saved_corpus_keeps_them(corpus, tmp_path):
    merged = merge_variants(corpus, VARIANTS)
    assert build_dtm(merged).settings["segmentation"]["variants"] == VARIANTS
    assert "variants" not in build_dtm(corpus).settings["segmentation"]
    merged.save(tmp_path / "made")
    back = load_corpus(tmp_path / "made")
    assert back.settings == merged.settings
    assert back.tokenizer.tokenize("沪").terms == ["上海"]


def test_the_evidence_of_the_term_has_all_ways_of_writing(corpus):
    found = evidence(merge_variants(corpus, VARIANTS), {"term": "上海"})
    assert [text[0] for text in found.table["text"]] == ["沪", "上", "申", "沪"]
    assert len(evidence(corpus, {"term": "上海"})) == 2


def test_merging_adds_to_what_was_merged_before(corpus):
    twice = merge_variants(merge_variants(corpus, {"沪": "上海"}), {"申城": "上海"})
    once = merge_variants(corpus, VARIANTS)
    assert twice.term_counts.equals(once.term_counts)
    assert twice.settings == once.settings


def test_a_file_of_variants(tmp_path, corpus):
    (tmp_path / "variants.txt").write_text("# 注\n沪 = 上海\n申城\t上海\n", encoding="utf-8")
    (tmp_path / "gbk.txt").write_bytes("沪＝上海\n".encode("gb18030"))
    assert read_variants(tmp_path / "variants.txt") == VARIANTS
    assert read_variants(tmp_path / "gbk.txt") == {"沪": "上海"}
    assert read_variants() == {}
    page = tmp_path / "page.txt"
    page.write_text(
        "江海样报\n\n沪的故事\n\n某甲\n\n沪与上海合作，一起推进创新的事业。沪上的人都知道。\n", "utf-8"
    )
    options = ["--to", str(tmp_path / "made"), "--variants", str(tmp_path / "gbk.txt")]
    assert main(["import", str(page), *options]) == 0
    assert load_corpus(tmp_path / "made").settings["segmentation"]["variants"] == {"沪": "上海"}
    assert "沪" not in load_corpus(tmp_path / "made").terms


def test_other_segmentations_merge_the_variants_that_they_have_as_a_word(corpus):
    """申城 is two words without the dictionary: then it is not merged, and nothing fails."""
    table = sensitivity(merge_variants(corpus, VARIANTS), lambda cut: {"沪": "沪" in cut.terms})
    assert not table["沪"].any()
    assert sensitivity(corpus, lambda cut: {"沪": "沪" in cut.terms})["沪"].any()


@pytest.mark.parametrize(
    ("variants", "message"),
    [
        ({"沪": "上海", "上海": "上海市"}, "write 沪 = 上海市"),
        ({"沪": ""}, "has no other word"),
        ({"长三角的沪": "上海"}, "is cut into .* add it to the user dictionary"),
        ("no/such/file.txt", "there is no file"),
    ],
)
def test_a_wrong_list_is_told(corpus, variants, message):
    with pytest.raises(ArgumentError, match=message):
        merge_variants(corpus, variants)
