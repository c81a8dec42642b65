"""Rules, a naive word list and a linear classifier on essays they have not seen.

    python benchmarks/policy_areas.py

Prints micro precision, recall and F1 over sentence and area: the sample corpus essay by essay (each essay is
coded by a classifier trained on the other eleven), then each further set, with a classifier trained on all
sets before it. The rules are the same throughout. Only the last set, `test`, was never read by anyone who
worked on the rules; the errors of the others were looked at (docs/coverage.md).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

import yrdresearch as yrd
from yrdresearch.areas.codebook import NONE
from yrdresearch.areas.coding import Evidence, Matcher, code_article
from yrdresearch.areas.reliability import label_sets

CODINGS = Path(__file__).parents[1] / "data" / "sample-codings"
FURTHER = {"held-out": "settled", "development": "codes", "test": "codes"}  # folder -> file of the coding
AREAS = yrd.load_codebook().ids
Coded = list[dict[str, Evidence]]
Sets = dict[str, tuple[pd.DataFrame, np.ndarray]]  # name -> sentences, hand coding (sentences, areas)


def sample_sentences() -> pd.DataFrame:
    """sentence_id, paragraph_id, essay, title, text of the sample corpus, repeated sentences left out."""
    corpus = yrd.load_corpus("sample")
    titles = corpus.articles.set_index("article_id")["title"]
    sentences = corpus.counted_sentences()
    return sentences.assign(essay=sentences["article_id"], title=sentences["article_id"].map(titles))


def further_sentences(folder: str) -> pd.DataFrame:
    """The same columns of a further set; the held-out essays have no titles."""
    sentences = pd.read_csv(CODINGS / folder / "sentences.csv", dtype=str)
    essay = sentences["sentence_id"].str.split(".").str[0]
    return sentences.assign(essay=essay, title=sentences.get("title", ""))


def evidence(sentences: pd.DataFrame) -> Coded:
    """The rules' evidence for each sentence."""
    matcher, found = Matcher(yrd.load_codebook()), []
    for _, essay in sentences.groupby("essay", sort=False):
        texts = [list(rows["text"]) for _, rows in essay.groupby("paragraph_id", sort=False)]
        coded = code_article(texts, matcher=matcher, title=essay["title"].iloc[0])
        found += [areas for paragraph in coded for areas in paragraph]
    return found


def indicator(sets: list[set[str]]) -> np.ndarray:
    """(sentences, areas) of yes and no."""
    return np.array([[area in labels for area in AREAS] for labels in sets])


def by_rules(found: Coded) -> np.ndarray:
    """What the rules code."""
    return indicator([{a for a, e in areas.items() if e.coded} for areas in found])


def by_word_list(found: Coded) -> np.ndarray:
    """Naive: every area that has one of its terms in the sentence."""
    return indicator(
        [{a for a, e in areas.items() if any(m.weights[a] == 1 for m in e.matches)} for areas in found]
    )


def classify(train: pd.DataFrame, truth: np.ndarray, test: pd.DataFrame, *, rules: bool) -> np.ndarray:
    """Logistic regression for each area on character n-grams, with or without the rules' weights."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    grams = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
    x, z = grams.fit_transform(train["text"]), grams.transform(test["text"])
    if rules:
        x, z = (hstack([m, csr_matrix(rule_features(d))]) for m, d in ((x, train), (z, test)))
    columns = []
    for yes in truth.T:
        model = LogisticRegression(C=10, class_weight="balanced", max_iter=500)
        columns.append(model.fit(x, yes).predict_proba(z)[:, 1] > 0.5 if yes.any() else np.zeros(len(test)))
    return np.array(columns, dtype=bool).T


def rule_features(sentences: pd.DataFrame) -> np.ndarray:
    """(sentences, 2 areas): weight in the sentence (up to 3), and whether the rules code the area."""
    found = evidence(sentences)
    weight = [[min(areas[a].weight, 3) if a in areas else 0 for a in AREAS] for areas in found]
    return np.hstack([np.array(weight), by_rules(found)])


def scores(said: np.ndarray, true: np.ndarray) -> str:
    """Micro precision, recall, F1."""
    both = (said & true).sum()
    precision, recall = both / said.sum(), both / true.sum()
    return f"P {precision:.3f}  R {recall:.3f}  F1 {2 * both / (said.sum() + true.sum()):.3f}"


def truth_of(sentences: pd.DataFrame, coding: pd.DataFrame) -> np.ndarray:
    """The hand coding in the order of the sentences."""
    sets = label_sets(coding)
    return indicator([set(sets[unit]) - {NONE} for unit in sentences["sentence_id"]])


def classified(label: str, sets: Sets, *, rules: bool) -> np.ndarray:
    """What a classifier says of a set, having seen only other essays."""
    sentences, true = sets[label]
    if label == "sample":
        said = np.zeros_like(true)
        for essay in sentences["essay"].unique():
            one = (sentences["essay"] == essay).to_numpy()
            said[one] = classify(sentences[~one], true[~one], sentences[one], rules=rules)
        return said
    before = [sets[name] for name in list(sets)[: list(sets).index(label)]]
    train = pd.concat([known for known, _ in before], ignore_index=True)
    return classify(train, np.vstack([codes for _, codes in before]), sentences, rules=rules)


def main() -> None:
    """Print the table."""
    sample = sample_sentences()
    sets: Sets = {"sample": (sample, truth_of(sample, yrd.areas.sample_codings()["settled"]))}
    for folder, file in FURTHER.items():
        sentences = further_sentences(folder)
        coding = pd.read_csv(CODINGS / folder / f"{file}.csv", dtype=str)
        sets[folder] = (sentences, truth_of(sentences, coding))
    for name, (sentences, true) in sets.items():
        found = evidence(sentences)
        print(f"{name}: {len(sentences)} sentences, {true.sum()} codes")
        print("  naive word list            ", scores(by_word_list(found), true))
        print("  rules                      ", scores(by_rules(found), true))
        for label, rules in (("n-grams", False), ("n-grams and rules' weights", True)):
            print(f"  {label:<27}", scores(classified(name, sets, rules=rules), true))


if __name__ == "__main__":
    main()
