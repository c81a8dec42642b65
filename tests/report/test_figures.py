"""What a reader sees in an executed notebook: every figure, also his own after ours."""

import html
import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from yrdresearch.errors import ReportError
from yrdresearch.report import run as report
from yrdresearch.report.build import build_report
from yrdresearch.report.figures import describe_figure, n_images, saved_names

OURS = """
import yrdresearch as yrd
from yrdresearch import plots, stats
corpus = yrd.load_corpus("sample")
lengths = stats.sentence_lengths(corpus)
ax = plots.plot_sentence_lengths(lengths)
plots.save_figure(ax, lengths, "{name}");
"""
USERS = """
import matplotlib.pyplot as plt
plt.plot([1, 2, 3]);
"""
CLOSED = "import matplotlib.pyplot as plt\n" + OURS + "plt.close('all')"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Build a report of one notebook with these cells; gives the notebook as it was executed."""
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setattr(report, "checkout", lambda: tmp_path)

    def build(*sources: str):
        notebook = new_notebook(
            cells=[nbformat.v4.new_markdown_cell("# A question?"), *map(new_code_cell, sources)]
        )
        nbformat.write(notebook, tmp_path / "notebooks" / "01-test.ipynb")
        build_report(tmp_path / "report", corpus="sample")
        return nbformat.read(tmp_path / "report" / "notebooks" / "01-test.ipynb", as_version=4)

    return build


def test_every_figure_is_seen_and_a_users_own_after_ours(run):
    executed = run(OURS.format(name="01-first"), OURS.format(name="01-second"), USERS)
    assert n_images(executed) == 3


def test_every_image_of_a_page_has_the_text_alternative_of_its_figure(run, tmp_path):
    run(OURS.format(name="01-first"), USERS)
    told = re.findall(r'<img[^>]* alt="([^"]*)"', (tmp_path / "report" / "01-test.html").read_text("utf-8"))
    title, words = describe_figure(tmp_path / "report" / "figures" / "01-first.png")
    assert title
    assert words
    assert [html.unescape(one) for one in told] == [f"{title} {words}", "图"]


def test_a_figure_that_is_saved_and_not_shown_stops_the_report(run):
    with pytest.raises(ReportError, match=r"01-test\.ipynb shows 1 of the 2 figures it saves"):
        run(OURS.format(name="01-first"), CLOSED.format(name="01-hidden"))


def test_the_name_of_a_saved_figure_is_its_own_argument() -> None:
    source = (
        "%matplotlib inline\n"
        'save_figure(ax, table[table["article_id"] == essay].drop(columns="codebook"), "05-ribbon");\n'
        "plots.save_figure(ax, frame, name='b', lang=\"en\")"
    )
    assert saved_names(source) == ["05-ribbon", "b"]
    assert saved_names("files = !ls\n" + source) == []
