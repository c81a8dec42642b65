"""Which lines on top of a text are labels with values, and which are its own."""

import pytest

from yrdresearch.pages.facts import Extract
from yrdresearch.pages.labels import labelled_text

TEXT = "海港的晨雾还没有散去，吊机已经开始转动。\n有人说：灯要亮到天明。\n"
HEAD = "标题：渡口的灯\n作者：杜清河\n"


def taken(text: str) -> tuple[str, dict[str, object]] | None:
    """The text and the facts besides title and author; None where the file stays as it is."""
    found = labelled_text(Extract(text))
    if "labels" not in found.left_out:
        assert found.text == text
        return None
    assert (found.facts.title, found.facts.authors) == ("渡口的灯", ("杜清河",))
    assert found.left_out["labels"] == len("".join(text.replace(found.text, "").split()))
    return found.text, found.facts.docvars


def test_two_labels_are_enough_and_one_is_not() -> None:
    assert taken(HEAD + "\n" + TEXT) == (TEXT, {})
    assert taken("标题：渡口的灯\n\n" + TEXT) is None
    assert taken("作者：杜清河\n日期：2024年6月4日\n\n" + TEXT) is None  # none of them is the title


@pytest.mark.parametrize("nothing", ["", "\n", "\n \n　\n"])
def test_labels_without_a_text_below_stay(nothing: str) -> None:
    assert taken(HEAD + nothing) is None


def test_a_label_that_is_not_known_does_not_begin_the_head() -> None:
    assert taken(f"天气：晴\n{HEAD}\n{TEXT}") is None


@pytest.mark.parametrize("label", ["正文：\n", "正文：", "【正文】\n"])
def test_what_is_below_the_label_of_the_text_is_text(label: str) -> None:
    text = "作者：是谁并不要紧。\n" + TEXT
    found = taken(HEAD + label + text)
    assert found is not None
    assert found[0] == text


@pytest.mark.parametrize(
    ("line", "is_label"),
    [
        ("天气：晴", True),
        ("天：晴", False),  # one character
        ("今天海港天气：晴", True),
        ("今天的海港天气：晴", False),  # seven
        ("Day：晴", False),
        ("天气：", False),
        ("天气：" + "晴" * 20, True),
        ("天气：" + "晴" * 21, False),
        ("天气：晴。", False),  # it ends a sentence
        ("天气：晴；", False),
        ("他们说：", False),
    ],
)
def test_a_short_word_and_a_short_value_below_known_labels_are_one_more(line: str, is_label: bool) -> None:
    found = taken(f"{HEAD}{line}\n\n{TEXT}")
    assert found is not None
    assert (found[0] == TEXT) == is_label
    assert (found[0] == f"{line}\n\n{TEXT}") == (not is_label)
    assert found[1] == (dict([line.split("：")]) if is_label else {})


def test_a_file_of_several_labelled_texts_stays() -> None:
    assert taken(f"{HEAD}\n{TEXT}\n题目：另一盏灯\n作者：罗小溪\n\n{TEXT}") is None
