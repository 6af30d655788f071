"""Parameter vectors of a small network, handed in as a function of a random generator: for 4.2 and 4.9."""

import numpy as np

from lecturekit.checks.engine import Wrong
from lecturekit.l_layer.network import Network

NET = Network([2, 4, 1], phi="tanh", loss="logistic")
COUNTS = {3: "three", 4: "four"}


def returned(build, rng):
    """What ``build`` gives; ``...`` where it is not written yet, else ``Wrong`` is raised."""
    if not callable(build):
        raise Wrong("Expected a function of a random generator.")
    given = build(rng)
    if given is None:
        raise Wrong("Your function returns None: is a `return` missing at its end?", "no return")
    return given


def as_vectors(given, count):
    """These as so many arrays of finite numbers; ``...`` where one is not written yet, else ``Wrong`` is raised."""
    if given is Ellipsis or any(each is Ellipsis for each in given):
        return ...
    if len(given) != count or any(np.shape(each) != (NET.n_params,) for each in given):
        raise Wrong(f"Expected {COUNTS[count]} parameter vectors of {NET.n_params} numbers each.")
    vectors = [np.array(each, dtype=float) for each in given]
    if not np.isfinite(vectors).all():
        raise Wrong("Some of your parameters are not finite.")
    return vectors
