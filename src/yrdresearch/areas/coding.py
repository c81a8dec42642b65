"""Sentences -> policy areas as a table, by the coder or the rules, with the matched words as evidence."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import pandas as pd

from yrdresearch.areas.codebook import NONE, Codebook
from yrdresearch.areas.codebookfiles import codebook_for, load_codebook, released_codebook
from yrdresearch.areas.coder import RULES, Coder, load_coder, named_coder
from yrdresearch.areas.rules import Evidence, Matcher, code_article
from yrdresearch.corpus.grouping import article_facts
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import ArgumentError, CodebookError, check_kind
from yrdresearch.pages.page import Page
from yrdresearch.spans import format_spans

COLUMNS = (
    "sentence_id", "paragraph_id", "article_id", "author", "n_characters",
    "policy_area", "name_zh", "name_en", "rule", "weight", "probability", "terms", "offsets", "codebook",
)  # fmt: skip


class CodeArticle(Protocol):
    """What the rules and a `Coder` have in common: an article's paragraphs -> evidence by sentence."""

    def __call__(
        self, paragraphs: Sequence[Sequence[str]], *, matcher: Matcher, title: str = ""
    ) -> list[list[dict[str, Evidence]]]:
        """Evidence by area, for each sentence of each paragraph."""


def coding_method(codebook: Codebook, coder: Coder | str | None) -> tuple[CodeArticle, str]:
    """How sentences are coded by this codebook, and the name of that way for the column `coded_by`."""
    if coder is None and os.environ.get("YRD_CODER"):
        named = named_coder(os.environ["YRD_CODER"])
        fits = named == RULES or (isinstance(named, Coder) and named.codebook == codebook.id)
        coder = named if fits else None
    if isinstance(coder, str) and coder != RULES:
        raise ArgumentError(f"coder is {coder!r}; give 'rules', a Coder, or None for the usual one")
    if isinstance(coder, Coder) and coder.codebook != codebook.id:
        raise CodebookError(
            f"the coder was trained on codebook {coder.codebook!r}, this one is {codebook.id!r}; "
            "pass the coder's codebook, or train a coder on codings by this one (areas.train_coder)"
        )
    if coder is None and load_coder().codebook == codebook.id:
        coder = load_coder()
    if isinstance(coder, Coder):
        return coder.code_article, "coder"
    if coder is None:
        _tell_of_the_rules(codebook)
    return code_article, RULES


def _tell_of_the_rules(codebook: Codebook) -> None:
    """Say where a codebook has areas of the coder's, which it then codes in another way."""
    shared = set(codebook.ids) & set(load_codebook(load_coder().codebook).ids)
    if shared:
        warnings.warn(
            f"the package's coder knows {load_coder().codebook} only: {codebook.id} is coded by the rules "
            f"alone, the {len(shared)} areas that both have too; compare shares of one way of coding "
            "(coder='rules' for both), or train a coder (areas.train_coder)",
            stacklevel=4,
        )


