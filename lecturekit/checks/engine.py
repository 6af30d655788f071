"""The check engine: `check` judges an answer, `hint` opens a hint.

A chapter declares its exercises in ``lecturekit/<chapter>/exercises`` as a list named ``EXERCISES``, each made by one of the
constructors below, all of which are imported from here. A wrong answer that *behaves* like one of the misconceptions gets
that misconception's reply. Right answers need not look like ours: functions are called on random probes and compared with
an independent truth.

A function (kinds ``"derive"``, ``"code"``, ``"slip"``)::

    from lecturekit.checks.engine import Misconception, Wrong, function_exercise
    from lecturekit.single_unit.gradient_check import numerical_gradient

    def probes(rng):                     # a list of argument tuples; copied for every call
        return [(rng.normal(size=3), rng.normal(size=(6, 3)), rng.normal(size=6)) for _ in range(3)]

    def loss(w, X, y):
        return np.mean((X @ w - y) ** 2) / 2

    def reference(w, X, y):              # truth that is not the formula asked for
        return numerical_gradient(lambda v: loss(v, X, y), w)

    def sums(w, X, y):
        return X.T @ (X @ w - y)

    def no_order(gradient, rng):         # a property: raises Wrong with a sentence
        w, X, y = probes(rng)[0]
        if not np.allclose(gradient(w, X, y), gradient(w, X[::-1], y[::-1])):
            raise Wrong("Shuffling the data points changes your gradient; a mean does not depend on their order.")

    function_exercise(
        "1.3", "The gradient of least squares", kind="derive", points=3,
        probes=probes, reference=reference, properties=[no_order],
        solution=lambda w, X, y: X.T @ (X @ w - y) / len(y),     # only for the tests; may be left out
        wrong=[Misconception("missing 1/n", sums, "Your gradient is n times too long: the loss is a mean.")],
        hints=["Write it for one data point first.", "The mean of the n gradients is one matrix product."],
        praise="The loss is a mean, so the gradient is one too.")

**Arguments by type** are better than probes of one's own: ordinary ones of changing sizes come from there, and those at the edge
(sizes of 1, zeros, ties, whole numbers, one class only, the last class missing), on which many a wrong answer shows::

    function_exercise(
        "1.3", "The gradient of least squares", given=Given(w=real("d"), X=real("n", "d"), y=real("n")), reference=..., ...)

Letters are sizes; see `lecturekit.checks.arguments` for `positive`, `labels`, `classes`, `indices`, `flags`, `one_of` and more. An edge that
the text excludes is left out by name, ``Given(..., without=["n = 1", "X whole numbers"])``; further ones are
``edges={"a tie": lambda rng: (...)}``. ``returns=("dW", "db")`` names several returned values for the row of verdicts.

A class, or an update used over many steps, goes through ``run(answer, *probe)`` (with ``each_call=True`` where
every single call has one right result, so that a reply can show one)::

    def run(update, w, gradients):       # what the student's update does to w over all steps
        for g in gradients:
            w = update(w, g)
        return w

    function_exercise("5.2", "Momentum", probes=..., reference=trajectory, run=run, solution=..., wrong=[...])

A number or an array (kind ``"numeric"``); the reply of the right size is found by its value::

    numeric_exercise(
        "1.5", "The largest stable rate", expected=lambda: 2 / largest_eigenvalue(), tolerance=1e-3,
        wrong=[Misconception("half of it", lambda: 1 / largest_eigenvalue(), "This is the fastest rate, ...")],
        hints=["Follow one eigenvector."], praise="...")

A letter (kinds ``"concept"``, ``"slip"``, ``"why"``, ``"prediction"``). A reply says why its own letter fails and leaves at
least two others open; whoever comes to the right letter by way of a wrong one is asked again, in other words::

    choice_exercise(
        "4.8", "What causes this plateau?", kind="why",
        options={"a": "...", "b": "...", "c": "..."}, correct="b", replies={"a": "...", "c": "..."}, praise="...",
        again=Again("After 1000 steps the gradient is small. What tells a plateau from a minimum?",
                    {"p": "...", "q": "..."}, "q", {"p": "..."}))

**Steps**: a long piece quantity by quantity. The function returns them by name, ``return dict(dz2=dz2, dw=dw, db2=db2)``; what
is still ``...`` is not judged, and each is judged with the learner's own quantities above it, so the first slip is named
and what follows from it is not held against anybody. Wrong ways are given by step::

    steps_exercise(
        "3.5", "A backward pass", points=4, args=("X", "y", "x1", "w"), probes=probes,
        steps={                                  # parameters are arguments or earlier steps, by their names
            "dz2": lambda x1, w, y: (sigmoid(x1 @ w) - y) / len(y),
            "dw": lambda dz2, x1: x1.T @ dz2,
            "db2": lambda dz2: dz2.sum()},
        reference=numerical,                     # a dict of some of them in another way, for the tests
        wrong=[Misconception("sign flipped", {"dz2": lambda x1, w, y: (y - sigmoid(x1 @ w)) / len(y)}, "...")],
        hints=[...], praise="...")

**A goal**: the check trains with what was handed in (a number, a schedule, an optimizer, a network), with each seed, and
says which goal was missed and by how much; ``why`` says what would tell the reason::

    goal_exercise(
        "3.9", "Below 2%", solution=0.3, seeds=(1, 2, 3),
        run=lambda rate, rng: {"error": train_and_test(rate, rng)},      # may raise Wrong
        goals=[Goal("error", at_most=2.0, unit="%", why="Plot the loss of the first pass: ...")],
        wrong=[Misconception("ten times too small", 0.03, "...")], hints=[...], praise="...")

**An experiment**: the learner hands in a function of a generator that returns the numbers that settle a question; the check
runs it again with other seeds, and refuses numbers that do not depend on the generator::

    experiment_exercise(
        "4.4", "Why not exactly 0?", names=("from zero", "from random"), solution=experiment,
        goals=[Goal("how much lower the loss from random is", at_least=0.3,
                    measure=lambda n: n["from zero"] - n["from random"], why="...")],
        wrong=[...], hints=[...], praise="...")

**Find the bug**: the answer is ``(example, repaired)``, an input on which the given code is wrong (its arguments, as in a
call) and the repaired function; each has its own verdict::

    bug_exercise(
        "4.7", "A share of saturated units", buggy=given_code, reference=counted, example=(np.zeros(3),), probes=probes,
        wrong=[Misconception("< for <=", half_repaired, "...")], hints=[...], praise="...")

**A curve**, predicted as its heights at a few places before it is shown; right within a factor or a margin::

    curve_exercise(
        "9.3", "The test error against N", at=(5, 15, 100, 1000), x="N", expected=[0.4, 30, 0.5, 0.2], factor=3,
        wrong=[Misconception("falls all the way", [0.4, 0.3, 0.2, 0.2], "...")], hints=[...], praise="...")

**Misconceptions of a concept** are shared: write the solution with keyword-only arguments named after the concepts it
rests on (``sign``, ``count``, ``sigmoid``, ``softmax``, ``one_hot``, ``tanh_slope``, ``relu_slope``, ``out_slope``,
``over_data``, ``back``, ``variance``; see `lecturekit.checks.concepts`), and ``slips(solution)`` is its bank. Other wrong answers are
best written as switches of the solution too, ``functools.partial(solution, decay=False)``: then pairs are tried as well.

**Hints** begin with the place in the chapter (``"Section *The Fact*, equation (11)."``) and do not end in the solution. A ``Misconception`` may have a ``hint`` of its own, shown first to whoever has just been told that misconception.

**A consequence** stands in the cell below the check and is run once the check has passed: ``after("3.5", lambda: train(mine))``.

What counts as *not attempted*: ``...``, None, a function or class whose body does nothing (docstring,
``pass``, ``...``, ``raise NotImplementedError``), and a function that returns ``...``; the last is how a
stub with given lines works (``g = ...`` before the region to fill in, ``return g`` after it).
"""

