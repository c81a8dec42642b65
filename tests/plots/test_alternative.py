"""A figure in words: what is drawn, with the names and the units a reader knows."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from yrdresearch.plots.alternative import text_alternative

mpl.use("Agg")
AREAS = {
    "policy_area": ["health", "ageing"],
    "name_zh": ["医疗卫生", "养老"],
    "name_en": ["Health", "Ageing"],
}
CASES = {
    "a share is a percentage and an area has its name": (
        {**AREAS, "n": [3, 1], "share": [0.754, 0.25]},
        {"zh": "居前（占比）：医疗卫生 75%，养老 25%。", "en": "Largest share: Health 75%, Ageing 25%."},
    ),
    "a cell is named by its group too": (
        {"group": ["甲", "乙"], **AREAS, "share": [0.2, 0.4]},
        {
            "zh": "居前（占比）：乙 · 养老 40%，甲 · 医疗卫生 20%。",
            "en": "Largest share: 乙 · Ageing 40%, 甲 · Health 20%.",
        },
    ),
    "a place in the text and an id are not told": (
        {"term": ["合作", "创新"], "article_id": ["p.1", "p.2"], "position": [9, 8], "count": [1, 2]},
        {"zh": "居前（次数）：创新 2，合作 1。", "en": "Largest count: 创新 2, 合作 1."},
    ),
    "a name is told once": (
        {"phrase": ["一体化", "一体化", "示范区"], "term_frequency": [9, 9, 2]},
        {"zh": "居前（词频）：一体化 9，示范区 2。", "en": "Largest frequency: 一体化 9, 示范区 2."},
    ),
    "a pair is named by both": (
        {"term_a": ["合作", "创新"], "term_b": ["产业", "人才"], "n_both": [4, 2], "expected": [2.5, 3.0]},
        {
            "zh": "居前（两者皆有）：合作–产业 4，创新–人才 2。",
            "en": "Largest both: 合作–产业 4, 创新–人才 2.",
        },
    ),
    "a word of ours is in the language set": (
        {"account": ["assigned", "discarded"], "role": ["byline", "space"], "characters": [7, 1200]},
        {"zh": "居前（字符数）：空格 1,200，署名 7。", "en": "Largest characters: space 1,200, byline 7."},
    ),
    "a difference of shares is a percentage": (
        {"topic": ["T1", "T2"], "difference": [0.12, -0.034], "prevalence_a": [0.3, 0.2]},
        {"zh": "居前（差）：T1 12%，T2 -3%。", "en": "Largest difference: T1 12%, T2 -3%."},
    ),
    "nothing is said of what is not drawn": (
        {"stopwords": ["none", "all"], "value": [0.1, 0.2], "holds": [True, False]},
        {"zh": "", "en": ""},
    ),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("case", CASES)
def test_the_largest_values_are_told(case, lang):
    columns, told = CASES[case]
    ax = plt.figure().add_subplot()
    rows = len(pd.DataFrame(columns))
    begin = {"zh": f"共 {rows} 行数据。", "en": f"{rows} rows."}[lang]
    text = text_alternative(ax, pd.DataFrame(columns), lang)
    assert text == begin + ("" if lang == "zh" or not told[lang] else " ") + told[lang]
    plt.close("all")
