"""Pages of many conventions, composed of fictional words, each line with the label it must get.

`page_factory` makes the essay pages of one newspaper; this makes what else researchers have: exports of a
database, one article a file, documents of offices, news sites, journals, archives, briefs, OCR, verse.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np

SURNAMES = "杜罗沈顾方陆温卢郑孟章程魏许韩袁邓曹彭曾田姜范石姚谭金邱秦江史侯邵段钱汤尹黎易常武乔贺赖龚文"
GIVEN = "清河小溪一舟明远砚秋若川以恒闻湄知思齐海云山林雨晴子安书言文博景行望舒嘉禾星野"
PLACES = ("海州", "云州", "江宁港", "东湖", "青山", "平水", "临川", "南屏", "沙洲", "石桥")
PAPERS = ("海州日报", "云州晚报", "江海时报", "东湖早报", "平水晨报", "海州青年报", "江海周刊", "云州新闻网")
TOPICS = (
    "港口节能",
    "内河航运",
    "茶园改造",
    "冷库共建",
    "老城修缮",
    "医保结算",
    "养老服务",
    "数据共享",
    "水源保护",
    "轨道交通",
)
VERBS = (
    "迈上新台阶",
    "取得新进展",
    "按下快进键",
    "启动试点",
    "走出新路子",
    "提质增效",
    "全面铺开",
    "惠及乡里",
    "稳步推进",
    "敲开新大门",
)
NOUNS = ("账本", "灯火", "渡口", "车站", "码头", "茶园", "仓库", "桥", "河道", "学校")
OFFICES = ("人民政府办公厅", "人民政府", "发展和改革委员会", "财政局", "教育厅", "交通运输局")
BODIES = ("海州大学经济学院", "云州市委党校", "江海社会科学院", "东湖大学区域发展研究中心", "平水学院")
LABELS = ("新闻分析", "国际观察", "记者手记", "热点聚焦", "调查", "评论")


@dataclass
class Line:
    """One block of a page and its label; `gap` blank lines above, None for the page's habit."""

    label: str
    text: str
    gap: int | None = None
    indent: bool | None = None
    closing: str = ""  # is behind the text and does not belong to it
    body: int = 0  # so many lines above a title are its body


@dataclass
class KindPage:
    """A page's text, the label of every block, and what must be found."""

    kind: str
    text: str
    lines: list[tuple[str, str]]
    articles: list[dict[str, Any]] = field(default_factory=list)


