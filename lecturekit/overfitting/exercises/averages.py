"""Exercises of chapter 8 on averaging: views of an image, and what a large bag would have."""

import numpy as np

from lecturekit.checks.engine import Misconception, function_exercise, numeric_exercise


class Reader:
    """Probabilities of three classes for images (n, 784), from the ink in some places; it stands for a network."""

    def __init__(self, rng):
        self.V, self.U = rng.normal(size=(784, 6)) / 5, rng.normal(size=(6, 3))

    def __call__(self, images):
        """A hidden layer and a softmax: (n, 784) to (n, 3)."""
        Z = np.tanh(np.asarray(images, float) @ self.V) @ self.U
        E = np.exp(Z - Z.max(axis=1, keepdims=True))
        return E / E.sum(axis=1, keepdims=True)


def _view_probes(rng):
    return [(Reader(rng), rng.random((4, 784))) for _ in range(2)]


def _moved(X, right, down):
    """What comes from outside is 0; by two pixels at most."""
    framed = np.pad(X.reshape(-1, 28, 28), ((0, 0), (2, 2), (2, 2)))
    return framed[:, 2 - down : 30 - down, 2 - right : 30 - right].reshape(X.shape)


def _rolled(X, right, down):
    return np.roll(X.reshape(-1, 28, 28), (down, right), axis=(1, 2)).reshape(X.shape)


AXES = [(-1, 0), (0, 0), (1, 0), (0, -1), (0, 0), (0, 1)]
ALL = [(right, down) for right in (-1, 0, 1) for down in (-1, 0, 1)]


def _views(predict, X, ways=ALL, move=_moved):
    return np.array([predict(move(X, *way)) for way in ways])


def _logarithms(predict, X):
    P = np.exp(np.mean(np.log(_views(predict, X)), axis=0))
    return P / P.sum(axis=1, keepdims=True)


def _nine_at_once(predict, X):
    stacked = np.concatenate([_moved(X, *way) for way in ALL])
    return predict(stacked).reshape(9, len(X), -1).mean(axis=0)


