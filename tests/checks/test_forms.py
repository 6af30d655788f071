"""Steps, goals, experiments, bugs, curves and second questions: what each says to answers on the way to the right one."""

import fake_chapter
import numpy as np
import pytest

from lecturekit.checks import check
from lecturekit.checks.concepts import CONCEPTS
from lecturekit.checks.engine import (
    Again,
    Goal,
    Misconception,
    choice_exercise,
    curve_exercise,
    function_exercise,
    goal_exercise,
    slips,
    steps_exercise,
)

pytestmark = pytest.mark.usefixtures("chapter")


def backward(z=None, dz=None, dw=None, db=None):
    """A learner's function, right except where something is given; ``...`` is still to do."""

    def answer(w, X, y):
        made = {}
        made["z"] = z(X, w) if callable(z) else (X @ w if z is None else z)
        made["dz"] = dz(made["z"], y) if callable(dz) else ((made["z"] - y) / len(y) if dz is None else dz)
        made["dw"] = dw(made["dz"], X) if callable(dw) else (X.T @ made["dz"] if dw is None else dw)
        made["db"] = db(made["dz"]) if callable(db) else (made["dz"].sum() if db is None else db)
        return made

    return answer


def test_steps_that_are_right_so_far_say_what_comes_next():
    verdict = check("99.20", backward(dw=..., db=...))
    assert (verdict.status, verdict.partial) == ("wrong", True)
    assert repr(verdict).startswith("◐ 99.20")
    assert "z ✓  dz ✓  dw ○  db ○" in verdict.message and "Next comes `dw`" in verdict.message
    assert check("99.20", lambda w, X, y: {"z": ..., "dz": ...}).status == "not attempted"


def test_what_follows_from_a_slip_is_not_a_second_slip():
    verdict = check("99.20", backward(dz=lambda z, y: (y - z) / len(y)))
    assert verdict.diagnosis == "sign"
    assert "z ✓  dz ✗  dw ~  db ~" in verdict.message and "`dz`: Output minus target" in verdict.message


def test_two_slips_are_both_named():
    verdict = check("99.20", backward(dz=lambda z, y: (y - z) / len(y), db=lambda dz: dz.mean()))
    assert verdict.diagnosis == "sign and mean"
    assert "dz ✗  dw ~  db ✗" in verdict.message


def test_an_unknown_slip_is_shown_with_the_learners_own_quantities():
    verdict = check("99.20", backward(dz=lambda z, y: np.cos(z + y**3), dw=lambda dz, X: X.T @ np.sin(dz)))
    assert verdict.diagnosis is None and "dz ✗  dw ✗  db ~" in verdict.message and "`dz`: " in verdict.message
    shape = check("99.20", backward(dz=lambda z, y: np.outer(z, y)[:, :2]))
    assert shape.diagnosis == "shape" and "dz ✗" in shape.message and "db ~" in shape.message


def test_a_quantity_that_is_related_to_the_right_one_is_told_how():
    factors = check("99.20", backward(dz=lambda z, y: 2 * (z - y) / len(y), dw=lambda dz, X: -X.T @ dz))
    assert factors.diagnosis == "factor 2 and sign flipped"
    assert "`dz`: Yours is 2 times what is expected, everywhere." in factors.message
    assert (
        "`dw`: Everything has the opposite sign." in factors.message and factors.message.count("This was the call") == 1
    )
    assert check("99.20", backward(dz=lambda z, y: z / len(y))).diagnosis == "`y` left out"


def test_steps_may_come_in_order_or_by_name_and_must_have_the_names():
    assert check("99.20", lambda w, X, y: list(backward()(w, X, y).values())).status == "correct"
    assert "the quantities are called z, dz, dw, db" in check("99.20", lambda w, X, y: {"dz2": 1.0}).message
    assert "Expected the quantities z, dz" in check("99.20", lambda w, X, y: 3.0).message
    assert "your code stops" in check("99.20", backward(dw=lambda dz, X: X @ dz)).message.lower()


def test_steps_agree_with_their_reference():
    exercise = fake_chapter.find("99.20")
    for probe in exercise.probes(exercise.rng()):
        made = exercise.chain(*probe)
        assert all(np.allclose(made[name], value, atol=1e-7) for name, value in exercise.truth(*probe).items())


