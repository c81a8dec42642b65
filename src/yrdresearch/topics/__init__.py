"""Topic models on few texts: fit, choose K, judge, read. Only `engines` knows gensim and tomotopy."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "model": ["TopicModel", "fit_lda", "infer", "top_terms"],
        "modelfiles": ["save_model", "load_model"],
        "consensus": ["fit_consensus", "topic_agreement"],
        "choice": ["choose_k", "KChoice", "recoverability"],
        "quality": [
            "topic_quality",
            "coherence",
            "frex",
            "relevance",
            "label_topics",
            "topic_documents",
            "word_intrusion_sheet",
        ],
        "similarity": ["topic_map", "topic_distances", "run_agreement"],
        "cards": ["topic_cards"],
        "explorer": ["explore_topics"],
    },
)
