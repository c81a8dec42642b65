"""What speaks for and against an area in a sentence, as numbers: words, places, neighbours, tone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import fsum
from typing import NamedTuple

import numpy as np

from yrdresearch.areas.codebook import TERM
from yrdresearch.areas.rules import Evidence, Match, Matcher, code_article

MOST = 3.0  # weight and numbers of phrases above this say nothing more
UNSEEN = 0.5  # reliability of a phrase that the large text did not have
SHAKY = 0.35  # reliability below which a phrase is more often something else
REACH = 8  # characters before a phrase in which a verb of policy governs it
LONGEST = 6  # characters of a long phrase
SHORT = 24  # characters of a heading or an opening sentence
USUAL = 40  # characters of a usual sentence
_VERB = re.compile(
    "推进|推动|加强|加快|建设|完善|打造|构建|建立|健全|提升|深化|促进|支持|鼓励|实施|开展|强化|优化|培育|发展|扩大|探索|实现|形成|"
    "落实|加大|创新|提高|保障|共建|共享|联合|合作|签署|启动|出台|印发|发布|设立|成立|引进|增长|完成|新增|达到|突破|应|要|须|将"
)
_TALE = re.compile("我|他|她|你|说|记者|告诉|介绍|感慨|回忆|笑|今天|昨天|那年|曾")
_SLOGAN = re.compile(
    "习近平|总书记|重要讲话|精神|使命|初心|征程|奋进|奋力|篇章|嘱托|旗帜|伟大|历史|信心|磅礴|澎湃|浪潮|号角|蓝图|座谈会|会议|出席|主持|召开"
)
_QUOTED = re.compile("“[^”]*”|《[^》]*》")
WORDS = (
    *("term", "two_terms", "weight", "root_weight", "terms", "hints", "share", "heaviest", "listed_weight"),
    *(
        "length",
        "cover",
        "reliability",
        "reliable_weight",
        "best_reliability",
        "shaky_weight",
        "reliable_share",
    ),
)
RULES = ("rules_code", "rules_topic", "rules_outweighed", "rules_too_light")
PLACES = ("last_place", "after_verb", "before_verb", "quoted", "listed", "before_de", "ends_clause")
NEIGHBOURS = (
    *(
        "before_term",
        "before_any",
        "paragraph_before",
        "after_term",
        "opening_term",
        "title_term",
        "title_any",
    ),
    *("article_share", "paragraph_share", "announced", "announced_else", "announced_else_rules_code"),
)
TONE = (
    *("log_length", "asks", "exclaims", "has_verb", "tale", "slogan", "digits", "quotes", "first_paragraph"),
    *("last_paragraph", "first_sentence", "n_areas", "n_any", "enumerates", "short", "book_title"),
)
FEATURES = (*WORDS, *RULES, *PLACES, *NEIGHBOURS, *TONE, *(f"{name}_with_term" for name in TONE))
Reliability = Mapping[
    str, Mapping[str, float]
]  # area -> phrase -> share of its occurrences with other evidence


class Candidate(NamedTuple):
    """An area that a sentence has a word of: where, by what evidence, and the numbers (see `FEATURES`)."""

    paragraph: int
    sentence: int
    area: str
    evidence: Evidence
    values: np.ndarray


def article_candidates(
    paragraphs: Sequence[Sequence[str]], *, matcher: Matcher, reliability: Reliability, title: str = ""
) -> list[Candidate]:
    """Every area that has a word in a sentence of the article, with its numbers."""
    coded = code_article(paragraphs, matcher=matcher, title=title)
    weights = [[{a: _weight(a, e.matches) for a, e in areas.items()} for areas in each] for each in coded]
    named = _named(matcher.find(title))
    in_paragraph = [_with_term(each) for each in weights]
    in_article = sum(in_paragraph, Counter())
    n_sentences = sum(map(len, weights))
    found = []
    for p, (sentences, all_areas) in enumerate(zip(paragraphs, coded, strict=True)):
        for s, (text, areas) in enumerate(zip(sentences, all_areas, strict=True)):
            with_words = {area: evidence for area, evidence in areas.items() if evidence.matches}
            if not with_words:
                continue
            tone = _tone(text, weights, p, s)
            quoted = [hit.span() for hit in _QUOTED.finditer(text)]
            words = _words(text, with_words, weights[p][s], reliability)
            for area, evidence in with_words.items():
                values = [*words[area], *_by_rules(evidence), *_places(text, evidence.matches, quoted)]
                values += _neighbours(area, weights, named, p, s)
                values += [
                    in_article[area] / n_sentences,
                    (in_paragraph[p][area] - (weights[p][s][area] >= TERM)) / max(len(sentences) - 1, 1),
                ]
                values += _announced(area, evidence, sentences[0], coded[p][0]) if s else [0.0, 0.0, 0.0]
                has_term = float(weights[p][s][area] >= TERM)
                values += [*tone, *(value * has_term for value in tone)]
                found.append(Candidate(p, s, area, evidence, np.array(values)))
    return found


def _with_term(sentences: Sequence[Mapping[str, float]]) -> Counter[str]:
    """In how many sentences has each area a term's weight?"""
    return Counter(area for areas in sentences for area, weight in areas.items() if weight >= TERM)


