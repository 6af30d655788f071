"""Exercises of chapter 6: AdaGrad, RMSProp and Adam in code, bias correction, step bounds, epsilon, fair comparisons."""

from math import sqrt

import numpy as np

from lecturekit.adaptive import AdaGrad, Adam, RMSProp
from lecturekit.checks.engine import Misconception, Wrong, choice_exercise, function_exercise, numeric_exercise

# Gradients from 1 to 1e-6 in the coordinates of one vector: only so do a misplaced epsilon, a missing root
# and a shared sum all show.
SIZES = np.array([1.0, 1e-2, 1e-4, 1e-6])


def _gradients(rng, n_steps=4):
    return rng.uniform(0.5, 1.5, (n_steps, 4)) * rng.choice([-1.0, 1.0], (n_steps, 4)) * SIZES


def _probes(*settings):
    def probes(rng):
        return [(rng.standard_normal(4), _gradients(rng), *settings) for _ in range(3)]
    return probes


def _walk(optimizer, w, gradients):
    w = w.copy()
    return np.array([optimizer.step(w, g).copy() for g in gradients])


# ---- one vector of state: G

def _run_G(step, w, gradients, *settings):
    """All positions of a student's ``step(w, g, G, ...) -> (w, G)``."""
    G, path = np.zeros_like(w), []
    for g in gradients:
        w, G = _unpack(step(w.copy(), g.copy(), np.array(G), *settings), "w and G", 2)
        path.append(w)
    return np.array(path)


def _unpack(result, names, count):
    if not isinstance(result, (tuple, list)) or len(result) != count:
        got = f"{len(result)} things" if isinstance(result, (tuple, list)) else f"one {type(result).__name__}"
        raise Wrong(f"Your function should return {count} things, {names}; it returned {got}.")
    for each in result:
        if np.shape(each) != (4,):
            raise Wrong(f"{names} are vectors as long as the gradient, shape (4,); one of yours has shape {np.shape(each)}.")
    return result


def _adagrad(add=lambda G, g: G + g**2, factor=lambda G, eta, eps: eta / np.sqrt(G + eps), old=False):
    def step(w, g, G, eta, eps):
        new = add(G, g)
        return w - factor(G if old else new, eta, eps) * g, new
    return step


def _mean_of_squares():
    """A class of its own so that every trajectory starts counting afresh: G is zero only at the start."""
    count = {"t": 0}

    def step(w, g, G, eta, eps):
        count["t"] = 1 if not G.any() else count["t"] + 1
        G = G + (g**2 - G) / count["t"]
        return w - eta / np.sqrt(G + eps) * g, G
    return step


adagrad = function_exercise(
    "6.1", "AdaGrad, one step", args=("w", "gradients", "eta", "eps"), run=_run_G, points=2,
    probes=_probes(0.3, 1e-8), reference=lambda w, gradients, eta, eps: _walk(AdaGrad(eta, eps), w, gradients),
    solution=_adagrad(),
    wrong=[
        Misconception("epsilon outside", _adagrad(factor=lambda G, eta, eps: eta / (np.sqrt(G) + eps)),
                      "Your epsilon stands outside the root, as in PyTorch. In (28) it is inside; where gradients are small the two differ a lot."),
        Misconception("no root", _adagrad(factor=lambda G, eta, eps: eta / (G + eps)),
                      "The root is missing: dividing by G itself makes small gradients take huge steps."),
        Misconception("G of the steps before", _adagrad(old=True),
                      "You divide by the sum BEFORE the present gradient is added. Then the first step divides by almost nothing."),
        Misconception("last square only", _adagrad(add=lambda G, g: g**2),
                      "Your G keeps only the latest square. AdaGrad adds up all of them."),
        Misconception("square of the sum", lambda w, g, G, eta, eps: (w - eta * g / np.sqrt((np.sqrt(G) + g)**2 + eps), (np.sqrt(G) + g)**2),
                      "You square the sum of the gradients. The squares come first, then the sum: otherwise opposite signs cancel."),
        Misconception("one G for all", _adagrad(add=lambda G, g: G + np.sum(g**2)),
                      "You sum the squares over the coordinates too, so all of them share one rate. Each parameter has a G of its own."),
        Misconception("mean instead of sum", _mean_of_squares(),
                      "Your G is the mean of the squares. AdaGrad's is their sum, so its rate falls even if the gradients stay the same."),
        Misconception("uphill", _adagrad(factor=lambda G, eta, eps: -eta / np.sqrt(G + eps)),
                      "You add the step. It has to go against the gradient."),
    ],
    hints=["First the sum, G + g**2, then the step, with the new sum.", "Everything is entry by entry: no np.sum, no loop."],
    praise="One sum, one division: every parameter has its own rate.")


