"""Objects of the course cross to the judge as their settings, and nothing else is made there."""

import pytest

from lecturekit.adaptive_lr import Adam
from lecturekit.classroom import parts
from lecturekit.overfitting import Augmentation, Dropout
from lecturekit.sgd import Nesterov


def test_optimizers_and_remedies_cross_as_their_settings():
    for value in (Nesterov(0.3, gamma=0.2), Adam(0.01, eps_inside=False), Dropout(0.1, 0.4), Augmentation(pixels=2)):
        name, given = parts.settings(value)
        again = parts.made(name, given)
        assert type(again) is type(value) and again is not value
        assert parts.settings(again) == (name, given)
    assert parts.settings(object()) is None and parts.settings(3) is None


@pytest.mark.parametrize("name, given", [("os.system", {"command": "true"}), ("lecturekit.sgd.momentum.Nesterov", {"eta": -1.0}),
                                         ("lecturekit.sgd.momentum.Nesterov", {"eta": 1.0, "x": 2})])  # fmt: skip
def test_nothing_else_is_made_and_nothing_out_of_range(name, given):
    with pytest.raises((ValueError, TypeError)):
        parts.made(name, given)
