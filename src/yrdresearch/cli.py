"""The command `yrd`: read and check pages, code, import, export, report, verify."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from yrdresearch.errors import CorpusError, YrdError

if TYPE_CHECKING:
    from yrdresearch.corpus.store import Corpus


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did its work, 2 after a reader's mistake, told in one sentence."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except YrdError as error:
        print(f"yrd: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader closed the pager
        sys.stderr.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="yrd", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    read = commands.add_parser("read", help="parse a page")
    read.add_argument("file", type=Path, metavar="FILE")
    read.add_argument("--format", choices=["json", "jsonl", "tei"], default="json", help="(json)")
    read.set_defaults(run=_read)

    check = commands.add_parser("check", help="a page's outline, ledger and apparatus, for a person")
    check.add_argument("file", type=Path, metavar="FILE")
    check.set_defaults(run=_check)

    code = commands.add_parser("code", help="policy areas, sentence by sentence")
    code.add_argument("file", type=Path, metavar="FILE")
    code.add_argument("--format", choices=["json"], default="json")
    code.set_defaults(run=_code)

    import_ = commands.add_parser("import", help="build a corpus from pages; its text stays on this machine")
    import_.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="a page, or a folder of pages")
    import_.add_argument("--to", type=Path, required=True, metavar="DIR")
    import_.add_argument("--docvars", type=Path, metavar="CSV", help="facts about articles, pages or authors")
    import_.add_argument(
        "--on",
        choices=["article_id", "page_id", "author"],
        default="page_id",
        help="the column that says what a row of --docvars is about (page_id, the file's name)",
    )
    import_.add_argument("--repeats", choices=["drop", "keep"], default="drop", help="in the counts (drop)")
    import_.set_defaults(run=_import)

    export = commands.add_parser("export", help="write a corpus for others")
    export.add_argument("corpus", metavar="CORPUS", help="a corpus folder, a page, or 'essays' or 'sample'")
    export.add_argument("--to", type=Path, required=True, metavar="DIR")
    export.add_argument("--features", action="store_true", help="derived features only, no text")
    export.add_argument(
        "--format",
        choices=["tei", "jsonl", "csv"],
        action="append",
        help="pages for other programs; repeatable",
    )
    export.set_defaults(run=_export)

    report = commands.add_parser("report", help="run the notebooks and build the site")
    report.add_argument("--to", type=Path, default=Path("reports"), metavar="DIR")
    _add_run_options(report)
    report.set_defaults(run=_report)

    verify = commands.add_parser("verify", help="recompute every figure's table and compare")
    verify.add_argument("--record", action="store_true", help="record the tables instead")
    verify.set_defaults(run=_verify)
    return parser


def _add_run_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--corpus", metavar="DIR", help="a corpus of your own instead of the released essays")
    parser.add_argument("--lang", choices=["zh", "en"], default="zh", help="language of the labels (zh)")


def _read(options: argparse.Namespace) -> None:
    from yrdresearch.pages.reading import read_page, read_pages

    if options.format == "jsonl":
        from yrdresearch.pages.exports import article_records

        for record in (record for page in read_pages(options.file) for record in article_records(page)):
            print(json.dumps(record, ensure_ascii=False))
    elif options.format == "tei":
        from yrdresearch.pages.tei import page_to_tei

        print(page_to_tei(read_page(options.file)), end="")
    else:
        from yrdresearch.pages.exports import page_to_dict

        _print_json(page_to_dict(read_page(options.file)))


def _check(options: argparse.Namespace) -> None:
    from yrdresearch.pages.overview import describe_page
    from yrdresearch.pages.reading import read_pages

    print("\n".join(describe_page(page) for page in read_pages(options.file)), end="")


def _code(options: argparse.Namespace) -> None:
    from yrdresearch.areas.coding import code_page
    from yrdresearch.pages.reading import read_page

    _print_json(code_page(read_page(options.file)))


def _import(options: argparse.Namespace) -> None:
    from yrdresearch.corpus.docvars import add_docvars
    from yrdresearch.corpus.store import build_corpus
    from yrdresearch.pages.reading import page_files, read_pages

    files = [file for path in options.paths for file in page_files(path)]
    corpus = build_corpus((page for file in files for page in read_pages(file)), repeats=options.repeats)
    if options.docvars:
        corpus = add_docvars(corpus, options.docvars, on=options.on)
    corpus.save(options.to)
    print(
        f"{len(corpus.pages)} pages, {len(corpus.articles)} articles, {len(corpus.paragraphs)} paragraphs, "
        f"{len(corpus.sentences)} sentences are in {options.to}; run `yrd report --corpus {options.to}`"
    )


def _export(options: argparse.Namespace) -> None:
    from yrdresearch.areas.coding import code_policy_areas
    from yrdresearch.corpus.store import load_corpus

    if options.format:
        _export_pages(options)
        return
    corpus = load_corpus(options.corpus)
    if corpus.has_text:
        coded = code_policy_areas(corpus)
        areas = coded.loc[coded["policy_area"] != "none", ["sentence_id", "policy_area"]]
        corpus = replace(corpus, codings=areas.reset_index(drop=True))
    (corpus.features() if options.features else corpus).save(options.to)
    print(f"{options.to}: {'features only' if options.features or not corpus.has_text else 'with text'}")
    if options.features:
        print(_guard(corpus))


def _guard(corpus: Corpus) -> str:
    """What stands against rebuilding the text from its features, and where that is weak."""
    of_term = corpus.term_counts.groupby("term")["count"].sum()
    per_paragraph = corpus.counted_sentences().groupby("paragraph_id").size()
    alone = per_paragraph.index[per_paragraph == 1]
    told = (
        f"{(of_term == 1).sum()} of {len(of_term)} terms occur once; {len(alone)} of {len(per_paragraph)} "
        "paragraphs are one sentence"
    )
    if len(alone):
        told += f" (such as {alone[0]}): their counts are that sentence's, so say so in your data card"
    return told


def _export_pages(options: argparse.Namespace) -> None:
    from yrdresearch.files import SHIPPED, shipped_path
    from yrdresearch.pages.exports import export_pages
    from yrdresearch.pages.reading import read_pages

    source = shipped_path(options.corpus) if options.corpus in SHIPPED else Path(options.corpus)
    if (source / "datapackage.json").is_file():
        raise CorpusError(f"{source} holds tables, not pages; give the page file or folder it was made from")
    for file in export_pages(read_pages(source), options.to, formats=options.format):
        print(file)


def _report(options: argparse.Namespace) -> None:
    from yrdresearch.report.build import build_report

    build_report(options.to, corpus=options.corpus, lang=options.lang)


def _verify(options: argparse.Namespace) -> None:
    from yrdresearch.report.build import record_tables, verify_tables

    if options.record:
        record_tables()
    else:
        verify_tables()


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
