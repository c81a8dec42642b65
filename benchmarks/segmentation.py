"""Score the tokenizer against the hand segmentation: ``python benchmarks/segmentation.py``."""

from pathlib import Path

import pandas as pd

from yrdresearch.words.segmentation import Tokenizer, segmentation_scores

GOLD = Path(__file__).parents[1] / "tests" / "data" / "segmentation_gold.txt"
VARIANTS = [
    {"engine": engine, "user_dictionary": words, "hmm": hmm}
    for engine in ("rjieba", "jieba")
    for words in ((), None)
    for hmm in (False, True)
] + [{"engine": "characters", "user_dictionary": ()}]


def read_gold(path: Path = GOLD) -> list[list[str]]:
    """Token lists, one a sentence."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[1].split() for line in lines if not line.startswith("#")]


def main() -> None:
    """Print one row of scores a variant."""
    gold = read_gold()
    rows = []
    for variant in VARIANTS:
        tokenizer = Tokenizer(**variant)
        setting = {key: tokenizer.settings[key] for key in ("engine", "user_dictionary_terms", "hmm")}
        rows.append({**setting, **segmentation_scores(gold, tokenizer)})
    print(f"{len(gold)} sentences, {sum(map(len, gold))} tokens")
    print(pd.DataFrame(rows).round(3).to_string(index=False))


if __name__ == "__main__":
    main()
