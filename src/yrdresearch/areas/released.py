"""A corpus that carries its codings, and the codebook they were made by."""

from __future__ import annotations

from yrdresearch.areas.codebook import NONE, Codebook
from yrdresearch.areas.codebookfiles import PACKAGED, codebook_for
from yrdresearch.areas.coder import RULES, Coder
from yrdresearch.areas.coding import code_policy_areas, coding_method
from yrdresearch.corpus.store import Corpus


def with_codings(
    corpus: Corpus, *, codebook: Codebook | None = None, coder: Coder | str | None = None
) -> Corpus:
    """The same corpus with its sentences coded, as it may be released without its text.

    Parameters
    ----------
    corpus
        With text.
    codebook
        By default the one that the corpus was imported with, else the package's policy areas.
    coder
        As for `code_policy_areas`.

    Returns
    -------
    Corpus
        With `codings` (sentence_id, policy_area) and ``settings["codebook"]``: id, version, digest, areas;
        for a codebook of your own also its words, so that the corpus is coded by it from now on.
        ``settings["coder"]`` is ``"rules"`` where the rules alone coded.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> coded = with_codings(load_corpus("sample"))
    >>> coded.settings["codebook"]["id"], len(coded.codings) > 100
    ('policy_areas', True)
    """
    corpus.require_text("with_codings")
    codebook = codebook_for(corpus, codebook)
    coded = code_policy_areas(corpus, codebook=codebook, coder=coder)
    areas = coded.loc[coded["policy_area"] != NONE, ["sentence_id", "policy_area"]].reset_index(drop=True)
    facts = codebook.facts(words=codebook.id not in PACKAGED)
    settings = {key: value for key, value in corpus.settings.items() if key != "coder"}
    by_rules = {"coder": RULES} if coding_method(codebook, coder)[1] == RULES else {}
    return corpus.having(codings=areas, settings={**settings, "codebook": facts, **by_rules})
