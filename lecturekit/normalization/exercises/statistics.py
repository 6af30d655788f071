"""Exercises of chapter 7 on mean and variance: of raw columns, put together from pieces, and averaged for too short a time."""

from functools import partial

import numpy as np

from lecturekit.checks.engine import Again, Misconception, Wrong, bug_exercise, choice_exercise, numeric_exercise

# ---- 7.1 sigma of a raw column

raw_sigma = numeric_exercise(
    "7.1",
    "A column that came out too small",
    kind="derive",
    points=2,
    expected=6.0,
    wrong=[
        Misconception(
            "times the mean",
            4.8,
            "You took 0.6 times the mean. What was divided by is not the mean but the root of the mean square of the raw column, and that contains sigma itself.",
        ),
        Misconception(
            "divided by 0.6",
            8 / 0.6,
            "A divisor that is too large made the column too small, so sigma is smaller than the divisor, and the divisor is not the mean.",
        ),
        Misconception("the divisor", 10.0, "This is what was divided by. Sigma is 0.6 times as large."),
        Misconception(
            "the raw root mean square is the mean",
            6.4,
            "You took 8 for the root mean square of the raw column. 8 is its mean, and the mean square is the mean's square PLUS the variance.",
        ),
        Misconception("the variance", 36.0, "This is the variance. Sigma is its root."),
    ],
    hints=[
        "Section *Standardizing the inputs*. Write the mean square of a raw column with its mean and its sigma.",
        "The deviation that came out is sigma / sqrt(sigma^2 + mean^2).",
    ],
    praise="The divisor was 10: the mean square of the raw column is 64 + 36. With a mean of 0 nothing would have been wrong.",
)

# ---- 7.6 a whole from its pieces


def averaged_pieces(sizes, means, variances):
    """The code that is given in 7.6: plain averages over the batches."""
    return np.mean(means, axis=0), np.mean(variances, axis=0)


def put_together(sizes, means, variances, *, weights=True, between=True, center="whole", bessel=0, weigh_spread=True):
    """Mean and variance of everything; switches for the bank."""
    sizes, means, variances = np.asarray(sizes, float), np.asarray(means, float), np.asarray(variances, float)
    share = (sizes / sizes.sum() if weights else np.full(len(sizes), 1 / len(sizes)))[:, None]
    mean = (share * means).sum(axis=0)
    around = {"whole": mean, "zero": 0.0, "plain": means.mean(axis=0)}[center]
    within = (share * variances).sum(axis=0)
    spread = ((share if weigh_spread else 1 / len(sizes)) * (means - around) ** 2).sum(axis=0)
    return mean, (within + between * spread) * sizes.sum() / (sizes.sum() - bessel)


def _by_squares(sizes, means, variances):
    """By sums of numbers and of their squares, batch by batch and unit by unit."""
    means, variances = np.asarray(means, float), np.asarray(variances, float)
    mean, variance = np.zeros(means.shape[1]), np.zeros(means.shape[1])
    for j in range(means.shape[1]):
        total = sum(n * m for n, m in zip(sizes, means[:, j]))
        squares = sum(n * (v + m * m) for n, m, v in zip(sizes, means[:, j], variances[:, j]))
        mean[j] = total / sum(sizes)
        variance[j] = squares / sum(sizes) - mean[j] ** 2
    return mean, variance


def _pieces_probes(rng):
    return [
        (rng.integers(2, 40, B), rng.normal(size=(B, m)), rng.uniform(0.5, 2.0, (B, m)))
        for B, m in ((3, 2), (4, 3), (5, 1), (2, 4))
    ]


def _only_the_variance(sizes, means, variances):
    """Refuse what is no statistics of batches, and inputs on which the given mean is wrong too."""
    sizes, means, variances = np.asarray(sizes), np.asarray(means, float), np.asarray(variances, float)
    if sizes.ndim != 1 or means.ndim != 2 or means.shape != variances.shape or len(means) != len(sizes):
        raise Wrong(
            f"The shapes do not fit: sizes {sizes.shape}, means {means.shape}, variances {variances.shape}; expected (B,), (B, m), (B, m)."
        )
    if (sizes < 1).any() or (variances < 0).any():
        raise Wrong("A batch has at least one data point, and no variance is below 0.")
    if not np.allclose(averaged_pieces(sizes, means, variances)[0], put_together(sizes, means, variances)[0]):
        raise Wrong(
            "With this input the mean that the given code returns is wrong too. Find one where the mean is right and only the variance is wrong: that tells the two mistakes apart."
        )


