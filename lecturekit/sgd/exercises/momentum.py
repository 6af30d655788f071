"""Exercises of chapter 5 on momentum: two conventions at a change of rate, its speed as a curve, Nesterov's rule and limit."""

from lecturekit.checks.engine import Misconception, curve_exercise, steps_exercise
from lecturekit.sgd.momentum import Momentum, heavy_ball_rate
from lecturekit.sgd.valley import measured_rate, steps_to_shrink

# ---- 5.6 two conventions, and a rate that changes


def _around_a_change(w, g1, g2, lr1, lr2, beta):
    """The points by the package's optimizer: with both rates, and with the second one all the time."""
    gamma = 1 - beta
    changing, constant = Momentum(lambda t: (lr1, lr2)[t - 1] / gamma, gamma=gamma), Momentum(lr2 / gamma, gamma=gamma)
    points = []
    for optimizer in (changing, constant):
        point = w.copy()
        points.append([optimizer.step(point, g).copy() for g in (g1, g2)])
    (w1, w_27), (first, second) = points
    return {"w1": w1, "w_27": w_27, "w_library": w1 + second - first}


conventions = steps_exercise(
    "5.6",
    "Two conventions, and a rate that changes",
    points=4,
    args=("w", "g1", "g2", "lr1", "lr2", "beta"),
    probes=lambda rng: [
        (rng.normal(size=3), rng.normal(size=3), rng.normal(size=3), lr1, lr2, beta)
        for lr1, lr2, beta in ((0.1, 0.01, 0.9), (0.3, 0.5, 0.6), (0.05, 0.02, 0.98))
    ],
    steps={
        "eta2": lambda lr2, beta: lr2 / (1 - beta),
        "w1": lambda w, g1, lr1: w - lr1 * g1,
        "w_library": lambda w1, g1, g2, lr2, beta: w1 - lr2 * (beta * g1 + g2),
        "w_27": lambda w, w1, g2, lr2, beta: w1 - lr2 * g2 + beta * (w1 - w),
        "repair": lambda lr1, lr2: lr1 / lr2,
    },
    reference=_around_a_change,
    wrong=[
        Misconception(
            "lr as eta",
            {"eta2": lambda lr2: lr2},
            "lr stands before the gradient where (27) has the product of gamma and eta. With eta = lr the steps are 1/gamma times too short.",
        ),
        Misconception(
            "over beta",
            {"eta2": lambda lr2, beta: lr2 / beta},
            "You divide by beta. beta is the weight of the PREVIOUS step; the gradient in (27) comes with gamma = 1 - beta.",
        ),
        Misconception(
            "multiplied",
            {"eta2": lambda lr2, beta: lr2 * (1 - beta)},
            "You went the other way: gamma times eta is how one gets FROM eta TO lr.",
        ),
        Misconception(
            "divided by gamma",
            {"w1": lambda w, g1, lr1, beta: w - lr1 / (1 - beta) * g1},
            "The first gradient comes with its full eta. In both conventions the factor on the present gradient is lr1.",
        ),
        Misconception(
            "the old step keeps its size",
            {"w_library": lambda w1, g1, g2, lr1, lr2, beta: w1 - lr2 * g2 - lr1 * beta * g1},
            "In your library the old step keeps the rate with which it was made. But the library's velocity holds gradients only, and all of it is multiplied by the PRESENT rate.",
        ),
        Misconception(
            "velocity forgotten",
            {"w_library": lambda w1, g2, lr2: w1 - lr2 * g2},
            "The velocity of the first step does not enter: after the second gradient it is beta g1 + g2.",
        ),
        Misconception(
            "velocity as an average",
            {"w_library": lambda w1, g1, g2, lr2, beta: w1 - lr2 * (beta * g1 + (1 - beta) * g2)},
            "This velocity is an average of gradients. The library adds the new gradient with weight 1.",
        ),
        Misconception(
            "the old step rescaled",
            {"w_27": lambda w1, g1, g2, lr2, beta: w1 - lr2 * (beta * g1 + g2)},
            "That is the library's point. (27) carries on a part of the previous STEP, w1 - w, and that was made with lr1.",
        ),
        Misconception(
            "point, not step",
            {"w_27": lambda w, w1, g2, lr2, beta: w1 - lr2 * g2 + beta * w},
            "You added the previous POINT. What is carried on is the previous STEP, w1 - w.",
        ),
        Misconception(
            "previous step taken back",
            {"w_27": lambda w, w1, g2, lr2, beta: w1 - lr2 * g2 - beta * (w1 - w)},
            "You go BACK by a part of the previous step. Momentum carries on in its direction.",
        ),
        Misconception(
            "upside down",
            {"repair": lambda lr1, lr2: lr2 / lr1},
            "The other way round: when the rate falls, the library shrinks the old part of its step too. What makes up for that is larger than 1.",
        ),
        Misconception(
            "left as it is",
            {"repair": lambda lr1: 1.0},
            "With 1 nothing is repaired, and the two points above differ. Set them equal, with the factor before beta g1 in the library.",
        ),
    ],
    hints=[
        "Section *Going deeper: two conventions, and Nesterov's method*. Write both second steps with g1 and g2 only, and compare what stands before g1.",
        "After the first step both are at the same point. The library's second step has the factor lr2 beta on g1; in (27) the step w1 - w still has lr1 in it.",
    ],
    praise="Without the repair, the old part of the library's step shrinks at once with the rate; in (27) it dies out by and by. At a constant rate nobody can tell the two apart.",
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
            "all of them halved",
            lambda: [steps / 2 for steps in _measured_steps()],
            "All five are too low by the same factor, 2: this is when the SQUARE of the error is at a tenth. |r| is the root of 1 - gamma, and ln |r| half of ln(1 - gamma).",
        ),
        Misconception(
            "the root forgotten",
            [229, 76, 22, 270, 920],
            "Right of the kink you are right. Left of it all are too low by the same factor, 2: 1 - gamma is |r| SQUARED.",
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

# ---- 5.8 Nesterov's rule, and how large eta may be


def _rule_by_trying(eta, gamma, h):
    """The two factors from one step each, with one of the two errors 1 and the other 0; the limit by halving."""

    def following(now, before):
        ahead = now + (1 - gamma) * (now - before)
        return ahead - gamma * eta * (h * ahead)

    low, high = 0.0, 1000.0 / h
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if heavy_ball_rate(h, middle, gamma, nesterov=True) < 1 else (low, middle)
    return {"a": following(1.0, 0.0), "b": following(0.0, 1.0), "limit": low}


limit = steps_exercise(
    "5.8",
    "Nesterov's rule for the error, and its limit",
    kind="derive",
    points=4,
    args=("eta", "gamma", "h"),
    probes=lambda rng: [(0.05, 0.1, 50.0), (0.3, 0.5, 2.0), (0.7, 1.0, 2.0), (10.0, 0.02, 0.3)],
    steps={
        "a": lambda eta, gamma, h: (2 - gamma) * (1 - gamma * eta * h),
        "b": lambda eta, gamma, h: -(1 - gamma) * (1 - gamma * eta * h),
        "limit": lambda gamma, h: (1 + 1 / (3 - 2 * gamma)) / (gamma * h),
    },
    reference=_rule_by_trying,
    wrong=[
        Misconception(
            "the heavy ball's",
            {"a": lambda eta, gamma, h: 2 - gamma - gamma * eta * h},
            "That is the heavy ball's factor. Nesterov's method takes the gradient at the look-ahead point, whose error is e_t + (1 - gamma) times its last change, e_t minus the error one step before.",
        ),
        Misconception(
            "no look-ahead",
            {"a": lambda eta, gamma, h: 1 - gamma * eta * h},
            "This is gradient descent's factor: the look-ahead point has gone on by (1 - gamma) of the last step.",
        ),
        Misconception(
            "gamma and 1 - gamma",
            {"a": lambda eta, gamma, h: (1 + gamma) * (1 - gamma * eta * h)},
            "gamma and 1 - gamma are exchanged: the look-ahead goes on by (1 - gamma) of the previous step.",
        ),
        Misconception(
            "gradient not looked ahead",
            {"b": lambda gamma: -(1 - gamma)},
            "The previous error enters the gradient as well, since the gradient is taken at the look-ahead point.",
        ),
        Misconception(
            "sign",
            {"b": lambda eta, gamma, h: (1 - gamma) * (1 - gamma * eta * h)},
            "The sign: from e_t the error one step before is subtracted.",
        ),
        Misconception(
            "gradient descent's limit",
            {"limit": lambda h: 2 / h},
            "2 / h is the limit without momentum. The limit is where one solution of r^2 = a r + b reaches -1.",
        ),
        Misconception(
            "the heavy ball's limit",
            {"limit": lambda gamma, h: 2 * (2 - gamma) / (gamma * h)},
            "That is the heavy ball's limit. Nesterov's rule has other factors: put r = -1 into r^2 = a r + b with YOUR a and b.",
        ),
        Misconception(
            "1 - gamma eta h = -1",
            {"limit": lambda gamma, h: 2 / (gamma * h)},
            "You set 1 - gamma eta h to -1. That would be gradient descent at the rate gamma eta; the memory makes a and b larger, and the limit comes sooner.",
        ),
        Misconception(
            "h forgotten",
            {"limit": lambda gamma: (1 + 1 / (3 - 2 * gamma)) / gamma},
            "The curvature is missing: the steeper, the smaller the rate that is still stable.",
        ),
        Misconception(
            "gamma forgotten",
            {"limit": lambda gamma, h: (1 + 1 / (3 - 2 * gamma)) / h},
            "This is the limit for the product gamma eta. Divide by gamma.",
        ),
        Misconception(
            "sign of the root",
            {"limit": lambda gamma, h: (1 - 1 / (3 - 2 * gamma)) / (gamma * h)},
            "You put in r = 1, or lost a sign on the way: the factor 1 - gamma eta h is NEGATIVE at the limit, and eta larger than 1/(gamma h).",
        ),
    ],
    hints=[
        "Section *Going deeper: two conventions, and Nesterov's method*. Both formulas hold for the error as well. Write the error of the look-ahead point first, then take its gradient, h times that error.",
        "At the limit the error jumps from side to side: e_t = (-1)^t. Then 1 = -a + b; both have the factor 1 - gamma eta h.",
    ],
    praise="(1 + 1 / (3 - 2 gamma)) / (gamma h), for small gamma a third of the heavy ball's limit: what looks ahead has less room.",
)
