"""Exercises of chapter 2: the matrix-vector form, the input's gradient, slips, numbers by hand, an XOR of one's own."""

import numpy as np

from lecturekit.checks.arguments import Given, labels, one_of, real
from lecturekit.checks.engine import Misconception, Wrong, choice_exercise, function_exercise, numeric_exercise
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.two_layer.exercises.bets import BETS
from lecturekit.two_layer.network import mean_loss
from lecturekit.two_layer.parameters import Parameters, pack


def _network(rng, m=3, d=5):
    return rng.normal(size=(m, d)), rng.normal(size=m), rng.normal(size=m), rng.normal()


def batch_probes(rng):
    """Networks with m != d, n of its own, and both labels."""
    return [(*_network(rng), rng.normal(size=(n, 5)), np.arange(n) % 2) for n in (7, 4)]


def matrix_reference(W, b, w, b2, X, y):
    """Numerical gradients of the mean loss by W, b, w and b2."""
    net = Parameters(W, b, w, b2)
    return tuple(
        numerical_gradient(lambda part: mean_loss(net._replace(**{name: part}), X, y), value)
        for name, value in net._asdict().items()
    )


def matrix_form(W, b, w, b2, X, y, *, mean=True, sign=1, slope="value", weights=True, extra=False, bias_axis=0):
    """The matrix-vector form, right by default, with one thing to spoil at a time."""
    Z = X @ W.T + b
    X1 = np.tanh(Z)
    z2 = X1 @ w + b2
    out = sigmoid(z2)
    dz2 = sign * (out - y) / (len(y) if mean else 1)
    if extra:
        dz2 = dz2 * out * (1 - out)
    slopes = {
        "value": 1 - X1**2,
        "sum": 1 - Z**2,
        "none": 1.0,
        "activation": 1 - np.tanh(X1) ** 2,
        "sigmoid": X1 * (1 - X1),
    }
    dZ = np.outer(dz2, w if weights else np.ones_like(w)) * slopes[slope]
    return dZ.T @ X, dZ.sum(axis=bias_axis), X1.T @ dz2, np.sum(dz2)


def spoiled(**what):
    """`matrix_form` with one mistake."""
    return lambda W, b, w, b2, X, y: matrix_form(W, b, w, b2, X, y, **what)


def input_probes(rng):
    """Square, non-symmetric W, so that a transposed one can be told apart by its numbers."""
    return [(*_network(rng, m=4, d=4), rng.normal(size=4)) for _ in range(3)]


def input_reference(W, b, w, b2, x):
    """The numerical gradient of the logit by the input."""
    return numerical_gradient(lambda x: w @ np.tanh(W @ x + b) + b2, x)


def slip_probes(rng):
    """Hidden sums large enough for the slips to show."""
    return [(*_network(rng, m=3, d=4), rng.normal(size=4), y) for y in (0, 1, 1)]


def slip_reference(W, b, w, b2, x, y):
    """The numerical gradient of the loss of one data point by W."""
    return numerical_gradient(lambda W: mean_loss((W, b, w, b2), x[None], np.array([y])), W)


def one_point(sign, extra, slope):
    """Gradient by W of one point, with the slips of exercise 2.4 to choose."""

    def answer(W, b, w, b2, x, y):
        z = W @ x + b
        out = sigmoid(w @ np.tanh(z) + b2)
        factor = out * (1 - out) if extra else 1.0
        slopes = {"value": 1 - np.tanh(z) ** 2, "sum": 1 - z**2, "of the value": 1 - np.tanh(np.tanh(z)) ** 2}[slope]
        return np.outer(sign * (out - y) * factor * w * slopes, x)

    return answer


def by_hand(slope=1.0, dead=0.0, weights=(1.5, -2.0), residual=2.0):
    """dL/dW of exercise 2.3, from its factors; each may be replaced by a wrong one."""
    return np.outer(residual * np.array(weights) * np.array([slope, dead]), [2.0, 1.0])


def by_hand_truth():
    """The same, numerically: ReLU, least squares, x = (2, 1), y = 3."""

    def loss(W):
        z2 = np.array([1.5, -2.0]) @ np.maximum(W @ np.array([2.0, 1.0]), 0) + 0.5
        return 0.5 * (3.0 - z2) ** 2

    return numerical_gradient(loss, np.array([[2.0, -1.0], [-1.0, 1.0]]))


