"""What every answer has to do beside giving the right numbers: leave its arguments alone, repeat itself, use its generator, share nothing."""

import copy

import numpy as np

from lecturekit.checks.calling import attempt
from lecturekit.checks.compare import difference


def misconduct(exercise, answer, trials):
    """Return (name, sentence) of the first fault of conduct, or None.

    Four faults: an argument was changed in place; the same call gives another result, so something outside plays a part;
    the generator that was handed in plays no part; two runs, or two instances, that take turns disturb each other.
    """
    return (
        _changes(exercise, answer, trials)
        or _remembers(exercise, answer, trials)
        or _ignores_rng(exercise, answer, trials)
        or _shares(exercise, answer, trials)
    )


def misconduct_in_training(exercise, answer, outcomes):
    """The same for an answer that a goal was reached with: what was noted on the way, and two instances that take turns."""
    for each in outcomes:
        if each.changed:
            return _changed(each.changed[0], True)
        if each.unused and each.unused[0] not in exercise.may_ignore:
            return _unused(
                each.unused[0], "Other seeds change nothing, as your function draws no number from the generator"
            )
    if exercise.instances and attempt(_disturbed, [lambda: exercise.instances(answer)]).value:
        return SHARED
    return None


SHARED = (
    "shared state",
    "Alone it is right; but two of them that take turns disturb each other: they keep what they remember in the same place "
    "(a global name, a default argument, an attribute of the class). What belongs to one run has to live with that run.",
)


def _disturbed(make):
    """Whether two optimizers, ``make()`` and ``make()``, go other ways when they take turns than each by itself."""
    slopes = np.random.default_rng(5).normal(size=(4, 2, 3))

    def walk(turns):
        made, w = {k: make() for k in sorted({k for k, _ in turns})}, [np.zeros(3), np.zeros(3)]
        for k, t in turns:
            w[k] = np.array(made[k].step(w[k], slopes[t, k].copy()))
        return w

    alone = [walk([(k, t) for t in range(4)])[k] for k in (0, 1)]
    together = walk([(k, t) for t in range(4) for k in (0, 1)])
    return any(difference(together[k], alone[k], 1e-12) for k in (0, 1))


class Interrupted:
    """An answer, or something that it has made, that lets something else happen before its second and third call."""

    def __init__(self, target, between, calls=None):
        self._target, self._between, self._calls = target, between, [0] if calls is None else calls
        self.__wrapped__ = target

    def __call__(self, *args, **kwargs):
        self._calls[0] += 1
        if self._calls[0] in (2, 3):
            self._between()
        return self._wrapped(self._target(*args, **kwargs))

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self._wrapped(getattr(self._target, name))

    def _wrapped(self, made):
        plain = made is None or isinstance(made, (bool, int, float, str, np.ndarray, np.generic, list, tuple, dict))
        return made if plain or made is Ellipsis else Interrupted(made, self._between, self._calls)


def _shares(exercise, answer, trials):
    """A run is interrupted by another run of the same answer, on other arguments."""
    if exercise.run is None:
        return None
    other = exercise.probes(exercise.rng(stream=79))[-1]
    two = Interrupted(answer, lambda: exercise.run(answer, *copy.deepcopy(other)))
    again = attempt(two, trials[0].probe, exercise.run)
    if again.error or difference(again.value, trials[0].outcome.value, 1e-12):
        return SHARED
    return None


def _changes(exercise, answer, trials):
    for each in trials:
        for place in each.outcome.changed:
            name = place if isinstance(place, str) else exercise.args[place]
            if name not in exercise.may_change:
                return _changed(name, isinstance(place, str) or isinstance(each.probe[place], np.ndarray))
    return None


def _changed(name, array):
    ending = f", or write `{name} = {name} - ...`." if array else "."
    return (
        "argument changed",
        f"Your function changed its argument `{name}` in place; whoever calls it still needs the old one. Work on a copy{ending}",
    )


def _unused(name, what):
    return ("generator not used", f"{what}: `{name}` is not used.")


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
            return _unused(exercise.args[places[0]], "With another generator your function gives the same result")
    return None
