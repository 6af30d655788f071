"""Exercises of chapter 7 on scales: how far a step turns a weight vector, which changes of the inputs vanish, dim digits."""

from functools import cache

import numpy as np

from lecturekit.checks.engine import Goal, Misconception, curve_exercise, experiment_exercise, steps_exercise
from lecturekit.datasets import load_breast_cancer
from lecturekit.l_layer.network import Network
from lecturekit.normalization.layers import BatchNorm, LayerNorm
from lecturekit.normalization.pairs import right_when_dimmed
from lecturekit.single_unit.losses import logistic
from lecturekit.training.loop import train
from lecturekit.training.optimizer import GradientDescent

# ---- 7.3 how far a step turns


def _walked(rho, eta, kappa, a):
    """The same by walking in the plane, where w = (length, 0) and the gradient (0, kappa / length)."""
    step = np.array([rho, -eta * kappa / rho])
    rest = rho
    for _ in range(200_000):
        rest, before = np.hypot((1 - a) * rest, eta * kappa / rest), rest
        if abs(rest - before) < 1e-15 * rest:
            break
    at_rest = np.array([(1 - a) * rest, -eta * kappa / rest])
    return {
        "tangent": abs(step[1]) / step[0],
        "length": np.linalg.norm(step),
        "rest": rest,
        "turn": abs(at_rest[1]) / at_rest[0],
    }


turning = steps_exercise(
    "7.3",
    "How far a step turns",
    kind="derive",
    points=4,
    args=("rho", "eta", "kappa", "a"),
    probes=lambda rng: [(1.5, 0.3, 2.0, 0.1), (0.7, 0.8, 1.3, 0.02), (3.0, 1.7, 0.6, 0.25)],
    steps={
        "tangent": lambda rho, eta, kappa: eta * kappa / rho**2,
        "length": lambda rho, eta, kappa: np.sqrt(rho**2 + (eta * kappa / rho) ** 2),
        "rest": lambda eta, kappa, a: ((eta * kappa) ** 2 / (1 - (1 - a) ** 2)) ** 0.25,
        "turn": lambda rest, eta, kappa, a: eta * kappa / ((1 - a) * rest**2),
    },
    reference=_walked,
    wrong=[
        Misconception(
            "gradient of the unit length",
            {"tangent": lambda rho, eta, kappa: eta * kappa / rho},
            "You divided the step by the length of w once. The gradient is shorter too: kappa is its length where w has length 1.",
        ),
        Misconception(
            "the step itself",
            {"tangent": lambda eta, kappa: eta * kappa},
            "This is the length of a step at length 1. The angle at another length also depends on rho, in two ways.",
        ),
        Misconception(
            "lengths added",
            {"length": lambda rho, eta, kappa: rho + eta * kappa / rho},
            "You added the lengths of w and of the step, as if they pointed the same way. They are perpendicular.",
        ),
        Misconception(
            "length unchanged",
            {"length": lambda rho: rho * 1.0},
            "A step perpendicular to w does not leave its length as it was: the end of the step lies outside of the circle.",
        ),
        Misconception(
            "step of the unit length",
            {"length": lambda rho, eta, kappa: np.sqrt(rho**2 + (eta * kappa) ** 2)},
            "Pythagoras is right. But at length rho the gradient is kappa / rho.",
        ),
        Misconception(
            "shrinking not squared",
            {"rest": lambda eta, kappa, a: ((eta * kappa) ** 2 / a) ** 0.25},
            "The balance is one of squared lengths, and a length that shrinks by 1 - a has its square shrink by (1 - a)^2.",
        ),
        Misconception(
            "lengths balanced",
            {"rest": lambda eta, kappa, a: np.sqrt(eta * kappa / a)},
            "You let the length that w loses by shrinking, a rho, be the length of the step. But the step is perpendicular to w: it is the hypotenuse that has to be rho again. Write Pythagoras for the shrunken vector and the step.",
        ),
        Misconception(
            "2a for the square",
            {"rest": lambda eta, kappa, a: ((eta * kappa) ** 2 / (2 * a)) ** 0.25},
            "Close, for small a: (1 - a)^2 is 1 - 2a + a^2, and you left out the last term.",
        ),
        Misconception(
            "root for fourth root",
            {"rest": lambda eta, kappa, a: np.sqrt((eta * kappa) ** 2 / (1 - (1 - a) ** 2))},
            "The gradient itself is kappa / rho, so the balance contains rho to the power of four.",
        ),
        Misconception(
            "measured against the unshrunk vector",
            {"turn": lambda rest, eta, kappa: eta * kappa / rest**2},
            "The step starts from w after shrinking, which is (1 - a) times as long.",
        ),
    ],
    hints=[
        "Section *Larger learning rates*: the gradient is perpendicular to w, and shrinks as 1 over its length. Draw w and the step as a right triangle.",
        "At rest the square of the length loses as much by shrinking as it gains from the step. Write that as an equation for rho.",
        "Put the rest into the angle: what cancels?",
    ],
    praise="At rest eta and kappa have dropped out of the turn: it is sqrt(1 - (1 - a)^2) / (1 - a). Ten times the rate only makes w longer.",
)

# ---- 7.4 which changes of the inputs vanish