def _rmsprop(new=0.1, keep=0.9, *, factor=lambda G, eta, eps: eta / np.sqrt(G + eps), old=False):
    return _adagrad(add=lambda G, g: keep * G + new * g**2, factor=factor, old=old)


def _forgets(step, rng):
    G = np.ones(4)
    for _ in range(200):
        _, G = _unpack(step(np.zeros(4), np.full(4, 1e-3), G, 0.1, 1e-8), "w and G", 2)
    if not np.all(np.asarray(G) < 1e-3):
        raise Wrong("After one big gradient and 200 small ones your G is still large: it does not forget.")


rmsprop = function_exercise(
    "6.2", "RMSProp, one step", args=("w", "gradients", "eta", "eps"), run=_run_G, points=2,
    probes=_probes(0.3, 1e-8), reference=lambda w, gradients, eta, eps: _walk(RMSProp(eta, 0.9, eps), w, gradients),
    solution=_rmsprop(), properties=[_forgets],
    wrong=[
        Misconception("sum instead of average", _adagrad(),
                      "This is AdaGrad: you add every square in full and forget nothing. RMSProp keeps 0.9 of the old and takes 0.1 of the new."),
        Misconception("weights swapped", _rmsprop(0.9, 0.1),
                      "0.9 and 0.1 are swapped: your G is nearly the last square alone. 0.9 belongs to the past."),
        Misconception("weight of the new one missing", _rmsprop(1.0, 0.9),
                      "The old G shrinks by 0.9, but the new square comes in with weight 1: the weights should add up to 1."),
        Misconception("epsilon outside", _rmsprop(factor=lambda G, eta, eps: eta / (np.sqrt(G) + eps)),
                      "Your epsilon stands outside the root, as in PyTorch. The lecture's formulas have it inside."),
        Misconception("no root", _rmsprop(factor=lambda G, eta, eps: eta / (G + eps)),
                      "The root is missing: R, M, S stand for root of the mean square."),
        Misconception("G of the steps before", _rmsprop(old=True),
                      "You divide by the average of the steps before. Update G first, then step."),
        Misconception("one G for all", _adagrad(add=lambda G, g: 0.9 * G + 0.1 * np.mean(g**2)),
                      "You average the squares over the coordinates too, so all of them share one rate. Each parameter has a G of its own."),
    ],
    hints=["Only one line of AdaGrad changes.", "G = 0.9 * G + 0.1 * g**2"],
    praise="It forgets, so its rate can grow again. Its first step is eta / sqrt(0.1), over three times eta.")


# ---- Adam

def _run_adam(step, w, gradients, *settings):
    """All positions of a student's ``step(w, g, m, v, t, ...) -> (w, m, v)``."""
    m, v, path = np.zeros_like(w), np.zeros_like(w), []
    for t, g in enumerate(gradients, start=1):
        w, m, v = _unpack(step(w.copy(), g.copy(), np.array(m), np.array(v), t, *settings), "w, m and v", 3)
        path.append(w)
    return np.array(path)


