"""An HTML page -> its lines in reading order, each with its place in the tree (no decision what is text)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree, html

from yrdresearch.errors import PageError

_HAN = re.compile(r"[㐀-鿿]")
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt"),
    *(
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
    ),
    *("li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "th", "tr", "ul", "summary"),
}
_NO_TEXT = {"script", "style", "noscript", "template", "head", "title", "svg", "rp", "rt"}
_CONTROLS = {
    "iframe",
    "button",
    "select",
    "option",
    "textarea",
    "object",
    "audio",
    "video",
    "map",
    "datalist",
}
_CAPTION = re.compile(r"(?:^|[\s_-])(?:fig)?caption(?:$|[\s_-])", re.IGNORECASE)  # words below a picture
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_CLOSED = re.compile(r"[。！？”）.!?)][\s\u3000]*$")


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line as a browser shows it; `linked` of its `han` Chinese characters are in links."""

    text: str
    han: int
    linked: int
    level: int
    block: Any

    @property
    def is_linked(self) -> bool:
        """Whether most of it is a link, as in menus and lists of articles; a linked sentence is none."""
        return 2 * self.linked > max(self.han, 1) and not (self.han >= 30 and _CLOSED.search(self.text))

    @property
    def prose(self) -> int:
        """Chinese characters of a line that reads like sentences; 0 for any other."""
        sentences = self.han >= 12 and re.search("[。！？；，…]", self.text)
        return self.han if sentences and not self.is_linked else 0


def parse_html(data: str, *, name: str) -> Any:
    """The root of the tree, or None where there is no element at all.

    Ends of the document that come too early are taken out, so that what is behind them is read.

    Raises
    ------
    PageError
        Elements are inside one another more than 2,000 deep: what is below would be lost.
    """
    data = re.sub(r"^\s*<\?xml[^>]*>", "", data)  # lxml takes no declared encoding for what is decoded
    data = re.sub(r"</(?:html|body)\s*>", "", data, flags=re.IGNORECASE)
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    if any("depth" in error.message for error in parser.error_log):
        raise PageError(f"{name} nests its elements more than 2,000 deep; save the page's text as .txt")
    return root


def lines_of(root: Any) -> tuple[list[Line], Counter[str]]:
    """The lines of a page in reading order, and the characters that no line has, by reason."""
    walk = _Walk()
    return list(walk.lines(root)), walk.left_out


class _Walk:
    """One way through the tree from start to end, without recursion: pages nest as deep as they like."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, bool]] = []
        self.links = 0
        self.blocks: list[Any] = []
        self.left_out: Counter[str] = Counter()

    def lines(self, root: Any) -> Iterator[Line]:
        skipped: Any = None
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if skipped is None:
                if event == "start" and self._is_unseen(element):
                    skipped = element
                else:
                    yield from self._step(event, element)
            if event == "end" and (skipped is None or skipped is element):
                skipped = None
                self._add(element.tail)
        yield from self._line()

    def _is_unseen(self, element: Any) -> bool:
        if element.tag in _NO_TEXT:
            return True
        if _CAPTION.search(element.get("class") or "") or element.tag == "figcaption":
            self.left_out["caption"] += sum(len("".join(text.split())) for text in element.itertext("*"))
            return True
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
        if element.tag in _CONTROLS or (hidden and element.tag not in ("body", "html")):
            self.left_out["hidden"] += sum(len("".join(text.split())) for text in element.itertext("*"))
            return True
        return False

    def _step(self, event: str, element: Any) -> Iterator[Line]:
        if element.tag in _BLOCKS or element.tag == "br":
            yield from self._line()
        if event == "start":
            self.links += element.tag == "a"
            if element.tag in _BLOCKS:
                self.blocks.append(element)
            self._add(element.text)
        else:
            self.links -= element.tag == "a"
            if element.tag in _BLOCKS:
                self.blocks.pop()

    def _add(self, text: str | None) -> None:
        if text:
            self.parts.append((text, self.links > 0))

    def _line(self) -> Iterator[Line]:
        parts, self.parts = self.parts, []
        own = next((n for n in range(len(parts), 0, -1) if not parts[n - 1][1]), 0)
        if _CLOSED.search("".join(part for part, _ in parts[:own])):  # a link behind the end leads elsewhere
            self.left_out["navigation"] += sum(len("".join(part.split())) for part, _ in parts[own:])
            parts = parts[:own]
        text = _squeezed("".join(part for part, _ in parts))
        if not text.strip("\u3000\xa0\u200b\ufeff "):
            return
        linked = sum(len(_HAN.findall(part)) for part, in_link in parts if in_link)
        block = self.blocks[-1] if self.blocks else None
        level = int(block.tag[1]) if block is not None and re.fullmatch("h[1-6]", block.tag) else 0
        yield Line(text, len(_HAN.findall(text)), linked, level, block)


def _squeezed(text: str) -> str:
    """White space as a browser shows it; an indent of no-break spaces as two full-width ones."""
    text = re.sub(r"[ \t\r\n\f\v]+", " ", text).strip(" ")
    return re.sub(r"^[\xa0 ]{2,}", "\u3000\u3000", text).strip(" \xa0")
