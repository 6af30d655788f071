"""Exercises of chapter 4, first part: operations, random starts, layers that keep the size of z, eight layers of sigmoids."""

import itertools

import numpy as np

from lecturekit.backprop_in_practice.checkup import descend, pooled
from lecturekit.checks.engine import (
    Goal,
    Misconception,
    Wrong,
    curve_exercise,
    experiment_exercise,
    function_exercise,
    goal_exercise,
    steps_exercise,
)
from lecturekit.datasets import load_mnist, make_xor_exact
from lecturekit.l_layer.network import Network


# ---- 4.1 multiply-adds with frozen layers
def size_probes(rng):
    """Networks of two to four layers, a number of data points, and how many layers are frozen."""
    return [
        ([int(m) for m in rng.integers(3, 12, length)], int(rng.integers(5, 20)), k)
        for length, k in ((3, 1), (4, 2), (5, 1), (5, 3), (4, 0))
    ]


def count_in_loops(sizes, n, k):
    """One by one: every layer goes up; gradients above layer k only; derivatives come down to layer k + 1 and no further."""
    count = 0
    for l in range(1, len(sizes)):
        for _ in range(sizes[l] * sizes[l - 1]):
            count += n * (1 + (l > k) + (l > k + 1))
    return count


def weights_of(sizes):
    """The number of weights of each layer."""
    return np.array([a * b for a, b in itertools.pairwise(sizes)])


def counted(up=0, gradients=0, down=1, times_n=True):
    """A count in which the three products begin at some layer, right by default."""

    def answer(sizes, n, k):
        weights = weights_of(sizes)
        first = weights.sum() if up == 0 else weights[k:].sum()
        second = 0 if gradients is None else weights[max(k + gradients, 0) :].sum()
        third = 0 if down is None else weights[max(k + down, 0) :].sum()
        return int((first + second + third) * (n if times_n else 1))

    return answer


FROZEN = function_exercise(
    "4.1",
    "Frozen layers",
    kind="derive",
    probes=size_probes,
    reference=count_in_loops,
    solution=counted(),
    edges={
        "one layer, nothing frozen": lambda rng: ([4, 3], 5, 0),
        "all but the last frozen": lambda rng: ([4, 3, 2], 5, 1),
    },
    wrong=[
        Misconception(
            "carried too far",
            counted(down=0),
            "You carry the derivatives one layer too far. The lowest layer that learns needs its own delta, and nobody needs the one below it.",
        ),
        Misconception(
            "frozen layers do not compute",
            counted(up=1),
            "Frozen layers do not learn, but the forward pass still goes through them.",
        ),
        Misconception(
            "gradients of frozen layers",
            lambda sizes, n, k: counted()(sizes, n, k) + int(n * weights_of(sizes)[:k].sum()),
            "You compute the gradients of the frozen layers too. Their weights are not changed, so nobody asks for them.",
        ),
        Misconception(
            "nothing saved",
            lambda sizes, n, k: counted()(sizes, n, 0),
            "That is the count without frozen layers. Which of the three products of a frozen layer are still needed?",
        ),
        Misconception(
            "every weight once per pass",
            counted(gradients=None),
            "You count one product per layer in the backward pass, the one that carries delta down. The gradient itself, the outer products delta x^T, is missing.",
        ),
        Misconception(
            "nothing carried down",
            counted(down=None),
            "The derivatives have to come down through the layers that learn; those products, W^T delta, are missing.",
        ),
        Misconception(
            "n forgotten", counted(times_n=False), "That is the count for ONE data point. How does it depend on n?"
        ),
    ],
    hints=[
        "Write down the three products of a layer, and for each of them who needs its result.",
        "The lowest layer that learns is k + 1. Its gradient needs its own delta, which comes through the layers above it.",
    ],
    praise="So a network whose lower layers are frozen still pays for their forward pass, and for nothing else of them.",
)


