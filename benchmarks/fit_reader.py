"""Fit the weights by which the reader labels the blocks of a page, and say how sure it may be.

Run: ``python benchmarks/fit_reader.py FOLDER --to src/yrdresearch/resources/page_weights.json``.

Pages: those of `tests/page_factory.py` and `tests/page_kinds.py`, whose labels are known, and the real
files of a
FOLDER with a gold file (see `read_pages.py`), whose labels are decoded with what the gold says of them
(title,
authors, first and last words of the body). Only weights are written, no text. Needs python-crfsuite.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from page_factory import load_essays, make_page
from page_kinds import KINDS, make_kind
from yrdresearch.pages.appearance import features
from yrdresearch.pages.block import Block
from yrdresearch.pages.decode import LABELS, Weights, decode, set_aside
from yrdresearch.pages.known import constraints
from yrdresearch.pages.layout import find_blocks
from yrdresearch.spans import WHITE, fold

_SKIPPED = str.maketrans("", "", WHITE + "#*_")
_FORBIDDEN = -1e4
Example = tuple[list[list[str]], list[str]]


def squeeze(text: str) -> str:
    return fold(text, marks=True).translate(_SKIPPED)


def chain(text: str) -> list[Block]:
    """The blocks of a text that are decoded together."""
    blocks = find_blocks(text)
    return [block for block, label in zip(blocks, set_aside(blocks), strict=True) if label is None]


def labelled(text: str, lines: list[tuple[str, str]]) -> Example | None:
    """Features and labels of a page whose lines are known; None where they cannot be followed."""
    entries = "".join(squeeze(line) for _, line in lines)
    owner = [at for at, (_, line) in enumerate(lines) for _ in squeeze(line)]
    blocks = find_blocks(text)
    fixed = set_aside(blocks)
    kept, labels, at = [], [], 0
    for block, certain in zip(blocks, fixed, strict=True):
        words = squeeze(block.text)
        if certain:
            at += len(words) if entries.startswith(words, at) else 0
            continue
        if not entries.startswith(words, at):
            return None
        label, _line = lines[owner[at]]
        inner = at > 0 and owner[at - 1] == owner[at]
        if owner[at + len(words) - 1] != owner[at] and not {label, lines[owner[at + len(words) - 1]][0]} <= {
            "paragraph",
            "rest",
        }:
            return None  # two blocks that the page does not part
        if inner and block.cut:
            label = next(mark.role for mark in block.marks if mark.role in ("end", "byline", "source"))
        elif inner and label in ("paragraph", "rest"):
            label = "rest"
        elif label == "note" and any(mark.role == "note" for mark in block.marks):
            label = "note_mark"
        kept.append(block)
        labels.append(label)
        at += len(words)
    return features(kept), labels


def factory(n_pages: int, first: int) -> list[Example]:
    essays = load_essays()
    made = [
        labelled(p.text, p.lines)
        for p in (make_page(essays, seed=first + n, ambiguous=n % 8 == 0) for n in range(n_pages))
    ]
    return [example for example in made if example]


def kinds(n_pages: int, first: int) -> list[Example]:
    essays = load_essays()
    found, lost = [], 0
    for kind in KINDS:
        for n in range(n_pages if kind != "bundle" else 4 * n_pages):
            page = make_kind(essays, kind, seed=first + n)
            if example := labelled(page.text, page.lines):
                found.append(example)
            else:
                lost += 1
    print(f"{lost} pages whose lines cannot be told apart were left out")
    return found


def fit(
    examples: list[Example], *, c1: float = 0.02, c2: float = 0.02, least: int = 3, iterations: int = 150
) -> dict[str, Any]:
    """Weights of a linear chain by crfsuite (L-BFGS), small ones left out."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    for names, labels in examples:
        trainer.append(names, labels)
    trainer.set_params(
        {
            "c1": c1,
            "c2": c2,
            "max_iterations": iterations,
            "feature.minfreq": least,
            "feature.possible_transitions": True,
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        info = tagger.info()
    transitions = np.full((len(LABELS), len(LABELS)), -4.0)
    for (a, b), weight in info.transitions.items():
        transitions[LABELS.index(a), LABELS.index(b)] = round(weight, 3)
    table: dict[str, dict[str, float]] = defaultdict(dict)
    for (name, label), weight in info.state_features.items():
        if abs(weight) >= 0.02:
            table[name][str(LABELS.index(label))] = round(weight, 2)
    return {"transitions": transitions.tolist(), "features": dict(sorted(table.items()))}


def weights_of(model: dict[str, Any]) -> Weights:
    from yrdresearch.pages.decode import parse_weights

    return parse_weights(json.dumps(model))


# --- real files ------------------------------------------------------------------------------------------
def wild(folder: Path, kinds_of: set[str]) -> dict[str, list[dict[str, Any]]]:
    """The gold of each file whose text is read."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in (folder / "gold.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        if gold["kind"] in kinds_of:
            found[gold["file"]].append(gold)
    return found


def told(text: str, golds: list[dict[str, Any]], weights: Weights) -> tuple[list[Block], list[str]] | None:
    """Blocks of a real file and their labels, decoded with what the gold says; None if it is not found."""
    blocks = chain(text)
    words = [squeeze(block.text) for block in blocks]
    whole, starts = "".join(words), np.cumsum([0] + [len(w) for w in words])
    allowed = np.zeros((len(blocks), len(LABELS)))
    index = {label: at for at, label in enumerate(LABELS)}
    body = [
        index[label]
        for label in (
            "paragraph",
            "rest",
            "subhead",
            "caption",
            "byline",
            "end",
            "signoff",
            "furniture",
            "source",
        )
    ]
    heads = [index[label] for label in ("kicker", "title", "subtitle")]
    inside = np.zeros(len(blocks), dtype=bool)
    titles = np.zeros(len(blocks), dtype=bool)
    after = 0
    for gold in golds:
        start, end = whole.find(squeeze(gold["body_start"]), after), -1
        if start >= 0:
            end = whole.find(squeeze(gold["body_end"]), start)
        if start < 0 or end < 0:
            return None
        first = int(np.searchsorted(starts, start, side="right")) - 1
        last = int(np.searchsorted(starts, end + len(squeeze(gold["body_end"])) - 1, side="right")) - 1
        inside[first : last + 1] = True
        long = squeeze(gold["title"])
        main = sorted((squeeze(t) for t in gold.get("title_also", [])), key=len)
        main_title = main[0] if main else long
        for at in range(int(np.searchsorted(starts, after)), first):
            if words[at] and (words[at] in long or words[at] in map(squeeze, gold.get("title_also", []))):
                titles[at] = True
                place = long.find(words[at])
                inner = long.find(main_title)
                label = (
                    "title"
                    if words[at] in main_title or main_title in words[at]
                    else "kicker"
                    if place < inner
                    else "subtitle"
                )
                allowed[at] = _FORBIDDEN
                allowed[at, index[label]] = 0
        allowed[first, :] = _FORBIDDEN
        allowed[first, [index["paragraph"], index["subhead"]]] = 0
        after = starts[last + 1]
    for at in range(len(blocks)):
        if inside[at] and allowed[at].max() == 0 and allowed[at].min() == 0:
            allowed[at] = _FORBIDDEN
            allowed[at, body] = 0
        elif not inside[at] and not titles[at]:
            for label in ("paragraph", "rest", "subhead", "page_title", "note", "note_mark"):
                allowed[at, index[label]] = _FORBIDDEN
            allowed[at, heads] = _FORBIDDEN
    found = decode(blocks, weights=weights, allowed=np.maximum(allowed + constraints(blocks), 2 * _FORBIDDEN))
    return blocks, list(found.labels)


def real(folder: Path, files: dict[str, list[dict[str, Any]]], weights: Weights) -> dict[str, Example]:
    from yrdresearch.pages.sources import read_text

    found, lost = {}, 0
    for file, golds in files.items():
        try:
            got = told(read_text(folder / file), golds, weights)
        except Exception as error:
            print(file, error)
            got = None
        if got is None:
            lost += 1
            continue
        found[file] = (features(got[0]), got[1])
    print(f"{len(found)} real files labelled, {lost} not")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="real files with a gold file")
    parser.add_argument("--kinds", nargs="+", default=["rmrb_single", "rmrb_export", "gov", "pages"])
    parser.add_argument("--pages", type=int, default=2000, help="generated pages of essays")
    parser.add_argument("--each", type=int, default=80, help="generated pages of every other kind")
    parser.add_argument("--weight", type=int, default=6, help="how often a real file counts")
    parser.add_argument("--to", type=Path, required=True, help="where the weights are written")
    options = parser.parse_args()
    made = factory(options.pages, 50_000) + kinds(options.each, 1000)
    first = weights_of(fit(made, iterations=60))
    found = real(options.folder, wild(options.folder, set(options.kinds)), first)
    model = fit(made + list(found.values()) * options.weight, iterations=90)
    options.to.write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
    print(f"{len(model['features'])} features written to {options.to}")


if __name__ == "__main__":
    main()
