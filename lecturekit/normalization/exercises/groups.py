"""Exercise 7.2 of chapter 7: group norm, forward and backward."""

import numpy as np

from lecturekit.checks.engine import Misconception, steps_exercise
from lecturekit.single_unit.gradient_check import numerical_gradient

EPS = 1e-5


def _group_probes(rng):
    return [
        (rng.normal(1.0, 2.0, (n, m)), rng.normal(size=(n, m)), rng.normal(1.0, 0.5, m), groups)
        for n, m, groups in ((5, 6, 2), (3, 8, 4), (4, 6, 3))
    ]


def _in_groups(A, groups):
    return A.reshape(len(A), groups, -1)


def _over_units(values, Z):
    """One number for each group, (n, groups), written under each of its units, (n, m)."""
    return np.repeat(values, Z.shape[1] // values.shape[1], axis=1)


def _every_kth(Z, s):
    """Z centered and divided by s in groups of every k-th unit."""
    strided = Z.reshape(len(Z), -1, s.shape[1])
    return ((strided - strided.mean(axis=1, keepdims=True)) / s[:, None, :]).reshape(Z.shape)


def _normalized(Z, groups):
    """One data point and one group at a time."""
    result = np.empty_like(Z)
    size = Z.shape[1] // groups
    for i in range(len(Z)):
        for first in range(0, Z.shape[1], size):
            group = Z[i, first : first + size]
            mean = sum(group) / size
            result[i, first : first + size] = (group - mean) / (sum((z - mean) ** 2 for z in group) / size + EPS) ** 0.5
    return result


def _numerical(Z, delta, scale, groups):
    def loss(Z, scale, shift):
        return np.sum(delta * (scale * _normalized(Z, groups) + shift))

    zero = np.zeros_like(scale)
    return {
        "z_hat": _normalized(Z, groups),
        "dscale": numerical_gradient(lambda v: loss(Z, v, zero), scale),
        "dshift": numerical_gradient(lambda v: loss(Z, scale, v), zero),
        "dZ": numerical_gradient(lambda v: loss(v, scale, zero), Z),
    }


GROUP_NORM = {
    "s": lambda Z, groups: np.sqrt(_in_groups(Z, groups).var(axis=2) + EPS),
    "z_hat": lambda Z, s: (Z - _over_units(_in_groups(Z, s.shape[1]).mean(axis=2), Z)) / _over_units(s, Z),
    "dshift": lambda delta: delta.sum(axis=0),
    "dscale": lambda delta, z_hat: (delta * z_hat).sum(axis=0),
    "d": lambda delta, scale: delta * scale,
    "dmean": lambda d, s: -_in_groups(d, s.shape[1]).sum(axis=2) / s,
    "ds": lambda d, z_hat, s: -_in_groups(d * z_hat, s.shape[1]).sum(axis=2) / s,
    "dZ": lambda d, s, dmean, ds, z_hat: (
        d / _over_units(s, d) + (_over_units(dmean, d) + _over_units(ds, d) * z_hat) * s.shape[1] / d.shape[1]
    ),
}

group_norm_pass = steps_exercise(
    "7.2",
    "Group norm, forward and backward",
    points=5,
    args=("Z", "delta", "scale", "groups"),
    probes=_group_probes,
    edges={
        "one group": lambda rng: (rng.normal(size=(4, 3)), rng.normal(size=(4, 3)), rng.normal(size=3), 1),
        "one data point": lambda rng: (rng.normal(size=(1, 6)), rng.normal(size=(1, 6)), rng.normal(size=6), 2),
    },
    steps=GROUP_NORM,
    reference=_numerical,
    wrong=[
        Misconception(
            "all units together",
            {"s": lambda Z, groups: np.sqrt(Z.var(axis=1, keepdims=True) + EPS) * np.ones(groups)},
            "This is the deviation over ALL units of a data point: layer norm. Here each group has its own.",
        ),
        Misconception(
            "every other unit",
            {"s": lambda Z, groups: np.sqrt(Z.reshape(len(Z), -1, groups).var(axis=1) + EPS)},
            "Your groups take every k-th unit. A group is a run of neighbors: `Z.reshape(n, groups, -1)`.",
        ),
        Misconception(
            "over the batch",
            {"s": lambda Z, groups: np.sqrt(_in_groups(Z, groups).var(axis=(0, 2)) + EPS) * np.ones((len(Z), 1))},
            "Your deviation is taken over the data points too. In group norm no data point sees another.",
        ),
        Misconception(
            "unit by unit over the batch",
            {
                "s": lambda Z, groups: (
                    np.sqrt(_in_groups(Z, groups).var(axis=0).mean(axis=1) + EPS) * np.ones((len(Z), 1))
                )
            },
            "You averaged over the data points, unit by unit: that is batch norm. Here each data point has its own deviation, over the units of a group.",
        ),
        Misconception(
            "every other unit in z_hat",
            {"z_hat": _every_kth},
            "As in `s`, your groups take every k-th unit. A group is a run of neighbors: `Z.reshape(n, groups, -1)`.",
        ),
        Misconception(
            "eps outside the root",
            {"s": lambda Z, groups: _in_groups(Z, groups).std(axis=2) + EPS},
            "Your eps stands outside the root. It belongs to the variance.",
        ),
        Misconception(
            "one less",
            {"s": lambda Z, groups: np.sqrt(_in_groups(Z, groups).var(axis=2, ddof=1) + EPS)},
            "Your variance divides by one less than the number of units. It is the plain mean of squares.",
        ),
        Misconception(
            "mean of all units",
            {"z_hat": lambda Z, s: (Z - Z.mean(axis=1, keepdims=True)) / _over_units(s, Z)},
            "You subtract the mean over all units of the data point. Each group has its own mean.",
        ),
        Misconception(
            "not centered",
            {"z_hat": lambda Z, s: Z / _over_units(s, Z)},
            "You divide without subtracting the group's mean.",
        ),
        Misconception(
            "shift by mean",
            {"dshift": lambda delta: delta.mean(axis=0)},
            "The mean over the data is in `delta` already. The shift is added to every data point, so its derivatives add up.",
        ),
        Misconception(
            "shift over the units",
            {"dshift": lambda delta, Z: delta.sum(axis=1)},
            "You added up over the units. Each unit has a shift of its own, the same for all data points: add up over the rows.",
        ),
        Misconception(
            "scale from the sums",
            {"dscale": lambda delta, Z: (delta * Z).sum(axis=0)},
            "The scale multiplies the NORMALIZED value, so that is its derivative.",
        ),
        Misconception(
            "scale by mean",
            {"dscale": lambda delta, z_hat: (delta * z_hat).mean(axis=0)},
            "The mean over the data is in `delta` already: add up over the rows.",
        ),
        Misconception(
            "scale forgotten",
            {"d": lambda delta: delta * 1.0},
            "Between the normalized value and the output stands the scale.",
        ),
        Misconception(
            "sign of the mean's path",
            {"dmean": lambda d, s: _in_groups(d, s.shape[1]).sum(axis=2) / s},
            "If the mean grows, every normalized value of the group FALLS, by 1/s.",
        ),
        Misconception(
            "mean over the group",
            {"dmean": lambda d, s: -_in_groups(d, s.shape[1]).mean(axis=2) / s},
            "The mean reaches every unit of the group, so what comes back from them adds up. (1/k belongs to the way from z to the mean, further down.)",
        ),
        Misconception(
            "sign of the deviation's path",
            {"ds": lambda d, z_hat, s: _in_groups(d * z_hat, s.shape[1]).sum(axis=2) / s},
            "z_hat is something divided by s. If s grows, it shrinks: the sign is a minus.",
        ),
        Misconception(
            "no z_hat on the deviation's path",
            {"ds": lambda d, s: -_in_groups(d, s.shape[1]).sum(axis=2) / s},
            "This is the mean's path again. How much z_hat changes with s depends on z_hat itself.",
        ),
        Misconception(
            "no 1/s on the deviation's path",
            {"ds": lambda d, z_hat, s: -_in_groups(d * z_hat, s.shape[1]).sum(axis=2)},
            "The sum is right, but z_hat falls with s by z_hat / s: divide by s.",
        ),
        Misconception(
            "no 1/s^2 on the deviation's path",
            {"ds": lambda d, z_hat, s: -_in_groups(d * z_hat, s.shape[1]).sum(axis=2) * s},
            "You multiplied by Z minus its mean. That over s, differentiated with respect to s, gives -(Z - mean) / s^2: the s^2 is missing.",
        ),
        Misconception(
            "delta for d on the deviation's path",
            {"ds": lambda delta, z_hat, s: -_in_groups(delta * z_hat, s.shape[1]).sum(axis=2) / s},
            "What arrives at z_hat is `d`, with the scale in it.",
        ),
        Misconception(
            "mean and deviation as constants",
            {"dZ": lambda d, s: d / _over_units(s, d)},
            "Only the direct way is there. Each z also moves its group's mean and deviation.",
        ),
        Misconception(
            "no 1/k",
            {
                "dZ": lambda d, s, dmean, ds, z_hat: (
                    d / _over_units(s, d) + _over_units(dmean, d) + _over_units(ds, d) * z_hat
                )
            },
            "All three ways are there, but one of k units moves the mean by 1/k only, and the deviation by z_hat/k.",
        ),
        Misconception(
            "no way through the deviation",
            {"dZ": lambda d, s, dmean: d / _over_units(s, d) + _over_units(dmean, d) * s.shape[1] / d.shape[1]},
            "The way through the deviation is missing.",
        ),
        Misconception(
            "no way through the mean",
            {
                "dZ": lambda d, s, ds, z_hat: (
                    d / _over_units(s, d) + _over_units(ds, d) * z_hat * s.shape[1] / d.shape[1]
                )
            },
            "The way through the mean is missing.",
        ),
        Misconception(
            "deviation's way with the sum for z_hat",
            {
                "dZ": lambda d, s, dmean, ds, z_hat: (
                    d / _over_units(s, d)
                    + (_over_units(dmean, d) + _over_units(ds * s, d) * z_hat) * s.shape[1] / d.shape[1]
                )
            },
            "On the way from z to s you multiplied by (Z - mean) / k. The derivative of s is z_hat/k: differentiate s^2, and divide by 2 s.",
        ),
        Misconception(
            "deviation's way without z_hat",
            {
                "dZ": lambda d, s, dmean, ds: (
                    d / _over_units(s, d) + _over_units(dmean + ds, d) * s.shape[1] / d.shape[1]
                )
            },
            "The deviation grows only if z moves AWAY from the mean: its derivative with respect to z is z_hat/k.",
        ),
    ],
    hints=[
        "Section *The backward pass: three paths*. In `Z.reshape(n, groups, -1)` each group is a row of axis 2; `np.repeat(values, k, axis=1)` writes a group's number under each of its k units.",
        "A scale and a shift belong to a unit and reach all data points: their derivatives add up over the rows. A mean and a deviation belong to a group of one data point, and reach its k units.",
        "For dZ go through the graph from z: straight on, through the mean, through the deviation. Each way is the product of what stands on its arrows, and two of them you have nearly finished.",
    ],
    praise="The bars of the chapter in two halves, sums on the way down to mean and s, and 1/k on the way to z. With one group it is layer norm.",
)
