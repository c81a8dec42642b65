"""What a short line of a page says: byline, affiliation, writers of record, grants, source (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from yrdresearch.files import resource
from yrdresearch.spans import ends_sentence

_HAN = "㐀-鿿"
_OPEN, _CLOSE = "（(【\\[［", "）)】\\]］"
_PREFIX = re.compile(
    r"^(?:[□■●○◎◆◇▲△★☆•·/／]\s*|作者[:：]\s*|文\s*[/／|｜:：]\s*|本报(?:记者|通讯员|特约撰稿人?)\s*|特约撰稿人?\s*)"
)
_NAMES = re.compile(rf"[{_HAN}·]{{2,10}}(?:[ \u3000、，,]+[{_HAN}·]{{2,10}}){{0,9}}")
_SPACED_NAME = re.compile(rf"(?<![{_HAN}])([{_HAN}])[ \u3000]+([{_HAN}])(?![{_HAN}])")
_BODY_OF = (
    "大学|学院|党校|研究院|研究所|研究中心|研究基地|研究会|学会|协会|联合会|中心|基地|社科院|科学院|社科联|课题组|编辑部|评论部|"
    "理论部|委员会|党委|党组|办公室|发改委|实验室|智库|本报评论员|人民政府|局|厅|部|系"
)
_INSTITUTION = re.compile(rf"[{_HAN}A-Za-z0-9“”（）()·、—\- \u3000]{{2,60}}(?:{_BODY_OF})")
_NAMED_BODY = re.compile(
    rf"([{_HAN}A-Za-z“”]{{2,40}}(?:{_BODY_OF}))(?:[ \u3000]+|教授\s*|[:：])([{_HAN}· \u3000、]{{2,40}})"
)
_NAME_BRACKET = re.compile(rf"([{_HAN}· \u3000、]{{2,40}})[{_OPEN}]([^{_CLOSE}]{{4,60}})[{_CLOSE}]")
_SIGNER = re.compile(rf"[（(]([{_HAN}·]{{2,5}})[ \u3000，,]+([^（()）。]*(?:{_BODY_OF})[^（()）。]*)[）)]")
_NOTE_MARK = re.compile(
    rf"[{_OPEN}]?(?:编者的?话|编\s*者\s*按|编前语|按语|开栏的?话|編者按)(?:[{_CLOSE}][:：]?|[:：]|(?=$))\s*"
)
_FACT = r"作者(?:单位|简介|分?别?[系为]|[:：])|执笔(?:人|者)?[:：]|撰稿(?:人|者)?[:：]|課題組?成員|作者單位"
_END = re.compile(
    rf"[{_OPEN}]?\s*(?:{_FACT}|(?:本文|该文|此文|本研究|本成果)(?:系|为|是|得到)|基金项目|资助项目|课题(?:组成员|项目|来源)|项目编号)"
)
_INLINE_END = re.compile(
    rf"[（(【]\s*(?:{_FACT})[^（(【）)】]*(?:[（(【][^）)】]*[）)】][^（(【）)】]*)*[）)】]\s*$"
)
_FUND = r"[【\[]?(?:基金项目|资助项目|课题(?:组成员|项目|来源)|项目编号)"
_AFFILIATION = re.compile(r"作者(?:单位|單位|简介|分别[系为]|[系为])?[:：]?\s*(.+)")
_WRITERS = re.compile(rf"(?:执笔|撰稿)(?:人|者)?[:：]\s*([{_HAN}·、，, \u3000]+)")
_CLAUSE = re.compile(r"[，,。；; ]?\s*(?:本文|该文|此文|本研究|本成果)(?:系|为|是|得到)")
_GRANT = re.compile(
    r"[\[［【(（〔](?:[^\[\]（）()［］【】〔〕]*?[号碼码][:：为]?\s*)?([A-Za-z0-9][A-Za-z0-9\-./—]{4,24})[\]］】)）〕]"
    r"|(?:编号|批准号|项目号)[:：为]?\s*([A-Za-z0-9][A-Za-z0-9\-./]{4,24})"
)
_PROJECT = re.compile(
    r"(?:(?:本文|该文|此文|本研究|本成果)(?:系|为|是|得到)|(?:基金|资助|课题)(?:项目|来源)[:：])([^。；;]+)"
)
_OUTCOME = re.compile(r"(?:课题|项目)?(?:的)?(?:阶段性?|最终|部分)?(?:研究)?成果(?:之一)?$|的?资助$")
_BRACKETED = re.compile(r"[\[［【(（〔][^\]］】)）〕]*[\]］】)）〕]")
_FROM = re.compile(r"转载自|原载|来源[:：]|转自|摘自|刊于|载于|刊载|轉載自|原載")
_PAPER = re.compile(rf"《([^》]{{2,20}})》|([{_HAN}]{{2,6}}(?:日报|晚报|时报|早报|晨报))")
_DATE = re.compile(
    r"(?:(?P<y>\d{4})\s*年\s*)?(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"
    r"|(?<!\d)(?P<yy>\d{4})-(?P<mm>\d{1,2})-(?P<dd>\d{1,2})(?!\d)"
)

_FURNITURE = re.compile(
    r"第\s*[A-Z]?\d{1,3}\s*版(?:\s*[:：]\s*\S{2,8})?|[A-Z]\d{1,2}版?|\d{1,3}版|第[一二三四五六七八九十]+版|[-—]\s*\d+\s*[-—]|[-*_=—~·\s]{3,}"
    r"|(?:本版)?(?:责任编辑|责编|责校|美编|版式|校对|编辑)[:：\s].*|(?:上接|下转).{0,12}版.{0,4}|https?://\S+"
    r"|(?:上|下)一?篇[:：].*|[·•][^·•，。]{2,8}[·•]"
)
_CAPTION = re.compile(
    r"[▲△▼◀▶].+|(?:图为|[上下左右]图|图[一二三四五六七八九\d]{1,2}[:： ]).+"
    rf"|.+[ \u3000。（(][{_HAN}· \u3000]{{2,12}}(?:摄|供图|制图|绘)[）)]?"
)
_REFERENCES = re.compile(r"(?:主要)?(?:参考文献|参考资料|注释|注)[:：]?")
_REFERENCE = re.compile(r"[\[［]\d{1,2}[\]］].+")
_FOOTNOTE = re.compile(r"(?:[①-⑳]|\d{1,2}[.．、]).+")
_SHEET_DATE = re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")
_SHEET_MARK = re.compile(
    r"(?:星期|周)[一二三四五六日天]|(?<![A-Za-z0-9])[A-Z]?\d{1,2}\s*版?(?![A-Za-z0-9年月日号期])"
)
_SITE_LINE = re.compile(rf"作者[:：]\s*([{_HAN}· \u3000、，,]+?)[ \u3000|]+(?=(?:来源|时间|发布|日期)[:：])")
_SIGNED_END = re.compile(rf"(?<=[。！？”…])[（(]([{_HAN}· \u3000、，]{{2,30}})[）)]$")
_ROLE = re.compile(
    r"(?:^|(?<=[ \u3000、，,]))(?:本报|新华社)?(?:见习|特约|实习)?(?:记者|通讯员|撰稿人?|评论员)[ \u3000:：]+"
)


@dataclass(frozen=True, slots=True)
class Imprint:
    """The bibliographic facts a closing line states."""

    writers: tuple[str, ...] = ()
    affiliations: tuple[str, ...] = ()
    grants: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()


class Byline(NamedTuple):
    """Who signs: persons or one institution, and the affiliation when the line states it."""

    authors: tuple[str, ...]
    kind: str
    affiliations: tuple[str, ...] = ()


@cache
def surnames() -> frozenset[str]:
    """The surnames by which a name of a person is told from other short words."""
    text = resource("surnames.txt")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def note_mark(text: str) -> int:
    """Length of an editor's-note marker (编者按) at the start of `text`; 0 without one."""
    match = _NOTE_MARK.match(text)
    return match.end() if match else 0


