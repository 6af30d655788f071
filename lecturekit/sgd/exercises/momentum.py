"""Exercises of chapter 5 on momentum: two conventions side by side, its rate as a curve, Nesterov's limit."""

from lecturekit.checks.engine import Misconception, curve_exercise, steps_exercise
from lecturekit.sgd.momentum import Momentum, heavy_ball_rate
from lecturekit.sgd.valley import measured_rate, steps_to_shrink

# ---- 5.6 two steps in two conventions


def _two_steps(w, g1, g2, lr, beta):
    """The points by the package's optimizer, and the velocity as the sum of both gradients."""
    optimizer, point = Momentum(lr / (1 - beta), gamma=1 - beta), w.copy()
    w1 = optimizer.step(point, g1).copy()
    return {"w1": w1, "w2": optimizer.step(point, g2).copy(), "v2": (w1 - point) / lr}


conventions = steps_exercise(
    "5.6",
    "Two steps in two conventions",
    points=4,
    args=("w", "g1", "g2", "lr", "beta"),
    probes=lambda rng: [
        (rng.normal(size=3), rng.normal(size=3), rng.normal(size=3), lr, beta)
        for lr, beta in ((0.01, 0.9), (0.3, 0.6), (0.05, 0.98))
    ],
    steps={
        "gamma": lambda beta: 1 - beta,
        "eta": lambda lr, gamma: lr / gamma,
        "w1": lambda w, g1, gamma, eta: w - gamma * eta * g1,
        "w2": lambda w, w1, g2, gamma, eta: w1 - gamma * eta * g2 + (1 - gamma) * (w1 - w),
        "v2": lambda g1, g2, beta: beta * g1 + g2,
    },
    reference=_two_steps,
    wrong=[
        Misconception(
            "gamma is beta",
            {"gamma": lambda beta: beta},
            "beta is the weight of the PREVIOUS step; in (27) gamma belongs to the gradient, and the previous step has what is left.",
        ),
        Misconception(
            "lr as eta",
            {"eta": lambda lr: lr},
            "lr stands before the gradient where (27) has the product of gamma and eta. With eta = lr the steps are 1/gamma times too short.",
        ),
        Misconception(
            "multiplied",
            {"eta": lambda lr, gamma: lr * gamma},
            "You went the other way: gamma times eta is how one gets FROM eta TO lr.",
        ),
        Misconception(
            "full rate on the gradient",
            {"w1": lambda w, g1, eta: w - eta * g1},
            "The gradient comes with its full rate eta. In (27) the weights gamma and 1 - gamma add up to 1.",
        ),
        Misconception(
            "previous step left out",
            {"w2": lambda w1, g2, gamma, eta: w1 - gamma * eta * g2},
            "The previous step does not enter: this is gradient descent at a small rate.",
        ),
        Misconception(
            "point, not step",
            {"w2": lambda w, w1, g2, gamma, eta: w1 - gamma * eta * g2 + (1 - gamma) * w},
            "You added the previous POINT. What is carried on is the previous STEP, w1 - w.",
        ),
        Misconception(
            "previous step taken back",
            {"w2": lambda w, w1, g2, gamma, eta: w1 - gamma * eta * g2 - (1 - gamma) * (w1 - w)},
            "You go BACK by a part of the previous step. Momentum carries on in its direction.",
        ),
        Misconception(
            "velocity as an average",
            {"v2": lambda g1, g2, beta: beta * g1 + (1 - beta) * g2},
            "This velocity is an average of gradients. PyTorch adds the new gradient with weight 1; the factor 1 - beta would have to go into lr.",
        ),
    ],
    hints=[
        "Section *Going deeper: two conventions, and Nesterov's method*. Write the library's step as W - lr g + beta (previous step), and compare both factors with (27).",
        "The first step has no predecessor: the velocity is g1, and w1 = w - lr g1 in both conventions.",
    ],
    praise="The points are the same, and v2 is (w1 - w2) / lr. What reads lr = 0.01, momentum 0.9 is eta = 0.1.",
)

# ---- 5.7 the rate as a curve

GAMMAS, KAPPA = (0.01, 0.03, 0.1, 0.3, 1.0), 400.0


def _measured_steps():
    return [float(steps_to_shrink(measured_rate(KAPPA, gamma, n_steps=3000))) for gamma in GAMMAS]


