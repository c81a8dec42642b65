"""Fixtures that several test files share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from yrdresearch import Corpus, load_corpus

settings.register_profile("yrdresearch", deadline=None)  # speed is measured in benchmarks/, not in tests
settings.load_profile("yrdresearch")
ROOT = Path(__file__).parents[1]
REAL_PAGE = "000_68375046d53efcdf.txt"


@pytest.fixture(autouse=True)
def _language_as_it_was() -> Iterator[None]:
    """A test that sets the language of messages (`use_language`) does not set it for the next."""
    before = os.environ.get("YRD_LANG")
    yield
    os.environ.pop("YRD_LANG", None)
    if before is not None:
        os.environ["YRD_LANG"] = before


@pytest.fixture(scope="session")
def real_page_path() -> Path:
    """The real page, which is never committed; tests that need it are skipped without it."""
    places = [ROOT / "data" / "raw" / REAL_PAGE, ROOT.parent / "shared" / "corpus" / REAL_PAGE]
    for place in places:
        if place.is_file():
            return place
    pytest.skip("the real page is not at hand (put it into data/raw/)")


@pytest.fixture(scope="session")
def sample() -> Corpus:
    """The sample corpus: fictional pages with text."""
    return load_corpus("sample")