def test_a_missed_goal_says_by_how_much_and_why():
    verdict = check("99.21", 0.2)
    assert verdict.status == "wrong" and verdict.diagnosis is None
    assert "✗ steps: " in verdict.message and "(at most 40)" in verdict.message and "too much" in verdict.message
    assert "The first step was 1.01 long" in verdict.message
    assert "A rate is a number" in check("99.21", "fast").message
    assert "✓ steps: " in check("99.21", 1.0).message


def test_an_experiment_has_to_use_its_generator_and_nothing_else():
    assert "exactly the same numbers" in check("99.22", lambda rng: (2.0, 1.0)).message
    assert "somewhere else" in check("99.22", lambda rng: (2.0, np.random.default_rng().normal())).message
    assert "Expected 2 numbers (few, many)" in check("99.22", lambda rng: 3.0).message
    assert "single number for few" in check("99.22", lambda rng: (np.ones(2), 1.0)).message
    assert check("99.22", lambda rng: {"many": rng.random(), "few": 5.0}).status == "correct"
    assert check("99.22", lambda rng: ...).status == "not attempted"
    assert check("99.22", 3.0).status == "wrong"


def right(z):
    return np.mean(z >= 0)


@pytest.mark.parametrize(
    "example, repaired, row, told",
    [
        (
            [1.0, 2.0],
            right,
            "the input ✗  the repair ✓",
            "no difference shows: the given code gives 1, and right code gives the same",
        ),
        ([0.0, 2.0], ..., "the input ✓  the repair ○", "the given code gives 0.5; right is 1"),
        (..., right, "the input ○  the repair ✓", "still missing"),
        ([0.0], lambda z: np.mean(z > 0), "the input ✓  the repair ✗", "still does what the given code does"),
        ([0.0], lambda z: np.mean(z <= 0), "the input ✓  the repair ✗", "on the other side"),
        ([np.nan], right, "the input ✗  the repair ✓", "Only finite"),
        (([0.0], 3), right, "the input ✗  the repair ✓", "The input should be (z)"),
    ],
)
def test_the_input_and_the_repair_are_judged_each_by_itself(example, repaired, row, told):
    example = np.array(example) if isinstance(example, list) else example
    verdict = check("99.23", (example, repaired))
    assert verdict.status == "wrong" and row in verdict.message and told in verdict.message
    assert verdict.partial == ("✗" not in row)


def test_nothing_of_a_bug_found_is_not_attempted():
    assert check("99.23", (..., ...)).status == "not attempted"
    assert "Expected two things" in check("99.23", right).message
    assert "gives 0.5; right is 1" in check("99.23", (np.array([0.0, 2.0]), right)).message


def test_a_curve_is_judged_point_by_point_and_by_its_shape():
    assert check("99.24", [1.5, 6.0, 0.6]).status == "correct"
    assert check("99.24", {1: 1.5, 10: 6.0, 100: 0.6}).status == "correct"
    verdict = check("99.24", [5.0, 2.5, 1.0])
    assert "N = 1: ✗; N = 10: ✗; N = 100: ✓" in verdict.message
    assert "From N = 1 to 10 yours falls; the right curve rises there" in verdict.message
    assert check("99.24", [1.2, 1.1, 0.9]).diagnosis == "flat"
    assert check("99.24", [1.0, ..., 1.0]).status == "not attempted"
    for odd, told in (([1.0, 2.0], "3 heights, at N = 1, 10, 100"), ([1, -1, 1], "above 0"), ("up", "numbers")):
        assert told in check("99.24", odd).message


@pytest.mark.parametrize(
    "heights, said",
    [
        ([8, 4, 2], "Yours falls as the right curve does; only the height at x = 3 is off."),
        ([24, 12, 3], "all your heights are larger than they should be, by one factor"),
        ([8, 6.5, 2], "falls as the right curve does, but too late"),
        ([20, 4, 3], "the heights are off"),
    ],
)
def test_a_curve_of_the_right_shape_is_told_what_is_off(heights, said):
    exercise = curve_exercise("98.7", "t", at=(1, 2, 3), expected=[8, 4, 1], factor=1.5)
    assert said in exercise.examine(heights).message


