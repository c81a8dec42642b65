"""What a notebook found, one computed sentence with its limit: shown there, and kept for the index."""

from __future__ import annotations

import html
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from yrdresearch.errors import ArgumentError, check_texts, language
from yrdresearch.files import safe_names, write_whole


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
    """

    figure: str
    sentence: str
    limit: str

    def _repr_html_(self) -> str:
        return (
            f'<p class="yrd-finding"><strong>{html.escape(self.sentence)}</strong><br>'
            f"{html.escape(self.limit)}</p>"
        )

    def __repr__(self) -> str:
        return f"{self.sentence} {self.limit}"


def finding(
    figure: str, *, zh: str, en: str, limit_zh: str, limit_en: str, lang: str | None = None
) -> Finding:
    """Say what a figure shows, in the language of labels, and keep it for the first page of the report.

    Parameters
    ----------
    figure
        Name of the figure.
    zh, en
        The sentence; put computed numbers into it (an f-string), never typed ones.
    limit_zh, limit_en
        What the figure does not show.
    lang
        By default the language of labels.

    Returns
    -------
    Finding
        It shows itself. Where the notebook runs for a report (``YRD_REPORTS``), it is written there too.

    Raises
    ------
    ArgumentError
        For an empty sentence or limit.

    Examples
    --------
    >>> found = {"zh": "四句中的一半。", "en": "Half of four sentences."}
    >>> finding("05-coverage", **found, limit_zh="仅一个版面。", limit_en="One page only.", lang="en")
    Half of four sentences. One page only.
    """
    check_texts((figure, zh, en, limit_zh, limit_en), "the finding")
    zh_chosen = language(lang) == "zh"
    found = Finding(figure, zh if zh_chosen else en, limit_zh if zh_chosen else limit_en)
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
