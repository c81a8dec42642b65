"""Blocks -> a label each, decoded as a whole under a small grammar of a page (pure)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from yrdresearch.files import resource
from yrdresearch.pages.appearance import features
from yrdresearch.pages.block import Block, has_role, is_foreign

LABELS = (
    "page_title",
    "note_mark",
    "note",
    "kicker",
    "title",
    "subtitle",
    "byline",
    "number",
    "source",
    "paragraph",
    "rest",
    "subhead",
    "caption",
    "end",
    "signoff",
    "furniture",
)
"""What a block may be. `rest` goes on with the paragraph above; `end` is affiliation, grants, references;
`signoff` is the signature, date and note of a document."""

# What may be directly below what, where not everything may: the grammar of a page.
_FOLLOWS = {
    "rest": {"paragraph", "rest", "note", "caption", "source", "furniture", "subhead", "end"},
    "subtitle": {"title", "subtitle", "kicker", "furniture", "source", "byline"},
    "note": {"note_mark", "note"},
}
_NOT_BELOW = {
    "kicker": {
        "paragraph",
        "rest",
        "subhead",
        "end",
        "signoff",
        "subtitle",
        "note",
        "note_mark",
        "page_title",
    },
    "page_title": {"rest", "subhead", "subtitle", "kicker"},
    "note_mark": {"title", "kicker", "subtitle", "byline", "subhead"},
}
# Labels that put a block in the same place: how sure a reading is does not depend on which of them it is.
_PLACES = (
    ("kicker", "title", "subtitle"),
    ("paragraph", "rest", "subhead"),
    ("caption", "furniture", "end", "signoff", "source", "number"),
)
_LEAST = -200.0  # the logarithm of the least probability of a step; its square is above zero still
_ASIDE = ("furniture", "caption", "end")  # what a line is whatever is beside it
_LISTED = ("footnote", "citation")  # what a heading of references makes end matter
_NUMBERED = re.compile(r"[\[〔]\d{1,3}[\]〕]")
_NEVER = -1e4
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of features and of neighbouring labels, fitted by ``benchmarks/fit_reader.py``.

    `rows` gives for each feature the row of `table` that holds its weights, by label; row 0 holds none.
    """

    rows: Mapping[str, int]
    table: Floats
    transitions: Floats

    @property
    def start(self) -> Floats:
        """What may be on top of a page."""
        start = np.zeros(len(LABELS))
        for label in ("rest", "subtitle", "note", "subhead", "end", "signoff"):
            start[LABELS.index(label)] = _NEVER
        return start


@dataclass(frozen=True, slots=True)
class Decoded:
    """The label of each block, the probability of its place, and the next best label elsewhere."""

    labels: tuple[str, ...]
    sure: tuple[float, ...]
    others: tuple[str, ...]


def grammar() -> Floats:
    """Zero where a label may follow another, a large negative weight where it may not; (labels, labels)."""
    allowed = np.zeros((len(LABELS), len(LABELS)))
    for below, above in _FOLLOWS.items():
        for row, label in enumerate(LABELS):
            if label not in above:
                allowed[row, LABELS.index(below)] = _NEVER
    for above_label, labels in _NOT_BELOW.items():
        for label in labels:
            allowed[LABELS.index(above_label), LABELS.index(label)] = _NEVER
    return allowed


def parse_weights(text: str) -> Weights:
    """Weights in the form of ``page_weights.json``: for each feature or label, weights by label."""
    data = json.loads(text)
    transitions = np.array(data["transitions"], dtype=np.float64)
    rows = {name: number for number, name in enumerate(data["features"], start=1)}
    table = np.zeros((len(rows) + 1, len(LABELS)))
    for name, row in data["features"].items():
        table[rows[name], [int(label) for label in row]] = list(row.values())
    return Weights(rows, table, transitions + grammar())


@cache
def shipped_weights() -> Weights:
    """The weights that come with the package."""
    return parse_weights(resource("page_weights.json"))


def decode(
    blocks: Sequence[Block], *, weights: Weights | None = None, allowed: Floats | None = None
) -> Decoded:
    """Which label has each block, read together with all others?

    Parameters
    ----------
    blocks
        The blocks of a page, as `layout.find_blocks` gives them.
    weights
        None gives the package's own.
    allowed
        Added to the score of each block and label, (blocks, labels); what is known is told by a large
        negative number for every other label.

    References
    ----------
    Lafferty, McCallum and Pereira (2001), Conditional random fields, ICML.
    """
    if not blocks:
        return Decoded((), (), ())
    known = weights or shipped_weights()
    scores = emissions(features(blocks), known)
    if allowed is not None:
        scores = scores + allowed
    scores[0] += known.start
    best = _viterbi(scores, known.transitions)
    marginals = _marginals(scores, known.transitions)
    places = _places()
    sure = (marginals @ places)[np.arange(len(blocks)), best]
    elsewhere = np.where(places[best] > 0, -1, marginals).argmax(axis=1)
    return Decoded(
        tuple(LABELS[i] for i in best), tuple(map(float, sure)), tuple(LABELS[i] for i in elsewhere)
    )


