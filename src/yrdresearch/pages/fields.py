"""What a line of a page states: date, newspaper, affiliation, writers of record, grants (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yrdresearch.pages.dates import iso_date
from yrdresearch.pages.signatures import person_names
from yrdresearch.spans import NUMERALS, fold

_HAN = "㐀-鿿"
_DIGITS = NUMERALS | str.maketrans("Oo", "00")  # a circle may be misread as a letter
_TENS = re.compile("[1-9]?十[1-9]?")
_DATE = re.compile(
    r"(?<!\d)(?P<y>[12]\d{3}) ?年(?:[ /]?(?P<m>\d{1,2}) ?月(?:[ /]?(?P<d>\d{1,2}) ?日)?)?"
    r"|(?<!\d)(?P<y2>[12]\d{3}) ?([-/. ]) ?(?P<m2>\d{1,2}) ?[-/.] ?(?P<d2>\d{1,2})(?!\d)"
    r"|(?<!\d)(?P<y3>(?:19|20)\d{2})(?P<m3>0[1-9]|1[0-2])(?P<d3>0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?P<y4>[一二][〇○零Oo0一二三四五六七八九]{3}) ?年(?:(?P<m4>[一二三四五六七八九十]{1,3})月)?"
    r"(?:(?P<d4>[一二三四五六七八九十]{1,3})日)?"
    r"|(?P<m5>\d{1,2}) ?月 ?(?P<d5>\d{1,2}) ?日"
    r"|(?<!\d)(?P<m6>0?[1-9]|1[0-2])/(?P<d6>1[3-9]|2\d|3[01])/(?P<y6>(?:19|20)\d{2})(?!\d)"  # 12/30/2022
    r"|(?<!\d)(?P<d7>1[3-9]|2\d|3[01])/(?P<m7>0?[1-9]|1[0-2])/(?P<y7>(?:19|20)\d{2})(?!\d)"
)
_PAPER = re.compile(rf"《([^》]{{2,20}})》|([{_HAN}]{{2,6}}(?:日报|晚报|时报|早报|晨报|日報|晚報|時報|早報))")
_FROM = re.compile(r"(?:稿源|来源|來源|转载自|转自|摘自|出处) ?: ?([^ ,。;:|()《》]{2,24})")
_END_OF_VALUE = re.compile(
    r"(?: *(?:作者|新闻归类|归类|时间|日期|责编|编辑|发布|浏览|阅读|参与互动|[12]\d{3}年)| +\d)"
)
_FUND = r"[【\[]?(?:基金项目|资助项目|课题(?:组成员|项目|来源)|项目编号)"
_AFFILIATION = re.compile(r"作者(?:单位|單位|简介|介绍|分[别別][系为為]|[系为為是])?[\]】)]?:? *(.+)")
_WRITERS = re.compile(rf"(?:执笔|撰稿)(?:人|者)?: *([{_HAN}·、, ]+)")
_CLAUSE = re.compile(r"[,。; ]? *(?:本文|该文|此文|本研究|本成果)(?:系|为|是|得到)")
_GRANT = re.compile(
    r"[\[【(〔](?:[^\[\]()【】〔〕]*?[号碼码][:为]? *)?([A-Za-z0-9][A-Za-z0-9\-./—]{4,24})[\]】)〕]"
    r"|(?:编号|批准号|项目号)[:为]? *([A-Za-z0-9][A-Za-z0-9\-./]{4,24})"
)
_PROJECT = re.compile(
    r"(?:(?:本文|该文|此文|本研究|本成果)(?:系|为|是|得到)|(?:基金|资助|课题)(?:项目|来源):)([^。;]+)"
)
_OUTCOME = re.compile(r"(?:课题|项目)?(?:的)?(?:阶段性?|最终|部分)?(?:研究)?成果(?:之一)?$|的?资助$")
_BRACKETED = re.compile(r"[\[【(〔][^\])】〕]*[\])】〕]")
_SIGNER = re.compile(r"\(([㐀-鿿·]{2,5})[ ,]+([^()。]+)\)")
_INSTITUTION = re.compile(
    r"大学|学院|党校|研究|院|所$|中心|[协学]会|公司|集团|[局厅部委](?!员)|政府|[报刊]社|日报|学校|中学|银行|智库|基金会"
)
_PERSON_IS = re.compile(r"([㐀-鿿·]{2,4})[系为是](?=[㐀-鿿]{4})")
_ADDRESS = re.compile(r"[,、 ]+(?:[㐀-鿿]{2,8} ?){1,2}\d{6}")


@dataclass(frozen=True, slots=True)
class Imprint:
    """The bibliographic facts a closing line states."""

    writers: tuple[str, ...] = ()
    affiliations: tuple[str, ...] = ()
    grants: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """Newspaper and date of a line; None for what it does not state."""

    newspaper: str | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None


def read_date(text: str) -> tuple[int | None, int | None, int | None]:
    """Year, month, day of the first date in a folded text, in figures or Chinese numerals, or in English."""
    for match in _DATE.finditer(text):
        parts = {key[0]: value for key, value in match.groupdict().items() if value}
        year, month, day = (_number(parts[key]) if key in parts else None for key in "ymd")
        if (month is None or 1 <= month <= 12) and (day is None or 1 <= day <= 31):
            return year, month, day
    english = (iso_date(text) or "") if text.isascii() else ""
    year, month, day = [*(int(part) for part in english.split("-") if part), None, None, None][:3]
    return year, month, day


def _number(text: str) -> int:
    """The number in figures or Chinese numerals; 0 for numerals that are none (十十)."""
    figures = text.translate(_DIGITS)
    tens, ten, units = figures.rpartition("十")
    if ten and not _TENS.fullmatch(figures):
        return 0
    return int(tens or bool(ten)) * 10 + int(units or 0)


_KEY = re.compile(
    r"(作者|(?:内容|新闻|文章|信息)?来源|稿源|來源|出处|归类|发布时间|发表时间|更新时间|发布日期|时间|日期|责任编辑|责编|编辑|浏览次数|浏览|阅读|字号)"
    r" *: *"
)
_MEANING = {
    "作者": "author",
    "时间": "date",
    "日期": "date",
    "来源": "newspaper",
    "來源": "newspaper",
    "稿源": "newspaper",
    "出处": "newspaper",
}


def read_keyed(plain: str) -> dict[str, str]:
    """The values that a folded line states by name: author, date, newspaper (作者：… 时间：… 来源：…)."""
    keys = list(_KEY.finditer(plain))
    found: dict[str, str] = {}
    for key, following in zip(keys, [*keys[1:], None], strict=False):
        name = _MEANING.get(key[1][-2:])
        value = plain[key.end() : following.start() if following else len(plain)].strip(" |,;")
        if name and value:
            found.setdefault(name, value)
    return found


def read_stated(plain: str) -> Stated:
    """Newspaper and date that a folded line states."""
    named, paper = _FROM.search(plain), _PAPER.search(plain)
    newspaper = (paper[1] or paper[2]).strip() if paper else None
    if named and not (paper and paper[1]):
        newspaper = _END_OF_VALUE.split(named[1])[0].strip() or newspaper
    elif newspaper and not (paper and paper[1]):
        newspaper = newspaper.removeprefix("日")
    year, month, day = read_date(plain)
    return Stated(newspaper, year, month, day)


def read_imprint(text: str) -> Imprint:
    """Writers, affiliations, grant numbers and project names stated in closing lines."""
    plain = fold(text, marks=True)
    grants = tuple(dict.fromkeys(a or b for a, b in _GRANT.findall(plain)))
    inner = plain.strip().strip("()【】[]")
    projects = tuple(name for clause in _PROJECT.findall(inner) for name in _project_names(clause))
    writers: tuple[str, ...] = ()
    if match := _WRITERS.search(inner):
        writers = person_names(_CLAUSE.split(match[1])[0].strip(" 、,"), trusted=True)
    affiliations: tuple[str, ...] = ()
    if match := _AFFILIATION.search(plain):
        stated = re.split(
            rf"。|[,;]?(?:执笔|撰稿|责任编辑|责编|{_FUND})", _CLAUSE.split(match[1].strip("()【】[] "))[0]
        )[0]
        parts = [_of_person(part) for part in map(_tidy, re.split(r"[、,;]", stated)) if part]
        if match[0].startswith(("作者简介", "作者介绍")):  # it names them, too
            parts = [part for part in parts if _INSTITUTION.search(part) and not part.startswith("主要")]
        affiliations = tuple(parts)
    elif signer := _SIGNER.fullmatch(plain):
        affiliations = (_tidy(signer[2]),)
    return Imprint(writers, affiliations, grants, projects)


def read_addresses(plain: str) -> tuple[str, ...]:
    """The institutions of a journal's line of addresses, numbers and postcodes left out."""
    parts = re.split(r" *; *(?=\d)", plain.strip(" ()"))
    return tuple(
        re.sub(r"^\d+[.、 ]*", "", _ADDRESS.split(part)[0]).strip(" ,.;") for part in parts if part.strip()
    )


def _project_names(clause: str) -> list[str]:
    """The names in quotation marks, else the words in front of each grant number."""
    clause = _OUTCOME.sub("", clause.strip(" )】]"))
    names = []
    for part in _BRACKETED.split(clause):
        name = re.sub("^[、,和及]|^课题$", "", _tidy(part))
        names += re.findall(r"“([^”]+)”", part) or ([name] if name else [])
    return names


def _of_person(part: str) -> str:
    """An affiliation without the name in front of it: 杜清河系海州大学教授."""
    named = _PERSON_IS.match(part)
    return part[named.end() :] if named and person_names(named[1], trusted=False) else part


def _tidy(text: str) -> str:
    return _BRACKETED.sub("", text).strip(" ,。;:()【】[]")
