"""Exercises 2.1-2.3: the matrix-vector form, the input's gradient, a pass by hand."""

from functools import partial

import numpy as np

from lecturekit.checks.arguments import Given, labels, real
from lecturekit.checks.concepts import sigmoid
from lecturekit.checks.engine import Misconception, function_exercise, numeric_exercise, slips
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.two_layer.network import mean_loss
from lecturekit.two_layer.parameters import Parameters


def slope(z, a):
    """Of tanh, from its sum and its value."""
    return 1 - a**2


def matrix_reference(W, b, w, b2, X, y):
    """Numerical gradients of the mean loss with respect to W, b, w and b2."""
    net = Parameters(W, b, w, b2)
    return tuple(
        numerical_gradient(lambda part: mean_loss(net._replace(**{name: part}), X, y), value)
        for name, value in net._asdict().items()
    )


def matrix_form(
    W,
    b,
    w,
    b2,
    X,
    y,
    *,
    sign=1,
    count=len,
    sigmoid=sigmoid,
    tanh_slope=slope,
    out_slope=lambda p: 1.0,
    over_data=lambda D: D.sum(axis=0),
    weights=lambda w: w,
    values=lambda Z, X1: X1,
):
    """The matrix-vector form, right by default, with one thing to spoil at a time."""
    Z = X @ W.T + b
    X1 = np.tanh(Z)
    out = sigmoid(X1 @ w + b2)
    dz2 = sign * (out - y) * out_slope(out) / count(X)
    dZ = np.outer(dz2, weights(w)) * tanh_slope(Z, X1)
    return dZ.T @ X, over_data(dZ), values(Z, X1).T @ dz2, np.sum(dz2)


def input_probes(rng):
    """Square, non-symmetric W, so that a transposed one can be told apart by its numbers."""
    return [(*random_network(rng, m=4, d=4), rng.normal(size=4)) for _ in range(3)]


def random_network(rng, m, d):
    """Random W (m, d), b (m,), w (m,) and b2."""
    return rng.normal(size=(m, d)), rng.normal(size=m), rng.normal(size=m), rng.normal()


def input_reference(W, b, w, b2, x):
    """The numerical gradient of the logit with respect to the input."""
    return numerical_gradient(lambda x: w @ np.tanh(W @ x + b) + b2, x)


def input_gradient(W, b, w, b2, x, *, tanh_slope=slope, down=lambda W, dz: W.T @ dz, weights=lambda w: w, more=None):
    """The sum over the hidden units of w_i phi'(z_i) w_ij; right by default."""
    z = W @ x + b
    found = down(W, weights(w) * tanh_slope(z, np.tanh(z)))
    return found if more is None else more(w @ np.tanh(z) + b2) * found


def by_hand(slope=1.0, dead=0.0, weights=(1.5, -2.0), residual=2.0):
    """dL/dW of exercise 2.3, from its factors; each may be replaced by a wrong one."""
    return np.outer(residual * np.array(weights) * np.array([slope, dead]), [2.0, 1.0])


def by_hand_truth():
    """The same, numerically: ReLU, least squares, x = (2, 1), y = 3."""

    def loss(W):
        z2 = np.array([1.5, -2.0]) @ np.maximum(W @ np.array([2.0, 1.0]), 0) + 0.5
        return 0.5 * (3.0 - z2) ** 2

    return numerical_gradient(loss, np.array([[2.0, -1.0], [-1.0, 1.0]]))


matrix_vector_form = function_exercise(
    "2.1",
    "The matrix-vector form",
    kind="code",
    points=4,
    given=Given(W=real("m", "d"), b=real("m"), w=real("m"), b2=real(), X=real("n", "d"), y=labels("n")),
    returns=("dW", "db", "dw", "db2"),
    reference=matrix_reference,
    solution=matrix_form,
    tolerance=1e-5,
    wrong=[
        *slips(matrix_form),
        Misconception(
            "forgot w",
            partial(matrix_form, weights=np.ones_like),
            "The output weights are missing in dL/dW and dL/db: a push reaches hidden unit i through the weight $w_i$.",
        ),
        Misconception(
            "sums for values",
            partial(matrix_form, values=lambda Z, X1: Z),
            "In dL/dw you have the sums of the hidden units. What stands at the start of the edge is their value, $x^{(1)}_i$.",
        ),
    ],
    hints=[
        "Section *Backward, on to the hidden weights*, equation (19), and (15) in the section before it. Write down the shapes first: X (n, d), Z and X1 (n, m), z2 and dz2 (n,), dZ (n, m).",
        "dz2 = (phi_out(z2) - y) / n has one entry per data point; dZ is an outer product of it with w, times a slope.",
        "A sum over data points of products is a matrix product: for w it is `X1.T @ dz2`; for W take dZ and X.",
    ],
    praise="All points and all units without a loop, and central differences agree, for every size that was tried.",
)

