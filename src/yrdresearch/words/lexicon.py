"""Lists of words: user dictionary, stopwords, the segmenter's own dictionary with its tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from yrdresearch.errors import ArgumentError, PageError, check_kind, kind_of, path_of
from yrdresearch.files import decode, resource
from yrdresearch.spans import fold

# a line of jieba's own lists: term, frequency and tag, the last two optional
_JIEBA_LINE = re.compile(r"(\S+)(?: +\d+(?: +[a-z]{1,4})?|(?<=[㐀-鿿]) +[a-z]{1,4})")
# Terms that are numbers: 2022, 22.2%, 4789万, 四分之一, 六成, 百亿; not 十四五, which is a plan
NUMBER = (
    r"\d[\d.,%％‰千百万亿]*"
    r"|[一二三四五六七八九十百千万亿两几半]+(?:分之[一二三四五六七八九十百千万]+|成|倍|[百千万亿])"
)
_TAG_OF_KIND = {"place": "ns", "institution": "nt"}


def part_of_speech(term: str) -> str:
    """The tag of a term in the segmenter's dictionary: n… noun, v… verb, a… adjective, m number, ns place …

    A word has one tag, whatever its sentence: enough to keep nouns and verbs, not for grammar. Terms of the
    package's dictionary are ns (places), nt (institutions) or nz; Latin words eng; unknown words x.

    Examples
    --------
    >>> part_of_speech("合作"), part_of_speech("合肥"), part_of_speech("22.2%")
    ('vn', 'ns', 'm')
    """
    check_kind(term, "term", str)
    if re.fullmatch(NUMBER, term):
        return "m"
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9.&'’+-]*", term):
        return "eng"
    return _own_tags().get(term) or _general_words().get(term, (0, "x"))[1]


def read_user_dictionary(source: str | Path | Iterable[str] | None = None) -> tuple[str, ...]:
    """Terms of a user dictionary, in file order; None gives the package's own with its place names.

    Parameters
    ----------
    source
        A file in UTF-8 or GB18030 with a term a line: alone, as the first column before a tab, or as in
        jieba's own lists with frequency and tag behind a space (both are passed over: a listed term is always
        one token). Or the terms themselves.

    Returns
    -------
    tuple of str
        Each term once, full-width letters and digits in their narrow form. A term may hold digits and marks
        (12345热线, 5W-30, 1+6都市圈).

    Raises
    ------
    ArgumentError
        When the file is missing or is not text, or a term has no letter, digit or Chinese character.

    Examples
    --------
    >>> read_user_dictionary(["１２３４５热线", "都市圈"])
    ('12345热线', '都市圈')
    """
    if source is None:
        places = (name for name in terms_of(resource("places.tsv")) if len(name) > 1)
        terms = tuple(dict.fromkeys([*terms_of(resource("user_dictionary.tsv")), *places]))
    else:
        terms = tuple(dict.fromkeys(fold(term).strip() for term in _read_terms(source, "user_dictionary")))
    for term in terms:
        if not any(map(str.isalnum, term)) or "\n" in term:
            raise ArgumentError(
                f"user_dictionary: {term!r} is not a term; give one line with a letter, digit or Chinese "
                "character"
            )
    return terms


def read_stopwords(
    source: str | Path | Iterable[str] | None = None, *, extend: bool = False
) -> frozenset[str]:
    """Which words do counts leave out?

    Parameters
    ----------
    source
        A file of UTF-8 or GB18030 with a word a line, or the words. None gives the package's own function
        words.
    extend
        Whether `source` is added to the package's own words; otherwise it takes their place.

    Raises
    ------
    ArgumentError
        When the file is missing or is not text.

    Examples
    --------
    >>> read_stopwords(["本报讯"]) == {"本报讯"}
    True
    >>> len(read_stopwords(["本报讯"], extend=True)) - len(read_stopwords())
    1
    """
    own = frozenset(map(fold, terms_of(resource("stopwords.txt"))))
    if source is None:
        return own
    given = frozenset(map(fold, _read_terms(source, "stopwords")))
    return own | given if extend else given


def read_genre_words() -> frozenset[str]:
    """Words that nearly every policy essay uses (推进, 加强, 发展): a list to leave out by choice.

    They are content words, so no function leaves them out unasked: pass
    ``stopwords=read_stopwords() | read_genre_words()`` to see what is left without the genre's own voice.
    """
    return frozenset(terms_of(resource("genre_words.txt")))


def read_variants(source: str | Path | Mapping[str, str] | None = None) -> dict[str, str]:
    """Which words are counted as another one (沪 as 上海)?

    Parameters
    ----------
    source
        A file in UTF-8 or GB18030 with ``沪 = 上海`` a line (or a tab between the two; ``#`` begins a
        comment), or a mapping from variant to term. None gives none.

    Returns
    -------
    dict
        Variant -> the term it is counted as, in file order.

    Raises
    ------
    ArgumentError
        When the file is missing, a line has no two words, a variant is listed for two terms, or the term of
        one line is the variant of another.

    Examples
    --------
    >>> read_variants({"沪": "上海", "申城": "上海"})
    {'沪': '上海', '申城': '上海'}
    """
    found: dict[str, str] = {}
    pairs = source.items() if isinstance(source, Mapping) else _variant_lines(source)
    for variant, term in ((fold(str(one)).strip(), fold(str(other)).strip()) for one, other in pairs):
        if not variant or not term:
            raise ArgumentError(
                f"variants: {variant or term!r} has no other word; write lines such as 沪 = 上海"
            )
        if found.get(variant, term) != term:
            raise ArgumentError(f"variants: {variant} is counted as {found[variant]} and as {term}; keep one")
        found[variant] = term
    for variant, term in found.items():
        if term in found:
            raise ArgumentError(
                f"variants: {variant} is counted as {term}, which is itself counted as {found[term]}; "
                f"write {variant} = {found[term]}"
            )
    return found


def _variant_lines(source: str | Path | None) -> list[tuple[str, str]]:
    if source is None:
        return []
    lines = _lines_of(source, "variants")
    pairs = [re.split(r"[=＝\t]", line, maxsplit=1) for line in lines if line.strip() and line[0] != "#"]
    return [(pair[0], pair[1] if len(pair) > 1 else "") for pair in pairs]


def read_frequencies(source: str | Path | Mapping[str, float] | None = None) -> dict[str, float]:
    """How frequent is each word of a reference list?

    Parameters
    ----------
    source
        A file in UTF-8 or GB18030 with a word and its count a line, between them a tab, comma or space; or a
        mapping (also a Series) from word to count. None gives the segmenter's own (`word_frequency`).

    Raises
    ------
    ArgumentError
        When the file is missing, a line has no count, or a count is below 0.

    Examples
    --------
    >>> read_frequencies({"合作": 12, "的": 300})
    {'合作': 12.0, '的': 300.0}
    """
    if source is None:
        return {word: float(count) for word, count in word_frequency().items()}
    if isinstance(source, (str, Path)):
        lines = [line for line in _lines_of(source, "reference") if line.strip() and line[0] != "#"]
        pairs = [re.split(r"[\t, ]+", line.strip())[:2] for line in lines]
    else:
        if not hasattr(source, "items"):  # a Series has them, and is no Mapping
            raise ArgumentError(f"source is {kind_of(source)}; give a file, or a dict of counts")
        pairs = [[word, count] for word, count in source.items()]
    found: dict[str, float] = {}
    for pair in pairs:
        word, count = fold(str(pair[0])), _count(pair[-1]) if len(pair) > 1 else -1.0
        if not count >= 0:
            raise ArgumentError(
                f"reference: {word!r} has no count of 0 or more; write a word and its count a line"
            )
        found[word] = found.get(word, 0.0) + count
    return found


def _count(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return -1.0


@cache
def dictionary_kinds() -> dict[str, str]:
    """The kind of each term of the package's own dictionary: place, programme, institution, concept …"""
    rows = (line.split("\t") for line in resource("user_dictionary.tsv").splitlines() if line[:1] != "#")
    return {row[0]: row[1] for row in rows if len(row) > 1}


