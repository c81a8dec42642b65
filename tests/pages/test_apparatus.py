"""The apparatus: planted faults are found, clean pages stay clean, the real page's flags stay few."""

import json
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from page_factory import load_essays
from small_corpus import make_page
from yrdresearch.pages.apparatus import KINDS, find_apparatus, flagged_share
from yrdresearch.pages.page import Page, Suspicion
from yrdresearch.pages.parse import parse_page
from yrdresearch.pages.reading import read_page
from yrdresearch.pages.repeats import SHORTEST
from yrdresearch.words.lexicon import word_frequency

TRUTH = json.loads((ROOT / "tests/data/essays.json").read_text("utf-8"))["pages"]
KIND_OF = {
    "paragraph_repeated": "repeated-paragraph",
    "sentence_repeated": "repeated-passage",
    "list_item_repeated": "repeated-item",
    "character_repeated": "repeated-character",
    "garbled_quote": "doubtful-quotation",
    "misread_character": "likely-misreading",
}


def page_of(*paragraphs: str) -> Page:
    return parse_page("\n\n".join(["## 港口一体化", "张三", *paragraphs]) + "\n", page_id="x")


def apparatus(*paragraphs: str) -> tuple[Suspicion, ...]:
    return find_apparatus(page_of(*paragraphs), word_frequency=word_frequency())


def words(page: Page, entry: Suspicion) -> str:
    return "".join(page.raw[start:end] for start, end in entry.spans)


def essay_page(essay: dict) -> Page:
    return parse_page(
        "\n\n".join(["## " + essay["title"], essay["authors"][0], *essay["paragraphs"]]),
        page_id=essay["title"],
    )


@pytest.mark.parametrize("truth", TRUTH, ids=lambda truth: truth["page_id"])
def test_every_fault_put_into_the_samples_is_found(truth: dict) -> None:
    page = read_page(ROOT / "data/sample" / f"{truth['page_id']}.txt")
    for fault in truth["faults"]:
        if fault["kind"] not in KIND_OF:
            continue
        paragraph = page.articles[fault["article"]].paragraphs[fault["paragraph"]]
        if fault["kind"] == "paragraph_repeated":
            paragraph = page.articles[fault["article"]].paragraphs[fault["paragraph"] + 1]
        found = [
            entry
            for entry in page.apparatus
            if entry.kind == KIND_OF[fault["kind"]]
            and any(a <= entry.spans[0][0] < b for a, b in paragraph.spans)
        ]
        assert len(found) == 1, (fault, found)


def test_clean_essays_raise_next_to_no_alarm() -> None:
    found = [
        entry
        for essay in load_essays()
        for entry in find_apparatus(essay_page(essay), word_frequency=word_frequency())
    ]
    assert len(found) <= 2, Counter(entry.kind for entry in found)


def test_real_page_is_flagged_sparingly_and_where_it_is_faulty(real_page_path) -> None:
    page = read_page(real_page_path)
    kinds = Counter(entry.kind for entry in page.apparatus)
    assert flagged_share(page) < 0.2
    assert set(kinds) <= set(KINDS)
    assert kinds["repeated-paragraph"] == 1
    assert kinds["repeated-character"] == 1
    assert kinds["repeated-item"] == 3
    copy = next(entry for entry in page.apparatus if entry.kind == "repeated-paragraph")
    third = page.articles[2].paragraphs
    assert (copy.spans, copy.duplicate_of) == (third[2].spans, third[1].spans)
    inside_third = [
        entry
        for entry in page.apparatus
        if entry.kind == "repeated-passage"
        and third[0].spans[0][0] <= entry.spans[0][0] < third[3].spans[0][0]
    ]
    assert max(len(words(page, entry)) for entry in inside_third) > 50


ESSAYS = load_essays()


@settings(max_examples=40, deadline=None)
@given(
    essay=st.integers(0, len(ESSAYS) - 1),
    start=st.integers(0, 40),
    length=st.integers(SHORTEST + 6, 60),
    data=st.data(),
)
def test_a_planted_copy_is_found_whole(essay: int, start: int, length: int, data: st.DataObject) -> None:
    paragraphs = [p for p in ESSAYS[essay]["paragraphs"] if len(p) > 120]
    passage = paragraphs[0][start : start + length]
    if sum(character.isalnum() for character in passage) < SHORTEST:
        return
    target = data.draw(st.integers(1, len(paragraphs) - 1))
    stops = [at + 1 for at, character in enumerate(paragraphs[target]) if character in "。；"]
    at = data.draw(st.sampled_from(stops[:-1] or stops))
    damaged = [*paragraphs]
    damaged[target] = paragraphs[target][:at] + passage + paragraphs[target][at:]
    page = page_of(*damaged)
    copied = {i for entry in find_apparatus(page) for a, b in entry.spans for i in range(a, b)}
    begins = page.raw.index(damaged[target]) + at
    planted = [begins + i for i, character in enumerate(passage) if character.isalnum()]
    assert sum(i in copied for i in planted) >= 0.95 * len(planted)


def test_a_near_copy_is_found_with_its_agreement() -> None:
    first = ESSAYS[0]["paragraphs"][1]
    near = first[:60] + first[62:100] + "着" + first[100:]
    (entry,) = [
        e for e in apparatus(first, ESSAYS[0]["paragraphs"][2], near) if e.kind == "repeated-paragraph"
    ]
    assert 0.8 <= entry.confidence < 1


