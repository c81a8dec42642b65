"""What the command `yrd` can be asked."""

from __future__ import annotations

import argparse
from pathlib import Path

import yrdresearch


def command_parser() -> argparse.ArgumentParser:
    """The commands with their options, and the help of each."""
    parser = argparse.ArgumentParser(
        prog="yrd", description="Read and check pages, code, import, export, report, verify."
    )
    parser.add_argument("--version", action="version", version=f"yrdresearch {yrdresearch.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")

    read = commands.add_parser("read", help="parse a page")
    read.add_argument("file", type=_path, metavar="FILE")
    _add_reading(read)
    read.add_argument("--format", choices=["json", "jsonl", "tei"], default="json", help="(json)")

    check = commands.add_parser("check", help="a page's outline, ledger and apparatus, for a person")
    check.add_argument("files", type=_path, metavar="FILE", nargs="+", help="a page, or a folder of pages")
    check.add_argument("--lang", choices=["zh", "en"], help="language (YRD_LANG, else the system's)")
    check.add_argument("--brief", action="store_true", help="a line an article, for folders")
    check.add_argument(
        "--draft",
        type=_path,
        metavar="YAML",
        help="write lines that several pages have in common as a first file for --conventions",
    )
    _add_reading(check)

    code = commands.add_parser("code", help="policy areas, sentence by sentence")
    code.add_argument("file", type=_path, metavar="FILE")
    _add_reading(code)
    code.add_argument(
        "--format", choices=["json", "table"], default="json", help="for a program, or for a person (json)"
    )
    _add_codebook(code)
    _add_coder(code)

    import_ = commands.add_parser("import", help="build a corpus from pages; its text stays on this machine")
    import_.add_argument("paths", type=_path, nargs="+", metavar="PATH", help="a page, or a folder of pages")
    import_.add_argument("--to", type=_path, required=True, metavar="DIR")
    import_.add_argument(
        "--docvars", type=_path, metavar="CSV", help="facts about articles, pages or authors"
    )
    import_.add_argument(
        "--on",
        choices=["article_id", "page_id", "author"],
        default="page_id",
        help="the column that says what a row of --docvars is about (page_id, the file's name)",
    )
    import_.add_argument("--repeats", choices=["drop", "keep"], default="drop", help="in the counts (drop)")
    import_.add_argument(
        "--duplicates",
        choices=["drop", "keep"],
        default="drop",
        help="articles that are another one again, such as reprints (drop)",
    )
    import_.add_argument(
        "--pattern", metavar="PATTERN", help="docvars in the names of files, such as '{date:%%Y%%m%%d}-{n}'"
    )
    import_.add_argument("--user-dictionary", type=_path, metavar="FILE", help="terms that are one word")
    import_.add_argument(
        "--stopwords",
        type=_path,
        metavar="FILE",
        help="words that counts leave out, instead of the package's",
    )
    import_.add_argument(
        "--extend-stopwords", action="store_true", help="the words of --stopwords besides the package's"
    )
    import_.add_argument(
        "--variants", type=_path, metavar="FILE", help="words counted as another one, 沪 = 上海 a line"
    )
    import_.add_argument(
        "--engine",
        choices=["rjieba", "jieba", "characters", "bigrams"],
        default="rjieba",
        help="how text is cut into words (rjieba)",
    )
    import_.add_argument("--strict", action="store_true", help="stop at a file that cannot be read")
    import_.add_argument("--workers", type=int, default=1, metavar="N", help="processes (1)")
    _add_codebook(import_)
    _add_coder(import_)
    _add_reading(import_)

    export = commands.add_parser("export", help="write a corpus for others")
    export.add_argument(
        "corpus", type=_given, metavar="CORPUS", help="a corpus folder, a page, or 'essays' or 'sample'"
    )
    export.add_argument("--to", type=_path, required=True, metavar="DIR")
    export.add_argument("--features", action="store_true", help="derived features only, no text")
    export.add_argument(
        "--format",
        choices=["tei", "jsonl", "csv"],
        action="append",
        help="pages for other programs; repeatable",
    )
    _add_reading(export)
    _add_coder(export)

    report = commands.add_parser("report", help="run the notebooks and build the site")
    report.add_argument("--to", type=_path, default=Path("reports"), metavar="DIR")
    report.add_argument(
        "--corpus", type=_given, metavar="DIR", help="a corpus of your own instead of the released essays"
    )
    report.add_argument("--lang", choices=["zh", "en"], help="language of the report (YRD_LANG, else zh)")
    _add_codebook(report)
    _add_coder(report)

    notebooks = commands.add_parser("notebooks", help="copy the notebooks, in one language, to work in")
    notebooks.add_argument("--to", type=_path, required=True, metavar="DIR")
    notebooks.add_argument("--lang", choices=["zh", "en"], help="language (YRD_LANG, else zh)")

    verify = commands.add_parser("verify", help="recompute every figure's table and compare")
    verify.add_argument("--record", action="store_true", help="record the tables instead")
    return parser


def _given(text: str) -> str:
    """A word that is not empty, as that of a variable of the shell may be that nobody has set."""
    if not text:
        raise argparse.ArgumentTypeError("it is empty; give a file or folder")
    return text


def _path(text: str) -> Path:
    return Path(_given(text))


def _add_reading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fields",
        type=_fields,
        metavar="ROLE=FIELD,…",
        help="which field of a record holds what, such as title=headline,text=story",
    )
    parser.add_argument(
        "--conventions",
        type=_path,
        metavar="YAML",
        help="a file that says what lines of these pages are",
    )


def _fields(text: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in text.split(",")]
    if not all(role and field for role, _, field in pairs):
        raise argparse.ArgumentTypeError(f"'{text}' is not of the form title=headline,text=story")
    return {role.strip(): field.strip() for role, _, field in pairs}


def _add_codebook(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--codebook",
        metavar="YAML",
        help="code by this file, or by 'policy_areas' or 'policy_instruments', the package's own",
    )


def _add_coder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--coder",
        metavar="rules|FILE",
        help="code by the codebook's rules alone, without learned weights, or by a coder of your own",
    )
