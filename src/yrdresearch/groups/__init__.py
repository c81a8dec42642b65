"""Authors or any docvar side by side: what they write about, and what may be said of it.

Whole articles are the unit throughout; see docs/authors.md for how far these statements can be trusted.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "topic_shares": ["prevalence", "evenness"],
        "comparison": ["compare", "omnibus"],
        "trends": ["trend", "over_time"],
        "vocabulary": ["distances"],
        "burrows": ["delta"],
        "tree": ["cluster"],
        "reuse": ["shared_passages"],
        "evidence": ["evidence_of"],
    },
)
