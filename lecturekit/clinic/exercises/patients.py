"""The patients of the exercises, with the names that fit their charts at first sight."""

import numpy as np

from lecturekit.checks.engine import Misconception
from lecturekit.clinic.exercises.cases import case_exercise, practice_exercise
from lecturekit.clinic.exercises.suspects import suspects_exercise
from lecturekit.clinic.gallery import PATIENTS

LISTED = (
    "rate too high",
    "missing 1/n",
    "inputs not standardized",
    "dead units",
    "biases in a corner",
    "network too small",
)
"""The names of 10.6."""


def _shuffled(y, size, rng):
    rows = rng.permutation(len(y))
    return [rows[k : k + size] for k in range(0, len(y), size)]


def _sorted_and_shuffled(y, size, rng):
    rows = np.argsort(y, kind="stable")
    batches = [rows[k : k + size] for k in range(0, len(y), size)]
    return [batches[k] for k in rng.permutation(len(batches))]


def _of_15(batches):
    """The answer of 10.5 with this piece of code."""
    return "batches sorted by class", "batches", {"batches": batches}


in_order = case_exercise(
    "10.5",
    "Patient 15, in code",
    PATIENTS[15],
    own="batches",
    points=4,
    solution=_of_15(_shuffled),
    wrong=[
        Misconception("rate too high", ("rate too high", "updates", {"rate": 0.02}), "The loss of the batches swings as with a rate that is too high. But with a tenth of the rate, is it lower after two epochs?"),
        Misconception("labels one row off", ("labels one row off", "labels", {"labels": "as written"}), "It learns slowly, as it would from labels that belong to other images. Look at ten images and their labels."),
        Misconception("optimizer forgets", ("optimizer forgets", "start of an epoch", {"epoch": "go on"}), "There is a pattern that repeats in each epoch, that is true. But this optimizer has no state that it could lose."),
        Misconception("batches in random order", _of_15(_sorted_and_shuffled), "Your function mixes the order of the batches. What is in a batch is as before: one digit, or two."),
        Misconception("the same order again", _of_15(lambda y, size, rng: _shuffled(y, size, np.random.default_rng(0))), "Called for a second epoch, your function returns the same batches in the same order. Each epoch needs an order of its own."),
        Misconception("not from rng", _of_15(lambda y, size, rng: _shuffled(y, size, np.random.default_rng())), "Your function does not draw from the `rng` that it is given: called twice with the same seed it returns different batches, so no run could be repeated."),
        Misconception("rows left out", _of_15(lambda y, size, rng: [each for each in _shuffled(y, size, rng) if len(each) == size]), "On 23 rows in batches of 5 your function leaves some rows out: together the batches of an epoch have to hold every row. The last one may be smaller."),
        Misconception("rows drawn again", _of_15(lambda y, size, rng: [rng.integers(len(y), size=size) for _ in range(0, len(y), size)]), "Your function draws some rows more than once in an epoch, and others not at all. In an epoch each row has its turn once."),
        Misconception("labels in place of rows", _of_15(lambda y, size, rng: [y[rows] for rows in _shuffled(y, size, rng)]), "Your batches hold labels. They should hold the numbers of the rows: the training takes `X[rows]` and `y[rows]`."),
        Misconception("too many in a batch", _of_15(lambda y, size, rng: [rng.permutation(len(y))]), "Some of your batches hold more than `size` rows."),
    ],
    hints=[
        "Section *The order of questions*, the part before any step: what goes into one batch? `print(PATIENTS[15].batches)` shows how it is made.",
        "`rng.permutation(n)` is a random order of n row numbers. Cut it into pieces of `size`.",
    ],
    praise="Each step was a good step for one digit, and undid what the others had taught.",
)  # fmt: skip

no_questions_yet = suspects_exercise(
    "10.6",
    "Patient 24, by one question",
    PATIENTS[24],
    listed=LISTED,
    solution=(["rate too high", "missing 1/n"], "gradient check", "rate too high", {"rate": 0.1}),
    wrong=[
        Misconception("dead units", (["rate too high", "dead units"], "gradient check", "rate too high", {"rate": 0.1}), "Nearly all units are dead in the end, that is true. Were they dead at step 1?"),
        Misconception("biases in a corner", (["rate too high", "missing 1/n", "biases in a corner"], "biases", "rate too high", {"rate": 0.1}), "Units that sink with their biases die one after the other, over epochs. How long has it taken here?"),
        Misconception("inputs not standardized", (["rate too high", "missing 1/n", "inputs not standardized"], "inputs", "rate too high", {"rate": 0.1}), "With such inputs the trouble is there before anything has been trained."),
        Misconception("one of two", (["rate too high"], "gradient check", "rate too high", {"rate": 0.1}), "What makes steps too long? A step is the rate times the gradient, so there are two ways."),
        Misconception("a smaller rate", (["rate too high", "missing 1/n"], "smaller rate", "rate too high", {"rate": 0.1}), "A smaller rate helps in both cases: where the rate is too large, and where it multiplies a gradient that is too long."),
        Misconception("ten points", (["rate too high", "missing 1/n"], "ten points", "rate too high", {"rate": 0.1}), "It may tell: a sum over ten points is only ten times too long, and a rate that is too high remains so. But patient 11 has the sum, and does not learn ten points either. And this question trains: which one is certain, and takes no step?"),
        Misconception("inputs", (["rate too high", "missing 1/n"], "inputs", "rate too high", {"rate": 0.1}), "The inputs are looked at before any step, and both of these illnesses are in the steps. Their inputs are alike."),
        Misconception("missing 1/n", (["rate too high", "missing 1/n"], "gradient check", "missing 1/n", {"gradient": "package"}), "Your question is the right one. Read its answer once more: which factors would a sum over the batch have?"),
    ],
    hints=[
        "Section *The chart of a healthy network*, the panels in their order. For each of the six names: what would the chart show at step 1, and what some steps later?",
        "The names that are left have to give different answers to your question. What would each of them answer to *inputs*, to *smaller rate*, to *gradient check*?",
    ],
    praise="One question, chosen before it was asked: the one to which the two illnesses have to give different answers. Panel 3 would have told, too: sums over its 200 data make the gradients of patient 11 begin 200 times too long.",
)  # fmt: skip


