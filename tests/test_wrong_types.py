"""Whatever of the wrong type is given to a public function, one sentence of this package comes out.

Every function that a folder shows is called with sound arguments, one of which is then of a wrong type. A
call may work (a list where an array is asked for); it may not end in an error of Python, pandas or numpy.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import yrdresearch as yrd
from yrdresearch import stats, topics, words
from yrdresearch.errors import YrdError
from yrdresearch.files import shipped_path
from yrdresearch.messages import chinese

FOLDERS = ("words", "pages", "corpus", "stats", "topics", "areas", "groups", "plots", "report")
WRONG: list[Any] = [
    None,
    5,
    -1.5,
    "abc",
    b"abc",
    [],
    [1],
    {},
    object(),
    pd.DataFrame({"a": [1]}),
    np.ones(2),
    len,
]
# What runs notebooks or writes into a checkout; its arguments are in test_mistakes and tests/report
NOT_CALLED = {"build_report", "run_notebooks", "record_tables", "verify_tables", "write_crate", "write_site"}

PAGE = shipped_path("sample") / "sample-1.txt"
CORPUS = yrd.load_corpus("sample")
DTM = yrd.build_dtm(CORPUS)
MODEL = yrd.fit_lda(DTM, n_topics=3, n_iter=50, random_state=0)


def public_functions() -> dict[str, Callable[..., Any]]:
    """Every function on the faces of the folders, by folder and name."""
    found = {}
    for folder in FOLDERS:
        face = import_module(f"yrdresearch.{folder}")
        for name in face.__all__:
            value = getattr(face, name)
            if not isinstance(value, type) and name not in NOT_CALLED:
                found[f"{folder}.{name}"] = value
    return found


FUNCTIONS = public_functions()
# Where a name has a narrower meaning than in `good`
SOUND_FOR: dict[str, dict[str, Any]] = {
    "areas.train_coder": {"codings": yrd.code_policy_areas(CORPUS)},
    "corpus.combine": {"first": CORPUS, "second": CORPUS},
    "stats.cut_counts": {"counts": DTM.counts[:4]},
    "stats.sensitivity": {"measure": lambda corpus: len(corpus.articles)},
    "topics.coherence": {"topics": [["港口", "联动"]]},
    "topics.merge_topics": {"topics": ["T1", "T2"]},
    "topics.name_topics": {"names": {"T1": "港口"}},
    "topics.topic_agreement": {"other": MODEL},
}


def good(folder: Path) -> dict[str, Any]:
    """A sound value for each name of a required argument: one word has one meaning in this package."""
    from matplotlib.figure import Figure

    page = yrd.read_page(PAGE)
    coded = yrd.code_policy_areas(CORPUS)
    codings = {"A": coded, "B": coded}
    counts = np.array([3, 2, 1])
    sheet = topics.word_intrusion_sheet(MODEL)
    return {
        "a": coded["policy_area"],
        "b": coded["policy_area"],
        "along": "author",
        "amounts": np.array([[3.0], [2.0], [1.0]]),
        "answers": sheet,
        "arranged": stats.arrange(np.array([0, 0, 1, 1]), random_state=0),
        "ax": Figure().add_subplot(),
        "by": "author",
        "codings": codings,
        "coded": coded,
        "coding": coded,
        "corpus": CORPUS,
        "counts": counts,
        "cover": yrd.coverage(coded),
        "doc_topic": MODEL.doc_topic,
        "draws": np.arange(100.0),
        "dtm": DTM,
        "features": DTM,
        "first": [0.5, 0.5],
        "folder": folder,
        "gold": [["港口", "联动"]],
        "groups": np.array([0, 0, 1, 1]),
        "hand": coded,
        "labels": list(DTM.doc_ids),
        "lengths": np.array([1, 2, 3, 4]),
        "level": 0.95,
        "model": MODEL,
        "models": [MODEL, MODEL],
        "n_effective": 10.0,
        "n_topics": 2,
        "n_units": 4,
        "names": coded,
        "other": coded,
        "p": np.array([0.1, 0.2]),
        "page": page,
        "page_id": "page",
        "pages": [page],
        "paragraph": page.articles[0].paragraphs[0],
        "path": PAGE,
        "paths": [PAGE],
        "pattern": "港口",
        "random_state": 0,
        "raw": page.raw,
        "rng": np.random.default_rng(0),
        "row": CORPUS.articles.iloc[0],
        "second": [0.5, 0.5],
        "share": np.array([0.1, 0.2]),
        "sheet": sheet,
        "size": 2,
        "sizes": [2, 2],
        "source": MODEL,
        "spans": [(0, 4)],
        "statistics": np.arange(100.0),
        "table": pd.DataFrame({"a": [1]}),
        "target": DTM.doc_ids[0],
        "term": "港口",
        "terms": ["港口"],
        "text": page.raw,
        "to": folder,
        "tokenizer": words.Tokenizer(),
        "tokens": ["港口", "联动"],
        "topics": ["T1"],
        "totals": counts,
    }


def _is_sentence(message: str) -> bool:
    """Neither broken off nor endless; values are named in plain words, in Chinese too."""
    plain = not re.search(r"\ba (NoneType|str|int|bool|object|bytes|[AEIOUaeio]\w*)\b(?! of)", message)
    return 10 < len(message) < 700 and plain and not re.search(r"[ 是]an? [a-z]+[；，]", chinese(message))


def called(function: Callable[..., Any], arguments: dict[str, Any]) -> str:
    """What came out of the call: nothing to say, or the error that no user should see."""
    names = [p for p in inspect.signature(function).parameters.values() if p.name in arguments]
    by_place = [arguments[p.name] for p in names if p.kind != p.KEYWORD_ONLY]
    by_name = {p.name: arguments[p.name] for p in names if p.kind == p.KEYWORD_ONLY}
    try:
        made = function(*by_place, **by_name)
        if isinstance(made, Iterator):
            list(made)
    except YrdError as error:
        return "" if _is_sentence(str(error)) else f"no sentence: {error} ({chinese(str(error))})"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The sound values, once for all functions."""
    return good(tmp_path_factory.mktemp("sound") / "new")


