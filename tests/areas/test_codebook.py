"""The codebook is data: what it may hold, and what it must refuse."""

import json
import re
from pathlib import Path

import pytest
import yaml

from yrdresearch.areas.codebook import Area, Codebook
from yrdresearch.areas.codebookfiles import load_codebook
from yrdresearch.errors import CodebookError

RULES = {
    "innovation", "industry", "regional", "infrastructure", "ecology", "employment", "education", "health",
    "ageing", "culture", "opening", "finance", "talent", "digital", "institutions", "agriculture",
}  # fmt: skip


def write(folder: Path, **codebook: object) -> Path:
    path = folder / "codebook.yml"
    path.write_text(yaml.safe_dump(codebook, allow_unicode=True), encoding="utf-8")
    return path


def area(name: str, terms: str = "", hints: str = "", **more: object) -> dict[str, object]:
    return {"id": name, "terms": [terms], "hints": [hints], **more}


def test_packaged_codebook_has_the_sixteen_areas_in_two_languages() -> None:
    codebook = load_codebook()
    assert set(codebook.ids) == RULES
    for entry in codebook.areas:
        assert re.search(r"[\u4e00-\u9fff]", entry.name_zh)
        assert entry.name_en.isascii()
        assert entry.include
        assert entry.terms
        assert entry.cap
        assert entry.outline_2019


def test_crosswalk_points_to_listed_topics_and_chapters() -> None:
    codebook = load_codebook()
    assert set(codebook.outline_2019_chapters) == set(range(1, 13))
    table = codebook.table().set_index("policy_area")
    assert "6 强化生态环境共保联治" in table.loc["ecology", "outline_2019"]
    assert table.loc["education", "cap"] == "6 Education"


def test_every_shared_phrase_has_a_reason_and_two_areas() -> None:
    codebook = load_codebook()
    for phrase, reason in codebook.shared.items():
        assert reason
        assert len(codebook.weights()[phrase]) >= 2, phrase


@pytest.mark.parametrize(
    ("codebook", "message"),
    [
        ({"areas": [area("a", "医院 医院")]}, "lists 医院 2 times"),
        ({"areas": [area("a", "医院", "医院")]}, "lists 医院 2 times"),
        ({"areas": [area("a", "医院"), area("b", "医院")]}, "is in a and b"),
        ({"areas": [area("a", "医院")], "silent": ["医院"]}, "also silent"),
        ({"areas": [area("a", "医院。")]}, "can never match"),
        ({"areas": [area("a", "…医院")]}, "can never match"),
        ({"areas": [area("a", "医院")], "shared": {"医院": "why"}}, "is not in two areas"),
        ({"areas": [area("a", "医院", colour="red")]}, "unknown key 'colour'"),
        ({"areas": [area("none", "医院")]}, "choose another id"),
        ({"areas": [area("a", "医院", cap=[99])]}, "CAP topic 99"),
        ({"areas": [area("a", "医院")], "attributes": ["为提供"]}, "needs one \\*"),
        ({"areas": []}, "no area"),
        ({"areas": [{"id": "a"}]}, "has no words"),
        ({"areas": [area("a", "医院"), area("a", "门诊")]}, "is there 2 times"),
        ({"areas": [area("my area", "医院")]}, "an id is one word"),
        ({"areas": [area("a", "医院", cap="six")]}, "list of numbers"),
        ({"areas": [{"id": "a", "terms": {"医院": 1}}]}, "a: terms is a list of phrases"),
        ({"areas": [area("a", "医院")], "silent": 3}, "silent is a list of phrases"),
        ({"areas": [area("a", "医院")], "shared": ["医院"]}, "shared is a mapping"),
        ({"extends": "mine", "areas": []}, "only policy_areas or policy_instruments"),
    ],
)
def test_faults_are_named(tmp_path: Path, codebook: dict[str, object], message: str) -> None:
    path = write(tmp_path, **codebook)
    with pytest.raises(CodebookError, match=message) as caught:
        load_codebook(path)
    assert str(path) in str(caught.value)


def test_missing_file_and_broken_yaml(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match="no such codebook"):
        load_codebook(tmp_path / "none.yml")
    broken = tmp_path / "broken.yml"
    broken.write_text("areas: [", encoding="utf-8")
    with pytest.raises(CodebookError, match="not YAML"):
        load_codebook(broken)


def test_extension_adds_to_the_packaged_codebook(tmp_path: Path) -> None:
    more = load_codebook(
        write(tmp_path, extends="default", areas=[area("health", "互联网诊所"), area("sport", "滑雪板")])
    )
    assert more.ids == [*load_codebook().ids, "sport"]
    assert more.weights()["互联网诊所"] == {"health": 1.0}
    assert "互联网诊所" not in load_codebook().weights()


