"""Terms the dictionary may lack, proposed from the corpus for a person to accept."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import accumulate, combinations

import numpy as np
import pandas as pd

from yrdresearch.corpus import Corpus
from yrdresearch.stats.sequences import clauses
from yrdresearch.tokens import Tokenizer, read_stopwords, word_frequency

COLUMNS = ["term", "term_frequency", "doc_frequency", "cohesion", "left_entropy", "right_entropy"]


def propose_terms(corpus: Corpus, *, min_term_frequency: int = 3, max_characters: int = 8) -> pd.DataFrame:
    """Which strings behave like words but are in no dictionary?

    A word holds together inside (its characters meet more often than by chance, wherever it is cut) and is
    free outside (many different characters stand before and after it). No candidate is used by itself: a
    person reads the list and writes the good ones, with kind and source, into a dictionary file.

    Parameters
    ----------
    corpus
        With text.
    min_term_frequency
        Occurrences, at least.
    max_characters
        Characters of a candidate, at most.

    Returns
    -------
    pandas.DataFrame
        term, term_frequency, doc_frequency (articles), cohesion (bits; least pointwise mutual information
        over all ways to cut it in two), left_entropy and right_entropy (bits; how various its neighbours
        are); highest product of cohesion and lesser entropy first. Strings without free neighbours, of
        chance cohesion, with a function word at an end, mostly cut out of the middle of dictionary words, or
        already in a dictionary are left out.

    References
    ----------
    Church and Hanks (1990) for mutual information; Jin and Tanaka-Ishii (2006) for branching entropy.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> list(propose_terms(load_corpus("sample")).columns)[:2]
    ['term', 'term_frequency']
    """
    strings = _count_strings(corpus, max_characters)
    counts, total = strings.counts, sum(strings.counts[s] for s in strings.counts if len(s) == 1)
    known = set(Tokenizer().user_dictionary) | set(word_frequency())
    ends = {word for word in read_stopwords() if len(word) == 1}
    rows = []
    for string, count in counts.items():
        if count < min_term_frequency or len(string) < 2 or string in known:
            continue
        if string[0] in ends or string[-1] in ends or strings.aligned[string] * 2 < count:
            continue
        if not re.search("[一-鿕]", string):  # Latin words are whole without a dictionary
            continue
        free = _entropy(strings.left[string]), _entropy(strings.right[string])
        cohesion = _cohesion(string, counts, total)
        if cohesion > 0 and min(free) > 0:
            rows.append((string, count, len(strings.articles[string]), cohesion, *free))
    table = pd.DataFrame(rows, columns=COLUMNS)
    score = table["cohesion"] * table[["left_entropy", "right_entropy"]].min(axis=1)
    order = table.assign(score=score).sort_values(["score", "term"], ascending=[False, True]).index
    return table.loc[order].reset_index(drop=True)


@dataclass
class _Strings:
    """What is counted of every string of characters within a clause."""

    counts: Counter[str] = field(default_factory=Counter)
    aligned: Counter[str] = field(default_factory=Counter)  # occurrences whose both ends are ends of tokens
    articles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    left: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    right: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def _count_strings(corpus: Corpus, longest: int) -> _Strings:
    strings = _Strings()
    for number, (article_id, words) in enumerate(clauses(corpus, "Proposing terms")):
        run = "".join(words)
        cuts = set(accumulate(map(len, words), initial=0))
        for start, end in combinations(range(len(run) + 1), 2):
            string = run[start:end]
            if end - start > longest or re.search("[0-9]", string):
                continue
            strings.counts[string] += 1
            strings.aligned[string] += start in cuts and end in cuts
            strings.articles[string].add(article_id)
            # the ends of a clause are neighbours too, each of its own kind
            strings.left[string][run[start - 1] if start else f"edge {number}"] += 1
            strings.right[string][run[end] if end < len(run) else f"edge {number}"] += 1
    return strings


def _cohesion(string: str, counts: Counter[str], total: int) -> float:
    cuts = [counts[string[:at]] * counts[string[at:]] for at in range(1, len(string))]
    return float(np.log2(counts[string] * total / max(cuts)))


def _entropy(neighbours: Counter[str]) -> float:
    shares = np.array(list(neighbours.values())) / sum(neighbours.values())
    return float(-(shares * np.log2(shares)).sum()) + 0.0
