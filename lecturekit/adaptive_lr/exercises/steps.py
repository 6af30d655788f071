"""Exercises 6.1 to 6.3: AdaGrad, RMSProp and Adam in code."""

import numpy as np

from lecturekit.adaptive_lr.optimizers import AdaGrad, Adam, RMSProp
from lecturekit.checks.engine import Misconception, Wrong, function_exercise

# Gradients from 1 to 1e-6 in the coordinates of one vector: only so do a misplaced epsilon, a missing root
# and a shared sum all show.
SIZES = np.array([1.0, 1e-2, 1e-4, 1e-6])


def _gradients(rng, n_steps=4):
    return rng.uniform(0.5, 1.5, (n_steps, 4)) * rng.choice([-1.0, 1.0], (n_steps, 4)) * SIZES


def _probes(*settings):
    def probes(rng):
        return [(rng.standard_normal(4), _gradients(rng), *settings) for _ in range(3)]

    return probes


def walk(optimizer, w, gradients):
    """All positions of an optimizer fed with these gradients, shape (T, p)."""
    w = w.copy()
    return np.array([optimizer.step(w, g).copy() for g in gradients])


def _by_step(names, path):
    """What each step returned, named, so that a message can say in which step the first difference is."""
    return {f"{name} after step {t}": part for t, parts in enumerate(path, 1) for name, part in zip(names, parts)}


def _averages(gradients, keep, new):
    """The running averages (or sums) of what the gradients give, step by step, each as a weighted sum over the past."""
    return [sum(new * keep ** (t - s) * gradients[s] for s in range(t + 1)) for t in range(len(gradients))]


def _reference(optimizer, keep, new):
    """What ``optimizer(*settings)`` of the package does on a probe, and its G as a sum over the past squares."""

    def reference(w, gradients, *settings):
        path = walk(optimizer(*settings), w, gradients)
        return _by_step(("w", "G"), zip(path, _averages(gradients**2, keep, new)))

    return reference


# ---- one vector of state: G


def _run_G(step, w, gradients, *settings):
    """All positions of a student's ``step(w, g, G, ...) -> (w, G)``."""
    G, path = np.zeros_like(w), []
    for g in gradients:
        w, G = _unpack(step(w.copy(), g.copy(), G.copy(), *settings), "w and G", 2)
        path.append((w, G))
    return _by_step(("w", "G"), path)


def _unpack(result, names, count):
    if (not isinstance(result, (tuple, list)) and np.ndim(result) != 2) or len(result) != count:
        got = f"{len(result)} things" if isinstance(result, (tuple, list)) else f"one {type(result).__name__}"
        raise Wrong(f"Your function should return {count} things, {names}; it returned {got}.")
    vectors = [np.array(each) for each in result]
    for each in vectors:
        if each.shape != (4,):
            raise Wrong(
                f"{names} are vectors as long as the gradient, shape (4,); one of yours has shape {each.shape}."
            )
        if each.dtype.kind not in "iuf":
            raise Wrong(f"{names} are vectors of numbers; one of yours has dtype {each.dtype}.")
    return vectors


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
    "6.1",
    "AdaGrad, one step",
    args=("w", "gradients", "eta", "eps"),
    run=_run_G,
    each_call=True,
    returns=("w", "G"),
    points=2,
    probes=_probes(0.3, 1e-8),
    reference=_reference(AdaGrad, 1.0, 1.0),
    solution=_adagrad(),
    wrong=[
        Misconception(
            "epsilon outside",
            _adagrad(factor=lambda G, eta, eps: eta / (np.sqrt(G) + eps)),
            "Your epsilon stands outside the root, as in PyTorch. In (28) it is inside; where gradients are small the two differ a lot.",
        ),
        Misconception(
            "no root",
            _adagrad(factor=lambda G, eta, eps: eta / (G + eps)),
            "The root is missing: dividing by G itself makes small gradients take huge steps.",
        ),
        Misconception(
            "G of the steps before",
            _adagrad(old=True),
            "You divide by the sum BEFORE the present gradient is added. Then the first step divides by almost nothing.",
        ),
        Misconception(
            "last square only",
            _adagrad(add=lambda G, g: g**2),
            "You divide by the latest square alone: your G forgets all squares before. AdaGrad adds them up.",
        ),
        Misconception(
            "square of the sum",
            lambda w, g, G, eta, eps: (w - eta * g / np.sqrt((np.sqrt(G) + g) ** 2 + eps), (np.sqrt(G) + g) ** 2),
            "You square the sum of the gradients. The squares come first, then the sum: otherwise opposite signs cancel.",
        ),
        Misconception(
            "one G for all",
            _adagrad(add=lambda G, g: G + np.sum(g**2)),
            "You sum the squares over the coordinates too, so all of them share one rate. Each parameter has a G of its own.",
        ),
        Misconception(
            "mean instead of sum",
            _mean_of_squares(),
            "Your G is the mean of the squares. AdaGrad's is their sum, so its rate falls even if the gradients stay the same.",
        ),
        Misconception(
            "uphill",
            _adagrad(factor=lambda G, eta, eps: -eta / np.sqrt(G + eps)),
            "You add the step. It has to go against the gradient.",
        ),
    ],
    hints=[
        "First the sum, G + g**2, then the step, with the new sum.",
        "Everything is entry by entry: no np.sum, no loop.",
    ],
    praise="One sum, one division: every parameter has its own rate.",
)


