"""Names of persons in a byline: told by surnames, spaced, numbered, joined by any mark (pure)."""

from __future__ import annotations

import re
from functools import cache

from yrdresearch.files import resource

_HAN = "㐀-鿿"
_ENTITY = re.compile(r"&(?:nbsp|emsp|ensp|thinsp|#160|#12288);?")
_ROLE = re.compile(
    rf"(?:(?:本[报報]|本刊|本社|本网|新[华華]社|中新社|[{_HAN}]{{2,6}}(?:日报|晚报|早报|晨报|时报|网)) *)?"
    rf"(?:驻[{_HAN}]{{2,8}}?)?(?:首席|见习|特约|实习|特派|本报|全媒体)*"
    r"(?:[记記]者|通[讯訊][员員]|实习生|撰稿人?|评论员|作者|(?<![㐀-鿿])(?:文字|文|图|摄影))[ :/]+|"
    r"(?<![㐀-鿿])(?:本[报報]|新[华華]社)?(?:驻[㐀-鿿]{2,8}?)?(?:首席|见习|特约|实习|特派|本报)*(?:[记記]者|通讯员)(?=[㐀-鿿])"
)
_TAIL = re.compile(
    r"(?:[ ,、](?:报道|文图|图文|摄影报道|采写|整理|供稿|文|[发發]自[^ ]{2,14})|"
    r"/[㐀-鿿、]{2,8}[报報][导導道]|等)$"
)
_MARKS = r"(?:[\d¹²³①-⑳*†#]+|[a-h](?![a-z]))"
_FOOTMARK = re.compile(rf"(?<![A-Za-z]){_MARKS}(?:[,、.]{_MARKS})*")
_SPACED = re.compile(rf"(?<![{_HAN}])([{_HAN}]) +([{_HAN}])(?: +([{_HAN}])(?= *[,、;]| *$))?(?![{_HAN}])")
_NAME = re.compile(rf"[{_HAN}][{_HAN}·•]{{1,14}}")
_BETWEEN = re.compile(r"[ ,、;/|]+")
_NO_NAME = re.compile(
    r"报道|编辑|来源|时间|记者|日报|大学|学院|中心|课题组|评论|编译|综合|本报|新华社|委员会|研究|社科院|科学院|党校|医院|(?:学会|协会|公司|集团|银行)$|"
    r"实习生|附?图片|[报報網网]$|[传傳]媒|链接|点评|短评|背景|延伸|声音|观点|视点|要闻|调查|观察|理论|国际|专题|特稿|图表|数据|摘要|提要"
)


@cache
def surnames() -> frozenset[str]:
    """The surnames by which a name of a person is told from other short words."""
    text = resource("surnames.txt")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


_LATIN = re.compile(r"[A-Za-z][A-Za-z.'-]+(?: [A-Za-z][A-Za-z.'-]*){0,3}")  # of a foreigner, of an account
_ACCOUNTS = {"admin", "administrator", "editor", "webmaster", "root", "user", "guest", "system", "ad", "news"}


def person_names(text: str, *, trusted: bool) -> tuple[str, ...]:
    """Which persons does a line name? Empty when the line holds anything that is no name.

    `text` is folded (`spans.fold`). With `trusted`, something beside the line says that names are there,
    and a name need not begin with a surname.
    """
    if len(text) > 120:
        return ()
    bare, roles = _ROLE.subn(" ", _ENTITY.sub(" ", text).strip(" ,、;:"))
    trusted = trusted or roles > 0
    bare = _TAIL.sub("", _FOOTMARK.sub(" ", bare).strip(" ,、;"))
    bare = _SPACED.sub(lambda m: m[1] + m[2] + (m[3] or ""), bare)
    if trusted and _LATIN.fullmatch(bare):
        return () if bare.casefold() in _ACCOUNTS else (bare,)
    names = tuple(name for name in _BETWEEN.split(bare) if name)
    strangers = [name for name in names if not _is_name(name, trusted)]
    if not 0 < len(names) <= 24 or len(strangers) > (len(names) > 3):
        return ()
    if not all(_is_name(name, trusted=True) and len(name) == 3 for name in strangers):
        return ()  # of four names, one may begin with a rare surname
    return tuple(dict.fromkeys(names))


def _is_name(name: str, trusted: bool) -> bool:
    if not _NAME.fullmatch(name) or _NO_NAME.search(name):
        return False
    if "·" in name or "•" in name:
        return True
    known = surnames()
    if trusted:
        return len(name) <= 5
    if len(name) == 4:
        return name[:2] in known
    if name[0] == name[1]:  # 常常因
        return False
    return len(name) <= 3 and (name[0] in known or name[:2] in known)
