"""Answers to the exercises of chapters 1 and 2 that no bank holds: right in other styles, wrong in other ways."""

import numpy as np
import pytest

from lecturekit.checks import check
from lecturekit.checks.engine import CORRECT, WRONG
from lecturekit.single_unit.activations import sigmoid


def _matrix_form(W, b, w, b2, X, y):
    X1 = np.tanh(X @ W.T + b)
    dz2 = (sigmoid(X1 @ w + b2) - y) / len(y)
    dZ = dz2[:, None] * w * (1 - X1**2)
    return [dZ.T @ X, dZ.sum(axis=0), X1.T @ dz2, dz2.sum()]


def _by_input(W, b, w, b2, x):
    return (w / np.cosh(W @ x + b) ** 2) @ W


def _by_input_if_square(W, b, w, b2, x):
    return [sum(w[i] * (1 - np.tanh(W[i] @ x + b[i]) ** 2) * W[i, j] for i in range(len(w))) for j in range(len(w))]


def _one_step(w, b, X, y, eta):
    z = w @ X.T + b
    output = 0.5 * (1 + np.tanh(z / 2))
    mistake = output - np.where(y > 0, 1, 0)
    w_new = w - eta * (mistake[:, None] * X).mean(axis=0)
    return {
        "z": z.tolist(),
        "output": output,
        "mistake": mistake,
        "w_new": w_new,
        "b_new": b - eta * sum(mistake) / len(y),
    }


def _best(X):
    spread = np.linalg.svd(X, compute_uv=False)
    return 2 * len(X) / (spread[0] ** 2 + spread[-1] ** 2)


UNIT_AND_TUMORS = np.array([1.0]), 0.0, np.array([[1.0], [3.0]]), np.array([[1.0], [1.2]])

RIGHT = [
    ("1.1", lambda z, y: [-3 / (1 + np.exp(a)) if b else 1 / (1 + np.exp(-a)) for a, b in zip(z, y)]),
    ("1.1", lambda z, y: tuple(np.where(y > 0, 3 * sigmoid(z) - 3, sigmoid(z)).astype(np.float32))),
    ("1.2", lambda z, y: np.logaddexp(0, (1 - 2 * y) * z)),
    ("1.2", lambda z, y: [max(a, 0) + np.log1p(np.exp(-abs(a))) - b * a for a, b in zip(z, y)]),
    ("1.3", _one_step),
    ("1.3", lambda *given: tuple(_one_step(*given).values())),
    ("1.5", lambda z, y: np.log(np.cosh(y - z)) + 7),
    ("1.5", lambda z, y: [np.logaddexp(a - b, b - a) for a, b in zip(z, y)]),
    ("1.5", lambda z, y: np.logaddexp(0, 2 * (z - y)) - (z - y)),
    ("1.6", lambda X: 2 * len(X) / (np.linalg.norm(X, 2) ** 2 + np.linalg.norm(X, -2) ** 2)),
    ("1.6", _best),
    ("1.7", {0.01: 688, 0.1: 66, 0.5: 10, 1.5: 10, 1.9: 66}),
    ("1.8", (UNIT_AND_TUMORS, lambda w, b, X, N: [sigmoid((x - X.mean(axis=0)) / X.std(axis=0) @ w + b) for x in N])),
    ("1.9", (0.597, 10)),
    ("1.9", [np.float32(0.6), np.float32(6.5)]),
    ("2.1", lambda *a: [np.asarray(part).tolist() for part in _matrix_form(*a)]),
    ("2.1", lambda *a: tuple(np.float32(part) for part in _matrix_form(*a))),
    ("2.2", _by_input),
    ("2.2", lambda *a: np.float32(_by_input(*a)).tolist()),
    ("2.3", ((6.0, 3), (0, -0.0))),
    ("2.5", np.int64(384)),
    ("2.9", np.array([-0.1, -0.4, 3, -2, 0, 0, 3, -2, 0])),
    ("2.6", np.float32([1, 1, -1, -1, 0, 0, -1, -1, 1])),
]