BATCH_NORM = BatchNorm()


def _three_changes(rng, normalization=BATCH_NORM, same_start=True, n_epochs=100):
    data = load_breast_cancer()
    X, y = (data.X - data.X.mean(axis=0)) / data.X.std(axis=0), data.y
    net = Network([30, 20, 1], phi="tanh", loss=logistic, normalization=normalization)
    start, shift = net.init(rng), rng.normal(size=30)
    factors = 10 ** rng.uniform(-1, 1, 30)

    def trained(inputs):
        w = start.copy() if same_start else net.init(rng)
        for _ in train(net, w, (inputs, y), GradientDescent(0.1), n_epochs=n_epochs):
            pass
        return net.predict(w, inputs, train=True)

    plain = trained(X)
    return [np.abs(trained(inputs) - plain).max() for inputs in (X + shift, 10 * X, X * factors)]


what_is_removed = experiment_exercise(
    "7.4",
    "Shifted and rescaled",
    points=4,
    names=("shifted", "times ten", "a factor each"),
    solution=_three_changes,
    goals=[
        Goal(
            "shifted",
            at_most=1e-6,
            why="Did all runs start from the same weights, `start.copy()`, and does the network have `BatchNorm()`? And was the trained network asked with `train=True` about the inputs that it was trained on?",
        ),
        Goal(
            "times ten",
            at_most=1e-3,
            why="What differs from the unchanged run should be the inputs, all times ten, and nothing else: the same start, the same rate, as many steps.",
        ),
        Goal(
            "a factor each",
            at_least=0.03,
            why="That is hardly a change. Is there one factor for each COLUMN, from 0.1 to 10, and were there 100 steps?",
        ),
    ],
    wrong=[
        Misconception(
            "no normalization",
            lambda rng: _three_changes(rng, normalization=None),
            "This is the network without normalization: all three changes have an effect. Repeat it with `normalization=BatchNorm()`.",
        ),
        Misconception(
            "another start each time",
            lambda rng: _three_changes(rng, same_start=False),
            "Each of your runs starts from weights of its own, so all of them differ. Draw the start once, and train copies of it.",
        ),
        Misconception(
            "layer norm",
            lambda rng: _three_changes(rng, normalization=LayerNorm()),
            "This is layer norm, which does not remove a shift: it adds another number to each unit. The question is about batch norm per neuron.",
        ),
        Misconception(
            "other way round",
            lambda rng: _three_changes(rng)[::-1],
            "The numbers are in another order: shifted, times ten, a factor for each column.",
        ),
    ],
    hints=[
        "Section *What the scale and the shift are for* says which number vanishes from z, section *Saturation, with and without* which factor. Which of the three changes of x makes such a change of z?",
        "Write one function `trained(inputs)` that copies the start, trains, and returns `net.predict(w, inputs, train=True)`; then call it four times.",
        "`for record in train(net, w, (inputs, y), GradientDescent(0.1), n_epochs=100): pass` trains on all data in each step.",
    ],
    praise="For batch norm the sentence holds of a shift and of a common factor, and of training itself: the loss is the same function of W. With a factor for each column it is another function of W, though the same functions of x can be reached.",
)

# ---- 7.5 dim digits

FACTORS = (0.7, 0.5, 0.3, 0.2, 0.1)


@cache
def right_in_the_dark(seeds=(0, 1, 2, 3)):
    """Percent of new digits that a batch-normalized network classifies rightly at each factor, the mean over training sets."""
    return np.mean([right_when_dimmed(BatchNorm(), FACTORS, seed) for seed in seeds], axis=0)


dim_digits = curve_exercise(
    "7.5",
    "Dim digits",
    at=FACTORS,
    x="f",
    expected=right_in_the_dark,
    margin=15,
    wrong=[
        Misconception(
            "the factor vanishes",
            [86, 86, 86, 86, 86],
            "You let the factor vanish, as it would in training, where mean and deviation are those of the dim images themselves. Whose are they in prediction?",
        ),
        Misconception(
            "nothing is left",
            [60, 40, 20, 10, 10],
            "Yours falls at once. The stored mean and deviation do not fit dim images; but the sums are still linear in the pixels, and at f = 0.7 they are not far from where they were.",
        ),
        Misconception(
            "nearly in proportion",
            [80, 65, 40, 25, 14],
            "Yours falls too early. The deviation and the weights are fixed, so a dimmer image gives smaller differences between the logits, all of them together: the largest stays the largest for long. Only when the subtracted means, which do not get dimmer, outweigh what is left of the image does the answer change.",
        ),
        Misconception(
            "only in the end",
            [86, 86, 86, 80, 60],
            "So it is WITHOUT normalization: there a factor on all pixels changes all logits nearly in proportion. Here each sum also has a stored mean subtracted, which does not get dimmer.",
        ),
    ],
    hints=[
        "Section *Prediction: which statistics?* Write the normalized sum of a unit for the pixels f x, with stored mean and deviation.",
        "At f = 1 it is 86%, at f = 0 every image looks the same, and one digit in ten is right by luck. In between it falls slowly first, then fast.",
    ],
    praise="In prediction a normalization is a fixed linear map. What it removed in training it does not remove then, and the subtracted mean even makes it more sensitive.",
)