shifted_views = function_exercise(
    "8.9",
    "Nine views of an image",
    points=2,
    probes=_view_probes,
    edges={"one image": lambda rng: (Reader(rng), rng.random((1, 784)))},
    reference=_nine_at_once,
    solution=lambda predict, X: _views(predict, X).mean(axis=0),
    wrong=[
        Misconception(
            "the image averaged",
            lambda predict, X: predict(np.mean([_moved(X, *way) for way in ALL], axis=0)),
            "You average the nine IMAGES and ask the network once, about a blurred one. Ask it nine times and average what it says.",
        ),
        Misconception(
            "wrap-around",
            lambda predict, X: _views(predict, X, move=_rolled).mean(axis=0),
            "What leaves your images on one side comes back on the other. Outside of a picture there is nothing: zeros, as `shift` has it.",
        ),
        Misconception(
            "the image itself left out",
            lambda predict, X: _views(predict, X, [way for way in ALL if way != (0, 0)]).mean(axis=0),
            "Eight views: the image as it is belongs to the nine.",
        ),
        Misconception(
            "a cross",
            lambda predict, X: _views(predict, X, [way for way in ALL if 0 in way]).mean(axis=0),
            "Five views: you shift right OR down. Shifts in both directions at once belong to the nine, too.",
        ),
        Misconception(
            "six along the axes",
            lambda predict, X: _views(predict, X, AXES).mean(axis=0),
            "Six views, three along each axis, and the image as it is twice among them. The nine are all pairs: each shift to the side with each shift down.",
        ),
        Misconception(
            "one direction",
            lambda predict, X: _views(predict, X, [(-1, 0), (0, 0), (1, 0)]).mean(axis=0),
            "Three views: you shift to the sides only. Every shift to the side goes with every shift down.",
        ),
        Misconception(
            "range(-1, 1)",
            lambda predict, X: _views(predict, X, [way for way in ALL if 1 not in way]).mean(axis=0),
            "Four views: you shift by -1 and 0 only. `range(-1, 1)` ends before 1.",
        ),
        Misconception(
            "range(3)",
            lambda predict, X: _views(predict, X, [(i, j) for i in range(3) for j in range(3)]).mean(axis=0),
            "You shift by 0, 1 and 2. The shifts are -1, 0 and 1.",
        ),
        Misconception(
            "along the diagonal",
            lambda predict, X: _views(predict, X, [(-1, -1), (0, 0), (1, 1)]).mean(axis=0),
            "Three views: you shift to the side and down by the same amount. Every shift to the side goes with every shift down.",
        ),
        Misconception(
            "the largest",
            lambda predict, X: _views(predict, X).max(axis=0),
            "You keep the largest of the nine probabilities of each class. Asked for is their mean.",
        ),
        Misconception(
            "a sum",
            lambda predict, X: _views(predict, X).sum(axis=0),
            "Your rows add up to 9: that is the sum. Probabilities add up to 1, so take the mean.",
        ),
        Misconception(
            "votes",
            lambda predict, X: np.eye(3)[_views(predict, X).argmax(axis=2)].mean(axis=0),
            "You let the nine views vote. Average their probabilities: a view of which the network is unsure should count for less.",
        ),
        Misconception(
            "logarithms averaged",
            _logarithms,
            "You average the logarithms: the geometric mean. Asked for is the plain mean of the probabilities.",
        ),
        Misconception(
            "means over images",
            lambda predict, X: np.broadcast_to(_views(predict, X).mean(axis=(0, 1)), (len(X), 3)),
            "You average over the images too: each row of the result should be about one image.",
        ),
    ],
    hints=[
        "Section *Data augmentation*. Two loops, over `right` and `down`, each from -1 to 1.",
        "`shift(X, right, down)` moves all images; collect `predict(...)` of each and take the mean over the nine.",
    ],
    praise="One network, nine opinions, and no training at all: augmentation at prediction, averaged as a bag is.",
)

bag_floor = numeric_exercise(
    "8.10",
    "What a large bag would have",
    kind="derive",
    points=2,
    expected=0.03,
    tolerance=1e-3,
    solution=0.03,
    wrong=[
        Misconception(
            "independent networks",
            0.0,
            "This is what INDEPENDENT networks would have. Then a bag of 4 would have 0.0225, a quarter of 0.09; it has 0.045.",
        ),
        Misconception(
            "a quarter", 0.0225, "This is 0.09 / 4: what a bag of 4 would have if its members had nothing in common."
        ),
        *(
            Misconception(
                f"a floor of {floor:g}",
                floor,
                f"Test it: if {floor:g} stayed and {0.09 - floor:.3g} fell like 1/B, a bag of 4 would have {floor + (0.09 - floor) / 4:.3g}. It has 0.045.",
            )
            for floor in (0.01, 0.015, 0.02, 0.04)
        ),
        Misconception("no further gain", 0.045, "This is what the bag of 4 has already. A larger bag has less."),
        Misconception(
            "the common share",
            1 / 3,
            "This is the common part as a SHARE of the variance. Asked for is the variance that is left.",
        ),
        Misconception(
            "half again",
            0.0225 / 2,
            "You went on halving. The part that falls like 1/B falls to 0, and the other part does not fall at all: which two numbers make 0.09 and 0.045?",
        ),
        Misconception(
            "the part that goes", 0.06, "This is the part that averaging removes. Asked for is what is left."
        ),
    ],
    hints=[
        "Section *Averaging: bagging*. Call the part that stays S and the part that falls like 1/B F. Then S + F = 0.09. What is S + F/4?",
        "Subtract one equation from the other: what is left is a multiple of F.",
    ],
    praise="S + F = 0.09 and S + F/4 = 0.045, so F = 0.06 and S = 0.03: a third of the variance is common to all members, and no bag removes it.",
)
