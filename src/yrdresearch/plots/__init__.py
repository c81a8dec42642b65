"""Tables -> Axes: one plot a question. The only room that knows matplotlib.

Every plot takes a table and ``ax`` (drawn on when given) and ``lang`` (``"zh"`` or ``"en"``; by default the
environment variable ``YRD_LANG``, else ``"zh"``), and returns the Axes.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_MODULE_OF = {
    "plot_topics": "topics",
    "plot_doc_topic": "topics",
    "plot_k_choice": "topics",
    "plot_topic_map": "topics",
    "plot_run_agreement": "topics",
    "plot_ledger": "page",
    "plot_page_anatomy": "page",
    "plot_prevalence": "groups",
    "plot_profiles": "groups",
    "plot_differences": "groups",
    "plot_distances": "groups",
    "plot_tree": "groups",
    "use_style": "style",
    "save_figure": "style",
    "plot_term_frequency": "stats",
    "plot_keyness": "stats",
    "plot_sentence_lengths": "stats",
    "plot_coverage": "coverage",
    "plot_area_heatmap": "coverage",
    "plot_area_ribbon": "coverage",
    "plot_area_network": "coverage",
    "plot_term_contributions": "coverage",
    "plot_validation": "coverage",
    "plot_dispersion": "spread",
    "plot_shared_phrases": "spread",
    "plot_place_mentions": "spread",
}


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(_MODULE_OF)