pieces = bug_exercise(
    "7.6",
    "A whole from its pieces",
    buggy=averaged_pieces,
    args=("sizes", "means", "variances"),
    valid=_only_the_variance,
    probes=_pieces_probes,
    edges={
        "one batch": lambda rng: (np.array([7]), rng.normal(size=(1, 3)), rng.uniform(0.5, 2, (1, 3))),
        "batches of one": lambda rng: (np.ones(5, int), rng.normal(size=(5, 2)), np.zeros((5, 2))),
    },
    returns=("mean", "variance"),
    reference=_by_squares,
    solution=put_together,
    example=([10, 10], [[0.0], [2.0]], [[1.0], [1.0]]),
    wrong=[
        Misconception(
            "weights only",
            lambda sizes, means, variances: put_together(sizes, means, variances, between=False),
            "Your mean is right, and the batches count by their sizes. But two batches of ones and of fives have no variance within, and together they do: how far the batches' means lie apart is missing.",
        ),
        Misconception(
            "all batches alike",
            lambda sizes, means, variances: put_together(sizes, means, variances, weights=False),
            "The spread of the means is there. But a batch of 3 counts in yours as much as one of 30.",
        ),
        Misconception(
            "square of the mean added",
            lambda sizes, means, variances: (
                put_together(sizes, means, variances)[0],
                put_together(sizes, means, variances)[1] + 2 * put_together(sizes, means, variances)[0] ** 2,
            ),
            "The variance is the mean of the squares MINUS the square of the mean. You added the two.",
        ),
        Misconception(
            "means not weighted",
            lambda sizes, means, variances: (np.mean(means, axis=0), put_together(sizes, means, variances)[1]),
            "Your variance is right. But the mean is still the plain mean of the batches' means: a batch of 3 counts as much as one of 30.",
        ),
        Misconception(
            "mean squares of the means",
            lambda sizes, means, variances: put_together(sizes, means, variances, center="zero"),
            "You added the mean SQUARE of the batches' means. What counts is how far they lie from the mean of the whole.",
        ),
        Misconception(
            "around the plain mean of the means",
            lambda sizes, means, variances: put_together(sizes, means, variances, center="plain"),
            "Your variance is taken around the plain average of the batches' means. The mean of the whole weighs them by their sizes.",
        ),
        Misconception(
            "spread not weighted",
            partial(put_together, weigh_spread=False),
            "In yours the variances within count by the sizes of the batches, but the spread of the means does not. It is a mean over the data points too.",
        ),
        Misconception(
            "spread not weighted, around the plain mean",
            partial(put_together, center="plain", weigh_spread=False),
            "Your spread of the means treats all batches alike, twice: in the center that it is taken around, and in the mean of the squares. Both have to count by the sizes.",
        ),
        Misconception(
            "n - 1",
            lambda sizes, means, variances: put_together(sizes, means, variances, bessel=1),
            "Your variance divides by one less than the number of data points; here it is a plain mean of squares.",
        ),
    ],
    hints=[
        "Section *Prediction: which statistics?* Let both batches have variance 0 in themselves, and think of all their numbers in one heap.",
        "Mean squares can be averaged, with the sizes as weights; variances cannot. What is the mean square of a batch with this mean and this variance?",
    ],
    praise="Variance within plus variance between. So the mean of the batches' variances is always too small, unless all batches have the same mean.",
)

# ---- 7.8 averages that remember their start

same_images_twice = choice_exercise(
    "7.8",
    "The same images, twice",
    kind="why",
    points=2,
    options={
        "a": "the network has overfitted: it has memorized the images, but only as they came in training",
        "b": "the variance of a batch of 50 is too small by the factor 49/50, and nobody has corrected it",
        "c": "most of what is in the averages is still what they started with",
        "d": "in training the images of a batch helped one another; alone they cannot be classified",
    },
    correct="c",
    replies={
        "a": "It is asked about the very images that it was trained on, and one pass over them gives statistics with which it reads 99%.",
        "b": "Two percent of a variance, one percent of a deviation: far too little to make three of four images unreadable.",
        "d": "With the statistics of one pass each image is read by itself too, with fixed numbers, and 99% of them are right.",
    },
    again=Again(
        "After how many steps with r = 0.002 does the start have less than a twentieth of the weight?",
        {"p": "about 100", "q": "about 500, as 500 times 0.002 is 1", "r": "about 1500"},
        "r",
        {
            "p": "Each step leaves 99.8% of what was there. After 100 steps that is still 82%.",
            "q": "Each step takes 0.2% of what is LEFT. After 500 steps 0.998^500 is left, which is 37%.",
        },
    ),
    hints=[
        "Section *Prediction: which statistics?* has the rule of the averages. How much of the start does each step leave?",
        "What is 0.998 to the power 200?",
    ],
    praise="0.998^200 is 0.67: two thirds of the averages are still mean 0 and variance 1. So `RunningAverages` begins with plain means.",
)
