"""What a file itself says of its text (fields of a record, metadata of a page): taken, not guessed (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an article before its text is read; None for what is not given.

    ``authors`` may be the empty tuple: it is known that nobody signed. ``date`` is an ISO date that may stop
    at the year or month (``"2024"``, ``"2024-06"``, ``"2024-06-04"``). ``docvars`` holds every other field.

    Examples
    --------
    >>> Facts(title="港口的灯", authors=("杜清河",), date="2024-06-04").year_month_day
    (2024, 6, 4)
    """

    title: str | None = None
    authors: tuple[str, ...] | None = None
    affiliations: tuple[str, ...] | None = None
    date: str | None = None
    newspaper: str | None = None
    section: str | None = None
    url: str | None = None
    document_number: str | None = None
    docvars: Mapping[str, object] = field(default_factory=dict)

    @property
    def year_month_day(self) -> tuple[int | None, int | None, int | None]:
        """The parts of `date`; None for each that is not given."""
        parts = [int(part) for part in re.findall(r"\d+", self.date or "")]
        year, month, day = [*parts, None, None, None][:3]
        return year, month, day


NO_FACTS = Facts()
NOTHING: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Extract:
    """The text taken out of a file, what the file says of it, and characters left out by reason."""

    text: str
    facts: Facts = NO_FACTS
    left_out: Mapping[str, int] = field(default_factory=dict)
