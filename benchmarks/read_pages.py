"""How often is a page read right? Score the reader on generated pages, or on your own files with a gold file.

Run: ``python benchmarks/read_pages.py [--pages N]``, or with ``--gold FOLDER [--only KIND] [--conventions
FILE]``. Exact means: article boundaries, titles, bylines, every paragraph, page title, editor's note and
source line, all as they were put into the page. What a gold file holds is said in `gold_pages.py`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
import gold_pages

from page_factory import compare, load_essays, make_page
from yrdresearch.errors import PageError
from yrdresearch.pages.parse import parse_page

FIRST = 900_000  # the parser was built on other seeds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=2000, help="generated pages to score")
    parser.add_argument("--gold", type=Path, help="a folder with gold.jsonl and the files it names")
    parser.add_argument("--only", help="one kind of the gold file only")
    parser.add_argument(
        "--conventions", type=Path, help="a file of conventions, or a folder with KIND.yml for some kinds"
    )
    options = parser.parse_args()
    if options.gold:
        rows, extra = gold_pages.score(options.gold, only=options.only, conventions=options.conventions)
        print(gold_pages.table(rows, extra))
        print(gold_pages.calibration(rows))
    else:
        generated(options.pages)


def generated(n_pages: int) -> None:
    essays = load_essays()
    for ambiguous in (False, True):
        score(essays, n_pages if not ambiguous else n_pages // 4, ambiguous=ambiguous)


def score(essays: list[dict], n_pages: int, *, ambiguous: bool) -> None:
    exact, by_choice, levels = 0, defaultdict(Counter), defaultdict(Counter)
    seconds, characters = 0.0, 0
    for seed in range(FIRST, FIRST + n_pages):
        made = make_page(essays, seed=seed, ambiguous=ambiguous)
        start = time.process_time()
        try:
            page = parse_page(made.text, page_id=f"page-{seed}")
        except PageError as error:
            print(f"page {seed}: {error}")
            continue
        seconds += time.process_time() - start
        characters += len(made.text)
        wrong = compare(page, made.truth)
        exact += not wrong
        for key in ("layout", "marks", "titles", "affiliation", "between", "subheads", "n_articles"):
            by_choice[f"{key}={made.choices[key]}"][not wrong] += 1
        for article, true in zip(page.articles, made.truth.articles, strict=False):
            found = (article.title, tuple(p.text for p in article.paragraphs))
            levels[article.confidence][found == (true["title"], true["paragraphs"])] += 1
        if wrong and not ambiguous:
            print(f"page {seed}: {'; '.join(wrong)}")
            print(f"   {made.choices}")
    print(f"\n{'every wrapped page' if ambiguous else 'pages whose truth leaves a trace'}:")
    print(f"{exact} of {n_pages} exact ({exact / n_pages:.1%})")
    print(f"{1e7 * seconds / characters:.1f} ms per 10,000 characters")
    for name, count in sorted(by_choice.items()):
        print(f"  {name:24} {count[True]:5} of {count.total():5}  {count[True] / count.total():.1%}")
    print("articles right, by confidence:")
    for level, count in sorted(levels.items()):
        print(f"  {level:.2f}  {count[True]:5} of {count.total():5}  {count[True] / count.total():.1%}")


if __name__ == "__main__":
    main()
