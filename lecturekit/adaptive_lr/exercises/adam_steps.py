"""Exercises of chapter 6 on Adam's steps: with a look ahead, and over several epochs."""

import numpy as np

from lecturekit.adaptive_lr.optimizers import Adam
from lecturekit.checks.engine import Misconception, Wrong, bug_exercise, steps_exercise

# ---- 6.4 a look ahead


def _probes(rng):
    probes = []
    for p, t in ((4, 1), (3, 2), (4, 7)):
        past = rng.normal(size=(2, p)) * (t > 1) * np.logspace(0, -2, p)
        g = rng.choice([-1, 1], p) * rng.uniform(0.5, 1.5, p) * np.logspace(0, -4, p)
        probes.append((rng.normal(size=p), g, past[0], past[1] ** 2, t, 0.3, 0.9, 0.98, 1e-8))
    return probes


def _with_the_package(w, g, m_before, v_before, t, eta, beta1, beta2, eps):
    """The same gradient twice through the package's Adam, once with beta2 = 0 and once with beta1 = 0."""
    for_m, for_v = Adam(1.0, beta1, 0.0, 0.0), Adam(1.0, 0.0, beta2, 0.0)
    for optimizer, sums in ((for_m, m_before / (1 - beta1)), (for_v, v_before / (1 - beta2))):
        optimizer.step(np.zeros_like(w), g)
        optimizer._vectors[0 if optimizer is for_m else 1][:] = sums
        optimizer.t = t - 1
    here = for_m.step(np.zeros_like(w), g).copy()
    m_hat = -for_m.step(np.zeros_like(w), g) * np.abs(g)
    v_hat = (g / for_v.step(np.zeros_like(w), g)) ** 2
    m = -here * np.abs(g) * (1 - beta1**t)
    return {"m": m, "m_hat": m_hat, "v_hat": v_hat, "w_new": w - eta * m_hat / np.sqrt(v_hat + eps)}


look_ahead = steps_exercise(
    "6.4",
    "Adam with a look ahead",
    points=4,
    args=("w", "g", "m_before", "v_before", "t", "eta", "beta1", "beta2", "eps"),
    probes=_probes,
    steps={
        "m": lambda m_before, g, beta1: beta1 * m_before + (1 - beta1) * g,
        "v": lambda v_before, g, beta2: beta2 * v_before + (1 - beta2) * g**2,
        "ahead": lambda m, g, beta1: beta1 * m + (1 - beta1) * g,
        "m_hat": lambda ahead, beta1, t: ahead / (1 - beta1 ** (t + 1)),
        "v_hat": lambda v, beta2, t: v / (1 - beta2**t),
        "w_new": lambda w, m_hat, v_hat, eta, eps: w - eta * m_hat / np.sqrt(v_hat + eps),
    },
    reference=_with_the_package,
    wrong=[
        Misconception(
            "weights exchanged",
            {"m": lambda m_before, g, beta1: (1 - beta1) * m_before + beta1 * g},
            "The weights are exchanged: beta1 belongs to the past, 1 - beta1 to the new gradient.",
        ),
        Misconception(
            "new gradient in full",
            {"m": lambda m_before, g, beta1: beta1 * m_before + g},
            "The new gradient comes in with weight 1. Then m is a sum and no average.",
        ),
        Misconception(
            "new square in full",
            {"v": lambda v_before, g, beta2: beta2 * v_before + g**2},
            "The new square comes in with weight 1. Then v is a sum and no average.",
        ),
        Misconception(
            "not squared",
            {"v": lambda v_before, g, beta2: beta2 * v_before + (1 - beta2) * np.abs(g)},
            "v averages the SQUARES of the gradients.",
        ),
        Misconception(
            "g for its square",
            {"v": lambda v_before, g, beta2: beta2 * v_before + (1 - beta2) * g},
            "v averages the SQUARES of the gradients. Yours can be negative, and then it has no root.",
        ),
        Misconception(
            "look with the gradient in full",
            {"ahead": lambda m, g, beta1: beta1 * m + g},
            "One more update of the average gives the gradient the weight 1 - beta1, as in `m`; in yours it has weight 1.",
        ),
        Misconception(
            "no look",
            {"ahead": lambda m: m},
            "This is m itself. Looking ahead means one more update of the average, with the same gradient.",
        ),
        Misconception(
            "gradient alone",
            {"ahead": lambda g: g},
            "This is the gradient. What looks ahead is the average, one update further.",
        ),
        Misconception(
            "ahead from the old average",
            {"ahead": lambda m_before, g, beta1: beta1**2 * m_before + (1 - beta1) * g},
            "The old average has faded twice here, but the gradient has come in only once. Both updates bring it in.",
        ),
        Misconception(
            "corrected as for t",
            {"m_hat": lambda ahead, beta1, t: ahead / (1 - beta1**t)},
            "That corrects an average of t gradients. How many has the one that looks ahead?",
        ),
        Misconception(
            "corrected for one step only",
            {"m_hat": lambda ahead, beta1: ahead / (1 - beta1)},
            "1 - beta1 is the weight after a single gradient, whatever t is. The correction needs the power.",
        ),
        Misconception(
            "m not corrected",
            {"m_hat": lambda ahead: ahead},
            "m starts at zero, and so `ahead` is too small: divide by the weight that it has collected.",
        ),
        Misconception(
            "v looks ahead too",
            {"v_hat": lambda v, beta2, t: v / (1 - beta2 ** (t + 1))},
            "v does not look ahead: it holds t squares.",
        ),
        Misconception(
            "v not corrected", {"v_hat": lambda v: v}, "v starts at zero as well: it needs its own correction."
        ),
        Misconception(
            "without the look ahead",
            {"w_new": lambda w, m, v_hat, eta, eps: w - eta * m / np.sqrt(v_hat + eps)},
            "m itself is in your step. It is m_hat that has looked ahead.",
        ),
        Misconception(
            "epsilon outside",
            {"w_new": lambda w, m_hat, v_hat, eta, eps: w - eta * m_hat / (np.sqrt(v_hat) + eps)},
            "Your epsilon stands outside the root, as in the paper. Here it is inside, as on the slides.",
        ),
        Misconception(
            "no root",
            {"w_new": lambda w, m_hat, v_hat, eta, eps: w - eta * m_hat / (v_hat + eps)},
            "You divide by v_hat itself, which has the units of g squared.",
        ),
        Misconception(
            "uphill",
            {"w_new": lambda w, m_hat, v_hat, eta, eps: w + eta * m_hat / np.sqrt(v_hat + eps)},
            "Your step goes uphill: it adds what should be subtracted.",
        ),
    ],
    hints=[
        "Section *Adam: a memory for the direction, and one for the size*: equations (29) and (30) give m and v. `ahead` is (29) once more, from m, with the same g.",
        "What (31) divides by is the weight that an average has collected. `ahead` has taken in one gradient more than m.",
    ],
    praise="This is the idea of NAdam (Dozat, 2016). What is kept for the next step is m, without the look ahead: the second gradient was only imagined.",
)

