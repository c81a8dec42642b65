"""The site in a real browser: accessible, whole on a phone, clicks answered, no host asked."""

import re
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import yrdresearch as yrd
from yrdresearch.report import browse_evidence
from yrdresearch.report import run as report
from yrdresearch.report.build import build_report

CELL = """
import yrdresearch as yrd
from yrdresearch import plots
from yrdresearch.report import browse_evidence, finding, shown
corpus = yrd.load_corpus("sample")
coded = yrd.code_policy_areas(corpus)
cover = yrd.coverage(coded)
ax = plots.plot_coverage(cover)
plots.save_figure(ax, cover, "05-coverage");
"""
FOUND = """
top = cover.iloc[0]
said = {"zh": "{n} 句。", "en": "{n} sentences.", "limit_zh": "样张。", "limit_en": "A sample."}
finding("05-coverage", **said, values=top[["n"]])
"""
HOSTILE = '<img src=x onerror="document.title=1">'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small report: a figure, a table, a finding, the sentences behind them."""
    folder = tmp_path_factory.mktemp("checkout")
    (folder / "notebooks").mkdir()
    cells = [new_markdown_cell("# 05 领域：各占多少？"), *map(new_code_cell, (CELL, FOUND, "shown(cover)"))]
    cells += [new_code_cell("browse_evidence(corpus, coded)"), new_markdown_cell("完。")]
    nbformat.write(new_notebook(cells=cells), folder / "notebooks" / "05-areas.ipynb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(report, "checkout", lambda: folder)
        return build_report(folder / "site", corpus="sample", lang="zh").parent


PAGES = ("index.html", "05-areas.html", "evidence.html")


@pytest.mark.parametrize("width", [1280, 390], ids=["desktop", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_fits_and_asks_nobody(site, browser, name, width, tmp_path_factory):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"file://{site / name}")
    page.wait_for_timeout(500)
    found = axe.run(page).response["violations"]
    grave = {one["id"]: one["nodes"][0]["html"] for one in found if one["impact"] in ("serious", "critical")}
    assert grave == {}
    assert page.evaluate("document.documentElement.lang") in ("zh-CN", "zh")
    assert page.title()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:", "about:"))] == []
    page.screenshot(path=tmp_path_factory.getbasetemp() / f"site-{name}-{width}.png", full_page=True)
    page.close()


def test_a_click_on_an_area_lists_its_sentences_and_a_search_narrows_them(site, browser):
    page = browser.new_page()
    page.goto(f"file://{site / 'evidence.html'}")
    button = page.locator("#areas button").first
    said = int(button.inner_text().split()[-1])
    button.click()
    assert int(re.search(r"\d+", page.inner_text("#count"))[0]) == said
    assert page.locator("#found li").count() == min(said, 200)
    page.fill("#search", "长三角")
    narrowed = page.locator("#found li")
    assert 0 < narrowed.count() < said
    assert all("长三角" in text for text in narrowed.all_inner_texts())
    page.keyboard.press("Tab")
    page.close()


def test_an_interactive_output_has_the_font_of_the_site(site, browser):
    """A browser without a Chinese font shows boxes else; the page beside answers a click like the others."""
    page = browser.new_page()
    page.goto(f"file://{site / '05-areas.html'}")
    page.locator("iframe").scroll_into_view_if_needed()
    frame = page.frame(url=re.compile("05-areas-1.html"))
    loaded = frame.evaluate("""async () => (await document.fonts.load('16px "Noto Sans SC"', '长')).length""")
    assert loaded == 1
    button = frame.locator("#areas button").first
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    page.close()


def test_no_text_of_a_page_becomes_markup(sample, browser, tmp_path):
    coded = yrd.code_policy_areas(sample)
    hostile = replace(sample, sentences=sample.sentences.assign(text=HOSTILE + sample.sentences["text"]))
    browse_evidence(hostile, coded).save(tmp_path / "evidence.html")
    page = browser.new_page()
    page.goto(f"file://{tmp_path / 'evidence.html'}")
    assert page.locator("img").count() == 0
    assert HOSTILE in page.locator("#found li").first.inner_text()
    page.close()
