"""Exercises 4.3 and 4.4: mean and standard deviation of two parts of the data, and a step in raw units."""

import numpy as np

from lecturekit.checks.engine import Misconception, function_exercise, steps_exercise
from lecturekit.single_unit.gradient_check import numerical_gradient


# ---- 4.3 statistics of two parts
def two_part_probes(rng):
    """Rows, means and standard deviations of two parts of very different sizes."""
    return [
        (int(n), rng.normal(3, 2, d), rng.uniform(0.2, 5, d), int(k), rng.normal(1, 3, d), rng.uniform(0.2, 5, d))
        for n, k, d in ((4, 30, 2), (25, 6, 3), (9, 12, 4))
    ]


def rows_with(n, mu, sigma):
    """So many rows with these means and standard deviations."""
    steps = np.arange(n) - (n - 1) / 2
    return mu + sigma * (steps / (steps.std() or 1.0))[:, None]


def of_all_rows(n_1, mu_1, sigma_1, n_2, mu_2, sigma_2):
    """From rows that have the statistics: both parts one below the other."""
    rows = np.vstack([rows_with(n_1, mu_1, sigma_1), rows_with(n_2, mu_2, sigma_2)])
    return rows.mean(axis=0), rows.std(axis=0)


def together(n_1, mu_1, sigma_1, n_2, mu_2, sigma_2, *, weighted=True, within=1, between=1, root=0.5):
    """(mu, sigma) of both parts, right by default."""
    share = n_1 / (n_1 + n_2) if weighted else 0.5
    mean = lambda first, second: share * first + (1 - share) * second
    mu = mean(mu_1, mu_2)
    variance = within * mean(sigma_1**2, sigma_2**2) + between * mean((mu_1 - mu) ** 2, (mu_2 - mu) ** 2)
    return mu, variance**root


