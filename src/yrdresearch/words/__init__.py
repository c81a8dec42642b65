"""Chinese text -> tokens, and the lists of words behind it. The only room that knows jieba and rjieba."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "segmentation": ["Tokenizer", "segmentation_scores"],
        "tokens": ["Token", "Tokens"],
        "lexicon": [
            "read_user_dictionary",
            "read_stopwords",
            "read_genre_words",
            "read_variants",
            "read_frequencies",
            "part_of_speech",
            "dictionary_kinds",
            "word_frequency",
        ],
        "gazetteer": ["read_places", "places_in_terms"],
    },
)
