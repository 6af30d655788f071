"""Exercises of chapter 8: weight decay, augmentation, stopping; those on dropout and averaging have modules of their own."""

import numpy as np

from lecturekit.checks.arguments import Given, flags, positive, real
from lecturekit.checks.engine import Misconception, choice_exercise, function_exercise, numeric_exercise
from lecturekit.overfitting.exercises.averages import bag_variance, out_of_bag_error, prior_to_lambda
from lecturekit.overfitting.exercises.dropout import dropout_layer, keep_or_drop, prediction_rule
from lecturekit.single_unit.gradient_check import numerical_gradient


def _step_probes(rng):
    return [
        (rng.normal(size=7), rng.normal(size=7), np.array([True, True, True, True, False, False, True]), 0.3, 0.2)
        for _ in range(3)
    ]


def _step_on_penalty(w, g, is_weight, eta, lam):
    def loss(v):  # one with the gradient g, and the penalty of (35)
        return g @ v + 0.5 * lam * sum(x * x for x, weight in zip(v, is_weight) if weight)

    return w - eta * numerical_gradient(loss, w)


decay_step = function_exercise(
    "8.1",
    "A step with weight decay",
    points=2,
    given=Given(
        w=real("p"), g=real("p"), is_weight=flags("p"), eta=positive(low=0.1, high=0.5), lam=positive(low=0.1, high=0.5)
    ),
    reference=_step_on_penalty,
    solution=lambda w, g, m, eta, lam: w * np.where(m, 1 - eta * lam, 1) - eta * g,
    wrong=[
        Misconception(
            "bias decayed",
            lambda w, g, m, eta, lam: w * (1 - eta * lam) - eta * g,
            "You shrink every entry. The biases, where `is_weight` is False, must not decay: they set the level of the output, not its wildness.",
        ),
        Misconception(
            "eta missing",
            lambda w, g, m, eta, lam: w * np.where(m, 1 - lam, 1) - eta * g,
            "Your weights shrink by the factor 1 - lambda. The penalty is part of the loss, so its gradient is multiplied by eta like the rest.",
        ),
        Misconception(
            "half of lambda",
            lambda w, g, m, eta, lam: w * np.where(m, 1 - eta * lam / 2, 1) - eta * g,
            "You shrink half as much as you should: the 1/2 in the penalty cancels against the 2 of the derivative of the square.",
        ),
        Misconception(
            "twice lambda",
            lambda w, g, m, eta, lam: w * np.where(m, 1 - 2 * eta * lam, 1) - eta * g,
            "You shrink twice as much as you should: the penalty is lambda/2 times the squared length, with the 1/2.",
        ),
        Misconception(
            "sign",
            lambda w, g, m, eta, lam: w * np.where(m, 1 + eta * lam, 1) - eta * g,
            "Your weights GROW when there is no gradient. The penalty's gradient points away from zero, and a step goes against it.",
        ),
        Misconception(
            "whole update decayed",
            lambda w, g, m, eta, lam: (w - eta * g) * np.where(m, 1 - eta * lam, 1),
            "You shrink the weights after the gradient step, and with them the step itself. In (38) only the old weight is multiplied.",
        ),
        Misconception(
            "sign of the weight",
            lambda w, g, m, eta, lam: w - eta * (g + lam * np.where(m, np.sign(w), 0)),
            "You subtract the same amount from each weight, whatever its size: that is the penalty of absolute values, not of squares.",
        ),
        Misconception(
            "only the biases decayed",
            lambda w, g, m, eta, lam: w * np.where(m, 1, 1 - eta * lam) - eta * g,
            "The mask is used the wrong way round: your biases decay and your weights do not.",
        ),
    ],
    hints=[
        "Start from (38), and give each entry its own factor.",
        "`np.where(is_weight, 1 - eta * lam, 1)` is a vector of factors.",
    ],
    praise="Shrink the old weight, then step. It agrees with a step on the penalized loss (35).",
)