WRONG_ANSWERS = [  # exercise, answer, what the message has to say
    ("1.1", lambda z, y: (1 + 2 * y) * (sigmoid(z) - y) + 0.5, "0.5 larger than it should be"),
    ("1.1", lambda z, y: np.mean((1 + 2 * y) * (sigmoid(z) - y)), "added up where each entry"),
    ("1.2", lambda z, y: np.log(1 + np.exp(np.clip(z, -500, 500))) - y * z, "yours gives [500, 1000, 0]"),
    ("1.2", lambda z, y: -(y * np.log(sigmoid(z)) + (1 - y) * np.log(1 - sigmoid(z))), "not finite"),
    ("1.3", lambda *given: _one_step(*given) | {"output": 0.5 * _one_step(*given)["output"]}, "output ✗"),
    ("1.5", lambda z, y: np.abs(y - sigmoid(z)), "the derivative of your loss"),
    ("1.5", lambda z, y: np.mean((y - sigmoid(z)) ** 2) / 2, "one number for each data point"),
    ("1.5", lambda z, y: "a loss", "got the text 'a loss'"),
    ("1.5", lambda z, y: print("no return"), "returns None"),
    ("1.5", 3.0, "Expected a function, got 3"),
    ("1.6", lambda X: 2 * _best(X), "2 times what is expected"),
    ("1.7", [600, 60, 10, 10, 300], "h = 1.9"),
    ("1.8", ((*UNIT_AND_TUMORS[:3], UNIT_AND_TUMORS[2]), lambda *given: None), "With your input no difference shows"),
    ("1.8", (([0.3], 0, *UNIT_AND_TUMORS[2:]), lambda *given: None), "Expected w, X_train and X_new as numpy arrays"),
    ("1.8", ((*UNIT_AND_TUMORS[:3], np.ones((2, 1))), lambda *given: None), "divides by 0"),
    ("1.9", "fast", "Expected two numbers"),
    ("1.9", (0.6, "fast"), "Expected two numbers"),
    ("1.9", (0.6, -8.0), "Expected a learning rate above 0"),
    ("1.9", (0.3, 8.0), "arrive in one step"),
    ("1.9", (0.7, 8.0), "The limit is not 0.7"),
    ("1.9", (0.6, 30.0), "at most 0.054"),
    ("2.1", lambda *a: _matrix_form(*a)[:3], "Expected 4 values"),
    ("2.1", lambda *a: [_matrix_form(*a)[k] for k in (0, 2, 1, 3)], "Right values in another order"),
    ("2.2", lambda *a: -_by_input(*a), "opposite sign"),
    ("2.2", _by_input_if_square, "It is not where m = 1"),
    ("2.2", lambda W, b, w, b2, x: _by_input(W, b, w, b2, x)[: len(w)], "It is not where m = 1"),
    ("2.3", [[9, 9], [0, 0]], "[0, 0] = 9"),
    (
        "2.4",
        ((0.003 * np.ones((1, 1)), np.zeros(1), np.ones(1), 0.0, np.ones(1), 0), lambda *a: None),
        "wrong here too, but by less than",
    ),
    ("2.6", [1, -1, -1, 1, 0, 0, -3, -3, 1], "All four corners are on the wrong side"),
]


@pytest.mark.parametrize("name, answer", RIGHT, ids=[f"{name}-{k}" for k, (name, _) in enumerate(RIGHT)])
def test_right_in_another_style(name, answer):
    verdict = check(name, answer)
    assert verdict.status == CORRECT, repr(verdict)


@pytest.mark.parametrize(
    "name, answer, says", WRONG_ANSWERS, ids=[f"{name}-{k}" for k, (name, *_) in enumerate(WRONG_ANSWERS)]
)
def test_wrong_in_a_way_of_its_own(name, answer, says):
    verdict = check(name, answer)
    assert verdict.status == WRONG, repr(verdict)
    assert says.lower() in " ".join(repr(verdict).lower().split())


def _draws_and_returns_nothing(*given):
    given[-1].random(3)


@pytest.mark.parametrize("name", ["2.8", "3.9", "4.2", "4.9", "6.2", "7.4", "7.10"])
def test_a_goal_says_that_a_return_is_missing(name):
    assert "is a `return` missing" in check(name, _draws_and_returns_nothing).message
    assert check(name, lambda *given: (given, ...)[1]).status == "not attempted"