def is_heading_like(text: str) -> bool:
    """Whether `text` could be a title by its looks alone: short, whole, no full stop."""
    if not 4 <= len(text) <= 45 or re.search(r"[。；;]|[，、：:,（(—\-“《]$", text):
        return False
    if re.match(r"[，。、；：？！”’）》」』…]", text) or not re.search(rf"[{_HAN}]", text):
        return False
    return text.count("“") == text.count("”") and text.count("《") == text.count("》")


def is_body(text: str) -> bool:
    """Whether `text` reads like running prose rather than a title."""
    return len(text) > 45 or "。" in text or (ends_sentence(text) and text[-1] not in "？！?!…”’")


def read_byline(text: str) -> Byline | None:
    """Who signs, when `text` is a byline and nothing else."""
    if len(text) > 120:
        return None
    bare = _ROLE.sub("", _PREFIX.sub("", text)).strip()
    if len(bare) > 2 and bare[0] in "（(" and bare[-1] in "）)":
        bare = bare[1:-1]
    if names := _person_names(bare, trusted=bare != text and text[0] not in "（("):
        return Byline(names, "person")
    if ends_sentence(bare) or re.search(r"[，。；]", bare):
        return None
    if (match := _NAME_BRACKET.fullmatch(bare)) and (names := _person_names(match.group(1), trusted=False)):
        return Byline(names, "person", (_tidy(match.group(2)),))
    if (match := _NAMED_BODY.fullmatch(bare)) and (names := _person_names(match.group(2), trusted=False)):
        return Byline(names, "person", (match.group(1),))
    return Byline((bare,), "institution") if len(bare) > 4 and _INSTITUTION.fullmatch(bare) else None


def _person_names(text: str, *, trusted: bool) -> tuple[str, ...]:
    bare = _SPACED_NAME.sub(r"\1\2", text.strip())
    if not _NAMES.fullmatch(bare):
        return ()
    names = tuple(re.split(r"[ \u3000、，,]+", bare))
    return names if all(_is_name(name, trusted) for name in names) else ()