class Writer:
    """Draws fictional names, titles, paragraphs and dates."""

    def __init__(self, essays: list[dict[str, Any]], rng: np.random.Generator) -> None:
        self.rng = rng
        self.paragraphs = [p for essay in essays for p in essay["paragraphs"]]

    def one(self, options: Any) -> Any:
        return options[int(self.rng.integers(len(options)))]

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def name(self) -> str:
        given = "".join(self.one(GIVEN) for _ in range(1 + self.chance(0.65)))
        return self.one(SURNAMES) + given

    def names(self, most: int = 4) -> list[str]:
        return list(dict.fromkeys(self.name() for _ in range(int(self.rng.integers(1, most + 1)))))

    def title(self) -> str:
        place, topic, verb, noun = self.one(PLACES), self.one(TOPICS), self.one(VERBS), self.one(NOUNS)
        other = self.one(PLACES)
        return self.one(
            (
                f"{place}{topic}{verb}",
                f"{noun}的{self.one(NOUNS)}可以再亮一些",
                f"{place}与{other}签署{topic}合作协议",
                f"让{topic}走进寻常百姓家",
                f"一座{noun}的十年",
                f"{place}：{topic}{verb}",
                f"“{noun}”里看变化",
                f"{topic}如何{verb}？",
                f"{place}{other}两地联合推进{topic} {noun}建设{verb}",
                f"{place}市长会见{other}代表团",
                f"谁来守护{place}的{noun}",
                f"{topic}{verb}（{self.one(LABELS)}）",
                f"{place}联合{other}印发{topic}三年行动计划并公布第一批试点{noun}名单 "
                f"{self.name()}出席会议并讲话 {self.name()}主持",
            )
        )

    def short(self) -> str:
        noun, topic = self.one(NOUNS), self.one(TOPICS)
        return self.one(
            (
                f"{noun}要算清",
                f"{topic}有了新办法",
                f"把{noun}修到家门口",
                "难在哪里",
                f"{self.one(PLACES)}——",
                f"{noun}怎么管",
                f"从{noun}到{self.one(NOUNS)}",
                "守住底线",
                f"{topic}：难点与出路",
            )
        )

    def sentence(self) -> str:
        text = self.one(self.paragraphs)
        parts = re.findall(r"[^。！？]+[。！？]", text)
        return self.one(parts) if parts else text

    def paragraph(self) -> str:
        if self.chance(0.3):
            return self.one(self.paragraphs)
        return "".join(self.sentence() for _ in range(int(self.rng.integers(1, 4))))

    def day(self) -> tuple[int, int, int]:
        return (
            int(self.rng.integers(1950, 2026)),
            int(self.rng.integers(1, 13)),
            int(self.rng.integers(1, 29)),
        )

    def date(self, day: tuple[int, int, int]) -> str:
        y, m, d = day
        return self.one(
            (
                f"{y}-{m:02d}-{d:02d}",
                f"{y}年{m}月{d}日",
                f"{y}/{m:02d}/{d:02d}",
                f"{y}.{m:02d}.{d:02d}",
                f"{y}年{m:02d}月{d:02d}日",
                f"{y}{m:02d}{d:02d}",
            )
        )

    def dateline(self, names: list[str], paper: str = "") -> str:
        outlet = paper or self.one(("本报", "新华社", "本报", "据新华社"))
        place = "、".join(self.one(PLACES) for _ in range(1 + self.chance(0.15)))
        day = f"{int(self.rng.integers(1, 13))}月{int(self.rng.integers(1, 29))}日"
        reporters = f"（记者{self.one(('、', ' '))[0].join(names)}）" if names else ""
        return f"{outlet}{place}{day}{self.one(('电', '讯', '电'))}{self.one(('　', ' ', ''))}{reporters}"

    def byline(self, names: list[str]) -> str:
        spaced = [n[0] + "　" + n[1] if len(n) == 2 and self.chance(0.5) else n for n in names]
        glue = self.one(("　", " ", "、", "　", "&nbsp;", "\u200b", "&emsp;"))
        row = glue.join(spaced)
        return self.one(
            (
                "本报记者　" + row,
                "本报驻" + self.one(PLACES) + "记者 " + row,
                row,
                "作者：" + ";".join(names),
                "本报记者 " + row,
                "□ " + row,
                "文/" + "、".join(names),
                "本报通讯员 " + row,
                "记者 " + "、".join(names) + " 报道",
                "文/图 " + "、".join(names),
                "作者：" + names[0] + f"（{self.one(BODIES)}教授）",
            )
        )

    def caption(self) -> list[Line]:
        text = self.sentence()
        who = self.name()
        credit = self.one(
            (
                f"新华社记者 {who}摄",
                f"本报记者　{who}摄",
                "人民视觉",
                f"{who} 摄",
                "资料图片",
                f"新华社记者　{who[0]}　{who[1]}摄",
                "新华社发",
                f"摄影：{who}",
            )
        )
        if self.chance(0.25):
            return [
                Line("caption", text.rstrip("。") + "。" + f"{who} 摄" if self.chance(0.5) else "图为" + text)
            ]
        return [Line("caption", text), Line("caption", credit)]


def _body(w: Writer, *, subheads: bool, least: int = 2, most: int = 9) -> list[Line]:
    lines: list[Line] = []
    every = int(w.rng.integers(2, 4))
    for at in range(int(w.rng.integers(least, most))):
        if subheads and at % every == 0 and (at or w.chance(0.3)):
            lines.append(Line("subhead", w.short()))
            if w.chance(0.1):
                lines.append(Line("subhead", w.short()))
        lines.append(Line("paragraph", w.paragraph()))
    return lines


def _notes(w: Writer) -> list[Line]:
    """Notes of several correspondents under one title: each with its own small title and byline."""
    lines = [Line("paragraph", w.paragraph())]
    for _ in range(int(w.rng.integers(2, 7))):
        lines.append(Line("subhead", w.one((w.short(), f"“{w.short()}”", w.title()[:16]))))
        lines.append(Line("byline", "本报驻" + w.one(PLACES) + "记者　" + w.name()))
        lines += [Line("paragraph", w.paragraph()) for _ in range(int(w.rng.integers(1, 5)))]
    return lines


