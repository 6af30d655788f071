"""Exercises of chapter 7: standardizing, batch norm forward, backward and in prediction, layer norm, small batches."""

import numpy as np

from lecturekit.checks.arguments import Given, real
from lecturekit.checks.engine import Misconception, choice_exercise, function_exercise, numeric_exercise
from lecturekit.normalization.exercises.bets import PREDICTIONS
from lecturekit.normalization.exercises.probes import (
    EPS,
    TABLES,
    backward_pass,
    backward_probes,
    batch_norm,
    batch_probes,
    by_columns,
    by_rows,
    center_scale,
    layer_norm,
    literal,
    numerical_backward,
    predicted,
    prediction_probes,
    standardize_probes,
    standardized,
    varying,
)

standardize = function_exercise(
    "7.1",
    "Standardize new data",
    points=2,
    probes=standardize_probes,
    given=TABLES,
    reference=standardized,
    wrong=[
        Misconception(
            "constant column divided by zero",
            literal,
            "A column that is constant in the training data has sigma = 0, and you divide by it. Leave such a column as it is.",
        ),
        Misconception(
            "constant column centered",
            lambda X_train, X_new: (
                (X_new - X_train.mean(axis=0)) / np.where(np.ptp(X_train, axis=0) == 0, 1, X_train.std(axis=0))
            ),
            "A constant column becomes 0 in yours, because its mean is still subtracted: of the dummy input x_0 = 1 nothing is left, and the bias is lost.",
        ),
        Misconception(
            "statistics of the new data",
            varying(lambda A, B: (B.mean(axis=0), B.std(axis=0))),
            "You standardize the new data by their own mean and sigma. Both belong to the model: they are learned from `X_train`, once.",
        ),
        Misconception(
            "statistics of both together",
            varying(lambda A, B: (np.vstack([A, B]).mean(axis=0), np.vstack([A, B]).std(axis=0))),
            "The new data took part in your mean and sigma. That lets the test set leak into the model: use `X_train` alone.",
        ),
        Misconception(
            "sigma of the raw column",
            varying(lambda A, B: (A.mean(axis=0), np.sqrt((A**2).mean(axis=0)))),
            "Your sigma is the root mean square of the RAW column. Equation (34) means the centered one: (33) comes first.",
        ),
        Misconception(
            "not centered",
            varying(lambda A, B: (0 * A[0], A.std(axis=0))),
            "You scaled without centering: step (33) is missing.",
        ),
        Misconception(
            "1/(n - 1)",
            varying(lambda A, B: (A.mean(axis=0), A.std(axis=0, ddof=1))),
            "Your sigma divides by n - 1. Equation (34) is a plain mean of squares, with 1/n.",
        ),
        Misconception(
            "divided by the variance",
            varying(lambda A, B: (A.mean(axis=0), A.var(axis=0))),
            "You divided by the variance. Its root, sigma, has the units of the data; the variance has not.",
        ),
        Misconception(
            "one mean and sigma for all columns",
            varying(lambda A, B: (A.mean(), A.std())),
            "You used one mean and one sigma for the whole table. Each column needs its own: `axis=0`.",
        ),
    ],
    hints=[
        "`X_train.mean(axis=0)` is one mean for each column; use it on `X_new` too.",
        "Where sigma is 0, replace the mean by 0 and sigma by 1: `np.where(...)`.",
    ],
    praise="Learned on the training data, applied to everything: that is what a model does.",
)


slip = numeric_exercise(
    "7.2",
    "How wrong is sigma without centering?",
    kind="slip",
    expected=lambda: np.sqrt(np.mean(np.array([98.0, 100, 102]) ** 2)) / np.std([98.0, 100, 102]),
    wrong=[
        Misconception(
            "the other way round",
            lambda: np.std([98.0, 100, 102]) / np.sqrt(np.mean(np.array([98.0, 100, 102]) ** 2)),
            "This is right sigma over wrong sigma. The question is how many times too LARGE the raw one is.",
        ),
        Misconception(
            "the mean for the root mean square",
            lambda: 100 / np.std([98.0, 100, 102]),
            "This is the mean over sigma. The raw formula is the root of the mean SQUARE, which is a little more than the mean.",
        ),
        Misconception(
            "ratio of the variances",
            lambda: np.mean(np.array([98.0, 100, 102]) ** 2) / np.var([98.0, 100, 102]),
            "This is the ratio of the squares. Sigma is the root.",
        ),
        Misconception(
            "1/(n - 1)",
            lambda: np.sqrt(np.mean(np.array([98.0, 100, 102]) ** 2)) / np.std([98.0, 100, 102], ddof=1),
            "Your sigma of the centered column divides by n - 1 = 2; the lecture's divides by n = 3.",
        ),
        Misconception(
            "no difference",
            1.0,
            "They differ: the mean, 100, is much larger than the deviations from it, and the raw formula squares it too.",
        ),
    ],
    hints=[
        "Write down both: the root of the mean of 98², 100², 102², and the root of the mean of (-2)², 0², 2².",
        "The first is almost 100; the second is the root of 8/3.",
    ],
    praise="The raw formula measures how far the data are from 0, not from each other.",
)


