"""Slips that belong to a concept and not to an exercise: whoever uses a sigmoid may forget it, whoever takes a mean may sum.

An author writes the solution with one keyword-only argument for each concept it rests on, with the right thing as its default::

    def gradient(w, X, y, *, sigmoid=sigmoid, count=len, sign=1):
        return sign * X.T @ (sigmoid(X @ w) - y) / count(X)

and ``slips(gradient)`` is its bank: each concept's wrong ways, one at a time. As they are switches of one function
(`functools.partial`), the engine tries them in pairs too.
"""

import functools
import inspect

import numpy as np

from lecturekit.checks.exercise import Misconception


def sigmoid(z):
    """1 / (1 + e^-z)."""
    return np.exp(-np.logaddexp(0.0, -np.asarray(z, float)))


def softmax(Z):
    """Of each row."""
    powers = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def one_hot(y, K):
    """One row for each label, with a 1 at its class."""
    return np.eye(K)[y]


def _softmax_of_all(Z):
    powers = np.exp(Z - Z.max())
    return powers / powers.sum()


CONCEPTS = {
    "sign": {
        "sign flipped": (-1, "Everything has the opposite sign: this is the push downhill, minus the derivative.")
    },
    # divisor of a mean over the rows of its argument
    "count": {
        "sum instead of mean": (
            lambda A: 1,
            "You added up over the data points. The loss is their mean, so a factor 1/n is missing.",
        ),
        "mean over features": (
            lambda A: np.shape(A)[1],
            "You divided by the number of columns. The mean is over the data points, the rows.",
        ),
        "mean over all entries": (
            np.size,
            "You divided by the number of all entries. The mean is over the data points, the rows.",
        ),
    },
    "sigmoid": {
        "no sigmoid": (
            lambda z: z,
            "You compare the logit itself with the target. The output is the sigmoid of the logit.",
        ),
        "sigmoid of -z": (
            lambda z: sigmoid(-z),
            "The sign of z inside the sigmoid is the wrong one: your output falls as z grows.",
        ),
        "tanh for sigmoid": (np.tanh, "Your output is a tanh, between -1 and 1. The sigmoid lies between 0 and 1."),
        "slope for value": (
            lambda z: sigmoid(z) * sigmoid(-z),
            "You took the slope of the sigmoid where its value belongs.",
        ),
    },
    "softmax": {
        "softmax over all entries": (
            _softmax_of_all,
            "Your probabilities add up to 1 over the whole table. Each data point, each row, has its own sum of 1.",
        ),
        "softmax over columns": (
            lambda Z: softmax(Z.T).T,
            "Your probabilities add up to 1 down the columns, over the data points. It is the classes of one point that compete.",
        ),
        "sigmoid for softmax": (
            sigmoid,
            "You took a sigmoid of each logit. Softmax divides by the sum over the classes, so that the probabilities add up to 1.",
        ),
        "no softmax": (lambda Z: Z, "The logits are used as if they were probabilities: the softmax is missing."),
        "not divided by the sum": (np.exp, "You took the exponentials and did not divide by their sum."),
    },
    "one_hot": {
        "no target": (
            lambda y, K: np.zeros((len(y), K)),
            "This is the output alone; the one-hot target of the true class is not subtracted.",
        ),
        "one-hot forgotten": (
            lambda y, K: np.asarray(y, float)[:, None] * np.ones(K),
            "You subtracted the label, a number from 0 to K - 1, from every column. Only the column of the true class gets its 1.",
        ),
        "one too many": (
            lambda y, K: np.ones((len(y), K)),
            "You subtracted 1 in every column. Only the column of the true class gets its 1.",
        ),
        "all rows": (
            lambda y, K: np.ones((len(y), 1)) * np.isin(np.arange(K), y),
            "`P[:, y] -= 1` takes whole columns. Row i has its own label: `P[np.arange(n), y]`.",
        ),
    },
    # slope of tanh, from the sum z and the value a = tanh(z)
    "tanh_slope": {
        "forgot phi'": (lambda z, a: np.ones_like(a), "The slope of the activation, phi', is missing."),
        "slope of the sum": (
            lambda z, a: 1 - z**2,
            "You used 1 - z^2. The slope of tanh is one minus the square of its value, tanh(z).",
        ),
        "tanh twice": (
            lambda z, a: 1 - np.tanh(a) ** 2,
            "You applied tanh twice on the way to the slope: this is the slope at tanh(z), and it is wanted at z.",
        ),
        "sigmoid's slope": (
            lambda z, a: a * (1 - a),
            "value times (1 - value) is the rule of the sigmoid; these are tanh units.",
        ),
        "value for slope": (lambda z, a: a, "You multiplied by the value of the unit where its slope belongs."),
        "slope not squared": (lambda z, a: 1 - a, "You used 1 - value. The value has to be squared."),
    },
    # slope of ReLU, from z and the value
    "relu_slope": {
        "forgot phi'": (lambda z, a: np.ones_like(a), "The slope of the activation, phi', is missing."),
        "value for slope": (lambda z, a: a, "You multiplied by the value of the unit. The slope of ReLU is 1 or 0."),
        "on and off exchanged": (
            lambda z, a: (z <= 0) * 1.0,
            "Your slope is 1 where the unit is off, and 0 where it is on.",
        ),
        "tanh's slope": (lambda z, a: 1 - a**2, "1 - value^2 is the slope of tanh; these are ReLU units."),
    },
    # a slope at the output that does not belong there
    "out_slope": {
        "extra phi_out'": (
            lambda p: p * (1 - p),
            "There is one factor phi_out' too many, as on the slides. The derivative with respect to the logit has none.",
        )
    },
    # a sum over the data points, axis 0
    "over_data": {
        "bias by mean": (
            lambda D: np.mean(D, axis=0),
            "You averaged over the data points where they are added up: the factor 1/n is in it already.",
        ),
        "not summed": (lambda D: D, "There is one row for each data point left: add them up, over axis 0."),
        "summed over the units": (
            lambda D: np.sum(D, axis=1),
            "You added up over the units. There is one number for each unit: the sum goes over the data points, axis 0.",
        ),
        "summed over everything": (np.sum, "This is one number. There is one for each unit: sum over axis 0 only."),
    },
    # from a layer's sums back to the values below it; rows are data points
    "back": {
        "W the wrong way round": (
            lambda D, W: D @ W.T,
            "W is the wrong way round on the way back: what reaches unit j below comes through column j of W.",
        )
    },
    "variance": {
        "n - 1": (
            lambda A, axis: np.var(A, axis=axis, ddof=1, keepdims=True),
            "Your variance divides by one less than the number of values; here it is a plain mean of squares.",
        ),
        "variance of the raw numbers": (
            lambda A, axis: np.mean(A**2, axis=axis, keepdims=True),
            "Your variance is the mean square of the RAW numbers. Center first.",
        ),
        "variance squared": (
            lambda A, axis: np.var(A, axis=axis, keepdims=True) ** 2,
            "You divided by the variance instead of its root.",
        ),
    },
}
"""Keyword -> {name of the slip: (what stands in the place of the right thing, reply)}."""


