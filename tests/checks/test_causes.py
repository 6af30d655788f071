"""What the engine says about causes that no bank names: relations, arguments left out, two slips, the call that shows it."""

import contextlib
import functools
import sys
import time
import warnings

import fake_chapter
import numpy as np
import pytest

from lecturekit.checks import causes, check, engine, last_call, limit
from lecturekit.checks.compare import as_numbers
from lecturekit.checks.engine import Misconception, function_exercise, numeric_exercise

pytestmark = pytest.mark.usefixtures("chapter")


good = fake_chapter.gradient


@pytest.mark.parametrize(
    "answer, name",
    [
        (lambda w, X, y: 2 * good(w, X, y), "factor 2"),
        (lambda w, X, y: good(w, X, y) / len(w), "factor 1/the length of `w`"),
        (lambda w, X, y: -good(w, X, y) / len(y), "factor -1/the number of rows of `X`"),
        (lambda w, X, y: good(w, X, y) * 1.37, "factor 1.37"),
        (lambda w, X, y: good(w, X, y)[::-1], "right numbers, in the opposite order"[:13]),
        (lambda w, X, y: good(w, X, y)[:, None], "a column where a plain vector is asked for"),
        (lambda w, X, y: (X @ w - y)[:, None] * X, "not summed"),
        (lambda w, X, y: np.round(good(w, X, y), 2), "rounded"),
        (lambda w, X, y: w - good(w, X, y), "the step for `w`"),
        (lambda w, X, y: good(w, X, y) + 3, "off by 3"),
        (lambda w, X, y: 1 / good(w, X, y), "upside down"),
        (lambda w, X, y: good(w, X, y) ** 2, "square"),
        (lambda w, X, y: w, "`w` itself"),
        (lambda w, X, y: good(w, X, 0 * y), "`y` left out"),
        (lambda w, X, y: good(w, X, -y), "sign of `X` or sign of `y`"),
        (lambda w, X, y: -2 * good(w, X, 0 * y), "`y` left out and factor -2"),
        (lambda w, X, y: good(w, X, y) * np.nan, "not finite"),
        (lambda X, y, w: good(w, X, y), "order of the arguments"),
    ],
)
def test_a_plain_relation_is_named(answer, name):
    verdict = check("99.1", answer)
    assert verdict.status == "wrong" and verdict.diagnosis.startswith(name), verdict


def test_a_relation_has_to_hold_in_every_call():
    one = causes.Call(np.array([2.0, 4.0]), np.array([1.0, 2.0]))
    other = causes.Call(np.array([3.0, 6.0]), np.array([1.0, 2.0]))
    assert causes.relation([one])[0] == "factor 2"
    assert causes.relation([one, other])[0] == "length"
    assert causes.relation([one, causes.Call(np.array([3.0, 6.0]), np.array([1.0, 2.1]))]) is None
    flipped = causes.Call(np.array([-3.0, -6.0]), np.array([1.0, 2.0]))
    assert causes.relation([one, flipped]) is None


def test_entries_that_are_off_are_located_by_an_argument():
    want, w = np.array([1.0, 2.0, 3.0, 4.0]), np.array([-1.0, 2.0, 5.0, -3.0])
    below = causes.Call(want + np.array([0.5, 0, 0, 1.3]), want, {"w": w})
    assert causes.relation([below]) == (
        "where `w` is below 0",
        "Right everywhere except where `w` is below 0: all these entries are off, and no others.",
    )
    flags = causes.Call(below.got, want, {"is_weight": w < 0})
    assert causes.relation([flags])[0] == "where `is_weight` is True"
    assert causes.relation([causes.Call(want + np.array([0.5, 0, 0, 0]), want, {"w": w})]) is None
    some = causes.Call(want + np.array([0.5, 0.1, 0, 1.3]), want, {"w": w})
    assert causes.relation([below, some]) is None
    assert causes.relation([causes.Call(np.array(5.0), np.array(3.7))], any_factor=False) is None


def test_exchanged_values_are_named_by_their_names():
    exercise = function_exercise(
        "98.1",
        "t",
        probes=lambda rng: [(rng.normal(size=k),) for k in (3, 5, 4)],
        reference=lambda x: (x.sum(), x.max(), x**2),
        returns=("total", "top", "squares"),
    )
    finding = exercise.examine(lambda x: (x.max(), x.sum(), x**2))
    assert finding.diagnosis == "order of the values"
    assert "total ✗  top ✗  squares ✓" in finding.message and "yours are top, total, squares" in finding.message
    some = exercise.examine(lambda x: (x.sum(), x.max(), 3 * x**2))
    assert "total ✓  top ✓  squares ✗" in some.message and "The first that is off: squares." in some.message
    assert some.diagnosis == "factor 3"
    assert exercise.examine(lambda x: (x.sum(), x.max())).diagnosis == "number of values"


def test_two_switches_of_one_solution_are_both_named():
    verdict = check("99.25", functools.partial(fake_chapter.by_concepts, sign=-1, count=lambda X: 1))
    assert verdict.diagnosis == "sum instead of mean and sign flipped"
    assert "Two slips at once." in verdict.message


