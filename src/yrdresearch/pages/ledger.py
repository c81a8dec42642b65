"""Every character of a page: in which role it is assigned, or for which reason discarded (pure)."""

from __future__ import annotations

from collections.abc import Mapping

from yrdresearch.pages.articles import Placed
from yrdresearch.spans import BREAKS, WHITE


def account(raw: str, placed: Placed, left_out: Mapping[str, int]) -> dict[str, object]:
    """The ledger of a page: characters of the file, those assigned by role, those discarded by reason."""
    drafts = placed.articles
    parts = {
        "title": placed.page_title,
        "editor_note": placed.note_mark + placed.note,
        "source": placed.source + [b for d in drafts for b in d.source],
        "article_title": [b for d in drafts for b in [*d.kicker, *d.title, *d.subtitle]],
        "byline": [b for d in drafts for b in d.byline],
        "paragraph": [b for d in drafts for b in d.paragraphs],
        "end_matter": placed.end + [b for d in drafts for b in [*d.end, *d.signoff, *d.number]],
        "caption": placed.caption,
        "unplaced": placed.unplaced,
    }
    assigned = {role: sum(e - s for b in blocks for s, e in b.spans) for role, blocks in parts.items()}
    discarded = {"furniture": sum(e - s for b in placed.furniture for s, e in b.spans)}
    spans = sorted(s for blocks in [*parts.values(), placed.furniture] for b in blocks for s in b.spans)
    at = 0
    for start, end in [*spans, (len(raw), len(raw))]:
        for character in raw[at:start]:
            reason = "line_break" if character in BREAKS else "space" if character in WHITE else "markup"
            discarded[reason] = discarded.get(reason, 0) + 1
        at = end
    for reason, characters in left_out.items():
        discarded[reason] = discarded.get(reason, 0) + characters
    return {"characters": len(raw) + sum(left_out.values()), "assigned": assigned, "discarded": discarded}
