"""Numbers with their unit and year."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pandas as pd

from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import check_kind
from yrdresearch.files import resource
from yrdresearch.spans import NUMERALS, SPACES, cut_spans, fold, format_spans, parse_spans
from yrdresearch.words.lexicon import terms_of

MAGNITUDES = {"": 1, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "百亿": 10**10,
              "千亿": 10**11, "万亿": 10**12}  # fmt: skip
COLUMNS = ["quantity", "value", "unit", "year", "sentence_id", "paragraph_id", "article_id", "spans"]
# not the 60 of G60, but the 12.5 of GDP12.5万
_START = r"(?:(?<![A-Za-z0-9.第])|(?<=[A-Za-z])(?=\d+(?:[.,]\d+)*(?:[%％‰]|[千百]?[万亿])))"
# A minus is one behind a word that a value follows, or before a percentage; else a dash between two numbers
_SIGN = (
    r"(?P<sign>(?:(?<=[为是达至到约率幅度速额值，,（(:：])|(?<=[为是达至到约率幅度速额值，,（(:：] ))[-−]"
    r"|(?<=[㐀-鿿])[-−](?=\d+(?:\.\d+)? ?(?:[%‰℃]|个?百分点)))"
)
_NUMBER = rf"{_START}(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)"
_SHARE = r"(?<![\d/.])(?P<part>\d{1,2})/(?P<whole>[1-9]\d{0,2})(?![\d/.]| ?[小时天])"
_MAGNITUDE = r"(?: ?(?P<magnitude>[千百]?万亿?|[千百]?亿|千))?"
_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?= ?年|[—–~-](?:19|20)?\d\d ?年)|([一二][〇○零一二三四五六七八九]{3})(?= ?年)"
)
_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}(?!\d)")
_NO_QUANTITY = re.compile(r" ?(?:年代|世纪|月|日|号|时许)")
_BLANKS = dict.fromkeys(map(ord, SPACES), " ")


def quantities(corpus: Corpus) -> pd.DataFrame:
    """Which figures do the texts give, of what, and for which year?

    Years and dates are not quantities. Chinese numerals (四分之一) and counts in letters of terms (G60) are
    left out. Full-width digits (３０．５), stray blanks (30.5 万亿元), a minus behind a word (增速为-3.2%)
    and shares (1/3) are read.

    Parameters
    ----------
    corpus
        With text; on features only the numbers themselves are at hand, without unit and year.

    Returns
    -------
    pandas.DataFrame
        quantity (as written, with 余 or 多 and unit), value (the number in ones: 4789万 is 47,890,000; of %,
        the percentage; of 1/3, a third), unit (empty where the list ``resources/units.txt`` knows none), year
        (the nearest before it in the sentence; missing where there is none: read the sentence before relying
        on it), sentence_id, paragraph_id, article_id, spans; in page order.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> bool((quantities(load_corpus("sample"))["value"] >= 0).all())
    True
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    if not corpus.has_text:
        return _from_features(corpus)
    rows = [
        {**entry, **{column: sentence[column] for column in ("sentence_id", "paragraph_id", "article_id")},
         "spans": format_spans(cut_spans(parse_spans(sentence["spans"]), *entry["at"]))}
        for sentence in corpus.counted_sentences().to_dict("records")
        for entry in find_quantities(sentence["text"])
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS).astype({"year": "Int64", "value": "float64"})


def find_quantities(text: str) -> list[dict[str, Any]]:
    """The quantities of one sentence: quantity, value, unit, year (or None) and at (``(start, end)``).

    Examples
    --------
    >>> [(q["value"], q["unit"], q["year"]) for q in find_quantities("截至2022年底，共4789万人，占22.2%")]
    [(47890000.0, '人', 2022), (22.2, '%', 2022)]
    """
    flat = fold(text).translate(_BLANKS)  # as long as the text: places are the same
    years = [(m.start(), int(m[1] or m[2].translate(NUMERALS))) for m in _YEAR.finditer(flat)]
    no_quantity = {start for start, _ in years}
    no_quantity |= {place for date in _DATE.finditer(flat) for place in range(*date.span())}
    found = []
    for match in _quantity_pattern().finditer(flat):
        at = match.start("sign") if match["sign"] else match.start("number")
        if match["part"]:
            at = match.start("part")
            if int(match["part"]) >= int(match["whole"]):
                continue  # 6/4 is a day
        elif match.start("number") in no_quantity or _NO_QUANTITY.match(flat, match.end("number")):
            continue
        year = next((year for start, year in reversed(years) if start < at), None)
        found.append({"quantity": text[at : match.end()], "value": _value(match), "unit": match["unit"] or "",
                      "year": year, "at": (at, match.end())})  # fmt: skip
    return found


def _from_features(corpus: Corpus) -> pd.DataFrame:
    article_of = corpus.paragraphs.set_index("paragraph_id")["article_id"]
    rows = []
    counts = corpus.term_counts
    for paragraph_id, term, count in zip(
        counts["paragraph_id"], counts["term"], counts["count"], strict=True
    ):
        match = _quantity_pattern().fullmatch(term)
        if match and not re.fullmatch(r"(19|20)\d\d", term):
            row = {"quantity": term, "value": _value(match), "unit": match["unit"] or "", "sentence_id": ""}
            rows += [{**row, "paragraph_id": paragraph_id, "article_id": article_of[paragraph_id]}] * count
    return pd.DataFrame(rows, columns=COLUMNS).astype({"year": "Int64", "value": "float64"})


def _value(match: re.Match[str]) -> float:
    if match["part"]:
        return int(match["part"]) / int(match["whole"])
    value = float(match["number"].replace(",", "")) * MAGNITUDES[match["magnitude"] or ""]
    return -value if match["sign"] else value


@cache
def _quantity_pattern() -> re.Pattern[str]:
    units = "|".join(map(re.escape, sorted(terms_of(resource("units.txt")), key=len, reverse=True)))
    number = rf"{_NUMBER}(?: ?[多余])?{_MAGNITUDE}[多余]?"
    return re.compile(rf"{_SHARE}|{_SIGN}?{number}(?: ?个(?={units}))?(?: ?(?P<unit>{units}))?(?![A-Za-z])")