_EPS_OUTSIDE = (
    "Your eps stands outside the root. For a unit whose variance is as small as 1e-6 that makes the output three times "
    "as large: write `np.sqrt(variance + eps)`."
)
_DDOF = "Your variance divides by one less than the number of values. In the normalization the plain mean of squares is used."

forward = function_exercise(
    "7.3",
    "Batch norm per neuron",
    points=2,
    probes=batch_probes,
    given=Given(Z=real("n", "m", also=("a constant column",)), scale=real("m"), shift=real("m")),
    reference=by_columns,
    solution=batch_norm,
    wrong=[
        Misconception(
            "eps outside the root",
            lambda Z, scale, shift: center_scale(Z, Z.mean(axis=0), Z.std(axis=0) + EPS, scale, shift),
            _EPS_OUTSIDE,
        ),
        Misconception(
            "no eps",
            lambda Z, scale, shift: center_scale(Z, Z.mean(axis=0), Z.std(axis=0), scale, shift),
            "There is no eps in your root. A unit that is constant over the batch would be 0 divided by 0.",
        ),
        Misconception(
            "variance with n - 1",
            lambda Z, scale, shift: center_scale(Z, Z.mean(axis=0), np.sqrt(Z.var(axis=0, ddof=1) + EPS), scale, shift),
            _DDOF,
        ),
        Misconception(
            "variance of the raw column",
            lambda Z, scale, shift: center_scale(Z, Z.mean(axis=0), np.sqrt(np.mean(Z**2, axis=0) + EPS), scale, shift),
            "Your variance is the mean square of the RAW column. Center first: equation (34) means the square of what (33) leaves.",
        ),
        Misconception(
            "one mean for the layer",
            lambda Z, scale, shift: center_scale(Z, Z.mean(), np.sqrt(Z.var() + EPS), scale, shift),
            "You took one mean and one variance over the whole layer. That is another variant of the lecture; here each NEURON has its own.",
        ),
        Misconception(
            "wrong axis",
            layer_norm,
            "You normalized the rows: each data point over its units. That is layer norm; batch norm goes down the columns.",
        ),
        Misconception(
            "divided by the variance",
            lambda Z, scale, shift: center_scale(Z, Z.mean(axis=0), Z.var(axis=0) + EPS, scale, shift),
            "You divided by the variance instead of its root.",
        ),
        Misconception(
            "no scale and shift",
            lambda Z, scale, shift: batch_norm(Z, 1.0, 0.0),
            "The normalized values are right, but scale and shift are not applied to them.",
        ),
        Misconception(
            "shift before scale",
            lambda Z, scale, shift: scale * (batch_norm(Z, 1.0, 0.0) + shift),
            "You added the shift first and then multiplied by the scale. First the scale, then the shift.",
        ),
    ],
    hints=[
        "One mean and one variance for each column of Z: `axis=0`.",
        "The root is over variance + eps, with eps = 1e-5.",
        "scale * normalized + shift; both have one entry per column.",
    ],
    praise="(33) and (34) on a batch, with a way back.",
)