def code_policy_areas(
    corpus: Corpus, *, codebook: Codebook | None = None, coder: Coder | str | None = None
) -> pd.DataFrame:
    """Which policy areas does each sentence speak about, and by which words?

    Parameters
    ----------
    corpus
        With text: the sentences are coded. Features only: its released codings are returned
        in the same columns, with rule ``"released"`` and no terms.
    codebook
        By default the one that the corpus was imported with, else the package's policy areas.
    coder
        None: what the environment variable ``YRD_CODER`` names (``rules``, or a coder's file), else the
        package's coder for the package's policy areas, the rules for any other codebook (a warning says so
        where it extends the package's). ``"rules"``: the
        rules alone, which anyone can follow by hand (`docs/coverage.md` says what that
        costs). Or a `Coder` of your own, from `train_coder`.

    Returns
    -------
    DataFrame
        One row per sentence and area; a sentence without area has one row with area ``"none"``. Columns:
        sentence_id, paragraph_id, article_id, author, n_characters, policy_area, name_zh, name_en, rule,
        weight (1 a term, 1/2 a hint; half of it in a list), probability (that a hand coding has the area, by
        the coder; missing where the rules decided, and for ``none``), terms (with spaces between), offsets
        (in the sentence's text, as ``"3-7 9-11"``), codebook (``id@version#digest``: whatever takes the
        coding reads from it by which areas it was made), then what is known of the article (page_id,
        newspaper, year, docvars …), to group by; `coded_by` says how it was coded, or that it was released.
        Repeated sentences are left out where the corpus's settings say ``repeats="drop"``.

    Raises
    ------
    TextMissingError
        When there is neither text nor a released coding, the released coding is of another codebook, or a
        `coder` is given and there is no text to code.

    Examples
    --------
    >>> import yrdresearch as yrd
    >>> coded = yrd.code_policy_areas(yrd.load_corpus("sample"))
    >>> bool(coded["policy_area"].isin(yrd.load_codebook().ids + ["none"]).all())
    True
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    if codebook is not None:
        check_kind(codebook, "codebook", Codebook, source="load_codebook")
    if coder is not None or not len(corpus.codings):
        corpus.require_text("code_policy_areas")
    if len(corpus.shards) > 1:
        pieces = [code_policy_areas(part, codebook=codebook, coder=coder) for part in corpus.parts()]
        return pd.concat(pieces, ignore_index=True)
    sentences = corpus.counted_sentences()
    if corpus.has_text:
        codebook = codebook_for(corpus, codebook)
        _, method = coding_method(codebook, coder)
        rows, source = _rows(corpus, codebook, coder), f"{method}, codebook {codebook.version}"
    else:
        codebook = released_codebook(corpus, codebook)
        rows = _released_rows(sentences, corpus.codings)
        source = ", ".join(["released codings", *filter(None, [corpus.settings.get("coder")])])
    coded = pd.DataFrame(rows).merge(article_facts(corpus), on="article_id", how="left")
    names = codebook.table().set_index("policy_area")
    for column, none in (("name_zh", "无"), ("name_en", "None")):
        coded[column] = coded["policy_area"].map(names[column]).fillna(none)
    coded = coded.assign(codebook=codebook.key, coded_by=source)
    return coded[[*COLUMNS, *(name for name in coded if name not in COLUMNS)]]


def area_probabilities(
    corpus: Corpus, *, codebook: Codebook | None = None, coder: Coder | None = None
) -> pd.DataFrame:
    """How likely does each sentence have each area, coded or not?

    Parameters
    ----------
    corpus
        With text.
    codebook, coder
        As in `code_policy_areas`.

    Returns
    -------
    DataFrame
        (sentences, areas), index sentence_id, values 0 to 1. An area of which the sentence has no word has 0;
        in cross-validation 7 % of the codes were such. The mean of a column is the coverage to be expected
        without a threshold.

    Raises
    ------
    CodebookError
        When the codebook is one that the rules code: they have no probabilities.

    Examples
    --------
    >>> import yrdresearch as yrd
    >>> likely = area_probabilities(yrd.load_corpus("sample"))
    >>> bool(((likely >= 0) & (likely <= 1)).all(axis=None))
    True
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    corpus.require_text("area_probabilities")
    codebook = codebook_for(corpus, codebook)
    if coding_method(codebook, coder)[1] == RULES:
        raise CodebookError(
            f"{codebook.id!r} is coded by the rules, which have no probabilities; "
            "pass a coder (areas.train_coder)"
        )
    likely = {
        sentence["sentence_id"]: {area: found.probability for area, found in areas.items()}
        for sentence, areas in evidence_of(corpus, codebook, coder)
    }
    table = pd.DataFrame.from_dict(likely, orient="index", columns=codebook.ids)
    return table.fillna(0.0).rename_axis("sentence_id")


