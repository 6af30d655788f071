"""Long computations that survive an interruption: every finished run is in a file at once."""

import json
from concurrent.futures import FIRST_COMPLETED, wait
from pathlib import Path

from filelock import FileLock

from lecturekit.foundation.files import write_whole

PATIENCE = 60
"""Seconds to wait for another process that is writing."""


class Store:
    """Finished runs by name, in a JSON file that is replaced as a whole after each of them.

    Parameters
    ----------
    path : path or None
        Created with the first run; what it holds already is kept. None: keep the runs in memory only.
    settings : dict
        What the runs depend on.

    Raises
    ------
    ValueError
        If the file was written with other settings, or is not such a file.
    """

    def __init__(self, path=None, settings=None):
        self.path = None if path is None else Path(path)
        self.content = {"settings": settings, "runs": {}}
        if self.path is not None and self.path.exists():
            stored = read_runs(self.path)
            self._compare(stored)
            self.content = stored

    def run(self, name, function):
        """The stored result of that name; computed by ``function()`` and stored if there is none."""
        if name not in self.content["runs"]:
            self.keep(name, function())
        return self.content["runs"][name]

    def keep(self, name, result):
        """Store a result."""
        self.content["runs"][name] = result
        self.write()

    def run_all(self, plans, executor=None, on_run=lambda run: None):
        """Carry out plans: all that they want at the same time is computed at the same time.

        Parameters
        ----------
        plans : dict
            Label -> generator that yields a list of runs and is sent the list of their results. A run is a
            function without arguments that can be pickled, with a ``name``.
        executor : concurrent.futures.Executor, optional
            Without one, everything is computed here, one after the other. Each result is stored as it arrives.
        on_run : callable
            Called with each run that was computed.

        Returns
        -------
        dict
            Label -> what the generator returned.
        """
        wanted, finished, futures = {}, {}, {}

        def step(label, results):
            try:
                wanted[label] = plans[label].send(results)
            except StopIteration as end:
                wanted.pop(label, None)
                finished[label] = end.value
                return
            missing = [run for run in wanted[label] if run.name not in self.content["runs"]]
            for run in missing:
                if executor is None:
                    self.keep(run.name, run())
                    on_run(run)
                else:
                    futures[executor.submit(run)] = run
            if executor is None or not missing:
                ready(label)

        def ready(label):
            if all(run.name in self.content["runs"] for run in wanted[label]):
                step(label, [self.content["runs"][run.name] for run in wanted[label]])

        for label in plans:
            step(label, None)
        while futures:
            done, _ = wait(futures, return_when=FIRST_COMPLETED)
            for future in done:
                run = futures.pop(future)
                self.keep(run.name, future.result())
                on_run(run)
            for label in list(wanted):
                ready(label)
        return {label: finished[label] for label in plans}

    def write(self, **facts):
        """Replace the file by the present content and these facts: never a half-written one.

        Runs that another process has stored there meanwhile are kept, and taken over.
        """
        self.content |= facts
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self.path.with_suffix(".lock"), timeout=PATIENCE):
            if self.path.exists():
                stored = read_runs(self.path)
                self._compare(stored)
                self.content = stored | self.content | {"runs": stored["runs"] | self.content["runs"]}
            write_whole(self.path, json.dumps(self.content) + "\n")

    def _compare(self, stored):
        if stored["settings"] != self.content["settings"]:
            raise ValueError(
                f"{self.path} was computed with {stored['settings']}, expected {self.content['settings']}: "
                f"choose another folder, or delete that file to start again"
            )


def read_runs(path):
    """The content of a store's file: a dict with ``settings``, ``runs`` and the facts written with it.

    Raises
    ------
    ValueError
        If it is not such a file.
    OSError
        If there is none, or it cannot be read.
    """
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        if not isinstance(content["runs"], dict):
            raise TypeError
        content["settings"]
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError):
        raise ValueError(f"{path} is not a file of results, expected JSON with settings and runs") from None
    return content