def test_slips_that_look_alike_are_named_either_or():
    exercise = function_exercise(
        "98.2",
        "t",
        probes=lambda rng: [(2.0,)],
        reference=lambda tau: tau**3,
        wrong=[
            Misconception("twice", lambda tau: 2 * tau, "a" * 30),
            Misconception("square", lambda tau: tau**2, "b" * 30),
        ],
    )
    finding = exercise.examine(lambda tau: 4.0)
    assert finding.diagnosis == "twice or square" and "Either: aaa" in finding.message


def test_the_call_that_is_shown_is_whole_and_is_handed_over():
    def answer(w, X, y):
        return good(w, X, y) + X[0, 0] ** 2

    verdict = check("99.1", answer)
    call = last_call("99.1")
    assert list(call.arguments) == ["w", "X", "y"] and "an array of shape" not in verdict.message
    assert np.allclose(answer(*call.args), call.got) and not np.allclose(call.got, call.expected)
    assert np.allclose(call.expected, good(**call.arguments), atol=1e-6)
    assert "expected: [" in repr(call) and "X = [[" in repr(call)
    check("99.1", good)
    assert last_call("99.1") is None and last_call("nonsense") is None


def test_numpys_messages_come_in_the_learners_terms():
    def product(w, X, y):
        return X @ y

    def sums(w, X, y):
        return w + y

    def unnamed(w, X, y):
        return (X + 0) @ (y + 0)

    assert "(6, 3) @ (6,) does not fit" in check("99.1", product).message
    assert "the shapes (3,) and (6,) cannot be combined" in check("99.1", sums).message
    assert "3 on the left meets 6 on the right" in check("99.1", unnamed).message
    assert "the name `Q` is used before it has a value" in check("99.1", lambda w, X, y: Q).message  # noqa: F821
    assert "an `if`" in check("99.1", lambda w, X, y: w if w > 0 else y).message
    assert "gufunc" not in "".join(check("99.1", each).message for each in (product, sums, unnamed))


COUNTER = {"n": 0}


def counts(w, X, y):
    COUNTER["n"] += 1
    return good(w, X, y) + 1e-9 * COUNTER["n"]


def test_memory_between_calls_is_a_fault():
    assert check("99.1", counts).diagnosis == "depends on something outside"
    assert (
        check("99.1", lambda w, X, y: good(w, X, y) + 1e-9 * np.random.rand()).diagnosis
        == "depends on something outside"
    )


def test_a_generator_has_to_be_used():
    exercise = function_exercise(
        "98.3",
        "t",
        probes=lambda rng: [(4, np.random.default_rng(k)) for k in range(3)],
        args=("n", "rng"),
        solution=lambda n, rng: rng.permutation(n),
        properties=[lambda answer, rng: None],
    )
    assert exercise.examine(lambda n, rng: rng.permutation(n)).status == "correct"
    assert exercise.examine(lambda n, rng: np.arange(n)).diagnosis == "generator not used"
    assert exercise.examine(lambda n, rng: np.random.permutation(n)).diagnosis == "depends on something outside"


def test_each_violated_property_has_its_sentence():
    def fails(text):
        def test(answer, rng):
            raise engine.Wrong(text)

        return test

    exercise = function_exercise(
        "98.4", "t", probes=lambda rng: [(1.0,)], solution=abs, args=("x",), properties=[fails("one"), fails("two")]
    )
    assert exercise.examine(lambda x: x).message == "One.\nTwo."


@pytest.mark.skipif(sys.gettrace() is not None, reason="lines are watched already")
def test_a_loop_without_end_is_ended(monkeypatch):
    monkeypatch.setattr("lecturekit.checks.calling.SECONDS", 0.3)

    def endless(w, X, y):
        while True:
            with contextlib.suppress(Exception):
                w = w + 0

    start = time.monotonic()
    verdict = check("99.1", endless)
    assert time.monotonic() - start < 10
    assert "was stopped after" in verdict.message and "a loop whose condition never becomes false" in verdict.message
    assert "(line" in verdict.message and sys.gettrace() is None
    assert check("99.1", good).status == "correct"


def test_where_lines_are_watched_already_there_is_no_limit():
    def watch(frame, event, argument):
        return None

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        with limit.at_most(0.0, ()):
            inside = sys.gettrace()
    finally:
        sys.settrace(before)
    assert inside is watch


@pytest.mark.parametrize(
    "answer, name",
    [
        (-0.36, "sign flipped"),
        (36.0, "percent"),
        (18.0, "`h` left out"),
        ("0,36", "text"),
        ([0.36], None),
        (0.4, "rounded"),
    ],
)
def test_numbers_have_relations_too(answer, name):
    exercise = numeric_exercise(
        "98.5",
        "t",
        expected=lambda h, gamma: 2 * (2 - gamma) / (gamma * h),
        quantities={"h": 50.0, "gamma": 0.2},
        wrong=[Misconception("plain", 0.04, "The limit without momentum, and so on.")],
    )
    finding = exercise.examine(answer)
    assert (finding.status, finding.diagnosis) == ("wrong", name), finding
    assert exercise.examine(0.36).status == exercise.examine(0.3601).status == "correct"


