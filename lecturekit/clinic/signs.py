"""What a careful eye reads from a chart: each question's numbers as one of a few words; and what each illness shows."""

from collections import namedtuple
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import numpy as np

from lecturekit.clinic import questions as ask
from lecturekit.clinic.recording import Recording
from lecturekit.clinic.wording import aligned, number, table
from lecturekit.single_unit.activations import get_activation

Sign = namedtuple("Sign", "reads words")
Sign.__doc__ = (
    """reads : one of the few words of a question's answer; words : the same in a sentence, with its numbers."""
)


USUAL = 3e-4, 3e-2
"""Updates over weights that need no thought."""
HUGE, DEAD, SATURATED = 0.7, 0.75, 0.4
"""From where on an update, a layer's share of dead units, and its share of saturated outputs are signs of an illness."""
SAME_ANSWER = 0.01
"""Where no class's probability differs by more than this among the data, the network gives all of them the same answer."""


class Signs(dict[str, Sign]):
    """Name -> sign, in the order of the questions; displays as a table of what they say, beside another run's where there is one.

    Attributes
    ----------
    others : dict of str -> Sign
        Of the run that this one was compared with, if any.
    """

    others: dict[str, Sign] = {}

    def __repr__(self):
        return aligned({name: "\n".join(words) for name, words in self._words().items()})

    def _repr_html_(self):
        return table(self._words(), ("", "this one", "the other") if self.others else ())

    def _words(self):
        beside = {name: [other.words] for name, other in self.others.items()}
        return {name: [sign.words, *beside.get(name, [])] for name, sign in self.items()}


def _start(record):
    ratio = ask.loss_at_the_start(record)
    reads = "exactly" if abs(ratio - 1) < 1e-3 else "far" if ratio > 3 else "near"
    return Sign(reads, f"the loss at the start is {number(ratio)} times ln K")


def _gradient(record):
    layers = ask.gradient_check(record)
    if all(np.isnan(each.factor) for each in layers):
        return Sign("zero", "the derivatives of all weights are 0, the numerical ones too")
    factors = [1.0 if np.isnan(each.factor) else each.factor for each in layers]
    left = max(0.0 if np.isnan(each.mismatch) else each.mismatch for each in layers)
    listed = ", ".join(number(round(each, 3)) for each in factors)
    if left > 0.02:
        return Sign(
            "direction",
            f"the derivatives do not point where the numerical ones do: {left:.0%} of their length is left over",
        )
    if min(factors) < 0:
        return Sign(
            "sign", f"divided by the numerical derivatives those of the layers are {listed}: one has the opposite sign"
        )
    if max(abs(each - 1) for each in factors) > 0.02:
        return Sign("factor", f"in every layer the derivatives are {listed} times the numerical ones (on 40 points)")
    return Sign("passes", "the derivatives agree with the numerical ones in every layer")


def _dead(record):
    start, end = float(record.dead[0].max(initial=0)), float(record.dead[-1].max(initial=0))
    reads = "from the start" if start >= DEAD else "later" if end >= DEAD else "few"
    many = f": many, but a sign by itself only from {DEAD:.0%} on" if reads == "few" and end > 0.25 else ""
    return Sign(
        reads, f"in the worst layer {start:.0%} of the units are dead before the first step, {end:.0%} at the end{many}"
    )


def _saturated(record):
    share = float(record.saturated[0].max(initial=0)) if shows_saturation(record) else 0.0
    reads = "saturated" if share >= SATURATED else "free"
    return Sign(
        reads,
        f"{share:.0%} of the worst layer's outputs are saturated before the first step"
        if shows_saturation(record)
        else "its units cannot saturate",
    )


def _updates(record):
    first, last = ask.updates_over_weights(record)
    listed = ", ".join(number(each) for each in first)
    if first.min() < 1e-3 and first.max() > 1e-2 and first.max() > 100 * first.min():
        return Sign(
            "last layer only",
            f"in the first epoch a step changes the layers by {listed} of their weights: only the last one moves",
        )
    longest = float(record.updates[1:6].max(initial=0))  # the very first step of an adaptive method is always long
    if longest > HUGE:
        return Sign("huge", f"one of the first steps changes a layer by {number(longest)} times its weights")
    if not np.isfinite(first).all() or first.max() == 0:
        return Sign("none", "the weights do not move at all")
    if first.max() < 5e-4:
        return Sign("tiny", f"in the first epoch a step changes the layers by {listed} of their weights")
    if last.max() < 2e-3 * first.max():
        return Sign(
            "stop",
            f"a step changes the layers by {listed} of their weights in the first epoch, by less than {number(last.max())} in the last",
        )
    above = ": above the gray band, but not huge" if first.max() > 2 * USUAL[1] else ""
    return Sign("moving", f"in the first epoch a step changes the layers by {listed} of their weights{above}")


_other_rates = lru_cache(maxsize=4)(ask.rates_and_spreads)


def _rates(which):
    """Whether two epochs with another rate end lower, with a network that still tells its data apart."""

    def read(record):
        (now, _), (other, spread) = (_other_rates(record)[each] for each in ("same", which))
        is_silent = spread < SAME_ANSWER and np.isfinite(other)
        times = {"smaller": "a tenth of", "larger": "ten times"}[which]
        silent = ", where it gives all data the same answer" if is_silent else ""
        return Sign(
            "helps" if other < 0.92 * now and not is_silent else "does not help",
            f"after two epochs the loss is {number(now)}, and {number(other)} with {times} the rate{silent}",
        )

    return read