def _adam(c1=lambda b, t: 1 - b**t, c2=lambda b, t: 1 - b**t, eps_inside=True, swap=False, first=None, power=0.5,
          square=lambda g: g**2, new1=None, use_g=False):
    """Adam with one thing changed at a time."""
    def step(w, g, m, v, t, eta, beta1, beta2, eps):
        if swap:
            beta1, beta2 = beta2, beta1
        m = beta1 * m + (1 - beta1 if new1 is None else new1) * g
        v = beta2 * v + (1 - beta2) * square(g)
        m_hat, v_hat = (g if use_g else m / c1(beta1, t)), v / c2(beta2, t)
        root = (v_hat + eps)**power if eps_inside else v_hat**power + eps
        return w - eta * m_hat / root, m, v
    return step


def _none(b, t):
    return 1.0


adam = function_exercise(
    "6.3", "Adam, one step", args=("w", "gradients", "eta", "beta1", "beta2", "eps"), run=_run_adam, points=4,
    probes=_probes(0.3, 0.9, 0.99, 1e-8),
    reference=lambda w, gradients, *settings: _walk(Adam(*settings), w, gradients), solution=_adam(),
    wrong=[
        Misconception("no bias correction", _adam(_none, _none),
                      "m and v start at zero and are still small in the first steps; you use them as they are. Formula (31) is missing."),
        Misconception("only m corrected", _adam(c2=_none),
                      "You correct m but not v: v starts at zero as well."),
        Misconception("only v corrected", _adam(c1=_none),
                      "You correct v but not m: m starts at zero as well."),
        Misconception("correction without the power", _adam(lambda b, t: 1 - b, lambda b, t: 1 - b),
                      "You divide by 1 - beta at every step. The correction is 1 - beta**t and fades as t grows."),
        Misconception("t one too large", _adam(lambda b, t: 1 - b**(t + 1), lambda b, t: 1 - b**(t + 1)),
                      "Your correction uses t + 1. The first step has t = 1 already."),
        Misconception("epsilon outside", _adam(eps_inside=False),
                      "Your epsilon stands outside the root, as in the original paper and in PyTorch. In (32) it is inside."),
        Misconception("no root", _adam(power=1.0),
                      "The root in (32) is missing: v_hat has the units of g squared, so small gradients take huge steps."),
        Misconception("g instead of m_hat", _adam(use_g=True),
                      "Your step uses the present gradient: that is RMSProp with correction. Adam's uses m_hat, the momentum."),
        Misconception("absolute value", _adam(square=np.abs),
                      "v is the average of abs(g). Formula (30) takes the squares."),
        Misconception("weight of g missing", _adam(new1=1.0),
                      "The factor 1 - beta1 in front of g is missing in m: your m is ten times too long for beta1 = 0.9."),
        Misconception("betas swapped", _adam(swap=True),
                      "beta1 and beta2 are swapped: beta1 belongs to m, beta2 to v."),
    ],
    hints=["Four lines: (29), (30), (31), (32).", "m_hat and v_hat are used for the step only; m and v are returned uncorrected.",
           "1 - beta1**t is 0.1 in the first step for beta1 = 0.9."],
    praise="All four formulas, on gradients from 1 to 0.000001.")

uncorrected = numeric_exercise(
    "6.4", "The first step without correction", expected=lambda: (1 - 0.9) / sqrt(1 - 0.999), points=1,
    wrong=[
        Misconception("as if corrected", 1.0, "That is the first step WITH the correction: m_hat = g and v_hat = g**2."),
        Misconception("v forgotten", 1 - 0.9, "That is m / g. You divide by the root of v too, and v is small as well."),
        Misconception("no root", (1 - 0.9) / (1 - 0.999), "You divided by v itself; the formula has its root."),
        Misconception("m not small", 1 / sqrt(1 - 0.999), "You took m = g. Without the correction m is only 0.1 g after one step."),
        Misconception("upside down", sqrt(1 - 0.999) / (1 - 0.9), "Upside down: it is m that stands in the numerator."),
    ],
    hints=["Put m_0 = 0 and v_0 = 0 into (29) and (30).", "m_1 = 0.1 g and v_1 = 0.001 g**2."],
    praise="3.16 eta, and it grows to 6.57 eta at step 12 before it fades.")