def parameters_784_32_1():
    """The length of the flat vector of such a network."""
    return pack((np.zeros((32, 784)), np.zeros(32), np.zeros(32), 0.0)).size


SILENT_UNIT = {
    "a": "both are 0: this unit will never change",
    "b": "the gradient of $W_i$ is 0, that of $w_i$ in general is not",
    "c": "the gradient of $w_i$ is 0, that of $W_i$ in general is not",
    "d": "in general neither is 0",
}

CORNERS = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])


def xor_logits(values):
    """The logits of a 2-2-1 ReLU network, its nine parameters in the order W, b, w, b2, at the four corners."""
    values = np.asarray(values, dtype=float)
    if values.shape != (9,):
        raise Wrong(
            f"Nine numbers are needed, in one flat list: four for W, two for b, two for w, one for b2; "
            f"yours has shape {values.shape}."
        )
    if not np.isfinite(values).all():
        raise Wrong("All nine numbers have to be finite.")
    W, b, w, b2 = values[:4].reshape(2, 2), values[4:6], values[6:8], values[8]
    return np.maximum(CORNERS @ W.T + b, 0) @ w + b2


def computes_xor(values, rng):
    """z2 > 0 at the corners of different signs, z2 < 0 at the others."""
    logits = xor_logits(values)
    for corner, logit, positive in zip(CORNERS.astype(int), logits, (False, True, True, False)):
        if logit == 0 or (logit > 0) != positive:
            raise Wrong(
                f"At the corner ({corner[0]}, {corner[1]}) the logit of your network is {logit:.3g}; it should be "
                f"{'positive' if positive else 'negative'}."
            )