def _by_its_mean(X, X_train):
    return (X - X.mean(axis=0)) / (X.std(axis=0) + 10)


def _of_14(inputs):
    """The answer of 10.7 with this piece of code."""
    return "statistics of the wrong data", "validation", {"inputs": inputs}


own_statistics = case_exercise(
    "10.7",
    "Patient 14, in code",
    PATIENTS[14],
    own="inputs",
    points=4,
    solution=_of_14(lambda X, X_train: (X - X_train.mean()) / X_train.std()),
    wrong=[
        Misconception("overfitting", ("overfitting", "validation", {"n_epochs": 4}), "Training and validation part, as with overfitting. But overfitting would cost a few points. Here more than 60 are missing, most of them after three epochs already."),
        Misconception("labels one row off", ("labels one row off", "labels", {"labels": "as written"}), "If the labels were off, the training data could not be learned so easily. Those of the validation data come from the same list."),
        Misconception("validation rows leaked", ("validation rows leaked", "shared rows", {"split": "disjoint"}), "A leak makes the validation data look better than they are. Here they look worse."),
        Misconception("each day by itself", _of_14(_by_its_mean), "What your function makes of an image changes with the images that come along with it. On a day of sevens that is a mean of sevens."),
        Misconception("a spread of 0", _of_14(lambda X, X_train: (X - X_train.mean(axis=0)) / X_train.std(axis=0)), "In a column that is always 0 in training, as pixels at the edge are, your function divides by 0, or by next to nothing."),
        Misconception("centered alone", _of_14(lambda X, X_train: X - X_train.mean()), "What your function returns is centered, and its spread is still that of the pixels, about 100."),
    ],
    hints=[
        "Section *The order of questions*. What is done to the validation data that is not done to the training data? New data come day by day, one digit a day.",
        "`print(PATIENTS[14].inputs)`, and think of a day on which all images are sevens. Which of its two arguments holds what is known before that day?",
    ],
    praise="On a day of sevens the mean image is a seven, and it was subtracted. Mean and spread belong to the training data and go along with the network.",
)  # fmt: skip

looks_ill = case_exercise(
    "10.9",
    "Patient 25",
    PATIENTS[25],
    solution=("healthy", "nothing", {}),
    wrong=[
        Misconception("dropout left on", ("dropout left on", "asked twice", {"dropout": 0.0}), "The gray line lies above the others because masks are on while it trains, and off while it is measured. So they should be. Were they left on, what would it say when asked twice?"),
        Misconception("batches sorted by class", ("batches sorted by class", "batches", {"batches": "shuffled"}), "The batches swing, as sorted ones do. But how far does the loss of 16 images vary if they are drawn at random?"),
        Misconception("rate too high", ("rate too high", "updates", {"rate": 0.02}), "The gray line is jagged, and the steps are near the upper end of the band. Does it learn less than others, or later? With a tenth of the rate, is it better at once?"),
        Misconception("overfitting", ("overfitting", "validation", {"n_epochs": 4}), "Training and validation part, as in patient 1. That is a gap; it would take a validation loss that rises."),
    ],
    hints=[
        "Section *The order of questions*: ask them all, and compare with patient 1: `signs(record, unlike=healthy)`.",
        "Which of its three complaints would you also find in a network that reads as many new digits as patient 1?",
    ],
    praise="Small batches and masks make the gray line jagged and lift it; the gap is that of patient 1. To see that nothing is wrong takes all questions, and no treatment.",
)  # fmt: skip


def _of_19(decay):
    """The answer of 10.10 with this piece of code."""
    return "biases in a corner", "biases", {"decay": decay}


def _shrunk(w, is_weight, rate, lam):
    w[is_weight] *= 1 - rate * lam


def _in_a_new_array(w, is_weight, rate, lam):
    w = np.where(is_weight, (1 - rate * lam) * w, w)


def _without_the_rate(w, is_weight, rate, lam):
    w[is_weight] *= 1 - lam


