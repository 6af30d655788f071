"""Exercises 3.1, 3.4 and 3.7: whole backward passes, one with a shortcut, one of your own, one by hand."""

import numpy as np

from lecturekit.checks.engine import Misconception, function_exercise, numeric_exercise, steps_exercise
from lecturekit.l_layer.exercises.layers import random_layers
from lecturekit.l_layer.network import Network
from lecturekit.single_unit.activations import relu, sigmoid
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.single_unit.losses import logistic, multiclass


# ---- 3.1 a backward pass with a shortcut
def shortcut_probes(rng):
    """X, y, x1, h, W2, w3, z3 of networks x1 = tanh(X W1^T + b1), h = tanh(x1 W2^T + b2), z3 = (x1 + h) w3 + b3."""
    probes = []
    for n, d, m in ((6, 3, 4), (5, 4, 4), (4, 2, 3)):
        X, y = rng.normal(size=(n, d)), rng.integers(0, 2, n)
        x1 = np.tanh(X @ rng.normal(size=(d, m)) + rng.normal(size=m))
        W2, w3 = rng.normal(size=(m, m)), rng.normal(size=m)
        h = np.tanh(x1 @ W2.T + rng.normal(size=m))
        probes.append((X, y, x1, h, W2, w3, (x1 + h) @ w3 + rng.normal()))
    return probes


def shortcut_reference(X, y, x1, h, W2, w3, z3):
    """Numerical gradients of the mean loss with respect to w3, W2 and x1; the biases are recovered from the values."""
    b2, b3 = np.arctanh(h) - x1 @ W2.T, z3 - (x1 + h) @ w3

    def loss(x1, W2, w3):
        return logistic((x1 + np.tanh(x1 @ W2.T + b2)) @ w3 + b3, y)

    return {
        "dw3": numerical_gradient(lambda w: loss(x1, W2, w), w3),
        "dW2": numerical_gradient(lambda W: loss(x1, W, w3), W2),
        "dx1": numerical_gradient(lambda x: loss(x, W2, w3), x1),
    }


SHORTCUT = {
    "delta3": lambda y, z3: (sigmoid(z3) - y) / len(y),
    "dw3": lambda delta3, x1, h: (x1 + h).T @ delta3,
    "dx2": lambda delta3, w3: np.outer(delta3, w3),
    "delta2": lambda dx2, h: dx2 * (1 - h**2),
    "dW2": lambda delta2, x1: delta2.T @ x1,
    "dx1": lambda dx2, delta2, W2: dx2 + delta2 @ W2,
    "delta1": lambda dx1, x1: dx1 * (1 - x1**2),
    "dW1": lambda delta1, X: delta1.T @ X,
}

WRONG_SHORTCUT = [
    Misconception(
        "no shortcut on the way down",
        {"dx1": lambda delta2, W2: delta2 @ W2},
        "You come down through layer 2 only. $x^{(1)}$ reaches the output on a second path, the shortcut, and what comes down both paths adds up.",
    ),
    Misconception(
        "only the shortcut",
        {"dx1": lambda dx2: dx2.copy()},
        "You come down along the shortcut only. The other path, through $W_2$, is still there, and both add up.",
    ),
    Misconception(
        "W2 not transposed",
        {"dx1": lambda dx2, delta2, W2: dx2 + delta2 @ W2.T},
        "On the way down the rows of delta2 must meet `W2` itself. You use the matrix of the way up; as it is square, nothing complains.",
    ),
    Misconception(
        "slope from the sum",
        {"delta2": lambda dx2, h, x1: dx2 * (1 - (x1 + h) ** 2)},
        "The slope belongs to the tanh, so it is made of the tanh's own value h. What the shortcut adds has not been through it.",
    ),
    Misconception(
        "shortcut twice",
        {"delta2": lambda dx2, h: dx2 * (1 + 1 - h**2)},
        "You add the shortcut's slope 1 in delta2 already. Through $z_2$ leads only the tanh; the shortcut goes past it.",
    ),
    Misconception(
        "h for the values",
        {"dw3": lambda delta3, h: h.T @ delta3},
        "The values below $w_3$ are the whole of $x^{(2)}$, the shortcut included.",
    ),
    Misconception(
        "x2 for the values",
        {"dW2": lambda delta2, x1, h: delta2.T @ (x1 + h)},
        "You took the values above $W_2$. A gradient is delta times the values *below*.",
    ),
    Misconception(
        "missing 1/n",
        {"delta3": lambda y, z3: sigmoid(z3) - y},
        "The loss is the mean over the n data points: each mistake counts 1/n.",
    ),
    Misconception(
        "sign flipped",
        {"delta3": lambda y, z3: (y - sigmoid(z3)) / len(y)},
        "Target minus output is the push. Delta is the derivative: output minus target.",
    ),
]