# ---- weights of the past

def _average_by_running_it(t, rho):
    """The weight of each squared gradient, found by switching on one gradient at a time."""
    weights = np.empty(t)
    for s in range(t):
        G = 0.0
        for step in range(t):
            G = rho * G + (1 - rho) * (step == s)
        weights[s] = G
    return weights


memory = function_exercise(
    "6.5", "How RMSProp remembers", kind="derive", points=2, args=("t", "rho"),
    probes=lambda rng: [(5, 0.9), (12, 0.7), (1, 0.5)], reference=_average_by_running_it,
    solution=lambda t, rho: (1 - rho) * rho ** np.arange(t - 1, -1, -1.0),
    wrong=[
        Misconception("newest first", lambda t, rho: (1 - rho) * rho ** np.arange(t * 1.0),
                      "The order is reversed: the first entry belongs to the oldest gradient, which is forgotten most."),
        Misconception("made to add up to 1", lambda t, rho: (1 - rho) / (1 - rho**t) * rho ** np.arange(t - 1, -1, -1.0),
                      "You made the weights add up to 1: that is what Adam's correction does. RMSProp's average starts at zero and has no correction."),
        Misconception("weight 1 - rho missing", lambda t, rho: rho ** np.arange(t - 1, -1, -1.0),
                      "The powers of rho are right. But every square comes in with the weight 1 - rho."),
        Misconception("one power too many", lambda t, rho: (1 - rho) * rho ** np.arange(t, 0, -1.0),
                      "One power of rho too many: the newest square has not been multiplied by rho yet."),
        Misconception("equal weights", lambda t, rho: np.full(t, 1 / t),
                      "These are the weights of a plain mean. An exponential average weighs the past less and less."),
    ],
    hints=["Write G_1, G_2 and G_3 in terms of the squares.", "G_3 = (1 - rho) (rho**2 g_1**2 + rho g_2**2 + g_3**2)."],
    praise="Their sum is 1 - rho**t: exactly what formula (31) divides by.")


# ---- how long can a step be?

def _adams_longest(gradients):
    path = _walk(Adam(1.0, eps=1e-300), np.zeros(1), gradients[:, None])
    return float(np.abs(np.diff(path[:, 0], prepend=0.0)).max())


def _is_long(gradients, rng):
    gradients = np.asarray(gradients, float)
    if gradients.ndim != 1 or not 1 <= len(gradients) <= 50_000:
        raise Wrong(f"Hand over a list of 1 to 50000 numbers, the gradients of one weight; got shape {gradients.shape}.")
    if not np.isfinite(gradients).all():
        raise Wrong("One of your gradients is not a finite number.")
    with np.errstate(all="ignore"):
        longest = _adams_longest(gradients)
    if not longest > 3.2:
        raise Wrong(f"Adam's longest step on your gradients is {longest:.3g} eta; more than 3.2 is wanted. "
                    "Let v be tiny, and m not.")


long_step = numeric_exercise(
    "6.6", "Make Adam jump", points=3, properties=[_is_long],
    solution=lambda: np.array([1e-6] * 2000 + [1.0] * 5),
    wrong=[
        Misconception("constant", lambda: np.ones(20), "With equal gradients every step is exactly eta long, whatever their size."),
        Misconception("one big at the start", lambda: np.array([1000.0, *np.ones(50)]),
                      "A big gradient at the START makes v large, and steps short after it. Surprise Adam when it expects little."),
        Misconception("alternating", lambda: np.tile([1.0, -1.0], 25), "Opposite signs cancel in m: the steps become shorter than eta."),
        Misconception("one surprise", lambda: np.array([1e-6] * 20_000 + [1.0]),
                      "Close: one surprise after a long silence gives 3.16 eta, often quoted as the bound. What if the surprise lasts a few steps?"),
    ],
    hints=["v remembers about 1000 steps, m about 10.", "After a long time of small gradients v is small.",
           "Then several big ones of the same sign in a row: m grows faster than the root of v."],
    praise="Longer than 3.16 eta. The largest possible is 7.27 eta, for gradients that grow by the factor beta2 / beta1.")

