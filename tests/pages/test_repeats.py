"""Passages that a page has twice, planted in letters that are all different: what is found is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from small_corpus import make_page
from yrdresearch.pages.page import Paragraph
from yrdresearch.pages.repeats import SEED, SHORTEST, letters_of, repeated_paragraphs, repeated_passages


def han(start: int, size: int) -> str:
    """Characters that no other call with other numbers gives."""
    return "".join(chr(0x4E00 + number) for number in range(start, start + size))


def paragraphs_of(*texts: str) -> list[Paragraph]:
    return list(make_page([("甲", list(texts))]).articles[0].paragraphs)


def passages(*texts: str) -> list[tuple[str, str, float]]:
    """Each passage that is found, what it repeats, and how far they agree."""
    paragraphs = paragraphs_of(*texts)
    raw = "".join(f"{text}\n" for text in texts)
    found = repeated_passages(paragraphs, letters_of(paragraphs))
    for one in found:
        assert one.length == sum(end - start for start, end in one.spans)
    return [
        (
            "".join(raw[a:b] for a, b in one.spans),
            "".join(raw[a:b] for a, b in one.duplicate_of),
            one.agreement,
        )
        for one in found
    ]


A, B, C = han(0, 40), han(100, 40), han(200, 40)


@pytest.mark.parametrize("length", [SHORTEST - 1, SHORTEST, SHORTEST + 1, 30])
def test_a_passage_is_found_from_the_shortest_on(length: int) -> None:
    copy = A[5 : 5 + length]
    expected = [(copy, copy, 1.0)] if length >= SHORTEST else []
    assert passages(A, B + copy + C) == expected


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_passage_ends_with_its_paragraph(number: int) -> None:
    """Two short paragraphs, one behind the other, are not one long passage; nor are two borders alike."""
    short, next_one = han(300, SHORTEST - 2), han(400, SHORTEST - 2)
    before = [han(500 + 40 * at, 30) for at in range(number)]
    assert passages(*before, short, next_one, B + short + next_one + C) == []
    assert passages(*before, short, next_one, B, short, next_one) == []


def test_a_passage_begins_where_the_one_before_it_ends() -> None:
    """The letter in front of its source is the last one of the passage before."""
    first, second = A[:20], B[:20]
    assert passages(first, first[-1] + second, first + second) == [(first, first, 1.0), (second, second, 1.0)]


def test_the_letters_in_front_belong_to_a_passage_whose_seeds_are_known_from_elsewhere() -> None:
    piece = A[: SEED + 1]
    copy = piece + B[:20]
    assert passages(piece + C, han(300, 5) + copy, han(400, 5) + copy)[-1] == (copy, copy, 1.0)


@given(
    at=st.integers(SEED, 30 - SEED), left_out=st.integers(0, 3), added=st.integers(0, 3), length=st.just(30)
)
def test_a_difference_of_three_letters_is_bridged(at: int, left_out: int, added: int, length: int) -> None:
    source = A[:length]
    left_out = min(left_out, length - SEED - at)
    copy = source[:at] + C[:added] + source[at + left_out :]
    same = length - left_out
    share = round(same / max(len(copy), length), 2)
    assert passages(source, B + copy) == [(copy, source, share)]


def test_a_difference_of_four_letters_is_not_bridged() -> None:
    source = A[:30]
    copy = source[:15] + C[:4] + source[15:]
    assert passages(source, B + copy) == [(part, part, 1.0) for part in (source[:15], source[15:])]


def test_a_bridge_leads_over_no_end_of_a_paragraph() -> None:
    assert passages(A[:10], A[10:20], B + A[:20]) == []
    assert passages(A[:20], B + A[:10], A[10:20] + C) == []


def letters_with_seeds(number: int, size: int) -> str:
    """Letters of which so many, one at the end, begin a sampled seed: codes divisible by three."""
    codes = [0x6001 + 3 * at for at in range(size)]
    assert 0x4E00 % 3 == 0 != 0x6001 % 3
    for at in (*range(number - 1), size - SEED):
        codes[at] = 0x4E00 + 3 * at
    return "".join(map(chr, codes))


@pytest.mark.parametrize(("seeds", "is_copy"), [(3, False), (4, True), (5, True)])
def test_a_paragraph_with_few_seeds_is_no_copy(seeds: int, is_copy: bool) -> None:
    text = letters_with_seeds(seeds, 20)
    paragraphs = paragraphs_of(text, B, text)
    copies = repeated_paragraphs(paragraphs, letters_of(paragraphs))
    assert [*copies] == ([2] if is_copy else [])
    for copy in copies.values():
        assert (copy.spans, copy.duplicate_of) == (paragraphs[2].spans, paragraphs[0].spans)
        assert (copy.length, copy.agreement) == (20, 1.0)


def test_a_paragraph_put_together_of_others_is_a_copy_of_none() -> None:
    """Nearly all of each is on the page twice, and half of it in any other."""
    first, second = han(0, 60), han(600, 60)
    texts = first, second, first[:30] + second[30:], second[:30] + first[30:]
    paragraphs = paragraphs_of(*texts)
    assert repeated_paragraphs(paragraphs, letters_of(paragraphs)) == {}
    assert len(passages(*texts)) == 4


@pytest.mark.parametrize("length", [1, 2, 4, 5, 6, 20])
def test_every_place_where_a_seed_fits_has_a_first_place(length: int) -> None:
    """The end of the paragraph is a letter of its own."""
    first = letters_of(paragraphs_of(A[:length])).first
    assert list(first) == list(range(max(0, length + 1 - SEED + 1)))