COUPLED, DECOUPLED = np.array([2e-3, 2e-3]), np.array([2e-4, 5e-3])
two_decays = numeric_exercise(
    "8.2",
    "Weight decay inside and outside of Adam",
    points=2,
    kind="derive",
    tolerance=1e-3,
    expected=lambda: np.array([COUPLED, DECOUPLED]),
    wrong=[
        Misconception(
            "always the same",
            lambda: np.array([DECOUPLED, DECOUPLED]),
            "You take both to be the same. So they are for gradient descent; Adam divides the gradient by its own size, the penalty's part too.",
        ),
        Misconception(
            "the two exchanged",
            lambda: np.array([DECOUPLED, COUPLED]),
            "The right numbers, in the wrong order: first the penalty inside the gradient, then the decoupled form.",
        ),
        Misconception(
            "decoupled without eta",
            lambda: np.array([COUPLED, [0.1, 2.5]]),
            "In the second row eta is missing: one step shrinks a weight by the factor 1 - eta lambda.",
        ),
        Misconception(
            "steps instead of sizes",
            lambda: -np.array([COUPLED, DECOUPLED]),
            "Right, but with the sign of a step. Asked for is by how much each weight gets SMALLER: positive numbers.",
        ),
        Misconception(
            "Adam twice",
            lambda: np.array([COUPLED, COUPLED]),
            "In the decoupled form the decay does not pass through Adam: with no gradient, Adam itself does nothing, and only the factor acts.",
        ),
    ],
    hints=[
        "On its first step Adam moves every coordinate by eta, against the sign of the gradient it is given (chapter 6).",
        "Inside: the gradient handed to Adam is lambda w. Outside: it is zero, and w is multiplied by 1 - eta lambda.",
    ],
    praise="On a first step without a data gradient, decay inside of Adam takes the same amount from every weight; outside, the same fraction.",
)


def _stopping_probes(rng):
    ups = [
        [1.0, 0.8, 0.9, 0.7, 0.75, 0.72, 0.71, 0.5, 0.6],
        [0.9, 0.5, 0.6, 0.55, 0.45, 0.5, 0.6, 0.7, 0.3],
        [1.0, 0.9, 0.95, 0.93, 0.94, 0.2],
        [0.6, 0.7, 0.5, 0.6, 0.4, 0.5, 0.3, 0.4, 0.35, 0.1],
    ]
    return [(losses, patience) for losses, patience in zip(ups, (3, 3, 2, 2))]


def _watch(losses, patience, *, reset=True, against="best", slack=0):
    """Epochs (best, last), from 1 on; variants of the rule for the bank."""
    best, waiting = 0, 0
    for k in range(1, len(losses)):
        if losses[k] < (losses[best] if against == "best" else losses[k - 1]):
            best, waiting = (k if losses[k] < losses[best] else best), (0 if reset else waiting)
        else:
            waiting += 1
        if waiting >= patience + slack:
            return best + 1, k + 1
    return best + 1, len(losses)


def _by_definition(losses, patience):
    for last in range(1, len(losses) + 1):
        best = int(np.argmin(losses[:last])) + 1
        if last - best >= patience:
            return best, last
    return best, last


stopping = function_exercise(
    "8.6",
    "Early stopping with patience",
    points=2,
    probes=_stopping_probes,
    edges={
        "two equal losses": lambda rng: ([1.0, 0.5, 0.7, 0.5, 0.6, 0.4], 3),
        "losses that fall to the end": lambda rng: ([1.0, 0.9, 0.8, 0.7], 2),
        "a patience that is never used up": lambda rng: ([1.0, 0.9, 0.95, 0.93], 5),
        "patience = 1": lambda rng: ([1.0, 0.9, 0.95, 0.2], 1),
        "one epoch": lambda rng: ([1.0], 2),
    },
    returns=("best epoch", "last epoch"),
    reference=_by_definition,
    solution=lambda losses, patience: _watch(losses, patience),
    wrong=[
        Misconception(
            "last instead of best",
            lambda losses, patience: (_watch(losses, patience)[1],) * 2,
            "You hand back the epoch where training stopped. By then the validation loss has been worse for a while: the best epoch came earlier.",
        ),
        Misconception(
            "patience never reset",
            lambda losses, patience: _watch(losses, patience, reset=False),
            "You count all bad epochs since the start. A new best one must set the count back to zero.",
        ),
        Misconception(
            "compared with the epoch before",
            lambda losses, patience: _watch(losses, patience, against="last"),
            "You compare each loss with the one before it. A loss that recovers a little but stays above the best is no progress.",
        ),
        Misconception(
            "one epoch late",
            lambda losses, patience: _watch(losses, patience, slack=1),
            "You wait one epoch longer than `patience`: stop as soon as `patience` epochs have passed without a new best.",
        ),
        Misconception(
            "no stopping",
            lambda losses, patience: (int(np.argmin(losses)) + 1, len(losses)),
            "You look at all losses up to the end. When training stops, the later ones do not exist.",
        ),
        Misconception(
            "the two exchanged",
            lambda losses, patience: _watch(losses, patience)[::-1],
            "The right epochs in the wrong order: first the one whose parameters are kept, then the one at which training stops.",
        ),
        Misconception(
            "counted from 0",
            lambda losses, patience: tuple(k - 1 for k in _watch(losses, patience)),
            "Your epochs are counted from 0. Here the first epoch is number 1.",
        ),
    ],
    hints=[
        "Keep two numbers: the best epoch so far, and how many epochs have passed since.",
        "Stop when `epoch - best_epoch` reaches `patience`.",
    ],
    praise="And the parameters to use are the copy made at the best epoch.",
)

