"""Small corpora with known words: pages made straight from paragraphs."""

from yrdresearch.corpus.loading import build_corpus
from yrdresearch.pages.page import Article, Page, Paragraph, Sentence, Source
from yrdresearch.spans import cut_spans, sentence_bounds


def make_page(articles, *, page_id="page", source=None):
    """A page of ``[(author, [paragraph, ...]), ...]``; a line break in a paragraph is a column break."""
    raw, made = "", []
    for author, texts in articles:
        paragraphs = []
        for text in texts:
            spans = []
            for piece in text.split("\n"):
                spans.append((len(raw), len(raw) + len(piece)))
                raw += piece + "\n"
            joined = text.replace("\n", "")
            sentences = tuple(
                Sentence(cut_spans(spans, start, end), joined[start:end])
                for start, end in sentence_bounds(joined)
            )
            paragraphs.append(Paragraph(tuple(spans), joined, sentences))
        made.append(Article(f"{author}的文章", (author,), "person", (), (), (), tuple(paragraphs)))
    return Page(page_id, raw, "版", None, source or Source(), tuple(made))


def make_corpus(articles, *, page_id="page", source=None, **options):
    return build_corpus([make_page(articles, page_id=page_id, source=source)], **options)
