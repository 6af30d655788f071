"""Exercises of chapter 8 on stopping: patience, a loss that rises while the error does not, and the parameters that got lost."""

from copy import deepcopy

import numpy as np

from lecturekit.checks.engine import Again, Misconception, Wrong, bug_exercise, choice_exercise, function_exercise


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
        "Section *Early stopping*. Keep two numbers: the best epoch so far, and how many epochs have passed since.",
        "Stop when `epoch - best_epoch` reaches `patience`.",
    ],
    praise="And the parameters to use are the copy made at the best epoch.",
)


loss_and_error = choice_exercise(
    "8.7",
    "The loss rises, the error does not",
    kind="why",
    points=2,
    options={
        "a": "the loss is the mean over 250 images and the error a share of them, so the loss is the noisier of the two",
        "b": "on images that it reads wrongly the network becomes surer and surer, and the loss counts how sure it is",
        "c": "the validation labels are careless too, and the network has begun to learn them",
        "d": "the learning rate is too large: the training loss would show the same",
    },
    correct="b",
    replies={
        "a": "Noise goes up and down. This loss rises steadily, on every data set.",
        "c": "No gradient ever comes from validation data, so their labels cannot be learned. That they are careless sets a floor for both numbers.",
        "d": "The training loss falls all the way to 0: it is not the steps that fail.",
    },
    again=Again(
        "In a trained network with a high validation loss all logits are divided by 3. What happens on the validation data?",
        {
            "p": "the loss falls, the error stays exactly as it was",
            "q": "loss and error both fall",
            "r": "neither changes, as a softmax forgets the scale",
        },
        "p",
        {
            "q": "The largest logit stays the largest: which class is decided for does not change.",
            "r": "A softmax forgets a number that is ADDED to all logits; divided logits give less extreme probabilities.",
        },
    ),
    hints=[
        "Section *The disease in pictures*. What does one image cost whose class has probability 0.001, and what with 0.000001? Which of the two is an error?"
    ],
    praise="An error is an error, but its price grows with every epoch: -ln of the probability that is left for the right class.",
)


def lost(w, steps, target):
    """The code that is given in 8.8: it keeps no copy."""
    best, best_w = np.inf, w
    for step in steps:
        w += step
        loss = np.sum((w - target) ** 2)
        if loss < best:
            best, best_w = loss, w
    return best_w


def _kept(w, steps, target, *, copy=True, start=False, lowest=True):
    path = np.array(w) + np.cumsum(steps, axis=0)
    if start:
        path = np.concatenate([[w], path])
    losses = np.sum((path - target) ** 2, axis=1)
    return path[np.argmin(losses) if lowest else np.argmax(losses)]


def _lost_probes(rng):
    probes = [(rng.normal(size=3), rng.normal(size=(6, 3)), rng.normal(size=3)) for _ in range(3)]
    start = rng.normal(size=3)
    return [*probes, (start, rng.normal(size=(5, 3)), start + 0.01)]  # the start is nearer than all that follows


def _meant(w, steps, target):
    given = deepcopy((w, steps, target))
    w, steps, target = (np.asarray(each, float) for each in (w, steps, target))
    if steps.ndim != 2 or w.shape != target.shape or steps.shape[1:] != w.shape or len(steps) == 0:
        raise Wrong(
            "`w` and `target` are vectors of the same length, `steps` a table (k, length) with at least one row."
        )
    try:
        lost(*given)
    except Exception as problem:
        raise Wrong(
            f"With this input the given code stops ({type(problem).__name__}). Asked for is one on which it runs, and returns something wrong."
        ) from problem


best_parameters = bug_exercise(
    "8.8",
    "The best parameters are lost",
    buggy=lost,
    args=("w", "steps", "target"),
    valid=_meant,
    probes=_lost_probes,
    reference=_kept,
    solution=_kept,
    example=(np.zeros(1), np.array([[1.0], [1.0]]), np.array([1.0])),
    wrong=[
        Misconception(
            "always the last",
            lambda w, steps, target: w + np.sum(steps, axis=0),
            "Your repair always returns the LAST parameters, as the given code does, only without changing `w`. What must happen at the moment when a new best is found?",
        ),
        Misconception(
            "always the first",
            lambda w, steps, target: np.array(w),
            "Your repair returns the parameters from before the first step. A copy is needed at each new best, not at the beginning.",
        ),
        Misconception(
            "the start counts",
            lambda w, steps, target: _kept(w, steps, target, start=True),
            "Your repair lets the parameters before the first step compete too. The given code looks at the loss after each step; leave that as it is.",
        ),
        Misconception(
            "the worst",
            lambda w, steps, target: _kept(w, steps, target, lowest=False),
            "Your repair keeps the parameters with the LARGEST loss.",
        ),
    ],
    hints=[
        "Section *Early stopping*. Run it with two steps of which the first is the better one. What does it return, and what is `w` afterwards?",
        "`best_w = w` gives the same array a second name, and `w += step` changes that array. Which of the two lines needs a copy?",
    ],
    praise="A name is no copy. This is the commonest slip in early stopping: everything runs, and the parameters that come back are the last ones.",
)