which_data = choice_exercise(
    "8.7",
    "Which data may decide when to stop?",
    options={
        "a": "the test data: in the end the test error is what we want small",
        "b": "the training data: their loss is the one that we minimize",
        "c": "a part of the training data that is kept out of the gradient",
        "d": "validation data and test data together: more data, less noise",
    },
    correct="c",
    replies={
        "a": "Then the test error is the smallest of many that were tried, and no longer an honest estimate for new data. The test data may be used once, after all decisions.",
        "b": "The training loss keeps falling while the network overfits: it would never say stop.",
        "d": "As soon as the test data take part in a decision, their error is chosen to be small. More data for the decision is good, but not these.",
    },
    hints=["After the decision, something must be left that has taken no part in it."],
    praise="That part is the validation set. The test set is opened once, at the end.",
)

alike = numeric_exercise(
    "8.8",
    "The decay that resembles an early stop",
    kind="derive",
    expected=0.5,
    tolerance=1e-3,
    solution=0.5,
    wrong=[
        Misconception(
            "the product itself",
            2.0,
            "This is eta t. It grows with training, but the longer the training, the weaker must be the decay that does the same.",
        ),
        Misconception(
            "eta forgotten",
            1 / 40,
            "You used the number of steps alone. Steps of twice the size go twice as far; 1/t is eta lambda, the shrinking of one step.",
        ),
        Misconception(
            "eta on the wrong side",
            0.05 / 40,
            "Compare the units: eta times a curvature is a pure number, and lambda is compared with a curvature.",
        ),
        Misconception(
            "number of steps forgotten",
            20.0,
            "You used the size of the steps alone. Twice as many steps go twice as far.",
        ),
    ],
    hints=[
        "For a small curvature h: 1 - (1 - eta h)^t is about eta t h, and for h near 0, h / (h + lambda) is about h / lambda.",
        "Set the two equal.",
    ],
    praise="lambda = 1 / (eta t): with longer training, weaker decay.",
)


def _shift_probes(rng):
    return [(rng.random((3, 784)), k) for k in (1, 3)]


def _pictures(X):
    return X.reshape(-1, 28, 28)


def _moved(X, right=0, down=0):
    """Pixel by pixel; what comes from outside is 0."""
    old, new = _pictures(X), np.zeros((len(X), 28, 28))
    for i in range(28):
        for j in range(28):
            if 0 <= i - down < 28 and 0 <= j - right < 28:
                new[:, i, j] = old[:, i - down, j - right]
    return new.reshape(X.shape)


