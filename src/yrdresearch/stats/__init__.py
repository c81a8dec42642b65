"""Frequency, dispersion, diversity, phrases, concordance, comparison: one family of statistics a file.

Every function takes a `Corpus` or a `Dtm` and gives a tidy table; no plot is drawn here.
"""

from yrdresearch.gazetteer import read_places
from yrdresearch.stats.candidates import propose_terms
from yrdresearch.stats.dispersion import dispersion, term_positions
from yrdresearch.stats.divergence import jensen_shannon
from yrdresearch.stats.diversity import hdd, lexical_diversity, mattr, mtld
from yrdresearch.stats.frequency import expected_types, heaps, term_frequency, tf_idf, zipf
from yrdresearch.stats.keyness import false_discovery, keyness, weighted_log_odds
from yrdresearch.stats.kwic import kwic
from yrdresearch.stats.ngrams import collocations, fixed_phrases, ngrams, shared_phrases
from yrdresearch.stats.places import place_mentions
from yrdresearch.stats.quantities import quantities
from yrdresearch.stats.resampling import bootstrap_keyness, permute_keyness, smallest_p
from yrdresearch.stats.sensitivity import sensitivity
from yrdresearch.stats.shape import article_labels, corpus_shape, sentence_lengths

__all__ = [
    "article_labels",
    "bootstrap_keyness",
    "collocations",
    "corpus_shape",
    "dispersion",
    "expected_types",
    "false_discovery",
    "fixed_phrases",
    "hdd",
    "heaps",
    "jensen_shannon",
    "keyness",
    "kwic",
    "lexical_diversity",
    "mattr",
    "mtld",
    "ngrams",
    "permute_keyness",
    "place_mentions",
    "propose_terms",
    "quantities",
    "read_places",
    "sensitivity",
    "sentence_lengths",
    "shared_phrases",
    "smallest_p",
    "term_frequency",
    "term_positions",
    "tf_idf",
    "weighted_log_odds",
    "zipf",
]
