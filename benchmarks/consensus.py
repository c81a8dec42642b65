"""Which consensus of many runs is found again from other seeds, and which comes nearest to a known truth?

    python benchmarks/consensus.py ways [MINUTES [PATH OF 199801.txt]] all ways, planted and real corpora
    python benchmarks/consensus.py sweeps [RUNS]                       how long must a chain be?
    python benchmarks/consensus.py seeds [CORPORA]                     how much must a seed term weigh?
    python benchmarks/consensus.py priors [K [SEEDS]]                  held-out likelihood by priors, essays
    python benchmarks/consensus.py times [PATH OF 199801.txt]          seconds, and those of the sampler alone

Prints the tables of docs/topics.md. Agreement: mean Jaccard of matched top ten terms of two ensembles. Terms:
mean cosine of matched topics and true ones. Shares: mean correlation of their shares over documents. Fresh:
log likelihood of fresh tokens of the same documents, nats a token. CPU: seconds beside the chains. `ways`
keeps a row a corpus and way in consensus.csv and goes on where it was stopped; scikit-learn and STM
(`structural-topic-model`, Python 3.12) are asked where they are installed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pandas as pd
from modes import highest_modes, mean_about_modes
from planted import Planted, daily, planted
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import squareform

import yrdresearch as yrd
from yrdresearch.corpus.dtm import Dtm
from yrdresearch.topics.consensus import run_chains
from yrdresearch.topics.criteria import held_out
from yrdresearch.topics.engines import Chain, fold_in, gibbs_chains, normalised
from yrdresearch.topics.matching import affinity, in_order, in_top, match_runs

SEEDS = (9101, 9102, 9103)
ALPHA, ETA = 0.5, 0.3
SIZES = {22: (30, 5), 88: (30, 4), 300: (20, 3), 3000: (10, 1)}  # documents: runs an ensemble, corpora
NUMBERS = (3, 5, 8, 15)
KEPT = Path(__file__).with_suffix(".csv")
MEASURES = ["agreement", "terms", "shares", "fresh", "cpu"]
COLUMNS = ["kind", "documents", "k", "length", "number", "way", *MEASURES]
Answer = tuple[np.ndarray, np.ndarray]
Way = Callable[[Dtm, list[Chain], int], Answer]


def top_jaccard(one: np.ndarray, two: np.ndarray) -> float:
    """Mean Jaccard of the matched topics' top ten terms; a topic without a partner agrees with nothing."""
    if not len(one) or not len(two):
        return 0.0
    ours, theirs = in_top(one, 10), in_top(two, 10)
    shared = ours @ theirs.T
    jaccard = shared / (ours.sum(axis=1)[:, None] + theirs.sum(axis=1) - shared)
    return float(jaccard[linear_sum_assignment(jaccard, maximize=True)].sum() / max(jaccard.shape))


def one_run(dtm: Dtm, chains: list[Chain], seed: int) -> Answer:
    """No consensus at all."""
    return chains[0][:2]


def likeliest_run(dtm: Dtm, chains: list[Chain], seed: int) -> Answer:
    """The run with the highest likelihood at its end."""
    return max(chains, key=lambda chain: chain.trace[-1][1])[:2]


def prototype(dtm: Dtm, chains: list[Chain], seed: int) -> Answer:
    """The run most like all others (Rieger, Rahnenführer and Jentsch 2020, ldaPrototype)."""
    likeness = np.zeros((len(chains), len(chains)))
    for i, j in combinations(range(len(chains)), 2):
        likeness[i, j] = likeness[j, i] = top_jaccard(chains[i].topic_term, chains[j].topic_term)
    return chains[int(likeness.sum(axis=1).argmax())][:2]


def clustered(dtm: Dtm, chains: list[Chain], seed: int) -> Answer:
    """All runs' topics in K clusters (average linkage, Hellinger distance), each averaged (Mäntylä 2018)."""
    topics = np.vstack([chain.topic_term for chain in chains])
    docs = np.hstack([chain.doc_topic for chain in chains])
    distance = np.sqrt(np.maximum(1 - affinity(topics, topics), 0))
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance, checks=False), "average")
    label = fcluster(tree, len(chains[0].topic_term), "maxclust")
    means = [(topics[label == c].mean(axis=0), docs[:, label == c].mean(axis=1)) for c in np.unique(label)]
    return np.stack([m[0] for m in means]), normalised(np.stack([m[1] for m in means], axis=1))


