"""Statistics of a corpus, one family a file: a `Corpus` or a `Dtm` goes in, a tidy table comes out."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "shape": ["corpus_shape", "sentence_lengths", "article_labels"],
        "frequency": ["term_frequency", "tf_idf", "zipf", "heaps", "expected_types"],
        "spread": ["dispersion", "term_positions"],
        "diversity": ["lexical_diversity", "mattr", "mtld", "hdd"],
        "concordance": ["kwic"],
        "phrases": ["ngrams", "collocations", "fixed_phrases", "shared_phrases"],
        "pairs": ["term_pairs"],
        "candidates": ["propose_terms"],
        "places": ["place_mentions"],
        "numbers": ["quantities"],
        "keywords": ["keyness", "weighted_log_odds"],
        "reference": ["reference_keyness"],
        "keyword_tests": ["permute_keyness", "bootstrap_keyness"],
        "blocks": ["share_interval", "difference_interval", "share_at_most", "design_effect"],
        "lengths": ["matched_lengths", "cut_counts"],
        "chance": ["smallest_p", "arrange", "shuffle", "p_values", "interval"],
        "multiplicity": ["false_discovery"],
        "divergence": ["jensen_shannon"],
        "segmentations": ["sensitivity"],
    },
)