through_batch = function_exercise(
    "7.4",
    "Backward through the batch",
    kind="derive",
    points=3,
    tolerance=1e-5,
    probes=backward_probes,
    given=Given(delta=real("n", "m"), Z=real("n", "m"), scale=real("m"), sizes={"n": (3, 4, 5), "m": (1, 2, 6)}),
    reference=numerical_backward,
    solution=backward_pass,
    wrong=[
        Misconception(
            "mean and variance as constants",
            lambda delta, Z, scale: backward_pass(delta, Z, scale, 0, 0),
            "You differentiate as if the mean and the variance were given numbers. They are functions of Z: every entry of a column moves them.",
        ),
        Misconception(
            "no path through the variance",
            lambda delta, Z, scale: backward_pass(delta, Z, scale, 1, 0),
            "The path through the mean is there, the path through the variance is missing: moving one entry also changes s.",
        ),
        Misconception(
            "no path through the mean",
            lambda delta, Z, scale: backward_pass(delta, Z, scale, 0, 1),
            "The path through the variance is there, the path through the mean is missing: moving one entry also moves the mean.",
        ),
        Misconception(
            "no scale",
            lambda delta, Z, scale: backward_pass(delta, Z, 1.0),
            "The scale is missing: what arrives at the normalized values is `delta * scale`.",
        ),
        Misconception(
            "means over the units",
            lambda delta, Z, scale: backward_pass(delta, Z, scale, axis=1),
            "Your bars average over the units of each data point. The mean and the variance were taken over the BATCH, so these are too.",
        ),
        Misconception(
            "sums instead of means",
            lambda delta, Z, scale: backward_pass(delta, Z, scale, len(Z), len(Z)),
            "You add up over the batch where means belong. The mean and the variance carry a factor 1/n', and so do their derivatives.",
        ),
        Misconception(
            "not divided by s",
            lambda delta, Z, scale: backward_pass(delta, Z, scale) * np.sqrt(Z.var(axis=0) + EPS),
            "The factor 1/s is missing: a small change of z is a large change of the normalized value if s is small.",
        ),
    ],
    hints=[
        "d = delta * scale is what arrives at the normalized values.",
        "Three terms: d, the mean of d, and z_hat times the mean of d * z_hat.",
        "All means go over the batch, `axis=0`, and everything is divided by s.",
    ],
    praise="Three paths: direct, through the mean, through the variance.",
)


def _predicting(statistics):
    def answer(Z_train, Z_new, scale, shift):
        mean, variance = statistics(Z_train, Z_new)
        return center_scale(Z_new, mean, np.sqrt(variance + EPS), scale, shift)

    return answer


prediction = function_exercise(
    "7.5",
    "Batch norm in prediction",
    points=2,
    probes=prediction_probes,
    given=Given(
        Z_train=real("n", "m", also=("a constant column",)), Z_new=real("k", "m"), scale=real("m"), shift=real("m")
    ),
    reference=predicted,
    solution=_predicting(lambda A, B: (A.mean(axis=0), A.var(axis=0))),
    wrong=[
        Misconception(
            "batch statistics at prediction",
            _predicting(lambda A, B: (B.mean(axis=0), B.var(axis=0))),
            "You normalize the new batch by its own statistics, as in training. Then the prediction for one data point depends on its neighbors.",
        ),
        Misconception(
            "mean of the training set, variance of the batch",
            _predicting(lambda A, B: (A.mean(axis=0), B.var(axis=0))),
            "Your mean is that of the training set, your variance that of the new batch. Both must come from the training set.",
        ),
        Misconception(
            "both sets together",
            _predicting(lambda A, B: (np.vstack([A, B]).mean(axis=0), np.vstack([A, B]).var(axis=0))),
            "The new data take part in your statistics, so predictions still depend on each other.",
        ),
        Misconception("variance with n - 1", _predicting(lambda A, B: (A.mean(axis=0), A.var(axis=0, ddof=1))), _DDOF),
        Misconception(
            "eps outside the root",
            lambda A, B, scale, shift: center_scale(B, A.mean(axis=0), A.std(axis=0) + EPS, scale, shift),
            _EPS_OUTSIDE,
        ),
        Misconception(
            "no scale and shift",
            lambda A, B, scale, shift: _predicting(lambda A, B: (A.mean(axis=0), A.var(axis=0)))(A, B, 1.0, 0.0),
            "Scale and shift are learned parameters; they belong to prediction as much as to training.",
        ),
    ],
    hints=[
        "Z_new supplies the values to be normalized, Z_train the mean and the variance.",
        "eps = 1e-5 inside the root; scale and shift as in training.",
    ],
    praise="In prediction batch norm is a fixed line for each unit: no data point sees another.",
)