import os
import warnings
from dataclasses import replace
from typing import Any

import numpy as np

from lecturekit.checks import session
from lecturekit.checks.arguments import Given, classes, count, fixed, flags, indices, labels, one_of, positive, real
from lecturekit.checks.bug import bug_exercise
from lecturekit.checks.choice import Again, ChoiceExercise, choice_exercise
from lecturekit.checks.compare import type_name
from lecturekit.checks.concepts import slips
from lecturekit.checks.consequences import remember_passed
from lecturekit.checks.curve import curve_exercise
from lecturekit.checks.errors import error_message
from lecturekit.checks.exercise import CORRECT, UNTOUCHED, WRONG, Exercise, Finding, Misconception, Wrong
from lecturekit.checks.function import function_exercise
from lecturekit.checks.goal import Goal, experiment_exercise, goal_exercise
from lecturekit.checks.hints import hint, note
from lecturekit.checks.memory import remember
from lecturekit.checks.registry import all_exercises, find_exercise, name_of, unknown
from lecturekit.checks.steps import steps_exercise
from lecturekit.checks.unknown import keep_unknown
from lecturekit.checks.value import numeric_exercise
from lecturekit.checks.verdict import CheckFailed, Verdict, display
from lecturekit.foundation.numpy_itself import numpys_own, remark