def test_typed_numbers_of_different_sizes_are_judged_each_by_itself():
    exercise = numeric_exercise("98.5", "t", expected=np.array([3.3e-6, 0.0192]))
    assert exercise.examine((3.3e-6, 0.0192)).status == "correct"
    for answer in ((1e-8, 0.0192), (0.0, 0.0192), (3.4e-6, 0.0192)):
        finding = exercise.examine(answer)
        assert (finding.status == "wrong" and "in number 1" in finding.message) or "entry [0]" in finding.message, (
            finding
        )
    assert "factor" not in f"{exercise.examine((3e-6, 0.02)).diagnosis}"


def test_a_number_is_not_given_away():
    exercise = numeric_exercise("98.5", "t", expected=0.03)
    told = [exercise.examine(answer).message for answer in (0.015, 0.06, 0.12)]
    assert "1/2" not in told[0] and told[0] == told[1] and "a factor of 4" in told[2]
    several = numeric_exercise("98.5", "t", expected=np.array([0.03, 0.5]))
    assert "0.7" not in several.examine((0.021, 0.35)).message


def test_what_stands_in_the_formula_is_not_called_missing():
    exercise = function_exercise(
        "98.1",
        "t",
        args=("k", "a"),
        probes=lambda rng: [(0.3, 0.2), (0.5, 0.4), (0.7, 0.3)],
        reference=lambda k, a: np.sqrt(k / (a * (2 - a))),
        solution=lambda k, a: np.sqrt(k / (a * (2 - a))),
    )
    assert "missing" not in exercise.examine(lambda k, a: np.sqrt(k / a)).message
    assert "`a` is 1" in exercise.examine(lambda k, a: np.sqrt(k)).message


def test_variants_that_divide_by_zero_warn_nobody(monkeypatch):
    quotient = function_exercise(
        "98.1",
        "t",
        args=("x", "s"),
        probes=lambda rng: [(np.array([1.0, -1.0]), 2.0), (np.array([3.0, -2.0]), 0.5)],
        reference=np.divide,
        solution=lambda x, s: x / s,
    )
    monkeypatch.setattr(engine, "find_exercise", lambda name: quotient)
    with np.errstate(all="warn"), warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        engine.judge("98.1", lambda x, s: x + 7 * s**3)
    assert [str(each.message) for each in seen] == []


def test_neighboring_wrong_numbers_are_told_apart_by_their_digits():
    exercise = numeric_exercise(
        "98.6",
        "t",
        expected=3.1623,
        wrong=[
            Misconception("one", 0.1, "This is the first of the two numbers."),
            Misconception("other", 0.100050, "This is the second of the two numbers."),
            Misconception("near the right one", 3.1640, "A wrong formula that comes near the right number."),
        ],
    )
    for answer, name in ((0.1, "one"), (0.10005, "other"), (3.1640, "near the right one")):
        assert exercise.examine(answer).diagnosis == name
    assert exercise.examine(3.162).status == exercise.examine(3.16).status == "correct"


def test_a_factor_in_the_step_away_from_the_old_value_is_told():
    rng = np.random.default_rng(0)
    steps = [rng.normal(size=(2, 3)) for _ in range(3)]
    calls = [causes.Call(w + g / 4, w + g, {"w": w, "X": np.ones((4, 3))}) for w, g in steps]
    assert causes.relation(calls)[0] == "step from `w`: factor 1/4"
    calls = [causes.Call(w + g * n, w + g, {"w": w, "y": np.ones(n)}) for n, (w, g) in zip((5, 6, 7), steps)]
    assert (
        "what is added to `w`: yours is what is expected, multiplied by the length of `y`" in causes.relation(calls)[1]
    )
    assert causes.relation([causes.Call(w + g * w, w + g, {"w": w}) for w, g in steps]) is None


def test_entries_that_are_off_are_located_on_the_diagonal():
    H, I = np.arange(1.0, 10).reshape(3, 3), np.eye(3)
    assert causes.relation([causes.Call(H + I, H)])[0] == "wrong on the diagonal"
    assert causes.relation([causes.Call(H + (1 - I) * H**2, H)])[0] == "wrong off the diagonal"
    assert causes.relation([causes.Call(np.tan(H), H)]) is None


@pytest.mark.parametrize("name, squash", [("tanh", np.tanh), ("the sigmoid", lambda z: 1 / (1 + np.exp(-z)))])
def test_a_function_that_is_applied_once_too_often_is_told(name, squash):
    assert f"{name} of `w`" in check("99.1", lambda w, X, y: good(squash(w), X, y)).diagnosis


@pytest.mark.parametrize(
    "answer, told", [(["3", "4"], "quotation marks."), (["3%", "4%"], "and percent signs."), (["a", "b"], "[")]
)
def test_numbers_between_quotation_marks(answer, told):
    with pytest.raises(TypeError) as problem:
        as_numbers(answer)
    text = f"{problem.value}."
    assert told in text and ("quotation" in text) == (answer[0] != "a")
