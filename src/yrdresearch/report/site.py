"""Executed notebooks and figures -> a site of plain files that asks no other host."""

from __future__ import annotations

import html
import json
import re
import shutil
from itertools import count
from pathlib import Path
from typing import Any

import yrdresearch
from yrdresearch.display import FONT
from yrdresearch.errors import language
from yrdresearch.files import resource, write_whole
from yrdresearch.report.browser import PAGE
from yrdresearch.report.crate import NAME as CRATE
from yrdresearch.report.figures import describe_figure, images_of, seen_figures
from yrdresearch.report.findings import VALUES, Finding, findings_in
from yrdresearch.report.provenance import commit, parameters_of, versions

FRAME = re.compile(r"<iframe sandbox='allow-scripts' ([^>]*?) srcdoc='(.*?)'></iframe>", re.DOTALL)
# nbconvert's page of JupyterLab shows no text alternative of an image, and says that there is none
_TEMPLATE = """{% extends 'index.html.j2' %}
{% block data_png scoped %}{% set words = output | get_metadata('alt', 'image/png') | escape_html %}
{{ super() | replace('<img ', '<img alt="' ~ words ~ '" ', 1) }}{% endblock %}"""
_WORDS = {
    "zh": {
        "title": "长三角一体化政策文章研究：报告",
        "lead": "语料：{corpus}。每个数字都由笔记本算出，每幅图附有数据表；"
        "点图可到它所在的笔记本，那里有说明和限度。",
        "about_title": "生成方式：参数与版本",
        "package": "软件包与提交",
        "versions": "版本",
        PAGE: "查原句：按领域、作者或主题",
        VALUES: "全部数值（values.json）",
        CRATE: "研究数据包的元数据（RO-Crate）",
        "findings_title": "主要发现",
        "notebooks_title": "笔记本",
        "figures_title": "全部图表",
        "table": "数据表",
        "made_from": "生成信息",
        "home": "报告首页",
        "executed": "下载本页的笔记本",
        "no_alt": "图",
        "survival": "换 {n} 种同样合理的做法，{share:.0%} 仍成立（见 06）。",
    },
    "en": {
        "title": "Policy essays on Yangtze River Delta integration: report",
        "lead": "Corpus: {corpus}. Every number is computed by a notebook, and every figure has its table; "
        "a figure leads to its notebook, which explains it and states its limits.",
        "about_title": "How it was made: parameters and versions",
        "package": "package and commit",
        "versions": "versions",
        PAGE: "Sentences behind each area, author and topic",
        VALUES: "All values (values.json)",
        CRATE: "Research object (RO-Crate)",
        "findings_title": "Findings",
        "notebooks_title": "Notebooks",
        "figures_title": "All figures",
        "table": "table",
        "made_from": "made from",
        "home": "report",
        "executed": "download this notebook",
        "no_alt": "figure",
        "survival": "Holds under {share:.0%} of {n} defensible choices (notebook 06).",
    },
}


def write_site(to: Path, notebooks: dict[str, Any], *, lang: str, corpus: str) -> None:
    """Write a page a notebook, and the first page: findings, notebooks, gallery.

    Parameters
    ----------
    to
        The report's folder, with its figures and findings.
    notebooks
        Stem -> executed notebook, in the order of the series.
    lang
        ``"zh"`` or ``"en"``.
    corpus
        What the corpus is, in words.
    """
    lang = language(lang)
    write_assets(to)
    titles = {stem: title_of(notebook) for stem, notebook in notebooks.items()}
    for stem, notebook in notebooks.items():
        write_whole(to / f"{stem}.html", _page(notebook, stem, titles, to, lang))
    write_whole(to / "index.html", _index(to, notebooks, lang, corpus))


def write_assets(to: Path) -> None:
    """Style sheet and font, so that no page asks another host for them."""
    import pylopdf_fonts_zh_cn

    write_whole(to / "assets" / "style.css", resource("style.css"))
    shutil.copy(pylopdf_fonts_zh_cn.sans_path(), to / "assets" / "NotoSansSC.otf")


def title_of(notebook: Any) -> str:
    """The first heading of a notebook."""
    return str(notebook.cells[0].source).splitlines()[0].lstrip("# ")


def _page(notebook: Any, stem: str, titles: dict[str, str], to: Path, lang: str) -> str:
    from nbconvert import HTMLExporter

    notebook.metadata.pop("widgets", None)
    _give_alternatives(notebook, to, lang)
    _put_frames_beside(notebook, stem, to)
    exporter = HTMLExporter(mathjax_url="", require_js_url="", embed_images=True)
    exporter.raw_template = _TEMPLATE
    page, _ = exporter.from_notebook_node(notebook)
    head = '<link rel="stylesheet" href="assets/style.css">\n</head>'
    page = page.replace("</head>", head, 1)
    page = re.sub(r"<html[^>]*>", f'<html lang="{_tag(lang)}">', page, count=1)
    page = re.sub(
        r"<title>.*?</title>", f"<title>{html.escape(titles[stem])}</title>", page, count=1, flags=re.S
    )
    way = _way(stem, titles, lang)
    page = re.sub(r"(<body[^>]*>)", lambda found: f"{found.group(1)}\n{way}", page, count=1)
    return page.replace("</body>", f"{way}\n</body>", 1)


