"""Which figures does a cell save?"""

from yrdresearch.report.figures import saved_names


def test_the_name_of_a_saved_figure_is_its_own_argument() -> None:
    source = (
        "%matplotlib inline\n"
        'save_figure(ax, table[table["article_id"] == essay].drop(columns="codebook"), "05-ribbon");\n'
        "plots.save_figure(ax, frame, name='b', lang=\"en\")"
    )
    assert saved_names(source) == ["05-ribbon", "b"]