# ---- 6.5 a count that starts again


def starts_again(epochs, eta):
    """The code that is given in 6.5: t starts again in every epoch."""
    return _path(epochs, eta, count="epoch")


def _path(epochs, eta, *, count="all", forget=False, correct=True, back=False, outside=False):
    w, m, v, done, path = 0.0, 0.0, 0.0, 0, []
    for number, gradients in enumerate(epochs, start=1):
        w = 0.0 if back else w
        if forget:
            m = v = 0.0
        for k, g in enumerate(gradients, start=1):
            done += 1
            t = {"all": done, "epoch": k, "epochs": number, "from 0": done + 1}[count]
            m = 0.9 * m + 0.1 * g
            v = 0.999 * v + 0.001 * g**2
            fresh = correct is True or (number == 1 and correct == "first epoch")
            c1, c2 = (1 - 0.9**t, 1 - 0.999**t) if fresh else (1.0, 1.0)
            w = w - eta * (m / c1) / (np.sqrt(v / c2) + 1e-8 if outside else np.sqrt(v / c2 + 1e-8))
            path.append(w)
    return np.array(path)


def _in_one_go(epochs, eta):
    w, optimizer, path = np.zeros(1), Adam(eta), []
    for g in [g for gradients in epochs for g in gradients]:
        path.append(float(optimizer.step(w, np.array([float(g)]))[0]))
    return np.array(path)


def _is_epochs(epochs, eta):
    try:
        values = [float(g) for gradients in epochs for g in gradients]
    except (TypeError, ValueError):
        raise Wrong(
            "`epochs` is a list of lists of numbers, a list for each epoch: `[[1.0, 2.0], [0.5, 1.0]]`."
        ) from None
    if not values or not np.isfinite(values).all() or not np.isscalar(eta) or not eta > 0:
        raise Wrong("There should be at least one gradient, all of them finite, and a learning rate above 0.")


repeated_correction = bug_exercise(
    "6.5",
    "It passed its test",
    buggy=starts_again,
    args=("epochs", "eta"),
    valid=_is_epochs,
    probes=lambda rng: [
        ([list(scale * rng.normal(size=n)) for n in sizes], 0.1)
        for sizes, scale in (((4, 4, 4), 1.0), ((3, 6), 1.0), ((1, 1, 1, 1), 1e-3), ((5,), 1.0))
    ],
    edges={"an epoch without gradients": lambda rng: ([[1.0, 2.0], [], [0.5]], 0.1)},
    reference=_in_one_go,
    solution=_path,
    example=([[1.0], [1.0]], 0.1),
    wrong=[
        Misconception(
            "forgets in each epoch",
            lambda epochs, eta: _path(epochs, eta, count="epoch", forget=True),
            "Your m and v start at zero again in each epoch. Then the correction fits, but all memory is lost: an optimizer goes on where it was.",
        ),
        Misconception(
            "counts epochs",
            lambda epochs, eta: _path(epochs, eta, count="epochs"),
            "Your t is the number of the epoch. It should count the gradients that are in m and v.",
        ),
        Misconception(
            "no correction",
            lambda epochs, eta: _path(epochs, eta, correct=False),
            "You took the correction out. The first steps need it.",
        ),
        Misconception(
            "first epoch only",
            lambda epochs, eta: _path(epochs, eta, correct="first epoch"),
            "You correct in the first epoch only. m hardly needs it after that, but v does for a thousand steps and more.",
        ),
        Misconception(
            "the weight starts again",
            lambda epochs, eta: _path(epochs, eta, back=True),
            "Your weight goes back to 0 in each epoch. Training goes on where it was.",
        ),
        Misconception(
            "epsilon outside",
            lambda epochs, eta: _path(epochs, eta, outside=True),
            "The bug is not there: the given epsilon stands inside the root, and you moved it outside.",
        ),
        Misconception(
            "one too many",
            lambda epochs, eta: _path(epochs, eta, count="from 0"),
            "Your t is one too large: at the very first step it is 1.",
        ),
    ],
    hints=[
        "Section *Adam: a memory for the direction, and one for the size*. How many gradients are in m at the first step of the second epoch, and for how many does the code correct?",
        "Which variable of the given code knows how many steps there have been since the very first one?",
    ],
    praise="(31) is there for averages that have just begun. Whoever applies it to old ones makes the steps several times too long or too short, in each epoch anew.",
)
