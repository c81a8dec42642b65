"""What a reader sees is all Chinese or all English: headings, notes, verdicts, captions, alternatives."""

import re

import pandas as pd
import pytest

import yrdresearch as yrd
from yrdresearch import areas, groups, plots, topics
from yrdresearch.display import columns
from yrdresearch.plots.alternative import text_alternative, title_of
from yrdresearch.report import shown

HAN = re.compile("[㐀-鿿]")
ENGLISH = re.compile(r"(?<![\w=.(])[a-z]{2,} [a-z]{2,} [a-z]{2,}")
MESSAGES = {name for name, (_, _, kind) in columns().items() if kind == "words"}


@pytest.fixture(scope="module")
def results(sample):
    """Results with notes, verdicts and reasons; the essays have one article an author, the sample three."""
    essays = yrd.load_corpus("essays")
    made = {}
    for name, corpus in (("essays", essays), ("sample", sample)):
        dtm = yrd.build_dtm(corpus)
        model = yrd.fit_consensus(dtm, n_topics=4, n_runs=6, random_state=1)
        coded = yrd.code_policy_areas(corpus)
        pair = list(corpus.articles["author"].unique()[:2])
        made |= {
            f"prevalence-{name}": groups.prevalence(model, corpus, by="author"),
            f"compare-{name}": groups.compare(model, corpus, by="author", groups=pair),
            f"rest-{name}": groups.compare(model, corpus, by="author", groups=pair[0]),
            f"omnibus-{name}": groups.omnibus(coded, corpus, by="author"),
            f"areas-{name}": groups.prevalence(coded, corpus, by="author"),
            f"evenness-{name}": groups.evenness(model, corpus),
            f"distances-{name}": groups.distances(dtm, corpus, by="author"),
            f"coverage-{name}": yrd.coverage(coded),
            f"coverage-by-{name}": yrd.coverage(coded, by="author"),
            f"labels-{name}": topics.label_topics(model, areas={"甲": ["不存在的词"]}),
        }
    hand = areas.sample_codings()["settled"]
    return made | {"validation": areas.validate_coding(coded, hand, n_resamples=10)}


def _told(table, lang):
    """Headings, captions and messages of a table as it is shown; its other cells are data."""
    kept = [name for name in table if name in MESSAGES or pd.api.types.is_numeric_dtype(table[name])]
    page = shown(table[kept], lang=lang).to_html()
    return re.sub(r"<style.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tables_are_in_one_language(results, lang):
    for name, table in results.items():
        table = table[[column for column in table if column in columns()]]
        text = _told(table, lang)
        text = re.sub(r"\([^)]*\)|（[^）]*）|one article each of [^:]*", "", text)  # names of groups
        found = ENGLISH.search(text) if lang == "zh" else HAN.search(text)
        assert not found, f"{name}: {text[max(found.start() - 60, 0) : found.end() + 60]}"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_and_their_alternatives_are_in_one_language(results, lang):
    drawn = {
        "coverage-essays": plots.plot_coverage,
        "coverage-by-sample": plots.plot_coverage_heatmap,
        "prevalence-sample": plots.plot_prevalence,
        "compare-sample": plots.plot_compare,
        "distances-sample": plots.plot_distances,
        "validation": plots.plot_validate_coding,
    }
    for name, plot in drawn.items():
        table = results[name]
        ax = plots.mark_sample(plot(table, lang=lang), lang=lang)
        words = " ".join([title_of(ax), ax.get_xlabel(), ax.get_ylabel(), text_alternative(ax, table, lang)])
        names = {str(one)[:6] for key in ("group", "group_a", "group_b") for one in table.get(key, [])}
        authors = "|".join(rf"{re.escape(one)}[^ ，。,.:→]*( [^ ，。,.:→]+(?= →))?" for one in names if one)
        words = re.sub(rf"“[^”]*”|{authors or '(?!)'}", "", words)
        plots_are_chinese = bool(HAN.search(words))
        assert plots_are_chinese == (lang == "zh"), words
        assert lang == "en" or not ENGLISH.search(words), words
