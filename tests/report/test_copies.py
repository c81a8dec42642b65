"""The notebooks in one language, in a reader's own folder: what was changed there is never lost."""

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest

from yrdresearch.cli import main
from yrdresearch.files import checkout
from yrdresearch.report import copies, copy_notebooks

HAN = re.compile(r"[㐀-鿿]")
SERIES = sorted((checkout() / "notebooks").glob("[0-9]*.ipynb"))


@pytest.fixture
def series(tmp_path, monkeypatch):
    """A series of two notebooks that a test may change."""
    folder = tmp_path / "series"
    folder.mkdir()
    notebooks = [Path(shutil.copy(path, folder)) for path in SERIES[:2]]
    monkeypatch.setattr(copies, "numbered_notebooks", lambda: sorted(notebooks))
    return notebooks


def _read(path):
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_copies_show_one_language_and_name_it(lang, tmp_path):
    before = {path: path.read_bytes() for path in SERIES}
    assert copy_notebooks(tmp_path / "mine", lang=lang) == []
    assert sorted(path.name for path in (tmp_path / "mine").iterdir()) == [path.name for path in SERIES]
    for path in SERIES:
        source, copy = _read(path), _read(tmp_path / "mine" / path.name)
        nbformat.validate(copy)
        prose = [cell.source for cell in copy.cells if cell.cell_type == "markdown"]
        assert prose == [cell.source for cell in source.cells if lang in cell.metadata.get("tags", [])]
        unquoted = [re.sub(r"`[^`]*`|“[^”]*”", "", text) for text in prose]
        assert all(bool(HAN.search(text)) == (lang == "zh") for text in unquoted)
        code = [cell.source for cell in copy.cells if cell.cell_type == "code"]
        assert f'\nlang = "{lang}"  #' in next(text for text in code if "\nlang = " in text)
        assert len(code) == sum(cell.cell_type == "code" for cell in source.cells)
    assert before == {path: path.read_bytes() for path in SERIES}  # one source, with both languages


def test_the_language_set_is_taken(tmp_path, monkeypatch):
    monkeypatch.setenv("YRD_LANG", "en")
    copy_notebooks(tmp_path)
    assert _read(tmp_path / SERIES[0].name).cells[0].source.startswith("# 00 Start here")


def _edit(notebook):
    notebook.cells[-1].source += "\nmy note"


def _add(notebook):
    notebook.cells.append(nbformat.v4.new_markdown_cell("my note"))


def _drop(notebook):
    del notebook.cells[-1]


@pytest.mark.parametrize("change", [_edit, _add, _drop])
@pytest.mark.parametrize("moved_on", [False, True], ids=["same series", "newer series"])
def test_what_was_changed_stays_byte_for_byte(change, moved_on, series, tmp_path):
    mine = tmp_path / "mine"
    copy_notebooks(mine, lang="zh")
    notebook = _read(mine / SERIES[0].name)
    change(notebook)
    nbformat.write(notebook, mine / SERIES[0].name)
    before = (mine / SERIES[0].name).read_bytes()
    if moved_on:
        _move_on(series[0])
    assert copy_notebooks(mine, lang="zh") == [mine / SERIES[0].name]
    assert copy_notebooks(mine, lang="en") == [mine / SERIES[0].name]
    assert (mine / SERIES[0].name).read_bytes() == before


def _move_on(path):
    notebook = _read(path)
    notebook.cells[-2].source += "\n\n新的一句。"
    notebook.cells[-1].source += "\n\nA new sentence."
    nbformat.write(notebook, path)


def test_a_copy_that_was_only_run_keeps_its_results_until_the_series_changes(series, tmp_path):
    copy_notebooks(tmp_path, lang="en")
    notebook = _read(tmp_path / SERIES[0].name)
    code = next(cell for cell in notebook.cells if cell.cell_type == "code")
    code.outputs, code.execution_count = [nbformat.v4.new_output("stream", text="a result")], 1
    notebook.metadata["language_info"] = {"name": "python", "version": "3.12.1"}
    nbformat.write(notebook, tmp_path / SERIES[0].name)
    assert copy_notebooks(tmp_path, lang="en") == []
    assert "a result" in (tmp_path / SERIES[0].name).read_text("utf-8")
    _move_on(series[0])
    assert copy_notebooks(tmp_path, lang="en") == []
    assert _read(tmp_path / SERIES[0].name).cells[-1].source.endswith("A new sentence.")


@pytest.mark.parametrize(
    "content",
    [b"my notes", b"\xff\xfe", b"[]", b'{"cells": [1]}', b'{"cells": []}', b'{"cells": 3, "metadata": {}}',
     b'{"cells": [], "metadata": {}}', b'{"cells": [], "metadata": []}'],
)  # fmt: skip
def test_a_file_of_that_name_that_is_not_from_here_stays(content, series, tmp_path):
    path = tmp_path / SERIES[1].name
    path.write_bytes(content)
    assert copy_notebooks(tmp_path) == [path]
    assert path.read_bytes() == content


def test_the_command_says_what_it_left_and_where_the_notebooks_are(series, tmp_path, capsys):
    mine = tmp_path / "mine"
    assert main(["notebooks", "--to", str(mine), "--lang", "en"]) == 0
    assert str(mine) in capsys.readouterr().out
    (mine / SERIES[1].name).write_text(json.dumps({"cells": []}), encoding="utf-8")
    assert main(["notebooks", "--to", str(mine), "--lang", "en"]) == 0
    assert SERIES[1].name in capsys.readouterr().out.splitlines()[0]