# ---- 3.4 loss and gradient of one's own
def backward_probes(rng):
    """Layers, data points and labels."""
    return [
        (random_layers(rng, sizes), rng.normal(size=(n, sizes[0])), rng.integers(0, sizes[-1], n))
        for sizes, n in [([4, 4, 4, 4], 6), ([5, 3, 4, 2], 7), ([3, 3], 5)]
    ]


def numerical_backward(layers, X, y):
    """(loss, [(dW, db), ...]) by finite differences of the mean loss."""
    net = Network([layers[0][0].shape[1], *(len(b) for _, b in layers)], phi=relu, loss=multiclass)
    w = np.concatenate([part.ravel() for layer in layers for part in layer])
    g = numerical_gradient(lambda v: net.loss(v, X, y), w)
    return net.loss(w, X, y), [(dW, db) for dW, db in net.views(g)]


def backward_with(
    start=lambda Z, y: multiclass.dz(Z, y) / len(y),
    pull=lambda delta, W: delta @ W,
    slope=lambda A, l: A[l] > 0,
    bias=lambda delta: delta.sum(axis=0),
    mean=np.mean,
):
    """A loss with its gradient, with replaceable parts."""

    def loss_and_gradient(layers, X, y):
        A = [X]
        for W, b in layers[:-1]:
            A.append(relu(A[-1] @ W.T + b))
        Z = A[-1] @ layers[-1][0].T + layers[-1][1]
        delta, found = start(Z, y), []
        for l in range(len(layers), 0, -1):
            found.insert(0, (delta.T @ A[l - 1], bias(delta)))
            if l > 1:
                delta = pull(delta, layers[l - 1][0]) * slope(A, l - 1)
        losses = np.array([multiclass(z[None], label[None]) for z, label in zip(Z, y)])
        return float(mean(losses)), found

    return loss_and_gradient


def on_gradients(change):
    """The right loss, and the right gradients changed."""

    def loss_and_gradient(layers, X, y):
        loss, found = backward_with()(layers, X, y)
        return loss, change(found)

    return loss_and_gradient


WRONG_BACKWARD = [
    Misconception(
        "value for slope",
        backward_with(slope=lambda A, l: A[l]),
        "You multiply by the values themselves. The slope of ReLU is 1 where the value is positive, and 0 elsewhere.",
    ),
    Misconception(
        "mean over classes",
        backward_with(start=lambda Z, y: multiclass.dz(Z, y) / Z.shape[1]),
        "You divide by the number of classes. The mean is over the data points, the rows of X.",
    ),
    Misconception(
        "W not transposed",
        backward_with(pull=lambda delta, W: delta @ W.T),
        "On the way down the rows of delta must meet `W` itself (for one column vector: $W^\\top \\delta$). You use the matrix "
        "of the way up; where the layers are equally wide nothing complains.",
    ),
    Misconception(
        "no slopes",
        backward_with(slope=lambda A, l: 1.0),
        "The slopes $\\phi'(z^{(l)})$ are missing on the way down: you go through the weights but not through phi.",
    ),
    Misconception(
        "slope of tanh",
        backward_with(slope=lambda A, l: 1 - A[l] ** 2),
        "Your slope $1 - x^2$ is that of tanh. That of ReLU is 1 where the unit is on and 0 where it is off.",
    ),
    Misconception(
        "missing 1/n",
        backward_with(start=multiclass.dz),
        "Your gradient is n times too long: the loss is the mean over the rows of X.",
    ),
    Misconception(
        "sign flipped",
        backward_with(start=lambda Z, y: -multiclass.dz(Z, y) / len(y)),
        "All your derivatives have the wrong sign: target minus output is *minus* the derivative of the loss.",
    ),
    Misconception(
        "softmax slope at the start",
        backward_with(
            start=lambda Z, y: multiclass.dz(Z, y) * multiclass.phi_out(Z) * (1 - multiclass.phi_out(Z)) / len(y)
        ),
        "You multiply the mistake at the output by $p(1-p)$ once more. The Fact is already the derivative with respect to the logit.",
    ),
    Misconception(
        "top layer first",
        on_gradients(lambda found: found[::-1]),
        "Your list begins at the top, in the order in which you meet the layers. The first pair has to be that of the first layer: "
        "`insert(0, ...)`, or turn the list round at the end.",
    ),
    Misconception(
        "dW transposed",
        on_gradients(lambda found: [(dW.T, db) for dW, db in found]),
        "Your `dW` is turned: its row k has to belong to unit k, as in `W`, so delta comes first. In a square layer the shape does not tell.",
    ),
    Misconception(
        "mean for the bias",
        backward_with(bias=lambda delta: delta.mean(axis=0)),
        "The 1/n is in delta already; with a mean over the rows the gradient of the biases gets it twice.",
    ),
    Misconception(
        "bias gradient missing",
        backward_with(bias=lambda delta: np.zeros(delta.shape[1])),
        "The weights' gradients are right, the biases' are zero. A bias is the weight of a constant input 1.",
    ),
    Misconception(
        "sum of the losses",
        backward_with(mean=lambda losses: losses.sum()),
        "Your gradient is right, your loss is n times too large: it is the mean over the rows.",
    ),
]


