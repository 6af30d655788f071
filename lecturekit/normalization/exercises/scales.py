"""Exercises of chapter 7 on scales: how far a step turns a weight vector, which changes of the inputs vanish, dim digits."""

from functools import partial

import numpy as np

from lecturekit.checks.engine import Goal, Misconception, experiment_exercise, function_exercise, steps_exercise
from lecturekit.datasets import load_breast_cancer
from lecturekit.l_layer.network import Network
from lecturekit.normalization.layers import BatchNorm, LayerNorm
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

EPS = 1e-5


def _in_dim_light(f, b, mean, variance, *, center="the bias stays", power=2, eps=True):
    """Mean and variance for images times f; switches for the bank."""
    around = {
        "the bias stays": f * (mean - b) + b,
        "all of it dims": f * mean,
        "the bias is gone": f * (mean - b),
        "the bias twice": f * mean + b,
        "as it was": mean,
    }[center]
    return around, f**power * (variance + EPS) - EPS if eps else f**power * variance


def _two_places(f, b, mean, variance):
    """By the two sums that were normalized to 0 and to 1: where they are in the other light."""
    at_0, at_1 = (f * (z - b) + b for z in (mean, mean + np.sqrt(variance + EPS)))
    return at_0, (at_1 - at_0) ** 2 - EPS


def _light_probes(rng):
    return [(f, rng.normal(size=m), rng.normal(size=m), rng.uniform(0.01, 0.1, m)) for f, m in ((0.3, 4), (0.7, 3))]


dim_digits = function_exercise(
    "7.5",
    "The same in another light",
    points=3,
    probes=_light_probes,
    edges={
        "one unit": lambda rng: (0.5, rng.normal(size=1), rng.normal(size=1), np.array([0.05])),
        "f above 1": lambda rng: (2.5, rng.normal(size=3), rng.normal(size=3), rng.uniform(0.01, 0.1, 3)),
        "f = 1": lambda rng: (1.0, rng.normal(size=3), rng.normal(size=3), rng.uniform(0.01, 0.1, 3)),
    },
    returns=("mean", "variance"),
    reference=_two_places,
    solution=_in_dim_light,
    wrong=[
        Misconception(
            "all of it dims",
            partial(_in_dim_light, center="all of it dims"),
            "The variance is right. For the mean you multiplied all of z by f. But z is W x + b, and only the pixels have changed.",
        ),
        Misconception(
            "the bias is gone",
            partial(_in_dim_light, center="the bias is gone"),
            "You took the bias off before you multiplied by f, which is right. It is still added afterwards, in dim light too.",
        ),
        Misconception(
            "the bias twice",
            partial(_in_dim_light, center="the bias twice"),
            "The stored mean contains b already. Multiply by f what is left of it WITHOUT b.",
        ),
        Misconception(
            "mean as it was",
            partial(_in_dim_light, center="as it was"),
            "The variance follows the light, and the mean must, too: a sum that used to lie at the mean lies elsewhere now.",
        ),
        Misconception(
            "variance times f",
            partial(_in_dim_light, power=1),
            "The deviation of z is multiplied by f. What is stored is the variance.",
        ),
        Misconception(
            "variance as it was",
            partial(_in_dim_light, power=0),
            "The mean is right. But the sums also lie closer together: what does f do to their deviation?",
        ),
        Misconception(
            "eps dims too",
            partial(_in_dim_light, eps=False),
            "Nearly. The root of variance plus eps has to become f times what it was, and eps is the same in any light.",
        ),
        Misconception(
            "for brighter images",
            lambda f, b, mean, variance: _in_dim_light(1 / f, b, mean, variance),
            "This would fit images whose pixels are DIVIDED by f.",
        ),
    ],
    hints=[
        "Section *Prediction: which statistics?* Write the sum of a unit in dim light, W (f x) + b, with the bright sum z in place of x.",
        "The normalized sum has to stay what it was. Which z was normalized to 0, and which to 1? Where are these two in dim light?",
    ],
    praise="The sums are affine in the pixels: f reaches their deviation and the part of their mean that comes from the pixels. In training mean and variance would have followed the light by themselves.",
)