def _rmsprop(new=0.1, keep=0.9, *, factor=lambda G, eta, eps: eta / np.sqrt(G + eps), old=False):
    return _adagrad(add=lambda G, g: keep * G + new * g**2, factor=factor, old=old)


def _forgets(step, rng):
    G = np.ones(4)
    for _ in range(200):
        _, G = _unpack(step(np.zeros(4), np.full(4, 1e-3), G, 0.1, 1e-8), "w and G", 2)
    if not np.all(np.asarray(G) < 1e-3):
        raise Wrong("After one big gradient and 200 small ones your G is still large: it does not forget.")


rmsprop = function_exercise(
    "6.2",
    "RMSProp, one step",
    args=("w", "gradients", "eta", "eps"),
    run=_run_G,
    each_call=True,
    returns=("w", "G"),
    points=2,
    probes=_probes(0.3, 1e-8),
    reference=_reference(lambda eta, eps: RMSProp(eta, 0.9, eps), 0.9, 0.1),
    solution=_rmsprop(),
    properties=[_forgets],
    wrong=[
        Misconception(
            "sum instead of average",
            _adagrad(),
            "This is AdaGrad: you add every square in full and forget nothing. RMSProp keeps 0.9 of the old and takes 0.1 of the new.",
        ),
        Misconception(
            "weights swapped",
            _rmsprop(0.9, 0.1),
            "0.9 and 0.1 are swapped: your G is nearly the last square alone. 0.9 belongs to the past.",
        ),
        Misconception(
            "weight of the new one missing",
            _rmsprop(1.0, 0.9),
            "The old G shrinks by 0.9, but the new square comes in with weight 1: the weights should add up to 1.",
        ),
        Misconception(
            "epsilon outside",
            _rmsprop(factor=lambda G, eta, eps: eta / (np.sqrt(G) + eps)),
            "Your epsilon stands outside the root, as in PyTorch. The lecture's formulas have it inside.",
        ),
        Misconception(
            "no root",
            _rmsprop(factor=lambda G, eta, eps: eta / (G + eps)),
            "The root is missing: R, M, S stand for root of the mean square.",
        ),
        Misconception(
            "G of the steps before",
            _rmsprop(old=True),
            "You divide by the average of the steps before. Update G first, then step.",
        ),
        Misconception(
            "one G for all",
            _adagrad(add=lambda G, g: 0.9 * G + 0.1 * np.mean(g**2)),
            "You average the squares over the coordinates too, so all of them share one rate. Each parameter has a G of its own.",
        ),
    ],
    hints=["Only one line of AdaGrad changes.", "G = 0.9 * G + 0.1 * g**2"],
    praise="It forgets, so its rate can grow again. Its first step is eta / sqrt(0.1), over three times eta.",
)


# ---- Adam


def _run_adam(step, w, gradients, *settings):
    """All positions of a student's ``step(w, g, m, v, t, ...) -> (w, m, v)``."""
    m, v, path = np.zeros_like(w), np.zeros_like(w), []
    for t, g in enumerate(gradients, start=1):
        w, m, v = _unpack(step(w.copy(), g.copy(), m.copy(), v.copy(), t, *settings), "w, m and v", 3)
        path.append((w, m, v))
    return _by_step(("w", "m", "v"), path)


