"""Which consensus of many runs comes back from other seeds, and which comes nearest to a known truth?

    python benchmarks/consensus.py agreement [essays|sample] [K ...]    ours, by number of topics
    python benchmarks/consensus.py methods [essays|sample|planted ...]  published ways beside ours, K = 6
    python benchmarks/consensus.py priors [K ...]                       held-out likelihood by priors, essays

Prints the tables of docs/topics.md. Agreement is the mean Jaccard of matched top ten terms of the ensembles
of SEEDS (mean and least of the pairs), 100 runs each; recovery is the same with the topics that a corpus was
drawn from.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from itertools import combinations

import numpy as np
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

import yrdresearch as yrd
from yrdresearch.corpus.dtm import Dtm
from yrdresearch.topics.choice import held_out
from yrdresearch.topics.consensus import run_chains, search_modes, stand_for, top_jaccard
from yrdresearch.topics.engines import Chain
from yrdresearch.topics.matching import affinity, in_order, match_to
from yrdresearch.topics.model import term_prior

SEEDS = (9101, 9102, 9103)
PRIORS = {"alpha 0.5, eta 0.3": (0.5, 0.3), "alpha 0.1, eta 0.05": (0.1, 0.05)}
K = 6
Way = Callable[[Dtm, list[Chain], dict], np.ndarray]


def planted(n_docs: int, number: int = 0) -> tuple[Dtm, np.ndarray]:
    """Documents as long as the essays' paragraphs, drawn from six known topics, and these topics."""
    rng = np.random.default_rng([n_docs, number])
    truth = rng.dirichlet(np.full(1000, 0.05), K)
    shares = rng.dirichlet(np.full(K, 0.3), n_docs)
    counts = np.stack([rng.multinomial(110, p / p.sum()) for p in shares @ truth])
    ids, terms = (tuple(f"{letter}{i}" for i in range(n)) for letter, n in (("d", n_docs), ("w", 1000)))
    return Dtm(sparse.csr_matrix(counts), ids, terms), truth


def agreement(one: np.ndarray, two: np.ndarray) -> float:
    """As `top_jaccard`; an ensemble without a topic agrees with nothing."""
    return top_jaccard(one, two) if len(one) and len(two) else 0.0


def one_run(dtm: Dtm, chains: list[Chain], arguments: dict) -> np.ndarray:
    """No consensus at all."""
    return chains[0].topic_term


def medoid(dtm: Dtm, chains: list[Chain], arguments: dict) -> np.ndarray:
    """The run most like all others (Rieger, Rahnenführer and Jentsch 2020, ldaPrototype)."""
    runs = [chain.topic_term for chain in chains]
    likeness = np.zeros((len(runs), len(runs)))
    for i, j in combinations(range(len(runs)), 2):
        likeness[i, j] = likeness[j, i] = agreement(runs[i], runs[j])
    return runs[int(likeness.sum(axis=1).argmax())]


def matched_mean(dtm: Dtm, chains: list[Chain], arguments: dict) -> np.ndarray:
    """Topics of all runs matched to the medoid run's, averaged, and matched again to the average."""
    runs = np.stack([chain.topic_term for chain in chains])
    centre = medoid(dtm, chains, arguments)
    for _ in range(10):
        matching, _ = match_to(centre, runs)
        centre = np.take_along_axis(runs, matching[:, :, None], axis=1).mean(axis=0)
    return centre


def clustered(dtm: Dtm, chains: list[Chain], arguments: dict) -> np.ndarray:
    """All runs' topics in K clusters (average linkage, Hellinger distance), each averaged (Mäntylä 2018)."""
    topics = np.vstack([chain.topic_term for chain in chains])
    distance = np.sqrt(np.maximum(1 - affinity(topics, topics), 0))
    np.fill_diagonal(distance, 0)
    label = fcluster(linkage(squareform(distance, checks=False), "average"), K, "maxclust")
    return np.stack([topics[label == c].mean(axis=0) for c in np.unique(label)])


def highest_run(dtm: Dtm, chains: list[Chain], arguments: dict) -> np.ndarray:
    """The run with the highest likelihood at its end."""
    return max(chains, key=lambda chain: chain.trace[-1][1]).topic_term


def centre(dtm: Dtm, chains: list[Chain], arguments: dict) -> np.ndarray:
    """As matched runs, from twenty starting runs; the fixed point that the runs are most like."""
    runs = np.stack([chain.topic_term for chain in chains])
    return max((settle(start, runs) for start in runs[:20]), key=lambda found: found[1])[0]


def settle(reference: np.ndarray, runs: np.ndarray, n_steps: int = 30) -> tuple[np.ndarray, float]:
    """The fixed point of matching and averaging, and the mean affinity of the runs to it."""
    for _ in range(n_steps):
        matching, close = match_to(reference, runs)
        reference = in_order(runs, matching).mean(axis=0)
    return reference, float(np.take_along_axis(close, matching[:, :, None], axis=2).mean())


def highest_mode(dtm: Dtm, chains: list[Chain], arguments: dict) -> np.ndarray:
    """Recombined modes of the posterior, the highest taken."""
    return search_modes(dtm, chains, **arguments)[0].topic_term


def ours(dtm: Dtm, chains: list[Chain], arguments: dict) -> np.ndarray:
    """The package's way: runs matched to the averaged modes, averaged by their affinity to them."""
    modes = search_modes(dtm, chains, **arguments)
    return stand_for(dtm, modes, chains, {"seeded": {}}).topic_term.to_numpy()


