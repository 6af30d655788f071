"""Exercises 1.4, 1.8 and 1.10: what decides between two explanations, a bug to be found, what descent leaves as it is."""

from functools import partial

import numpy as np

from lecturekit.checks.engine import Again, Misconception, Wrong, bug_exercise, choice_exercise
from lecturekit.single_unit.activations import sigmoid

stuck = choice_exercise(
    "1.4",
    "Stuck, or slow?",
    kind="why",
    options={
        "a": "the formula's gradient after these 300 steps is small, less than a thirtieth of what (9) gives there",
        "b": "after five times as many steps, nearly all unseen tumors are right",
        "c": "from all weights zero, the same 300 steps end with 96% of them right",
        "d": "the loss after these 300 steps is still high",
    },
    correct="b",
    replies={
        "a": "Tempting: but on the floor of a valley the gradient is small too. Both explanations predict this.",
        "c": "Zero lies in no second valley, and far from every confident mistake: both explanations predict this.",
        "d": "A second valley may have a high floor, and who is slow has not come down yet: both explanations predict this.",
    },
    hints=[
        "Section *A formula on trial*. For each observation, ask what the other explanation would have predicted. Only where it would have predicted something else does the observation decide."
    ],
    praise="From a valley nothing gets out by waiting; here 1000 steps are enough.",
    again=Again(
        "A malignant tumor gets the logit -13. How large is its push on the logit?",
        {
            "p": "nearly 1 by the Fact, about two millionths by the slide's formula",
            "q": "about two millionths by both",
            "r": "nearly 1 by both",
        },
        "p",
        {
            "q": "By the Fact the push is target minus output. The target is 1; what is the output at -13?",
            "r": "The slide's formula multiplies target minus output by the slope of the sigmoid. How large is that at -13?",
        },
    ),
)


def probabilities(w, b, X_train, X_new):
    """The code that is given in the notebook."""
    A = (X_new - X_new.mean(axis=0)) / X_new.std(axis=0)
    return sigmoid(A @ w + b)


def repaired(w, b, X_train, X_new, *, mean_of="train", deviation_of="train", axis=0, out=sigmoid):
    """P(malignant) of new tumors, by the statistics of the training data; switches for the bank."""
    sets = {"train": X_train, "new": X_new, "all": np.concatenate([X_train, X_new]), "none": None}
    mean = 0.0 if mean_of == "none" else sets[mean_of].mean(axis=axis)
    deviation = 1.0 if deviation_of == "none" else sets[deviation_of].std(axis=axis)
    return out((X_new - mean) / deviation @ w + b)


def _in_loops(w, b, X_train, X_new):
    found = np.empty(len(X_new))
    for i, x in enumerate(X_new):
        z = b
        for j, weight in enumerate(w):
            mean = sum(X_train[:, j]) / len(X_train)
            z += weight * (x[j] - mean) / np.sqrt(sum((X_train[:, j] - mean) ** 2) / len(X_train))
        found[i] = sigmoid(z)
    return found


def _a_unit_and_two_tables(w, b, X_train, X_new):
    """Refuse what does not fit, and inputs on which the given code returns no numbers."""
    if not all(isinstance(each, np.ndarray) for each in (w, X_train, X_new)):
        raise Wrong("Expected w, X_train and X_new as numpy arrays.")
    if w.ndim != 1 or any(each.ndim != 2 or each.shape[1] != len(w) or not len(each) for each in (X_train, X_new)):
        raise Wrong(
            f"Expected w (d,), X_train (n, d) and X_new (k, d), got the shapes {w.shape}, {X_train.shape} and {X_new.shape}."
        )
    if not X_train.std(axis=0).all():
        raise Wrong("A column of X_train is constant: nothing can be standardized by it.")
    if not np.isfinite(probabilities(w, b, X_train, X_new)).all():
        raise Wrong(
            "With this input the given code divides by 0, since a column of X_new is constant. Find one on which it returns "
            "numbers, and wrong ones."
        )


def _tables(rng):
    sizes = ((5, 3, 2), (7, 4, 3), (6, 1, 4), (4, 9, 1))
    return [
        (rng.normal(size=d), float(rng.normal()), 10 + 3 * rng.normal(size=(n, d)), 12 + rng.normal(size=(k, d)))
        for n, k, d in sizes
    ]


