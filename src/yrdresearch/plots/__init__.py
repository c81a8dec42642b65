"""Tables -> Axes: one plot a question, one file a folder of the package. The only room that knows matplotlib.

Every plot takes a table and ``ax`` (drawn on when given) and ``lang`` (``"zh"`` or ``"en"``; by default the
environment variable ``YRD_LANG``, else ``"zh"``), and returns the Axes.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "pages": ["plot_ledger", "plot_page_anatomy"],
        "stats": [
            "plot_term_frequency",
            "plot_keyness",
            "plot_sentence_lengths",
            "plot_term_positions",
        ],
        "mentions": ["plot_shared_phrases", "plot_place_mentions"],
        "topics": [
            "plot_top_terms",
            "plot_doc_topic",
            "plot_choose_k",
            "plot_topic_distances",
            "plot_run_agreement",
        ],
        "areas": [
            "plot_coverage",
            "plot_coverage_heatmap",
            "plot_area_ribbon",
            "plot_term_contributions",
            "plot_validate_coding",
        ],
        "groups": [
            "plot_prevalence",
            "plot_compare",
            "plot_distances",
        ],
        "tree": ["plot_cluster"],
        "networks": ["plot_term_pairs", "plot_cooccurrence"],
        "panels": ["plot_prevalence_profiles", "plot_over_time"],
        "report": ["plot_specification_curve"],
        "style": ["use_style", "mark_sample"],
        "saving": ["save_figure"],
    },
)