def _put_frames_beside(notebook: Any, stem: str, to: Path) -> None:
    """Interactive outputs become pages of the site: inside a tag they may not load its font."""
    number = count(1)

    def beside(found: re.Match[str]) -> str:
        name = f"{stem}-{next(number)}.html"
        write_whole(to / name, html.unescape(found[2]).replace("<style>", f"<style>\n{FONT}", 1))
        return f"<iframe {found[1]} src='{name}'></iframe>"

    for output in (one for cell in notebook.cells for one in cell.get("outputs", [])):
        if shown := output.get("data", {}).get("text/html"):
            output["data"]["text/html"] = FRAME.sub(beside, shown)


def _give_alternatives(notebook: Any, to: Path, lang: str) -> None:
    """Each image of the notebook gets the text alternative of the figure its cell saves."""
    images = [(output, _WORDS[lang]["no_alt"]) for cell in notebook.cells for output in images_of(cell)]
    pngs = {name: to / "figures" / f"{name}.png" for name in seen_figures(notebook)}
    images += [
        (output, " ".join(describe_figure(pngs[name])))
        for name, output in seen_figures(notebook).items()
        if pngs[name].is_file()
    ]
    for output, words in images:
        output.setdefault("metadata", {}).setdefault("image/png", {})["alt"] = words


def _way(stem: str, titles: dict[str, str], lang: str) -> str:
    """Links back, home and forth."""
    stems = list(titles)
    at = stems.index(stem)
    links = [f'<a href="index.html">{_WORDS[lang]["home"]}</a>']
    if at:
        before = stems[at - 1]
        links.insert(0, f'<a rel="prev" href="{before}.html">← {html.escape(titles[before])}</a>')
    if at + 1 < len(stems):
        after = stems[at + 1]
        links.append(f'<a rel="next" href="{after}.html">{html.escape(titles[after])} →</a>')
    links.append(f'<a href="notebooks/{stem}.ipynb">{_WORDS[lang]["executed"]}</a>')
    return f'<nav class="way" aria-label="{_WORDS[lang]["notebooks_title"]}">{" · ".join(links)}</nav>'


def _index(to: Path, executed: dict[str, Any], lang: str, corpus: str) -> str:
    words = dict(_WORDS[lang])
    words["lead"] = words["lead"].format(corpus=html.escape(corpus))
    titles = {stem: title_of(notebook) for stem, notebook in executed.items()}
    about = {"package": f"yrdresearch {yrdresearch.__version__} {commit()[:7]}", **_settings(executed)}
    about["versions"] = ", ".join(f"{name} {number}" for name, number in versions().items())
    notebooks = [f'<li><a href="{stem}.html">{html.escape(title)}</a></li>' for stem, title in titles.items()]
    pngs = sorted((to / "figures").glob("*.png"))
    found = findings_in(to)
    survival = {
        figure: words["survival"].format(n=n, share=share)
        for one in found
        for figure, (n, share) in one.survival.items()
    }
    return resource("index.html").format(
        lang=_tag(lang),
        findings="\n".join(_finding(one, survival.get(one.figure, ""), to, titles) for one in found),
        notebooks="\n".join(notebooks),
        figures="\n".join(_figure(png, words["table"], words["made_from"], titles) for png in pngs),
        about="\n".join(
            f"<dt>{html.escape(words.get(name, name))}</dt><dd>{html.escape(text)}</dd>"
            for name, text in about.items()
        ),
        links=" · ".join(
            f'<a href="{name}">{html.escape(words[name])}</a>'
            for name in (PAGE, VALUES, CRATE)
            if name == CRATE or (to / name).is_file()
        ),
        **words,
    )


def _finding(found: Finding, survival: str, to: Path, titles: dict[str, str]) -> str:
    png = to / "figures" / f"{found.figure}.png"
    picture = ""
    if png.is_file():
        _, alt = describe_figure(png)
        picture = f'<img src="figures/{png.name}" alt="{html.escape(alt)}">'
    page = next((f"{stem}.html" for stem in titles if found.figure.startswith(stem[:3])), "index.html")
    return (
        f'<article><a href="{page}">{picture}</a><p><strong>{html.escape(found.sentence)}</strong></p>'
        f"<p>{html.escape(found.limit)}</p>{survival and f'<p class=survival>{survival}</p>'}</article>"
    )


def _figure(png: Path, table: str, made_from: str, titles: dict[str, str]) -> str:
    title, alt = describe_figure(png)
    page = next((f"{stem}.html" for stem in titles if png.stem.startswith(stem[:3])), "index.html")
    has = png.with_suffix(".json").is_file()
    manifest = f' · <a href="figures/{png.stem}.json">{made_from}</a>' if has else ""
    return (
        f'<figure><a href="{page}"><img src="figures/{png.name}" alt="{html.escape(alt or title)}"></a>'
        f'<figcaption>{html.escape(title)}<br><a href="figures/{png.name}">PNG</a> · '
        f'<a href="figures/{png.stem}.svg">SVG</a> · <a href="figures/{png.stem}.csv">{table}</a>'
        f"{manifest}"
        "</figcaption></figure>"
    )


def _settings(executed: dict[str, Any]) -> dict[str, str]:
    """Notebook -> its parameters, as they were."""
    found = {stem: parameters_of(notebook) for stem, notebook in executed.items()}
    return {stem: json.dumps(values, ensure_ascii=False) for stem, values in found.items() if values}


def _tag(lang: str) -> str:
    return "zh-CN" if lang == "zh" else "en"