__all__ = [
    "CORRECT",
    "UNTOUCHED",
    "WRONG",
    "Again",
    "CheckFailed",
    "Exercise",
    "Finding",
    "Given",
    "Goal",
    "Misconception",
    "Verdict",
    "Wrong",
    "all_exercises",
    "bug_exercise",
    "check",
    "choice_exercise",
    "classes",
    "count",
    "curve_exercise",
    "experiment_exercise",
    "fixed",
    "flags",
    "function_exercise",
    "goal_exercise",
    "hint",
    "indices",
    "labels",
    "numeric_exercise",
    "one_of",
    "positive",
    "real",
    "slips",
    "steps_exercise",
]


def check(exercise_id: str, answer: Any = ...) -> Verdict | None:
    """Judge an answer to an exercise; never raises, whatever the answer is.

    Parameters
    ----------
    exercise_id : str
        ``"1.3"``.
    answer : object
        The student's function, class, number or letter.

    Returns
    -------
    Verdict or None
        Displays as ``✓ 1.3 ...``, ``✗ 1.3 ...`` with a diagnosis, or ``○ 1.3 ... not attempted yet``.
        Under an automatic grader, which would read a returned value as a number of points, the
        verdict of a right answer is displayed and None returned.

    Raises
    ------
    CheckFailed
        Only under an automatic grader (the environment variable ``NBGRADER_EXECUTION``) and never
        for a prediction, so that an answer that is not right costs its points.

    Examples
    --------
    >>> check("1.3", ...).status  # nothing written yet
    'not attempted'
    """
    exercise, verdict = judge(exercise_id, answer)
    grading = bool(os.environ.get("NBGRADER_EXECUTION"))
    if exercise is not None and not grading:
        remember(verdict.id, verdict.status)
    graded = exercise is None or exercise.kind != "prediction"
    if not (grading and graded):
        return verdict
    if verdict.status != CORRECT:
        raise CheckFailed(repr(verdict))
    display(verdict)
    return None


def judge(exercise_id, answer, *, fresh=False):
    """Return the exercise (None if there is none of this name) and the `Verdict` on an answer; shows nothing.

    With ``fresh`` nothing that was answered before plays a part: a grader's judge serves many students. Parts of numpy that
    the session has overwritten are numpy's own meanwhile, and are named.
    """
    changed = remark()
    with numpys_own(), np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # variants of an answer are tried, some of which divide by 0
        exercise, verdict = _judge(exercise_id, answer, fresh)
    return exercise, replace(verdict, message=f"{verdict.message}\n{changed}".strip()) if changed else verdict


def _judge(exercise_id, answer, fresh):
    name, exercise = name_of(exercise_id), None
    try:
        exercise = find_exercise(name)
        if exercise is None:
            return None, Verdict(name, "", WRONG, unknown(exercise_id))
        if isinstance(exercise, ChoiceExercise):
            finding = exercise.examine(answer, after_a_wrong_one=name in session.went_wrong and not fresh)
        else:
            finding = exercise.examine(answer)
        if finding.status == WRONG and finding.diagnosis:
            session.went_wrong.add(name)
        note(name, finding)
        remember_passed(name, finding.status)
        keep_unknown(exercise, answer, finding)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        reason = f"{type_name(error)}: {error_message(error)}".strip(": ")
        finding = Finding(
            WRONG,
            f"This answer, of type {type_name(answer)}, cannot be checked ({reason}). If other answers "
            "fare alike, something that the checks need was overwritten: restart the kernel.",
        )
        if exercise is None:
            return None, Verdict(name, "", WRONG, finding.message)
    return exercise, as_verdict(exercise, finding)


def as_verdict(exercise, finding):
    """What a `Finding` looks like to the learner: a `Verdict`, which offers the hints if there are any."""
    message = finding.message
    if finding.status == WRONG and exercise.hints:
        message += f'\nStuck? `hint("{exercise.id}")` opens a hint.'
    return Verdict(exercise.id, exercise.title, finding.status, message, finding.diagnosis, finding.partial)
