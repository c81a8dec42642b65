"""Research on Chinese policy essays about the integration of the Yangtze River Delta (长三角一体化).

The names a researcher starts with are here; everything else is in exactly one folder, such as
``yrd.topics.frex``. Names are imported on first use, so that ``import yrdresearch`` costs next to nothing.
"""

import lazy_loader

__version__ = "0.1.0"

FOLDERS = ("words", "pages", "corpus", "stats", "topics", "areas", "groups", "plots", "report")

__getattr__, _, __all__ = lazy_loader.attach(
    __name__,
    submodules=[*FOLDERS, "errors", "spans", "files"],
    submod_attrs={
        # pages
        "pages.reading": ["read_page", "read_pages"],
        # corpus
        "corpus.loading": ["build_corpus", "load_corpus"],
        "corpus.store": ["Corpus"],
        "corpus.docvars": ["add_docvars"],
        "corpus.tracing": ["evidence"],
        "corpus.dtm": ["Dtm", "build_dtm"],
        # topics
        "topics.model": ["TopicModel", "fit_lda"],
        "topics.consensus": ["fit_consensus"],
        "topics.agreement": ["topic_agreement"],
        "topics.choice": ["choose_k"],
        # policy areas
        "areas.codebookfiles": ["load_codebook"],
        "areas.coding": ["code_policy_areas"],
        "areas.shares": ["coverage"],
        # mistakes of a user
        "errors": ["YrdError"],
    },
)


def __dir__() -> list[str]:
    hidden = {"errors", "spans", "files"}
    return sorted({*__all__, "__version__"} - hidden)
