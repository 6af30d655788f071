"""Five remedies on one task: strengths chosen on validation data, test data opened once."""

from functools import cache
from typing import Any

import numpy as np

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_choice
from lecturekit.l_layer.network import Network
from lecturekit.overfitting.augmentation import Augmentation
from lecturekit.overfitting.bagging import average, bootstrap
from lecturekit.overfitting.careless import CarelessDigits, careless_digits, fit
from lecturekit.overfitting.dropout import Dropout
from lecturekit.overfitting.early_stopping import EarlyStopping

SETTINGS: dict[str, tuple[Any, ...]] = {
    "lam": (0.0, 0.01, 0.03, 0.05, 0.1, 0.2),
    "dropout": (Dropout(0.2, 0.5), Dropout(0.4, 0.5), Dropout(0.5, 0.7), Dropout(0.6, 0.8)),
    "augment": (Augmentation(pixels=1), Augmentation(pixels=2), Augmentation(pixels=3)),
}
"""What is tried, by the name of the argument of ``fit``."""

STORED_NOISE = (0.3, 0.0)
STORED: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "nothing": ((0.384, 0.355, 0.337), (0.159, 0.16, 0.1685)),
    "weight decay": ((0.26, 0.238, 0.2255), (0.1685, 0.164, 0.1795)),
    "dropout": ((0.232, 0.2345, 0.2225), (0.1435, 0.1395, 0.1495)),
    "augmentation (shifts)": ((0.2255, 0.21, 0.2015), (0.128, 0.1175, 0.12)),
    "early stopping": ((0.2655, 0.257, 0.3195), (0.168, 0.17, 0.176)),
    "bag of 4": ((0.326, 0.294, 0.281), (0.168, 0.16, 0.172)),
    "a member of the bag": ((0.408375, 0.3645, 0.361375), (0.18525, 0.185, 0.196375)),
}
"""What ``compete`` finds with the strengths that ``choose`` chooses, by remedy: with either noise, for the seeds 1, 2, 3."""


def losses_by_setting(name: str, noise: float = 0.3, seed: int = 100) -> tuple[Array, Array]:
    """Train a network with each of the ``SETTINGS`` of one argument of ``fit``, on a data set of its own.

    Returns
    -------
    training, validation : ndarray
        The losses, one for each setting.

    Examples
    --------
    >>> training, validation = losses_by_setting("lam")
    >>> SETTINGS["lam"][training.argmin()], SETTINGS["lam"][validation.argmin()]
    (0.0, 0.05)
    """
    return _losses_by_setting(name, noise, seed)


@cache
def _losses_by_setting(name: str, noise: float, seed: int) -> tuple[Array, Array]:
    digits = careless_digits(seed, noise, dtype=np.float32)
    fits = [fit(digits.train, seed, **{name: value}) for value in SETTINGS[name]]
    training, validation = ([net.loss(w, *part) for net, w in fits] for part in (digits.train, digits.validation))
    return np.array(training, dtype=float), np.array(validation, dtype=float)


def tried(noise: float, seed: int = 100) -> dict[str, dict[str, float]]:
    """The validation loss, to two digits, of all ``SETTINGS``: by remedy, by strength (lambda; p_1 and p_2; pixels).

    Examples
    --------
    >>> list(tried(noise=0.3)["shifts"])
    ['1', '2', '3']
    """
    strengths = {
        "decay": ("lam", lambda lam: f"{lam:g}"),
        "dropout": ("dropout", lambda dropout: f"{dropout.p_input:g} and {dropout.p_hidden:g}"),
        "shifts": ("augment", lambda augment: f"{augment.pixels:g}"),
    }
    return {
        remedy: {
            said(value): round(float(loss), 2)
            for value, loss in zip(SETTINGS[name], losses_by_setting(name, noise, seed)[1])
        }
        for remedy, (name, said) in strengths.items()
    }


def choose(noise: float, seed: int = 100) -> dict[str, Any]:
    """The setting of each remedy with the smallest validation loss: a dict for ``compete``.

    Examples
    --------
    >>> choose(noise=0.3)["lam"]
    0.05
    """
    found = {}
    for name, values in SETTINGS.items():
        _, validation = losses_by_setting(name, noise, seed)
        found[name] = values[int(validation.argmin())]
    return found


def stopped(digits: CarelessDigits, seed: int, patience: int = 8) -> tuple[Network, EarlyStopping]:
    """Train with early stopping on the validation loss: (net, the `EarlyStopping`, which holds the parameters to keep).

    Examples
    --------
    >>> net, stopper = stopped(careless_digits(seed=0), seed=0)
    >>> stopper.n_updates - stopper.epoch
    8
    """
    stopper = EarlyStopping(patience)
    net, _ = fit(digits.train, seed, watch=lambda net, w: stopper.update(w, net.loss(w, *digits.validation)))
    return net, stopper


def bag(digits: CarelessDigits, seed: int, B: int = 4) -> Array:
    """What B networks predict for the test images, each trained on a bootstrap sample (B, n, 10)."""
    X, y = digits.train
    rows = bootstrap(len(y), B, np.random.default_rng(seed))
    fits = (fit((X[r], y[r]), seed * B + k) for k, r in enumerate(rows))
    return np.array([net.predict(w, digits.test[0]) for net, w in fits])


def compete(seed: int, noise: float, chosen: dict[str, Any]) -> dict[str, float]:
    """Test errors of every remedy, on one data set: dict of str -> float.

    Parameters
    ----------
    seed : int
        Of the data, the start and everything random.
    noise : float
        The part of the labels that is drawn at random.
    chosen : dict
        lam, dropout, augment: from ``choose``.

    Examples
    --------
    >>> errors = compete(0, 0.3, choose(0.3))
    >>> errors["dropout"] < errors["nothing"]
    True
    """
    digits = careless_digits(seed, noise, dtype=np.float32)
    X, y = digits.test  # opened here and nowhere else
    fits = {"nothing": fit(digits.train, seed), "weight decay": fit(digits.train, seed, lam=chosen["lam"])}
    fits["dropout"] = fit(digits.train, seed, dropout=chosen["dropout"])
    fits["augmentation (shifts)"] = fit(digits.train, seed, augment=chosen["augment"])
    net, stopper = stopped(digits, seed)
    fits["early stopping"] = net, np.asarray(stopper.w)
    predictions = {name: net.predict(w, X) for name, (net, w) in fits.items()}
    members = bag(digits, seed)
    predictions |= {"bag of 4": average(members), "a member of the bag": members}
    return {name: float(np.mean(p.argmax(axis=-1) != y)) for name, p in predictions.items()}


def stored_contest(noise: float) -> list[dict[str, float]]:
    """What ``compete(seed, noise, choose(noise))`` found for the seeds 1, 2, 3: stored, as it takes half a minute.

    Raises
    ------
    ValueError
        If noise is neither 0.3 nor 0.

    Examples
    --------
    >>> first, second, third = stored_contest(noise=0.3)
    >>> first["nothing"], first["dropout"]
    (0.384, 0.232)
    """
    place = STORED_NOISE.index(check_choice("noise", noise, STORED_NOISE))
    return [dict(zip(STORED, run)) for run in zip(*(errors[place] for errors in STORED.values()))]
