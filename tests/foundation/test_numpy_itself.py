"""A session that has overwritten parts of numpy: right answers stay right, and one sentence says what was changed."""

import subprocess
import sys

import numpy as np
import pytest

from lecturekit.checks import check
from lecturekit.checks.registry import chapter_exercises
from lecturekit.foundation.numpy_itself import CONSTANTS, remark, replaced
from lecturekit.single_unit import logistic

MINE = lambda *args, **kwargs: 0
CHANGES = {
    "np.max": 3,
    "np.abs": MINE,
    "np.exp": np.log,
    "np.mean": None,
    "np.where": "where",
    "np.zeros": np.ones,
    "np.asarray": MINE,
    "np.random.default_rng": MINE,
    "np.random.seed": MINE,
    "np.linalg.norm": 2.0,
    "np.pi": 3,
}
ANSWERS = [chapter_exercises(1)["1.1"], chapter_exercises(2)["2.2"], chapter_exercises(3)["3.3"]]


def place_of(name):
    *modules, last = name.split(".")
    return (np if modules == ["np"] else getattr(np, modules[1])), last


@pytest.mark.parametrize("name", CHANGES)
def test_right_answers_stay_right_and_what_was_changed_is_said(monkeypatch, name):
    module, last = place_of(name)
    monkeypatch.setattr(module, last, CHANGES[name])
    for exercise in ANSWERS:
        verdict = check(exercise.id, exercise.solution)
        assert verdict.status == "correct", verdict.message
        assert f"`{name}` is not numpy's own. Restart the kernel." in verdict.message
    assert getattr(module, last) is CHANGES[name], "outside of the check the session's numpy is as it was made"


def test_what_is_gone_is_there_for_a_check_and_gone_again(monkeypatch):
    monkeypatch.delattr(np, "sum")
    assert check("1.1", ANSWERS[0].solution).status == "correct"
    assert not hasattr(np, "sum") and replaced() == ["np.sum"]


def test_several_changes_are_one_sentence(monkeypatch):
    monkeypatch.setattr(np, "sign", 1)
    monkeypatch.setattr(np.random, "normal", 2)
    wrong = check("1.1", lambda z, y: z).message
    assert wrong.endswith(
        "Numpy was changed in this session: `np.random.normal`, `np.sign` are not numpy's own. Restart the kernel."
    )


def test_a_name_that_numpy_does_not_have_is_the_student_s(monkeypatch):
    monkeypatch.setattr(np, "sigmoid", MINE, raising=False)
    assert remark() == "" and "Numpy" not in check("1.1", ANSWERS[0].solution).message


def test_other_functions_of_the_course_name_it_where_they_fail(monkeypatch):
    for name in ("exp", "log1p", "abs", "where", "mean", "asarray"):
        monkeypatch.setattr(np, name, 3)
    with pytest.raises(ValueError, match=r"Numpy was changed .*`np\.asarray`"):
        logistic([0.5, -1.0], [0, 1])


def test_what_was_changed_before_the_course_was_imported_is_said_too():
    code = "np.abs = lambda x: x; np.pi = 3; np.max = [1]; np.half = 0.5; import lecturekit.foundation.numpy_itself as n; print(n.replaced())"
    done = subprocess.run([sys.executable, "-c", f"import numpy as np; {code}"], capture_output=True, text=True)
    assert done.stdout == "['np.abs', 'np.half', 'np.max', 'np.pi']\n", done.stderr


def test_numpy_s_constants_are_those_of_python():
    assert all(getattr(np, name) == value for name, value in CONSTANTS.items())