drawn = curve_exercise(
    "5.7",
    "Steps against gamma, drawn before it is computed",
    at=GAMMAS,
    expected=_measured_steps,
    factor=1.5,
    x="gamma",
    points=3,
    wrong=[
        Misconception(
            "the more memory the better",
            [920 * gamma for gamma in GAMMAS],
            "You let the steps fall with gamma all the way. That holds while the ball crawls. Once it swings, |r| is the root of 1 - gamma, which comes ever closer to 1.",
        ),
        Misconception(
            "the product decides",
            [920.0] * 5,
            "gamma eta is the same everywhere, so you expected the same number everywhere. But the ball goes on with 1 - gamma of its previous step.",
        ),
        Misconception(
            "flat where it swings",
            [45, 45, 50, 270, 920],
            "Right of the kink you are right. Left of it the rate does not depend on the curvature, but on gamma it does: |r| is the root of 1 - gamma.",
        ),
        Misconception(
            "only swings",
            [458, 151, 44, 13, 3],
            "Left of the kink you are right. From gamma near 2 over the root of kappa on, the ball no longer swings along the valley: it crawls, and the larger root rules.",
        ),
    ],
    hints=[
        "Section *Three lines that explain the map*. Without momentum (gamma = 1) the error along shrinks by 1 - 1/400 in each step: how many steps make a factor of 10?",
        "The kink is near 2 / sqrt(400) = 0.1. Left of it |r| = sqrt(1 - gamma), and ln(1 - gamma) is about -gamma. Halfway between the kink and 1, on logarithmic axes, the steps are roughly in proportion to gamma.",
    ],
    praise="A steep fall, a kink near 0.1, a steep rise. The fewest steps are 16 times fewer than without momentum.",
)

# ---- 5.8 how large may eta be


def _largest_stable_by_trying(gamma, h):
    """The largest eta for which Nesterov's method does not diverge, by halving."""
    low, high = 0.0, 1000.0 / h
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if heavy_ball_rate(h, middle, gamma, nesterov=True) < 1 else (low, middle)
    return {"eta": low}


limit = steps_exercise(
    "5.8",
    "How large may eta be for Nesterov's method?",
    kind="derive",
    points=4,
    args=("gamma", "h"),
    probes=lambda rng: [(0.2, 50.0), (0.1, 3.0), (0.7, 10.0)],
    steps={"q": lambda gamma: -1 / (3 - 2 * gamma), "eta": lambda q, gamma, h: (1 - q) / (gamma * h)},
    reference=_largest_stable_by_trying,
    wrong=[
        Misconception(
            "gradient descent",
            {"q": lambda gamma: -1.0 + 0 * gamma},
            "At q = -1 gradient descent jumps from side to side. Here the previous step helps along: put r = -1 into the whole equation.",
        ),
        Misconception(
            "the heavy ball",
            {"q": lambda gamma: -(3 - 2 * gamma)},
            "This is q at the heavy ball's limit, where q stands before e_t only. In Nesterov's method it multiplies both terms.",
        ),
        Misconception(
            "r = 1",
            {"q": lambda gamma: 1.0 + 0 * gamma},
            "At q = 1 the root is r = +1, and eta is 0. At the limit the ball jumps from side to side: r = -1.",
        ),
        Misconception(
            "sign slip",
            {"q": lambda gamma: 1 / (3 - 2 * gamma)},
            "Only the sign is wrong. r = -1 in r^2 - (2 - gamma) q r + (1 - gamma) q = 0 gives 1 + (2 - gamma) q + (1 - gamma) q = 0.",
        ),
        Misconception(
            "the other term only",
            {"q": lambda gamma: -1 / (1 - gamma)},
            "You set the product of the two roots equal to -1: that leaves out the term with e_t. Only one root is -1 at the limit.",
        ),
        Misconception(
            "one term only",
            {"q": lambda gamma: -1 / (2 - gamma)},
            "You put r = -1 into the term with e_t and left out the one with e_(t-1).",
        ),
        Misconception(
            "the product",
            {"eta": lambda q, h: (1 - q) / h},
            "This is the limit for gamma times eta, a library's lr. The question is about eta.",
        ),
        Misconception(
            "q for gamma eta h",
            {"eta": lambda q, gamma, h: -q / (gamma * h)},
            "q is 1 - gamma eta h, so gamma eta h is 1 - q.",
        ),
    ],
    hints=[
        "Section *Three lines that explain the map*. At the limit the error jumps from side to side: e_t = (-1)^t. Put that into the rule for e and solve for q.",
        "Both terms have the factor q, and the two errors in them have opposite signs: collect what stands before q.",
    ],
    praise="(1 + 1 / (3 - 2 gamma)) / (gamma h), for small gamma a third of the heavy ball's limit: what looks ahead has less room.",
)
