"""README and docs: a number that comes from a result is that result; any other is allowed by name."""

import json
import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import yrdresearch as yrd
from yrdresearch.spans import parse_spans

ROOT = Path(__file__).parents[2]
FIGURES = ROOT / "data" / "figures"
READMES = ("README.md", "README.zh.md")
PAGES = sorted(
    {path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]}
    - {"CHANGELOG.md"}
)
ONES = dict(enumerate(["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]))
ONES_ZH = "零一二三四五六七八九十"
WORDS = "|".join([ONES[n] for n in range(2, 11)] + ["half", "third", "quarter"])
NUMBER = re.compile(rf"\d|\b(?:{WORDS})\b|[{ONES_ZH[2:]}两][篇幅句条个成]", re.IGNORECASE)
ABOUT_ESSAYS = re.compile(r"\b(?:four|released|the) essays\b|\b(?:real|released) page\b|四篇|真实版面")
# Numbers of README that are no results: versions of Python, level of intervals, parts of names, parameters
ALLOWED = re.compile(
    r"3\.1[123]|\b95 ?%|md`?|`0[0-7]-[a-z-]+`|`[^`]*`|\]\([^)]*\)|Two commands|two languages|两条命令|两种"
)
# Sentences of docs on the essays whose numbers no report has: a benchmark measured them, or others coded;
# the last needs the page itself (`test_instruments_of_the_real_page`)
MEASURED = (
    "The search for modes of version 0.1.0 agrees better on the essays",
    "On the essays it stops at 100",
    "The essays without `articles`",
    "So few texts want smooth topics",
    "`choose_k(range(3, 8))` on the essays takes",
    "The put-aside figure is of the coder one step earlier",
    "With all four essays",
    "On essays with a heading sentence in each paragraph",
    "The real page was coded by two other coders before",
    "On the four essays of the real page (138 sentences;",
)


@cache
def _table(name: str) -> pd.DataFrame:
    return pd.read_csv(FIGURES / f"{name}.csv")


@cache
def _values() -> dict:
    return json.loads((FIGURES / "values.json").read_text(encoding="utf-8"))


def _percent(share: float, digits: int = 0) -> str:
    return f"{share:.{digits}%}".replace("%", " %")


def _words(numbers) -> str:
    *first, last = map(str, numbers)
    return f"{', '.join(first)} and {last}"


def _naming(n_topics: int) -> str:
    """How many seeds' ensembles of the essays have so many topics among the numbers that are as good."""
    rows = pd.read_csv(ROOT / "benchmarks" / "choice.csv", dtype={"as_good": str})
    good = rows.loc[rows["kind"] == "essays", "as_good"].str.split()
    return f"{sum(str(n_topics) in numbers for numbers in good)} of {len(good)}"


@cache
def _said() -> dict[str, list[str]]:
    """Page -> what it says about a result, with the result as it is recorded."""
    corpus = yrd.load_corpus()
    n_articles = len(corpus.articles)
    kinds = corpus.apparatus["kind"].value_counts().map(ONES)
    spans = [span for row in corpus.apparatus["spans"] for span in parse_spans(row)]
    share = len({at for span in spans for at in range(*span)}) / corpus.pages["n_characters"].sum()
    choice = _table("03-choice-of-k")
    asked = choice["n_topics"]
    good = choice.loc[choice["passes"], "n_topics"].tolist()
    topics = _values()["03-topics"]["n_topics"]
    n_figures = len(re.findall("[,、]", _picture("README.md"))) + 1
    paragraphs = len(corpus.counted_paragraphs())
    return {
        "README.md": [
            f"in the {ONES[n_articles]} released essays, with 95 % intervals",
            f"{ONES[n_figures].capitalize()} figures of the report",
        ],
        "README.zh.md": [
            f"{ONES_ZH[n_articles]}篇已公布文章的政策领域覆盖率，带 95% 区间",
            f"报告中的{ONES_ZH[n_figures]}幅图",
        ],
        "paper.md": [f"{ONES[n_articles].capitalize()} essays are a case and no sample"],
        "docs/topics.md": [
            f"One run of LDA on {paragraphs} paragraphs is not to be believed",
            f"On the {ONES[n_articles]} essays {asked.min()} to {asked.max()} topics "
            f"can hardly be told apart**: with one seed {_words(good)} are as good",
            f"The notebooks keep {topics} through the series, which {_naming(topics)} seeds name",
        ],
        "docs/reading.md": [
            f"On the real page {len(corpus.apparatus)} entries mark {_percent(share, 1)} of the characters",
            f"the repeated paragraph, {kinds['repeated-passage']} repeated passages, "
            f"{kinds['repeated-item']} doubled items, {kinds['repeated-character']} doubled character, "
            f"{kinds['doubtful-quotation']} doubtful quotations, {kinds['likely-misreading']} misreading",
        ],
    }  # fmt: skip


def _text(page: str) -> str:
    """The prose of a page on one line a paragraph, without code and tables."""
    text = re.sub(r"```.*?```", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    paragraphs = (
        "\n".join(line for line in part.splitlines() if line[:1] != "|") for part in text.split("\n\n")
    )
    return "\n".join(" ".join(part.split()) for part in paragraphs)


def _picture(page: str) -> str:
    """The alternative of the strip of figures."""
    return re.search(r"!\[([^]]*)\]\(docs/images/six-figures", (ROOT / page).read_text("utf-8"))[1]


def _unaccounted(page: str) -> list[str]:
    """Sentences with a number that is neither a result nor allowed; in docs, those about the essays."""
    text = _text(page)
    for said in _said().get(page, []):
        text = text.replace(said, "")
    sentences = re.split(r"(?<=[.:;。；])\s|\n", text)
    if page in READMES:
        return [one for one in sentences if NUMBER.search(ALLOWED.sub("", one))]
    about = [one for one in sentences if ABOUT_ESSAYS.search(one) and not one.startswith(MEASURED)]
    return [one for one in about if NUMBER.search(ABOUT_ESSAYS.sub("", one))]


@pytest.mark.parametrize(("page", "said"), [(page, said) for page in _said() for said in _said()[page]])
def test_a_page_says_what_is_recorded(page, said):
    assert said in _text(page)


@pytest.mark.parametrize("page", PAGES)
def test_every_other_number_is_allowed(page):
    assert _unaccounted(page) == [], "compute it in _said, or add it to ALLOWED or MEASURED with its kind"


def test_instruments_of_the_real_page(real_page_path):
    corpus = yrd.build_corpus([yrd.read_page(real_page_path)])
    tools = yrd.code_policy_areas(corpus, codebook=yrd.load_codebook("policy_instruments"))
    family = yrd.coverage(yrd.areas.family_coding(tools)).set_index("policy_area")["share"]
    n = yrd.coverage(tools).set_index("policy_area")["n"]
    crossed = yrd.areas.cross_codings(tools, yrd.code_policy_areas(corpus)).set_index(
        ["group", "policy_area"]
    )
    of = {key: f"{row['n']} of {row['denominator']}" for key, row in crossed.iterrows()}
    health, ageing = of["health", "public_services"], of["ageing", "public_services"]
    assert health == ageing
    assert n[["funding", "tax", "procurement"]].tolist() == [0, 0, 0]
    assert n.nlargest(4).index.tolist() == ["strategy", "trade", "public_services", "infrastructure_building"]
    text = _text("docs/coverage.md")
    for said in (
        f"real page ({len(corpus.counted_sentences())} sentences;",
        f"{_percent(family['environment'])} of the sentences",
        f"{_percent(family['supply'])} a supply-side and {_percent(family['demand'])} a demand-side one",
        f"lead ({n['strategy']} sentences), then trade ({n['trade']})",
        f"public services ({n['public_services']}), building ({n['infrastructure_building']})",
        f"finance by financial support {of['finance', 'financial_support']}",
        f"opening by trade {of['opening', 'trade']}",
        f"health and ageing by public services {health} each",
        f"regional by strategic measures {of['regional', 'strategy']}",
        f"industry by strategic measures {of['industry', 'strategy']}",
        f"innovation by science and information support {of['innovation', 'science_information']}",
        f"ecology by law and regulation {of['ecology', 'regulation']}",
    ):
        assert said in text