PARTS = function_exercise(
    "4.3",
    "Two parts of the data",
    kind="derive",
    points=3,
    probes=two_part_probes,
    reference=of_all_rows,
    tolerance=1e-5,
    solution=together,
    returns=("mu", "sigma"),
    edges={
        "if one part is a single row": lambda rng: (
            1,
            rng.normal(size=2),
            np.zeros(2),
            5,
            rng.normal(size=2),
            np.ones(2),
        ),
        "if both means are equal": lambda rng: (4, np.ones(2), np.ones(2), 8, np.ones(2), np.full(2, 3.0)),
    },
    wrong=[
        Misconception(
            "both parts alike",
            lambda *given: together(*given, weighted=False),
            "You give both parts the same weight. A part with more rows counts for more.",
        ),
        Misconception(
            "mean of the two means",
            lambda n_1, mu_1, sigma_1, n_2, mu_2, sigma_2: (
                (mu_1 + mu_2) / 2,
                together(n_1, mu_1, sigma_1, n_2, mu_2, sigma_2)[1],
            ),
            "Your sigma is right. The mean of all rows is not the mean of the two means: a part with more rows counts for more.",
        ),
        Misconception(
            "the spread within alone",
            lambda *given: together(*given, between=0),
            "You have the spread within the parts. But if their means are far apart, the rows are far from the common mean, even where each part is narrow.",
        ),
        Misconception(
            "the distance of the means alone",
            lambda *given: together(*given, within=0),
            "You have the distance between the two means. The rows of a part lie around its mean, too.",
        ),
        Misconception(
            "mean of the standard deviations",
            lambda n_1, mu_1, sigma_1, n_2, mu_2, sigma_2: (
                together(n_1, mu_1, sigma_1, n_2, mu_2, sigma_2)[0],
                (n_1 * sigma_1 + n_2 * sigma_2) / (n_1 + n_2),
            ),
            "You took the mean of the standard deviations. What adds up over rows are squares; and the means of the parts differ.",
        ),
        Misconception(
            "the variance",
            lambda *given: together(*given, root=1),
            "That is the square of it: (34) gives sigma^2, and sigma is asked for.",
        ),
        Misconception(
            "the distance of the means in full",
            lambda n_1, mu_1, sigma_1, n_2, mu_2, sigma_2: (
                together(n_1, mu_1, sigma_1, n_2, mu_2, sigma_2)[0],
                np.sqrt((n_1 * sigma_1**2 + n_2 * sigma_2**2) / (n_1 + n_2) + (mu_1 - mu_2) ** 2),
            ),
            "You added the whole square of the distance between the two means. The common mean lies between them: each part is only a part of that distance away from it.",
        ),
        Misconception(
            "not centered",
            lambda n_1, mu_1, sigma_1, n_2, mu_2, sigma_2: (
                together(n_1, mu_1, sigma_1, n_2, mu_2, sigma_2)[0],
                np.sqrt((n_1 * (sigma_1**2 + mu_1**2) + n_2 * (sigma_2**2 + mu_2**2)) / (n_1 + n_2)),
            ),
            "That is the root of the mean of x^2. The x of (34) are centered: what does the common mean take away from it?",
        ),
        Misconception(
            "variances added",
            lambda n_1, mu_1, sigma_1, n_2, mu_2, sigma_2: (
                together(n_1, mu_1, sigma_1, n_2, mu_2, sigma_2)[0],
                np.sqrt(sigma_1**2 + sigma_2**2),
            ),
            "You added the variances, as for a sum of two random numbers. Here the rows are put one below the other: their squares have a mean.",
        ),
        Misconception(
            "one less",
            lambda n_1, mu_1, sigma_1, n_2, mu_2, sigma_2: (
                together(n_1, mu_1, sigma_1, n_2, mu_2, sigma_2)[0],
                together(n_1, mu_1, sigma_1, n_2, mu_2, sigma_2)[1] * np.sqrt((n_1 + n_2) / (n_1 + n_2 - 1)),
            ),
            "You divided by n - 1. Equation (34) divides by n.",
        ),
    ],
    hints=[
        "Section *Fewer iterations*. Equation (34) is a mean of squares of centered numbers. From the mu and sigma of a part you can say what the sum of its x is, and what the sum of its x^2.",
        "The mean of x^2 is sigma^2 + mu^2, in each part and in all rows.",
    ],
    praise="The spread within the parts and the distance between their means both count. So a table too large for one machine can be standardized part by part.",
)


# ---- 4.4 twins in other units
def twin_probes(rng):
    """A unit on standardized inputs, its gradient, the statistics of the inputs, a learning rate."""
    return [
        (
            rng.normal(size=d),
            float(rng.normal()),
            rng.normal(size=d),
            float(rng.normal()),
            rng.normal(3, 2, d),
            rng.uniform(0.2, 9, d),
            float(rng.uniform(0.05, 0.5)),
        )
        for d in (1, 2, 4)
    ]


def twin_by_values(w, b, g_w, g_b, mu, sigma, eta):
    """All quantities from values of the two functions, and a difference quotient of a loss with this gradient."""
    corners = np.eye(len(w))

    def affine(f, at, step):
        """Slopes and height of f where x = at + step times its argument."""
        height = float(f(at))
        return np.array([float(f(at + step * corner)) - height for corner in corners]), height

    def seen(raw):
        return affine(lambda x: np.dot(raw[:-1], x) + raw[-1], mu, sigma)

    def loss(raw):
        weights, bias = seen(raw)
        return float(np.dot(g_w, weights) + g_b * bias)

    w_raw, b_raw = affine(lambda x: np.dot(w, (x - mu) / sigma) + b, np.zeros(len(w)), np.ones(len(w)))
    raw = np.append(w_raw, b_raw)
    gradient = numerical_gradient(loss, raw)
    w_seen, b_seen = seen(raw - eta * gradient)
    return {"g_w_raw": gradient[:-1], "g_b_raw": gradient[-1], "w_seen": w_seen, "b_seen": b_seen}


