"""Long computations that survive an interruption: every finished run is in a file at once."""

import json
import os
from pathlib import Path


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
            self.content = read_runs(self.path)
            if self.content["settings"] != settings:
                raise ValueError(
                    f"{self.path} was computed with {self.content['settings']}, expected {settings}: "
                    f"choose another folder, or delete that file to start again"
                )

    def run(self, name, function):
        """The stored result of that name; computed by ``function()`` and stored if there is none."""
        if name not in self.content["runs"]:
            self.content["runs"][name] = function()
            self.write()
        return self.content["runs"][name]

    def write(self, **facts):
        """Replace the file by the present content and these facts: never a half-written one."""
        self.content |= facts
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.path.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(self.content) + "\n", encoding="utf-8")
        os.replace(unfinished, self.path)


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
