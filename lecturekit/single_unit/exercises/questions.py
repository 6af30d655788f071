"""Exercises 1.4, 1.8 and 1.10: what decides between two explanations, a bug to be found, what descent leaves as it is."""

import numpy as np

from lecturekit.checks.arguments import Given, labels, real
from lecturekit.checks.engine import Again, Misconception, Wrong, bug_exercise, choice_exercise
from lecturekit.single_unit.activations import sigmoid

stuck = choice_exercise(
    "1.4",
    "Stuck, or slow?",
    kind="why",
    options={
        "a": "the formula's gradient after these 300 steps is small, less than a thirtieth of what (9) gives there",
        "b": "after ten times as many steps, nearly all unseen tumors are right",
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


def share_right(z, y):
    """The code that is given in the notebook."""
    return np.mean((z > 0.5) == y)


def _logits_and_labels(z, y):
    if not (isinstance(z, np.ndarray) and isinstance(y, np.ndarray)) or z.ndim != 1 or z.shape != y.shape or not z.size:
        raise Wrong("Expected z and y as arrays with one entry for each tumor, such as np.array([1.5, -2.0]).")
    if not np.isin(y, (0, 1)).all():
        raise Wrong("Expected labels 0 and 1 in y.")


threshold = bug_exercise(
    "1.8",
    "Find the bug: who is right",
    buggy=share_right,
    reference=lambda z, y: float(np.mean((sigmoid(z) > 0.5) == y)),
    solution=lambda z, y: np.mean((z > 0) == y),
    example=(np.array([0.3]), np.array([1])),
    valid=_logits_and_labels,
    given=Given(z=real("n"), y=labels("n"), without=("z with zeros", "z whole numbers")),
    points=2,
    wrong=[
        Misconception(
            "everything positive",
            lambda z, y: np.mean((sigmoid(z) > 0) == y),
            "A probability is always above 0, so this calls every tumor malignant.",
        ),
        Misconception(
            "other class",
            lambda z, y: np.mean((z < 0) == y),
            "This counts the mistakes: a positive logit speaks for class 1.",
        ),
        Misconception(
            "a number of points",
            lambda z, y: np.sum((z > 0) == y),
            "This is the number of points that are right. Wanted is their share.",
        ),
        Misconception(
            "the logit rounded",
            lambda z, y: np.mean(np.round(z) == y),
            "Rounding the logit compares a number of any size with 0 or 1. Which logits mean class 1?",
        ),
    ],
    hints=[
        "Section *A unit, and 569 tumors*. At which logit is the probability one half?",
        "The given code is right for logits below 0 and above 0.5. Take one in between.",
    ],
    praise="The threshold one half belongs to the probability; to the logit belongs 0.",
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
