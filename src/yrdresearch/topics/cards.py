"""Topic cards: what each topic is about, how good it is, and the paragraphs behind it, for a notebook."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import ArgumentError, language
from yrdresearch.spans import marked_html
from yrdresearch.topics.model import TopicModel, top_terms
from yrdresearch.topics.quality import label_topics, topic_quality
from yrdresearch.topics.readings import Passage, Readings, read_topics

N_SENTENCES = 3
_STYLE = """<style>
.yrd-cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(21rem,1fr));gap:1rem;line-height:1.5}
.yrd-cards section{border:1px solid #ccc;border-top:4px solid #0072B2;border-radius:4px;padding:.6rem .9rem}
.yrd-cards h3{margin:.1rem 0 .3rem;font-size:1.05rem}
.yrd-cards h4{margin:.7rem 0 .2rem;font-size:.85rem;font-weight:600}
.yrd-cards p{margin:.2rem 0;font-size:.85rem}
.yrd-cards details{margin:.1rem 0;font-size:.85rem}
.yrd-cards summary{cursor:pointer}
.yrd-cards .bar{display:block;height:100%;background:#56B4E9}
.yrd-cards .track{display:inline-block;width:4em;height:.6em;background:#e8e8e8;
 margin:0 .5em;vertical-align:baseline}
.yrd-cards .quiet{color:#595959}
.yrd-cards blockquote{margin:.2rem 0 .4rem .8rem;padding-left:.6rem;border-left:2px solid #ccc;
 white-space:pre-line}
.yrd-cards mark{background:#fbe3a5;color:inherit}
</style>"""
_WORDS = {
    "zh": {
        "share": "占全部词次",
        "effective_terms": "有效词数",
        "coherence": "连贯性 NPMI",
        "exclusivity": "排他性",
        "support": "支持率",
        "terms": "主要词（点开看句子）",
        "documents": "背后的文本（点开看原文）",
        "weight": "权重",
        "interval": "5–95% 区间",
        "no_text": "（此处无原文，只有篇、段编号）",
        "no_corpus": "（未给 corpus，只有文本编号）",
        "found": "语料中共 {n} 句，列出 {shown} 句",
        "found_paragraphs": "语料中见于 {n} 段，列出 {shown} 段",
    },
    "en": {
        "share": "share of all tokens",
        "effective_terms": "effective terms",
        "coherence": "coherence (NPMI)",
        "exclusivity": "exclusivity",
        "support": "support",
        "terms": "Top terms (open for sentences)",
        "documents": "Documents behind it (open for the text)",
        "weight": "weight",
        "interval": "5–95 % interval",
        "no_text": "(no text at hand; article and paragraph only)",
        "no_corpus": "(no corpus given; document id only)",
        "found": "{n} sentences in the corpus, {shown} shown",
        "found_paragraphs": "{n} paragraphs in the corpus, {shown} shown",
    },
}


@dataclass(frozen=True)
class TopicCards:
    """Cards of all topics; a notebook shows them, `table` holds their numbers.

    Attributes
    ----------
    table
        topic, label (and area, where the labels have it), and the columns of `topic_quality`.
    terms
        topic, rank, term, weight, support, as from `top_terms`.
    readings
        The documents and sentences behind topics and terms.
    lang
        ``"zh"`` or ``"en"``.
    """

    table: pd.DataFrame
    terms: pd.DataFrame
    readings: Readings
    lang: str

    def _repr_html_(self) -> str:
        cards = [self._card(row) for row in self.table.to_dict("records")]
        return f'{_STYLE}<div class="yrd-cards" lang="{self.lang}">{"".join(cards)}</div>'

    def __repr__(self) -> str:
        return f"TopicCards({len(self.table)} topics)"

    def _card(self, row: dict[Any, Any]) -> str:
        words, topic = _WORDS[self.lang], row["topic"]
        area = f" · {html.escape(row['area'])}" if row.get("area") else ""
        terms = self.terms[self.terms["topic"] == topic].to_dict("records")
        documents = self.readings.documents
        documents = documents[documents["topic"] == topic].to_dict("records")
        return (
            f"<section><h3>{html.escape(topic)} · {html.escape(row['label'])}{area}</h3>"
            f'<p class="quiet">{_numbers(row, words)}</p>'
            f"<h4>{words['terms']}</h4>{''.join(self._term(term, words) for term in terms)}"
            f"<h4>{words['documents']}</h4>{''.join(self._document(d, words) for d in documents)}</section>"
        )

    def _term(self, row: dict[Any, Any], words: Mapping[str, str]) -> str:
        line = f"{html.escape(row['term'])} <span class='quiet'>{words['weight']} {row['weight']:.2%}</span>"
        if pd.notna(row["support"]):
            bar = f'<span class="bar" style="width:{row["support"]:.0%}"></span>'
            line += f' <span class="track">{bar}</span>{words["support"]} {row["support"]:.0%}'
        passages = self.readings.sentences.get((row["topic"], row["term"]))
        if passages is None:
            return f"<p>{line}</p>"
        n = self.readings.n_found[row["term"]]
        has_text = any(passage.text for passage in passages)
        found = words["found" if has_text else "found_paragraphs"].format(n=n, shown=len(passages))
        count = f'<span class="quiet">{found} {"" if has_text else words["no_text"]}</span>'
        quotes = "".join(f"<blockquote>{marked(passage)}</blockquote>" for passage in passages)
        return f"<details><summary>{line}</summary>{count}{quotes}</details>"

    def _document(self, row: dict[Any, Any], words: Mapping[str, str]) -> str:
        spread = "" if pd.isna(row["low"]) else f" ({words['interval']} {row['low']:.0%}–{row['high']:.0%})"
        head = f"<strong>{row['share']:.0%}</strong>{spread} {html.escape(row['passage'].reference)}"
        note = words["no_text"] if self.readings.n_found else words["no_corpus"]
        body = marked(Passage("", row["passage"].text, row["passage"].marks), note)
        return (
            f'<details><summary title="{html.escape(str(row["doc_id"]))}">{head}</summary>'
            f"<blockquote>{body}</blockquote></details>"
        )


def topic_cards(
    model: TopicModel,
    dtm: Dtm,
    *,
    corpus: Corpus | None = None,
    labels: pd.DataFrame | None = None,
    n_terms: int = 10,
    n_documents: int = 3,
    lang: str | None = None,
) -> TopicCards:
    """What is each topic about, may it be trusted, and where does it stand in the texts?

    Parameters
    ----------
    model
        One fit or a consensus.
    dtm
        The documents it was fitted to.
    corpus
        Opens each share and each term: paragraphs and sentences with the terms marked where there is text,
        author, title, article and paragraph number where there is none.
    labels
        topic, label and perhaps area, as from `label_topics` or corrected by a person; by default
        ``label_topics(model)``.
    n_terms, n_documents
        Terms and documents a topic.
    lang
        ``"zh"`` or ``"en"``; by default ``YRD_LANG``, else Chinese.

    Returns
    -------
    TopicCards
        Shown by a notebook; the numbers are in its tables.

    Raises
    ------
    ArgumentError
        When model, dtm, corpus and labels do not belong together.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy import sparse
    >>> from yrdresearch import Dtm, fit_lda
    >>> counts = sparse.csr_matrix(np.kron(np.eye(2, dtype=int), np.full((3, 4), 5)))
    >>> dtm = Dtm(counts, tuple("abcdef"), tuple("甲乙丙丁戊己庚辛"))
    >>> topic_cards(fit_lda(dtm, n_topics=2, random_state=1), dtm)
    TopicCards(2 topics)
    """
    at_least_one(n_terms=n_terms, n_documents=n_documents)
    lang = language(lang)
    table = named(model, labels).merge(topic_quality(model, dtm), on="topic")
    terms = top_terms(model, n=n_terms)
    of_topic = {str(topic): list(rows["term"]) for topic, rows in terms.groupby("topic", sort=False)}
    readings = read_topics(
        model, terms=of_topic, corpus=corpus, n_documents=n_documents, n_sentences=N_SENTENCES, lang=lang
    )
    return TopicCards(table, terms, readings, lang)


def named(model: TopicModel, labels: pd.DataFrame | None) -> pd.DataFrame:
    """topic, label, area (empty without one) of every topic of the model, in its order."""
    labels = label_topics(model) if labels is None else labels
    missing = [column for column in ("topic", "label") if column not in labels]
    if missing:
        raise ArgumentError(f"labels has no column {missing[0]!r}; give topic and label of every topic")
    lost = [topic for topic in model.topic_term.index if topic not in set(labels["topic"])]
    if lost or labels["topic"].duplicated().any():
        raise ArgumentError(f"labels must name each topic once; look at {(lost or ['the repeated ones'])[0]}")
    area = labels["area"].fillna("") if "area" in labels else ""
    table = labels.assign(area=area)[["topic", "label", "area"]].set_index("topic")
    return table.loc[list(model.topic_term.index)].astype(str).reset_index(names="topic")


def at_least_one(**numbers: int) -> None:
    """Raise `ArgumentError` for a number below 1."""
    for name, value in numbers.items():
        if value < 1:
            raise ArgumentError(f"{name} is {value}; show 1 or more")


def marked(passage: Passage, no_text: str = "") -> str:
    """A passage as HTML: its text with the terms inside ``<mark>``, and where it stands."""
    body = marked_html(passage.text, [(start, end) for start, end, _ in passage.marks])
    place = f'<span class="quiet">{html.escape(passage.reference)}</span>' if passage.reference else ""
    body = body or (f'<span class="quiet">{no_text}</span>' if no_text else "")
    return f"{body} {place}".strip()


def _numbers(row: Mapping[Any, Any], words: Mapping[str, str]) -> str:
    forms = {
        "share": "{:.0%}",
        "effective_terms": "{:.0f}",
        "coherence": "{:.2f}",
        "exclusivity": "{:.2f}",
        "support": "{:.0%}",
    }
    return " · ".join(
        f"{words[name]} {form.format(row[name])}" for name, form in forms.items() if pd.notna(row[name])
    )