def matched_mean(dtm: Dtm, chains: list[Chain], seed: int) -> Answer:
    """The package's way: all runs matched to each other and averaged."""
    runs, docs = np.stack([c.topic_term for c in chains]), np.stack([c.doc_topic for c in chains])
    matching, _ = match_runs(runs)
    doc_topic = np.take_along_axis(docs, matching[:, None, :], axis=2).mean(axis=0)
    return in_order(runs, matching).mean(axis=0), doc_topic


def about_modes(dtm: Dtm, chains: list[Chain], seed: int) -> Answer:
    """Version 0.1.0: matched to the highest modes, averaged by affinity to them."""
    prior = np.full(chains[0].topic_term.shape, ETA)
    return mean_about_modes(chains, highest_modes(dtm.counts, chains, prior=prior, alpha=ALPHA, seed=seed))


def gensim_lda(dtm: Dtm, chains: list[Chain], seed: int) -> Answer:
    """LdaModel of gensim: variational Bayes on the whole corpus at once."""
    from gensim.models import LdaModel

    k, bags = len(chains[0].topic_term), _bags(dtm)
    model = LdaModel(
        bags, num_topics=k, id2word=dict(enumerate(dtm.vocabulary)), alpha=[ALPHA] * k, eta=ETA,
        passes=_passes(dtm),
        iterations=400, chunksize=len(bags), update_every=0, eval_every=None, random_state=seed,
    )  # fmt: skip
    topics = model.get_topics().astype(float)
    return topics, fold_in(dtm.counts, topics, alpha=ALPHA)


def gensim_ensemble(dtm: Dtm, chains: list[Chain], seed: int) -> Answer:
    """EnsembleLda of gensim (Brigl 2019) of 8 fits; it may find fewer topics, or none."""
    from gensim.models import EnsembleLda

    bags = _bags(dtm)
    model = EnsembleLda(
        topic_model_class="lda", num_models=8, num_topics=len(chains[0].topic_term), corpus=bags,
        passes=_passes(dtm) // 2, iterations=400, id2word=dict(enumerate(dtm.vocabulary)),
        chunksize=len(bags), update_every=0, alpha=ALPHA, eta=ETA, random_state=seed,
    )  # fmt: skip
    topics = np.asarray(model.get_topics(), dtype=float).reshape(-1, len(dtm.vocabulary))
    docs = fold_in(dtm.counts, topics, alpha=ALPHA) if len(topics) else np.zeros((len(dtm.doc_ids), 0))
    return topics, docs


def sklearn_lda(dtm: Dtm, chains: list[Chain], seed: int) -> Answer:
    """LatentDirichletAllocation of scikit-learn: variational Bayes, in batch."""
    from sklearn.decomposition import LatentDirichletAllocation

    model = LatentDirichletAllocation(
        len(chains[0].topic_term),
        doc_topic_prior=ALPHA,
        topic_word_prior=ETA,
        max_iter=_passes(dtm),
        random_state=seed,
    )
    docs = model.fit_transform(dtm.counts)
    return normalised(model.components_), docs


def stm(dtm: Dtm, chains: list[Chain], seed: int) -> Answer:
    """Structural topic model without covariates, spectral start (Roberts et al. 2014): no chance in it."""
    from stm import StructuralTopicModel

    model = StructuralTopicModel(n_components=len(chains[0].topic_term), init="spectral")
    return model.fit(dtm.counts).components_, model.theta_


def _bags(dtm: Dtm) -> list:
    from gensim.matutils import Sparse2Corpus

    return list(Sparse2Corpus(dtm.counts, documents_columns=False))


