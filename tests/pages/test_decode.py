"""The decoder of line labels against all paths gone through one by one, and what its weights forbid."""

from itertools import pairwise, product

import numpy as np
import pytest

from yrdresearch.files import shipped_path
from yrdresearch.pages.appearance import features
from yrdresearch.pages.decode import (
    LABELS,
    Weights,
    _marginals,
    _places,
    _viterbi,
    decode,
    emissions,
    grammar,
    parse_weights,
    set_aside,
    shipped_weights,
)
from yrdresearch.pages.layout import find_blocks

N = len(LABELS)


def all_paths(scores, transitions):
    """Every path with its score."""
    for path in product(range(N), repeat=len(scores)):
        own = sum(scores[at, label] for at, label in enumerate(path))
        yield path, own + sum(transitions[a, b] for a, b in pairwise(path))


@pytest.mark.parametrize("n_blocks", [1, 2, 3])
@pytest.mark.parametrize("seed", [0, 1])
def test_best_path_and_probabilities_are_those_of_all_paths(n_blocks, seed):
    rng = np.random.default_rng(seed)
    scores, transitions = rng.normal(0, 2, (n_blocks, N)), rng.normal(0, 2, (N, N)) + grammar()
    paths = list(all_paths(scores, transitions))
    assert tuple(_viterbi(scores, transitions)) == max(paths, key=lambda one: one[1])[0]
    weights = np.exp([score for _, score in paths])
    expected = np.zeros((n_blocks, N))
    for (path, _), weight in zip(paths, weights, strict=True):
        expected[np.arange(n_blocks), path] += weight
    np.testing.assert_allclose(_marginals(scores, transitions), expected / weights.sum(), atol=1e-9)


def test_probabilities_of_a_long_page_do_not_vanish():
    rng = np.random.default_rng(2)
    marginals = _marginals(rng.normal(0, 30, (3_000, N)), rng.normal(0, 5, (N, N)))
    np.testing.assert_allclose(marginals.sum(axis=1), 1)


def sample_blocks():
    return find_blocks((shipped_path("sample") / "sample-1.txt").read_text("utf-8"))


def test_a_label_is_as_sure_as_its_place_and_the_next_best_lies_elsewhere():
    blocks = sample_blocks()
    found = decode(blocks)
    allowed = np.random.default_rng(0).normal(0, 4, (len(blocks), N))  # doubts, so that others are near
    doubted = decode(blocks, allowed=allowed)
    assert doubted.labels != found.labels
    for decoded, extra in ((found, 0), (doubted, allowed)):
        scores = emissions(features(blocks), shipped_weights()) + extra
        scores[0] += shipped_weights().start
        marginals = _marginals(scores, shipped_weights().transitions)
        for row, label, sure, other in zip(
            marginals, decoded.labels, decoded.sure, decoded.others, strict=True
        ):
            same = [LABELS[i] for i in np.flatnonzero(_places()[LABELS.index(label)])]
            by_label = dict(zip(LABELS, row, strict=True))
            assert sure == pytest.approx(sum(by_label[one] for one in same))
            elsewhere = {one: p for one, p in by_label.items() if one not in same}
            assert elsewhere[other] == max(elsewhere.values())


def test_places_hold_labels_that_are_read_alike():
    places = {
        label: {LABELS[i] for i in np.flatnonzero(row)} for label, row in zip(LABELS, _places(), strict=True)
    }
    assert places["title"] == {"kicker", "title", "subtitle"}
    assert places["subhead"] == {"paragraph", "rest", "subhead"}
    assert places["byline"] == {"byline"}
    assert (_places() == _places().T).all()


def test_what_is_known_is_kept_and_what_is_forbidden_does_not_follow():
    blocks = sample_blocks()
    known = np.zeros((len(blocks), N))
    known[1] = -1e6
    known[1, LABELS.index("furniture")] = 0
    assert decode(blocks, allowed=known).labels[1] == "furniture"
    labels = decode(blocks).labels
    allowed = grammar()
    assert allowed.max() == 0
    for above, below in pairwise(labels):
        assert allowed[LABELS.index(above), LABELS.index(below)] == 0
    assert labels[0] not in ("rest", "subtitle", "note", "subhead", "end", "signoff")
    assert decode([]).labels == ()


def test_scores_are_sums_of_the_weights_of_what_is_known():
    table = np.zeros((3, N))
    table[1], table[2] = np.arange(N), 10.0
    weights = Weights({"a": 1, "b": 2}, table, np.zeros((N, N)))
    scores = emissions([["a", "b", "unknown"], [], ["b", "b"]], weights)
    np.testing.assert_array_equal(scores, [np.arange(N) + 10.0, np.zeros(N), np.full(N, 20.0)])


def test_weights_are_read_by_feature_and_label():
    transitions = [[float(i == j) for j in range(N)] for i in range(N)]
    text = str({"transitions": transitions, "features": {"a": {"0": 1.5, "2": -1.0}, "b": {"1": 2.0}}})
    weights = parse_weights(text.replace("'", '"'))
    assert weights.table[0].tolist() == [0] * N
    assert weights.table[weights.rows["a"]][:3].tolist() == [1.5, 0, -1.0]
    assert weights.table[weights.rows["b"]][:3].tolist() == [0, 2.0, 0]
    np.testing.assert_array_equal(weights.transitions - grammar(), np.eye(N))


TEXT = "海港的晨雾还没有散去，吊机已经开始转动，这座城市用了十年时间，把滩涂变成了通道。"


def aside(*lines):
    return set_aside(find_blocks("\n\n".join(lines)))


def test_all_below_a_box_is_furniture():
    assert aside(TEXT, "相关稿件", TEXT, "茶山的余热") == [None, "furniture", "furniture", "furniture"]


def test_a_label_without_its_value_is_furniture_and_one_with_it_is_not():
    assert aside("来源：", TEXT) == ["furniture", None]
    assert aside("来源：海州日报", TEXT)[0] != "furniture"


def test_the_section_of_the_site_once_more_is_furniture():
    assert aside("您现在的位置是：首页>观点", "观点", TEXT) == ["furniture", "furniture", None]
    assert aside(TEXT, "您现在的位置是：首页>观点", "观点", TEXT) == [None, "furniture", "furniture", None]
    assert (
        aside("从海港>茶山的路，走了十年，才走到了今天，观点", "观点", TEXT)[1] is None
    )  # no place in a site


NOTES = ("参考文献", "[1]杜清河.港口的灯[J].海州学刊,2021(3):45-52.", "①数据来自海州市统计公报。")


def test_notes_are_the_end_and_part_of_the_text_in_a_document_of_an_office():
    assert aside(TEXT, *NOTES) == [None, "end", "end", "end"]
    assert aside(TEXT, NOTES[2]) == [None, None]  # a numbered line below nothing
    assert aside("海政办发〔2024〕6号", TEXT, *NOTES)[2:] == [None, "end", None]  # [1] is a note anywhere
    assert aside("海政办发〔2024〕6号", TEXT, "注释", NOTES[2])[2:] == [None, None]


def test_the_number_of_an_office_stands_among_the_first_twelve_blocks():
    for before, office in ((11, True), (12, False)):
        labels = aside(*[TEXT] * before, "海政办发〔2024〕6号", TEXT, "注释")
        assert (labels[-1] is None) == office, before
