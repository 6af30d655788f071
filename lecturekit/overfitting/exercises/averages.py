"""Exercises of chapter 8 on averaging: a bag's variance, its out-of-bag error, and what lambda says about a prior."""

import numpy as np

from lecturekit.checks.engine import Misconception, function_exercise, numeric_exercise


def _variance_probes(rng):
    return [(2.5, 0.3, 4), (0.7, 0.6, 10), (1.2, 0.0, 3)]


def _from_the_covariances(variance, rho, B):
    C = np.full((B, B), rho * variance)
    np.fill_diagonal(C, variance)
    return C.sum() / B**2


bag_variance = function_exercise(
    "8.10",
    "The variance of a bag",
    kind="derive",
    probes=_variance_probes,
    edges={
        "one network": lambda rng: (2.5, 0.3, 1),
        "rho = 0": lambda rng: (2.5, 0.0, 4),
        "rho = 1": lambda rng: (2.5, 1.0, 4),
    },
    reference=_from_the_covariances,
    solution=lambda variance, rho, B: rho * variance + (1 - rho) * variance / B,
    wrong=[
        Misconception(
            "independent networks",
            lambda variance, rho, B: variance / B,
            "This is the variance of a mean of INDEPENDENT predictions. Networks trained on samples of the same data agree in part.",
        ),
        Misconception(
            "only the floor",
            lambda variance, rho, B: rho * variance,
            "This is what is left with infinitely many networks. With B of them there is a second part that falls like 1/B.",
        ),
        Misconception(
            "rho on the wrong part",
            lambda variance, rho, B: (1 - rho) * variance + rho * variance / B,
            "rho is on the wrong side: what the networks have in COMMON is what averaging cannot remove.",
        ),
        Misconception(
            "standard deviations",
            lambda variance, rho, B: variance * (rho + (1 - rho) / np.sqrt(B)),
            "The second part of a VARIANCE falls like 1/B; like 1/sqrt(B) falls a standard deviation.",
        ),
        Misconception(
            "one more factor 1/B",
            lambda variance, rho, B: variance / B**2 * (1 + (B - 1) * rho),
            "One factor 1/B too many: of the B^2 entries of the covariance matrix, B are on the diagonal.",
        ),
    ],
    hints=[
        "The variance of a sum is the sum of all B^2 covariances.",
        "B of them are sigma^2, the other B^2 - B are rho sigma^2; then divide by B^2.",
    ],
    praise="A part that the bag removes, and a floor that it does not.",
)


def _bag_probes(rng):
    probes = []
    for n, B in ((12, 6), (7, 3), (15, 4)):
        p = rng.dirichlet(np.ones(3), size=(B, n))
        probes.append((p, rng.integers(n, size=(B, n)), rng.integers(3, size=n)))
    return probes


def _point_by_point(predictions, rows, y):
    wrong = seen = 0
    for i in range(len(y)):
        members = [k for k in range(len(rows)) if i not in rows[k]]
        if members:
            wrong += np.mean([predictions[k][i] for k in members], axis=0).argmax() != y[i]
            seen += 1
    return wrong / seen


def _unseen(rows):
    return np.array([~np.isin(np.arange(rows.shape[1]), row) for row in rows])


def _error(average, y):
    return np.mean(average.argmax(axis=-1) != y)


def _weighted(predictions, members, y):
    some = members.any(axis=0)
    return _error((predictions * members[:, :, None]).sum(axis=0)[some], y[some])


def _each_alone(predictions, rows, y):
    return np.mean([(p.argmax(axis=-1) != y)[unseen].mean() for p, unseen in zip(predictions, _unseen(rows))])


def _votes(predictions, rows, y):
    return _weighted(np.eye(predictions.shape[2])[predictions.argmax(axis=2)], _unseen(rows), y)


def _wrong_among_all(predictions, rows, y):
    return _weighted(predictions, _unseen(rows), y) * _unseen(rows).any(axis=0).mean()


out_of_bag_error = function_exercise(
    "8.11",
    "The out-of-bag error",
    points=3,
    probes=_bag_probes,
    edges={
        "one network": lambda rng: (
            rng.dirichlet(np.ones(3), size=(1, 5)),
            np.array([[0, 0, 1, 1, 4]]),
            np.array([0, 1, 2, 0, 1]),
        ),
        "points that all networks have seen": lambda rng: (
            rng.dirichlet(np.ones(2), size=(2, 4)),
            np.array([[0, 1, 1, 2], [0, 1, 3, 3]]),
            np.array([0, 1, 1, 0]),
        ),
    },
    reference=_point_by_point,
    solution=lambda predictions, rows, y: _weighted(predictions, _unseen(rows), y),
    wrong=[
        Misconception(
            "all networks",
            lambda predictions, rows, y: _error(predictions.mean(axis=0), y),
            "You averaged over all networks. Most of them were trained on the point they are asked about: this is the training error of the bag.",
        ),
        Misconception(
            "those that have seen it",
            lambda predictions, rows, y: _weighted(predictions, ~_unseen(rows), y),
            "The mask is the wrong way round: you averaged over the networks that HAVE seen the point.",
        ),
        Misconception(
            "each network alone",
            _each_alone,
            "You took each network's own error and averaged these. Asked for is the error of the averaged prediction: average first, then decide.",
        ),
        Misconception(
            "votes",
            _votes,
            "You let the networks vote. Average their probabilities instead: a network that is unsure should count for less.",
        ),
        Misconception(
            "points that all have seen",
            lambda predictions, rows, y: _error((predictions * _unseen(rows)[:, :, None]).sum(axis=0), y),
            "Points that every network has seen have no prediction out of the bag. You let them count, as class 0: leave them out.",
        ),
        Misconception(
            "divided by all points",
            _wrong_among_all,
            "You divided by the number of all points. Points that every network has seen are not decided: divide by the number of the others.",
        ),
        Misconception(
            "accuracy",
            lambda predictions, rows, y: 1 - _weighted(predictions, _unseen(rows), y),
            "This is the fraction that is right. The error is the fraction that is wrong.",
        ),
    ],
    hints=[
        "For network k, the points it has seen are `rows[k]`; make a table (B, n) of True where it has not seen point i.",
        "Average the probabilities over the True entries of each column, take the argmax, compare with y; leave out points that everyone has seen.",
    ],
    praise="A test error without a test set.",
)

prior_to_lambda = numeric_exercise(
    "8.12",
    "Which prior does lambda stand for?",
    kind="derive",
    expected=lambda: 1 / (50 * 4.0),
    tolerance=1e-3,
    wrong=[
        Misconception(
            "n forgotten",
            0.25,
            "You forgot that the loss in (35) is a MEAN over n points, while the log-likelihood is their sum.",
        ),
        Misconception(
            "precision and variance exchanged",
            4 / 50,
            "A WIDE prior means WEAK decay. Yours grows with the width of the prior.",
        ),
        Misconception(
            "standard deviation not squared",
            1 / 100,
            "You divided by n tau. In the exponent of a Gaussian the standard deviation is squared.",
        ),
        Misconception(
            "factor two",
            1 / 400,
            "A factor 2 too small: the 1/2 of the Gaussian's exponent and the 1/2 of (35) are the same 1/2.",
        ),
    ],
    hints=[
        "Minus the log of the posterior is the sum of the n losses plus the sum of w_j^2 / (2 tau^2).",
        "Divide by n and compare with (35).",
    ],
    praise="lambda = 1 / (n tau^2): with more data the prior, and with it lambda, counts for less.",
)
