"""Exercises of chapter 8 on stopping: a rate that listens, and a loss that rises while the error does not."""

import numpy as np

from lecturekit.checks.engine import Again, Misconception, choice_exercise, function_exercise


def _rates_probes(rng):
    losses = [
        [1.0, 0.8, 0.9, 0.85, 0.82, 0.7, 0.75, 0.72, 0.71, 0.73, 0.74, 0.5, 0.6],
        [0.9, 0.5, 0.6, 0.55, 0.52, 0.5, 0.6, 0.7, 0.3, 0.4, 0.35],
        [1.0, 0.9, 0.95, 0.93, 0.94, 0.2, 0.3, 0.1],
        [0.6, 0.7, 0.5, 0.6, 0.4, 0.5, 0.3, 0.4, 0.35, 0.38, 0.1],
    ]
    return [(each, patience, eta) for each, patience, eta in zip(losses, (3, 3, 2, 2), (0.4, 0.3, 1.0, 0.05))]


def _watch(losses, patience, eta, *, new_best=True, after=True, against="best", slack=0, early=False, ties=False,
           forget=False, once=False):  # fmt: skip
    """The rate of each epoch; variants of the rule for the bank."""
    best, before, waiting, rates = np.inf, np.inf, 0, []
    for loss in losses:
        if not early:
            rates.append(eta)
        level = best if against == "best" else before
        better = loss <= level if ties else loss < level
        waiting = (0 if new_best else waiting) if better else waiting + 1
        best, before = min(best, loss), loss
        if waiting >= patience + slack and not (once and len(set(rates)) > 1):
            eta, waiting = eta / 2, 0 if after else waiting
            best = np.inf if forget else best
        if early:
            rates.append(eta)
    return rates


def _by_definition(losses, patience, eta):
    """A change follows an epoch that lies ``patience`` behind the last event: a new best, or a change."""
    event, changes, rates = 0, 0, []
    for epoch in range(1, len(losses) + 1):
        rates.append(eta * 0.5**changes)
        if epoch == 1 or losses[epoch - 1] < min(losses[: epoch - 1]):
            event = epoch
        elif epoch - event == patience:
            event, changes = epoch, changes + 1
    return rates


def _stopped(losses, patience, eta):
    rates = _watch(losses, patience, eta)
    return [rate for rate in rates if rate == eta]


listening_rate = function_exercise(
    "8.6",
    "A rate that listens to the validation loss",
    points=3,
    probes=_rates_probes,
    edges={
        "two equal losses": lambda rng: ([1.0, 0.5, 0.7, 0.5, 0.6, 0.4], 3, 0.2),
        "losses that fall to the end": lambda rng: ([1.0, 0.9, 0.8, 0.7], 2, 0.2),
        "a patience that is never used up": lambda rng: ([1.0, 0.9, 0.95, 0.93], 5, 0.2),
        "patience = 1": lambda rng: ([1.0, 0.9, 0.95, 0.92, 0.2], 1, 0.2),
        "one epoch": lambda rng: ([1.0], 2, 0.2),
    },
    reference=_by_definition,
    solution=_watch,
    wrong=[
        Misconception(
            "stopped",
            _stopped,
            "Your list ends where early stopping would end the training. Here training goes on, at half the rate: there is a rate for every epoch.",
        ),
        Misconception(
            "halved by the calendar",
            lambda losses, patience, eta: [eta * 0.5 ** (k // patience) for k in range(len(losses))],
            "You halve every `patience` epochs and never look at `losses`. While new bests keep coming, the rate stays.",
        ),
        Misconception(
            "halved only once",
            lambda losses, patience, eta: _watch(losses, patience, eta, once=True),
            "You halve the rate once and never again. Each time that patience runs out it is halved once more.",
        ),
        Misconception(
            "count not begun anew",
            lambda losses, patience, eta: _watch(losses, patience, eta, after=False),
            "After a change you go on counting, so the next epoch halves the rate again. The smaller rate deserves the same patience: begin to count anew.",
        ),
        Misconception(
            "new best does not count",
            lambda losses, patience, eta: _watch(losses, patience, eta, new_best=False),
            "You count all bad epochs, with new bests between them. A new best one must set the count back to zero.",
        ),
        Misconception(
            "compared with the epoch before",
            lambda losses, patience, eta: _watch(losses, patience, eta, against="last"),
            "You compare each loss with the one before it. A loss that recovers a little but stays above the best is no progress.",
        ),
        Misconception(
            "an epoch late",
            lambda losses, patience, eta: _watch(losses, patience, eta, slack=1),
            "You wait one epoch longer than `patience`.",
        ),
        Misconception(
            "an epoch early",
            lambda losses, patience, eta: _watch(losses, patience, eta, early=True),
            "The epoch in which patience runs out has the new rate already. But it was trained before its loss was known: the new rate begins with the next epoch.",
        ),
        Misconception(
            "equal counts as better",
            lambda losses, patience, eta: _watch(losses, patience, eta, ties=True),
            "A loss EQUAL to the best counts as a new best with you. Nothing got better: it does not.",
        ),
        Misconception(
            "best forgotten",
            lambda losses, patience, eta: _watch(losses, patience, eta, forget=True),
            "After a change you forget the best loss, so whatever comes next is a new best. The bar stays where it was.",
        ),
    ],
    hints=[
        "Section *Early stopping*. Keep the best loss so far, and how many epochs have passed since the last event. Two kinds of events set that count back to zero.",
        "The rate of an epoch is fixed before its loss is known. So put it into the list first, and then decide about the next one.",
    ],
    praise="Libraries call it *reduce on plateau*. It needs no schedule that knows in advance how long the training will be.",
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
