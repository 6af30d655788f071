"""Exercises 3.3 to 3.5 and 3.7: Jacobians, the backward pass, and where it starts."""

import numpy as np

from lecturekit.checks import concepts
from lecturekit.checks.arguments import Given, classes, real
from lecturekit.checks.engine import Misconception, function_exercise, numeric_exercise, slips
from lecturekit.l_layer.exercises.forward import random_layers
from lecturekit.l_layer.network import Network
from lecturekit.single_unit.activations import relu, tanh
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.single_unit.losses import multiclass


# ---- 3.3 the Jacobian of a layer
def jacobian_probes(rng):
    """W, b and the values below: square and other shapes."""
    return [
        (rng.normal(size=(m, d)), rng.normal(size=m), rng.normal(size=d)) for m, d in [(4, 4), (3, 3), (2, 5), (5, 2)]
    ]


def numerical_jacobian(W, b, x):
    """By finite differences, row by row."""
    return np.array([numerical_gradient(lambda v: np.tanh(W[i] @ v + b[i]), x) for i in range(len(b))])


def slopes(W, b, x):
    """tanh' of each unit of the layer."""
    return 1 - np.tanh(W @ x + b) ** 2


WRONG_JACOBIAN = [
    Misconception(
        "value for slope",
        lambda W, b, x: np.tanh(W @ x + b)[:, None] * W,
        "You multiply by the value of the unit above. Its slope is one minus the square of that.",
    ),
    Misconception(
        "tanh twice",
        lambda W, b, x: (1 - np.tanh(np.tanh(W @ x + b)) ** 2)[:, None] * W,
        "You put the value through tanh once more before taking the slope. With a = tanh(z) the slope is 1 - a^2.",
    ),
    Misconception(
        "same index",
        lambda W, b, x: np.eye(*W.shape) * slopes(W, b, x)[:, None] * W,
        "Your table is zero off the diagonal: this is the slide's single index, taken literally. Does unit 1 not listen to input 2?",
    ),
    Misconception(
        "slopes on columns",
        lambda W, b, x: slopes(W, b, x) * W,
        "You scale the columns of `W` by the slopes. The slope belongs to the unit above, which is a row: look at how "
        "numpy lines up a vector and a matrix.",
    ),
    Misconception(
        "transposed",
        lambda W, b, x: (slopes(W, b, x)[:, None] * W).T,
        "The numbers are right and their table is turned: row i is for the unit above, column j for the unit below.",
    ),
    Misconception(
        "no slope",
        lambda W, b, x: W.copy(),
        "This is the Jacobian of z. From z to phi(z) there is one more link in the chain.",
    ),
    Misconception(
        "slope of z instead of x",
        lambda W, b, x: (1 - (W @ x + b) ** 2)[:, None] * W,
        "$1 - x^2$ is the slope of tanh in terms of its *value* x = tanh(z). You put z there.",
    ),
    Misconception(
        "slope of the layer below",
        lambda W, b, x: (1 - np.tanh(x) ** 2) * W,
        "You take phi' at the values of the layer below. The phi that is differentiated here is that of the layer above.",
    ),
]


# ---- 3.4 the backward pass
def backward_probes(rng):
    """Layers, data points and labels."""
    return [
        (random_layers(rng, sizes), rng.normal(size=(n, sizes[0])), rng.integers(0, sizes[-1], n))
        for sizes, n in [([4, 4, 4, 4], 6), ([5, 3, 4, 2], 7), ([3, 3], 5)]
    ]


def tanh_network(layers):
    """The package's network and its vector for these layers."""
    net = Network([layers[0][0].shape[1], *(len(b) for _, b in layers)], phi=tanh, loss=multiclass)
    return net, np.concatenate([part.ravel() for layer in layers for part in layer])


def numerical_backward(layers, X, y):
    """[(dW, db), ...] by finite differences of the mean loss."""
    net, w = tanh_network(layers)
    g = numerical_gradient(lambda v: net.loss(v, X, y), w)
    return [(dW, db) for dW, db in net.views(g)]


def backward_with(
    start=lambda Z, y: multiclass.dz(Z, y) / len(y),
    pull=lambda delta, W: delta @ W,
    slope=lambda A, l: 1 - A[l] ** 2,
    bias=lambda delta: delta.sum(axis=0),
):
    """A backward pass with replaceable parts."""

    def backward(layers, X, y):
        A = [X]
        for W, b in layers[:-1]:
            A.append(np.tanh(A[-1] @ W.T + b))
        delta, found = start(A[-1] @ layers[-1][0].T + layers[-1][1], y), []
        for l in range(len(layers), 0, -1):
            found.insert(0, (delta.T @ A[l - 1], bias(delta)))
            if l > 1:
                delta = pull(delta, layers[l - 1][0]) * slope(A, l - 1)
        return found

    return backward


