"""What a notebook found, one computed sentence with its limit: shown there, and kept for the index."""

from __future__ import annotations

import html
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from yrdresearch.display import AS_IT_IS
from yrdresearch.errors import ArgumentError, check_columns, check_kind, check_texts, language
from yrdresearch.files import safe_names, write_whole

VALUES = "values.json"


@dataclass(frozen=True)
class Finding:
    """A sentence that a figure supports, and what it does not support.

    Attributes
    ----------
    figure
        Name of the figure, as given to `plots.save_figure`; also the order of the findings.
    sentence
        What was found; its numbers are computed.
    limit
        What may not be read from it.
    values
        The numbers and names in both, as computed.
    survival
        Figure of another finding -> specifications, and the share of them under which that one holds.
    """

    figure: str
    sentence: str
    limit: str
    values: Mapping[str, Any] = field(default_factory=dict)
    survival: Mapping[str, Sequence[float]] = field(default_factory=dict)

    def _repr_html_(self) -> str:
        return (
            f'<p class="yrd-finding {AS_IT_IS}"><strong>{html.escape(self.sentence)}</strong><br>'
            f"{html.escape(self.limit)}</p>"
        )

    def __repr__(self) -> str:
        return f"{self.sentence} {self.limit}"


def finding(
    figure: str,
    *,
    zh: str,
    en: str,
    limit_zh: str,
    limit_en: str,
    values: Mapping[str, Any] | pd.Series | None = None,
    survival: Mapping[str, pd.DataFrame] | None = None,
    lang: str | None = None,
) -> Finding:
    """Say what a figure shows, in the language of labels, and keep it for the first page of the report.

    Parameters
    ----------
    figure
        Name of the figure.
    zh, en
        The sentence, with the name of a value in braces where a number or name belongs: ``{share:.0%}``.
    limit_zh, limit_en
        What the figure does not show.
    values
        The computed numbers and names; a report keeps them in ``values.json``, `yrd verify` compares them.
    survival
        Figure of another finding -> its specifications, as from `specification_curve`: the first page of the
        report has the share of them beside that finding.
    lang
        By default the language of labels.

    Returns
    -------
    Finding
        It shows itself. Where the notebook runs for a report (``YRD_REPORTS``), it is written there too.

    Raises
    ------
    ArgumentError
        For an empty sentence or limit, or a value that is not given.

    Examples
    --------
    >>> found = {"zh": "{n} 句中的一半。", "en": "Half of {n} sentences.", "values": {"n": 4}}
    >>> finding("05-coverage", **found, limit_zh="仅一个版面。", limit_en="One page only.", lang="en")
    Half of 4 sentences. One page only.
    """
    check_texts((figure, zh, en, limit_zh, limit_en), "the finding")
    sentence, limit = (zh, limit_zh) if language(lang) == "zh" else (en, limit_en)
    values = {} if values is None else {str(name): _plain(value) for name, value in values.items()}
    check_kind(survival or {}, "survival", Mapping)
    for curve in (survival or {}).values():
        check_columns(curve, ("holds",), "survival", source="specification_curve")
    shares = {of: (len(curve), float(curve["holds"].mean())) for of, curve in (survival or {}).items()}
    try:
        found = Finding(figure, sentence.format_map(values), limit.format_map(values), values, shares)
    except KeyError as error:
        raise ArgumentError(f"values has no {error.args[0]}, which the sentence names; give it") from None
    except (ValueError, IndexError, AttributeError) as error:
        raise ArgumentError(f"the sentence has a brace out of place ({error}); write it twice") from None
    if not found.sentence.strip() or not found.limit.strip():
        raise ArgumentError(
            "a finding has no sentence or no limit; say what the figure shows and does not show"
        )
    if os.environ.get("YRD_REPORTS"):
        path = Path(os.environ["YRD_REPORTS"]) / "findings" / f"{safe_names([figure])[0]}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(asdict(found), ensure_ascii=False, indent=1) + "\n")
    return found


def findings_in(report: Path) -> list[Finding]:
    """The findings that the notebooks of a report kept, in the order of their figures."""
    return [
        Finding(**json.loads(path.read_text(encoding="utf-8")))
        for path in sorted((report / "findings").glob("*.json"))
    ]


def write_values(report: Path) -> Path:
    """Keep every number of the findings in ``values.json``: figure -> name -> value."""
    values = {found.figure: found.values for found in findings_in(report)}
    return write_whole(report / VALUES, json.dumps(values, ensure_ascii=False, indent=1) + "\n")


def _plain(value: Any) -> Any:
    """A number of numpy as one of Python, which JSON can hold."""
    return value.item() if hasattr(value, "item") else value
