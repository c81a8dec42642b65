"""Tokens of a text: terms at once, offsets and objects only where they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, compress
from typing import NamedTuple, overload

from yrdresearch.spans import Span

SHOWN = 12  # tokens in a terminal


class Token(NamedTuple):
    """A token and its ``[start, end)`` in the text it was cut from."""

    term: str
    start: int
    end: int


class Tokens(Sequence[Token]):
    """The tokens of one text in order.

    Attributes
    ----------
    terms
        What is counted, one a token: letters, digits and spaces in their narrow form, no space in a number.
    offsets
        ``(start, end)`` of each token in the text, computed when first asked for.

    Examples
    --------
    >>> from yrdresearch.words import Tokenizer
    >>> tokens = Tokenizer().tokenize("ＧＤＰ达30.5 万亿元")
    >>> tokens.terms
    ['GDP', '达', '30.5万亿', '元']
    >>> tokens[2]
    Token(term='30.5万亿', start=4, end=11)
    """

    def __init__(self, terms: list[str], offsets: Callable[[], list[Span]]) -> None:
        self.terms = terms
        self._find_offsets = offsets

    @cached_property
    def offsets(self) -> list[Span]:
        """Start and end of each token."""
        return self._find_offsets()

    def only(self, choose: Callable[[list[str]], list[str]], chosen: Callable[[str], bool]) -> Tokens:
        """The tokens whose term is `chosen`; `choose` finds these terms at once."""
        return Tokens(choose(self.terms), lambda: list(compress(self.offsets, map(chosen, self.terms))))

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[Token]:
        return (Token(term, *span) for term, span in zip(self.terms, self.offsets, strict=True))

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> list[Token]: ...
    def __getitem__(self, at: int | slice) -> Token | list[Token]:
        return list(self)[at] if isinstance(at, slice) else Token(self.terms[at], *self.offsets[at])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tokens) and self.terms == other.terms and self.offsets == other.offsets

    def __repr__(self) -> str:
        more = f" … {len(self)} tokens" if len(self) > SHOWN else ""
        return f"Tokens({' '.join(self.terms[:SHOWN])}{more})"


def adjoining(pieces: list[str]) -> list[Span]:
    """Start and end of pieces that follow each other without a gap."""
    ends = list(accumulate(map(len, pieces)))
    return list(zip([0, *ends], ends, strict=False))