def _less(w, is_weight, rate, lam):
    w -= rate * lam


def _weights_less(w, is_weight, rate, lam):
    w[is_weight] -= rate * lam


sinking = case_exercise(
    "10.10",
    "Patient 19, in code",
    PATIENTS[19],
    own="decay",
    solution=_of_19(_shrunk),
    wrong=[
        Misconception("dead units", ("dead units", "loss at the start", {"bias": 0.0}), "Some units die, but they die late: at the start nearly all of them were alive. What has happened to them on the way?"),
        Misconception("rate too high", ("rate too high", "updates", {"rate": 0.02}), "It begins well and turns around, as at the edge of a rate that is too high. But is a smaller rate better, at once?"),
        Misconception("overfitting", ("overfitting", "validation", {"n_epochs": 6}), "The validation loss turns up, and so does the training loss. Overfitting leaves the training loss alone."),
        Misconception("a new array", _of_19(_in_a_new_array), "After a call of your function `w` is what it was: the change has to be made in place."),
        Misconception("biases lose an amount", _of_19(_less), "Your function still takes an amount from the biases, in each step and whatever they are."),
        Misconception("weights lose an amount", _of_19(_weights_less), "Your function takes the same amount from all weights. Decay takes a share of each, so that a negative weight comes closer to 0 as well."),
        Misconception("without the rate", _of_19(_without_the_rate), "Your function takes the share `lam` in each step. In (38) the rate is a factor of it."),
    ],
    hints=[
        "Section *The order of questions*, the part on units, and `signs(record, [\"biases\"])`.",
        "Chapter 8, equation (38): a weight loses a *fraction* of itself. `print(PATIENTS[19].decay)`",
    ],
    praise="(38) takes a fraction. What takes an amount, from everything and in each step, does not stop at 0.",
)  # fmt: skip


two_illnesses = case_exercise(
    "10.11",
    "Patient 23, who has two illnesses",
    PATIENTS[23],
    solution=[("missing 1/n", "gradient check", {"gradient": "package"}), ("rate too low", "updates", {"rate": 0.1})],
    points=5,
    wrong=[
        Misconception("healthy", ("healthy", "nothing", {}), "It reads new digits as well as a healthy network, that is true. But good numbers are one half of being healthy: what about its signs?"),
        Misconception("rate too high", [("missing 1/n", "gradient check", {"gradient": "package"}), ("rate too high", "updates", {"rate": 0.0001})], "Gradients a hundred times too long may well have steps that are too long. How long are its steps, as a share of the weights?"),
        Misconception("network too small", [("missing 1/n", "gradient check", {"gradient": "package"}), ("network too small", "ten points", {"hidden": (64, 64)})], "Once its gradient is right, it learns next to nothing, as one would that is too small. But do its weights move?"),
    ],
    hints=[
        "Section *The gradient is checked by numbers*: how would patient 11 do if it were trained with another rate?",
        "`first = treat(PATIENTS[23], ...)`, and then all questions again, of `first.record`. A treatment after which a patient does worse may be the right one, if there is a second illness that the first one made up for.",
    ],
    praise="Each fault made up for the other. Whoever judges a repair by the numbers alone would have taken it back.",
)  # fmt: skip

practice = practice_exercise(
    "10.12",
    "Three patients of your own",
    n=3,
    solution=[(2, "dead units", "loss at the start", {"bias": 0.0}), (4, "zero start", "loss at the start", {"scale": 1.0}), (21, "rate dies after warm-up", "updates", {"rate": 0.1})],
    wrong=[
        Misconception("three at a glance", [(2, "dead units", "loss at the start", {"bias": 0.0}), (4, "zero start", "loss at the start", {"scale": 1.0}), (6, "saturated start", "saturated units", {"scale": 1.0})], "The loss of the start betrays all three. Look for one whose data, start and gradient are sound: it is found by ruling out."),
        Misconception("one of three", [(2, "dead units", "loss at the start", {"bias": 0.0})], "One is a beginning. Take further seeds, until there are three different illnesses."),
        Misconception("two starts exchanged", [(2, "zero start", "loss at the start", {"scale": 1.0}), (4, "dead units", "loss at the start", {"bias": 0.0}), (21, "rate dies after warm-up", "updates", {"rate": 0.1})], "Both lie at ln K without a gradient. In one the units are dead, in the other the weights are 0."),
        Misconception("rate for everything", [(2, "rate too low", "updates", {"rate": 1.0}), (4, "rate too low", "updates", {"rate": 1.0}), (6, "rate too high", "updates", {"rate": 0.001})], "The rate is the first thing one turns, and seldom what is wrong. Go through the questions from the first one on."),
    ],
    hints=[
        "Section *A patient from a seed*. `p = patient(seed)`, `record = examine(p)`, `show(figures.chart(record))`; and then the order of questions.",
        "A name is worth nothing without what it predicts. Before you treat, say which panel will change, and how.",
    ],
    praise="Now you have experience: three runs read, three names, three treatments that worked. There are more where they came from.",
)  # fmt: skip
