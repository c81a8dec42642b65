"""Rings of names: each name is inside the figure, and none is on its title."""

from itertools import combinations

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from yrdresearch import load_codebook, plots

mpl.use("Agg")
NAMES = load_codebook().table()


def _pairs(n):
    """The first n areas, each with each."""
    pairs = [(a, b, 9 - at % 9) for at, (a, b) in enumerate(combinations(NAMES["policy_area"].head(n), 2))]
    return pd.DataFrame(pairs, columns=["area_a", "area_b", "n"])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("dpi", [110, 160, 300])
@pytest.mark.parametrize("n", [3, 5, 16])
def test_no_name_is_cut_or_on_the_title(n, dpi, lang, tmp_path):
    ax = plots.plot_cooccurrence(_pairs(n), NAMES, lang=lang)
    plots.save_figure(ax, _pairs(n), "ring", folder=tmp_path, lang=lang)
    ax.figure.set_dpi(dpi)
    ax.figure.draw_without_rendering()
    title, frame = ax._left_title.get_window_extent(), ax.figure.bbox
    assert title.x1 <= frame.x1
    for text in ax.texts:
        box = text.get_window_extent()
        assert not box.overlaps(title), text.get_text()
        assert frame.x0 <= box.x0
        assert box.x1 <= frame.x1
        assert frame.y0 <= box.y0
    plt.close("all")