THEORY = steps_exercise(
    "4.4",
    "No effect, in theory?",
    kind="derive",
    points=4,
    args=("w", "b", "g_w", "g_b", "mu", "sigma", "eta"),
    probes=twin_probes,
    tolerance=1e-5,
    steps={
        "g_w_raw": lambda g_w, g_b, mu, sigma: sigma * g_w + mu * g_b,
        "g_b_raw": lambda g_b: g_b,
        "w_seen": lambda w, g_w_raw, eta, sigma: w - eta * sigma * g_w_raw,
        "b_seen": lambda w, b, g_b_raw, eta, w_seen, mu, sigma: b - eta * g_b_raw + ((w_seen - w) / sigma) @ mu,
    },
    reference=twin_by_values,
    wrong=[
        Misconception(
            "the gradient treated like a weight",
            {"g_w_raw": lambda g_w, sigma: g_w / sigma},
            "A weight was divided by sigma; its derivative goes the other way. The derivative of the sum with respect to w' is the raw x. Write that with the standardized one.",
        ),
        Misconception(
            "the gradient without its shift",
            {"g_w_raw": lambda g_w, sigma: sigma * g_w},
            "The derivative with respect to w' is the mean of delta times the raw x, and x is sigma times the standardized input PLUS mu. What does the second part add?",
        ),
        Misconception(
            "the gradient shifted the wrong way",
            {"g_w_raw": lambda g_w, g_b, mu, sigma: sigma * g_w - mu * g_b},
            "The sign: the standardized input is (x - mu) / sigma, so the raw x is sigma times it PLUS mu.",
        ),
        Misconception(
            "the data's formula for the gradient",
            {"g_w_raw": lambda g_w, g_b, mu, sigma: (g_w - mu * g_b) / sigma},
            "You carried the gradient over as one carries an input over: minus mu, over sigma. The derivative with respect to w' is delta times the *raw* x; put the raw x in terms of the standardized one.",
        ),
        Misconception(
            "the shift over sigma",
            {"g_w_raw": lambda g_w, g_b, mu, sigma: sigma * g_w + mu / sigma * g_b},
            "x is sigma times the standardized input plus mu: the mu is not divided by anything.",
        ),
        Misconception(
            "the same gradient",
            {"g_w_raw": lambda g_w: g_w},
            "The two weights stand before different numbers: w before the standardized input, w' before the raw one. So the loss changes differently with them.",
        ),
        Misconception(
            "the gradient of the bias shifted",
            {"g_b_raw": lambda g_w, g_b, mu, sigma: g_b - (g_w / sigma) @ mu},
            "A change of b' by 1 changes every sum by 1, just as one of b does.",
        ),
        Misconception(
            "still in raw units",
            {"w_seen": lambda w, g_w_raw, eta, sigma: w / sigma - eta * g_w_raw},
            "Those are the twin's own weights after the step, for raw inputs. Which weights do the same to standardized ones?",
        ),
        Misconception(
            "not the twin's step",
            {"w_seen": lambda w, g_w, eta: w - eta * g_w},
            "That is the step of the unit on standardized inputs. The twin has made its own, with its own gradient.",
        ),
        Misconception(
            "the bias still in raw units",
            {"b_seen": lambda w, b, g_b_raw, eta, mu, sigma: b - (w / sigma) @ mu - eta * g_b_raw},
            "That is what the twin says at x = 0. The bias for standardized inputs is what it says at x = mu, after its step.",
        ),
        Misconception(
            "the bias with its old weights",
            {"b_seen": lambda b, g_b_raw, eta: b - eta * g_b_raw},
            "At x = mu the twin says w' . mu + b', and after the step w' is another one, too.",
        ),
    ],
    hints=[
        "Section *In theory nothing has changed* has the twin's formula. For the gradient write the sum z with the raw x, and ask how z changes with w' and with b'.",
        "For one data point the derivative with respect to w is delta times the standardized input, and that with respect to b is delta. Put x = sigma times the standardized input + mu into delta times x.",
    ],
    praise="The same functions, and with them the same lowest loss, in any units: that is the theory. But the twin's step for a feature is sigma^2 times as long, and mu ties weights and bias together; after one step they are twins no more. Weight decay parts them, too: it sees w', not w.",
)
