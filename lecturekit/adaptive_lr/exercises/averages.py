"""Exercises of chapter 6 on running averages: a memory that changes, and what is left of noise."""

import numpy as np

from lecturekit.checks.engine import Misconception, steps_exercise

# ---- 6.1 an average whose memory changes


def _kept_after(rhos):
    """For each square the product of the later rhos: what is left of it at the end."""
    return np.cumprod(np.append(rhos[1:], 1.0)[::-1])[::-1]


def _running(squares, rhos, G0):
    """G by running it, the weights by switching on one square at a time, the corrected average as a weighted mean."""

    def run(values, G):
        for rho, value in zip(rhos, values):
            G = rho * G + (1 - rho) * value
        return G

    weights = np.array([run(one, 0.0) for one in np.eye(len(rhos))])
    return {
        "left": run(np.zeros(len(rhos)), 1.0),
        "weights": weights,
        "G": run(squares, G0),
        "corrected": np.average(squares, weights=weights),
    }


changing_memory = steps_exercise(
    "6.1",
    "An average whose memory changes",
    kind="derive",
    points=3,
    args=("squares", "rhos", "G0"),
    probes=lambda rng: [
        (rng.uniform(0.5, 4.0, T), rng.uniform(0.3, 0.95, T), G0) for T, G0 in ((5, 1.0), (8, 0.5), (1, 2.0), (3, 0.0))
    ],
    steps={
        "left": lambda rhos: np.prod(rhos),
        "weights": lambda rhos: (1 - rhos) * _kept_after(rhos),
        "G": lambda left, weights, squares, G0: left * G0 + np.sum(weights * squares),
        "corrected": lambda G, left, G0: (G - left * G0) / (1 - left),
    },
    reference=_running,
    wrong=[
        Misconception(
            "as if rho were constant",
            {"left": lambda rhos: rhos[-1] ** len(rhos)},
            "That is right for a constant rho. Here each step has a rho of its own.",
        ),
        Misconception(
            "the weight of the squares",
            {"left": lambda rhos: 1 - np.prod(rhos)},
            "This is the weight of all squares together. G0 has what they leave.",
        ),
        Misconception(
            "one rho too many",
            {"weights": lambda rhos: (1 - rhos) * _kept_after(rhos) * rhos},
            "One rho too many: a square enters with 1 - rho of its own step, and only the LATER rhos shrink it.",
        ),
        Misconception(
            "the earlier rhos",
            {"weights": lambda rhos: (1 - rhos) * np.cumprod(np.append(1.0, rhos[:-1]))},
            "You multiplied by the rhos of the EARLIER steps. A square knows nothing of what was before it; the later steps shrink it.",
        ),
        Misconception(
            "the earlier rhos and its own",
            {"weights": lambda rhos: (1 - rhos) * np.cumprod(rhos)},
            "`np.cumprod(rhos)` multiplies from the left: the rhos of the EARLIER steps and its own. What shrinks a square are the steps after it.",
        ),
        Misconception(
            "later rhos in the wrong order",
            {"weights": lambda rhos: (1 - rhos) * _kept_after(rhos)[::-1]},
            "The products of the later rhos are right, but they stand in the opposite order to the 1 - rho that they multiply.",
        ),
        Misconception(
            "newest first",
            {"weights": lambda rhos: ((1 - rhos) * _kept_after(rhos))[::-1]},
            "The right weights in the opposite order: the oldest comes first.",
        ),
        Misconception(
            "rho for 1 - rho",
            {"weights": lambda rhos: rhos * _kept_after(rhos)},
            "rho is what the PAST keeps in a step; the square of that step comes in with 1 - rho.",
        ),
        Misconception(
            "1 - rho missing",
            {"weights": _kept_after},
            "The later rhos are right. But every square comes in with the weight 1 - rho of its own step.",
        ),
        Misconception(
            "start forgotten",
            {"G": lambda weights, squares: np.sum(weights * squares)},
            "The start value G0 still has a share in G: the weight `left`.",
        ),
        Misconception(
            "start not taken out",
            {"corrected": lambda G, left: G / (1 - left)},
            "(31) only divides, because its average starts at 0. Here the share of G0 has to be taken out first.",
        ),
        Misconception(
            "the whole start taken out",
            {"corrected": lambda G, left, G0: (G - G0) / (1 - left)},
            "You took out all of G0. Only the share `left` of it is still in G.",
        ),
        Misconception(
            "not divided",
            {"corrected": lambda G, left, G0: G - left * G0},
            "The start is taken out. But the weights of the squares that remain add up to 1 - left, not to 1.",
        ),
        Misconception(
            "divided by the wrong share",
            {"corrected": lambda G, left, G0: (G - left * G0) / left},
            "You divided by the weight of the start, which is gone. What is the weight of all that is still there?",
        ),
    ],
    hints=[
        "Section *Adam: a memory for the direction, and one for the size*, before equation (31): the same for a constant beta. Write out G after two steps, with rho_1 and rho_2.",
        "After two steps G = rho_2 rho_1 G0 + rho_2 (1 - rho_1) s_1 + (1 - rho_2) s_2. What does each square get, in words?",
    ],
    praise="Whatever the memory, the weights of squares and start add up to 1. That is why taking out the start and dividing by 1 - left repairs every such average.",
)