twenty = bug_exercise(
    "1.8",
    "Find the bug: twenty benign tumors",
    buggy=probabilities,
    reference=_in_loops,
    solution=repaired,
    example=(np.array([1.0]), 0.0, np.array([[1.0], [3.0]]), np.array([[1.0], [1.2]])),
    valid=_a_unit_and_two_tables,
    args=("w", "b", "X_train", "X_new"),
    probes=_tables,
    points=2,
    wrong=[
        Misconception(
            "deviation of the new ones",
            partial(repaired, deviation_of="new"),
            "The mean is right. But you still divide by the deviation of the new tumors: twenty that are alike are pulled apart by it.",
        ),
        Misconception(
            "mean of the new ones",
            partial(repaired, mean_of="new"),
            "The deviation is right. But you still subtract the mean of the new tumors: twenty benign ones then lie around 0, as if half of them were malignant.",
        ),
        Misconception(
            "statistics of all",
            partial(repaired, mean_of="all", deviation_of="all"),
            "You put old and new tumors together. Then a tumor's probability still depends on which others were sent with it.",
        ),
        Misconception(
            "not standardized",
            partial(repaired, mean_of="none", deviation_of="none"),
            "You hand the raw measurements to the unit. Its weights belong to standardized ones.",
        ),
        Misconception(
            "mean taken off only",
            partial(repaired, deviation_of="none"),
            "You take the mean off and do not divide. The unit was trained on measurements of deviation 1.",
        ),
        Misconception(
            "divided by the mean",
            lambda w, b, X_train, X_new: sigmoid((X_new / X_train.mean(axis=0) - 1) @ w + b),
            "You divide by the mean. Standardized is: minus the mean, divided by the standard deviation.",
        ),
        Misconception(
            "divided by the variance",
            lambda w, b, X_train, X_new: sigmoid((X_new - X_train.mean(axis=0)) / X_train.var(axis=0) @ w + b),
            "You divide by the variance. The standard deviation is its root, `std`.",
        ),
        Misconception(
            "one mean for all columns",
            partial(repaired, axis=None),
            "You took one mean and one deviation for the whole table. Each measurement, each column, has its own: `axis=0`.",
        ),
        Misconception(
            "the logit",
            partial(repaired, out=lambda z: z),
            "These are the logits. Asked for are probabilities: the sigmoid is missing.",
        ),
        Misconception(
            "decided already",
            partial(repaired, out=lambda z: (z > 0) * 1.0),
            "You return the decisions, 0 and 1. Asked for are the probabilities.",
        ),
    ],
    hints=[
        "Section *Tumors that it has not seen*: from which tumors do the means and deviations come?",
        "What does the given code make of one and the same tumor, once in the company of large ones and once of small ones?",
    ],
    praise="Now each tumor is judged by itself: who else is in the table plays no part.",
)

span = choice_exercise(
    "1.10",
    "What gradient descent leaves as it is",
    kind="why",
    options={
        "a": "nothing: with enough steps every weight vector can be reached",
        "b": "the length of the weight vector",
        "c": "the part of the weight vector that is perpendicular to all data points",
        "d": "the part of the weight vector that lies in the span of the data points",
    },
    correct="c",
    replies={
        "a": "Each step adds a combination of the data points. Can a sum of vectors in a plane leave the plane?",
        "b": "The length changes in nearly every step: adding a multiple of a data point makes the vector longer or shorter.",
        "d": "Draw one data point in the plane, a start beside it, and the steps that (9) makes from there. Along which line do they go?",
    },
    hints=[
        "Section *Going deeper: the gradient is a sum of data points*. By (9), every step is a weighted sum of the inputs."
    ],
    praise="It stays as it was at the start, for every loss of the logit.",
    again=Again(
        "A unit without bias has the weights (w1, w2, w3), and in all data points the third input is 0. It starts at (1, 1, 1). What is sure after training?",
        {"p": "w3 = 0", "q": "w3 = 1", "r": "the three squares still add up to 3"},
        "q",
        {
            "p": "What is the derivative of the loss with respect to w3, if the input that it multiplies is always 0?",
            "r": "The steps change w1 and w2, in whatever way fits the data. Does anything hold their length?",
        },
    ),
)