def test_each_goal_that_is_missed_has_its_reason_and_the_same_reason_stands_once():
    goals = [
        Goal(name, at_most=1, why=why) for name, why in (("A", "Look here."), ("B", "Look there."), ("C", "Look here."))
    ]
    exercise = goal_exercise(
        "98.8", "t", run=lambda answer, rng: answer, goals=goals, solution={"A": 0, "B": 0, "C": 0}
    )
    told = exercise.examine({"A": 2.0, "B": 3.0, "C": 4.0}).message
    assert told.count("Not reached") == 2 and told.count("Look here.") == told.count("Look there.") == 1
    told = exercise.examine({"A": 0.0, "B": 3.0, "C": 4.0}).message
    assert "Not reached: B" in told and "Not reached: C" in told and "Not reached: A" not in told


def test_a_right_letter_after_a_wrong_one_is_asked_again():
    assert check("99.8", "b").status == "correct"
    assert check("99.8", "a").diagnosis == "(a) luck"
    again = check("99.8", "b")
    assert (again.status, again.partial) == ("wrong", True)
    assert "Which change would end it?" in again.message and "(q) another activation" in again.message
    assert "Every seed shows it." in check("99.8", "b p").message
    assert {check("99.8", letters).status for letters in ("b q", "B, Q", "(b) (q)", "bq")} == {"correct"}
    assert check("99.8", "x").status == check("99.8", "a q").status == "wrong"


def test_every_slip_of_a_concept_is_wrong_and_told_apart():
    exercise = fake_chapter.find("99.25")
    assert len(exercise.wrong) == sum(len(CONCEPTS[name]) for name in ("sigmoid", "count", "sign"))
    assert {each.name for each in slips(fake_chapter.by_concepts, "sign")} == {"sign flipped"}
    assert "no sigmoid" not in {each.name for each in slips(fake_chapter.by_concepts, without=["no sigmoid"])}
    for wrong in ({"concepts": ("softmax",)}, {"concepts": (), "without": ("W turned",)}):
        with pytest.raises(ValueError, match="expected"):
            slips(fake_chapter.by_concepts, *wrong["concepts"], without=wrong.get("without", ()))


def test_concepts_bring_replies_of_some_length():
    replies = [reply for slips in CONCEPTS.values() for _, reply in slips.values()]
    assert all(len(reply) >= 30 and reply.endswith(".") for reply in replies)


@pytest.mark.parametrize(
    "declare",
    [
        lambda: steps_exercise("1.1", "t", args=("x",), probes=list, steps={"a": lambda b: b}),
        lambda: steps_exercise(
            "1.1", "t", args=("x",), probes=list, steps={"a": lambda x: x}, wrong=[Misconception("m", {"b": abs}, "r")]
        ),
        lambda: curve_exercise("1.1", "t", at=(1,), expected=[1]),
        lambda: choice_exercise(
            "1.1", "t", options={"a": "", "b": ""}, correct="a", replies={"b": ""}, again=Again("?", {"a": ""}, "a", {})
        ),
        lambda: function_exercise("1.1", "t", probes=list, reference=abs, kind="odd"),
    ],
    ids=range(5),
)
def test_contradictory_declarations_are_refused(declare):
    with pytest.raises(ValueError, match="expected"):
        declare()


def test_a_goal_over_the_mean_says_the_mean_and_a_missing_return_is_told():
    goal = Goal("error", at_most=1.0, over=np.mean, unit="%")
    exercise = goal_exercise(
        "99.30",
        "A mean",
        run=lambda answer, rng: {"error": answer * rng.random()} if answer else None,
        goals=[goal],
        solution=0.1,
    )
    runs = [9 * np.random.default_rng(seed).random() for seed in exercise.seeds]
    assert (
        f"Not reached: error (mean {np.mean(runs):.4g}%: {np.mean(runs) - 1:.3g}% too much"
        in exercise.examine(9.0).message
    )
    assert "is a `return` missing" in exercise.examine(0).message