def _weight(area: str, matches: Sequence[Match]) -> float:
    return fsum(match.weights[area] for match in matches)


def _named(matches: Sequence[Match]) -> dict[str, float]:
    named: dict[str, float] = {}
    for match in matches:
        for area, weight in match.weights.items():
            named[area] = max(named.get(area, 0.0), weight)
    return named


def _words(
    text: str, areas: Mapping[str, Evidence], weights: Mapping[str, float], reliability: Reliability
) -> dict[str, list[float]]:
    """The numbers of `WORDS` for each area of a sentence."""
    heaviest = max(weights.values())
    best: dict[str, float] = {}
    rows = {}
    for area, evidence in areas.items():
        known = reliability.get(area, {})
        trust = [(m.weights[area], known.get(m.phrase, UNSEEN)) for m in evidence.matches]
        best[area] = max(weight * share for weight, share in trust)
        weight = weights[area]
        terms = sum(own == TERM for own, _ in trust)
        rows[area] = [
            float(weight >= TERM),
            float(weight >= 2 * TERM),
            min(weight, MOST),
            min(weight, MOST) ** 0.5,
            min(terms, MOST),
            min(len(trust) - terms, MOST),
            weight / heaviest,
            float(weight == heaviest),
            min(fsum(m.weights[area] for m in evidence.matches if not _listed(text, m)), MOST),
            max(len(m.phrase) for m in evidence.matches) / LONGEST,
            min(sum(m.end - m.start for m in evidence.matches) / len(text), 0.5),
            best[area],
            min(fsum(own * share for own, share in trust), MOST),
            max(share for _, share in trust),
            min(fsum(own for own, share in trust if share < SHAKY), MOST),
        ]
    top = max(best.values())
    return {area: [*row, best[area] / max(top, 1e-6)] for area, row in rows.items()}


def _by_rules(evidence: Evidence) -> list[float]:
    """The numbers of `RULES`."""
    rules = (("term", "hints"), ("topic",), ("outweighed",), ("too light",))
    return [float(evidence.rule in names) for names in rules]


def _listed(text: str, match: Match) -> bool:
    return "、" in text[max(match.start - 1, 0) : match.start] + text[match.end : match.end + 1]


def _places(text: str, matches: Sequence[Match], quoted: Sequence[tuple[int, int]]) -> list[float]:
    """The numbers of `PLACES`: where in the sentence an area's phrases stand."""
    following = [text[match.end : match.end + 4] for match in matches]
    inside = [any(a <= match.start and match.end <= b for a, b in quoted) for match in matches]
    return [
        max(match.end for match in matches) / len(text),
        float(any(_VERB.search(text[max(0, match.start - REACH) : match.start]) for match in matches)),
        float(any(_VERB.match(after) or _VERB.match(after[1:]) for after in following)),
        float(all(inside)),
        float(all(_listed(text, match) for match in matches)),
        float(all(after[:1] == "的" for after in following)),
        float(any(after[:1] and after[0] in "，。；：、）”" for after in following)),
    ]


def _neighbours(
    area: str,
    weights: Sequence[Sequence[Mapping[str, float]]],
    named: Mapping[str, float],
    p: int,
    s: int,
) -> list[float]:
    """The first numbers of `NEIGHBOURS`: the same area in the sentences around and in the title."""
    here = weights[p]
    before = here[s - 1].get(area, 0.0) if s else 0.0
    above = weights[p - 1][-1].get(area, 0.0) if not s and p and weights[p - 1] else 0.0
    after = here[s + 1].get(area, 0.0) if s + 1 < len(here) else 0.0
    opening = here[0].get(area, 0.0) if s else 0.0
    return [
        float(before >= TERM),
        float(before > 0),
        float(above >= TERM),
        float(after >= TERM),
        float(opening >= TERM),
        float(named.get(area, 0.0) >= TERM),
        float(area in named),
    ]


def _announced(area: str, evidence: Evidence, opening: str, areas: Mapping[str, Evidence]) -> list[float]:
    """Whether a short opening sentence announces the area, or another one instead."""
    announced = {name for name, found in areas.items() if found.coded} if len(opening) <= SHORT else set()
    else_ = bool(announced) and area not in announced
    return [float(area in announced), float(else_), float(else_ and evidence.coded)]


def _tone(text: str, weights: Sequence[Sequence[Mapping[str, float]]], p: int, s: int) -> list[float]:
    """The numbers of `TONE`: what kind of sentence it is."""
    here = weights[p][s]
    return [
        float(np.log(len(text) / USUAL)),
        float(text.endswith(("？", "?", "？”"))),
        float(text.endswith(("！", "!", "！”"))),
        float(bool(_VERB.search(text))),
        float(bool(_TALE.search(text))),
        min(len(_SLOGAN.findall(text)), 3) / 3,
        float(bool(re.search(r"\d", text))),
        float("“" in text),
        float(p == 0),
        float(p == len(weights) - 1 and p > 1),
        float(s == 0),
        min(sum(weight >= TERM for weight in here.values()), 4) / 4,
        min(len(here), 6) / 6,
        float(text.count("、") >= 3),
        float(len(text) <= SHORT),
        float("《" in text),
    ]
