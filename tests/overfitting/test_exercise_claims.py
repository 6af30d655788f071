"""What the exercises say in words, over the seeds that their checks use."""

import numpy as np
import pytest

from lecturekit.overfitting import careless_digits, choose, fit
from lecturekit.overfitting.exercises.combined import combined_remedies


def test_the_numbers_in_exercise_7():
    digits, found = careless_digits(0), []
    X, y = digits.validation

    def watch(net, w):
        found.append((net.loss(w, X, y), 1 - net.accuracy(w, X, y)))

    fit(digits.train, 0, watch=watch)
    assert [(round(float(loss), 1), round(100 * float(error))) for loss, error in (found[2], found[49])] == [
        (1.6, 44),
        (3.1, 46),
    ]


@pytest.mark.slow
def test_no_remedy_alone_reaches_the_goal_of_exercise_13():
    goal = combined_remedies.goals[0]
    for name, value in choose(0.3).items():
        runs = [goal.value(combined_remedies.run({name: value}, np.random.default_rng(seed))) for seed in (1, 2, 3)]
        assert goal.combined(runs) > goal.at_most