def _adam_by_sums(w, gradients, eta, beta1, beta2, eps):
    """The package's positions; m and v as weighted sums over the past."""
    path = walk(Adam(eta, beta1, beta2, eps), w, gradients)
    m, v = _averages(gradients, beta1, 1 - beta1), _averages(gradients**2, beta2, 1 - beta2)
    return _by_step(("w", "m", "v"), zip(path, m, v))


def _adam(
    c1=lambda b, t: 1 - b**t,
    c2=lambda b, t: 1 - b**t,
    eps_inside=True,
    swap=False,
    first=None,
    power=0.5,
    square=lambda g: g**2,
    new1=None,
    use_g=False,
):
    """Adam with one thing changed at a time."""

    def step(w, g, m, v, t, eta, beta1, beta2, eps):
        if swap:
            beta1, beta2 = beta2, beta1
        m = beta1 * m + (1 - beta1 if new1 is None else new1) * g
        v = beta2 * v + (1 - beta2) * square(g)
        m_hat, v_hat = (g if use_g else m / c1(beta1, t)), v / c2(beta2, t)
        root = (v_hat + eps) ** power if eps_inside else v_hat**power + eps
        return w - eta * m_hat / root, m, v

    return step


def _none(b, t):
    return 1.0


def _returns_hats(w, g, m, v, t, eta, beta1, beta2, eps):
    w, m, v = _adam()(w, g, m, v, t, eta, beta1, beta2, eps)
    return w, m / (1 - beta1**t), v / (1 - beta2**t)


adam = function_exercise(
    "6.3",
    "Adam, one step",
    args=("w", "gradients", "eta", "beta1", "beta2", "eps"),
    run=_run_adam,
    each_call=True,
    returns=("w", "m", "v"),
    points=4,
    probes=_probes(0.3, 0.9, 0.99, 1e-8),
    reference=_adam_by_sums,
    solution=_adam(),
    wrong=[
        Misconception(
            "no bias correction",
            _adam(_none, _none),
            "m and v start at zero and are still small in the first steps; you use them as they are. Formula (31) is missing.",
        ),
        Misconception("only m corrected", _adam(c2=_none), "You correct m but not v: v starts at zero as well."),
        Misconception("only v corrected", _adam(c1=_none), "You correct v but not m: m starts at zero as well."),
        Misconception(
            "correction without the power",
            _adam(lambda b, t: 1 - b, lambda b, t: 1 - b),
            "You divide by 1 - beta at every step. The correction is 1 - beta**t and fades as t grows.",
        ),
        Misconception(
            "m_hat and v_hat returned",
            _returns_hats,
            "The first step is right, but you return m and v corrected, and the next call corrects them again. Return them as (29) and (30) leave them.",
        ),
        Misconception(
            "t one too large",
            _adam(lambda b, t: 1 - b ** (t + 1), lambda b, t: 1 - b ** (t + 1)),
            "Your correction uses t + 1. The first step has t = 1 already.",
        ),
        Misconception(
            "epsilon outside",
            _adam(eps_inside=False),
            "Your epsilon stands outside the root, as in the original paper and in PyTorch. In (32) it is inside.",
        ),
        Misconception(
            "no root",
            _adam(power=1.0),
            "The root in (32) is missing: v_hat has the units of g squared, so small gradients take huge steps.",
        ),
        Misconception(
            "g instead of m_hat",
            _adam(use_g=True),
            "Your step uses the present gradient: that is RMSProp with correction. Adam's uses m_hat, the momentum.",
        ),
        Misconception(
            "absolute value", _adam(square=np.abs), "v is the average of abs(g). Formula (30) takes the squares."
        ),
        Misconception(
            "weight of g missing",
            _adam(new1=1.0),
            "The factor 1 - beta1 in front of g is missing in m: your m is ten times too long for beta1 = 0.9.",
        ),
        Misconception(
            "betas swapped", _adam(swap=True), "beta1 and beta2 are swapped: beta1 belongs to m, beta2 to v."
        ),
    ],
    hints=[
        "Four lines: (29), (30), (31), (32).",
        "m_hat and v_hat are used for the step only; m and v are returned uncorrected.",
        "1 - beta1**t is 0.1 in the first step for beta1 = 0.9.",
    ],
    praise="All four formulas, on gradients from 1 to 0.000001.",
)
