"""Updates of long vectors in one loop, compiled by numba where it is installed (``pip install 'lecturekit[fast]'``).

numpy goes through the memory once for every operation of an update, a compiled loop once for all of them. An optimizer may
say its update a second time, as ``loop``: the same operations on entry i. The results are the same, to the last
bit; who has no numba misses nothing but the time.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

LONG = 2**17  # entries from which on the time saved is soon more than the second that numba takes to start


@cache
def compiled(loop: Callable[..., None]) -> Callable[..., None] | None:
    """The loop, compiled when it is first called and then kept on the disk; None without numba."""
    try:
        from numba import njit
    except ImportError:
        return None
    try:
        return njit(cache=True, error_model="numpy")(loop)  # as numpy: no exception where it divides by zero
    except RuntimeError:  # no folder to keep it in
        return njit(error_model="numpy")(loop)


def loop_of(optimizer: Any) -> Callable[..., None] | None:
    """What ``compiled`` makes of the optimizer's ``loop``; None where its ``update`` was written anew without one."""
    own = next(vars(kind) for kind in type(optimizer).__mro__ if "update" in vars(kind))
    return compiled(own["loop"].__func__) if "loop" in own else None
