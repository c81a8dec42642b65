"""Enumerations: series that count without a gap, and nothing else."""

import pytest

from page_factory import load_essays
from yrdresearch.pages.enumeration import enumerations
from yrdresearch.pages.page import Paragraph
from yrdresearch.pages.parse import parse_page


def paragraph(text: str) -> Paragraph:
    return Paragraph(((0, len(text)),), text, ())


@pytest.mark.parametrize(
    ("text", "series", "markers"),
    [
        ("总说。一要修好航道。再说一句。二要接通铁路。三要建好仓库。", "一要", ["一要", "二要", "三要"]),
        ("总说。其一，修航道；其二，通铁路。", "其一", ["其一", "其二"]),
        ("总说。首先，修航道。其次，通铁路。最后，建仓库。", "首先", ["首先", "其次", "最后"]),
        ("总说。第一，修航道。第二，通铁路。", "第一", ["第一", "第二"]),
        ("一方面，修航道；另一方面，通铁路。同时，建仓库。", "一方面", ["一方面", "另一方面", "同时"]),
        ("要做到：一是修航道；二是通铁路。", "一要", ["一是", "二是"]),
    ],
)
def test_series(text: str, series: str, markers: list[str]) -> None:
    (found,) = enumerations(paragraph(text))
    assert (found.series, [item.marker for item in found.items]) == (series, markers)
    for item in found.items:
        assert item.text == "".join(text[a:b] for a, b in item.spans)
        assert item.text.startswith(item.marker)
    assert text.endswith("".join(item.text for item in found.items))


@pytest.mark.parametrize(
    "text",
    [
        "一要修好航道。",  # one member is none
        "二要接通铁路。三要建好仓库。",  # does not start at one
        "第一产业和第二产业要并重。",  # ordinals inside words
        "一方面，修好航道。同时，接通铁路。",  # the other side is missing
        "统一要求、统一要价。",
        "最后，建仓库。",
        "一要修好航道。三要建好仓库。",  # two is missing
    ],
)
def test_no_series(text: str) -> None:
    assert enumerations(paragraph(text)) == ()


def test_spans_lead_into_the_raw_text() -> None:
    for essay in load_essays():
        page = parse_page(
            "\n\n".join(["## " + essay["title"], essay["authors"][0], *essay["paragraphs"]]), page_id="x"
        )
        for one in page.articles[0].paragraphs:
            for series in enumerations(one):
                assert len(series.items) > 1
                for item in series.items:
                    assert "".join(page.raw[a:b] for a, b in item.spans) == item.text


def test_real_page(real_page_path) -> None:
    from yrdresearch.pages.reading import read_page

    page = read_page(real_page_path)
    counts = [
        [(s.series, len(s.items)) for p in a.paragraphs for s in enumerations(p)] for a in page.articles
    ]
    assert counts == [
        [("一要", 3), ("其一", 3), ("首先", 3), ("第一", 3), ("一方面", 3)],
        [],
        [("一要", 3), ("其一", 3)],
        [],
    ]
