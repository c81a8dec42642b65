"""Files in the formats that the package reads, made from the sample pages."""

import io

import pypdf

from conftest import ROOT
from yrdresearch.pages.page import Page
from yrdresearch.pages.sources import read_text

SITE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>港口一体化_江海网</title>
<script>var note = "脚本里的中文";</script></head><body>
<div class="nav"><a href="/">首页</a> <a href="/ll">理论频道</a></div>
<div id="box"><div class="crumb"><a>首页</a> &gt; <a>理论</a></div><div class="text">{body}</div>
<ul class="more"><li><a>另一篇很好的文章</a></li><li><a>相关阅读：长三角合作的新进展</a></li></ul></div>
<footer>版权所有 江海网</footer></body></html>"""


def sample_blocks() -> list[str]:
    text = read_text(ROOT / "data/sample/sample-2.txt")
    return [line.strip() for line in text.splitlines() if line.strip()]


def bodies(page: Page) -> list:
    return [(a.title, a.authors, a.affiliations, [p.text for p in a.paragraphs]) for a in page.articles]


def pdf_of(pages: list[list[str]], *, password: str | None = None, indent: bool = False) -> bytes:
    """A PDF whose text layer maps each character to itself, as a scanner's OCR writes it.

    With `indent`, a line that starts with two full-width spaces is moved right by two ems instead.
    """

    def show(line: str, right: int) -> str:
        words = line.lstrip("　") if right else line
        return f"{right} 0 Td <{words.encode('utf-16-be').hex()}> Tj {-right} -14 Td"

    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{6 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>")
    objects.append(
        "<< /Type /Font /Subtype /Type0 /BaseFont /Scan /Encoding /Identity-H "
        "/ToUnicode 5 0 R /DescendantFonts [4 0 R] >>"
    )
    objects.append(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Scan /DW 1000 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    used = sorted({ord(one) >> 8 for lines in pages for line in lines for one in line})
    ranges = "\n".join(f"<{high:02x}00> <{high:02x}ff> <{high:02x}00>" for high in used)
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(used)} beginbfrange\n{ranges}\nendbfrange endcmap end"
    )
    objects.append(f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream")
    for n, lines in enumerate(pages):
        shown = "\n".join(show(line, 20 if indent and line.startswith("　　") else 0) for line in lines)
        content = f"BT /F1 10 Tf 50 800 Td\n{shown}\nET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 850] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {7 + 2 * n} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    start = data.rindex(b"xref")
    data += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    if password:
        writer = pypdf.PdfWriter(io.BytesIO(data))
        writer.encrypt(password)
        locked = io.BytesIO()
        writer.write(locked)
        return locked.getvalue()
    return data


def wrapped(blocks: list[str], width: int = 30) -> list[str]:
    return [block[at : at + width] for block in blocks for at in range(0, len(block), width)]