def _views(w: Writer) -> list[Line]:
    """News from several places under one title: the place, a line of its own, a dateline."""
    lines = [Line("paragraph", w.paragraph())] if w.chance(0.5) else []
    dash = w.one(("", "——", "："))
    for place in dict.fromkeys(w.one(PLACES) for _ in range(int(w.rng.integers(2, 6)))):
        lines.append(Line("subhead", place + dash))
        if w.chance(0.8):
            lines.append(
                Line("subhead", w.one((w.title()[:18], w.short(), f"希望{w.one(PLACES)}早日{w.one(VERBS)}")))
            )
        first = w.paragraph()
        lines.append(Line("paragraph", (w.dateline(w.names(2)) if w.chance(0.5) else "") + first))
        lines += [Line("paragraph", w.paragraph()) for _ in range(int(w.rng.integers(0, 3)))]
    return lines


def _letter(w: Writer) -> list[Line]:
    """A letter printed in full: to whom, the text, who signs and when."""
    lines = [Line("paragraph", w.dateline([]) + w.sentence() + "全文如下：")]
    lines += [
        Line("paragraph", w.one(PLACES) + "市" + w.one(OFFICES)) for _ in range(int(w.rng.integers(0, 3)))
    ]
    lines.append(Line("paragraph", w.one(PLACES) + "市" + w.one(OFFICES) + "："))
    lines += [Line("paragraph", w.paragraph()) for _ in range(int(w.rng.integers(1, 5)))]
    lines += [
        Line("paragraph", w.one(PLACES) + "市" + w.one(OFFICES)) for _ in range(int(w.rng.integers(1, 4)))
    ]
    return [*lines, Line("paragraph", _chinese(*w.day()) + w.one(("", "于海州")))]


def _head(w: Writer) -> list[Line]:
    lines = [Line("title", w.title())]
    if w.chance(0.25):
        lines.insert(
            0, Line("kicker", w.one((w.title(), f"{w.name()}强调", f"{w.name()}在{w.one(PLACES)}调研时指出")))
        )
    if w.chance(0.3):
        lines.append(Line("subtitle", w.one(("——" + w.title(), w.title(), f"{w.name()}出席并讲话"))))
    return lines


def _news(w: Writer, *, meta: bool) -> list[Line]:
    """The lines of a news article below its head."""
    names = w.names()
    lines: list[Line] = []
    if w.chance(0.3):
        for _ in range(int(w.rng.integers(1, 4))):
            lines += w.caption()
    kind = w.one(("dateline", "dateline", "byline", "byline", "none", "end"))
    if w.chance(0.1):
        lines.append(Line("paragraph", w.sentence().rstrip("。"))) if w.chance(0.5) else lines.append(
            Line("paragraph", "核心阅读")
        )
    if kind == "byline":
        lines.append(Line("byline", w.byline(names)))
        if w.chance(0.15):
            lines.append(Line("byline", "本报通讯员　" + w.name()))
    body = _body(w, subheads=w.chance(0.35), least=1)
    special = w.rng.random()
    if special < 0.18:
        kind = "none"
        body = _notes(w) if special < 0.05 else _views(w) if special < 0.14 else _letter(w)
    if kind == "dateline":
        body[0].text = w.dateline(names if w.chance(0.8) else []) + body[0].text
    lines += body
    if kind == "end":
        lines.append(Line("byline", f"本报记者 {names[0]}"))
        if w.chance(0.5):
            lines.append(Line("byline", f"本报通讯员 {w.name()}"))
    elif w.chance(0.3):
        lines.append(Line("paragraph", f"（{w.dateline([]).strip()}{w.one(('', ' 记者' + names[0]))}）"))
    if w.chance(0.07):
        lines.append(Line("subhead", w.one(("点　评", "链接", "■链接", "新闻背景"))))
        lines.append(Line("paragraph", w.paragraph()))
    if w.chance(0.12):
        lines[-1:-1] = w.caption() if lines[-1].label == "paragraph" else []
    return lines


def export(w: Writer) -> list[Line]:
    """Database exports: title lines, 作者：… 时间：…, then the text; several articles a file."""
    lines = []
    for number in range(int(w.rng.integers(1, 7))):
        head = _head(w)
        head[0].gap = 1 if number else 0
        for line in head[1:]:
            line.gap = 0
        y, m, d = w.day()
        names = w.names(5)
        when = f"时间：{y}-{m:02d}-{d:02d}"
        meta = (
            Line("byline", f"作者：{';'.join(names)}  {when}", 0)
            if w.chance(0.85)
            else Line("source", when, 0)
        )
        news = _news(w, meta=True)
        for line in news:
            line.indent = True
            if line.label == "caption" and line.text.endswith(("摄", "视觉", "图片", "发")):
                line.gap = 0
        lines += [*head, meta, *news]
    return lines


