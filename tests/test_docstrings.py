"""The examples in docstrings run and say the truth."""

import doctest
from importlib import import_module

import pytest

MODULES = ["tokens", "corpus", "dtm", "datapackage", "evidence", "gazetteer", "merge", "plots.style",
           "stats.candidates", "stats.dispersion", "stats.divergence", "stats.diversity", "stats.frequency",
           "stats.keyness", "stats.kwic", "stats.ngrams", "stats.places", "stats.quantities",
           "stats.resampling", "stats.sensitivity", "stats.shape"]  # fmt: skip


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    result = doctest.testmod(import_module(f"yrdresearch.{name}"))
    assert result.failed == 0
