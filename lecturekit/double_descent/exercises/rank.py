"""Exercises 9.2 to 9.4 of chapter 9: rank and not count, copies of features, copies of points."""

import numpy as np

from lecturekit.checks.engine import Again, Misconception, choice_exercise, curve_exercise, function_exercise
from lecturekit.double_descent.experiments import errors_of_points_twice
from lecturekit.single_unit.activations import relu

# ---- 9.2


def _threshold_probes(rng):
    probes = []
    for n, d, copies in ((7, 3, {3: 0}), (10, 4, {3: 0, 6: 2}), (6, 8, {3: 0, 6: 2, 7: 5})):
        V, b = rng.standard_normal((60, d)) / np.sqrt(d), rng.standard_normal(60)
        V[[1, 4]], b[[1, 4]] = 0.0, -1.0  # dead for every input
        b[[0, 2, 5]] = 5.0, 2.0, 2.0
        for later, earlier in copies.items():
            V[later], b[later] = V[earlier], b[earlier]
        probes.append((rng.standard_normal((n, d)), V, b))
    return probes


def _threshold(X, V, b):
    A = relu(X @ V.T + b)
    return next(N for N in range(1, len(V) + 1) if np.linalg.matrix_rank(A[:, :N]) == len(X))


def _living(X, V, b):
    alive = np.any(relu(X @ V.T + b) > 0, axis=0)
    return int(np.argmax(np.cumsum(alive) == len(X)) + 1)


threshold = function_exercise(
    "9.2",
    "The threshold",
    points=3,
    probes=_threshold_probes,
    edges={"one data point": lambda rng: (np.ones((1, 2)), rng.random((5, 2)), np.array([1.0, -9, 1, 1, 1]))},
    reference=_threshold,
    wrong=[
        Misconception(
            "number of data points",
            lambda X, V, b: len(X),
            "That is n, which is also the rank of ALL the features. It would be right if every feature brought something new; here some are zero on all data and some repeat others, so that the first n of them have a smaller rank.",
        ),
        Misconception(
            "number of inputs",
            lambda X, V, b: X.shape[1],
            "That is d, the number of inputs. What is fitted are the output weights, one for each FEATURE; the inputs only feed the features.",
        ),
        Misconception(
            "living features only",
            _living,
            "You leave out the dead features, which is half of it. A feature that repeats another one brings nothing new either.",
        ),
        Misconception(
            "all dead features added",
            lambda X, V, b: len(X) + int(np.count_nonzero(np.all(relu(X @ V.T + b) == 0, axis=0))),
            "You add ALL features that are zero on the data, also those that come after the place you look for. And a feature that repeats another one brings nothing new either: what does a column have to do to be of use?",
        ),
        Misconception(
            "one short",
            lambda X, V, b: _threshold(X, V, b) - 1,
            "One too small, every time. Is it the index of the last feature that is needed? Python counts from 0, and N is a number of features.",
        ),
        Misconception(
            "all weights counted",
            lambda X, V, b: int(np.ceil(len(X) / (X.shape[1] + 2))),
            "You count the first layer's weights and biases as well. They are not trained: only the N output weights can be used to fit.",
        ),
    ],
    hints=[
        "Section *Why is there a peak?* The first N features fit any labels if the n rows of the matrix of features are linearly independent.",
        "`np.linalg.matrix_rank` counts independent rows, or columns. How does it grow when a column is added?",
    ],
    praise="Rank, not count: there the peak will be.",
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
