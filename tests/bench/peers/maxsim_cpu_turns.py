"""Scores the documents once by maxsim-cpu for each line on standard input, and answers with the milliseconds it took.

Arguments: query tokens, documents, tokens, dimensions.
"""

import sys
import time

import maxsim_cpu
import numpy as np

query_tokens, documents, tokens, dimensions = map(int, sys.argv[1:])
random = np.random.default_rng(1)


def unit(*shape):
    x = random.standard_normal(shape, dtype=np.float32)
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


query, matrices = unit(query_tokens, dimensions), unit(documents, tokens, dimensions)
maxsim_cpu.maxsim_scores(query, matrices)
print("ready", flush=True)
for _ in sys.stdin:
    before = time.perf_counter()
    maxsim_cpu.maxsim_scores(query, matrices)
    print((time.perf_counter() - before) * 1000, flush=True)