def _is_name(name: str, trusted: bool) -> bool:
    if "·" in name:
        return True
    known = surnames()
    if len(name) == 4:
        return name[:2] in known or (name[0] in known and name[1] in known and trusted)
    if name[:1] == name[1:2] and not trusted:  # 常常因
        return False
    return 2 <= len(name) <= 3 and (trusted or name[0] in known or name[:2] in known)


def is_source_line(text: str) -> bool:
    """Whether `text` states where and when the page was printed."""
    if len(text) > 60:
        return False
    paper, date = _PAPER.search(text), _DATE.search(text)
    if _FROM.search(text):
        return bool(paper or date)
    if "，" in text or "。" in text or (len(text) > 40 and not paper):
        return False
    sheet = _SHEET_DATE.search(text)
    return bool(paper and (date or paper.group(2) == text)) or bool(
        sheet and _SHEET_MARK.search(text.replace(sheet.group(), " "))
    )


def read_source(text: str) -> dict[str, str | int | None]:
    """Newspaper and date of a source line; None for what it does not state."""
    paper, date = _PAPER.search(text), _DATE.search(text)
    stated = [date[a] or date[b] for a, b in (("y", "yy"), ("m", "mm"), ("d", "dd"))] if date else [None] * 3
    year, month, day = (int(number) if number else None for number in stated)
    name = (paper.group(1) or paper.group(2)) if paper else None
    return {"newspaper": name, "month": month, "day": day, "year": year}


def is_furniture(text: str) -> bool:
    """Whether `text` belongs to the sheet and not to its articles: a page number, the editors, a rule."""
    return bool(_FURNITURE.fullmatch(text) or _FURNITURE.fullmatch(text.strip("（）()【】[] ")))


def is_caption(text: str) -> bool:
    """Whether `text` stands below a picture."""
    return len(text) <= 80 and bool(_CAPTION.fullmatch(text))


def is_reference(text: str, *, inside: bool) -> bool:
    """Whether `text` belongs to the references or notes; `inside` says that the line above does."""
    if len(text) > 200:
        return False
    found = _REFERENCES.fullmatch(text) or _REFERENCE.fullmatch(text)
    return bool(found or (inside and _FOOTNOTE.fullmatch(text)))


def site_byline(text: str) -> int:
    """Length of the byline in front of a news site's source line (作者：… 来源：…); 0 without one."""
    match = _SITE_LINE.match(text)
    return match.end() if match else 0


def signed_end(text: str) -> int:
    """Where the author's name in brackets starts at the end of an article; -1 without one."""
    match = _SIGNED_END.search(text)
    return match.start() if match and _person_names(match.group(1), trusted=False) else -1


def is_end_line(text: str) -> bool:
    """Whether `text` is a line of affiliation, writers of record or grants."""
    return len(text) < 200 and bool(_END.match(text) or _signer(text))


def _signer(text: str) -> str:
    """The affiliation of a line such as （张三 江海大学教授）; empty for any other line."""
    match = _SIGNER.fullmatch(text)
    return _tidy(match.group(2)) if match and _person_names(match.group(1), trusted=False) else ""


def inline_end(text: str) -> int:
    """Where a bracket with an affiliation starts at the end of a paragraph; -1 without one."""
    match = _INLINE_END.search(text)
    return match.start() if match else -1


def read_imprint(text: str) -> Imprint:
    """Writers, affiliations, grant numbers and project names stated in closing lines."""
    grants = tuple(dict.fromkeys(a or b for a, b in _GRANT.findall(text)))
    inner = text.strip().strip("（）()【】[]")
    projects = tuple(name for clause in _PROJECT.findall(inner) for name in _project_names(clause))
    writers: tuple[str, ...] = ()
    if match := _WRITERS.search(inner):
        stated = _CLAUSE.split(match.group(1))[0].strip(" 、，,\u3000")
        writers = tuple(re.split(r"[ \u3000、，,]+", _SPACED_NAME.sub(r"\1\2", stated)))
    affiliations: tuple[str, ...] = ()
    if match := _AFFILIATION.search(inner):
        stated = re.split(rf"。|[，,；;]?(?:执笔|撰稿|{_FUND})", _CLAUSE.split(match.group(1))[0])[0]
        affiliations = tuple(part for part in map(_tidy, re.split(r"[、，,；;]", stated)) if part)
    elif signer := _signer(text):
        affiliations = (signer,)
    return Imprint(writers, affiliations, grants, projects)


def _project_names(clause: str) -> list[str]:
    """The names in quotation marks, else the words in front of each grant number."""
    clause = _OUTCOME.sub("", clause.strip(" ）)】]"))
    names = []
    for part in _BRACKETED.split(clause):
        name = re.sub("^[、，,和及]|^课题$", "", _tidy(part))
        names += re.findall(r"“([^”]+)”", part) or ([name] if name else [])
    return names


def _tidy(text: str) -> str:
    return _BRACKETED.sub("", text).strip(" \u3000，,。；;:：（）()【】[]")
