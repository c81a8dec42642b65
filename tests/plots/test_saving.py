"""A saved figure is as wide as the journal says, with every label whole and none on another."""

import re
from itertools import pairwise

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.text import Text
from PIL import Image

import yrdresearch as yrd
from yrdresearch import plots, stats
from yrdresearch.plots.saving import SMALLEST

mpl.use("Agg")
MILLIMETRES = {"column": 88, "page": 180}


@pytest.fixture(scope="module")
def made():
    corpus = yrd.load_corpus()
    coded = yrd.code_policy_areas(corpus)
    dtm = yrd.build_dtm(corpus)
    return {
        "plot_coverage": yrd.coverage(coded),
        "plot_coverage_heatmap": yrd.coverage(coded, by=stats.article_labels(corpus)),
        "plot_term_frequency": stats.term_frequency(dtm, top_n=20),
        "plot_sentence_lengths": stats.sentence_lengths(corpus, by="author"),
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", MILLIMETRES)
@pytest.mark.parametrize(
    "name", ["plot_coverage", "plot_coverage_heatmap", "plot_term_frequency", "plot_sentence_lengths"]
)
def test_a_figure_in_a_journals_width_has_every_label_whole(made, name, width, lang, tmp_path, monkeypatch):
    ax = getattr(plots, name)(made[name], lang=lang)
    before = tuple(ax.figure.get_size_inches()), ax.get_title(loc="left"), ax.get_xlabel()
    laid_out = []
    draw = ax.figure.savefig

    def savefig(*arguments, **options):
        draw(*arguments, **options)
        laid_out.append(_faults(ax))

    monkeypatch.setattr(ax.figure, "savefig", savefig)
    png, svg, _ = plots.save_figure(ax, made[name], "figure", width=width, folder=tmp_path, lang=lang)
    assert laid_out[0] == []
    assert Image.open(png).width == pytest.approx(MILLIMETRES[width] / 25.4 * 300, abs=1)
    assert Image.open(png).info["dpi"][0] == pytest.approx(300, abs=0.1)
    points = float(re.search(r'<svg[^>]*? width="([\d.]+)pt"', svg.read_text(encoding="utf-8"))[1])
    assert points == pytest.approx(MILLIMETRES[width] / 25.4 * 72, abs=0.1)
    assert (tuple(ax.figure.get_size_inches()), ax.get_title(loc="left"), ax.get_xlabel()) == before
    plt.close("all")


def _faults(ax) -> list[str]:
    """Texts beyond the edge, and neighbours among the labels of rows that overlap."""
    ax.figure.draw_without_rendering()
    whole = ax.figure.bbox
    low, high = ax.get_xlim()
    beyond = {tick.label1 for tick in ax.xaxis.get_major_ticks() if not low <= tick.get_loc() <= high}
    texts = [text for text in ax.findobj(Text) if text.get_text() and text.get_visible()]
    texts = [text for text in texts if text not in beyond]  # nobody sees them
    boxes = {text: text.get_window_extent() for text in texts}
    cut = [t.get_text() for t, box in boxes.items() if box.x0 < -1 or box.x1 > whole.x1 + 1]
    rows = sorted((label.get_window_extent() for label in ax.get_yticklabels()), key=lambda box: box.y0)
    return cut + ["rows overlap" for one, other in pairwise(rows) if one.y1 > other.y0 + 1]


def test_labels_are_six_points_or_more():
    size = mpl.font_manager.FontProperties(size="small").get_size_in_points()
    assert size * SMALLEST >= 6
