"""Exercises 9.2 to 9.4 of chapter 9: rank and not count, copies of features, copies of points."""

import numpy as np

from lecturekit.checks.engine import Again, Misconception, choice_exercise, curve_exercise, steps_exercise
from lecturekit.double_descent.experiments import errors_of_points_twice

# ---- 9.2

thresholds = steps_exercise(
    "9.2",
    "Five thresholds",
    kind="derive",
    points=4,
    args=("n", "d", "k", "K"),
    probes=lambda rng: [(7, 3, 4, 5), (10, 2, 3, 4), (12, 5, 5, 3)],
    edges={"one point": lambda rng: (1, 2, 3, 2), "every second feature dead": lambda rng: (6, 1, 2, 3)},
    steps={
        "dead": lambda n, k: n + (n - 1) // (k - 1),
        "twice": lambda n: 2 * n - 1,
        "classes": lambda n: n,
        "linear": lambda d: d + 1,
        "square": lambda d: (d + 1) * (d + 2) // 2,
    },
    wrong=[
        Misconception(
            "dead features count",
            {"dead": lambda n: n},
            "Among the first n features some are columns of zeros, so their rank is less than n. How many more are needed, and how many of these are dead in their turn?",
        ),
        Misconception(
            "only the dead among the first n",
            {"dead": lambda n, k: n + n // k},
            "You add as many features as are dead among the first n. But of the added ones some are dead, too.",
        ),
        Misconception(
            "by the share of the living",
            {"dead": lambda n, k: -(-n * k // (k - 1))},
            "You divide n by the share of living features. Near the end that can be one too many: the last feature that is needed is a living one. How many full groups of k lie before it, if each has k - 1 living features?",
        ),
        Misconception(
            "share not rounded",
            {"dead": lambda n, k: n * k / (k - 1)},
            "A number of features is whole. Count: in which group of k is the n-th living feature, and how many dead ones come before it?",
        ),
        Misconception(
            "copies count",
            {"twice": lambda n: n},
            "A copy is a linear combination of the columns before it: it brings nothing new, so the first n features have about half the rank.",
        ),
        Misconception(
            "the last copy, too",
            {"twice": lambda n: 2 * n},
            "Nearly. The n-th different feature comes before its own copy: is that copy needed?",
        ),
        Misconception(
            "a point for each class",
            {"classes": lambda n, K: n * K},
            "There are n K numbers to fit, that is right. But each output has N weights of its own, and all use the same features. When can one output fit any labels?",
        ),
        Misconception(
            "weights shared by the classes",
            {"classes": lambda n, K: -(-n // K)},
            "There are N K weights in all. But those of one output cannot help another one: one output alone has n labels and N weights.",
        ),
        Misconception(
            "the bias forgotten", {"linear": lambda d: d}, "c . x + b: what does the b bring in, beside the d inputs?"
        ),
        Misconception(
            "one for each feature",
            {"linear": lambda n: n},
            "Every feature c . x + b is a combination of the same few columns, however many features are drawn. Of which ones?",
        ),
        Misconception(
            "squares only",
            {"square": lambda d: d + 1},
            "(c . x + b)^2, multiplied out, has more than the squares of the inputs and a constant: list all the different products.",
        ),
        Misconception(
            "no mixed products",
            {"square": lambda d: 2 * d + 1},
            "A constant, the inputs and their squares: multiplied out, (c . x + b)^2 also has products of two different inputs.",
        ),
        Misconception(
            "no inputs and no constant",
            {"square": lambda d: d * (d + 1) // 2},
            "These are the products of two inputs. With the b there are the inputs themselves and a constant, too.",
        ),
        Misconception(
            "each mixed product twice",
            {"square": lambda d: (d + 1) ** 2},
            "You count x_1 x_2 and x_2 x_1. They are one and the same column.",
        ),
    ],
    hints=[
        "Section *Real data*: what counts is the rank, the number of columns that are not combinations of those before them. Write down a short list of features and mark the useful ones.",
        "For `linear` and `square` multiply out: every feature is a combination of a few fixed columns, such as the inputs, a constant, products. There cannot be more useful features than such columns.",
    ],
    praise="Rank, not count: and some features never have the rank to fit all labels, however many of them there are.",
)


# ---- 9.3

copies = choice_exercise(
    "9.3",
    "Nine copies of every feature",
    kind="why",
    points=2,
    options={
        "a": "tamer: with 1000 features for 100 points it is far to the right of the peak",
        "b": "tamer: each weight is only a tenth of what it was, and so is the noise in it",
        "c": "exactly as wild: its predictions are the same, only its weights are shorter",
        "d": "wilder: the matrix has 900 more singular values, all of them 0",
    },
    correct="c",
    replies={
        "a": "The curve of the chapter was drawn with features that bring something new. What can these 1000 do that the 100 could not?",
        "b": "Each weight is a tenth, that is right. How many of them act on the same feature, and what do they add up to?",
        "d": "A matrix of 100 rows has 100 singular values at most, and directions that are stretched by 0 get no weight in the smallest solution.",
    },
    hints=[
        "Section *Real data*: what counts, if not the number of features?",
        "Write the sum over ten equal features with ten weights. Which ten weights with a given sum have the smallest norm?",
    ],
    praise="Ten equal features act as one, with the sum of their weights. The rank is 100 as before, and so is the peak; the norm of the weights is smaller by the factor root 10.",
    again=Again(
        "Instead of copying, all 100 features are multiplied by 10, as if measured in another unit. What happens to the predictions of the smallest solution, and to those of ridge with the same lambda?",
        {
            "p": "both stay as they are: a unit cannot matter",
            "q": "the smallest solution predicts as before; ridge does not: its penalty has become weaker",
            "r": "both change: larger features make larger predictions",
        },
        "q",
        {
            "p": "For the smallest solution that is so: its weights are a tenth. But ridge charges for the weights, and now the same fit costs a hundredth.",
            "r": "The weights adapt: a tenth of each gives the same predictions. So for which of the two does the size of the weights matter?",
        },
    ),
)


# ---- 9.4

AT = (20, 50, 100, 400)


def _measured():
    """Medians of thirty data sets, of others than those of the cell that draws the curve."""
    return np.median(errors_of_points_twice(AT, seeds=range(1000, 1030)), axis=0)


points_twice = curve_exercise(
    "9.4",
    "Every point twice",
    at=AT,
    x="N",
    expected=_measured,
    factor=4,
    wrong=[
        Misconception(
            "the peak at 100",
            [0.8, 0.8, 25.0, 0.3],
            "This is the curve of 100 different points. But how many different rows has the matrix of features, and which rank can it reach?",
        ),
        Misconception(
            "few features are harmless",
            [0.1, 12.0, 0.7, 0.35],
            "Your peak is in the right place. But 20 random features can hardly imitate a teacher of 20 inputs: what does predicting with so few cost in the figure of *The curve*?",
        ),
        Misconception(
            "no peak",
            [0.8, 0.5, 0.4, 0.3],
            "You draw no peak, perhaps because the two labels of a point can never both be fitted. Their MEAN can: is there a size at which the model can just fit the means?",
        ),
        Misconception(
            "it only gets worse",
            [0.8, 8.0, 25.0, 60.0],
            "You let the error grow beyond the peak. What happens to the smallest singular value when the matrix becomes wider than it has different rows?",
        ),
        Misconception(
            "both peaks",
            [0.8, 15.0, 15.0, 0.3],
            "You draw a peak at 50 and one at 100. What is special about 100, if the rank of the matrix cannot be more than 50?",
        ),
    ],
    hints=[
        "Section *Real data*: the peak is where the rank is just large enough. What is the largest rank of a matrix whose rows come in equal pairs?",
        "Fitting both labels of a point as well as possible is fitting their mean. So compare with the chapter's curve, for another number of points, and with less noise.",
    ],
    praise="50 different points, each with the mean of two labels: the peak is at 50. Nothing happens at 100; and the training error stays at half the variance of the noise, as nothing fits two labels at once.",
)
