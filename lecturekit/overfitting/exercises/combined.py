"""The open exercise of chapter 8: remedies combined, to be chosen by validation."""

import numpy as np

from lecturekit.checks.compare import describe
from lecturekit.checks.engine import Goal, Misconception, Wrong, goal_exercise
from lecturekit.overfitting.augmentation import Augmentation
from lecturekit.overfitting.careless import careless_digits, fit
from lecturekit.overfitting.dropout import Dropout

OPTIONS = ("lam", "dropout", "augment", "n_epochs")


def _run(remedies, rng):
    """The test error, in percent, of a network trained with these options of ``fit`` on 500 careless digits."""
    if not isinstance(remedies, dict) or not set(remedies) <= set(OPTIONS):
        raise Wrong(
            f"Expected a dict with some of the options {', '.join(OPTIONS)}, such as `dict(lam=0.01)`; got {describe(remedies)}."
        )
    if remedies.get("n_epochs", 50) > 100:
        raise Wrong("At most 100 epochs, please: the check has to train three networks.")
    seed = int(rng.integers(1000, 100_000))
    digits = careless_digits(seed)
    net, w = fit(digits.train, seed, **remedies)
    X, y = digits.test
    return {"mean test error of three data sets": 100 * float(np.mean(net.classify(w, X) != y))}


combined_remedies = goal_exercise(
    "8.13",
    "Everything together",
    points=4,
    run=_run,
    goals=[
        Goal(
            "mean test error of three data sets",
            at_most=21.0,
            over=np.mean,
            unit="%",
            why="One remedy alone does not reach it on average. Which two act in different ways, one on the images and one on the network? Choose their strengths by validation loss, on data sets of your own.",
        )
    ],
    solution={"lam": 0.01, "dropout": Dropout(0.2, 0.3), "augment": Augmentation(pixels=1)},
    wrong=[
        Misconception(
            "no remedy",
            {},
            "Without any option `fit` uses no remedy. Start from the best one of the chapter's table, and add a second.",
        ),
        Misconception(
            "decay alone",
            {"lam": 0.05},
            "Weight decay alone, with the strength that the chapter chose. Add a remedy that acts on the images.",
        ),
        Misconception(
            "dropout alone",
            {"dropout": Dropout(0.4, 0.5)},
            "Dropout alone. It acts on the network: add a remedy that acts on the images, and drop a little less.",
        ),
        Misconception(
            "everything at full strength",
            {"lam": 0.05, "dropout": Dropout(0.5, 0.7), "augment": Augmentation(pixels=2)},
            "Each remedy with the strength that was best for it ALONE. Together they do too much: the training loss stays high too. Make each of them weaker.",
        ),
    ],
    hints=[
        "Section *Five remedies, one task*. Write a loop over a few combinations; for each, the validation loss on two or three data sets `careless_digits(seed)`.",
        "Shifts teach something about digits, dropout keeps the network from memorizing. Together each needs to be weaker than alone.",
    ],
    praise="A combination of weaker remedies beats each of them at its best. (If you have run this check several times, its test data have begun to choose for you.)",
)
