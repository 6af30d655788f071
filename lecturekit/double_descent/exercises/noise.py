"""Exercise 9.1: how noise comes through each singular value."""

import numpy as np

from lecturekit.checks.engine import Misconception, steps_exercise


def _noise_probes(rng):
    probes = []
    for n, N, n_test in ((5, 8, 7), (6, 4, 5), (4, 4, 9)):
        U, s, Vt = np.linalg.svd(rng.standard_normal((n, N)), full_matrices=False)
        probes.append((U, s, Vt, rng.standard_normal(n), rng.standard_normal((n_test, N)), float(rng.uniform(0.3, 2))))
    return probes


def _by_drawing(U, s, Vt, noise, A_test, sigma):
    """The same without singular values: the pseudo-inverse of the matrix, applied to many label noises at once."""
    pseudo_inverse = np.linalg.pinv(U @ np.diag(s) @ Vt)
    spread = sigma**2 * A_test @ pseudo_inverse @ pseudo_inverse.T @ A_test.T
    return {
        "dw": pseudo_inverse @ noise,
        "length2": sigma**2 * np.trace(pseudo_inverse @ pseudo_inverse.T),
        "error": np.mean(np.diag(spread)),
    }


noise_by_direction = steps_exercise(
    "9.1",
    "What a little noise does",
    points=4,
    args=("U", "s", "Vt", "noise", "A_test", "sigma"),
    probes=_noise_probes,
    steps={
        "along": lambda U, noise: U.T @ noise,
        "dw": lambda along, s, Vt: Vt.T @ (along / s),
        "length2": lambda s, sigma: sigma**2 * np.sum(1 / s**2),
        "seen": lambda A_test, Vt: np.mean((A_test @ Vt.T) ** 2, axis=0),
        "by_direction": lambda seen, s, sigma: sigma**2 * seen / s**2,
        "error": lambda by_direction: by_direction.sum(),
    },
    reference=_by_drawing,
    wrong=[
        Misconception(
            "sign",
            {"along": lambda U, noise: -U.T @ noise},
            "There is a minus too many: the component along a column is the dot product of the noise with that column.",
        ),
        Misconception(
            "not divided",
            {"dw": lambda along, Vt: Vt.T @ along},
            "The components of the noise are turned into weights, but the stretching is not undone: each of them is divided by its singular value.",
        ),
        Misconception(
            "divided by squares",
            {"dw": lambda along, s, Vt: Vt.T @ (along / s**2)},
            "You divide by the squares of the singular values. Squares come in later, where lengths and errors are squared; a weight is a component divided by s once.",
        ),
        Misconception(
            "multiplied",
            {"dw": lambda along, s, Vt: Vt.T @ (along * s)},
            "You stretch once more. Weights come from labels in the opposite direction: what `A` multiplies by `s`, the solution divides by `s`.",
        ),
        Misconception(
            "the square of one length",
            {"length2": lambda dw: dw @ dw},
            "This is the squared length for the ONE noise that was handed in. Asked for is the mean over all noise: what is the mean of `along[k]` squared?",
        ),
        Misconception(
            "sigma forgotten",
            {"length2": lambda s: np.sum(1 / s**2)},
            "How strong the noise is plays no part in yours: each component `along[k]` has the variance sigma squared.",
        ),
        Misconception(
            "the root of it",
            {"length2": lambda s, sigma: sigma * np.sqrt(np.sum(1 / s**2))},
            "You took the root. Asked for is the mean SQUARED length.",
        ),
        Misconception(
            "sigma not squared",
            {"length2": lambda s, sigma: sigma * np.sum(1 / s**2)},
            "A squared length is proportional to the VARIANCE of the noise, sigma squared.",
        ),
        Misconception(
            "singular values not squared",
            {"length2": lambda s, sigma: sigma**2 * np.sum(1 / s)},
            "Each component is divided by s, so its square is divided by the square of s.",
        ),
        Misconception(
            "mean instead of sum",
            {"length2": lambda s, sigma: sigma**2 * np.mean(1 / s**2)},
            "A squared length is the SUM of the squares of its perpendicular components, not their mean.",
        ),
        Misconception(
            "squared after the mean",
            {"seen": lambda A_test, Vt: np.mean(A_test @ Vt.T, axis=0) ** 2},
            "You take the mean first and square it then: outputs above and below 0 cancel. First square, then average over the test points.",
        ),
        Misconception(
            "absolute values",
            {"seen": lambda A_test, Vt: np.mean(np.abs(A_test @ Vt.T), axis=0)},
            "You average absolute values. The error is a mean SQUARE, so square what the direction does at each test point.",
        ),
        Misconception(
            "a variance",
            {"seen": lambda A_test, Vt: np.var(A_test @ Vt.T, axis=0)},
            "A variance leaves out what is common to all test points. Here the squares themselves are averaged, about 0 and not about their mean.",
        ),
        Misconception(
            "sum over the test points",
            {"seen": lambda A_test, Vt: np.sum((A_test @ Vt.T) ** 2, axis=0)},
            "This is the sum over the test points. The error is a mean square, so take the mean.",
        ),
        Misconception(
            "test points not asked",
            {"by_direction": lambda s, sigma: sigma**2 / s**2},
            "This is how much noise the WEIGHTS get along each direction. How much of that shows at the test points is `seen`.",
        ),
        Misconception(
            "divided by s once",
            {"by_direction": lambda seen, s, sigma: sigma**2 * seen / s},
            "The weight along the direction is divided by s; the error is a square, so it is divided by s squared.",
        ),
        Misconception(
            "no noise in it",
            {"by_direction": lambda seen, s: seen / s**2},
            "How strong the noise is plays no part in yours: the weight along a direction has the variance sigma squared over s squared.",
        ),
        Misconception(
            "this noise only",
            {"by_direction": lambda seen, along, s: seen * along**2 / s**2},
            "You use the one noise that was handed in. Over all noise the mean of `along[k]` squared is sigma squared.",
        ),
        Misconception(
            "the worst direction only",
            {"error": lambda by_direction: by_direction.max()},
            "The largest part is most of the error near the peak, but not everywhere: add up all directions.",
        ),
        Misconception(
            "mean of the directions",
            {"error": lambda by_direction: by_direction.mean()},
            "The directions' parts add up; their mean would fall when there are more of them.",
        ),
        Misconception(
            "error of this noise only",
            {"error": lambda A_test, dw: np.mean((A_test @ dw) ** 2)},
            "This is what the ONE noise that was handed in adds. Asked for is the mean over all noise; you have its parts already, direction by direction.",
        ),
    ],
    hints=[
        "Section *Why is there a peak?* Labels with noise give the weights for the labels, plus the weights for the noise: `dw` is the smallest solution for the noise alone.",
        "The columns of U have length 1 and are perpendicular, so each component `along[k]` of independent noise has mean 0 and variance sigma squared, and no two of them have to do with one another.",
        "What direction k does at a test point is the row of `A_test` times that direction, times the weight along it. Square, then take the means: over the test points, and over the noise.",
    ],
    praise="One sum over the singular values. Where the smallest one is tiny, its term is nearly all of it.",
)
