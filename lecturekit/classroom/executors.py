"""Where many independent computations run: threads or processes on this machine, or a Dask cluster.

All of them are a `concurrent.futures.Executor`, and give the same results.
"""

import contextlib
import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

from lecturekit.foundation.threads import cores

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""For a process among others; and because a product of matrices may depend on the number of threads in its last digit."""


@contextlib.contextmanager
def executor(workers=None, scheduler=None, *, threads=False):
    """Give a `concurrent.futures.Executor`.

    Parameters
    ----------
    workers : int, optional
        On this machine; the cores that this process may use by default.
    scheduler : str, optional
        Address of a Dask scheduler, ``"tcp://host:8786"``: the work goes to its workers, on which this package
        must be installed. Needs the extra ``cluster``.
    threads : bool
        For work that waits for other processes.

    Raises
    ------
    ValueError
        If Dask is not installed, or does not answer.
    """
    if scheduler is None:
        made = ThreadPoolExecutor(workers or cores()) if threads else _processes(workers or cores())
        try:
            yield made
        finally:
            made.shutdown(wait=False, cancel_futures=True)
        return
    try:
        from distributed import Client
    except ImportError:
        raise ValueError("a scheduler needs Dask: pip install 'lecturekit[cluster]'") from None
    try:
        client = Client(scheduler, timeout=30)
    except (OSError, ValueError) as problem:
        raise ValueError(f"no Dask scheduler answers at {scheduler}: {problem}") from None
    with client:
        yield client.get_executor(pure=False, retries=3)


class _Processes(ProcessPoolExecutor):
    """Fresh processes with one thread each for linear algebra."""

    def submit(self, function, /, *args, **kwargs):
        """Start a process, if one is missing, in an environment of its own."""
        before = {name: os.environ.get(name) for name in ONE_THREAD}
        os.environ.update(ONE_THREAD)
        try:
            return super().submit(function, *args, **kwargs)
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def _processes(workers):
    return _Processes(workers, mp_context=get_context("spawn"))