floor = numeric_exercise(
    "6.7", "Translate epsilon", expected=1e-16, tolerance=1e-3,
    wrong=[
        Misconception("the same", 1e-8, "Inside the root the same number acts like 1e-4 outside: it has other units."),
        Misconception("root instead of square", 1e-4, "The wrong way round: outside 1e-8, inside something smaller, whose root is 1e-8."),
        Misconception("half", 5e-9, "It is a matter of units, not of a factor: inside, epsilon is compared with g squared."),
    ],
    hints=["For g = 0.0 and v_hat = 0, by what does each version divide?", "sqrt(0 + eps_inside) = 0 + eps_outside."],
    praise="eps_inside = eps_outside squared. At g = eps_outside the two still differ a little: 0.71 against 0.5.")

WHERE = {
    "a": "at $w^{t-1}$, where the step starts, as in Kingma and Ba's algorithm",
    "b": "at $w^t$: that is what $g^t = \\partial \\mathcal{L} / \\partial w\\,(w^t)$ says, and it can be computed",
    "c": "it does not matter: for a small learning rate both are the same",
    "d": "at $\\hat m^t$, the corrected momentum",
}

where = choice_exercise(
    "6.8", "Which gradient?", kind="slip", options=WHERE, correct="a",
    replies={"b": "w^t is what the step is about to compute. To know the gradient there, you would have to know the answer already.",
             "c": "They are nearly equal, but one can be computed and the other cannot: w^t is not known yet.",
             "d": "m_hat is an average of gradients, not a point in weight space: no gradient can be taken there."},
    hints=["What is known at the moment when (29) is computed?"],
    praise="The definition on the slide was made for (28), which goes from t to t + 1; (32) goes from t - 1 to t.")

FAIR = {
    "a": "nothing: the same learning rate for all is the only fair choice",
    "b": "each method should be run with its own best learning rate, found by the same search for all",
    "c": "the learning rate of each method should be chosen by its accuracy on the test set",
    "d": "the methods should be started from different random weights, so that none is favoured",
    "e": "Adam should not have been included, because it has more hyperparameters",
}

fair = choice_exercise(
    "6.9", "A comparison to be judged", options=FAIR, correct="b",
    replies={"a": "eta means different things: for gradient descent it multiplies the gradient, for Adam it IS the length of the step. Equal numbers are not equal conditions.",
             "c": "Then the test set has taken part in training, and its accuracy no longer tells anything about new data.",
             "d": "The start should be the same for all: otherwise you compare starting points. Several starts, each used by all methods, are better still.",
             "e": "It may take part; its other hyperparameters either stay at their defaults for all runs, or are searched as well and reported."},
    hints=["In which units is eta measured, for gradient descent and for Adam?"],
    praise="And the whole grid should be reported: a method that is best at a single rate only is hard to use.")

surprise = choice_exercise(
    "6.a", "After the wall", kind="prediction", correct="d",
    options={"a": "about 50, as many as its rate says", "b": "about 500", "c": "about 5000", "d": "more than 100000"},
    replies={"a": "That would be true if the wall were forgotten.",
             "b": "More: the squares of the wall's gradients stay in G for ever.",
             "c": "More still: look at what the root of G is after the wall, and divide the floor's gradient by it."},
    praise="The sum never forgets the wall.")

correction = choice_exercise(
    "6.b", "Without the correction", kind="prediction", correct="c",
    options={"a": "shorter than $\\eta$: $m$ starts at zero", "b": "$\\eta$, as with the correction",
             "c": "longer than $\\eta$: $v$ starts at zero too"},
    replies={"a": "m is too small, but so is v, and the smaller v lengthens the step.",
             "b": "That is the length with the correction; without it m and v keep their start at zero."},
    praise="m is too small by a factor 10, the root of v by a factor 32.")

EXERCISES = [adagrad, rmsprop, adam, uncorrected, memory, long_step, floor, where, fair, surprise, correction]