def _ten(record):
    loss, accuracy = ask.ten_points(record)
    reads = "learned" if accuracy >= 0.95 and loss < 0.3 else "not learned"
    return Sign(reads, f"of ten points alone it learns {accuracy:.0%}, with a loss of {number(loss)}")


def _training(record):
    accuracy, K = float(record.accuracies["training"][-1]), record.K
    reads = "learns" if accuracy >= 0.92 else "hardly" if accuracy < 1 / K + 0.35 * (1 - 1 / K) else "partly"
    return Sign(reads, f"at the end it gets {accuracy:.0%} of the training data right")


def _validation(record):
    apart = float(record.accuracies["training"][-1] - record.accuracies["validation"][-1])
    rise, share = ask.parting(record).rise, float(record.accuracies["validation"][-1])
    if apart > 0.35:
        return Sign(
            "far below",
            f"it gets {share:.0%} of the validation data right, and of the training data {share + apart:.0%}",
        )
    if rise > 0.15:
        return Sign("turns up", f"the validation loss has risen by {number(rise)} from its lowest value")
    return Sign("beside", f"it gets {share:.0%} of the validation data right, and their loss has hardly risen")


def _labels(record):
    share, K = ask.neighbors_agree(record), record.K
    reads = "agree" if share > 1 / K + 0.5 * (1 - 1 / K) else "do not agree"
    return Sign(reads, f"{share:.0%} of the training data have the label of their nearest neighbor")


def _columns(record):
    mean, typical, largest = ask.columns(record)
    if largest > 30 * typical:
        return Sign("one sticks out", f"one column's spread is {number(largest)}, the others' about {number(typical)}")
    reads = "far from 0 and 1" if abs(mean) > 5 or largest > 20 else "alike"
    return Sign(
        reads,
        f"the inputs have mean {number(round(mean, 6) + 0.0)}, and their columns' spreads reach {number(largest)}",
    )


def _batches(record):
    found, at_random = ask.classes_in_a_batch(record)
    return Sign(
        "sorted" if found < 0.5 * at_random else "mixed",
        f"a batch holds {found:.1f} classes; drawn at random it would hold {at_random:.1f}",
    )


def _twice(record):
    off = ask.asked_twice(record)
    return Sign(
        "differs" if off > 1e-9 else "the same",
        f"the second time a probability changes by up to {off:.2f}" if off else "it says the same both times",
    )


def _shared(record):
    share = ask.shared_rows(record)
    return Sign("shared" if share > 0.005 else "separate", f"{share:.0%} of the validation rows are training rows")


def _epochs(record):
    jump = ask.jump_at_epochs(record)
    return Sign(
        "jumps" if jump > 2.2 else "even", f"the first step of an epoch is {number(jump)} times as long as the others"
    )


def _biases(record):
    start, end = ask.biases(record)
    reads = "low at the start" if start < -1 else "sink" if end < -1 else "near 0"
    return Sign(reads, f"the mean of the hidden biases is {number(start)} at the start and {number(end)} at the end")


def shows_saturation(record: Recording) -> bool:
    """Whether the hidden units are sigmoids or tanh: these can saturate, ReLUs die.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine
    >>> shows_saturation(examine(PATIENTS[1]))
    False
    """
    return record.recipe.net.phi in (get_activation("sigmoid"), get_activation("tanh"))


READ: dict[str, Callable[[Recording], Any]] = {
    "loss at the start": _start,
    "labels": _labels,
    "inputs": _columns,
    "shared rows": _shared,
    "batches": _batches,
    "gradient check": _gradient,
    "ten points": _ten,
    "dead units": _dead,
    "saturated units": _saturated,
    "biases": _biases,
    "updates": _updates,
    "smaller rate": _rates("smaller"),
    "larger rate": _rates("larger"),
    "start of an epoch": _epochs,
    "training": _training,
    "validation": _validation,
    "asked twice": _twice,
}
"""Name of the sign -> how it is read from a recording, in the order of the questions."""

LOOKS = "loss at the start", "labels", "inputs", "shared rows", "batches", "gradient check"
SHORT = {"ten points": 2, "smaller rate": 4, "larger rate": 4}
PRICES = {name: 1 if name in LOOKS else SHORT.get(name, 12) for name in READ}
"""What a question costs, in epochs of training: a look before any step, a short training, or the record of a whole run."""


def signs(record: Recording, names: Iterable[str] = (), *, unlike: Recording | None = None) -> Signs:
    """The signs of a run, in the order of the questions; all of them unless some are named.

    Parameters
    ----------
    record : Recording
    names : iterable of str
    unlike : Recording, optional
        Another run: only the signs that read differently there are kept, each beside the other's.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine
    >>> signs(examine(PATIENTS[1]))["gradient check"].reads
    'passes'
    >>> list(signs(examine(PATIENTS[3]), unlike=examine(PATIENTS[4])))
    ['dead units', 'biases']
    """
    found, others = _all_signs(record, tuple(names)), {}
    if unlike is not None:
        others = _all_signs(unlike, tuple(names))
        found = {name: sign for name, sign in found.items() if sign.reads != others[name].reads}
    told = Signs(found)
    told.others = {name: others[name] for name in found if others}
    return told


@lru_cache(maxsize=8)
def _all_signs(record, names):
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return {name: read(record) for name, read in READ.items() if not names or name in names}
