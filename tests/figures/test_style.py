"""The course's figures look the same whatever the student's matplotlib is set to, and what cannot be drawn is said."""

import importlib
import inspect
import subprocess
import sys

import matplotlib
import numpy as np
import pytest

from lecturekit.figures import curves, to_png
from lecturekit.figures.style import course_style, picture
from lecturekit.foundation.chapters import CHAPTERS

CODE = """
import hashlib, sys
import matplotlib
{before}
from lecturekit.figures import curves, to_png
{after}
figure = curves({{"a": [1, 2, 3], "b": [3, 2, 2]}}, title="$T_1$", xlabel="x", ylabel="y")
print(hashlib.sha256(to_png(figure)).hexdigest())
"""
SETTINGS = [
    "import matplotlib.pyplot as plt; plt.style.use('dark_background')",
    "matplotlib.rcParams.update({'font.size': 30, 'axes.grid': False, 'lines.linewidth': 9, 'text.usetex': True})",
    "matplotlib.rcParams['path.sketch'] = (1, 100, 2)",
    "matplotlib.use('svg')",
]


def digest(before="", after=""):
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(before=before, after=after)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def plain():
    return digest()


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("setting", SETTINGS)
def test_the_same_pixels_whatever_the_settings(plain, setting, when):
    assert digest(**{when: setting}) == plain


def test_settings_are_as_they_were_afterwards():
    before = dict(matplotlib.rcParams)
    with matplotlib.rc_context({"font.size": 33}), course_style():
        assert matplotlib.rcParams["font.size"] != 33
    to_png(curves({"a": [1, 2]}, title="T", xlabel="x", ylabel="y"))
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize(
    "lines", [None, 3, {}, {"a": None}, {"a": object()}, {"a": ([1, 2], [1, 2, 3])}, {"a": "text"}], ids=range(7)
)
def test_what_cannot_be_drawn_is_said(lines):
    with pytest.raises(ValueError, match="expected"):
        curves(lines, title="T", xlabel="x", ylabel="y")


def test_masked_data_is_refused():
    @picture
    def one(x):
        return x

    with pytest.raises(ValueError, match="argument 1 of one has 1 masked entries, expected numbers"):
        one(np.ma.masked_array([1, 2], [True, False]))


def test_the_style_reaches_the_function_that_redraws():
    @picture
    def canvas():
        return "figure", lambda data: matplotlib.rcParams["axes.grid"]

    with matplotlib.rc_context({"axes.grid": False}):
        _, draw = canvas()
        assert draw(None) is True


def test_importing_the_course_leaves_the_students_settings_alone():
    code = (
        "import importlib, matplotlib; before = dict(matplotlib.rcParams)\n"
        f"for name in {list(CHAPTERS.values())}: importlib.import_module(f'lecturekit.{{name}}.figures')\n"
        "print(dict(matplotlib.rcParams) == before)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


@pytest.mark.parametrize("name", [*CHAPTERS.values(), "course"])
def test_every_figure_is_made_in_the_courses_style(name):
    module = importlib.import_module(f"lecturekit.{name}.figures")
    makers = [function for key, function in vars(module).items()
              if inspect.isfunction(function) and not key.startswith("_") and key != "described" and "Figure" in str(inspect.signature(function).return_annotation)]  # fmt: skip
    assert makers
    assert [function.__name__ for function in makers if not hasattr(function, "__wrapped__")] == []