def single(w: Writer) -> list[Line]:
    """One article a file: a line for the kicker, the title, a line for the subtitle, the text indented."""
    kicker = [Line("kicker", w.one((w.title(), f"{w.name()}强调")), 0)] if w.chance(0.3) else []
    head = [*kicker, Line("title", w.title(), 0 if kicker else 1)]
    for _ in range(w.one((0, 0, 0, 1, 1, 2))):
        head.append(Line("subtitle", w.one(("——" + w.title(), w.title(), f"{w.name()}出席并讲话")), 0))
    news = _news(w, meta=False)
    news[0].gap = 1
    flush = w.chance(0.5)
    for line in news:
        line.indent = line.label in ("paragraph", "subhead") or not flush
        line.gap = line.gap or 0
    if w.chance(0.3):
        news[0].indent = False
    return head + news


def office(w: Writer) -> list[Line]:
    """Documents of offices: title on several lines, number, addressee, sections, signature, date, note."""
    place = w.one(PLACES)
    who = place + "市" + w.one(OFFICES) if w.chance(0.7) else w.one(("国务院", "国务院办公厅"))
    topic, kind = w.one(TOPICS), w.one(("意见", "通知", "决定", "批复", "函", "公告", "复函", "答复"))
    about = w.one(
        (
            f"推进{topic}工作",
            f"印发{topic}三年行动方案",
            f"{topic}工作情况",
            f"加强{place}{topic}若干问题",
            f"同意设立{topic}试验区",
            f"公布第{w.one('一二三四')}批{topic}试点名单",
        )
    )
    cut = w.one((0, 2, 4)) if len(about) > 6 else 0
    whole = f"{who}关于{about}的{kind}"
    places = (
        sorted({int(w.rng.integers(4, len(whole) - 4)) for _ in range(w.one((0, 1, 1, 2)))} - {0})
        if cut is not None
        else []
    )
    bounds = [0, *places, len(whole)]
    head = [
        Line("title", whole[a:b], 1 if i == 0 else 0)
        for i, (a, b) in enumerate(itertools.pairwise(bounds))
        if b > a
    ]
    y, m, d = w.day()
    number = f"{place[0]}政办发〔{y}〕{int(w.rng.integers(1, 200))}号"
    lines = head + ([Line("number", number)] if w.chance(0.85) else [])
    if w.chance(0.8):
        lines.append(
            Line(
                "paragraph",
                w.one(
                    (
                        "各区、县人民政府，市政府各部门：",
                        "各省、自治区、直辖市人民政府，国务院各部委、各直属机构：",
                        f"{place}省人民政府、民政部：",
                        "李明远等代表：",
                    )
                ),
            )
        )
    lines.append(
        Line(
            "paragraph",
            w.sentence() + w.one(("现提出如下意见。", "现通知如下：", "现将有关事项通知如下：", "")),
        )
    )
    for at in range(int(w.rng.integers(0, 6))):
        lines.append(Line("subhead", f"{'一二三四五六'[at]}、{w.short()}"))
        for sub in range(int(w.rng.integers(1, 4))):
            if w.chance(0.4):
                lines.append(Line("subhead", f"（{'一二三四五'[sub]}）{w.short()}{w.one(('。', ''))}"))
                lines.append(Line("paragraph", w.paragraph()))
            else:
                lines.append(
                    Line("paragraph", w.one((f"（{'一二三四五'[sub]}）", f"{sub + 1}.", "")) + w.paragraph())
                )
    if w.chance(0.2):
        lines.append(Line("signoff", f"附件：{w.title()}"))
    date = w.one((f"{y}年{m}月{d}日", f"{y}年{m:02d}月{d:02d}日", _chinese(y, m, d)))
    lines += [Line("signoff", who), Line("signoff", date)] if w.chance(0.9) else []
    if w.chance(0.6):
        lines.append(Line("signoff", w.one(("（此件公开发布）", "（此件有删减）", "（本文有删减）"))))
    if w.chance(0.35):
        lines += [Line("subhead", w.one(("附件", "附件1")))] if w.chance(0.4) else []
        lines.append(Line("subhead", f"{w.one(TOPICS)}三年行动方案"))
        lines += _body(w, subheads=True)
        if w.chance(0.2):
            lines += [
                Line("subhead", t)
                for t in ("序号", "事项", "部门", "1", w.one(TOPICS), w.one(BODIES), "2", w.one(TOPICS))
            ]
    return lines


