"""Exercises 4.3 and 4.4: a standardized unit in raw units, and a step of its twin."""

import numpy as np

from lecturekit.checks.engine import Misconception, function_exercise, steps_exercise
from lecturekit.single_unit.gradient_check import numerical_gradient


# ---- 4.3 back to raw inputs and outputs
def affine_probes(rng):
    """A unit's weights and bias, and the statistics of its inputs and of its target."""
    return [
        (
            rng.normal(size=d),
            float(rng.normal()),
            rng.normal(3, 2, d),
            rng.uniform(0.2, 9, d),
            float(rng.normal(2, 3)),
            float(rng.uniform(2, 9)),
        )
        for d in (2, 3, 5)
    ]


def raw_by_solving(w, b, mu, sigma, mu_y, sigma_y):
    """From values of the function alone: f(0), and the slope along each raw coordinate."""

    def f(x):
        return float((np.dot(w, (x - mu) / sigma) + b) * sigma_y + mu_y)

    return numerical_gradient(f, np.zeros(len(w))), f(np.zeros(len(w)))


def raw(
    w, b, mu, sigma, mu_y, sigma_y, *, divided=True, shifted=-1.0, scaled=True, bias_scaled=True, target_shift=True
):
    """The weights and the bias for raw inputs and outputs, right by default."""
    w_raw = (w / sigma if divided else w * sigma) * (sigma_y if scaled else 1)
    shift = shifted * (w_raw @ mu)
    return w_raw, (b * sigma_y if bias_scaled else b) + shift + (mu_y if target_shift else 0)