# ---- 4.2 why random, and not exactly 0
def xor_experiment(rng, n_steps=2000, size=1.0, labels=None):
    """The losses after training from zero, from equal weights and from random ones."""
    data = make_xor_exact()
    net, y = Network([2, 4, 1], phi="tanh", loss="logistic"), data.y if labels is None else np.array(labels)
    starts = np.zeros(net.n_params), np.full(net.n_params, 0.5), net.init(rng, "he", size)
    return tuple(descend(net, w, data.X, y, eta=0.5, n_steps=n_steps)[1][-1] for w in starts)


RANDOM = experiment_exercise(
    "4.2",
    "Why random, and not exactly 0?",
    names=("from zero", "from equal weights", "from random weights"),
    solution=xor_experiment,
    goals=[
        Goal(
            "loss from zero minus loss from random weights",
            at_least=0.3,
            measure=lambda losses: losses["from zero"] - losses["from random weights"],
            over=np.median,
            why="Does the random start learn the task at all, and in so many steps? And is it one that needs hidden units that differ?",
        ),
        Goal(
            "loss from equal weights minus loss from random weights",
            at_least=0.2,
            measure=lambda losses: losses["from equal weights"] - losses["from random weights"],
            over=np.median,
            why="Equal units are worth one. Is your task one that a single hidden unit cannot do?",
        ),
    ],
    wrong=[
        Misconception(
            "a task for one unit",
            lambda rng: xor_experiment(rng, labels=[0, 1, 1, 1]),
            "With the labels of OR a line separates the classes, and one hidden unit is enough: units that are all equal do no harm there. Take a task that needs two different ones.",
        ),
        Misconception(
            "too short",
            lambda rng: xor_experiment(rng, n_steps=20),
            "After so few steps not even the random start has learned anything; there is nothing to compare yet.",
        ),
        Misconception(
            "tiny random weights",
            lambda rng: xor_experiment(rng, size=0.01),
            "Your random weights are so small that they wait on a plateau as long as you look. Random is one condition, the right size is another.",
        ),
        Misconception(
            "weights in place of losses",
            lambda rng: tuple(-each for each in xor_experiment(rng)),
            "Hand in the losses themselves, as they are: the goals take the differences.",
        ),
    ],
    hints=[
        "The chapter's XOR will do: `Network([2, 4, 1], phi='tanh', loss='logistic')` and `descend` with eta = 0.5 for 2000 steps.",
        "`net.init(rng)` draws the random start. The two others are np.zeros(net.n_params) and np.full(net.n_params, 0.5).",
    ],
    praise="Zero does not move, equal units stay copies of one another, and only different units learn. It is not the value 0 that is at fault, but that all units are alike.",
)


# ---- 4.6 He's argument for leaky ReLUs
def leaky_probes(rng):
    """Variance, width, mean square below, slope of the negative side."""
    return [
        (
            float(rng.uniform(0.01, 0.1)),
            int(rng.integers(20, 90)),
            float(rng.uniform(0.3, 2)),
            float(rng.uniform(0.1, 0.7)),
        )
        for _ in range(4)
    ]


def leaky_by_integrals(v, m, below, a):
    """The same by integrals over a normal density, on a fine grid."""
    t = np.linspace(-12, 12, 240001)
    density = np.exp(-(t**2) / 2) / np.sqrt(2 * np.pi) * (t[1] - t[0])
    share = float(np.sum(np.where(t > 0, t, a * t) ** 2 * density))
    total = float(np.sum([v * below] * m))
    return {"z": total, "kept": total * share, "variance": 1 / (m * share)}