with_respect_to_the_input = function_exercise(
    "2.2",
    "The gradient with respect to the input",
    kind="derive",
    points=3,
    probes=input_probes,
    given=Given(W=real("m", "d"), b=real("m"), w=real("m"), b2=real(), x=real("d")),
    reference=input_reference,
    solution=input_gradient,
    tolerance=1e-5,
    wrong=[
        *slips(input_gradient),
        Misconception(
            "W not transposed",
            partial(input_gradient, down=lambda W, dz: W @ dz),
            "The right pieces, but W the wrong way round: entry j collects over the hidden units i, with the weights "
            "$w_{ij}$ of column j.",
        ),
        Misconception(
            "forgot w",
            partial(input_gradient, weights=np.ones_like),
            "The output weights $w_i$ are missing: how much hidden unit i counts depends on them.",
        ),
        Misconception(
            "gradient of the prediction",
            partial(input_gradient, more=lambda z2: sigmoid(z2) * sigmoid(-z2)),
            "This is the gradient of the prediction; asked for is that of the logit.",
        ),
        *(
            Misconception(
                f"gradient of the loss, label {y}",
                partial(input_gradient, more=lambda z2, y=y: sigmoid(z2) - y),
                f"This is the derivative of the loss for label {y}: the mistake is multiplied in. Asked for is that of the logit, "
                "which knows of no label.",
            )
            for y in (0, 1)
        ),
    ],
    hints=[
        "Section *Backward, on to the hidden weights*. Every $x_j$ acts on all hidden units: sum over i of (13) times (16) times the derivative of $z_i$ with respect to $x_j$.",
        "The derivative of $z_i$ with respect to $x_j$ is $w_{ij}$. Which matrix-vector product sums over the first index?",
    ],
    praise="This is equation (8) for two layers: the step down to the values below, which chapter 3 repeats layer by layer.",
)

pass_by_hand = numeric_exercise(
    "2.3",
    "A backward pass by hand",
    points=2,
    expected=by_hand_truth,
    tolerance=1e-4,
    wrong=[
        Misconception(
            "sign flipped",
            by_hand(residual=-2.0),
            "This is minus the gradient, what stands on the left of (19). Asked for is $\\partial L / \\partial W$.",
        ),
        Misconception(
            "forgot phi'",
            by_hand(dead=1.0),
            "Look at hidden unit 2 again: what is its sum, and what is the slope of ReLU there?",
        ),
        Misconception(
            "forgot w",
            by_hand(weights=(1.0, 1.0)),
            "The output weight is missing: the mistake reaches unit 1 through $w_1$.",
        ),
        Misconception(
            "value for slope",
            by_hand(slope=3.0),
            "You multiplied by the value of unit 1; the slope of ReLU is 1 where it is on.",
        ),
        Misconception(
            "slide's phi_out' = z",
            by_hand(residual=10.0),
            "You multiplied by $\\phi'_{out} = z$, the slide's remark about least "
            "squares. That factor does not belong there.",
        ),
        Misconception(
            "sign flipped and forgot phi'",
            by_hand(residual=-2.0, dead=1.0),
            "Two slips: the sign is that of (19), and hidden unit 2 is off, so its slope is 0.",
        ),
        Misconception(
            "hidden values for inputs",
            np.outer(by_hand()[:, 1], [3.0, 0.0]),
            "The last factor is the value at the start of the edge. The edges of W start at the inputs, not at the hidden units.",
        ),
        Misconception(
            "no bias at the output",
            by_hand(residual=1.5),
            "The output's bias is missing in $z^{(2)}$, so your mistake is too small.",
        ),
        Misconception(
            "forgot x",
            np.outer(by_hand()[:, 1], [1.0, 1.0]),
            "The last factor is missing: the value at the start of the edge, the input $x_j$.",
        ),
        Misconception(
            "transposed", by_hand().T, "Right numbers, wrong places: row i of dL/dW belongs to hidden unit i."
        ),
        Misconception(
            "no mistake yet",
            by_hand(residual=1.0),
            "This is the gradient of the logit, equation (18): the mistake, output minus target, is still to be multiplied. "
            "(If you have multiplied it: a factor 1/2 was left standing.)",
        ),
        Misconception(
            "factor 1/2 left standing",
            by_hand(residual=4.0),
            "Twice too much. The square brings down a factor 2, and with it the 1/2 of the loss cancels.",
        ),
        Misconception(
            "factor 1/2 left standing and forgot phi'",
            by_hand(residual=4.0, dead=1.0),
            "Twice too much, since the 2 of the square cancels with the 1/2 of the loss; and hidden unit 2 is off: what is its slope?",
        ),
    ],
    hints=[
        "Section *Every number, until it has learned*, on paper. Forward first: z, then ReLU, then the logit; it is a whole number.",
        "dL/dz2 for least squares is the logit minus the label.",
        "Which of the two units is switched off?",
    ],
    praise="Unit 2 is off for this input, so it learns nothing from it.",
)
