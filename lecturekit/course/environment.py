"""Is everything there that the course needs? One line for each thing, with advice where something is missing."""

import importlib.metadata
import re
import sys
import tempfile

import numpy as np

from lecturekit.checks.memory import state_dir
from lecturekit.checks.verdict import Panel, rich
from lecturekit.l_layer.network import Network

NEEDED = {"numpy": "2.0", "matplotlib": "3.8.4", "ipywidgets": "8.1", "platformdirs": "4.0"}
"""What the notebooks import, and from which version on; the same as in pyproject.toml."""

INSTALL = "run `python -m pip install --upgrade {}` in the environment of this notebook, then restart the kernel"


def check_environment(quiet: bool = False) -> Panel:
    """Try everything the notebooks rely on; shows a line that begins with ok or NO for each.

    Parameters
    ----------
    quiet : bool
        Show only what is missing, with advice, and a single line if nothing is.

    Returns
    -------
    Panel
        Displays as lines of text, or the same in HTML. Never raises.
    """
    lines = [_line("Python 3.11 or later", _python, "install a newer Python, and the course into it")]
    lines += [
        _line(f"{name} {oldest} or later", lambda name=name: _version(name), INSTALL.format(name))
        for name, oldest in NEEDED.items()
    ]
    lines += [
        _line(*probe)
        for probe in (
            (
                "data: MNIST's 70,000 images can be read",
                _data,
                "the installation is incomplete: " + INSTALL.format("lecturekit"),
            ),
            ("computing: a gradient agrees with finite differences", _gradient, INSTALL.format("numpy")),
            ("figures can be drawn", _figure, INSTALL.format("matplotlib")),
            ("widgets can be made", _widgets, INSTALL.format("ipywidgets")),
            (
                "progress can be remembered",
                _progress,
                "set the environment variable `LECTUREKIT_STATE_DIR` to a folder you may write to; everything else works without",
            ),
        )
    ]
    if quiet:
        lines = [line for line in lines if line.startswith("NO")] or [
            f"ok  all {len(lines)} things that the course needs are there"
        ]
    return Panel("\n".join(lines), "".join(f"<div>{rich(line)}</div>" for line in lines))


def _line(what, probe, advice):
    try:
        problem = probe()
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"
    return f"NO  {what} ({problem}). What to do: {advice}." if problem else f"ok  {what}"


def _numbers(version):
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _python():
    return "" if sys.version_info >= (3, 11) else f"found {sys.version.split()[0]}"


def _version(name):
    found = importlib.metadata.version(name)
    return "" if _numbers(found) >= _numbers(NEEDED[name]) else f"found {found}"


def _data():
    from lecturekit.datasets import load_mnist

    mnist = load_mnist()
    found = len(mnist.X) + len(mnist.X_test)
    return "" if found == 70_000 else f"found {found}"


def _gradient():
    from lecturekit.single_unit.gradient_check import gradcheck
    from lecturekit.single_unit.losses import multiclass

    rng = np.random.default_rng(0)
    net = Network([3, 4, 2], loss=multiclass)
    X, y = rng.normal(size=(5, 3)), rng.integers(0, 2, 5)
    result = gradcheck(lambda w: net.loss(w, X, y), lambda w: net.grad(w, X, y), net.init(rng))
    return "" if result else repr(result)


def _figure():
    from lecturekit.figures import curves, to_png

    png = to_png(curves({"a line": [0, 1]}, title="test", xlabel="x", ylabel="y"))
    return "" if png.startswith(b"\x89PNG") else "no picture came out"


def _widgets():
    from lecturekit.widgets import slider

    control = slider("a slider", 0.5, 0.0, 1.0)
    control.value = 0.75
    return "" if control.value == 0.75 else "a slider does not keep its value"


def _progress():
    folder = state_dir()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        return ""
