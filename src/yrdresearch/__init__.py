"""Research on Chinese policy essays about the integration of the Yangtze River Delta (长三角一体化).

Every public name is imported on first use, so that ``import yrdresearch`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_ROOM_OF = {
    "read_page": "corpus",
    "load_corpus": "corpus",
    "Corpus": "corpus",
    "build_dtm": "dtm",
    "Dtm": "dtm",
    "fit_lda": "topics",
    "top_terms": "topics",
    "infer": "topics",
    "fit_consensus": "consensus",
    "topic_agreement": "consensus",
    "TopicModel": "topics",
    "code_policy_areas": "codebook",
    "coverage": "codebook",
    "YrdError": "errors",
}
_ROOMS = {
    "readers", "pages", "apparatus", "corpus", "tokens", "dtm", "stats", "engines", "topics", "matching",
    "consensus", "quality", "tables", "datapackage", "groups", "codebook", "plots", "report", "errors",
}  # fmt: skip

__all__ = sorted(_ROOM_OF)


def __getattr__(name: str) -> Any:
    if name in _ROOM_OF:
        return getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
    if name in _ROOMS:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_ROOM_OF, *_ROOMS})
