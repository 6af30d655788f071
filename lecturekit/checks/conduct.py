"""What every function has to do beside giving the right numbers: leave its arguments alone, repeat itself, use its generator."""

import numpy as np

from lecturekit.checks.calling import attempt
from lecturekit.checks.compare import difference


def misconduct(exercise, answer, trials):
    """Return (name, sentence) of the first fault of conduct, or None.

    Three faults: an argument was changed in place; the same call gives another result (so something outside plays a part, or
    something is shared between calls or instances); the generator that was handed in plays no part.
    """
    return (
        _changes(exercise, answer, trials)
        or _remembers(exercise, answer, trials)
        or _ignores_rng(exercise, answer, trials)
    )


def _changes(exercise, answer, trials):
    for each in trials:
        for place in each.outcome.changed:
            name = place if isinstance(place, str) else exercise.args[place]
            if name in exercise.may_change:
                continue
            array = isinstance(place, str) or isinstance(each.probe[place], np.ndarray)
            ending = f", or write `{name} = {name} - ...`." if array else "."
            return (
                "argument changed",
                f"Your function changed its argument `{name}` in place; whoever calls it still needs the old one. Work on a copy{ending}",
            )
    return None


def _remembers(exercise, answer, trials):
    for each in trials[:2]:
        again = attempt(answer, each.probe, exercise.run)
        if again.error or difference(again.value, each.outcome.value, 1e-12):
            random = any(isinstance(part, np.random.Generator) for part in each.probe)
            return (
                "depends on something outside",
                "Called again with the same arguments your function gives another result: it depends on something outside of them, "
                + (
                    "on random numbers that do not come from `rng`."
                    if random
                    else "that changes from call to call (a global name, a default argument, numpy's own generator)."
                ),
            )
    return None


def _ignores_rng(exercise, answer, trials):
    for each in trials[:1]:
        places = [k for k, part in enumerate(each.probe) if isinstance(part, np.random.Generator)]
        if not places:
            continue
        other = list(each.probe)
        other[places[0]] = np.random.default_rng(987654321)
        again = attempt(answer, other, exercise.run)
        if not again.error and difference(again.value, each.outcome.value, 1e-12) is None:
            name = exercise.args[places[0]]
            return (
                "generator not used",
                f"With another generator your function gives the same result: `{name}` is not used.",
            )
    return None
