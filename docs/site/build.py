"""Builds the documentation site: pages of the repository, reference from the docstrings, gallery.

Runs with what `docs/site/requirements.txt` names; the package itself need not be installed.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from html import escape
from pathlib import Path

import yaml
from reference import contents, error_names, public_names, reference

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "yrdresearch"
RESOURCES = SOURCE / "resources"
FOLDERS = ("words", "pages", "corpus", "stats", "topics", "areas", "groups", "plots", "report")
COPIED = {  # page of the site -> file of the repository
    "index.md": "README.md",
    "zh.md": "README.zh.md",
    "data.md": "data/README.md",
    "extend.md": "CONTRIBUTING.md",
    "conduct.md": "CODE_OF_CONDUCT.md",
    "paper.md": "paper.md",
    "scale.md": "benchmarks/RESULTS.md",
    "changes.md": "CHANGELOG.md",
    "licence.md": "LICENSE",
    **{path.name: f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))},
}
PAGE_OF = {file: page for page, file in COPIED.items()}


def main() -> int:
    """Stage the pages, then let zensical write the site."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "site", help="folder of the site")
    parser.add_argument("--figures", type=Path, default=ROOT / "reports" / "figures", help="of a report")
    options = parser.parse_args()
    work = ROOT / "build" / "docs"
    shutil.rmtree(work, ignore_errors=True)
    pages = work / "pages"
    pages.mkdir(parents=True)
    for name, text in _pages(options.figures).items():
        path = pages / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copytree(ROOT / "docs" / "images", pages / "images")
    for figure in _figures():
        if (options.figures / f"{figure['name']}.png").is_file():
            (pages / "figures").mkdir(exist_ok=True)
            shutil.copy(options.figures / f"{figure['name']}.png", pages / "figures")
            shutil.copy(options.figures / f"{figure['name']}.csv", pages / "figures")
    for name in ("CITATION.cff", "paper.bib"):
        shutil.copy(ROOT / name, pages)
    shutil.copy(ROOT / "docs" / "site" / "extra.css", pages)
    shutil.copy(ROOT / "docs" / "site" / "zensical.toml", work)
    program = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
    status = subprocess.run([*program, "--config-file", str(work / "zensical.toml")], check=False).returncode
    if status == 0:
        _keep_inside(work / "site")
        shutil.rmtree(options.to, ignore_errors=True)
        shutil.copytree(work / "site", options.to)
        print(f"Documentation: {options.to / 'index.html'}")
    return status


def _keep_inside(site: Path) -> None:
    """The one script that pages opened as files would fetch from elsewhere is put beside them."""
    shutil.copy(ROOT / "docs" / "site" / "iframe-worker.js", site / "assets" / "javascripts")
    for page in site.rglob("*.html"):
        up = "../" * (len(page.relative_to(site).parts) - 1)
        text = page.read_text(encoding="utf-8")
        local = f"{up}assets/javascripts/iframe-worker.js"
        if page.name == "zh.html":
            text = text.replace('<html lang="en"', '<html lang="zh-CN"')
        page.write_text(re.sub(r"https://[\w.]+/iframe-worker/shim", local, text), encoding="utf-8")


def _pages(figures: Path) -> dict[str, str]:
    """Name -> Markdown of every page of the site."""
    public = {folder: public_names(folder) for folder in FOLDERS}
    anchors = {name: f"{folder}.md#{folder}.{name}" for folder, names in public.items() for name in names} | {
        f"{folder}.{name}": f"{folder}.md#{folder}.{name}"
        for folder, names in public.items()
        for name in names
    }
    made = {page: _copied(file) for page, file in COPIED.items()}
    made |= {f"api/{folder}.md": reference(folder, names, anchors) for folder, names in public.items()}
    made["api/index.md"] = contents(public)
    made["api/errors.md"] = reference("errors", error_names(), anchors)
    return {
        **made,
        "conventions.md": _conventions(),
        "columns.md": _columns(),
        "gallery.md": _gallery(figures),
    }