def _chinese(y: int, m: int, d: int) -> str:
    digits = "〇一二三四五六七八九"

    def number(n):
        return (
            digits[n]
            if n < 10
            else ("" if n < 20 else digits[n // 10]) + "十" + (digits[n % 10] if n % 10 else "")
        )

    return "".join(digits[int(c)] for c in str(y)) + f"年{number(m)}月{number(d)}日"


def site(w: Writer) -> list[Line]:
    """An article copied from a news site with its small furniture."""
    lines = (
        [Line("furniture", w.one(("首页> 观点>", "当前位置：首页 > 理论 > 正文", "您的位置：首页>新闻")))]
        if w.chance(0.4)
        else []
    )
    day, paper, names = w.day(), w.one(PAPERS), w.names(3)
    lines += _head(w)
    stamp = w.date(day) + w.one(("", " 09:50", " 18:03:22"))
    meta = w.one((1, 2, 3, 4, 5, 6))
    if meta == 6:
        lines[-1].text += f"时间: {stamp}信息来源:《{paper}》 作者:{names[0]}"
    if meta == 1:
        lines += [Line("source", stamp), Line("source", f"来源：{paper}")]
    elif meta == 2:
        lines.append(Line("source", f"{stamp} 来源：{paper}"))
    elif meta == 3:
        lines.append(Line("byline", f"作者：{'、'.join(names)}  来源：{paper}  时间：{stamp}"))
    elif meta == 4:
        lines.append(Line("source", f"来源：{paper} {stamp}"))
    elif meta == 5:
        lines.append(Line("source", f"发布时间：{stamp}"))
    lines += [
        Line("furniture", t)
        for t in ("分享到：", "链接已复制", "字体：", "【字体：大 中 小】", "浏览次数：1024", "打印")
        if w.chance(0.3)
    ]
    if meta != 3 and w.chance(0.5):
        lines.append(Line("byline", w.byline(names)))
    if w.chance(0.2):
        lines += w.caption()
    lines += _body(w, subheads=w.chance(0.3))
    lines += [
        Line("furniture", t)
        for t in (
            f"责任编辑：{w.name()}",
            f"（编辑：{w.name()}）",
            "上一篇：" + w.title(),
            "下一篇：" + w.title(),
            "版权所有 海州网",
        )
        if w.chance(0.3)
    ]
    return lines


def journal(w: Writer) -> list[Line]:
    """An article of a journal: authors with numbers, addresses, abstract, keywords, sections, references."""
    names = w.names(4)
    numbered = w.chance(0.6)
    row = w.one((", ", " ", "　", ",")).join(n + (str(i) if numbered else "") for i, n in enumerate(names, 1))
    lines = [Line("title", w.title())]
    if w.chance(0.2):
        lines.append(Line("subtitle", "——基于" + w.one(PLACES) + "的调查"))
    simple = w.chance(0.15)
    if not simple:
        lines.append(Line("byline", row))
    count = len(names) if numbered else 1
    if simple:
        pass
    elif w.chance(0.5):
        lines.append(
            Line(
                "end",
                "("
                + "; ".join(
                    f"{f'{i}.' if numbered else ''}{w.one(BODIES)}, {w.one(PLACES)} 300{i:03d}"
                    for i in range(1, count + 1)
                )
                + ")",
            )
        )
    else:
        lines += [
            Line("end", f"{i}{w.one(('.', '', ' '))}{w.one(BODIES)}{w.one(('', ', 海州 300001'))}")
            for i in range(1, count + 1)
        ]
    if w.chance(0.25):
        lines.append(Line("end", f"[作者简介] {names[0]}，男，{w.one(BODIES)}教授，主要从事区域经济研究。"))
    abstract = w.one(("摘要:", "摘　要：", "【摘要】", "内容提要："))
    if w.chance(0.3):
        lines += [Line("subhead", "摘要"), Line("paragraph", w.paragraph())]
    else:
        lines.append(Line("paragraph", abstract + w.paragraph()))
    lines.append(
        Line(
            "end",
            w.one(("关键词:", "关键词：", "【关键词】", "关键词: "))
            + w.one(("；", " ", "; ")).join(w.one(TOPICS) for _ in range(3)),
        )
    )
    lines += [
        Line("end", t)
        for t in (
            "中图分类号：F127 文献标识码：A",
            "DOI：10.1000/hz.2024.06.004",
            f"基金项目：海州市社科基金“{w.one(TOPICS)}研究”（21BJL045）",
            "A Study on the Lights of a Harbour",
            "Du Qinghe1, Luo Xiaoxi2",
            "Keywords: harbour; light",
            f"作者简介：{names[0]}，{w.one(BODIES)}教授",
            f"收稿日期：{w.date(w.day())}",
        )
        if w.chance(0.25)
    ]
    style = w.one(("一、", "1 ", "1", "1.", "# "))
    for at in range(int(w.rng.integers(1, 5))):
        mark = {
            "一、": f"{'一二三四五'[at]}、",
            "1 ": f"{at + 1} ",
            "1": f"{at + 1}",
            "1.": f"{at + 1}. ",
            "# ": "",
        }[style]
        lines.append(Line("subhead", mark + w.short().strip("—")))
        if style == "一、" and w.chance(0.3):
            lines.append(Line("subhead", "（一）" + w.short().strip("—")))
        lines += [Line("paragraph", w.paragraph()) for _ in range(int(w.rng.integers(1, 4)))]
    if w.chance(0.6):
        lines.append(Line("end", w.one(("参考文献", "参考文献：", "注释："))))
        form = w.one(("[{i}]", "{i}", "{i}.", "{i} ", "[{i}] "))
        lines += [
            Line("end", form.format(i=i) + f"{w.name()}.{w.title()}[J].海州学刊,2021(3):45-52.")
            for i in range(1, int(w.rng.integers(3, 6)))
        ]
    if w.chance(0.15):
        lines.append(Line("end", f"（责任编辑：{w.name()}）"))
        lines[-1].label = "furniture"
    return lines


def archive(w: Writer) -> list[Line]:
    """Archives of old newspapers: day, paper and page, 专栏：, title lines, text without indent."""
    (y, m, d), sheet = w.day(), int(w.rng.integers(1, 9))
    paper = w.one(PAPERS[:5])
    lines = [
        Line("source", f"{y}年{m}月{d}日{paper} 第{sheet}版", 0),
        Line("furniture", f"第{sheet}版()", 1),
        Line("furniture", "专栏：", 0),
    ]
    head = [Line("title", re.sub(" .*", "", w.title()), 1)]
    if w.chance(0.4):
        head.insert(0, Line("kicker", w.title(), 1))
        head[1].gap = 0
    if w.chance(0.4):
        head.append(Line("subtitle", w.title(), 0))
    body = _body(w, subheads=False, least=1, most=5)
    if w.chance(0.7):
        body[0].text = (
            w.one(("据新华社海州六月三日电　", "本报讯　", "据海州电台六月三日消息　", "新华社云州三日电　"))
            + body[0].text
        )
    elif w.chance(0.5):
        head.append(Line("byline", w.one(("本报记者 ", "新华社记者 ", "")) + w.name(), 0))
    for line in body:
        line.gap = 0
    return lines + head + body


def briefs(w: Writer) -> list[Line]:
    """News in brief: a title and a paragraph each."""
    lines = []
    for _ in range(int(w.rng.integers(1, 6))):
        text = w.sentence()
        lines.append(Line("title", w.title()[:40].split(" ")[0], 1))
        reporter = w.dateline([w.name()]) if w.chance(0.6) else ""
        lines.append(
            Line("paragraph", (reporter + text) if w.chance(0.6) else text[:30].rstrip("，。、；") + "。")
        )
        if w.chance(0.3):
            lines.append(Line("paragraph", w.sentence()))
    return lines


def scan(w: Writer) -> list[Line]:
    """Markdown of OCR tools: every heading with one #, pictures and tables between."""
    names = w.names(3)
    lines = [Line("title", "# " + w.title())]
    if w.chance(0.4):
        lines.append(Line("furniture", "![](images/0a1b.jpg)"))
    lines.append(Line("byline", w.one(("# ", "")) + " ".join(n + str(i) for i, n in enumerate(names, 1))))
    if w.chance(0.6):
        lines.append(Line("end", f"1{w.one(BODIES)}"))
    for at in range(int(w.rng.integers(1, 5))):
        lines.append(Line("subhead", f"# {at + 1}{w.one(('', ' ', '.'))}{w.short().strip('—')}"))
        for _ in range(int(w.rng.integers(1, 4))):
            lines.append(Line("paragraph", w.paragraph()))
            if w.chance(0.2):
                lines.append(
                    Line(
                        "furniture",
                        w.one(
                            (
                                "<html><body><table><tr><td>年份</td><td>用电</td></tr></table></body></html>",
                                "![](images/77.jpg)",
                                "| 年份 | 用电 |",
                            )
                        ),
                    )
                )
    return lines


def verse(w: Writer) -> list[Line]:
    """A poem: many short lines."""
    lines = [
        Line("title", re.sub(r"[ （].*", "", w.title())[:14]),
        Line("byline", w.one((w.name(), "作者：" + w.name(), "□ " + w.name()))),
    ]
    for _ in range(int(w.rng.integers(2, 6))):
        for at in range(4):
            text = re.sub(r"[，。、；：“”]", "", w.sentence())[: int(w.rng.integers(5, 13))]
            lines.append(Line("paragraph", text + w.one(("", "，", "。", "")), 1 if at == 0 else 0))
    return lines


def comment(w: Writer) -> list[Line]:
    """Editorials and essays, one article a file, signed in many ways."""
    lines = _head(w)
    signed = w.one(("above", "below", "below", "end", "none"))
    byline = w.one(
        ("本报评论员", "海州日报评论员", "本报特约评论员", w.byline(w.names(2)), w.byline(w.names(3)))
    )
    if signed == "above":
        lines.insert(0, Line("byline", byline))
    if signed == "below":
        lines.append(Line("byline", byline))
    lines += _body(w, subheads=w.chance(0.3), least=2)
    if signed == "end":
        lines.append(Line("byline", byline))
    elif w.chance(0.3):
        lines.append(
            Line(
                "end", f"（作者单位：{w.one(BODIES)}）" if w.chance(0.5) else f"（作者系{w.one(BODIES)}教授）"
            )
        )
    if w.chance(0.2):
        lines.append(Line("source", f"（原载{w.date(w.day())[:10]}《{w.one(PAPERS)}》）"))
    return lines


def sheet(w: Writer) -> list[Line]:
    """A page of an electronic paper: head of the sheet, several articles with bylines, pictures between."""
    y, m, d = w.day()
    lines = [Line("source", f"{w.one(PAPERS[:5])} {y}年{m}月{d}日 星期二")] if w.chance(0.7) else []
    lines += [Line("furniture", w.one(("第07版：理论", "A06 理论版", "·观点·")))] if w.chance(0.4) else []
    for _ in range(int(w.rng.integers(2, 5))):
        lines += _head(w)
        lines.append(Line("byline", w.byline(w.names(3))))
        lines += _body(w, subheads=w.chance(0.2))
        if w.chance(0.3):
            lines.append(Line("end", f"（作者单位：{w.one(BODIES)}）"))
        if w.chance(0.2):
            lines += w.caption()
    if w.chance(0.3):
        lines.append(Line("furniture", f"本版责任编辑：{w.name()}"))
    return lines


CLOSINGS = (
    "（作者单位：{a}）",
    "（作者单位：{a}、{b}）",
    "（作者单位：{a}。本文系海州市社会科学规划重点项目“{t}机制研究”[HZSK2024B046]研究成果）",
    "（作者系{a}教授，本文系{b}规划项目“{t}的路径研究”（2022-RK-018）阶段性成果）",
    "（执笔：{n} {m}）",
    "（执笔：{n} {m} {o}，本文系省际毗邻地区{t}课题[SZ2023031]阶段性研究成果）",
    "（{n} {a}副教授）",
    "作者单位：{a}",
    "基金项目：海州市社科基金“{t}研究”（21BJL045）",
)


def bundle(w: Writer) -> list[Line]:
    """A page of essays: page title, note, titles marked or not, bylines above, below or behind, closings."""
    lines: list[Line] = []
    if w.chance(0.5):
        lines.append(Line("page_title", w.one((w.title()[:20], "一体化发展大家谈", f"共话{w.one(TOPICS)}"))))
    if w.chance(0.4):
        lines += [Line("note_mark", w.one(("编者按", "编者按：", "【编者按】"))), Line("note", w.paragraph())]
    if w.chance(0.3):
        lines.append(Line("source", f"（本版稿件转载自{w.day()[1]}月{w.day()[2]}日《{w.one(PAPERS)}》）"))
    columns, count = w.chance(0.4), int(w.rng.integers(1, 5))
    style = w.one(("line", "line", "cut", "none"))
    for number in range(count):
        title, names = w.title().split(" ")[0], w.names(3)
        head = [Line("title", title)]
        if len(title) > 9 and w.chance(0.2):
            cut = int(w.rng.integers(4, 8))
            head = [Line("title", title[:cut]), Line("title", title[cut:], 0)]
        signed = Line(
            "byline",
            w.one(
                (
                    " ".join(names),
                    "　".join(names),
                    w.one(BODIES) + "课题组",
                    "作者：" + names[0],
                    "□ " + "、".join(names),
                )
            ),
        )
        place = w.one(("below", "below", "below", "above", "name"))
        body = [
            line
            for text in (w.paragraph() for _ in range(int(w.rng.integers(2, 8))))
            for line in _columns(w, text, columns)
        ]
        if w.chance(0.2):
            for at in sorted({int(w.rng.integers(0, len(body))) for _ in range(4)}, reverse=True):
                if body[at].label == "paragraph":
                    body.insert(at, Line("subhead", w.short().strip("—")))
        end = w.one(CLOSINGS).format(
            a=w.one(BODIES), b=w.one(BODIES), t=w.one(TOPICS), n=w.name(), m=w.name(), o=w.name()
        )
        if place == "name":
            body[-1].closing = f"（{'、'.join(names)}）"
        elif style == "line":
            body.append(Line("end", end))
        elif style == "cut" and end.startswith("（作者"):
            body[-1].closing = end
        if place == "below":
            head.append(signed)
        elif place == "above":
            head.insert(0, signed)
        after = style == "line" and place == "below" and w.chance(0.6) and number == count - 1
        if after:
            next(line for line in head if line.label == "title").body = len(body)
        lines += body + head if after else head + body
    if w.chance(0.3):
        lines.append(
            Line(
                "source",
                w.one(
                    (
                        f"来源：《{w.one(PAPERS)}》{w.date(w.day())}",
                        f"（原载{w.day()[1]}月{w.day()[2]}日《{w.one(PAPERS)}》）",
                    )
                ),
            )
        )
    return lines


def _columns(w: Writer, text: str, columns: bool) -> list[Line]:
    """A paragraph, sometimes cut by the end of a column; the rest has no indent."""
    if not columns or len(text) < 30 or w.chance(0.7):
        return [Line("paragraph", text)]
    stops = [m.end() for m in re.finditer("。", text[:-10])]
    cut = w.one(stops) if stops and w.chance(0.2) else int(w.rng.integers(12, len(text) - 8))
    if text[cut] in "，。、；：？！”’）》" or text[cut - 1] in "。":
        return [Line("paragraph", text)]
    return [Line("paragraph", text[:cut]), Line("rest", text[cut:])]


KINDS = {
    f.__name__: f
    for f in (export, single, office, site, journal, archive, briefs, scan, verse, comment, sheet, bundle)
}


def make_kind(essays: list[dict[str, Any]], kind: str, *, seed: int) -> KindPage:
    """One page of a kind, laid out with blank lines, indents and marks or without."""
    rng = np.random.default_rng(np.random.SeedSequence([seed, list(KINDS).index(kind), 20_261_127]))
    writer = Writer(essays, rng)
    lines = KINDS[kind](writer)
    spaced, indents = bool(rng.random() < 0.55), bool(rng.random() < 0.55)
    marked = kind in (
        "site",
        "comment",
        "sheet",
        "briefs",
        "office",
        "journal",
        "bundle",
    ) and rng.random() < (0.4 if kind == "bundle" else 0.15)
    width = int(rng.integers(18, 41)) if kind == "bundle" and rng.random() < 0.3 else 0
    whole = kind == "bundle" and rng.random() < 0.15  # every line is indented
    rows = []
    for at, line in enumerate(lines):
        text = line.text + line.closing
        if marked and line.label in ("title", "page_title") and not text.startswith("#"):
            text = ("# " if rng.random() < 0.5 else "## ") + text
        inner = line.label in ("paragraph", "subhead") or whole
        if (inner and indents) if line.indent is None else line.indent:
            text = "　　" + text
        gap = int(spaced) if line.gap is None else line.gap
        if width:
            text = "\n".join(text[start : start + width] for start in range(0, len(text), width))
        rows.append("\n" * (gap if at or kind in ("single",) else 0) + text)
    text = "\n".join(rows) + "\n"
    return KindPage(
        kind,
        text,
        [(line.label, re.sub(r"^#+ *", "", line.text + line.closing)) for line in lines],
        _articles(lines),
    )


def _articles(lines: list[Line]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for at, line in enumerate(lines):
        if line.body:
            above = lines[at - line.body : at]
            lines = [*lines[: at - line.body], *lines[at:], *above]
            break
    for at, line in enumerate(lines):
        if line.label == "title" and (not at or lines[at - 1].label != "title"):
            found.append({"title": "", "paragraphs": []})
        if found and line.label == "title":
            found[-1]["title"] += re.sub(r"^#+ *|时间: .*", "", line.text)
        if found and line.label in ("paragraph", "subhead"):
            found[-1]["paragraphs"].append(re.sub(r"^#+ *", "", line.text).strip("　 "))
        elif found and line.label == "rest":
            found[-1]["paragraphs"][-1] += line.text
    return found
