"""Does a headline survive other choices? The same question under every combination of defensible choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from yrdresearch.errors import ArgumentError, YrdError, check_columns, check_kind
from yrdresearch.stats.chance import seeded

Headline = Callable[..., Mapping[str, Any]]


def specification_curve(
    headline: Headline,
    choices: Mapping[str, Sequence[Any] | Mapping[str, Any]],
    *,
    n_specifications: int | None = None,
    random_state: int = 0,
) -> pd.DataFrame:
    """Under how many of the defensible choices does a headline hold?

    Parameters
    ----------
    headline
        Called with one value of each choice by keyword; gives ``value`` (a number) and ``holds`` (whether the
        headline is true under these choices). Where it raises a `YrdError`, it cannot be computed under these
        choices: its ``value`` is missing and it counts as not holding.
    choices
        Name of the choice -> its values, the one used in the notebooks first; or what each value is called ->
        the value.
    n_specifications
        Draw so many combinations by chance, the first always among them; None takes all.
    random_state
        Seed of the draw.

    Returns
    -------
    pandas.DataFrame
        One row a specification, from the smallest value to the largest: a column a choice (text, as a
        categorical in the order given), value, holds, first (whether it is that of the notebooks).

    Raises
    ------
    ArgumentError
        When there is no choice, or a choice has no value.
    YrdError
        When the headline cannot be computed under the first choices.

    References
    ----------
    Steegen, Tuerlinckx, Gelman and Vanpaemel (2016), Increasing transparency through a multiverse analysis.
    Simonsohn, Simmons and Nelson (2020), Specification curve analysis. Nature Human Behaviour 4.

    Examples
    --------
    >>> product_above_one = lambda a, b: {"value": a * b, "holds": a * b > 1}
    >>> table = specification_curve(product_above_one, {"a": [1, 2], "b": [1, 3]})
    >>> table["value"].tolist(), float(table["holds"].mean())
    ([1, 2, 3, 6], 0.75)
    """
    check_kind(headline, "headline", Callable, source="frequent_term")
    check_kind(choices, "choices", Mapping)
    if not choices or not all(len(values) for values in choices.values()):
        raise ArgumentError("choices has no value to choose from; give {'unit': ['paragraph', 'article'], …}")
    options = {name: _called(values) for name, values in choices.items()}
    combinations = list(product(*options.values()))
    if n_specifications is not None and n_specifications < len(combinations):
        rng = seeded(random_state)
        drawn = rng.choice(np.arange(1, len(combinations)), n_specifications - 1, replace=False)
        combinations = [combinations[0], *(combinations[at] for at in np.sort(drawn))]
    rows = []
    for at, values in enumerate(combinations):
        try:
            found = headline(**{name: value for name, (_, value) in zip(choices, values, strict=True)})
        except YrdError:
            if not at:
                raise
            found = {"value": np.nan, "holds": False}
        named = {name: called for name, (called, _) in zip(choices, values, strict=True)}
        rows.append({**named, "value": found["value"], "holds": bool(found["holds"]), "first": at == 0})
    table = pd.DataFrame(rows).sort_values("value", kind="stable", ignore_index=True)
    for name, pairs in options.items():
        table[name] = pd.Categorical(table[name], list(dict.fromkeys(called for called, _ in pairs)))
    return table


def survival(curve: pd.DataFrame) -> pd.DataFrame:
    """Which choice matters? Share of the specifications under which the headline holds, by choice.

    Parameters
    ----------
    curve
        From `specification_curve`.

    Returns
    -------
    pandas.DataFrame
        One row over all (choice ``"all"``) and one a choice and its value: choice, option, n
        (specifications), holds (share of them, 0..1), median (of the value).
    """
    check_columns(curve, ("value", "holds", "first"), "curve", source="specification_curve")
    names = [str(name) for name in curve if name not in ("value", "holds", "first")]
    rows: list[tuple[Any, ...]] = [("all", "", len(curve), curve["holds"].mean(), curve["value"].median())]
    for name in names:
        for option, part in curve.groupby(str(name), observed=True):
            rows.append((name, option, len(part), part["holds"].mean(), part["value"].median()))
    return pd.DataFrame(rows, columns=["choice", "option", "n", "holds", "median"])


def _called(values: Sequence[Any] | Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Each value with what it is called."""
    return list(values.items()) if isinstance(values, Mapping) else [(_named(one), one) for one in values]


def _named(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, (frozenset, set, list, tuple)):
        return ", ".join(map(str, value)) if len(value) < 4 else f"{len(value)} words"
    return str(value)