def test_a_line_of_phrases_and_a_single_number_need_no_list(tmp_path: Path) -> None:
    one = {"id": "a", "terms": "医院 门诊", "cap": 3}
    (loaded,) = load_codebook(write(tmp_path, areas=[one], cap_topics={3: "Health"}, silent="好医院")).areas
    assert loaded.terms == ("医院", "门诊")
    assert loaded.cap == (3,)


def test_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gbk.yml"
    path.write_bytes("areas:\n  - {id: a, terms: [体育场馆]}\n".encode("gb18030"))
    with pytest.raises(CodebookError, match="not UTF-8"):
        load_codebook(path)


def extension(folder: Path, **parts: object) -> Codebook:
    return load_codebook(write(folder, extends="policy_areas", **parts))


def area_of(codebook: Codebook, name: str) -> Area:
    return next(area for area in codebook.areas if area.id == name)


def test_an_extension_removes_moves_and_renames(tmp_path: Path) -> None:
    health, base = area_of(load_codebook(), "health"), load_codebook()
    gone, moved, weaker = health.terms[0], health.terms[1], health.terms[2]
    mine = extension(
        tmp_path,
        areas=[
            {"id": "health", "name_zh": "健康", "remove": [gone, weaker], "hints": [weaker]},
            area("sport", "滑雪板"),
        ],
        move={moved: "sport"},
        remove=["agriculture", base.silent[0]],
    )
    mine_health = area_of(mine, "health")
    assert mine_health.name_zh == "健康"
    assert mine_health.include == health.include
    assert mine.weights()[moved] == {"sport": 1.0}
    assert mine.weights()[weaker] == {"health": 0.5}
    assert gone not in mine.weights()
    assert base.silent[0] not in mine.silent
    assert mine.ids == [*(name for name in base.ids if name != "agriculture"), "sport"]
    assert base.weights()[gone] == {"health": 1.0}  # the package's own is as it was


def test_a_shared_word_removed_in_one_area_is_shared_no_more(tmp_path: Path) -> None:
    phrase = next(iter(load_codebook().shared))
    first, *rest = load_codebook().weights()[phrase]
    mine = extension(tmp_path, areas=[{"id": first, "remove": [phrase]}])
    assert list(mine.weights()[phrase]) == rest
    assert (phrase in mine.shared) == (len(rest) > 1)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (
            {"areas": [area("sport", "医院")]},
            "医院 is in health and sport; health has it from policy_areas: move",
        ),
        (
            {"areas": [area("health", "医院")]},
            "lists 医院, which policy_areas has there already with weight 1",
        ),
        ({"areas": [{"id": "health", "remove": ["滑雪板"]}]}, "area health: remove names 滑雪板"),
        ({"areas": [{"id": "sport", "terms": ["雪"], "remove": ["医院"]}]}, "area sport: remove names 医院"),
        ({"remove": ["医院"]}, "remove names 医院, which is no area, silent phrase or attribute"),
        ({"move": {"滑雪板": "health"}}, "move names 滑雪板, which is in no area"),
        ({"move": {"医院": "sport"}}, "which is no area"),
        ({"move": ["医院"]}, "move is a mapping"),
        ({"areas": [{"id": "a b", "terms": ["雪"]}]}, "one word"),
        ({"areas": [{"id": "sport", "terms": ["雪"], "family": "play"}]}, "family 'play'"),
    ],
)
def test_faults_of_an_extension(tmp_path: Path, parts: dict[str, object], message: str) -> None:
    with pytest.raises(CodebookError, match=message):
        extension(tmp_path, **parts)


def test_only_an_extension_can_remove_and_move(tmp_path: Path) -> None:
    for key in ("remove", "move"):
        with pytest.raises(CodebookError, match=f"unknown key '{key}'"):
            load_codebook(write(tmp_path, areas=[area("a", "医院")], **{key: ["医院"]}))


def test_the_key_changes_with_any_word_and_survives_as_plain_data(tmp_path: Path) -> None:
    first = load_codebook(write(tmp_path, id="mine", version=1, areas=[area("a", "医院", "药")]))
    same = load_codebook(write(tmp_path, id="mine", version=1, areas=[area("a", "医院", "药")]))
    other = load_codebook(write(tmp_path, id="mine", version=1, areas=[area("a", "医院 药")]))
    assert first.key == same.key
    assert first.key != other.key
    assert first.key.startswith("mine@1#")
    for codebook in (first, load_codebook()):
        stored = json.loads(json.dumps(codebook.facts()))
        assert Codebook.from_facts(stored) == codebook
        named = Codebook.from_facts(json.loads(json.dumps(codebook.facts(words=False))))
        assert named.key == codebook.key
        assert named.table()[["policy_area", "name_zh"]].equals(codebook.table()[["policy_area", "name_zh"]])
        assert not named.has_words


def test_the_environment_names_the_codebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YRD_CODEBOOK", str(write(tmp_path, areas=[area("a", "医院")])))
    assert load_codebook().ids == ["a"]
    assert len(load_codebook("policy_areas").ids) == 16