EXERCISES = [
    *BETS,
    function_exercise(
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
            Misconception(
                "missing 1/n",
                spoiled(mean=False),
                "Your gradients are n times too long: they belong to the sum of the "
                "losses, and the loss of a data set is the mean.",
            ),
            Misconception(
                "sign flipped",
                spoiled(sign=-1),
                "All your gradients point the other way: the left sides of (15) and (19) "
                "carry a minus sign, and what is asked for is dL/dW itself.",
            ),
            Misconception(
                "forgot phi'",
                spoiled(slope="none"),
                "The slope of the activation is missing: on its way from "
                "$x^{(1)}$ to $z$ the derivative has to be multiplied by $\\phi'(z)$.",
            ),
            Misconception(
                "slope of the sum",
                spoiled(slope="sum"),
                "You used `1 - Z**2`. The slope of tanh is one minus the square "
                "of its value, and the value is not `Z`.",
            ),
            Misconception(
                "slope of the value",
                spoiled(slope="activation"),
                "You applied tanh twice on the way to the slope: "
                "`1 - np.tanh(X1)**2` is the slope at `X1`, and it is wanted at `Z`.",
            ),
            Misconception(
                "sigmoid's slope",
                spoiled(slope="sigmoid"),
                "`X1 * (1 - X1)` is the slope of a sigmoid; the hidden units are tanh units.",
            ),
            Misconception(
                "forgot w",
                spoiled(weights=False),
                "The output weights are missing in dL/dW and dL/db: a push reaches hidden "
                "unit i through the weight $w_i$.",
            ),
            Misconception(
                "extra phi_out'",
                spoiled(extra=True),
                "There is a factor $\\phi'_{out}$ too many, the one of the slides. The "
                "Fact is the derivative by the logit already.",
            ),
            Misconception(
                "bias summed over the units",
                spoiled(bias_axis=1),
                "dL/db has one entry for each hidden unit: sum over the data points (axis 0), not over the units.",
            ),
        ],
        hints=[
            "Write down the shapes first: X (n, d), Z and X1 (n, m), z2 and dz2 (n,), dZ (n, m).",
            "dz2 = (phi_out(z2) - y) / n has one entry per data point; dZ is an outer product of it with w, times a slope.",
            "A sum over data points of products is a matrix product: for w it is `X1.T @ dz2`; for W take dZ and X.",
        ],
        praise="All points and all units in three matrix products, and the check by differences agrees.",
    ),
    function_exercise(
        "2.2",
        "The gradient by the input",
        kind="derive",
        points=3,
        probes=input_probes,
        given=Given(W=real("m", "d"), b=real("m"), w=real("m"), b2=real(), x=real("d")),
        reference=input_reference,
        solution=lambda W, b, w, b2, x: W.T @ (w * (1 - np.tanh(W @ x + b) ** 2)),
        tolerance=1e-5,
        wrong=[
            Misconception(
                "W not transposed",
                lambda W, b, w, b2, x: W @ (w * (1 - np.tanh(W @ x + b) ** 2)),
                "The right pieces, but W the wrong way round: entry j collects over the hidden units i, with the weights "
                "$w_{ij}$ of column j.",
            ),
            Misconception(
                "forgot phi'",
                lambda W, b, w, b2, x: W.T @ w,
                "This would be right if the hidden units were linear: the slopes $\\phi'(z_i)$ are missing.",
            ),
            Misconception(
                "forgot w",
                lambda W, b, w, b2, x: W.T @ (1 - np.tanh(W @ x + b) ** 2),
                "The output weights $w_i$ are missing: how much hidden unit i counts depends on them.",
            ),
            Misconception(
                "slope of the sum",
                lambda W, b, w, b2, x: W.T @ (w * (1 - (W @ x + b) ** 2)),
                "The slope of tanh is one minus the square of its value tanh(z), not of z.",
            ),
            Misconception(
                "value for slope",
                lambda W, b, w, b2, x: W.T @ (w * np.tanh(W @ x + b)),
                "You multiplied by the value of the hidden unit where its slope is needed.",
            ),
            Misconception(
                "gradient of the prediction",
                lambda W, b, w, b2, x: (
                    sigmoid.derivative(sigmoid(w @ np.tanh(W @ x + b) + b2))
                    * (W.T @ (w * (1 - np.tanh(W @ x + b) ** 2)))
                ),
                "This is the gradient of the prediction; asked for is that of the logit.",
            ),
        ],
        hints=[
            "Every $x_j$ acts on all hidden units: sum over i of (13) times (16) times the derivative of $z_i$ by $x_j$.",
            "The derivative of $z_i$ by $x_j$ is $w_{ij}$. Which matrix-vector product sums over the first index?",
        ],
        praise="This is equation (8) for two layers; chapter 3 applies it again and again, and it is all of backpropagation.",
    ),
    numeric_exercise(
        "2.3",
        "A backward pass by hand",
        points=2,
        expected=by_hand_truth,
        tolerance=1e-4,
        wrong=[
            Misconception(
                "sign flipped",
                by_hand(residual=-2.0),
                "This is minus the gradient, what stands on the left of (19). Asked for "
                "is $\\partial L / \\partial W$.",
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
                "transposed", by_hand().T, "Right numbers, wrong places: row i of dL/dW belongs to hidden unit i."
            ),
            Misconception(
                "no mistake yet",
                by_hand(residual=1.0),
                "This is the gradient of the logit, equation (18). The mistake, output minus "
                "target, is still to be multiplied.",
            ),
        ],
        hints=[
            "Forward first: z, then ReLU, then the logit; it is a whole number.",
            "dL/dz2 for least squares is the logit minus the label.",
            "Which of the two units is switched off?",
        ],
        praise="Unit 2 is off for this input, so it learns nothing from it.",
    ),
    function_exercise(
        "2.4",
        "Two slips in a program for (19)",
        kind="slip",
        points=3,
        probes=slip_probes,
        given=Given(W=real("m", "d"), b=real("m"), w=real("m"), b2=real(), x=real("d"), y=one_of(0, 1)),
        reference=slip_reference,
        solution=one_point(1, False, "value"),
        tolerance=1e-5,
        wrong=[
            Misconception(
                "as it was",
                one_point(1, True, "sum"),
                "Both slips are still in. Compare with a numerical gradient, and take the factors one at a time.",
            ),
            Misconception(
                "one slip left: phi_out'",
                one_point(1, True, "value"),
                "One slip found, one left: look at the derivative by the logit. What does the Fact say?",
            ),
            Misconception(
                "one slip left: slope",
                one_point(1, False, "sum"),
                "One slip found, one left: look at the slope of tanh. It is computed from which number?",
            ),
            Misconception(
                "slope of the value",
                one_point(1, False, "of the value"),
                "One slip found; the other is replaced by a new one: tanh is now applied twice.",
            ),
            Misconception(
                "sign flipped",
                one_point(-1, False, "value"),
                "Both slips found, and the sign turned around: the result should be "
                "$\\partial L / \\partial W$, not the left side of (19).",
            ),
        ],
        hints=[
            "The Fact is the derivative by the logit. Does another factor belong to it?",
            "tanh' is one minus the square of the value, $1 - \\tanh(z)^2$.",
        ],
        praise="Small weights would have hidden one of the two slips: for small z, z and tanh(z) are nearly equal.",
    ),
    numeric_exercise(
        "2.5",
        "How many parameters?",
        points=1,
        expected=parameters_784_32_1,
        tolerance=1e-9,
        wrong=[
            Misconception(
                "no biases",
                32 * 784 + 32,
                "You counted the weights. Every hidden unit has a bias as well, and so has the output.",
            ),
            Misconception(
                "only W",
                32 * 784,
                "That is the matrix W alone. The hidden units have biases, the output has weights and a bias.",
            ),
            Misconception("no output bias", 32 * 784 + 32 + 32, "One is missing: the output unit has a bias, too."),
            Misconception(
                "no hidden biases",
                32 * 784 + 32 + 1,
                "You counted the output's bias but not those of the hidden units.",
            ),
            Misconception(
                "biases for the inputs",
                32 * 784 + 32 + 32 + 1 + 784,
                "The inputs are given, they are no units: they have no biases.",
            ),
            Misconception(
                "units, not edges",
                784 + 32 + 1,
                "You counted the units. Parameters sit on the edges between them, and each unit adds a bias.",
            ),
        ],
        hints=[
            "One weight for each edge: how many edges lead into one hidden unit, and how many into the output?",
            "One bias for each hidden unit and one for the output.",
        ],
        praise="m (d + 2) + 1.",
    ),
    numeric_exercise(
        "2.6",
        "XOR without training",
        kind="code",
        points=3,
        properties=[computes_xor],
        solution=(1.0, -1.0, -1.0, 1.0, 0.0, 0.0, 1.0, 1.0, -1.0),
        wrong=[
            Misconception(
                "XNOR",
                (1.0, -1.0, -1.0, 1.0, 0.0, 0.0, -1.0, -1.0, 1.0),
                "Your network says yes where the signs agree: that is the opposite "
                "of XOR. Which parameters turn the answer of the output unit around?",
            ),
            Misconception(
                "no threshold",
                (1.0, -1.0, -1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0),
                "The hidden units are fine, but at two corners the logit is "
                "0, which is no decision. Which parameter shifts all logits at once?",
            ),
            Misconception(
                "OR",
                (1.0, 1.0, 0.0, 0.0, 2.0, 0.0, 1.0, 0.0, -1.0),
                "This is OR: it says yes at (1, 1), too. One hidden unit is not enough; "
                "let the second one object there.",
            ),
            Misconception(
                "two equal units",
                (1.0, -1.0, 1.0, -1.0, 0.0, 0.0, 1.0, 1.0, -1.0),
                "Your two hidden units are the same, so together they know no "
                "more than one. Give the second one another line.",
            ),
        ],
        hints=[
            "A ReLU unit is 0 on one side of its line. Find a unit that is on at one of the two corners only.",
            "$x_1 - x_2$ is 2 at one corner, -2 at another, and 0 at the two corners of class 0.",
            "Let the output add up the two hidden units and subtract a threshold.",
        ],
        praise="Training has to find by small steps what you have found by thinking.",
    ),
    choice_exercise(
        "2.7",
        "A hidden unit that nobody listens to",
        options=SILENT_UNIT,
        correct="b",
        replies={
            "a": "Look at (15): does $\\partial L/\\partial w_i$ contain $w_i$? If it moves, the unit is heard again after one step.",
            "c": "The wrong way round. Which of (15) and (19) has the factor $w_i$?",
            "d": "Look at (19): one of its factors is $w_i$ itself.",
        },
        hints=["Which of (15) and (19) contains $w_i$ as a factor?"],
        praise="with $w_i = 0$ nothing comes back to $W_i$, but $w_i$ itself is pushed by the value of the unit.",
    ),
]
