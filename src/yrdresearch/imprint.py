"""What a short line of a page says: byline, affiliation, writers of record, grants, source (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yrdresearch.layout import ends_sentence

_HAN = "㐀-鿿"
_OPEN, _CLOSE = "（(【\\[", "）)】\\]"
_NAME = rf"[{_HAN}]{{1,3}}·?[{_HAN}]{{1,4}}|[{_HAN}][ \u3000]+[{_HAN}]"
_BYLINE_PREFIX = re.compile(
    r"^(?:[□■●○◎◆◇▲△★☆•·/／\s]+|作者[:：]\s*|文[/／|｜:：]\s*|(?:本报)?(?:特约)?(?:记者|通讯员|评论员|撰稿人?)[:：\s\u3000]*)+"
)
_PERSONS = re.compile(rf"[{_HAN}·]{{2,4}}(?:[ \u3000、，,]+[{_HAN}·]{{2,4}}){{0,7}}")
_SPACED_NAME = re.compile(rf"(?<![{_HAN}])([{_HAN}])[ \u3000]+([{_HAN}])(?![{_HAN}])")
_INSTITUTION = re.compile(
    rf"[{_HAN}A-Za-z0-9“”（）()·\-—、 \u3000]{{3,60}}"
    r"(?:大学|学院|研究院|研究所|研究中心|研究基地|中心|基地|党校|社科院|科学院|"
    r"课题组|编辑部|评论部|理论部|委员会|办公室|联合会|社科联|研究会|学会|协会|智库|实验室|党组|发改委|局|厅|部|系|所|站)"
)
_NOTE_MARK = re.compile(rf"^[{_OPEN}]?(?:编者按|编者的话|编前语|编者|按语|开栏的话)[{_CLOSE}]?[:：]?\s*")
_END = re.compile(
    rf"^[{_OPEN}]?\s*(?:作者(?:单位|简介|分?别?[系为]|[:：])|执笔人?[:：]|撰稿人?[:：]|(?:本文|该文|此文)(?:系|为|是)|"
    r"基金项目|课题(?:项目|组成员)|项目编号)"
)
_INLINE_END = re.compile(
    rf"[{_OPEN}]\s*(?:作者(?:单位|简介|分?别?[系为]|[:：])|执笔人?[:：])[^{_OPEN}]*(?:[\[【(（][^\]】)）]*[\]】)）][^{_OPEN}]*)*[{_CLOSE}]\s*$"
)
_AFFILIATION = re.compile(r"作者(?:单位[:：]?|简介[:：]?|分别[系为]|[系为])\s*(.+)")
_WRITERS = re.compile(rf"(?:执笔人?|撰稿人?)[:：]\s*([{_HAN}·、，, \u3000]+)")
_GRANT = re.compile(
    r"[\[［【(（〔](?:[^\[\]（）()［］【】〔〕]*?(?:编号|批准号|号)[:：为]?\s*)?([A-Za-z0-9][A-Za-z0-9\-./]{4,24})[\]］】)）〕]"
)
_PROJECT = re.compile(r"(?:本文|该文|此文)(?:系|为|是)(.+?)(?:(?:的)?(?:阶段性?|最终|部分)?(?:研究)?成果|$)")
_BRACKETED = re.compile(r"[\[［【(（〔][^\]］】)）〕]*[\]］】)）〕]")
_SOURCE = re.compile(r"转载自|原载|来源[:：]|转自|摘自|刊于|载于")
_NEWSPAPER = re.compile(r"《([^》]{2,20})》")
_DATE = re.compile(r"(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*日")


@dataclass(frozen=True, slots=True)
class Imprint:
    """The bibliographic facts a closing line states."""

    writers: tuple[str, ...] = ()
    affiliations: tuple[str, ...] = ()
    grants: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()


def note_mark(text: str) -> int:
    """Length of an editor's-note marker (编者按) at the start of `text`; 0 without one."""
    match = _NOTE_MARK.match(text)
    return match.end() if match else 0


def is_heading_like(text: str) -> bool:
    """Whether `text` could be a title by its looks alone: short, whole, no full stop."""
    if not 4 <= len(text) <= 45 or re.search(r"[。；;]", text) or re.search(r"[，、：:,（(—\-]$", text):
        return False
    if re.match(r"[，。、；：？！”’）》」』…]", text) or not re.search(rf"[{_HAN}]", text):
        return False
    return text.count("“") == text.count("”") and text.count("《") == text.count("》")


def persons(text: str) -> tuple[str, ...]:
    """Names of persons when `text` is a byline of persons, else nothing."""
    bare = _BYLINE_PREFIX.sub("", text).strip()
    bare = _SPACED_NAME.sub(r"\1\2", bare)
    if not _PERSONS.fullmatch(bare) or institution(text):
        return ()
    return tuple(re.split(r"[ \u3000、，,]+", bare))


def institution(text: str) -> tuple[str, ...]:
    """The institution when `text` is a byline of an institution, else nothing."""
    bare = _BYLINE_PREFIX.sub("", text).strip()
    return (bare,) if len(bare) > 4 and _INSTITUTION.fullmatch(bare) else ()


def is_source_line(text: str) -> bool:
    """Whether `text` states where the page was first printed."""
    return (
        len(text) < 60 and bool(_SOURCE.search(text)) and bool(_NEWSPAPER.search(text) or _DATE.search(text))
    )


def read_source(text: str) -> dict[str, str | int | None]:
    """Newspaper and date of a source line; None for what it does not state."""
    paper, date = _NEWSPAPER.search(text), _DATE.search(text)
    year, month, day = (int(g) if g else None for g in date.groups()) if date else (None, None, None)
    return {"newspaper": paper.group(1) if paper else None, "month": month, "day": day, "year": year}


def is_end_line(text: str) -> bool:
    """Whether `text` is a line of affiliation, writers of record or grants."""
    return bool(_END.match(text)) and (len(text) < 200)


def inline_end(text: str) -> int:
    """Where a bracket with an affiliation starts at the end of a paragraph; -1 without one."""
    match = _INLINE_END.search(text)
    return match.start() if match else -1


def read_imprint(text: str) -> Imprint:
    """Writers, affiliations, grant numbers and project names stated in a closing line."""
    grants = tuple(_GRANT.findall(text))
    inner = text.strip().strip("（）()【】[]")
    project = _PROJECT.search(inner)
    projects = (_tidy(project.group(1)),) if project else ()
    writers: tuple[str, ...] = ()
    if match := _WRITERS.search(inner):
        bare = _SPACED_NAME.sub(r"\1\2", match.group(1).strip(" 、，,"))
        writers = tuple(
            n for n in re.split(r"[ \u3000、，,]+", bare) if n and not re.match(r"(?:本文|该文|此文)", n)
        )
    affiliations: tuple[str, ...] = ()
    if match := _AFFILIATION.search(inner):
        stated = re.split(r"[。；;]|，?(?:本文|该文|此文)(?:系|为|是)|，?执笔", match.group(1))[0]
        affiliations = tuple(_tidy(part) for part in re.split(r"[、，,]", stated) if _tidy(part))
    return Imprint(writers, affiliations, grants, projects)


def _tidy(text: str) -> str:
    return _BRACKETED.sub("", text).strip(" \u3000，,。；;（）()")


def is_body(text: str) -> bool:
    """Whether `text` reads like running prose."""
    return len(text) > 45 or ends_sentence(text) or "。" in text