LEAKY = steps_exercise(
    "4.6",
    "He's argument for a leaky ReLU",
    points=4,
    args=("v", "m", "below", "a"),
    probes=leaky_probes,
    steps={
        "term": lambda v, below: v * below,
        "z": lambda term, m: m * term,
        "kept": lambda z, a: z * (1 + a**2) / 2,
        "variance": lambda m, a: 2 / ((1 + a**2) * m),
    },
    reference=leaky_by_integrals,
    wrong=[
        Misconception(
            "variance squared",
            {"term": lambda v, below: v**2 * below},
            "v is already a mean square, that of a weight. The product's mean square is v times that of the value below.",
        ),
        Misconception(
            "standard deviation",
            {"term": lambda v, below: np.sqrt(v) * below},
            "You multiplied by the weight's standard deviation. A mean square is asked for, and that of the weight is v.",
        ),
        Misconception(
            "sum of sizes",
            {"z": lambda term, m: m**2 * term},
            "That would be right if all terms had the same sign and size. Independent terms of mean 0 cancel in part: their mean squares add up, m of them.",
        ),
        Misconception(
            "mean of the terms",
            {"z": lambda term, m: term},
            "z is the sum of m terms, not their mean: the mean squares add up.",
        ),
        Misconception(
            "slope not squared",
            {"kept": lambda z, a: z * (1 + a) / 2},
            "The negative half is multiplied by a, so its SQUARE by a^2.",
        ),
        Misconception(
            "negative half lost",
            {"kept": lambda z, a: z / 2},
            "That is ReLU, which loses the negative half. A leaky ReLU keeps a part of it.",
        ),
        Misconception(
            "both halves in full",
            {"kept": lambda z, a: z * (1 + a**2)},
            "Each half of the numbers contributes only half of the mean square: a factor 1/2 is missing.",
        ),
        Misconception(
            "He's own",
            {"variance": lambda m: 2 / m},
            "That is He's choice for ReLU, a = 0. Less is lost here, so less has to be made up for.",
        ),
        Misconception(
            "upside down",
            {"variance": lambda m, a: (1 + a**2) / (2 * m)},
            "Upside down: m v times the share that is kept has to be 1.",
        ),
        Misconception(
            "this layer's v",
            {"variance": lambda v, a: 2 * v / (1 + a**2)},
            "The variance that keeps the size does not depend on the v you were given. Set m v (share kept) = 1 and solve for v.",
        ),
    ],
    hints=[
        "Go along the four steps under 'Which size? LeCun and He', and see where ReLU enters.",
        "If z is symmetric around 0, its positive half and its negative half have each half of the mean square. What does phi do to each?",
    ],
    praise="For a = 0 it is He's choice, for a = 1, the identity, LeCun's: one formula for both.",
)


# ---- 4.7 a curve
PLACES = (2, 6, 14, 30)


def size_at(factor):
    """The root mean square of z in some layers, against layer 1, with this factor of the mean square in each."""
    return [float(factor ** ((l - 1) / 2)) for l in PLACES]


CURVE = curve_exercise(
    "4.7",
    "Weights a little too large",
    at=PLACES,
    x="layer",
    factor=1.1,
    expected=size_at(1.5),
    wrong=[
        Misconception("mean square", size_at(1.5**2), "That is how the mean SQUARE grows. The size is its root."),
        Misconception(
            "no ReLU",
            size_at(3.0),
            "In units that leave z as it is, yes. ReLU loses half of the mean square in each layer.",
        ),
        Misconception(
            "added up",
            [1 + (1.5**0.5 - 1) * (l - 1) for l in PLACES],
            "You add the same amount in each layer. But each layer multiplies what the one below it has made.",
        ),
        Misconception(
            "one layer too many",
            [float(1.5 ** (l / 2)) for l in PLACES],
            "From layer 1 to layer l there are l - 1 steps, not l.",
        ),
        Misconception("upside down", size_at(1 / 1.5), "Upside down: m v / 2 is 1.5, more than 1. The sizes grow."),
    ],
    hints=[
        "By which factor does one layer multiply the mean square of z, if the variance is v and half is lost in ReLU?",
        "From layer 1 to layer l that happens l - 1 times; the size is the root of the mean square.",
    ],
    praise="A variance only half as large again as He's is a factor of more than 300 after thirty layers.",
)


# ---- 4.12 eight layers of sigmoids
def sigmoid_digits():
    """300 standardized images of 14 x 14 pixels, their labels, and a network of eight hidden layers of 30 sigmoids."""
    data = load_mnist()
    X = pooled(data.X[:300])
    net = Network([196, *[30] * 8, 10], phi="sigmoid", loss="multiclass")
    return net, (X - X.mean()) / X.std(), data.y[:300]