@cache
def word_frequency() -> dict[str, int]:
    """Frequency of every word in the segmenter's own dictionary (about 350,000 words of general Chinese)."""
    fields = _dictionary().split()
    return dict(zip(fields[::3], map(int, fields[1::3]), strict=True))


def terms_of(text: str) -> tuple[str, ...]:
    """The term of each line that is no comment, once each, in order: before a tab, or jieba's term."""
    terms = (_term_of(line) for line in text.splitlines() if not line.startswith("#"))
    return tuple(dict.fromkeys(term for term in terms if term))


def _term_of(line: str) -> str:
    term = line.split("\t")[0].strip()
    listed = _JIEBA_LINE.fullmatch(term)
    return listed.group(1) if listed else term


def _read_terms(source: str | Path | Iterable[str], argument: str) -> tuple[str, ...]:
    if not isinstance(source, (str, Path)):
        check_kind(source, argument, Iterable, source="read_stopwords")
        terms = tuple(dict.fromkeys(source))
        for term in terms:
            check_kind(term, f"a term of {argument}", str, source="read_stopwords")
        return terms
    return terms_of("\n".join(_lines_of(source, argument)))


def _lines_of(source: str | Path, argument: str) -> list[str]:
    path = path_of(source, argument)
    if not path.is_file():
        raise ArgumentError(f"{argument}: there is no file {path}; give a path, terms, or None")
    try:
        return decode(path.read_bytes(), name=path.name).splitlines()
    except PageError as error:
        raise ArgumentError(f"{argument}: {error}") from None


@cache
def _general_words() -> dict[str, tuple[int, str]]:
    return {word: (int(count), tag) for word, count, tag in map(str.split, _dictionary().splitlines())}


def _dictionary() -> str:
    """The segmenter's dictionary: a word, its frequency and its tag a line; its code is not imported."""
    spec = find_spec("jieba")
    folders = spec.submodule_search_locations if spec else None
    assert folders, "jieba is not installed"
    return Path(folders[0]).joinpath("dict.txt").read_text(encoding="utf-8")


@cache
def _own_tags() -> dict[str, str]:
    tags = {term: _TAG_OF_KIND.get(kind, "nz") for term, kind in dictionary_kinds().items()}
    return {**dict.fromkeys(terms_of(resource("places.tsv")), "ns"), **tags}
