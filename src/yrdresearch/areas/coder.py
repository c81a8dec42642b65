"""A coder: learned weights that turn an article's evidence into calibrated probabilities of areas."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from math import fsum
from pathlib import Path
from typing import Any

import numpy as np

from yrdresearch.areas.features import FEATURES, Candidate, article_candidates
from yrdresearch.areas.rules import Evidence, Matcher
from yrdresearch.display import Faced
from yrdresearch.errors import CodebookError, path_of
from yrdresearch.files import resource

SLOPES = ("any_grade_odds",)  # features with a weight of their own in each area
RULES = "rules"
RULES_COST = (
    "coded by the rules alone: on newspaper articles their micro F1 was .07 to .13 below the coder's, mostly "
    "because they take one field of a list; on essays with a heading sentence in each paragraph they were as "
    "good (docs/coverage.md)"
)
DIGITS = 6  # of a probability
_FORMAT = 2


@dataclass(frozen=True, repr=False)
class Coder(Faced):
    """Weights of a logistic regression over the areas that a sentence has a word of.

    The log odds of an area are its `intercept`, plus `weights` times the numbers of `features.FEATURES`,
    plus the area's `slopes`, plus the weight of each of its phrases in the sentence. No area is coded
    without a word of it, so every code names its words.

    Attributes
    ----------
    codebook
        Id of the codebook whose areas it codes.
    intercept
        area -> log odds before anything is known.
    weights
        Of each feature, the same in all areas.
    slopes
        area -> what to add to the weights of `SLOPES` there.
    phrases
        area -> phrase -> what to add where it occurs.
    grades
        area -> phrase -> how often a sentence with it should be coded with the area, in tenths: judged phrase
        by phrase from the codebook, without texts (`facts`). Not learned.
    threshold
        Probability from which an area is coded.
    facts
        What it was trained on: n_sentences, n_articles, coders, date.
    """

    codebook: str
    intercept: Mapping[str, float]
    weights: Mapping[str, float]
    slopes: Mapping[str, Sequence[float]]
    phrases: Mapping[str, Mapping[str, float]]
    grades: Mapping[str, Mapping[str, float]]
    threshold: float
    facts: Mapping[str, Any] = field(default_factory=dict)

    def _facts(self) -> dict[tuple[str, str], object]:
        return {
            ("编码手册", "codebook"): self.codebook,
            ("领域", "areas"): len(self.intercept),
            ("训练所用句子", "sentences trained on"): self.facts.get("n_sentences", "—"),
            ("阈值", "threshold"): self.threshold,
        }

    def _next(self) -> tuple[str, str]:
        call = "code_policy_areas(corpus, coder=coder)"
        return f"下一步：{call}，coder.facts", f"Next: {call}, coder.facts"

    def code_article(
        self, paragraphs: Sequence[Sequence[str]], *, matcher: Matcher, title: str = ""
    ) -> list[list[dict[str, Evidence]]]:
        """Evidence with its probability for the areas in each sentence of each paragraph of one article.

        See Also
        --------
        yrdresearch.areas.code_policy_areas : the same for a corpus, as a table
        """
        coded: list[list[dict[str, Evidence]]] = [[{} for _ in sentences] for sentences in paragraphs]
        found = article_candidates(paragraphs, matcher=matcher, grades=self.grades, title=title)
        for each, probability in zip(found, self.probabilities(found), strict=True):
            rule = "model" if probability >= self.threshold else "unlikely"
            decided = replace(each.evidence, rule=rule, probability=float(probability))
            coded[each.paragraph][each.sentence][each.area] = decided
        return coded

    def probabilities(self, candidates: Sequence[Candidate]) -> np.ndarray:
        """Of each candidate, to six digits; an area that the coder does not know has none (0)."""
        if not candidates:
            return np.zeros(0)
        values = np.stack([each.values for each in candidates])
        odds = values @ np.array([self.weights[name] for name in FEATURES])
        own = values[:, [FEATURES.index(name) for name in SLOPES]]
        none = [0.0] * len(SLOPES)
        odds += (own * np.array([self.slopes.get(each.area, none) for each in candidates])).sum(axis=1)
        for row, each in enumerate(candidates):
            known = self.phrases.get(each.area, {})
            odds[row] += self.intercept.get(each.area, -np.inf)
            odds[row] += fsum(known.get(match.phrase, 0.0) for match in each.evidence.matches)
        return np.asarray(1 / (1 + np.exp(-odds))).round(DIGITS)  # the last bits depend on the processor

    def to_json(self) -> str:
        """The coder as the text of a data file, weights to four digits."""
        parts = {name: _rounded(getattr(self, name)) for name in self.__dataclass_fields__}
        return json.dumps({"format": _FORMAT} | parts, ensure_ascii=False, sort_keys=True, indent=0) + "\n"


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_rounded(part) for part in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value


def load_coder(path: str | Path | None = None) -> Coder:
    """With which learned weights are sentences coded?

    Parameters
    ----------
    path
        A file that `Coder.to_json` wrote; None for the coder that comes with the package.

    Raises
    ------
    CodebookError
        When there is no such file, or it holds no coder.

    Examples
    --------
    >>> load_coder().codebook
    'policy_areas'
    """
    if path is None:
        return _shipped()
    path = path_of(path, "path")
    if not path.is_file():
        raise CodebookError(f"{path}: there is no such coder; give a file that Coder.to_json wrote")
    return _parse(path.read_text(encoding="utf-8", errors="replace"), name=str(path))


def named_coder(name: str) -> Coder | str:
    """``"rules"`` itself, else the coder in the file of this name."""
    return name if name == RULES else load_coder(name)


@cache
def _shipped() -> Coder:
    return _parse(resource("policy_coder.json"), name="policy_coder.json")


def _parse(text: str, *, name: str) -> Coder:
    try:
        data = json.loads(text)
        fits = data.pop("format") == _FORMAT and set(data["weights"]) == set(FEATURES)
        coder = Coder(**data) if fits else None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CodebookError(f"{name}: this file holds no coder; write one with Coder.to_json") from error
    if coder is None:
        raise CodebookError(f"{name}: this coder is of another version of the package; train it again")
    return coder