TO_RAW = function_exercise(
    "4.3",
    "The same unit in raw units",
    kind="derive",
    points=3,
    probes=affine_probes,
    reference=raw_by_solving,
    tolerance=1e-5,
    solution=raw,
    returns=("w_raw", "b_raw"),
    wrong=[
        Misconception(
            "outputs left standardized",
            lambda w, b, mu, sigma, mu_y, sigma_y: (w / sigma, b - (w / sigma) @ mu),
            "The inputs are raw now, but the output is still in units of the standardized target. Undo that as well: times sigma_y, plus mu_y.",
        ),
        Misconception(
            "bias of the inputs unchanged",
            lambda *given: raw(*given, shifted=0.0),
            "The weights are right, but the shift by mu got lost: what does w . (x - mu) / sigma + b give at x = 0?",
        ),
        Misconception(
            "multiplied",
            lambda *given: raw(*given, divided=False),
            "Upside down: a feature with a large sigma was made SMALLER, so its weight on the raw feature must be smaller, too.",
        ),
        Misconception(
            "plus",
            lambda *given: raw(*given, shifted=1.0),
            "The sign of the bias' change: mu is subtracted from x, and so it comes out of the bracket with a minus.",
        ),
        Misconception(
            "bias not in raw units",
            lambda *given: raw(*given, bias_scaled=False),
            "The old bias is in units of the standardized target. It is multiplied by sigma_y, as everything is.",
        ),
        Misconception(
            "shift not in raw units",
            lambda w, b, mu, sigma, mu_y, sigma_y: (sigma_y * w / sigma, b * sigma_y + mu_y - (w / sigma) @ mu),
            "The weights are right. In the bias, the shift by mu stands inside the bracket, so it is multiplied by sigma_y as everything in it is.",
        ),
        Misconception(
            "shift not over sigma",
            lambda w, b, mu, sigma, mu_y, sigma_y: (sigma_y * w / sigma, b * sigma_y + mu_y - sigma_y * (w @ mu)),
            "The weights are right. But mu is divided by sigma, too: it stands in the same fraction as x.",
        ),
        Misconception(
            "mean of the target forgotten",
            lambda *given: raw(*given, target_shift=False),
            "The prediction is off by mu_y everywhere: the target was centered, so its mean has to be added in the end.",
        ),
        Misconception(
            "mean of the target multiplied",
            lambda w, b, mu, sigma, mu_y, sigma_y: (
                raw(w, b, mu, sigma, mu_y, sigma_y)[0],
                raw(w, b, mu, sigma, mu_y, sigma_y)[1] + (sigma_y - 1) * mu_y,
            ),
            "You multiplied mu_y by sigma_y. First times sigma_y, then plus mu_y: the order of undoing is the reverse of that of doing.",
        ),
    ],
    hints=[
        "Section *In theory nothing has changed*. Write (w . (x - mu) / sigma + b) sigma_y + mu_y and sort it into something times x, plus the rest.",
        "w_raw is what stands before x. b_raw is the value at x = 0.",
    ],
    praise="So whatever a network computes in standardized units, another one computes in raw ones: the set of functions is the same.",
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
    return {
        "w_raw": w_raw,
        "b_raw": b_raw,
        "g_w_raw": gradient[:-1],
        "g_b_raw": gradient[-1],
        "w_seen": w_seen,
        "b_seen": b_seen,
    }


THEORY = steps_exercise(
    "4.4",
    "No effect, in theory?",
    kind="derive",
    points=4,
    args=("w", "b", "g_w", "g_b", "mu", "sigma", "eta"),
    probes=twin_probes,
    tolerance=1e-5,
    steps={
        "w_raw": lambda w, sigma: w / sigma,
        "b_raw": lambda b, w_raw, mu: b - w_raw @ mu,
        "g_w_raw": lambda g_w, g_b, mu, sigma: sigma * g_w + mu * g_b,
        "g_b_raw": lambda g_b: g_b,
        "w_seen": lambda w_raw, g_w_raw, eta, sigma: sigma * (w_raw - eta * g_w_raw),
        "b_seen": lambda b_raw, g_b_raw, eta, w_seen, mu, sigma: b_raw - eta * g_b_raw + (w_seen / sigma) @ mu,
    },
    reference=twin_by_values,
    wrong=[
        Misconception(
            "multiplied",
            {"w_raw": lambda w, sigma: w * sigma},
            "Upside down: a raw feature with a large sigma has large numbers, so its weight must be smaller.",
        ),
        Misconception(
            "the shift forgotten",
            {"b_raw": lambda b: b},
            "Both units must agree at x = mu, where the standardized input is 0. What does the twin say there?",
        ),
        Misconception(
            "shifted the wrong way",
            {"b_raw": lambda b, w_raw, mu: b + w_raw @ mu},
            "The sign: mu is subtracted from x, and comes out of the bracket with a minus.",
        ),
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
            {"w_seen": lambda w_raw, g_w_raw, eta: w_raw - eta * g_w_raw},
            "Those are the twin's own weights after the step, for raw inputs. Which weights do the same to standardized ones?",
        ),
        Misconception(
            "not the twin's step",
            {"w_seen": lambda w, g_w, eta: w - eta * g_w},
            "That is the step of the unit on standardized inputs. The twin has made its own, with its own gradient.",
        ),
        Misconception(
            "the bias still in raw units",
            {"b_seen": lambda b_raw, g_b_raw, eta: b_raw - eta * g_b_raw},
            "That is what the twin says at x = 0. The bias for standardized inputs is what it says at x = mu, after its step.",
        ),
        Misconception(
            "the bias with its old weights",
            {"b_seen": lambda b_raw, g_b_raw, eta, w_raw, mu: b_raw - eta * g_b_raw + w_raw @ mu},
            "At x = mu the twin says w' . mu + b', and after the step w' is another one, too.",
        ),
    ],
    hints=[
        "Section *In theory nothing has changed*. Its formula gives w_raw and b_raw; for the gradient write the sum z with the raw x, and ask how z changes with w' and with b'.",
        "For one data point the derivative with respect to w is delta times the standardized input, and that with respect to b is delta. Put x = sigma times the standardized input + mu into delta times x.",
    ],
    praise="The same functions, and with them the same lowest loss, in any units: that is the theory. But the twin's step for a feature is sigma^2 times as long, and mu ties weights and bias together; after one step they are twins no more. Weight decay parts them, too: it sees w', not w.",
)