def _copied(file: str) -> str:
    """A page of the repository, its links as they are on the site."""
    text = (ROOT / file).read_text(encoding="utf-8")
    if file == "LICENSE":
        return f"# Licence\n\n{text}"
    if file == "paper.md":
        text = re.sub(r"\A---\n.*?^---\n", f"# {_title(text)}\n", text, flags=re.DOTALL | re.MULTILINE)
    here = Path(file).parent

    def link(found: re.Match[str]) -> str:
        target, mark, place = found[2].partition("#")
        if not target or "://" in target:
            return found[0]
        path = (here / target).as_posix()
        if path.startswith("docs/images/"):
            return f"{found[1]}({path.removeprefix('docs/')})"
        return f"{found[1]}({PAGE_OF.get(path, Path(path).name)}{mark}{place})"

    return re.sub(r"(\[[^\]]*\])\(([^)\s]+)\)", link, text)


def _title(paper: str) -> str:
    return str(yaml.safe_load(paper.split("---\n")[1])["title"])


# Pages made from data files


def _conventions() -> str:
    entries = yaml.safe_load((RESOURCES / "page_conventions.yml").read_text(encoding="utf-8"))["conventions"]
    lines = [
        "# Page conventions",
        "",
        "What a line of a page looks like, and what it is then: the entries of `page_conventions.yml` by",
        "their fictional examples. How the lines decide together: [Reading a page](reading.md).",
        "",
        "| role | example | note |",
        "|---|---|---|",
    ]
    for entry in entries:
        cells = (entry["role"], entry.get("example", ""), entry.get("note", ""))
        lines.append("| " + " | ".join(_cell(str(cell)) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _columns() -> str:
    text = (RESOURCES / "columns.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line[:1] != "#")
    lines = ["# Columns of the results", "", "What each column of a table is called when it is shown.", ""]
    lines += ["| column | English | 中文 |", "|---|---|---|"]
    lines += [
        f"| `{row[0]}` | {_cell(row[2])} | {_cell(row[1])} |"
        for row in rows
        if len(row) == 4 and row[0][:1] != "#"
    ]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """The text with nothing in it that Markdown would read as its own."""
    return re.sub(r"[|\[\]*_`\\~]", lambda mark: f"&#{ord(mark[0])};", escape(text)).replace("\n", " ")


# The gallery


def _figures() -> Iterator[dict[str, str]]:
    """Each figure of the notebooks: its name, notebook, heading and code."""
    for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb")):
        heading = {"en": "", "zh": ""}
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source, tags = "".join(cell["source"]), cell["metadata"].get("tags", [])
            for lang in ("en", "zh"):
                if (
                    cell["cell_type"] == "markdown"
                    and lang in tags
                    and (found := re.findall(r"^#+ (.+)", source, re.M))
                ):
                    heading[lang] = found[0]
            for name in re.findall(r"save_figure\(.*?\"(\d\d-[\w-]+)\"", source, re.DOTALL):
                yield {"name": name, "notebook": path.name, "code": source, **heading}


def _gallery(figures: Path) -> str:
    lines = ["# Gallery", "", "Every figure of the notebooks with the code that makes it.", ""]
    found = list(_figures())
    if not all((figures / f"{one['name']}.png").is_file() for one in found):
        lines += ["Some figures are missing here: run `make report` before `make docs`.", ""]
    for one in found:
        lines += [f"## {one['name']}", "", f"{one['en']} · {one['zh']} (`{one['notebook']}`)", ""]
        png = figures / f"{one['name']}.png"
        if png.is_file():
            words = _words_in(png)
            alternative = re.sub(r"[\[\]\n]", " ", words.get("Description", one["en"]))
            lines += [f"![{alternative}](figures/{png.name}){{ loading=lazy }}", ""]
            lines += [f"[The table behind it (CSV)](figures/{one['name']}.csv)", ""]
        lines += [f"```python\n{one['code'].rstrip()}\n```", ""]
    return "\n".join(lines)


def _words_in(png: Path) -> dict[str, str]:
    """The texts that a PNG carries: its title and the alternative to looking at it."""
    data, at, texts = png.read_bytes(), 8, {}
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        name, _, rest = body.partition(b"\0")
        if kind == b"tEXt":
            texts[name.decode("latin-1")] = rest.decode("latin-1")
        elif kind == b"iTXt":
            text = rest[2:].split(b"\0", 2)[2]
            texts[name.decode("latin-1")] = (zlib.decompress(text) if rest[0] else text).decode("utf-8")
        at += size + 12
    return texts


if __name__ == "__main__":
    sys.exit(main())
