"""What speaks for and against an area in a sentence, as numbers: words, places, neighbours, tone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import fsum, log, log1p, prod
from typing import NamedTuple

import numpy as np

from yrdresearch.areas.codebook import HINT, TERM
from yrdresearch.areas.rules import Evidence, Match, Matcher, by_area, code_article, listed

MOST = 3.0  # grades of a sentence's phrases together say nothing more above this
USUAL_GRADE = {TERM: 0.7, HINT: 0.4}  # grade of a phrase that has none, by its weight
SUREST = 0.95  # the most that one phrase's grade counts
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
WORDS = ("term", "share", "heaviest", "length", "cover")
GRADES = (
    *("best_grade", "best_grade_odds", "any_grade", "any_grade_odds", "grades", "least_grade"),
    *("grade_lead", "grade_share", "rival_grades", "grade_before", "grade_after", "title_grade"),
    *("paragraph_grade", "paragraph_grade_share", "article_grade", "article_grade_share"),
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
FEATURES = (*WORDS, *GRADES, *RULES, *PLACES, *NEIGHBOURS, *TONE)
Grades = Mapping[str, Mapping[str, float]]  # area -> phrase -> how often it should be coded where it occurs
Likely = Mapping[str, float]  # area -> probability that one of its phrases counts, by their grades alone


class Candidate(NamedTuple):
    """An area that a sentence has a word of: where, by what evidence, and the numbers (see `FEATURES`)."""

    paragraph: int
    sentence: int
    area: str
    evidence: Evidence
    values: np.ndarray


def article_candidates(
    paragraphs: Sequence[Sequence[str]], *, matcher: Matcher, grades: Grades, title: str = ""
) -> list[Candidate]:
    """Every area that has a word in a sentence of the article, with its numbers."""
    coded = code_article(paragraphs, matcher=matcher, title=title)
    weights = [[{a: _weight(a, e.matches) for a, e in areas.items()} for areas in each] for each in coded]
    likely = [[_likely({a: e.matches for a, e in areas.items()}, grades) for areas in each] for each in coded]
    in_title = matcher.find(title)
    named, titled = (
        _named(in_title),
        _likely({a: tuple(found.values()) for a, found in by_area(in_title).items()}, grades),
    )
    in_paragraph = [_with_term(each) for each in weights]
    in_article = sum(in_paragraph, Counter())
    n_sentences = sum(map(len, weights))
    found = []
    for p, (sentences, all_areas) in enumerate(zip(paragraphs, coded, strict=True)):
        for s, (text, areas) in enumerate(zip(sentences, all_areas, strict=True)):
            tone = _tone(text, weights, p, s)
            quoted = [hit.span() for hit in _QUOTED.finditer(text)]
            for area, evidence in areas.items():
                if not evidence.matches:
                    continue
                values = _words(area, text, evidence.matches, weights[p][s])
                values += _graded(area, evidence.matches, grades) + _beside(area, likely, titled, p, s)
                values += [*_by_rules(evidence), *_places(text, evidence.matches, quoted)]
                values += _neighbours(area, weights, named, p, s)
                values += [
                    in_article[area] / n_sentences,
                    (in_paragraph[p][area] - (weights[p][s][area] >= TERM)) / max(len(sentences) - 1, 1),
                ]
                values += _announced(area, evidence, sentences[0], coded[p][0]) if s else [0.0, 0.0, 0.0]
                found.append(Candidate(p, s, area, evidence, np.array([*values, *tone])))
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


def _words(area: str, text: str, matches: Sequence[Match], weights: Mapping[str, float]) -> list[float]:
    """The numbers of `WORDS` for an area of a sentence."""
    heaviest = max(weights.values())
    return [
        float(weights[area] >= TERM),
        weights[area] / heaviest,
        float(weights[area] == heaviest),
        max(len(match.phrase) for match in matches) / LONGEST,
        min(sum(match.end - match.start for match in matches) / len(text), 0.5),
    ]


def _own_grades(area: str, matches: Sequence[Match], grades: Grades) -> list[float]:
    """Grades of an area's different phrases."""
    known = grades.get(area, {})
    phrases = {match.phrase: match.weights[area] for match in matches}
    return [min(known.get(phrase, USUAL_GRADE[weight]), SUREST) for phrase, weight in phrases.items()]


def _likely(areas: Mapping[str, Sequence[Match]], grades: Grades) -> Likely:
    """Probability that one or more of an area's phrases count, were they independent of each other."""
    own = {area: _own_grades(area, matches, grades) for area, matches in areas.items()}
    return {area: 1 - prod(1 - grade for grade in each) for area, each in own.items()}


def _odds(share: float) -> float:
    return log((share + 0.02) / (1.02 - share))


def _graded(area: str, matches: Sequence[Match], grades: Grades) -> list[float]:
    """The first numbers of `GRADES`: the area's own phrases."""
    own = _own_grades(area, matches, grades)
    any_ = 1 - prod(1 - grade for grade in own)
    return [max(own), _odds(max(own)), any_, _odds(any_), min(fsum(own), MOST), min(own)]


def _beside(area: str, likely: Sequence[Sequence[Likely]], titled: Likely, p: int, s: int) -> list[float]:
    """The other numbers of `GRADES`: beside other areas, in the sentences around, in the article."""
    here, paragraph = likely[p][s], likely[p]
    rivals = [share for name, share in here.items() if name != area]
    around = [each for other, each in enumerate(paragraph) if other != s]
    everywhere = [each for sentences in likely for each in sentences]
    return [
        here[area] - max(rivals, default=0.0),
        here[area] / max(here[area] + fsum(rivals), 0.1),
        log1p(fsum(rivals)),
        paragraph[s - 1].get(area, 0.0) if s else 0.0,
        paragraph[s + 1].get(area, 0.0) if s + 1 < len(paragraph) else 0.0,
        titled.get(area, 0.0),
        *_mean_and_share(area, around),
        *_mean_and_share(area, everywhere),
    ]


def _mean_and_share(area: str, sentences: Sequence[Likely]) -> list[float]:
    """An area's mean over sentences, and its share of all areas there."""
    n = max(len(sentences), 1)
    mean = fsum(each.get(area, 0.0) for each in sentences) / n
    return [mean, mean / max(fsum(fsum(each.values()) for each in sentences) / n, 0.1)]


def _by_rules(evidence: Evidence) -> list[float]:
    """The numbers of `RULES`."""
    rules = (("term", "hints"), ("topic",), ("outweighed",), ("too light",))
    return [float(evidence.rule in names) for names in rules]


def _places(text: str, matches: Sequence[Match], quoted: Sequence[tuple[int, int]]) -> list[float]:
    """The numbers of `PLACES`: where in the sentence an area's phrases are."""
    following = [text[match.end : match.end + 4] for match in matches]
    inside = [any(a <= match.start and match.end <= b for a, b in quoted) for match in matches]
    return [
        max(match.end for match in matches) / len(text),
        float(any(_VERB.search(text[max(0, match.start - REACH) : match.start]) for match in matches)),
        float(any(_VERB.match(after) or _VERB.match(after[1:]) for after in following)),
        float(all(inside)),
        float(all(listed(match, text) for match in matches)),
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
