"""Arguments by type: an exercise says what each of its arguments is, and gets ordinary probes and those at the edge.

::

    given = Given(w=real("d"), X=real("n", "d"), y=labels("n"))

Letters are sizes; the same letter is the same size. The edges are named, and an exercise that cannot stand one leaves it out by
name, ``Given(..., without=["n = 1"])``, and says so in its text.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Argument:
    """What one argument is.

    Attributes
    ----------
    sizes : tuple of str or int
        The letters of its shape.
    draw : callable
        ``draw(rng, shape, sizes)`` makes an ordinary one.
    edges : dict of str to callable
        Name of an edge to ``edge(value, rng)``, the same argument at that edge.
    """

    sizes: tuple
    draw: Callable
    edges: dict = field(default_factory=dict)


def _some_zeros(value, rng):
    flat = value.copy().reshape(-1)
    flat[rng.permutation(flat.size)[: max(1, flat.size // 3)]] = 0.0
    return flat.reshape(value.shape)


def _whole(value, rng):
    return np.round(2 * value).astype(int)


REAL_EDGES = {
    "with zeros": _some_zeros,
    "all equal": lambda value, rng: np.full_like(value, value.flat[0] if value.size else 0.0),
    "whole numbers": _whole,
}
MORE_EDGES = {
    "huge": lambda value, rng: value * 400.0,
    "all zero": lambda value, rng: np.zeros_like(value),
    "repeated rows": lambda value, rng: value[np.arange(len(value)) // 2],
    "a constant column": lambda value, rng: _constant_column(value, rng, 0.1),
    "a column of ones": lambda value, rng: _constant_column(value, rng, 1.0),
}
"""Edges that a type of argument does not have by itself; an exercise adds them by name."""


def _constant_column(value, rng, height):
    value = value.astype(float)
    value[:, rng.integers(value.shape[1])] = height
    return value


def real(*sizes, scale=1.0, center=0.0, also=()):
    """Real numbers, normally distributed; an array of this shape, or a single number without sizes."""
    edges = {**REAL_EDGES, **{name: MORE_EDGES[name] for name in also}} if sizes else {}

    def draw(rng, shape, _):
        made = center + scale * rng.standard_normal(shape)
        return made if sizes else float(made)

    return Argument(sizes, draw, edges)


def positive(*sizes, low=0.3, high=3.0):
    """Numbers between two positive limits."""

    def draw(rng, shape, _):
        made = rng.uniform(low, high, shape)
        return made if sizes else float(made)

    edges = {"all equal": REAL_EDGES["all equal"], "whole numbers": lambda value, rng: np.ceil(value).astype(int)}
    return Argument(sizes, draw, edges if sizes else {})


def labels(size, values=(0, 1)):
    """Labels of two classes, one for each data point, both present where there are two points."""

    def draw(rng, shape, _):
        made = np.array([values[k % 2] for k in range(shape[0])], dtype=int)
        return rng.permutation(made)

    return Argument(
        (size,),
        draw,
        {
            "one class only": lambda value, rng: np.full_like(value, values[1]),
            "the other class only": lambda value, rng: np.full_like(value, values[0]),
        },
    )


def classes(size, number):
    """Class numbers 0 ... K - 1, one for each data point; ``number`` is the letter of K."""

    def draw(rng, shape, sizes):
        made = np.concatenate([np.arange(sizes[number]), rng.integers(0, sizes[number], shape[0])])[-shape[0] :]
        return rng.permutation(made)

    return Argument(
        (size,),
        draw,
        {
            "the last class missing": lambda value, rng: np.where(value == value.max(), 0, value),
            "one class only": lambda value, rng: np.zeros_like(value),
        },
    )


def indices(size, of):
    """Whole numbers from 0 to N - 1, where ``of`` is the letter of N; one edge has the same number twice."""

    def draw(rng, shape, sizes):
        return rng.permutation(sizes[of])[: shape[0]] if shape[0] <= sizes[of] else rng.integers(0, sizes[of], shape[0])

    return Argument((size,), draw, {"the same point twice": lambda value, rng: np.full_like(value, value[0])})


def flags(size):
    """True or False, one for each entry, some of each."""
    return Argument(
        (size,),
        lambda rng, shape, _: rng.permutation(np.arange(shape[0]) % 3 > 0),
        {
            "True everywhere": lambda value, rng: np.ones_like(value),
            "False everywhere": lambda value, rng: np.zeros_like(value),
        },
    )


def count(letter):
    """A size itself, handed over as a number."""
    return Argument((), lambda rng, shape, sizes: int(sizes[letter]))


def one_of(*values):
    """One of a few things: functions, settings."""
    return Argument((), lambda rng, shape, sizes: values[rng.integers(len(values))])


def fixed(value):
    """Always the same."""
    return Argument((), lambda rng, shape, sizes: value)


class Given:
    """The arguments of an exercise by name; makes ordinary probes and named ones at the edge.

    Parameters
    ----------
    without : sequence of str
        Names of edges that the exercise leaves out; ``"X whole numbers"`` for one argument, ``"whole numbers"`` for all.
    valid : callable, optional
        ``valid(*arguments)`` tells whether a probe is one at all; others are drawn again, and an edge that is none is left out.
    sizes : dict of str to tuple, optional
        Which sizes a letter takes, where 2 to 7 will not do.
    more : sequence of (str, callable)
        Further edges: a name and ``make(rng)``, the arguments.
    """

    def __init__(self, *, without=(), valid=None, sizes=None, more=(), **arguments):
        self.arguments, self.without, self.valid = arguments, tuple(without), valid
        self.sizes, self.more = dict(sizes or {}), tuple(more)
        letters = [each for argument in arguments.values() for each in argument.sizes if isinstance(each, str)]
        self.letters = list(dict.fromkeys(letters))
        unknown = [each for each in self.without if each not in self._all_names()]
        if unknown:
            raise ValueError(
                f"expected names of edges in `without`, got {unknown}; there are {sorted(self._all_names())}"
            )

    @property
    def real_places(self):
        """Positions of the arguments that are arrays of real numbers."""
        return tuple(k for k, each in enumerate(self.arguments.values()) if "whole numbers" in each.edges)

    def __call__(self, rng):
        """Ordinary probes: no two sizes alike, and each size the larger one of every two at some time."""
        probes = []
        for turn in range(4):
            choices = [self.sizes.get(letter, (2, 3, 4, 5, 6, 7)) for letter in self.letters]
            for _ in range(200):
                sizes = {letter: int(rng.choice(each)) for letter, each in zip(self.letters, choices)}
                probe = self._draw(rng, sizes)
                if self._is_new(sizes, turn) and self._is_valid(probe):
                    break
            probes.append(probe)
        return probes

    def edges(self, rng):
        """[(name, probe)], all edges that are not left out."""
        found = []
        for name, make in [*self._sizes_of_one(), *self._values(), *self.more]:
            if name in self.without or name.split(" ", 1)[-1] in self.without:
                continue
            probe = make(rng)
            if self._is_valid(probe):
                found.append((name, probe))
        return found

    def _is_new(self, sizes, turn):
        values = list(sizes.values())
        if len(set(values)) < len(values):
            return False
        order = [a < b for a, b in itertools.combinations(values, 2)]
        return not order or turn > 1 or order[0] == bool(turn % 2)

    def _is_valid(self, probe):
        return self.valid is None or bool(self.valid(*probe))

    def _draw(self, rng, sizes):
        made = []
        for argument in self.arguments.values():
            shape = tuple(sizes.get(each, each) for each in argument.sizes)
            made.append(argument.draw(rng, shape, sizes))
        return tuple(made)

    def _typical(self):
        return {
            letter: sorted(self.sizes.get(letter, (3, 4, 5)))[k % 3 if letter not in self.sizes else 0]
            for k, letter in enumerate(self.letters)
        }

    def _sizes_of_one(self):
        for letter in self.letters:
            if 1 in self.sizes.get(letter, (1,)):
                yield f"{letter} = 1", lambda rng, letter=letter: self._draw(rng, {**self._typical(), letter: 1})
        if len(self.letters) > 1 and not self.sizes:
            yield "all sizes equal", lambda rng: self._draw(rng, dict.fromkeys(self.letters, 4))

    def _values(self):
        for place, (name, argument) in enumerate(self.arguments.items()):
            for edge, change in argument.edges.items():

                def make(rng, place=place, change=change):
                    probe = list(self._draw(rng, self._typical()))
                    probe[place] = change(probe[place], rng)
                    return tuple(probe)

                yield f"{name} {edge}", make

    def _all_names(self):
        names = [name for name, _ in [*self._sizes_of_one(), *self._values(), *self.more]]
        return set(names) | {name.split(" ", 1)[-1] for name in names}


def in_words(name):
    """The name of an edge as it stands in a reply."""
    return f"where {name}" if "=" in name else f"with {name}"
