"""Coder, rules and a naive word list on essays they have not seen.

    python benchmarks/policy_areas.py [TEXTS]

Prints micro precision, recall and F1 over sentence and area, and how well `none` is found. The essays written
for the project: the coder that ships learned from all but `test` with a low weight. With TEXTS, the folder of
the real articles' texts (see `train_policy_coder.py`): nested cross-validation over eight folds of articles;
each is coded by a coder that did not see it, nor was the threshold chosen with it. The set `other`: the coder
that ships, which has not learned from it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import train_policy_coder as training

import yrdresearch as yrd
from yrdresearch.areas.coder import load_coder
from yrdresearch.areas.rules import Evidence, Matcher, code_article
from yrdresearch.areas.training import CodedArticle, train_on

FOLDS = 8
ONCE = ("further", "more")  # sets with one coding only: for training, never scored
WAYS = ("coder", "rules", "any term")
Code = Callable[..., list[list[dict[str, Evidence]]]]
Pair = tuple[set[str], frozenset[str]]  # areas said, areas true
MATCHER = Matcher(yrd.load_codebook())


def pairs(article: CodedArticle, way: str, code: Code) -> Iterator[Pair]:
    """What is said and what is true of each coded sentence of an article."""
    found = code(article.paragraphs, matcher=MATCHER, title=article.title)
    for (p, s), true in article.codes.items():
        evidence = found[p][s]
        if way == "any term":
            yield {a for a, e in evidence.items() if any(m.weights[a] == 1 for m in e.matches)}, true
        else:
            yield {a for a, e in evidence.items() if e.coded}, true


def scores(results: Iterable[Pair]) -> str:
    """Micro precision, recall and F1; precision and recall of `none`."""
    said, true = zip(*results, strict=True)
    both = sum(len(a & b) for a, b in zip(said, true, strict=True))
    n_said, n_true = sum(map(len, said)), sum(map(len, true))
    none = sum(not a and not b for a, b in zip(said, true, strict=True))
    empty = max(sum(not a for a in said), 1), max(sum(not b for b in true), 1)
    return (
        f"P {both / n_said:.3f}  R {both / n_true:.3f}  F1 {2 * both / (n_said + n_true):.3f}"
        f"   none P {none / empty[0]:.2f}  R {none / empty[1]:.2f}"
    )


def show(name: str, articles: list[CodedArticle], code: Callable[[CodedArticle], Code]) -> None:
    """The three ways on a set of articles."""
    print(f"{name}: {len(articles)} articles, {sum(len(a.codes) for a in articles)} sentences")
    for way in WAYS:
        use = code if way == "coder" else lambda _: code_article
        print(f"  {way:<9}", scores(pair for a in articles for pair in pairs(a, way, use(a))))


def nested(texts: Path) -> None:
    """Real articles by coders that have not seen them."""
    real = list(training.real_articles(texts))
    show(
        training.SCORED,
        [a for kind, a in real if kind == training.SCORED],
        lambda _: load_coder().code_article,
    )
    named = [(kind, article) for kind, article in real if kind not in (*ONCE, training.SCORED)]
    further = [article for kind, article in real if kind in ONCE]
    own = [article for name, article in training.own_articles() if name != "test"]
    order = np.random.default_rng(11).permutation(len(named))
    coder_of: dict[int, Code] = {}
    for fold in range(FOLDS):
        held = {int(k) for k in order[fold::FOLDS]}
        hidden = {sentences_of(named[k][1]) for k in held}
        kept = [article for k, (_, article) in enumerate(named) if k not in held]
        more = [article for article in further if sentences_of(article) not in hidden]
        coder = train_on([*kept, *more, *own], yrd.load_codebook())
        coder_of |= {id(named[k][1]): coder.code_article for k in held}
    for name in dict.fromkeys(kind for kind, _ in named):
        show(name, [a for kind, a in named if kind == name], lambda article: coder_of[id(article)])


def sentences_of(article: CodedArticle) -> tuple[tuple[str, ...], ...]:
    """The text of an article, to know it again in another set."""
    return tuple(tuple(paragraph) for paragraph in article.paragraphs)


def main() -> None:
    """Print the tables."""
    own = list(training.own_articles())
    for name in dict.fromkeys(name for name, _ in own):
        show(name, [a for n, a in own if n == name], lambda _: load_coder().code_article)
    if len(sys.argv) > 1:
        nested(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
