"""Topic models on few texts: fit, choose K, judge, read. Only `engines` knows tomotopy."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "model": ["TopicModel", "fit_lda", "infer", "top_terms"],
        "modelfiles": ["save_model", "load_model"],
        "consensus": ["fit_consensus"],
        "agreement": ["topic_agreement", "run_agreement", "topic_distances"],
        "choice": ["choose_k", "KChoice"],
        "recovery": ["recoverability"],
        "quality": ["topic_quality", "coherence", "frex", "relevance", "label_topics", "topic_documents"],
        "intrusion": ["word_intrusion_sheet", "topic_intrusion_sheet", "score_intrusion"],
        "naming": ["name_topics", "merge_topics"],
        "explorer": ["explore_topics"],
    },
)