@cache
def _places() -> Floats:
    """One where two labels put a block in the same place, else zero; (labels, labels)."""
    same = np.eye(len(LABELS))
    for place in _PLACES:
        rows = [LABELS.index(label) for label in place]
        same[np.ix_(rows, rows)] = 1
    return same


def set_aside(blocks: Sequence[Block]) -> list[str | None]:
    """The label of each block that a convention is certain of; None for those that are decoded together.

    A numbered line, a citation or a line of letters and digits below a heading of references, or below
    another such line, is one of them; in a document of an office it is part of the text. What a user's
    conventions say a line is, where it is a part of the head or the text, is not: the others depend on it.
    """
    labels: list[str | None] = []
    references: list[int] = []
    inside = closed = False
    path = ""  # where in the site the page is: 首页>观点
    office = any(has_role(block, "number") for block in blocks[:12])
    top = max((at for at, block in enumerate(blocks) if any(m.from_start for m in block.marks)), default=-1)
    for at, (above, block) in enumerate(zip([None, *blocks], blocks, strict=False)):
        closed |= any(mark.to_end for mark in block.marks)
        if closed or at <= top:
            labels.append("furniture")
            continue
        roles = {mark.role: mark.certain for mark in block.marks if mark.start == 0}
        listed = "references" in roles or "reference" in roles or (inside and _is_listed(block, above))
        if listed and office and "reference" not in roles:
            labels.append(None)
            continue
        inside = listed
        references += [at] if listed else []
        certain = [role for role in _ASIDE if roles.get(role) and "credit" not in roles]
        if "key" in roles and block.plain[-1] in ":/":
            certain = ["furniture"]  # a label without its value
        elif path.endswith(block.plain) and labels[-1] == "furniture":
            certain = ["furniture"]  # the section of the site, once more
        path = block.plain if ">" in block.plain else ""
        labels.append("end" if listed else certain[0] if certain else None)
    for at in _among(references, blocks):
        labels[at] = labels[at] or "end"
    return labels


def _among(references: Sequence[int], blocks: Sequence[Block]) -> Iterator[int]:
    """Lines between two references, and what is below the last one when no text and no heading is."""
    yield from (a + 1 for a, b in pairwise(references) if b == a + 2)
    below = range(references[-1] + 1, len(blocks)) if len(references) > 1 else range(0)
    chinese = [blocks[at] for at in below if not is_foreign(blocks[at])]
    if not any(one.seen.running or one.level or has_role(one, "byline", "number") for one in chinese):
        yield from below


def _is_listed(block: Block, above: Block | None) -> bool:
    """Whether a block below a reference is another one, or goes on with a reference that is not closed."""
    broken = above is not None and above.plain[-1] not in ".。" and any(map(str.isdigit, block.plain))
    listed = has_role(block, *_LISTED) or is_foreign(block) or _NUMBERED.match(block.plain)
    return bool(listed) or (broken and not block.level)


def emissions(names: Sequence[Sequence[str]], weights: Weights) -> Floats:
    """The score of each label for each block, neighbours' labels apart; (blocks, labels)."""
    row_of, used, starts = weights.rows.get, list[int](), list[int]()
    for found in names:
        starts.append(len(used))
        used += [row for name in found if (row := row_of(name))]
        used.append(0)
    return np.add.reduceat(weights.table[used], starts, axis=0)


def _viterbi(scores: Floats, transitions: Floats) -> npt.NDArray[np.int64]:
    into = np.ascontiguousarray(transitions.T)  # a row for each label below
    best = [scores[0]]
    for row in scores[1:]:
        best.append((into + best[-1]).max(axis=1) + row)
    path = [int(best[-1].argmax())]
    for above in best[-2::-1]:
        path.append(int((above + into[path[-1]]).argmax()))
    return np.array(path[::-1])


def _marginals(scores: Floats, transitions: Floats) -> Floats:
    """The probability of each label for each block: forward and backward sums over all paths."""
    moves = np.exp(np.maximum(transitions, _LEAST))  # what a user says may be against the grammar
    likely = np.exp(scores - scores.max(axis=1, keepdims=True))
    forward = np.empty_like(scores)
    backward = np.ones_like(scores)
    forward[0] = likely[0] / likely[0].sum()
    ones = np.ones(len(LABELS))
    for at in range(1, len(scores)):
        row = forward[at - 1].dot(moves) * likely[at]
        np.divide(row, row.dot(ones), out=forward[at])
    for at in range(len(scores) - 2, -1, -1):
        row = moves.dot(likely[at + 1] * backward[at + 1])
        np.divide(row, row.dot(ones), out=backward[at])
    product = forward * backward
    return np.asarray(product / product.sum(axis=1, keepdims=True))