def gensim_ensemble(dtm: Dtm, chains: list[Chain], arguments: dict) -> np.ndarray:
    """EnsembleLda of gensim (Brigl 2019) of 40 variational fits; it may find fewer topics, or none."""
    from gensim.matutils import Sparse2Corpus
    from gensim.models import EnsembleLda

    bags = list(Sparse2Corpus(dtm.counts, documents_columns=False))
    ensemble = EnsembleLda(
        topic_model_class="lda", num_models=40, num_topics=K, corpus=bags, passes=50, iterations=400,
        id2word=dict(enumerate(dtm.vocabulary)), chunksize=len(bags), update_every=0,
        alpha=arguments["alpha"], eta=float(arguments["prior"].min()), ensemble_workers=2,
        random_state=arguments["random_state"],
    )  # fmt: skip
    return np.asarray(ensemble.get_topics()).reshape(-1, len(dtm.vocabulary))


WAYS: dict[str, Way] = {
    "one run": one_run,
    "run of the highest likelihood": highest_run,
    "medoid run (ldaPrototype)": medoid,
    "clustered topics": clustered,
    "matched runs, averaged": matched_mean,
    "the same, best of 20 starts": centre,
    "EnsembleLda (gensim)": gensim_ensemble,
    "highest mode, recombined": highest_mode,
    "ours: runs matched to modes": ours,
}


def compare_methods(*names: str) -> None:
    """Agreement, recovery and time of each way, on each corpus, with both priors."""
    for name in names or ("essays", "sample", "planted"):
        corpora: Iterable = [(name, None, None)]
        if name == "planted":
            corpora = [
                (f"planted, {n} documents, no. {i}", *planted(n, i)) for n in (22, 88) for i in range(4)
            ]
        for title, dtm, truth in corpora:
            dtm = yrd.build_dtm(yrd.load_corpus(name)) if dtm is None else dtm
            for priors, values in PRIORS.items():
                print(f"\n{title}, K = {K}, {priors}\nway | agreement (least) | recovery | seconds")
                compare_ways(dtm, truth, *values)


def compare_ways(dtm: Dtm, truth: np.ndarray | None, alpha: float, eta: float) -> None:
    """One table: every way on the same chains."""
    prior = term_prior(dtm, n_topics=K, eta=eta, word_priors=None)
    chains = {
        seed: run_chains(dtm, prior=prior, alpha=alpha, n_iter=500, n_samples=10, thin=20, n_runs=100,
                         random_state=seed, progress=False)
        for seed in SEEDS
    }  # fmt: skip
    ways = {way: f for way, f in WAYS.items() if truth is None or f is not gensim_ensemble}  # it is slow
    for way, consensus in ways.items():
        start = time.perf_counter()
        answers = [
            consensus(dtm, chains[seed], {"prior": prior, "alpha": alpha, "random_state": seed})
            for seed in SEEDS
        ]
        seconds = (time.perf_counter() - start) / len(SEEDS)
        agreed = [agreement(a, b) for a, b in combinations(answers, 2)]
        found = "" if truth is None else f"{np.mean([agreement(a, truth) for a in answers]):.2f}"
        print(f"{way} | {np.mean(agreed):.2f} ({min(agreed):.2f}) | {found} | {seconds:.1f}", flush=True)


def agreement_by_k(corpus: str = "essays", *numbers: str) -> None:
    """Our ensembles against each other, and the time they take."""
    dtm = yrd.build_dtm(yrd.load_corpus(corpus))
    print("K | agreement (least) | single runs | least support | rivals, their agreement | seconds")
    for k in map(int, numbers or map(str, range(3, 11))):
        start = time.perf_counter()
        models = [yrd.fit_consensus(dtm, n_topics=k, random_state=seed, progress=False) for seed in SEEDS]
        seconds = (time.perf_counter() - start) / len(SEEDS)
        agreed = [yrd.topic_agreement(a, b) for a, b in combinations(models, 2)]
        runs = [yrd.fit_lda(dtm, n_topics=k, random_state=seed) for seed in range(10)]
        single = np.mean([yrd.topic_agreement(a, b) for a, b in combinations(runs, 2)])
        best = max(models, key=lambda model: model.settings["log_posterior"])
        print(
            f"{k} | {np.mean(agreed):.2f} ({min(agreed):.2f}) | {single:.2f} | {best.support.min():.2f} | "
            f"{best.settings['rivals']}, {best.settings['rival_agreement']:.2f} | {seconds:.1f}",
            flush=True,
        )


def compare_priors(*numbers: str) -> None:
    """Held-out log likelihood a token (document completion), mean and standard error over ten splits."""
    dtm = yrd.build_dtm(yrd.load_corpus())
    for k in map(int, numbers or ("4", "6", "8")):
        for alpha in (0.1, 0.5, 1.0):
            for eta in (0.05, 0.1, 0.3, 0.5):
                values = [
                    held_out(dtm, n_topics=k, alpha=alpha, eta=eta, random_state=seed) for seed in range(10)
                ]
                error = np.std(values, ddof=1) / np.sqrt(len(values))
                print(f"K {k}  alpha {alpha}  eta {eta}  {np.mean(values):.3f} ± {error:.3f}", flush=True)


if __name__ == "__main__":
    {"agreement": agreement_by_k, "methods": compare_methods, "priors": compare_priors}[sys.argv[1]](
        *sys.argv[2:]
    )
