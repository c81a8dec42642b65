"""Chinese prose has the full-width marks of Chinese, wherever a reader meets it."""

import re

import nbformat
import pytest

from yrdresearch.files import checkout, resource

HALF = re.compile(r"[㐀-鿿”》][,;:!?()]|[,;:!?()][㐀-鿿“《]")
CODE = re.compile(r"```.*?```|`[^`]*`|\[[^\]]*\]\([^)]*\)|\{[^}]*\}", re.DOTALL)
SAID = re.compile(r'(?:\bzh=|"zh": |limit_zh=)f?"((?:[^"\\]|\\.)*)"')
ROOT = checkout()


def _rows(name: str) -> str:
    rows = [line.split("\t") for line in resource(name).splitlines() if line and line[0] != "#"]
    return "\n".join(row[1] for row in rows)


def _prose(path) -> str:
    cells = nbformat.read(path, as_version=4).cells
    markdown = [cell.source for cell in cells if "zh" in cell.metadata.get("tags", [])]
    return "\n".join([*markdown, *SAID.findall("\n".join(cell.source for cell in cells))])


TEXTS = {name: _rows(name) for name in ("messages.tsv", "columns.tsv")}
TEXTS["README.zh.md"] = (ROOT / "README.zh.md").read_text(encoding="utf-8")
TEXTS |= {path.stem: _prose(path) for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))}
TEXTS["source"] = "\n".join(
    "\n".join(SAID.findall(path.read_text(encoding="utf-8")))
    for path in sorted((ROOT / "src" / "yrdresearch").rglob("*.py"))
)
PAGES = resource("topic_explorer.html") + resource("evidence.html")
TEXTS["pages"] = "\n".join(line for line in re.findall('"(.*?)"', PAGES) if re.search("[㐀-鿿]", line))


@pytest.mark.parametrize("name", TEXTS)
def test_marks_beside_chinese_characters_are_full_width(name):
    text = CODE.sub("`", TEXTS[name])
    found = [text[max(0, hit.start() - 12) : hit.end() + 12] for hit in HALF.finditer(text)]
    assert found == []