SHORT = {"n_resamples": 10, "n_permutations": 99, "n_iter": 5, "n_runs": 2}  # where all else is sound


def sound_call(name: str, sound: dict[str, Any]) -> tuple[list[str], list[str], dict[str, Any]]:
    """The arguments that a function needs, those that have a default, and sound values for a quick call."""
    parameters = inspect.signature(FUNCTIONS[name]).parameters
    needed = [one for one, p in parameters.items() if p.default is p.empty]
    others = [one for one, p in parameters.items() if p.default is not p.empty and p.kind != p.VAR_KEYWORD]
    short = {one: value for one, value in SHORT.items() if one in parameters}
    return needed, others, {one: sound.get(one) for one in needed} | SOUND_FOR.get(name, {}) | short


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.filterwarnings("ignore")
def test_an_argument_of_a_wrong_type_gets_one_sentence(
    name: str, sound: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    needed, others, arguments = sound_call(name, sound)
    faults = {
        f"{one}={wrong!r:.30}": raised
        for one in needed or others[:1]
        for wrong in WRONG
        if not (callable(wrong) and one == "measure")  # a function of the user may fail in its own way
        if (raised := called(FUNCTIONS[name], {**arguments, one: wrong}))
    }
    assert faults == {}


WRONG_AT_CHOICE: list[Any] = ["abc", [1], object(), pd.DataFrame({"a": [1]}), np.ones(2)]


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.filterwarnings("ignore")
def test_an_argument_with_a_default_gets_one_sentence_too(
    name: str, sound: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _, others, arguments = sound_call(name, sound)
    arguments |= {"n_topics": [2]} if name == "topics.choose_k" else {}
    faults = {
        f"{one}={wrong!r:.30}": raised
        for one in others
        for wrong in WRONG_AT_CHOICE
        if (raised := called(FUNCTIONS[name], {**arguments, one: wrong}))
    }
    assert faults == {}


def worn(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """A table of the right kind that a filter has left little of."""
    numbers = table.select_dtypes("number").columns
    return {
        "no rows": table.iloc[:0],
        "one row": table.iloc[:1],
        "its index cut": table.iloc[5:60:7],
        "each row twice": pd.concat([table, table]),
        "no numbers": table.assign(**dict.fromkeys(numbers, float("nan"))),
    }


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.filterwarnings("ignore")
def test_a_table_that_little_is_left_of_gets_a_result_or_one_sentence(
    name: str, sound: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    needed, _, arguments = sound_call(name, sound)
    if {"source", "corpus"} <= set(needed):
        arguments["source"] = sound["coded"]
    faults = {
        f"{one}: {how}": raised
        for one, value in arguments.items()
        if isinstance(value, pd.DataFrame)
        for how, table in worn(value).items()
        if (raised := called(FUNCTIONS[name], {**arguments, one: table}))
    }
    assert faults == {}
