"""Exercise 3.6: a gradient check of one's own, tried on right gradients and on planted bugs."""

import numpy as np

from lecturekit.checks.engine import Misconception, function_exercise
from lecturekit.single_unit.gradient_check import gradcheck, numerical_gradient


def bowl(w):
    """A smooth function with a minimum near 0."""
    return float(np.sum(np.cosh(w)) + 0.5 * w[0] * w[1])


def bowl_gradient(w):
    """Its gradient."""
    return np.sinh(w) + 0.5 * np.append(w[[1, 0]], np.zeros(len(w) - 2))


def times(factor, function, name):
    """A multiple of a function, with a name for the message that tells on what an answer has failed."""

    def multiple(w):
        return factor * function(w)

    multiple.__name__ = name
    return multiple


def without(entry):
    """The gradient of the bowl with a bug in one entry."""
    factors = np.ones(5)
    factors[entry] = 0.0
    return times(factors, bowl_gradient, f"entry_{entry}_is_always_zero")


def gradient_in_reverse(w):
    """The right entries in the wrong order."""
    return bowl_gradient(w)[::-1]


def gradcheck_probes(rng):
    """Functions with right and wrong gradients, of all sizes."""
    w = np.array([0.7, -1.1, 1.9, 0.4, -0.6])
    near = np.array([1e-3, 1e-3, -1e-3, -1e-3, -1e-3])
    tiny, huge = times(1e-9, bowl, "tiny_bowl"), times(1e7, bowl, "huge_bowl")
    slope = rng.normal(size=5)

    def wave(w):  # at 0, where also a tiny step gives the slope, but not to the last digit
        return float(np.sin(slope @ w))

    def wave_gradient(w):
        return np.cos(slope @ w) * slope

    def constant(w):
        return 3.0

    return [
        (bowl, bowl_gradient, w),
        (bowl, times(-1, bowl_gradient, "sign_flipped"), w),
        (bowl, without(4), w),
        (bowl, without(0), w),
        (bowl, without(2), w),
        (bowl, gradient_in_reverse, w),
        (bowl, times(2, bowl_gradient, "twice_the_gradient"), w),
        (bowl, times(1.001, bowl_gradient, "a_thousandth_too_long"), w),
        (tiny, times(1e-9, bowl_gradient, "tiny_gradient"), w),
        (tiny, times(-1e-9, bowl_gradient, "tiny_with_sign_flipped"), w),
        (huge, times(1e7, bowl_gradient, "huge_gradient"), w),
        (bowl, bowl_gradient, near),
        (wave, wave_gradient, np.zeros(5)),
        (constant, np.zeros_like, np.zeros(5)),
        (bowl, bowl_gradient, w[:3]),
        (bowl, gradient_in_reverse, w[:2]),
    ]


def reference_gradcheck(f, grad, w):
    """Central differences and a relative error."""
    return bool(gradcheck(f, grad, w, tolerance=1e-4))


def check_with(compare, differences=numerical_gradient):
    """A gradient check made of a comparison and a numerical gradient."""
    return lambda f, grad, w: bool(compare(np.asarray(grad(w)), differences(f, w)))


def relative(analytic, numerical, tolerance=1e-4):
    """Whether two gradients differ by little in proportion to their length."""
    total = np.linalg.norm(analytic) + np.linalg.norm(numerical)
    return np.linalg.norm(analytic - numerical) <= tolerance * total


def forward_differences(f, w, h=1e-4):
    """One-sided difference quotients."""
    return np.array([(f(w + h * e) - f(w)) / h for e in np.eye(len(w))])


def quotient_without_division_by_two(f, w, h=1e-5):
    """Central differences, divided by h instead of 2h."""
    return np.array([(f(w + h * e) - f(w - h * e)) / h for e in np.eye(len(w))])


WRONG_GRADCHECK = [
    Misconception(
        "absolute tolerance",
        check_with(lambda a, n: np.abs(a - n).max() <= 1e-5),
        "You compare the difference with a fixed number. Where the whole gradient is tiny (1e-9) even the wrong sign passes; where it is "
        "large, a right one fails. Compare with the size of the gradients.",
    ),
    Misconception(
        "allclose",
        check_with(np.allclose),
        "`np.allclose` has an absolute tolerance (1e-8) beside the relative one, and adds them. Where the whole gradient is tiny even the "
        "wrong sign passes. Set `atol=0`, or compare with the size of the gradients.",
    ),
    Misconception(
        "too wide",
        check_with(lambda a, n: relative(a, n, 1e-2)),
        "Your tolerance is wide: a gradient that is a thousandth too long passes. Central differences are right in about ten digits, so ask for five or six.",
    ),
    Misconception(
        "exactly equal",
        check_with(np.array_equal),
        "You ask for equality. A difference quotient is right in about ten digits, hardly ever in all: accept a small relative error, about 1e-5.",
    ),
    Misconception(
        "lengths only",
        check_with(lambda a, n: abs(np.linalg.norm(a) - np.linalg.norm(n)) <= 1e-4 * np.linalg.norm(n)),
        "You compare how long the two gradients are. One with the opposite sign, or with entries exchanged, is just as long.",
    ),
    Misconception(
        "first coordinate only",
        check_with(lambda a, n: relative(a[:1], n[:1])),
        "You look at one coordinate. A bug in the last bias, a realistic one, is elsewhere: go through the whole of w.",
    ),
    Misconception(
        "sums compared",
        check_with(lambda a, n: relative(a.sum(keepdims=True), n.sum(keepdims=True))),
        "You compare the sums of the entries. Entries in the wrong order have the same sum.",
    ),
    Misconception(
        "forward difference",
        check_with(relative, forward_differences),
        "Your difference goes to one side, (f(w + h) - f(w)) / h. Its error is proportional to h and to the curvature: near a minimum, where "
        "the gradient is small, right gradients fail.",
    ),
    Misconception(
        "inexact differences",
        check_with(relative, lambda f, w: numerical_gradient(f, w, h=1e-14)),
        "Your check says no to right gradients, so your difference quotients are not exact enough. Far below 1e-8 a step leaves rounding "
        "errors alone; above 1e-3, or to one side only, it feels the curvature. h = 1e-5 to both sides is a good size.",
    ),
    Misconception(
        "divided by h",
        check_with(relative, quotient_without_division_by_two),
        "From w - h to w + h the distance is 2h. You divide by h, so every right gradient looks half as long as it should.",
    ),
    Misconception(
        "true everywhere",
        lambda f, grad, w: True,
        "Your check accepts everything, also a gradient with the wrong sign.",
    ),
    Misconception(
        "0/0",
        check_with(lambda a, n: np.linalg.norm(a - n) < 1e-4 * (np.linalg.norm(a) + np.linalg.norm(n))),
        "Two gradients that are exactly zero agree. With a strict `<` (or a division by their size) your check says no.",
    ),
]


EXERCISES = [
    function_exercise(
        "3.6",
        "A gradient check of your own",
        kind="code",
        points=3,
        probes=gradcheck_probes,
        reference=reference_gradcheck,
        wrong=WRONG_GRADCHECK,
        hints=[
            "Section *Going deeper: a check for networks with many weights*. For each i nudge entry i of a copy of w by +h and by -h; h = 1e-5 is a good size.",
            "Divide the norm of the difference by the sum of both norms, and accept up to about 1e-5.",
            "If both are exactly zero there is nothing to divide by: they agree.",
        ],
        praise="Keep it: it tells you when a formula is wrong, without asking anybody. (Right at one point is not yet right: try several.)",
    )
]
