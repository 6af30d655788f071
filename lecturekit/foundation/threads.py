"""How many threads linear algebra may start, and how many cores there are to share.

A BLAS starts as many threads as the machine has cores. They wait for each other by spinning, so that beside other busy
processes, or in a container that may use fewer cores than it sees, a product of small matrices takes many times as
long. The course's products are small: one thread computes them, unless the user has said how many there should be.
"""

import contextlib
import os
from pathlib import Path

SAID_BY = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""Environment variables with which a user says how many."""

GROUPS = Path("/sys/fs/cgroup")


def limit_threads(n: int = 1) -> None:
    """Let linear algebra use at most n threads in this process; a user's own setting stays."""
    if any(os.environ.get(name) for name in SAID_BY):
        return
    with contextlib.suppress(ImportError):  # a browser has no threads
        from threadpoolctl import threadpool_limits

        threadpool_limits(limits=n, user_api="blas")


def cores() -> int:
    """How many cores this process may use: those it is bound to, and no more than its container is granted."""
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, int(min(bound, granted())))


def granted(groups: Path = GROUPS) -> float:
    """How many cores' time the control group of this process gets; infinity without a limit."""
    with contextlib.suppress(OSError, ValueError):
        quota, period = (groups / "cpu.max").read_text().split()
        return float("inf") if quota == "max" else int(quota) / int(period)
    with contextlib.suppress(OSError, ValueError):
        quota, period = ((groups / "cpu" / f"cpu.cfs_{name}_us").read_text() for name in ("quota", "period"))
        return int(quota) / int(period) if int(quota) > 0 else float("inf")
    return float("inf")