shift_right = function_exercise(
    "8.9",
    "Shift images to the right",
    probes=_shift_probes,
    edges={
        "one image": lambda rng: (rng.random((1, 784)), 2),
        "five images": lambda rng: (rng.random((5, 784)), 2),
        "the largest shift": lambda rng: (rng.random((2, 784)), 27),
        "whole numbers": lambda rng: (rng.integers(0, 256, (2, 784)), 2),
    },
    reference=lambda X, k: _moved(X, right=k),
    wrong=[
        Misconception(
            "wrap-around",
            lambda X, k: np.roll(_pictures(X), k, axis=2).reshape(X.shape),
            "What leaves on the right comes back on the left. New columns must be empty: zeros.",
        ),
        Misconception(
            "rows run into each other",
            lambda X, k: np.roll(X, k, axis=1),
            "You shifted the row of 784 numbers: the end of each line of the picture runs into the next line. Make it 28 by 28 first.",
        ),
        Misconception(
            "left",
            lambda X, k: _moved(X, right=-k),
            "Your images move to the left. Column j of the result is column j - k of the original.",
        ),
        Misconception(
            "down",
            lambda X, k: _moved(X, down=k),
            "Your images move down: you changed the axis of the lines. Columns are the last axis.",
        ),
        Misconception(
            "mirrored",
            lambda X, k: _pictures(X)[:, :, ::-1].reshape(X.shape),
            "You mirrored the images. That is no shift, and it turns most digits into no digit at all.",
        ),
        Misconception(
            "edge repeated",
            lambda X, k: np.pad(_pictures(X), ((0, 0), (0, 0), (k, 0)), mode="edge")[:, :, :28].reshape(X.shape),
            "The new columns repeat the old edge. Outside of the picture there is nothing: zeros.",
        ),
        Misconception(
            "one image lost in the next",
            lambda X, k: np.roll(X.ravel(), k).reshape(X.shape),
            "You rolled the whole table as one long row: pixels pass from one image into the next. Work on the last axis of (n, 28, 28).",
        ),
    ],
    hints=[
        "`X.reshape(-1, 28, 28)`, and a new array of zeros of that shape.",
        "`new[:, :, k:] = old[:, :, :-k]`, then back to the shape of X.",
    ],
    praise="No wrap-around, and the original is untouched.",
)

predict_shuffled = choice_exercise(
    "8.a",
    "Prediction: all labels shuffled",
    kind="prediction",
    options={
        "a": "about 90%: there is nothing to learn",
        "b": "below 2%: it memorizes the list",
        "c": "about 50%: it finds some accidental regularities",
    },
    correct="b",
    replies={
        "a": "There is no rule to learn, that is true. But a network with 50,890 parameters can learn 500 answers without any rule.",
        "c": "It does not stop half-way: what can be told apart can be learned by heart, and no two of the 500 images are the same.",
    },
    praise="the network learns all shuffled labels, and on new digits it is as good as guessing, with an error of about 90%.",
)

predict_turns = choice_exercise(
    "8.b",
    "Prediction: digits rotated by any angle",
    kind="prediction",
    options={
        "a": "fewer mistakes: it has seen far more variety",
        "b": "as many: the digits it has to read are upright",
        "c": "at least one and a half times as many mistakes",
    },
    correct="c",
    replies={
        "a": "Variety helps if it is the variety of the task. This network spends most of its units and epochs on digits that it will never be asked about.",
        "b": "They are upright, but the network was hardly ever shown an upright one, and it has had no more units and epochs for all the other angles.",
    },
    praise="it had to learn every orientation with the same 64 units in the same 20 epochs; and a part of its labels were wrong, as a 6 upside down is a 9.",
)

predict_clean = choice_exercise(
    "8.c",
    "Prediction: remedies without the disease",
    kind="prediction",
    options={"a": "augmentation, and no other", "b": "all of them", "c": "dropout, and no other", "d": "none of them"},
    correct="a",
    replies={
        "b": "With right labels there are no mistakes to be memorized, and weight decay, early stopping and the bag gain nothing here.",
        "c": "Dropout does help here, by more than one point but by less than two.",
        "d": "Nearly. But one of the remedies adds knowledge that is not in the labels.",
    },
    praise="it adds knowledge that no label contains: a digit that has been shifted is the same digit.",
)

EXERCISES = [
    decay_step,
    two_decays,
    dropout_layer,
    prediction_rule,
    keep_or_drop,
    stopping,
    which_data,
    alike,
    shift_right,
    bag_variance,
    out_of_bag_error,
    prior_to_lambda,
    predict_shuffled,
    predict_turns,
    predict_clean,
]