# ---- 6.7 what is left of noise


def _by_sums(mu, sigma, beta1):
    """m as an explicit sum over 4000 independent gradients: E[g_k g_l] is mu^2, plus sigma^2 where k = l."""
    weights = (1 - beta1) * beta1 ** np.arange(4000.0)
    m_square = mu**2 * weights.sum() ** 2 + sigma**2 * (weights @ weights)
    return {"squared_weights": weights @ weights, "m_square": m_square, "step": np.sqrt(m_square / (mu**2 + sigma**2))}


left_of_noise = steps_exercise(
    "6.7",
    "What noise does to the step",
    kind="derive",
    points=3,
    args=("mu", "sigma", "beta1"),
    probes=lambda rng: [(0.5, 2.0, 0.9), (1.0, 0.3, 0.6), (0.0, 3.0, 0.95), (-2.0, 1.5, 0.0)],
    steps={
        "squared_weights": lambda beta1: (1 - beta1) / (1 + beta1),
        "m_square": lambda mu, sigma, squared_weights: mu**2 + sigma**2 * squared_weights,
        "v_mean": lambda mu, sigma: mu**2 + sigma**2,
        "step": lambda m_square, v_mean: np.sqrt(m_square / v_mean),
    },
    reference=_by_sums,
    wrong=[
        Misconception(
            "weights not squared",
            {"squared_weights": lambda beta1: 1.0 + 0 * beta1},
            "The weights themselves add up to 1. Asked for is the sum of their SQUARES.",
        ),
        Misconception(
            "newest only",
            {"squared_weights": lambda beta1: (1 - beta1) ** 2},
            "This is the square of the newest weight alone. The older ones count too: a geometric series.",
        ),
        Misconception(
            "series of beta1",
            {"squared_weights": lambda beta1: 1 - beta1},
            "In the series of the squares each term is beta1 SQUARED times the one before.",
        ),
        Misconception(
            "factor left out",
            {"squared_weights": lambda beta1: 1 / (1 - beta1**2)},
            "The series is right, but each weight begins with 1 - beta1, and that is squared too.",
        ),
        Misconception(
            "upside down",
            {"squared_weights": lambda beta1: (1 + beta1) / (1 - beta1)},
            "Upside down: squares of weights that add up to 1 cannot add up to more than 1.",
        ),
        Misconception(
            "mean forgotten",
            {"m_square": lambda sigma, squared_weights: sigma**2 * squared_weights},
            "This is the variance of m. The mean of its square has the square of its mean in it, too.",
        ),
        Misconception(
            "noise gone",
            {"m_square": lambda mu: mu**2},
            "An average of about ten gradients has less noise than one, not none.",
        ),
        Misconception(
            "noise in full",
            {"m_square": lambda mu, sigma: mu**2 + sigma**2},
            "This is the mean square of a single gradient. Of independent noise, m keeps only the share `squared_weights`.",
        ),
        Misconception(
            "mean averaged away",
            {"m_square": lambda mu, sigma, squared_weights: (mu**2 + sigma**2) * squared_weights},
            "Only the noise shrinks in an average. The mean mu is in every gradient, and the weights add up to 1.",
        ),
        Misconception(
            "variance for mean square",
            {"v_mean": lambda sigma: sigma**2},
            "v averages g^2, not the squared distance from the mean. A steady gradient has no variance, and v is not zero.",
        ),
        Misconception(
            "a sum, squared",
            {"v_mean": lambda mu, sigma: (np.abs(mu) + sigma) ** 2},
            "The mixed term is zero on average: noise is as often positive as negative.",
        ),
        Misconception(
            "the mean step",
            {"step": lambda mu, v_mean: mu / np.sqrt(v_mean)},
            "This is the MEAN step. Asked for is its typical length, and noise in m makes steps longer, to either side: pure noise has a mean of 0, and steps all the same.",
        ),
        Misconception(
            "no root",
            {"step": lambda m_square, v_mean: m_square / v_mean},
            "Both are mean SQUARES; the step is a length.",
        ),
    ],
    hints=[
        "Section *Adam: a memory for the direction, and one for the size*, after equation (30): m unrolled. The weight of the gradient k steps ago is (1 - beta1) beta1^k.",
        "The sum of q^k over k = 0, 1, 2, ... is 1/(1 - q); here q = beta1^2, and 1 - beta1^2 = (1 - beta1)(1 + beta1).",
        "Write m as mu plus an average of noise. Independent noises have products with mean 0, so only the squares are left.",
    ],
    praise="A steady gradient gives steps of eta, pure noise with beta1 = 0.9 only 0.23 eta: near a minimum, where noise is all there is, Adam's steps get shorter by themselves, but not short.",
)