def train_sigmoids(start, rng):
    """The loss after 300 steps from what the learner's function makes, and how the gradient fares at the start."""
    net, X, y = sigmoid_digits()
    layers, w = start(list(net.sizes), rng), np.zeros(net.n_params)
    if not isinstance(layers, (list, tuple)) or len(layers) != net.L:
        raise Wrong(f"Expected a list of {net.L} pairs (W, b), one for each layer.")
    for l, ((W, b), layer) in enumerate(zip(net.views(w), layers), start=1):
        if not isinstance(layer, (list, tuple)) or len(layer) != 2:
            raise Wrong(f"Expected a pair (W, b) for layer {l}.")
        for name, into, values in (("W", W, layer[0]), ("b", b, layer[1])):
            values = np.asarray(values, dtype=float)
            if values.shape != into.shape:
                raise Wrong(f"{name} of layer {l} has shape {values.shape}, expected {into.shape}.")
            into[...] = values
    if not np.isfinite(w).all():
        raise Wrong("Some of your parameters are not finite.")
    slopes = [np.linalg.norm(G) for G, _ in net.views(net.grad(w, X, y))]
    return {
        "loss after 300 steps": descend(net, w, X, y, eta=0.3, n_steps=300)[1][-1],
        "powers of ten that the gradient loses on its way down": float(np.log10(slopes[-1] / max(slopes[0], 1e-30))),
    }


def sigmoid_start(sizes, rng, *, scale=5.0, centered=True):
    """Weights larger than LeCun's, and biases that take away what values around 1/2 add to every sum."""
    layers = []
    for m_in, m_out in itertools.pairwise(sizes):
        W = scale / np.sqrt(m_in) * rng.standard_normal((m_out, m_in))
        layers.append((W, -W.sum(axis=1) / 2 if centered and layers else np.zeros(m_out)))
    return layers


def what_is_missing(numbers):
    """Where to look, by the loss that was reached."""
    loss, lost = numbers.values()
    if loss > 2:
        return (
            f"That is the loss of guessing. At your start the gradient loses {lost:.1f} powers of ten on its way down to layer 1. By which factor is a derivative "
            "multiplied in one layer, at most, and how large must the weights be to make up for it?"
        )
    return (
        "It learns, slowly. One thing more: the values of sigmoids lie around 1/2, not around 0, and that adds the same "
        "number to all sums of the next unit. What could take it away?"
    )


SIGMOIDS = goal_exercise(
    "4.12",
    "Eight layers of sigmoids",
    points=4,
    solution=sigmoid_start,
    run=train_sigmoids,
    goals=[Goal("loss after 300 steps", at_most=0.2, why=what_is_missing)],
    wrong=[
        Misconception(
            "LeCun's",
            lambda sizes, rng: sigmoid_start(sizes, rng, scale=1.0, centered=False),
            "LeCun's variance is right for units of slope 1. A sigmoid's slope is at most 1/4, and eight of them are multiplied on the way down.",
        ),
        Misconception(
            "He's",
            lambda sizes, rng: sigmoid_start(sizes, rng, scale=2**0.5, centered=False),
            "He's factor 2 makes up for what ReLU loses. A sigmoid's slope is at most 1/4: that asks for much more.",
        ),
        Misconception(
            "right size, not centered",
            lambda sizes, rng: sigmoid_start(sizes, rng, scale=4.0, centered=False),
            "Four times LeCun's standard deviation makes up for the slope 1/4, and it learns. But values around 1/2 push all sums to one side; biases can take that away.",
        ),
        Misconception(
            "centered, not large",
            lambda sizes, rng: sigmoid_start(sizes, rng, scale=1.0),
            "The biases are well chosen. But with LeCun's weights each layer still multiplies the derivatives by 1/4 or less.",
        ),
    ],
    hints=[
        "At z = 0 the slope of a sigmoid is 1/4. By how much must LeCun's standard deviation be multiplied so that a layer of sigmoids passes derivatives on undiminished?",
        "Values around 1/2 make a sum around W.sum(axis=1) / 2. In which layers does that happen, and which bias takes it away?",
    ],
    praise="The network, the data and the steps are the same. What was missing was the right size, and sums that start around 0.",
)
