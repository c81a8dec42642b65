"""The documentation: its links lead somewhere, its references are used, the site has every public name."""

import os
import re
import shlex
import subprocess
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

import yrdresearch as yrd
from yrdresearch.arguments import command_parser as parser

ROOT = Path(__file__).parents[1]
PYTHON = ROOT / ".venv-docs" / ("Scripts" if os.name == "nt" else "bin") / "python"
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "data" / "README.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_files_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            path, _, place = target.partition("#")
            there = page.parent / unquote(path) if path else page
            assert there.exists(), target
            if place:
                headings = re.findall(r"^#+ (.+)", there.read_text(encoding="utf-8"), re.MULTILINE)
                assert place in {re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings}


def test_every_reference_of_the_paper_is_there_and_used():
    paper = (ROOT / "paper.md").read_text(encoding="utf-8")
    listed = re.findall(r"^@\w+\{(\w+),", (ROOT / "paper.bib").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"@(\w+)", paper)) == set(listed)
    assert len(set(listed)) == len(listed)


def test_the_citation_names_this_version_and_its_licence():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == yrd.__version__
    assert citation["license"] == "MIT"
    assert {"cff-version", "title", "message", "authors", "date-released"} <= set(citation)


def test_both_readmes_have_the_same_parts():
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md")]
    for part in (r"^## ", r"^\|", r"^```", r"^!\[", r"^- "):
        first, second = (len(re.findall(part, text, re.MULTILINE)) for text in texts)
        assert first == second, part


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_commands_of_the_readme_are_understood(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    lines = re.findall(r"^(?:\S*[\\/])?yrd (.+?)(?: +#.*| > .*)?$", text, re.MULTILINE)
    told = [shlex.split(line) for line in lines]
    assert {words[0] for words in told} >= {"check", "read", "code", "import", "report", "export"}
    for words in told:
        parser().parse_args(words)
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z]+)", text)) - {"ALL"} <= targets


class Read(HTMLParser):
    """The ids of a page, its links, and what it fetches by itself."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.fetched, self.language = set(), set(), set(), ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.language = values["lang"] if tag == "html" else self.language
        self.ids |= {values["id"]} if values.get("id") else set()
        self.links |= {values["href"]} if tag == "a" and values.get("href") else set()
        if tag in ("script", "img", "iframe", "source") and values.get("src"):
            self.fetched.add(values["src"])
        if tag == "link" and values.get("rel") != "canonical" and values.get("href"):
            self.fetched.add(values["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    python = PYTHON if PYTHON.is_file() else None
    if python is None and find_spec("zensical") and find_spec("griffe"):
        python = Path(os.sys.executable)
    if python is None:
        pytest.skip("the extra `docs` is not installed; run `make docs`")
    folder = tmp_path_factory.mktemp("docs") / "site"
    built = subprocess.run(
        [str(python), "docs/site/build.py", "--to", str(folder)], cwd=ROOT, capture_output=True, text=True
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return {
        path.relative_to(folder).as_posix(): Read(path.read_text(encoding="utf-8"))
        for path in folder.rglob("*.html")
    } | {path.relative_to(folder).as_posix(): None for path in folder.rglob("*") if path.suffix != ".html"}


@pytest.mark.parametrize("folder", yrd.FOLDERS)
def test_the_reference_has_every_public_name(site, folder):
    names = {f"{folder}.{name}" for name in getattr(yrd, folder).__all__}
    assert names - site[f"api/{folder}.html"].ids == set()


def test_every_link_of_the_site_leads_somewhere(site):
    lacking = set()
    for name, page in site.items():
        if page is None or name == "404.html":
            continue
        for link in page.links | page.fetched:
            path, _, place = unquote(link).partition("#")
            if re.match(r"[a-z]+:", link):
                continue
            there = os.path.normpath(os.path.join(os.path.dirname(name), path)) if path else name
            if there not in site or (place and site[there] and place not in site[there].ids):
                lacking.add((name, link))
    assert lacking == set()


def test_no_page_fetches_anything_from_elsewhere(site):
    fetched = {one for page in site.values() if page for one in page.fetched}
    assert {one for one in fetched if re.match(r"(https?:)?//", one)} == set()


def test_pages_say_their_language(site):
    assert site["zh.html"].language == "zh-CN"
    assert {page.language for name, page in site.items() if page and name != "zh.html"} == {"en"}
