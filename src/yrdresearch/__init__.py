"""Research on Chinese policy essays about the integration of the Yangtze River Delta (长三角一体化).

Every public name is imported on first use, so that ``import yrdresearch`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

__version__ = "0.1.0"

_ROOM_OF = {
    "read_page": "pagefiles",
    "read_pages": "pagefiles",
    "page_anatomy": "outline",
    "export_pages": "exports",
    "enumerations": "enumeration",
    "anchor": "anchors",
    "find_anchor": "anchors",
    "build_corpus": "corpus",
    "load_corpus": "corpus",
    "Corpus": "corpus",
    "add_docvars": "merge",
    "combine": "merge",
    "build_dtm": "dtm",
    "Dtm": "dtm",
    "fit_lda": "topics",
    "top_terms": "topics",
    "infer": "topics",
    "save_model": "modelfiles",
    "load_model": "modelfiles",
    "topic_quality": "quality",
    "label_topics": "quality",
    "frex": "quality",
    "relevance": "quality",
    "topic_map": "topic_relations",
    "run_agreement": "topic_relations",
    "topic_cards": "cards",
    "explore_topics": "explorer",
    "topic_documents": "quality",
    "word_intrusion_sheet": "quality",
    "choose_k": "choice",
    "recoverability": "choice",
    "fit_consensus": "consensus",
    "topic_agreement": "consensus",
    "TopicModel": "topics",
    "load_codebook": "codebook",
    "code_policy_areas": "coding",
    "code_page": "coding",
    "coverage": "shares",
    "corrected_coverage": "shares",
    "area_diversity": "shares",
    "validate_coding": "agreement",
    "krippendorff_alpha": "agreement",
    "majority_coding": "agreement",
    "coding_sheet": "sheets",
    "read_coding_sheet": "sheets",
    "sample_codings": "sheets",
    "doubtful_sentences": "area_relations",
    "term_contributions": "area_relations",
    "cooccurrence": "area_relations",
    "areas_by_topic": "area_relations",
    "YrdError": "errors",
}

__all__ = sorted(_ROOM_OF)


def __getattr__(name: str) -> Any:
    if name in _ROOM_OF:
        return getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
    if not name.startswith("_") and find_spec(f"{__name__}.{name}"):
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_ROOM_OF})
