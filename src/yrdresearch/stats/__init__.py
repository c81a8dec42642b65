"""Frequency, dispersion, diversity, phrases, concordance, comparison: one family of statistics a file.

Every function takes a `Corpus` or a `Dtm` and gives a tidy table; no plot is drawn here.
"""

from yrdresearch.stats.dispersion import dispersion
from yrdresearch.stats.divergence import jensen_shannon
from yrdresearch.stats.diversity import hdd, lexical_diversity, mattr, mtld
from yrdresearch.stats.frequency import expected_types, heaps, term_frequency, tf_idf, zipf
from yrdresearch.stats.keyness import false_discovery, keyness, weighted_log_odds
from yrdresearch.stats.kwic import kwic
from yrdresearch.stats.resampling import bootstrap_keyness, permute_keyness, smallest_p
from yrdresearch.stats.shape import article_labels, corpus_shape, sentence_lengths

__all__ = [
    "article_labels",
    "bootstrap_keyness",
    "corpus_shape",
    "dispersion",
    "expected_types",
    "false_discovery",
    "hdd",
    "heaps",
    "jensen_shannon",
    "keyness",
    "kwic",
    "lexical_diversity",
    "mattr",
    "mtld",
    "permute_keyness",
    "sentence_lengths",
    "smallest_p",
    "term_frequency",
    "tf_idf",
    "weighted_log_odds",
    "zipf",
]