def slips(solution, *concepts, without=()):
    """Return the bank of a solution: one misconception for each wrong way of each concept that it is written with.

    Parameters
    ----------
    solution : callable
        Its keyword-only arguments are named after concepts, keys of `CONCEPTS`.
    concepts : str
        Which ones; by default all that the solution has.
    without : sequence of str
        Names of slips that this exercise cannot show.

    Returns
    -------
    list of Misconception

    Raises
    ------
    ValueError
        If the solution has no such argument, or no such slip is known.
    """
    own = [name for name, each in inspect.signature(solution).parameters.items() if each.kind is each.KEYWORD_ONLY]
    for name in concepts:
        if name not in own or name not in CONCEPTS:
            raise ValueError(f"expected a concept among {[each for each in own if each in CONCEPTS]}, got {name!r}")
    chosen = concepts or [name for name in own if name in CONCEPTS]
    unknown = set(without) - {slip for name in chosen for slip in CONCEPTS[name]}
    if unknown:
        raise ValueError(f"expected names of slips of {list(chosen)} in `without`, got {sorted(unknown)}")
    return [
        Misconception(slip, functools.partial(solution, **{name: instead}), reply)
        for name in chosen
        for slip, (instead, reply) in CONCEPTS[name].items()
        if slip not in without
    ]