WRONG_BACKWARD = [
    Misconception(
        "slope of the sum",
        backward_with(slope=lambda A, l: 1 - np.arctanh(A[l]) ** 2),
        "You used 1 - z^2. The slope of tanh is one minus the square of its value, tanh(z).",
    ),
    Misconception(
        "sigmoid's slope",
        backward_with(slope=lambda A, l: A[l] * (1 - A[l])),
        "value times (1 - value) is the slope of a sigmoid; these are tanh units.",
    ),
    Misconception(
        "slope not squared",
        backward_with(slope=lambda A, l: 1 - A[l]),
        "You used 1 - value. In the slope of tanh the value is squared.",
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
        "slope of the wrong layer",
        backward_with(slope=lambda A, l: 1 - np.tanh(A[l]) ** 2),
        "You put the value x through tanh once more before taking the slope. tanh' is $1 - x^2$ with x = tanh(z), already there.",
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
        lambda layers, X, y: backward_with()(layers, X, y)[::-1],
        "Your list begins at the top, in the order in which you meet the layers. The first pair has to be that of the first layer: "
        "`insert(0, ...)`, or turn the list round at the end.",
    ),
    Misconception(
        "dW transposed",
        lambda layers, X, y: [(dW.T, db) for dW, db in backward_with()(layers, X, y)],
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
]


# ---- 3.5 the gradient of a softmax
def softmax_gradient(Z, y, *, softmax=concepts.softmax, one_hot=concepts.one_hot, count=len, sign=1):
    """The mistake at a softmax, with the concepts that may go wrong as its switches."""
    return sign * (softmax(Z) - one_hot(y, Z.shape[1])) / count(Z)


WRONG_SOFTMAX = [
    *slips(softmax_gradient),
    Misconception(
        "extra p(1-p)",
        lambda Z, y: softmax_gradient(Z, y) * concepts.softmax(Z) * (1 - concepts.softmax(Z)),
        "A factor $p(1-p)$ too many. It is the diagonal of the softmax's Jacobian, and the Fact contains the whole of it.",
    ),
    Misconception(
        "only one part divided",
        lambda Z, y: concepts.softmax(Z) / len(y) - concepts.one_hot(y, Z.shape[1]),
        "You divide the probabilities by n and not the targets: the bracket is divided as a whole.",
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
    function_exercise(
        "3.3",
        "Repair equation (22)",
        kind="slip",
        points=2,
        probes=jacobian_probes,
        given=Given(W=real("m", "d"), b=real("m"), x=real("d")),
        reference=numerical_jacobian,
        tolerance=1e-5,
        solution=lambda W, b, x: slopes(W, b, x)[:, None] * W,
        wrong=WRONG_JACOBIAN,
        hints=[
            "Start from one entry: how does $x_i = \\tanh(\\sum_j W_{ij} x_j + b_i)$ move with $x_j$?",
            "Row i of the table is the slope of unit i times row i of W.",
            "`s[:, None] * W` multiplies row i of W by s[i].",
        ],
        praise="Two indices: which unit listens (i), and to whom (j).",
    ),
    function_exercise(
        "3.4",
        "The backward pass",
        kind="derive",
        points=4,
        probes=backward_probes,
        returns=("dW{}", "db{}"),
        edges={
            "one data point": lambda rng: (random_layers(rng, [3, 4, 2]), rng.normal(size=(1, 3)), np.array([1])),
            "one unit in each layer": lambda rng: (
                random_layers(rng, [3, 1, 1, 2]),
                rng.normal(size=(4, 3)),
                np.array([0, 1, 1, 0]),
            ),
            "one input": lambda rng: (random_layers(rng, [1, 3, 2]), rng.normal(size=(4, 1)), np.array([0, 1, 1, 0])),
            "the last class missing": lambda rng: (
                random_layers(rng, [3, 4, 3]),
                rng.normal(size=(4, 3)),
                np.array([0, 1, 1, 0]),
            ),
        },
        reference=numerical_backward,
        solution=backward_with(),
        wrong=WRONG_BACKWARD,
        hints=[
            "Keep the values of every layer on the way up.",
            "Start at the top: `delta = multiclass.dz(Z, y) / len(y)`.",
            "At layer l: `dW = delta.T @ A[l - 1]`, and `db` is the sum of the rows of delta.",
            "One layer down: `delta = (delta @ W) * (1 - A[l - 1]**2)`, for every layer but the first.",
        ],
        praise="This is all of backpropagation; everything else in deep learning libraries is convenience and speed.",
    ),
    function_exercise(
        "3.5",
        "The mistake at a softmax",
        kind="derive",
        points=2,
        given=Given(Z=real("n", "K", scale=1.5), y=classes("n", "K")),
        reference=lambda Z, y: numerical_gradient(lambda z: multiclass(z, y), Z),
        solution=softmax_gradient,
        wrong=WRONG_SOFTMAX,
        hints=[
            "The Fact: $-\\partial L/\\partial z = y_* - \\phi_{out}(z)$ for each row.",
            "`np.eye(K)[y]` makes the one-hot rows.",
            "Every row of the result adds up to 0. Does yours?",
        ],
        praise="Output minus target, in every row; each row adds up to zero, because both probabilities and targets add up to one.",
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
            "Forward first: which of the four hidden units are on?",
            "Start with the output's weights (5, 2), and cross out the unit of layer 2 that is off.",
            "Multiply by the transposed W2, cross out again, multiply by the transposed W1.",
        ],
        praise="Units that are off cut the paths that go through them; what is left is a product of few numbers.",
    ),
]
