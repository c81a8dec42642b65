"""Names are shown as they are, whatever marks they hold: dollars, braces, underscores, tags, tofu."""

import io

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.text import Text

from small_corpus import make_corpus
from yrdresearch import plots
from yrdresearch.areas import code_policy_areas, coverage
from yrdresearch.corpus.dtm import build_dtm
from yrdresearch.groups import distances
from yrdresearch.stats import term_frequency

mpl.use("Agg")
NAMES = ["$x$", "5$与10$", r"$\frac{$", "_甲", r"a\b^{2}", "%s{0}", "<b>甲</b>", "&amp;"]


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def shown(ax: plt.Axes) -> str:
    """All texts of a figure, after it was drawn in both formats in which figures are saved."""
    figure = ax.get_figure()
    for kind in ("png", "svg"):
        figure.savefig(io.BytesIO(), format=kind)
    return "\n".join(text.get_text() for text in figure.findobj(Text))


def drawn(name: str, ax: plt.Axes | None) -> dict[str, plt.Axes]:
    """Figures with this name in a label of an axis, a legend, a title."""
    corpus = make_corpus(
        [
            (name, ["港口要联动发展。航运要互补共用。", "口岸要一起提速。创新要协同。"]),
            ("乙", ["养老要互认。医保要结算。", "人才要流动。"]),
        ],
        page_id="page",
    )
    by = pd.Series([name, "乙"], index=corpus.articles["article_id"])
    terms = term_frequency(build_dtm(corpus)).head(3)
    terms["term"] = [name, *terms["term"].iloc[1:]]
    return {
        "legend": plots.plot_coverage(coverage(code_policy_areas(corpus), by=by), ax=ax),
        "ticks": plots.plot_term_frequency(terms),
        "pairs": plots.plot_distances(distances(build_dtm(corpus), corpus, by=by)),
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("given", [False, True])
def test_a_name_is_shown_as_it_is(name: str, given: bool) -> None:
    ax = plt.subplots()[1] if given else None  # an Axes of a user's own is no exception
    figures = drawn(name, ax)
    for where, one in figures.items():
        assert name in shown(one), where
        assert not any(text.get_parse_math() for text in one.findobj(Text)), where
    assert [text.get_text() for text in figures["legend"].get_legend().get_texts()] == [name, "乙"]
