"""Files of records: ids, places and fields in messages, wrapped lists, faults that stay where they are."""

import json

import pytest

from yrdresearch.errors import PageError
from yrdresearch.pages.facts import Extract
from yrdresearch.pages.records import read_records

TEXT = "海港的晨雾还没有散去，吊机已经开始转动。"


def read(text: str, name: str = "a.json", **options):
    return list(read_records(text, name=name, suffix="." + name.rsplit(".", 1)[1], **options))


@pytest.mark.parametrize(
    ("name", "stem"),
    [("a.jsonl", "a"), ("b/a.jsonl", "a"), ("c.d/b/2024.06.jsonl", "2024.06"), ("../a.b.c.jsonl", "a.b.c")],
)
def test_a_record_without_an_id_has_the_files_name_and_its_number(name: str, stem: str) -> None:
    lines = "\n".join(json.dumps({"text": TEXT}) for _ in range(2))
    assert [page_id for page_id, _ in read(lines, name)] == [f"{stem}.1", f"{stem}.2"]


def test_places_count_from_one() -> None:
    (_, one), (_, two) = read(json.dumps([7, {"title": "灯"}]))
    assert str(one).startswith("a.json, record 1, is no object")
    assert str(two).startswith("a.json, record 2, has no text; its fields are title;")


def test_a_column_without_a_name_is_named_by_its_number() -> None:
    ((_, found),) = read(f"text,,\n{TEXT},甲,乙\n", "a.csv")
    assert isinstance(found, Extract)
    assert found.facts.docvars == {"column_2": "甲", "column_3": "乙"}


def test_a_text_that_cannot_be_read_leaves_the_others_as_they_are() -> None:
    deep = "<div>" * 3000 + TEXT
    rows = read(json.dumps([{"text": f"<p>{TEXT}</p>"}, {"text": deep, "id": "deep"}, {"text": TEXT}]))
    assert [page_id for page_id, _ in rows] == ["a.1", "deep", "a.3"]
    one, fault, three = (found for _, found in rows)
    assert isinstance(fault, PageError)
    assert one.text.strip() == three.text == TEXT


@pytest.mark.parametrize(("fields", "named"), [(12, 12), (13, 12)])
def test_a_message_names_twelve_fields(fields: int, named: int) -> None:
    record = {f"f{number:02}": "甲" for number in range(fields)}
    ((_, fault),) = read(json.dumps([record]))
    assert str(fault).count(", f") + 1 == named
    with pytest.raises(PageError, match="no record has the field") as told:
        read(json.dumps([record]), fields={"text": "story"})
    assert str(told.value).rsplit("are ", 1)[1].count(", f") + 1 == named


@pytest.mark.parametrize("own", [{"title": "渡口的灯"}, {"text": TEXT}, {"title": "渡口的灯", "text": TEXT}])
def test_an_object_with_a_title_or_a_text_is_a_record_and_wraps_none(own: dict[str, str]) -> None:
    inside = [{"text": "山城的茶农今年换了新的烘房。"}] * 2
    ((_, found),) = read(json.dumps({**own, "comments": inside}))
    assert isinstance(found, Extract) == ("text" in own)
    assert len(read(json.dumps({"status": "ok", "comments": inside}))) == 2
