"""The benchmark model of models/peer-step in NumPy and SciPy, as one would write it for speed: whole columns in f32,
neighbour sums as a sparse matrix times a vector, NumPy's own generator. It starts from the bytes that bench/state.ts
wrote; its draws are its own, so its final state is alike but not equal.

  python3 peer_step.py STATE WEEKS [REPEATS]   ->   ns/agent-step=.. (median) min=.. agents=.. steps=.. returned=..
"""
import statistics
import sys
import time

import numpy as np
import scipy
from scipy.sparse import csr_matrix

F32 = np.float32
JOB_LOSS = np.array([0.05, 0.02, 0.01, 0.03], F32)
FLUENT = 5


def read_state(path):
    """Ties and columns; the file's layout is described in bench/state.ts."""
    with open(path, "rb") as file:
        header = np.fromfile(file, np.uint32, 16)
        agents, directed = int(header[2]), int(header[3])
        np.fromfile(file, np.uint32, agents)  # permanent ids: only addressed draws need them
        starts = np.fromfile(file, np.int32, agents + 1)
        neighbours = np.fromfile(file, np.int32, directed)
        fixed = [np.fromfile(file, F32, agents) for _ in range(6)]
        widths = dict(trust=F32, distress=F32, returned=np.uint8, language=np.uint16, job=np.uint8)
        columns = {name: np.fromfile(file, width, agents) for name, width in widths.items()}
    columns["returned"] = columns["returned"].astype(bool)
    ties = csr_matrix((np.ones(directed, F32), neighbours, starts), shape=(agents, agents))
    return ties, fixed, columns


def logistic(x):
    return 1 / (1 + np.exp(-x))


def prepare(ties, fixed):
    """What does not change from week to week is computed once: the part of the utility that is fixed, 1 / degree."""
    x0, x1, x2, x3, x4, threshold = fixed
    degree = np.diff(ties.indptr)
    inverse = np.divide(1, degree, out=np.zeros(len(degree), F32), where=degree > 0, dtype=F32)
    fixed_utility = F32(-6) + F32(0.8) * x0 - F32(0.5) * x1 + F32(0.3) * x2 - F32(0.7) * x3 + F32(0.4) * x4
    fixed_utility -= F32(2) * threshold
    fixed_learning = F32(-4.5 + 0.8) + F32(0.5) * x2
    return inverse, degree == 0, fixed_utility, fixed_learning


def step(ties, prepared, columns, rng):
    inverse, alone, fixed_utility, fixed_learning = prepared
    trust, distress, returned, language, job = columns.values()
    agents = len(trust)
    peers = ties @ returned.astype(F32) * inverse
    heard = ties @ trust * inverse
    heard[alone] = trust[alone]

    trust += F32(0.1) * (heard - trust)
    np.clip(trust, 0, 1, out=trust)

    goes = logistic(fixed_utility + F32(2) * peers + F32(0.6) * trust + F32(0.5) * distress)
    chance = np.where(returned, F32(0.004), goes)
    returned ^= rng.random(agents, F32) < chance

    learns = logistic(fixed_learning - F32(0.8) * peers + F32(0.1) * job)
    language += (rng.random(agents, F32) < learns) & (language < FLUENT)

    changing = np.flatnonzero(rng.random(agents, F32) < JOB_LOSS[job])
    job[changing] = (job[changing] + rng.integers(1, 4, len(changing), np.uint8)) % 4

    distress *= F32(0.95)
    distress += F32(0.02) * (job == 0)
    distress += F32(0.1) * rng.standard_normal(agents, F32)


def main(path, weeks, repeats=3):
    ties, fixed, first = read_state(path)
    prepared = prepare(ties, fixed)
    agents = len(fixed[0])
    times = []
    for repeat in range(repeats):
        columns = {name: column.copy() for name, column in first.items()}
        rng = np.random.default_rng(repeat)
        begun = time.perf_counter()
        for _ in range(weeks):
            step(ties, prepared, columns, rng)
        times.append((time.perf_counter() - begun) * 1e9 / (agents * weeks))
    print(
        f"ns/agent-step={statistics.median(times):.2f} min={min(times):.2f} agents={agents} steps={weeks}"
        f" returned={columns['returned'].mean():.4f} numpy={np.__version__} scipy={scipy.__version__}"
    )


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:4]))
