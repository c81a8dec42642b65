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
    "plot_ledger": "page",
    "use_style": "style",
    "save_figure": "style",
    "plot_term_frequency": "stats",
    "plot_keyness": "stats",
    "plot_sentence_lengths": "stats",
}


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(_MODULE_OF)