def _passes(dtm: Dtm) -> int:
    """Passes of variational Bayes: fewer where documents are many."""
    return max(20, min(100, 20_000 // len(dtm.doc_ids)))


WAYS: dict[str, Way] = {
    "one run": one_run,
    "likeliest run": likeliest_run,
    "ldaPrototype": prototype,
    "clustered topics": clustered,
    "matched mean (the package)": matched_mean,
    "about modes (0.1.0)": about_modes,
    "gensim LdaModel": gensim_lda,
    "gensim EnsembleLda": gensim_ensemble,
    "scikit-learn": sklearn_lda,
    "STM, spectral start": stm,
}
NEEDS = {"scikit-learn": "sklearn", "STM, spectral start": "stm"}
LARGEST = {
    "about modes (0.1.0)": 22,
    "gensim EnsembleLda": 22,
    "STM, spectral start": 300,
}  # documents: the slow


def chains_of(dtm: Dtm, k: int, n_runs: int, n_ensembles: int, *, n_iter: int = 100) -> list[list[Chain]]:
    """Chains of each ensemble."""
    prior = np.full((k, len(dtm.vocabulary)), ETA)
    ensembles = []
    for seed in SEEDS[:n_ensembles]:
        seeds = [int(s) for s in np.random.SeedSequence(seed).generate_state(n_runs)]
        ensembles += run_chains(
            [dtm.counts], seeds, prior=prior, alpha=ALPHA, n_iter=n_iter, n_samples=10, workers=1
        )
    return ensembles


def recovery(answer: Answer, truth: Planted) -> list[float]:
    """Mean cosine of matched terms, mean correlation of shares, log likelihood of fresh tokens."""
    terms, docs = answer
    if not len(terms):
        return [0.0, 0.0, np.nan]
    ours, theirs = (t / np.linalg.norm(t, axis=1, keepdims=True) for t in (truth.topics, terms))
    close = ours @ theirs.T
    rows, columns = linear_sum_assignment(close, maximize=True)
    paired = [np.corrcoef(truth.shares[:, i], docs[:, j])[0, 1] for i, j in zip(rows, columns, strict=True)]
    cells = truth.fresh.tocoo()
    token = np.einsum("ik,ki->i", docs[cells.row], terms[:, cells.col])
    least = ETA / (ETA * terms.shape[1] + truth.dtm.counts.sum() / len(terms))
    fresh = (cells.data * np.log(np.maximum(token, least))).sum() / cells.data.sum()
    n = len(truth.topics)
    return [close[rows, columns].sum() / n, np.nansum(paired) / n, fresh]


def compare_ways(minutes: str = "1000", path: str = "") -> None:
    """Each way on each corpus, small corpora first, until the minutes are over; then the table."""
    until = time.monotonic() + 60 * float(minutes)
    for key, n_runs, corpus in corpora(path):
        kept = [] if not KEPT.exists() else KEPT.read_text(encoding="utf-8").splitlines()
        row = ",".join(map(str, key)) + ","
        asked = [
            name
            for name in WAYS
            if key[1] <= LARGEST.get(name, 10**9)
            and not any(one.startswith(f'{row}"{name}",') for one in kept)
            and find_spec(NEEDS.get(name, "numpy"))
        ]
        if asked and time.monotonic() < until:
            dtm, truth = corpus()
            ensembles = chains_of(dtm, key[2], n_runs, 2)
            for name in asked:
                values = ",".join(f"{value:.4f}" for value in measured(WAYS[name], dtm, ensembles, truth))
                with KEPT.open("a", encoding="utf-8") as file:
                    file.write(("" if kept else ",".join(COLUMNS) + "\n") + f'{row}"{name}",{values}\n')
                kept.append(row)
    if KEPT.exists():
        show(pd.read_csv(KEPT))


def corpora(path: str) -> Iterator[tuple[tuple, int, Callable[[], tuple[Dtm, Planted | None]]]]:
    """(kind, documents, K, tokens of a document, number), runs an ensemble, and how to get the corpus."""
    for name, k in product(("essays", "sample"), (4, 6)):
        dtm = yrd.build_dtm(yrd.load_corpus(name))
        yield (name, len(dtm.doc_ids), k, 0, 0), 30, lambda dtm=dtm: (dtm, None)
    for n_docs, (n_runs, n_corpora) in SIZES.items():
        for number, k, kind in product(range(n_corpora), NUMBERS, ("clear", "overlapping")):
            yield (kind, n_docs, k, 110, number), n_runs, lambda a=(n_docs, k, kind), n=number: known(*a, n)
        if n_docs == 88:
            for number in range(n_corpora):
                yield (
                    ("overlapping", 88, 5, 400, number),
                    n_runs,
                    lambda n=number: known(88, 5, "overlapping", n, 400),
                )
        if n_docs == 300 and path:
            yield ("People's Daily", 250, 6, 0, 0), n_runs, lambda: (daily(path), None)


def known(n_docs: int, k: int, kind: str, number: int, length: int = 110) -> tuple[Dtm, Planted]:
    """A planted corpus and its truth."""
    corpus = planted(n_docs, k, kind, number=number, length=length)
    return corpus.dtm, corpus


def measured(way: Way, dtm: Dtm, ensembles: list[list[Chain]], truth: Planted | None) -> list[float]:
    """Values of MEASURES: agreement of the two answers, the others their means."""
    start = time.process_time()
    one, two = (way(dtm, chains, seed) for chains, seed in zip(ensembles, SEEDS, strict=False))
    seconds = (time.process_time() - start) / 2
    found = np.mean([recovery(answer, truth) for answer in (one, two)], axis=0) if truth else [np.nan] * 3
    return [top_jaccard(one[0], two[0]), *found, seconds]


def show(table: pd.DataFrame) -> None:
    """A table a size of corpus: agreement / terms / shares, means over the corpora of a cell; CPU seconds."""
    table = table.assign(cell=[f"{kind}, K = {k}" for kind, k in zip(table["kind"], table["k"], strict=True)])
    for (documents, length), part in table.groupby(["documents", "length"]):
        means = part.groupby(["way", "cell"], sort=False)[MEASURES].mean()
        cells = part.groupby("cell", sort=False)["number"].nunique()
        print(
            f"\n{documents} documents of {length or 'their own number of'} tokens; corpora: {dict(cells)}\n"
        )
        print("|".join(["", " way ", *(f" {cell} " for cell in cells.index), " CPU s ", ""]))
        print("|" + "---|" * (len(cells) + 2))
        for way in [name for name in WAYS if name in means.index]:
            of_way = [
                _told(means.loc[(way, cell)]) if (way, cell) in means.index else "" for cell in cells.index
            ]
            seconds = part.loc[part["way"] == way, "cpu"].mean()
            print("|".join(["", f" {way} ", *(f" {told} " for told in of_way), f" {seconds:.1f} ", ""]))


def _told(means: pd.Series) -> str:
    """Agreement, and where the truth is known recovery of terms and shares."""
    known = [name for name in ("agreement", "terms", "shares") if pd.notna(means[name])]
    return " / ".join(f"{means[name]:.2f}".removeprefix("0") for name in known)


def compare_sweeps(n_runs: str = "100") -> None:
    """Agreement and recovery by sweeps of a chain, and the mean log likelihood at its end."""
    corpora: dict[str, tuple[Dtm, int, Planted | None]] = {
        f"essays, K = {k}": (yrd.build_dtm(yrd.load_corpus()), k, None) for k in (4, 6)
    }
    for cell in ((22, 5), (88, 8)):
        corpus = planted(*cell)
        corpora[f"overlapping, {cell[0]} documents, K = {cell[1]}"] = (corpus.dtm, cell[1], corpus)
    print("corpus | sweeps | log likelihood | agreement (least) | terms | shares")
    for name, (dtm, k, truth) in corpora.items():
        for n_iter in (50, 100, 200, 500):
            ensembles = chains_of(dtm, k, int(n_runs), 3, n_iter=n_iter)
            answers = [matched_mean(dtm, chains, 0) for chains in ensembles]
            agreed = [top_jaccard(a, b) for (a, _), (b, _) in combinations(answers, 2)]
            known = [recovery(answer, truth)[:2] if truth else [np.nan] * 2 for answer in answers]
            terms, shares = np.mean(known, axis=0)
            end = np.mean([chain.trace[-1][1] for chains in ensembles for chain in chains])
            row = f"{end:.3f} | {np.mean(agreed):.2f} ({min(agreed):.2f}) | {terms:.3f} | {shares:.3f}"
            print(f"{name} | {n_iter} | {row}", flush=True)


def compare_seed_weights(n_corpora: str = "6") -> None:
    """Share of seeded topics that are the ones meant, by the weight of their three seed terms; ten runs."""
    print("corpus | weight of a seed term | topics in their places | affinity to the truth")
    for n_docs, kind in ((22, "clear"), (22, "overlapping"), (88, "overlapping"), (300, "overlapping")):
        for weight in (0, 1, 3, 10, "N/1000", "N/100"):
            right, close = [], []
            for number in range(int(n_corpora)):
                corpus = planted(n_docs, 5, kind, number=number)
                tokens = np.asarray(corpus.dtm.counts.sum(axis=0)).ravel()
                heavy = tokens.sum() / int(weight[2:]) if isinstance(weight, str) else weight
                own = corpus.topics**3 / corpus.topics.sum(axis=0) ** 2 * (tokens > 0)
                prior = np.full(corpus.topics.shape, ETA)
                np.put_along_axis(prior, np.argsort(-own, axis=1)[:, :3], ETA + heavy, axis=1)
                for chain in gibbs_chains(
                    corpus.dtm.counts, prior=prior, alpha=ALPHA, n_iter=200, n_samples=10, seeds=range(10)
                ):
                    near = affinity(corpus.topics, chain.topic_term)
                    right.append(np.mean(near.argmax(axis=1) == np.arange(5)))
                    close.append(np.diag(near).mean())
            print(
                f"{kind}, {n_docs} documents | {weight} | {np.mean(right):.2f} | {np.mean(close):.3f}",
                flush=True,
            )


def compare_priors(k: str = "6", n_seeds: str = "3") -> None:
    """Log likelihood of held-out terms and what they gain over one topic, as `choose_k` scores; essays."""
    dtm = yrd.build_dtm(yrd.load_corpus())
    for alpha, eta in product((0.1, 0.5), (0.05, 0.1, 0.3, 0.5)):
        priors = {"alpha": alpha, "eta": eta, "workers": 1}
        tables = [held_out(dtm, n_topics=int(k), random_state=s, **priors) for s in range(int(n_seeds))]
        sums = np.array([table.sum() for table in tables])
        held, gain = sums[:, 0] / sums[:, 2], (sums[:, 0] - sums[:, 1]) / sums[:, 2]
        print(f"alpha {alpha}  eta {eta}  {held.mean():.3f}  gain {gain.mean():.3f}", flush=True)


def measure_times(path: str = "") -> None:
    """Seconds of an ensemble of 100 runs, beside those of the bare sampler, and of a large one."""
    corpora = {"essays, K = 6": (yrd.build_dtm(yrd.load_corpus()), 6, 100)}
    if path:
        corpora["People's Daily, 250 paragraphs, K = 6"] = (daily(path), 6, 100)
        corpora["People's Daily, 3000 paragraphs, K = 50, 20 runs"] = (daily(path, 3000), 50, 20)
    print("corpus | tokens | runs | seconds | CPU s of one process | CPU s of the sampler alone")
    for name, (dtm, k, n_runs) in corpora.items():
        start = time.perf_counter()
        yrd.fit_consensus(dtm, n_topics=k, n_runs=n_runs, progress=n_runs < 100)
        wall, start = time.perf_counter() - start, time.process_time()
        if n_runs == 100:
            yrd.fit_consensus(dtm, n_topics=k, n_runs=n_runs, workers=1)
        cpu = time.process_time() - start
        bare = _bare_seconds(dtm, k) * n_runs
        print(
            f"{name} | {int(dtm.counts.sum())} | {n_runs} | {wall:.1f} | {cpu:.1f} | {bare:.1f}", flush=True
        )
    start = time.perf_counter()
    choice = yrd.choose_k(corpora["essays, K = 6"][0], range(3, 8))
    print(f"choose_k(range(3, 8)) on the essays: {time.perf_counter() - start:.1f} s; {choice.reason}")


def _bare_seconds(dtm: Dtm, k: int) -> float:
    """CPU seconds of one chain of 100 sweeps, given documents as strings."""
    import tomotopy

    documents = [np.repeat(row.indices, row.data).astype(str).tolist() for row in dtm.counts]
    model = tomotopy.LDAModel(k=k, alpha=ALPHA, eta=ETA, seed=1)
    model.optim_interval = 0
    for document in documents:
        model.add_doc(document)
    start = time.process_time()
    model.train(100, workers=1, parallel=tomotopy.ParallelScheme.NONE)
    return time.process_time() - start


if __name__ == "__main__":
    commands = {"ways": compare_ways, "sweeps": compare_sweeps}
    commands |= {"seeds": compare_seed_weights, "priors": compare_priors, "times": measure_times}
    commands[sys.argv[1]](*sys.argv[2:])