# ---- 3.7 by hand
def by_hand(first=((1.0, -2.0), (3.0, 1.0)), second=((2.0, -1.0), (1.0, 3.0)), x=(1.0, 1.0), last=(5.0, 2.0)):
    """The four numbers of the exercise: W1, W2, the input, the weights of the output."""
    return np.array(first), np.array(second), np.array(x), np.array(last)


def output_by_hand(x):
    """f(x) of the network of the exercise."""
    W1, W2, _, last = by_hand()
    return last @ relu(W2 @ relu(W1 @ x))


def message_by_hand(transposed=True, slopes=True, swapped=False, stop=False):
    """df/dx, right or with one mistake."""
    W1, W2, x, last = by_hand()
    x1 = relu(W1 @ x)
    on = [np.sign(x1), np.sign(relu(W2 @ x1))] if slopes else [1.0, 1.0]
    on = on[::-1] if swapped else on
    turn = (lambda W: W.T) if transposed else (lambda W: W)
    message = turn(W2) @ (last * on[1])
    return message if stop else turn(W1) @ (message * on[0])


EXERCISES = [
    steps_exercise(
        "3.1",
        "A backward pass with a shortcut",
        points=4,
        args=("X", "y", "x1", "h", "W2", "w3", "z3"),
        probes=shortcut_probes,
        steps=SHORTCUT,
        reference=shortcut_reference,
        wrong=WRONG_SHORTCUT,
        hints=[
            "Section *Messages flowing back*. Which units does a unit of layer 1 reach directly? Where several paths lead to the loss, the derivatives add up.",
            "The shape of each quantity is that of its variable: `dx1` is (n, m) as `x1` is, `dW2` is (m, m) with a row for each unit above.",
            "From `dx2` two ways lead down: to `x1` along the shortcut, unchanged; and to `z2` through tanh, and on through `W2`.",
        ],
        praise="Along the shortcut the derivative comes down unchanged, whatever the weights and slopes of the layer are.",
    ),
    function_exercise(
        "3.4",
        "Loss and gradient of your own",
        kind="code",
        points=4,
        probes=backward_probes,
        reference=numerical_backward,
        returns=("loss", "gradients"),
        solution=backward_with(),
        wrong=WRONG_BACKWARD,
        hints=[
            "Section *From one point to a batch*. Go up first, and keep the values of every layer in a list.",
            "From the top logits take the loss of each row, $\\ln\\sum_k e^{z_k} - z_y$, and the delta (exercise 3.3 with T = 1).",
            "Come down layer by layer. The table of that section has the shape of each product.",
            "ReLU's slope is `A > 0`; where the values below are the inputs there is none.",
        ],
        praise="For plain layers this is all of backpropagation. With it you train a network in exercise 3.9.",
    ),
    numeric_exercise(
        "3.7",
        "A message by hand",
        points=2,
        expected=lambda: numerical_gradient(output_by_hand, by_hand()[2]),
        tolerance=1e-4,
        solution=message_by_hand(),
        wrong=[
            Misconception(
                "W not transposed",
                message_by_hand(transposed=False),
                "You went down with the matrices of the way up. A message is multiplied by the transpose: column j of W lists who listens to unit j.",
            ),
            Misconception(
                "slopes forgotten",
                message_by_hand(slopes=False),
                "You went through the weights only. A ReLU unit whose z is negative lets no message pass.",
            ),
            Misconception(
                "stopped one layer early",
                message_by_hand(stop=True),
                "This is the message at layer 1, before its slopes. There is one more layer between it and the input.",
            ),
            Misconception(
                "only the slopes of layer 2",
                lambda: by_hand()[0].T @ message_by_hand(stop=True),
                "You used the slopes of layer 2 but not those of layer 1: one of its units is off.",
            ),
        ],
        hints=[
            "Section *Messages flowing back*. Forward first: which of the four hidden units are on?",
            "Start with the output's weights (5, 2), and cross out the unit of layer 2 that is off.",
            "Multiply by the transposed W2, cross out again, multiply by the transposed W1.",
        ],
        praise="Units that are off cut the paths that go through them; what is left is a product of few numbers.",
    ),
]
