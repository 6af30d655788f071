"""Exercise 6.12: a step of AdaGrad along the axes of a turned bowl."""

import numpy as np

from lecturekit.checks.engine import Misconception, steps_exercise


def _probes(rng):
    probes = []
    for p in (2, 3, 2):
        U = np.linalg.qr(rng.normal(size=(p, p)))[0]
        probes.append((rng.normal(size=p), rng.normal(size=p), rng.uniform(0.1, 2.0, p), U, 0.3, 0.01))
    return probes


def _by_numbers(w, g, G_before, U, eta, eps):
    """The gradient along the axes by differences of the loss g . w; the new point as the one whose coordinates have moved."""
    u = np.linalg.solve(U, w)
    g_axes = np.array([(g @ (U @ (u + h)) - g @ (U @ (u - h))) / 2e-3 for h in 1e-3 * np.eye(len(w))])
    G = np.array([before + slope * slope for before, slope in zip(G_before, g_axes)])
    return {"g_axes": g_axes, "G": G, "w_new": np.linalg.solve(U.T, u - eta * g_axes / np.sqrt(G + eps))}


turn_undone = steps_exercise(
    "6.12",
    "The turn, undone",
    points=4,
    args=("w", "g", "G_before", "U", "eta", "eps"),
    probes=_probes,
    steps={
        "g_axes": lambda U, g: U.T @ g,
        "G": lambda G_before, g_axes: G_before + g_axes**2,
        "step": lambda G, g_axes, eta, eps: eta / np.sqrt(G + eps) * g_axes,
        "w_new": lambda w, U, step: w - U @ step,
    },
    reference=_by_numbers,
    wrong=[
        Misconception(
            "turned the wrong way",
            {"g_axes": lambda U, g: U @ g},
            "w = U u, so by the chain rule the derivative with respect to u_j is the sum over i of g_i U_ij. Which of U and its transpose is that?",
        ),
        Misconception(
            "not turned",
            {"g_axes": lambda g: g},
            "This is the gradient with respect to w. Along axis j, the column j of U, the loss has another slope.",
        ),
        Misconception(
            "squares of the old gradient",
            {"G": lambda G_before, g: G_before + g**2},
            "G adds up the squares of the gradient along the axes; you took those of g itself. Then the two axes are mixed again.",
        ),
        Misconception(
            "squared, then turned",
            {"G": lambda G_before, U, g: G_before + U.T @ g**2},
            "You squared first and turned then. What is squared is the slope along an axis, `g_axes`.",
        ),
        Misconception(
            "without the new one",
            {"G": lambda G_before: G_before},
            "G contains the present gradient, too: otherwise the first step would divide by nothing but epsilon.",
        ),
        Misconception(
            "not squared",
            {"G": lambda G_before, g_axes: G_before + np.abs(g_axes)},
            "AdaGrad adds up the SQUARES of the gradients.",
        ),
        Misconception(
            "no root",
            {"step": lambda G, g_axes, eta, eps: eta / (G + eps) * g_axes},
            "You divide by G itself. The step is in units of the gradient's size, and that is the root.",
        ),
        Misconception(
            "epsilon outside",
            {"step": lambda G, g_axes, eta, eps: eta / (np.sqrt(G) + eps) * g_axes},
            "Your epsilon stands outside the root. Here it is inside, as on the slides.",
        ),
        Misconception(
            "the step of the weights",
            {"step": lambda G, g, eta, eps: eta / np.sqrt(G + eps) * g},
            "This divides g by the sizes along the axes. What is to be divided is the gradient along the axes.",
        ),
        Misconception(
            "not turned back",
            {"w_new": lambda w, step: w - step},
            "`step` is a step of u, along the axes. The weights are w = U u: turn it back before you subtract it.",
        ),
        Misconception(
            "still along the axes",
            {"w_new": lambda w, U, step: U.T @ w - step},
            "These are the new coordinates u along the axes. Asked for are the weights, w = U u.",
        ),
        Misconception(
            "turned back the wrong way",
            {"w_new": lambda w, U, step: w - U.T @ step},
            "The transpose led from w to the axes. The way back is U itself.",
        ),
        Misconception(
            "uphill", {"w_new": lambda w, U, step: w + U @ step}, "The step goes uphill: it is to be subtracted."
        ),
    ],
    hints=[
        "Section *Side by side*: along which axes do rates for each weight help? `g_axes` is the chain rule for w = U u.",
        "After `g_axes` everything is (28) for u. At the end a step of u becomes one of w in the way in which u becomes w.",
    ],
    praise="So what AdaGrad lacks in the turned bowl is the axes, and nothing else. Chapter 4's whitening turns the inputs to theirs; methods such as Shampoo estimate axes for the weights while they train.",
)
