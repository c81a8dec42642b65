"""The command `yrd`: read and check pages, code, import, export, report, verify."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yrdresearch.arguments import command_parser
from yrdresearch.errors import ArgumentError, CorpusError, PageError, YrdError, told
from yrdresearch.files import printable, write_whole

if TYPE_CHECKING:
    from yrdresearch.areas.coder import Coder
    from yrdresearch.corpus.importing import Imported
    from yrdresearch.corpus.store import Corpus
    from yrdresearch.pages.page import Page


DOUBTFUL = 0.5


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did its work, 2 after a mistake, told in one sentence.

    Ctrl-C ends with 130, a pager that was closed before the end with 141, as shells have it.
    """
    try:
        options = command_parser().parse_args(arguments)
        _print_any_character()
        with warnings.catch_warnings():
            warnings.showwarning = lambda message, *_: print(f"yrd: {told(message)}", file=sys.stderr)
            COMMANDS[options.command](options)
        if sys.stdout:  # who closed it wants nothing printed
            sys.stdout.flush()
        return 0
    except YrdError as error:
        return _tell(str(error), 2)
    except KeyboardInterrupt:
        return _tell("stopped; files are as they were before", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what is left in the buffer
        return 141
    except MemoryError:
        return _tell("this takes more memory than the machine has; give fewer or smaller files", 2)
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        return _tell(f"{name}{error.strerror or error}; check the path, its permissions and the disk", 2)


def _tell(sentence: str, status: int) -> int:
    print(f"yrd: {told(' '.join(sentence.split()))}", file=sys.stderr)
    return status


def _print_any_character(encoding: str | None = None) -> None:
    """Standard output takes every character, in the terminal's encoding or the one given."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding=encoding, errors="replace")


def _coder(options: argparse.Namespace) -> Coder | str | None:
    """The coder that was asked for; who asks for the rules is told what they cost."""
    from yrdresearch.areas.coder import RULES, RULES_COST, named_coder

    if options.coder == RULES:
        print(RULES_COST, file=sys.stderr)
    return named_coder(options.coder) if options.coder else None


def _read(options: argparse.Namespace) -> None:
    from yrdresearch.pages.reading import read_page, read_pages

    if options.format == "jsonl":
        from yrdresearch.pages.exports import article_records

        for page in read_pages(options.file, **_ways(options)):
            for record in article_records(page):
                _print_json(record)
    elif options.format == "tei":
        from yrdresearch.pages.tei import page_to_tei

        _print_any_character("utf-8")
        print(page_to_tei(read_page(options.file, **_ways(options))), end="")
    else:
        from yrdresearch.pages.exports import page_to_dict

        _print_json(page_to_dict(read_page(options.file, **_ways(options))))


def _check(options: argparse.Namespace) -> None:
    from yrdresearch.pages.conventionfiles import load_conventions
    from yrdresearch.pages.overview import describe_page, summarize_page
    from yrdresearch.pages.recurring import describe_lines, describe_own, draft_conventions, recurring_lines

    pages = _readable(options.files, options)
    describe, between = (summarize_page, "") if options.brief else (describe_page, "\n")
    print(between.join(describe(page, lang=options.lang) for page in pages), end="")
    if own := describe_own(pages, load_conventions(options.conventions), lang=options.lang):
        print("\n" + own, end="")
    lines = recurring_lines(pages)
    if lines:
        print("\n" + describe_lines(lines, len(pages), lang=options.lang), end="")
    if options.draft:
        write_whole(options.draft, draft_conventions(lines))
        print("\n" + told(f"{options.draft} has them as furniture; correct it, and give it as --conventions"))


def _ways(options: argparse.Namespace) -> dict[str, Any]:
    """How files are read, where their user knows."""
    return {"fields": options.fields, "conventions": options.conventions}


def _readable(files: Sequence[Path], options: argparse.Namespace) -> list[Page]:
    """The pages of these files and folders; what cannot be read is told, and is an error where all is so."""
    from yrdresearch.pages.reading import try_pages

    found = [page for file in files for _, page in try_pages(file, **_ways(options))]
    faults = [page for page in found if isinstance(page, PageError)]
    if len(faults) == len(found):
        raise faults[0]
    for fault in faults:
        print(f"yrd: {told(fault)}", file=sys.stderr)
    return [page for page in found if not isinstance(page, PageError)]


def _code(options: argparse.Namespace) -> None:
    from yrdresearch.areas.codebookfiles import load_codebook
    from yrdresearch.areas.coding import code_page
    from yrdresearch.pages.reading import read_page

    codebook = load_codebook(options.codebook)
    page = read_page(options.file, **_ways(options))
    coded = code_page(page, codebook=codebook, coder=_coder(options))
    if options.format == "table":
        from yrdresearch.areas.listing import list_codes

        print(list_codes(page, coded, codebook), end="")
    else:
        _print_json(coded)


def _import(options: argparse.Namespace) -> None:
    from yrdresearch.corpus.importing import import_corpus
    from yrdresearch.words.lexicon import read_stopwords
    from yrdresearch.words.segmentation import Tokenizer

    if options.extend_stopwords and not options.stopwords:
        raise ArgumentError("--extend-stopwords adds the words of --stopwords; give that file too")
    made = import_corpus(
        options.paths,
        options.to,
        tokenizer=Tokenizer(
            engine=options.engine, user_dictionary=options.user_dictionary, variants=options.variants
        ),
        stopwords=read_stopwords(options.stopwords, extend=options.extend_stopwords),
        repeats=options.repeats,
        duplicates=options.duplicates,
        pattern=options.pattern,
        **_ways(options),
        docvars=options.docvars,
        on=options.on,
        strict=options.strict,
        workers=options.workers,
        progress=sys.stderr.isatty(),
    )
    if options.codebook or options.coder:
        _coded(made.corpus, _coder(options), options.codebook).save(options.to)
    print(_told(made, options))


def _told(made: Imported, options: argparse.Namespace) -> str:
    lines = [f"{len(made.corpus.pages)} pages, {len(made.corpus.articles)} articles are in {options.to}"]
    if len(made.skipped):
        first = made.skipped.iloc[0]
        place = " ".join(filter(None, [first["file"], first["record"]]))
        lines.append(
            f"{len(made.skipped)} files or records were not read; they are listed in "
            f"{options.to / 'skipped.csv'}; the first: {place}: {first['reason']}"
        )
    if len(made.duplicates):
        left = "left out" if options.duplicates == "drop" else "kept"
        lines.append(
            f"{len(made.duplicates)} articles are another one again and are {left} (--duplicates); they are "
            f"listed in {options.to / 'duplicates.csv'}"
        )
    doubtful = int((made.corpus.articles["confidence"] < DOUBTFUL).sum())
    if doubtful:
        lines.append(
            f"{doubtful} articles were more likely read wrongly than rightly (confidence below {DOUBTFUL}); "
            f"`yrd check FILE` says why; the column is in {options.to / 'articles.csv'}"
        )
    if made.recurring:
        line, n_pages, _ = made.recurring[0]
        lines.append(
            f"{len(made.recurring)} short lines are in the text of several pages, '{line}' of {n_pages}; if "
            "they are none of it, say so in a file for --conventions (`yrd check PAGES --draft FILE`)"
        )
    if options.stopwords and not options.extend_stopwords:
        lines.append(
            f"the {len(made.corpus.stopwords)} stopwords of {options.stopwords} take the place of the "
            "package's; to have both, add --extend-stopwords"
        )
    if made.lost_docvars:
        lines.append(
            f"the corpus that was there had {', '.join(made.lost_docvars)}, this one has not; give "
            "--docvars again to keep them"
        )
    return "\n".join(told(line) for line in [*lines, f"run `yrd report --corpus {options.to}`"])


def _export(options: argparse.Namespace) -> None:
    from yrdresearch.corpus.loading import load_corpus

    if options.format and (options.features or options.coder):
        raise ArgumentError("--format writes whole pages; leave it out, or leave out --features and --coder")
    if options.format:
        _export_pages(options)
        return
    if options.fields or options.conventions:
        raise ArgumentError(
            "--fields and --conventions are for pages, and a corpus is read already; add --format"
        )
    if options.features and Path(options.corpus).resolve() == Path(options.to).resolve():
        raise ArgumentError(f"{options.to} is the corpus itself, and would lose its text; give another --to")
    corpus = load_corpus(options.corpus)
    if corpus.has_text or options.coder:
        corpus = _coded(corpus, _coder(options))
    (corpus.features() if options.features else corpus).save(options.to)
    print(
        told(f"{options.to}: {'features only' if options.features or not corpus.has_text else 'with text'}")
    )
    if options.features:
        if corpus.docvars_with_text:
            print(told(f"docvars left out, as they hold text: {', '.join(corpus.docvars_with_text)}"))
        print(told(_guard(corpus)))


def _coded(corpus: Corpus, coder: Coder | str | None, codebook: str | None = None) -> Corpus:
    from yrdresearch.areas.codebookfiles import load_codebook
    from yrdresearch.areas.released import with_codings

    return with_codings(corpus, codebook=load_codebook(codebook) if codebook else None, coder=coder)


def _guard(corpus: Corpus) -> str:
    """What guards against rebuilding the text from its features, and where that is weak."""
    of_term = corpus.term_counts.groupby("term")["count"].sum()
    per_paragraph = corpus.counted_sentences().groupby("paragraph_id").size()
    alone = per_paragraph.index[per_paragraph == 1]
    sentence = (
        f"{(of_term == 1).sum()} of {len(of_term)} terms occur once; {len(alone)} of {len(per_paragraph)} "
        "paragraphs are one sentence"
    )
    if len(alone):
        sentence += f" (such as {alone[0]}): their counts are that sentence's, so say so in your data card"
    return sentence


def _export_pages(options: argparse.Namespace) -> None:
    from yrdresearch.files import SHIPPED, shipped_path
    from yrdresearch.pages.exports import export_pages

    source = shipped_path(options.corpus) if options.corpus in SHIPPED else Path(options.corpus)
    if (source / "datapackage.json").is_file():
        raise CorpusError(f"{source} holds tables, not pages; give the page file or folder it was made from")
    for file in export_pages(_readable([source], options), options.to, formats=options.format):
        print(file)


def _report(options: argparse.Namespace) -> None:
    from yrdresearch.report.build import build_report

    _coder(options)
    build_report(
        options.to,
        corpus=options.corpus,
        codebook=options.codebook,
        coder=options.coder,
        lang=options.lang,
    )


def _notebooks(options: argparse.Namespace) -> None:
    from yrdresearch.report.copies import copy_notebooks

    kept = copy_notebooks(options.to, lang=options.lang)
    if kept:
        names = ", ".join(path.name for path in kept)
        print(told(f"changed by you, and left as they are: {names}; move or rename one to get a new copy"))
    print(told(f"the notebooks are in {options.to}; open that folder in JupyterLab"))


def _verify(options: argparse.Namespace) -> None:
    from yrdresearch.report.verify import record_report, verify_report

    if options.record:
        record_report()
    else:
        verify_report()


def _print_json(value: object) -> None:
    _print_any_character("utf-8")
    print(printable(json.dumps(value, ensure_ascii=False)))


COMMANDS = {
    **{"read": _read, "check": _check, "code": _code, "import": _import, "export": _export},
    **{"report": _report, "notebooks": _notebooks, "verify": _verify},
}

if __name__ == "__main__":
    sys.exit(main())
