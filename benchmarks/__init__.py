"""Benchmarks. BLAS works in one thread here, for both sides of every ratio: with several, what is
measured is what else the machine has to do."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