def test_the_nearest_of_many_paragraphs_alike_is_the_one_that_is_repeated() -> None:
    """Sixty paragraphs share most of their words (a form that is filled in); the last copies the 45th."""
    ports = [chr(0x4E00 + 37 * n) + chr(0x5200 + 41 * n) + chr(0x6000 + 43 * n) for n in range(60)]
    form = "港口要联动发展，航线要互补共用，口岸要一起提速，各地要各展所长，把短板一块一块地补上。"
    made = [f"{port}联动{port}互补{port}共用。{form}" for port in ports]
    near = made[44].replace("一起提速", "共同提速")
    page = page_of(*made, near)
    last = [e for e in find_apparatus(page) if e.kind == "repeated-paragraph"][-1]
    assert words(page, last) == near
    assert "".join(page.raw[start:end] for start, end in last.duplicate_of) == made[44]


def test_entries_keep_to_one_paragraph_and_point_back() -> None:
    paragraphs = ESSAYS[0]["paragraphs"]
    page = page_of(*paragraphs, paragraphs[2][:50] + "。" + paragraphs[3][:40] + "。")
    repeats = [entry for entry in find_apparatus(page) if entry.kind.startswith("repeated-pa")]
    assert len(repeats) == 2
    for entry in repeats:
        assert entry.duplicate_of
        assert entry.duplicate_of[-1][1] <= entry.spans[0][0]
        assert any(
            p.spans[0][0] <= entry.spans[0][0] and entry.spans[-1][1] <= p.spans[-1][1]
            for p in page.articles[0].paragraphs
        )


FILL = "港口要联动发展，航线要互补共用，口岸要一起提速，让货物走得更快更稳，使沿江各市都能从中得到实惠。"


@pytest.mark.parametrize(
    ("sentence", "kind", "flagged"),
    [
        ("要抓好重点行业和重点行业的改造。", "repeated-item", "重点行业和重点行业"),
        ("支持院—企合作、院—企合作、企—企合作。", "repeated-item", "院—企合作"),
        ("“站—站—站”要协同联动。", "repeated-item", "站—站—站"),
        ("要推动推动产业升级。", "repeated-item", "推动推动"),
        ("要建好航运枢纽纽。", "repeated-character", "纽纽"),
        ("各地要用好“一网通办平台。", "doubtful-quotation", "“"),
        ("各地要用好一网通办”平台。", "doubtful-quotation", "”"),
        ("把“一网通办”做实，把“一网通”推广。", "doubtful-quotation", "“一网通”"),
        ("企业可以用厂房作抵抻贷款。", "likely-misreading", "抻"),
        ("航道要疏浚，，码头要扩建。", "stray-mark", "，，"),
    ],
)  # fmt: skip
def test_planted_faults(sentence: str, kind: str, flagged: str) -> None:
    page = page_of(FILL + sentence)
    found = find_apparatus(page, word_frequency=word_frequency())
    assert [(entry.kind, words(page, entry)) for entry in found] == [(kind, flagged)]


@pytest.mark.parametrize(
    "sentence",
    [
        "人民民主是社会主义的生命。",  # 民民 on the border of two words
        "桩桩件件都连着民心。",
        "把小事一件一件办好。",
        "渐渐地，往往天天如此。",
        "产业合作、合作共赢是大势。",
        "他说：“港口要联动。”大家都赞成。",
        "既要“金山银山”，也要“绿水青山”。",
        "这是振兴绕不开的三问，都要答好。",  # 三间 is a word and 三问 none, but little is gained
        "要把林田湖草一体保护。",
    ],
)
def test_ordinary_chinese_is_no_fault(sentence: str) -> None:
    assert apparatus(FILL + sentence) == ()


def test_an_open_end_is_reported() -> None:
    (entry,) = apparatus(
        FILL, "各地各部门要把责任一级一级扛在肩上并且落实到每一个项目每一个环节每一位责任人的"
    )
    assert (entry.kind, entry.confidence) == ("open-end", 0.6)


def test_without_frequencies_only_what_the_page_itself_shows() -> None:
    page = page_of(FILL + "要建好航运枢纽纽。企业可以用厂房作抵抻贷款。")
    assert find_apparatus(page) == ()


def test_page_and_apparatus_are_quick() -> None:
    """The goal for 10,000 characters is 20 ms, which the benchmark shows; a busy machine gets twice that."""
    text = "\n\n".join(
        line
        for essay in ESSAYS
        for line in ["## " + essay["title"], essay["authors"][0], *essay["paragraphs"]]
    )[:10_000]
    frequency = word_frequency()
    find_apparatus(parse_page(text, page_id="x"), word_frequency=frequency)
    times = []
    for _ in range(7):
        start = time.process_time()
        find_apparatus(parse_page(text, page_id="x"), word_frequency=frequency)
        times.append(time.process_time() - start)
    assert min(times) < 0.04, times


@pytest.mark.parametrize("character", ["\u200b", "\u202e", "\x07", "\ud800"])
def test_a_character_that_nobody_sees_is_on_record(character):
    body = f"港口要联动{character}发展，航线要互补共用，口岸要一起提速。各地各展所长，使重点领域都补上短板。"
    page = make_page([("张三", [body])])
    entries = [entry for entry in find_apparatus(page) if entry.kind == "stray-mark"]
    assert [page.raw[slice(*entry.spans[0])] for entry in entries] == [character]
    assert entries[0].note.isprintable()
