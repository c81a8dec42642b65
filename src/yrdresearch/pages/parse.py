"""Text of a newspaper page -> `Page`: blocks are found, labelled together, and put in their places."""

from __future__ import annotations

import re
from collections.abc import Sequence

from yrdresearch.errors import PageError
from yrdresearch.pages.articles import Placed, place_blocks
from yrdresearch.pages.blocks import Block, find_blocks, join
from yrdresearch.pages.confidence import judge
from yrdresearch.pages.decode import Decoded, decode, set_aside
from yrdresearch.pages.facts import NO_FACTS, Facts
from yrdresearch.pages.page import Article, EditorNote, Page, Paragraph, Sentence, Source
from yrdresearch.pages.statements import read_article, read_source
from yrdresearch.spans import BREAKS, SPACES, cut_spans, ends_sentence, sentence_bounds
