"""Code that learners write for a patient: each slip is found by its name, right code in other words by none."""

from dataclasses import replace

import numpy as np
import pytest
from clinic.treatments import by_columns, gently, own_shuffle, weights_only

from lecturekit.checks import check
from lecturekit.clinic import ILLNESSES, PATIENTS, examine, signs, treat
from lecturekit.clinic.exercises.repairs import FAULTS, fault
from lecturekit.training import GradientDescent


def one_by_one(y, size, rng):
    """Rows are taken out of a list until it is empty."""
    left, batches = list(rng.permutation(len(y))), []
    while left:
        batches.append(np.array([left.pop() for _ in range(min(size, len(left)))]))
    return batches


def in_the_order_they_come(y, size, rng):
    """Nothing is shuffled."""
    return np.split(np.arange(len(y)), range(size, len(y), size))


def shuffled_by_numpy(y, size, rng):
    """The generator is not used."""
    return np.split(np.random.default_rng().permutation(len(y)), range(size, len(y), size))


def with_the_training_data(X, X_train):
    """One mean for both together."""
    both = np.concatenate([X, X_train])
    return (X - both.mean()) / both.std()


def nearly_zero(X, X_train):
    """A spread of 0 is made a little larger."""
    return (X - X_train.mean(axis=0)) / (X_train.std(axis=0) + 1e-8)


RIGHT = {
    "batches": [own_shuffle, one_by_one],
    "inputs": [by_columns, lambda X, X_train: X / 255],
    "decay": [weights_only, gently],
}
WRONG = [
    ("batches", in_the_order_they_come, "the same order again"),
    ("batches", shuffled_by_numpy, "not from rng"),
    ("batches", PATIENTS[15].batches, "batches in random order"),
    ("inputs", PATIENTS[14].inputs, "each day by itself"),
    ("inputs", with_the_training_data, "each day by itself"),
    ("inputs", nearly_zero, "a spread of 0"),
    ("inputs", lambda X, X_train: X, "centered alone"),
    ("decay", PATIENTS[19].decay, "biases lose an amount"),
]


@pytest.mark.parametrize("place", FAULTS)
def test_right_code_in_other_words_has_no_fault(place):
    for piece in RIGHT[place]:
        assert fault(place, piece) is None


@pytest.mark.parametrize("place, piece, name", WRONG, ids=[f"{place}-{name}" for place, _, name in WRONG])
def test_a_slip_is_found_by_its_name(place, piece, name):
    assert fault(place, piece) == name


def test_code_that_cannot_be_called_is_left_to_the_treatment():
    for place in FAULTS:
        assert fault(place, lambda: None) is None
    verdict = check("10.5", ("batches sorted by class", "batches", {"batches": lambda y: y}))
    assert "the training stops" in verdict.message and "takes 1 positional argument" in verdict.message


@pytest.mark.parametrize("place, piece, name", [WRONG[0], WRONG[1]], ids=["one order", "numpy"])
def test_code_that_cures_by_luck_is_told_so(place, piece, name):
    assert treat(PATIENTS[15], batches=piece).outcome == "recovered"
    verdict = check("10.5", ("batches sorted by class", "batches", {"batches": piece}))
    assert (verdict.status, verdict.diagnosis) == ("wrong", name) and "not right all the same" in verdict.message


def test_a_word_is_not_accepted_where_code_is_asked_for_and_another_cure_is_told_so():
    word = check("10.5", ("batches sorted by class", "batches", {"batches": "shuffled"}))
    assert word.status == "wrong" and "batches(y, size, rng)" in word.message
    other = check("10.10", ("biases in a corner", "biases", {"lam": 0.0}))
    assert other.status == "wrong" and "asked for the piece of code `decay`" in other.message


SUSPECTS = ["rate too high", "missing 1/n"]


@pytest.mark.parametrize(
    "answer, said",
    [
        ((["dead units"], "gradient check", "dead units", {}), "would show a loss of exactly ln K"),
        ((["missing 1/n"], "gradient check", "missing 1/n", {}), "One more name of the list"),
        ((SUSPECTS, "updates", "rate too high", {}), "which stands in it"),
        ((SUSPECTS, "labels", "rate too high", {}), "the book says too little"),
        ((SUSPECTS, "smaller rate", "rate too high", {}), "in both cases"),
        ((SUSPECTS, "gradient check", "missing 1/n", {}), "the derivatives agree"),
        ((SUSPECTS, "gradient check", "dead units", {}), "does not fit the chart"),
        ((SUSPECTS, "gradient check", "rate too high", {}), "Nothing was changed"),
        ((SUSPECTS, "gradient check", "rate too high", {"hidden": (100, 100)}), "of them right"),
        ((["healthy"], "labels", "healthy", {}), "not among the names"),
        ((SUSPECTS, "gradients", "rate too high", {}), "Did you mean"),
        (("rate too high", "updates", {"rate": 0.1}), "Expected the names that fit"),
        ((SUSPECTS, "gradient check", "rate too high", 0.1), "as a dict"),
    ],
)
def test_every_step_of_the_patient_with_one_question_has_its_reply(answer, said):
    verdict = check("10.6", answer)
    assert verdict.status == "wrong" and said in verdict.message, verdict.message


def test_ten_points_tell_a_sum_from_a_high_rate_in_some_patients_and_not_in_others():
    summed = replace(ILLNESSES["missing 1/n"].infect(PATIENTS[24]), optimizer=GradientDescent(0.05))
    learned = [
        signs(examine(each), ["ten points"])["ten points"].reads for each in (PATIENTS[24], summed, PATIENTS[11])
    ]
    assert learned == ["not learned", "learned", "not learned"]
    verdict = check("10.6", (SUSPECTS, "ten points", "rate too high", {"rate": 0.1}))
    assert (verdict.status, verdict.diagnosis) == (
        "wrong",
        "ten points",
    ) and "patient 11 has the sum" in verdict.message


def test_other_right_answers_to_the_patient_with_one_question():
    for change in ({"rate": 0.05}, {"rate": lambda t: 0.1}):
        assert check("10.6", (SUSPECTS[::-1], "gradient check", "rate too high", change)).status == "correct"


def test_whoever_treats_the_healthy_patient_hears_what_it_did():
    verdict = check("10.9", ("rate too high", "updates", {"rate": 0.01}))
    assert "It was healthy, and this change has made it ill" in verdict.message
    verdict = check("10.9", ("healthy", "nothing", {"dropout": 0.0}))
    assert (
        verdict.status == "wrong"
        and "treated it all the same" in verdict.message
        and "As healthy as before" in verdict.message
    )
