"""How sure the reading of an article is, and which of its blocks is in doubt (pure)."""

from __future__ import annotations

from yrdresearch.pages.articles import Draft
from yrdresearch.pages.decode import Decoded


def judge(draft: Draft, decoded: Decoded) -> tuple[float, tuple[str, ...]]:
    """How sure the reading of one article is, 0 to 1, and why."""
    sure = min((decoded.sure[at] for at in draft.blocks), default=0.0)
    reasons = []
    for at in draft.blocks:
        if decoded.sure[at] < 0.8:
            reasons.append(f"block {at + 1} may be {decoded.others[at]} rather than {decoded.labels[at]}")
    return round(sure, 2), tuple(reasons[:3]) or ("x",)
