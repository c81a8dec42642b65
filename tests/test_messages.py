"""Every message has a Chinese twin, found from its English at the border of display."""

import ast
import re
from pathlib import Path

import pytest

from yrdresearch import errors
from yrdresearch.errors import spoken
from yrdresearch.files import resource, shipped_path
from yrdresearch.messages import chinese
from yrdresearch.pages import describe_page, read_page

SOURCE = Path(__file__).parents[1] / "src" / "yrdresearch"
KINDS = {name for name in vars(errors) if name.endswith("Error")}
ROWS = [row.split("\t") for row in resource("messages.tsv").splitlines() if row and row[0] != "#"]
HAN = re.compile("[㐀-鿿]")
PHRASE = re.compile(r"(?<![\w.`'{])[a-z]{2,} [a-z]{2,} [a-z]{2,}(?![\w.`'])")
NO_WORDS = {"X", "X: X", "X: X: X"}  # messages that are another message behind a place


def _template(node: ast.expr) -> str | None:
    """The text of a message with X for what is filled in; None where it is not written in place."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return " ".join(node.value.split())
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "X" for part in node.values]
        return " ".join("".join(map(str, parts)).split())
    return None


def _raised() -> list[str]:
    calls = (
        node
        for path in sorted(SOURCE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS
    )
    found = {_template(call.args[0]) for call in calls if call.args}
    return sorted(text for text in found if text and text not in NO_WORDS)


def _said() -> set[str]:
    """Every English phrase of the package that is no docstring and not one of two languages side by side."""
    found = set()
    for path in sorted(SOURCE.rglob("*.py")):
        if path.parent.name == "plots" or path.name == "crate.py":
            continue  # plots have both languages at hand (`pick`); metadata are in English
        tree = ast.parse(path.read_text(encoding="utf-8"))
        passed = {id(part) for node in ast.walk(tree) if _in_two(node) for part in ast.walk(node)}
        nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in passed)
        found |= {" ".join(node.value.split()) for node in nodes if isinstance(node.value, str)}
    found = {re.sub(r"\{\w+\}", "{}", text) for text in found}
    return {text for text in found if PHRASE.search(text) and not HAN.search(text)}


def _in_two(node: ast.AST) -> bool:
    """Docstrings; arguments named en or help; a Chinese and an English word beside each other."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.keyword):
        return node.arg in ("en", "help", "description")
    if isinstance(node, ast.Dict):
        return {"zh", "en"} <= {getattr(key, "value", None) for key in node.keys}
    both = node.elts if isinstance(node, ast.Tuple) else node.args if isinstance(node, ast.Call) else []
    words = [_template(one) or "" for one in both]
    return len(words) == 2 and bool(HAN.search(words[0]))


NOT_SHOWN = {
    *("Converted by yrdresearch; the essays belong to their authors.", "has no attribute"),
    *("set like text=", "blank on top="),
    *("these folders cannot be exchanged", "this folder has to stay where it is"),
    *("this system cannot exchange folders", "it is empty; give a file or folder"),  # argparse speaks English
}


def test_every_phrase_that_is_shown_has_its_chinese() -> None:
    rows = re.sub(r"\{\w+\}", "{}", "\n".join(en for en, _ in ROWS))
    lacking = {phrase for phrase in _said() - NOT_SHOWN if phrase not in rows}
    assert not lacking, "add lines to src/yrdresearch/resources/messages.tsv"


@pytest.mark.parametrize("message", _raised())
def test_every_error_has_its_chinese(message: str) -> None:
    told = chinese(message)
    assert told != message, "add a line to src/yrdresearch/resources/messages.tsv"
    assert not PHRASE.search(told), told


def test_each_row_fills_the_same_places_in_both_languages() -> None:
    assert all(len(row) == 2 and all(row) for row in ROWS)
    assert len({en for en, _ in ROWS}) == len(ROWS)
    for en, zh in ROWS:
        places = {int(place) for place in re.findall(r"\{(\d)\}", zh)}
        assert places <= set(range(en.count("{}"))), en
        assert re.search("[㐀-鿿]", zh), zh


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("a.txt: there is no file b.txt; check the path", "a.txt：没有文件 b.txt；请检查路径"),
        ("no difference shown; differs", "未见差异；有差异"),
        ("the coding is a X; give a table that has them", "编码 是 X；请给出有这些列的表"),
        ("合作与发展; none of these", "合作与发展; none of these"),
    ],
)  # fmt: skip
def test_parts_places_and_phrases_are_told_and_the_rest_stays(message: str, told: str) -> None:
    assert chinese(message) == told


@pytest.mark.parametrize("name", ["sample-1", "sample-2", "sample-3"])
def test_yrd_check_is_all_in_one_language(name: str) -> None:
    page = read_page(shipped_path("sample") / f"{name}.txt")
    told = describe_page(page, lang="zh")
    assert not re.search("[a-z]{3,} [a-z]{3,}", told), told
    assert "文件中的每个字符" in told
    notes = [entry.note for entry in page.apparatus] + [r for a in page.articles for r in a.reasons]
    assert all(chinese(note) != note for note in notes)
    assert "every character of the file" in describe_page(page, lang="en")


def test_messages_speak_the_language_set_else_that_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("YRD_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert spoken() == "en"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert spoken() == "zh"
    monkeypatch.setenv("YRD_LANG", "en")
    assert spoken() == "en"


@pytest.mark.parametrize(
    ("lang", "start"), [("zh", "ArgumentError: lang 是"), ("en", "ArgumentError: lang is")]
)
def test_a_notebook_shows_the_sentence_alone(lang: str, start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """IPython shows what `_render_traceback_` gives; the whole can be asked for."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    monkeypatch.setenv("YRD_LANG", lang)
    shell = InteractiveShell()
    with capture_output() as shown:
        shell.run_cell("from yrdresearch.errors import language; language('fr')")
        shell.run_cell("import traceback; traceback.print_last()")
    sentence, _, whole = shown.stdout.partition("traceback.print_last()")
    assert sentence.startswith(start)
    assert len(sentence.splitlines()) == 2
    assert "in language" in whole + shown.stderr


def test_a_note_of_parts_that_have_semicolons_themselves_is_told_in_full() -> None:
    two = (
        "in fewer than three articles, too few for an interval that holds; coverage() has a bound; "
        "shares are of what the coding sees; its mistakes are not in the interval (corrected_coverage)"
    )
    assert chinese(two).count("；") >= 1
    assert not PHRASE.search(chinese(two))


def test_places_in_files_are_told_in_chinese() -> None:
    fault = "is no object with fields; give one such as {'title': …, 'text': …}"
    for message in (
        f"a.json, record 1, {fault}",
        f"a.jsonl, line 2, {fault}",
        "a.jsonl, line 2, has no text; its fields are title, body; name the field",
        "a.txt cannot be decoded as UTF-8 (byte 0) or GB18030 (byte 3); save it as UTF-8",
    ):
        assert not re.search("record|line|byte", chinese(message)), chinese(message)