layer = function_exercise(
    "7.6",
    "Layer norm",
    points=2,
    probes=batch_probes,
    given=Given(Z=real("n", "m"), scale=real("m"), shift=real("m")),
    solution=layer_norm,
    reference=by_rows,
    wrong=[
        Misconception(
            "batch norm",
            batch_norm,
            "You normalized the columns: that is batch norm. Layer norm takes the units of EACH data point.",
        ),
        Misconception(
            "the whole table",
            lambda Z, scale, shift: center_scale(Z, Z.mean(), np.sqrt(Z.var() + EPS), scale, shift),
            "One mean and variance for the whole batch: the data points still depend on each other. Take one for each row.",
        ),
        Misconception(
            "scale and shift shared by all units",
            lambda Z, scale, shift: layer_norm(Z, scale.mean(), shift.mean()),
            "You made one number of the scale and one of the shift. Each unit has its own, the same for all data points.",
        ),
        Misconception(
            "no scale and shift",
            lambda Z, scale, shift: layer_norm(Z, 1.0, 0.0),
            "The normalized values are right; multiply by the scale and add the shift.",
        ),
        Misconception(
            "variance with m - 1",
            lambda Z, scale, shift: center_scale(
                Z, Z.mean(axis=1, keepdims=True), np.sqrt(Z.var(axis=1, ddof=1, keepdims=True) + EPS), scale, shift
            ),
            _DDOF,
        ),
        Misconception(
            "no eps",
            lambda Z, scale, shift: center_scale(
                Z, Z.mean(axis=1, keepdims=True), Z.std(axis=1, keepdims=True), scale, shift
            ),
            "There is no eps in your root. A data point whose units are all equal would be 0 divided by 0.",
        ),
        Misconception(
            "eps outside the root",
            lambda Z, scale, shift: center_scale(
                Z, Z.mean(axis=1, keepdims=True), Z.std(axis=1, keepdims=True) + EPS, scale, shift
            ),
            "Your eps stands outside the root. It belongs to the variance: `np.sqrt(variance + eps)`.",
        ),
    ],
    hints=[
        "The same as batch norm along the other axis: `axis=1`.",
        "`keepdims=True` keeps the shape (n, 1), so that it can be subtracted from Z.",
    ],
    praise="Each data point is its own batch.",
)


two = numeric_exercise(
    "7.7",
    "A batch of two",
    expected=[-1.0, 3.0],
    wrong=[
        Misconception(
            "variance with n - 1",
            [1 - np.sqrt(2), 1 + np.sqrt(2)],
            "You divided by n - 1 = 1. With 1/n the standard deviation of 3 and 11 is 4.",
        ),
        Misconception(
            "no scale and shift", [-1.0, 1.0], "These are the normalized values. Now the scale, then the shift."
        ),
        Misconception("shift before scale", [0.0, 4.0], "First multiply by the scale, then add the shift."),
        Misconception("divided by the variance", [0.5, 1.5], "You divided by the variance, 16, instead of its root."),
        Misconception(
            "batches of one",
            [1.0, 1.0],
            "You normalized each data point by itself. The batch has two of them, and one mean for both.",
        ),
    ],
    hints=[
        "The mean is 7. What is the root of the mean of the squared deviations?",
        "The normalized values do not depend on how far apart 3 and 11 are.",
    ],
    praise="In a batch of two the normalized values are -1 and +1, whatever the numbers were: only their order is left.",
)


running = numeric_exercise(
    "7.8",
    "The variance a batch shows",
    expected=3.0,
    wrong=[
        Misconception(
            "the true variance",
            4.0,
            "So it would be if the true mean were known. The batch's own mean lies closer to its points, which makes the deviations smaller.",
        ),
        Misconception(
            "corrected the wrong way",
            16 / 3,
            "This is the true variance times 4/3. A batch does not show more variance than there is.",
        ),
        Misconception(
            "divided by n'",
            1.0,
            "The variance of the batch MEAN is 4/4 = 1. The question is about the variance within the batch.",
        ),
        Misconception("the standard deviation", np.sqrt(3), "This is the root. The question is about the variance."),
    ],
    hints=[
        "The mean square around the TRUE mean is 4. It splits into the variance within the batch and the square of (batch mean - true mean).",
        "The batch mean has variance 4/n'.",
    ],
    praise="(n' - 1)/n' of the true variance: that is why running averages are corrected by n'/(n' - 1).",
)


idle = choice_exercise(
    "7.9",
    "Diagnose a network",
    options={
        "a": "the learning rate was too large",
        "b": "the network is used with the statistics of the batch it is given",
        "c": "the statistics of the training set are out of date",
        "d": "dropout is still switched on",
    },
    correct="b",
    replies={
        "a": "A large rate gives bad weights, but with fixed weights and fixed statistics a prediction cannot depend on the other patients in the file.",
        "c": "Old statistics make all predictions a little worse. They do not make one patient's prediction depend on another patient.",
        "d": "Dropout would make predictions change from one call to the next, even for the same file. Here the same file gives the same answers.",
    },
    hints=["Which of the four lets one row of X influence the prediction of another?"],
    praise="Training mode at prediction: the mean and variance move with whoever else is in the batch. Pass stats instead.",
)


EXERCISES = [standardize, slip, forward, through_batch, prediction, layer, two, running, idle, *PREDICTIONS]
