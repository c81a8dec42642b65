"""Executed notebooks and figures -> a site of plain files that asks no other host."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path
from typing import Any

import yrdresearch
from yrdresearch.errors import language
from yrdresearch.files import checkout, resource, write_whole
from yrdresearch.report.findings import findings_in

_SAVED = re.compile(r"""save_figure\([^()]*?,\s*(?:[^()]|\([^()]*\))*?["']([\w-]+)["']""")
_WORDS = {
    "zh": {
        "title": "长三角一体化政策文章研究：报告",
        "lead": "语料：{corpus}。软件版本 {version}{commit}。每个数字都由笔记本算出，每幅图附有数据表。",
        "findings_title": "主要发现",
        "notebooks_title": "笔记本",
        "figures_title": "全部图表",
        "table": "数据表",
        "home": "报告首页",
        "executed": "本页的笔记本",
        "no_alt": "图",
    },
    "en": {
        "title": "Policy essays on Yangtze River Delta integration: report",
        "lead": "Corpus: {corpus}. Version {version}{commit}. Every number is computed.",
        "findings_title": "Findings",
        "notebooks_title": "Notebooks",
        "figures_title": "All figures",
        "table": "table",
        "home": "report",
        "executed": "this notebook",
        "no_alt": "figure",
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
    write_whole(to / "index.html", _index(to, titles, lang, corpus))


def write_assets(to: Path) -> None:
    """Style sheet and font, so that no page asks another host for them."""
    import pylopdf_fonts_zh_cn

    write_whole(to / "assets" / "style.css", resource("style.css"))
    shutil.copy(pylopdf_fonts_zh_cn.sans_path(), to / "assets" / "NotoSansSC.otf")


def title_of(notebook: Any) -> str:
    """The first heading of a notebook."""
    return str(notebook.cells[0].source).splitlines()[0].lstrip("# ")


def describe_figure(png: Path) -> tuple[str, str]:
    """Title and text alternative of a figure, as `plots.save_figure` wrote them into the file."""
    from PIL.PngImagePlugin import PngImageFile

    with PngImageFile(png) as image:
        texts = getattr(image, "text", {})
    return str(texts.get("Title", png.stem)), str(texts.get("Description", ""))


def _page(notebook: Any, stem: str, titles: dict[str, str], to: Path, lang: str) -> str:
    from nbconvert import HTMLExporter

    notebook.metadata.pop("widgets", None)
    _give_alternatives(notebook, to, lang)
    exporter = HTMLExporter(mathjax_url="", require_js_url="", embed_images=True)
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


def _give_alternatives(notebook: Any, to: Path, lang: str) -> None:
    """Each image of the notebook gets the text alternative of the figure its cell saves."""
    for cell in notebook.cells:
        images = [o for o in cell.get("outputs", []) if "image/png" in o.get("data", {})]
        names = _SAVED.findall(cell.source)
        for place, output in enumerate(images):
            png = to / "figures" / f"{names[place]}.png" if place < len(names) else None
            words = " ".join(describe_figure(png)) if png and png.is_file() else _WORDS[lang]["no_alt"]
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


def _index(to: Path, titles: dict[str, str], lang: str, corpus: str) -> str:
    words = dict(_WORDS[lang])
    words["lead"] = words["lead"].format(
        corpus=html.escape(corpus), version=yrdresearch.__version__, commit=_commit()
    )
    notebooks = [f'<li><a href="{stem}.html">{html.escape(title)}</a></li>' for stem, title in titles.items()]
    pngs = sorted((to / "figures").glob("*.png"))
    return resource("index.html").format(
        lang=_tag(lang),
        findings="\n".join(_finding(found, to, titles) for found in findings_in(to)),
        notebooks="\n".join(notebooks),
        figures="\n".join(_figure(png, words["table"], titles) for png in pngs),
        **words,
    )


def _finding(found: Any, to: Path, titles: dict[str, str]) -> str:
    png = to / "figures" / f"{found.figure}.png"
    picture = ""
    if png.is_file():
        _, alt = describe_figure(png)
        picture = f'<img src="figures/{png.name}" alt="{html.escape(alt)}">'
    page = next((f"{stem}.html" for stem in titles if found.figure.startswith(stem[:3])), "index.html")
    return (
        f'<article><a href="{page}">{picture}</a><p><strong>{html.escape(found.sentence)}</strong></p>'
        f"<p>{html.escape(found.limit)}</p></article>"
    )


def _figure(png: Path, table: str, titles: dict[str, str]) -> str:
    title, alt = describe_figure(png)
    page = next((f"{stem}.html" for stem in titles if png.stem.startswith(stem[:3])), "index.html")
    return (
        f'<figure><a href="{page}"><img src="figures/{png.name}" alt="{html.escape(alt or title)}"></a>'
        f'<figcaption>{html.escape(title)}<br><a href="figures/{png.name}">PNG</a> · '
        f'<a href="figures/{png.stem}.svg">SVG</a> · <a href="figures/{png.stem}.csv">{table}</a>'
        "</figcaption></figure>"
    )


def _tag(lang: str) -> str:
    return "zh-CN" if lang == "zh" else "en"


def _commit() -> str:
    """The commit of the checkout, where git can tell it."""
    head = checkout() / ".git" / "HEAD"
    if not head.is_file():
        return ""
    name = head.read_text(encoding="utf-8").strip().removeprefix("ref: ")
    ref = checkout() / ".git" / name
    commit = ref.read_text(encoding="utf-8").strip() if ref.is_file() else name
    return f" ({commit[:7]})" if re.fullmatch(r"[0-9a-f]{40}", commit) else ""
