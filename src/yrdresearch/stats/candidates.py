"""Terms the dictionary may lack, proposed from the corpus for a person to accept."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
import pandas as pd

from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import check_kind, check_whole_number
from yrdresearch.stats.sequences import Clause, clauses
from yrdresearch.words.lexicon import word_frequency

COLUMNS = ["term", "term_frequency", "doc_frequency", "cohesion", "left_entropy", "right_entropy"]


def propose_terms(corpus: Corpus, *, min_term_frequency: int = 3, max_characters: int = 8) -> pd.DataFrame:
    """Which strings behave like words but are in no dictionary?

    A word holds together inside (its characters meet more often than by chance, wherever it is cut) and is
    free outside (many different characters are before and after it). No candidate is used by itself: a
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
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    check_whole_number(min_term_frequency, "min_term_frequency", least=1, such_as=3)
    check_whole_number(max_characters, "max_characters", least=2, such_as=8)
    running = list(clauses(corpus, "Proposing terms"))
    counts = _frequent_strings(running, max_characters, min_term_frequency)
    total = sum(count for string, count in counts.items() if len(string) == 1)
    known = set(corpus.tokenizer.user_dictionary) | set(word_frequency())
    ends = {word for word in corpus.stopwords if len(word) == 1}
    candidates = {
        string
        for string in counts
        if len(string) > 1
        and string not in known
        and not {string[0], string[-1]} & ends
        and re.search("[一-鿕]", string)  # Latin words are whole without a dictionary
        and _cohesion(string, counts, total) > 0
    }
    rows = [
        (string, counts[string], len(found.articles), _cohesion(string, counts, total), *free)
        for string, found in _surroundings(running, candidates, max_characters).items()
        if found.aligned * 2 >= counts[string] and min(free := found.freedom()) > 0
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    score = table["cohesion"] * table[["left_entropy", "right_entropy"]].min(axis=1)
    order = table.assign(score=score).sort_values(["score", "term"], ascending=[False, True]).index
    return table.loc[order].reset_index(drop=True)


@dataclass
class _Surroundings:
    """What is around the occurrences of one string."""

    aligned: int = 0  # occurrences whose both ends are ends of tokens
    articles: set[str] = field(default_factory=set)
    left: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    def freedom(self) -> tuple[float, float]:
        """Branching entropy before and after, in bits."""
        return _entropy(self.left), _entropy(self.right)


def _frequent_strings(running: list[Clause], longest: int, least: int) -> Counter[str]:
    """Strings without digits that occur `least` times; a string can be frequent only if its parts are."""
    runs = [run for clause in running for run in re.split("[0-9]+", "".join(clause.words)) if run]
    frequent: Counter[str] = Counter("".join(runs))
    for n in range(2, longest + 1):
        counts = Counter(
            run[start : start + n]
            for run in runs
            for start in range(len(run) - n + 1)
            if n == 2 or (run[start : start + n - 1] in frequent and run[start + 1 : start + n] in frequent)
        )
        longer = {string: count for string, count in counts.items() if count >= least}
        if not longer:
            break
        frequent.update(longer)
    return frequent


def _surroundings(running: list[Clause], strings: set[str], longest: int) -> dict[str, _Surroundings]:
    found: dict[str, _Surroundings] = defaultdict(_Surroundings)
    for number, (article_id, words) in enumerate(running):
        run = "".join(words)
        cuts = set(accumulate(map(len, words), initial=0))
        for start in range(len(run)):
            for end in range(start + 2, min(start + longest, len(run)) + 1):
                if run[start:end] not in strings:
                    continue
                around = found[run[start:end]]
                around.aligned += start in cuts and end in cuts
                around.articles.add(article_id)
                # the ends of a clause are neighbours too, each of its own kind
                around.left[run[start - 1] if start else f"edge {number}"] += 1
                around.right[run[end] if end < len(run) else f"edge {number}"] += 1
    return found


def _cohesion(string: str, counts: Counter[str], total: int) -> float:
    cuts = [counts[string[:at]] * counts[string[at:]] for at in range(1, len(string))]
    return float(np.log2(counts[string] * total / max(cuts)))


def _entropy(neighbours: Counter[str]) -> float:
    shares = np.array(list(neighbours.values())) / sum(neighbours.values())
    return float(-(shares * np.log2(shares)).sum()) + 0.0
