"""Every notebook as a researcher opens and runs it: in JupyterLab, in one language; every figure seen."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
RUN_ALL = "async () => { await window.jupyterapp.commands.execute('notebook:run-all-cells'); }"
CELLS = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .filter(cell => cell.model.type === 'code')
    .map(cell => {
        const outputs = cell.model.outputs;
        const list = [];
        for (let i = 0; i < outputs.length; i++) list.push(outputs.get(i).toJSON());
        return {source: cell.model.sharedModel.source, count: cell.model.executionCount, outputs: list};
    })"""
FRAME = """() => window.jupyterapp.shell.currentWidget.content.widgets.findIndex(cell =>
    cell.model.type === 'code' && JSON.stringify(cell.model.outputs.toJSON()).includes('<iframe'))"""
SCROLL = "at => window.jupyterapp.shell.currentWidget.content.scrollToItem(at, 'start')"
READY = """() => window.jupyterapp?.shell.currentWidget?.context?.sessionContext?.session?.kernel?.status
    === 'idle'"""
HEADINGS = """async () => {
    await window.jupyterapp.commands.execute('toc:show-panel');
    await new Promise(done => setTimeout(done, 2000));
    return [...document.querySelectorAll('.jp-TableOfContents-tree .jp-tocItem-content')]
        .map(item => item.textContent.trim());
}"""
PROSE = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .filter(cell => cell.model.type === 'markdown').map(cell => cell.model.sharedModel.source)"""
HAN = re.compile(r"[㐀-鿿]")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_prose_and_table_of_contents_are_in_one_language(lang, lab, browser):
    page = browser.new_page(viewport={"width": 1280, "height": 1600})
    page.goto(f"{lab}/lab/tree/{lang}/02-corpus-statistics.ipynb?reset&token=test")
    page.wait_for_function(READY, timeout=120_000)
    headings, prose = page.evaluate(HEADINGS), page.evaluate(PROSE)
    assert len(headings) >= 10
    for text in [*headings, *prose]:
        assert bool(HAN.search(re.sub(r"`[^`]*`|“[^”]*”", "", text))) == (lang == "zh"), text
    page.close()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_in_jupyterlab_and_shows_every_figure(path, lab, browser, tmp_path_factory):
    page = browser.new_page(viewport={"width": 1280, "height": 1600})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{lab}/lab/tree/zh/{path.name}?reset&token=test")
    page.wait_for_function(READY, timeout=120_000)
    page.evaluate(RUN_ALL)
    page.wait_for_function(READY, timeout=600_000)
    cells = page.evaluate(CELLS)
    errors = [output for cell in cells for output in cell["outputs"] if output["output_type"] == "error"]
    assert errors == [], json.dumps(errors, ensure_ascii=False)[:500]
    assert all(cell["count"] for cell in cells), "a cell was not run"
    saved = sum("save_figure(" in cell["source"] for cell in cells)
    images = sum("image/png" in output.get("data", {}) for cell in cells for output in cell["outputs"])
    assert images >= saved
    place = page.evaluate(FRAME)
    if place >= 0:
        _click_in_frame(page, place)
    assert page.get_by_text("Jupyter news").count() == 0, "a question is in the way"
    page.screenshot(path=tmp_path_factory.getbasetemp() / f"{path.stem}.png", full_page=True)
    strangers = [url for url in asked if not url.startswith((lab, "data:", "blob:"))]
    assert strangers == []
    page.close()


def _click_in_frame(page, place):
    """An interactive page in an output answers: the button that is clicked is the one that is pressed."""
    page.evaluate(SCROLL, place)
    frame = page.frame_locator("iframe[srcdoc]").first
    button = frame.locator("button[aria-pressed=false]").first
    text = button.inner_text(timeout=60_000)
    button.click()
    pressed = frame.locator("button[aria-pressed=true]").all_inner_texts()
    assert text.split()[0] in " ".join(pressed)