def code_page(
    page: Page, *, codebook: Codebook | None = None, coder: Coder | str | None = None
) -> dict[str, Any]:
    """Policy areas of every sentence of a page, in page order, as the JSON object that `yrd code` prints.

    Returns
    -------
    dict
        ``{"codebook": key, "sentences": [{"spans": [[start, end], ...], "policy_areas": [...], "terms":
        {area: [...]}, "probabilities": {area: p}}]}``; probabilities are there where a coder decided.
    """
    check_kind(page, "page", Page, source="read_page")
    codebook = load_codebook() if codebook is None else codebook
    check_kind(codebook, "codebook", Codebook, source="load_codebook")
    method, _ = coding_method(codebook, coder)
    matcher = Matcher(codebook)
    sentences: list[dict[str, Any]] = []
    for article in page.articles:
        texts = [[sentence.text for sentence in paragraph.sentences] for paragraph in article.paragraphs]
        coded_paragraphs = method(texts, matcher=matcher, title=article.title)
        for paragraph, coded in zip(article.paragraphs, coded_paragraphs, strict=True):
            for sentence, areas in zip(paragraph.sentences, coded, strict=True):
                spans = [list(span) for span in sentence.spans]
                sentences.append({"spans": spans, **_as_json(areas)})
    return {"codebook": codebook.key, "sentences": sorted(sentences, key=_start)}


def _as_json(areas: Mapping[str, Evidence]) -> dict[str, Any]:
    coded = {area: evidence for area, evidence in areas.items() if evidence.coded}
    terms = {area: [match.phrase for match in evidence.matches] for area, evidence in coded.items()}
    likely = {area: round(e.probability, 3) for area, e in coded.items() if e.rule == "model"}
    return {"policy_areas": list(coded), "terms": terms} | ({"probabilities": likely} if likely else {})


def _start(entry: Mapping[str, Any]) -> Any:
    return entry["spans"][0]


def _rows(corpus: Corpus, codebook: Codebook, coder: Coder | str | None) -> list[dict[str, Any]]:
    rows = []
    for sentence, areas in evidence_of(corpus, codebook, coder):
        coded = [area for area in codebook.ids if area in areas and areas[area].coded]
        rows += [_row(sentence, area, areas[area]) for area in coded]
        if not coded:
            rows.append(_row(sentence, NONE, Evidence(NONE, 0.0, ())))
    return rows


def evidence_of(
    corpus: Corpus, codebook: Codebook, coder: Coder | str | None = None
) -> Iterator[tuple[dict[Any, Any], dict[str, Evidence]]]:
    """Each counted sentence (a row of `Corpus.sentences`, with text) with its evidence by area."""
    method, _ = coding_method(codebook, coder)
    matcher = Matcher(codebook)
    sentences = corpus.counted_sentences()
    titles = dict(zip(corpus.articles["article_id"], corpus.articles["title"], strict=True))
    for article_id, article in sentences.groupby("article_id", sort=False):
        paragraphs = [rows for _, rows in article.groupby("paragraph_id", sort=False)]
        texts = [list(rows["text"]) for rows in paragraphs]
        coded = method(texts, matcher=matcher, title=titles.get(article_id, ""))
        for rows, areas in zip(paragraphs, coded, strict=True):
            yield from zip(rows.to_dict("records"), areas, strict=True)


def _released_rows(sentences: pd.DataFrame, codings: pd.DataFrame) -> list[dict[str, Any]]:
    areas_of = codings.groupby("sentence_id")["policy_area"].agg(list).to_dict()
    return [
        _row(sentence, area, Evidence("released", float(area != NONE), ()))
        for sentence in sentences.to_dict("records")
        for area in areas_of.get(sentence["sentence_id"], [NONE])
    ]


def _row(sentence: Mapping[Any, Any], area: str, evidence: Evidence) -> dict[str, Any]:
    kept = {key: sentence[key] for key in ("sentence_id", "paragraph_id", "article_id", "n_characters")}
    return kept | {
        "policy_area": area,
        "rule": evidence.rule,
        "weight": evidence.weight,
        "probability": evidence.probability,
        "terms": " ".join(match.phrase for match in evidence.matches),
        "offsets": format_spans((match.start, match.end) for match in evidence.matches),
    }
