"""Makes README's pictures again from the figures of a report: ``python docs/site/images.py [REPORT]``.

A report in Chinese makes those of README.zh.md, one in English those of README.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "images"
STRIP = ("01-anatomy", "02-term-pairs", "03-topics", "04-profiles", "05-areas-by-topic", "06-area")
CELL = (800, 600)  # pixels of one figure in the strip, three in a row
COLOURS = 256


def main() -> None:
    """Write the first picture, and the strip of six."""
    report = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "reports"
    figures = report / "figures"
    mark = "-zh" if 'lang="zh' in (report / "index.html").read_text(encoding="utf-8") else ""
    _save(_within(figures / "05-coverage.png", (1200, 960)), f"05-coverage{mark}")
    strip = Image.new("RGB", (3 * CELL[0], 2 * CELL[1]), "white")
    for at, name in enumerate(STRIP):
        picture = _within(figures / f"{name}.png", (CELL[0] - 40, CELL[1] - 40))
        left = at % 3 * CELL[0] + (CELL[0] - picture.width) // 2
        strip.paste(picture, (left, at // 3 * CELL[1] + (CELL[1] - picture.height) // 2))
    _save(strip, f"six-figures{mark}")


def _save(picture: Image.Image, name: str) -> None:
    few = picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=3)
    few.save(IMAGES / f"{name}.png", optimize=True)


def _within(png: Path, size: tuple[int, int]) -> Image.Image:
    with Image.open(png) as image:
        picture = image.convert("RGB")
    picture.thumbnail(size, Image.Resampling.LANCZOS)
    return picture


if __name__ == "__main__":
    main()
