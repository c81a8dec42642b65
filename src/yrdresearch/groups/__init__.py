"""Authors (or any groups of articles) side by side: what they write about, and what may be said of it.

Whole articles are the unit throughout; every function takes a `Corpus` (and a `TopicModel` or a `Dtm`) and
gives a tidy table. See docs/authors.md for how far these statements can be trusted.
"""

from yrdresearch.groups.cluster import cluster
from yrdresearch.groups.compare import compare, omnibus
from yrdresearch.groups.delta import delta
from yrdresearch.groups.distances import distances
from yrdresearch.groups.evidence import evidence_of
from yrdresearch.groups.passages import shared_passages
from yrdresearch.groups.prevalence import evenness, prevalence

__all__ = [
    "cluster",
    "compare",
    "delta",
    "distances",
    "evenness",
    "evidence_of",
    "omnibus",
    "prevalence",
    "shared_passages",
]
