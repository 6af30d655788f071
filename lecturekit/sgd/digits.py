"""The network and the images on which chapter 5 tries its rates, and the experiments that it makes with them."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np

from lecturekit.datasets import load_mnist
from lecturekit.foundation.types import Array, Data
from lecturekit.foundation.validation import check_integer, check_several
from lecturekit.l_layer.network import Network
from lecturekit.sgd.momentum import Momentum, Nesterov
from lecturekit.sgd.rates import Clipped, cosine, smoothed, warm_up, with_unscaled
from lecturekit.sgd.same_batches import ends_on_same_batches
from lecturekit.training.batches import minibatches
from lecturekit.training.loop import train
from lecturekit.training.optimizer import GradientDescent, Optimizer, Rate

N_TRAIN, BATCH_SIZE = 3000, 32
STEPS_A_PASS = -(-N_TRAIN // BATCH_SIZE)


@cache
def digits(dtype: str = "float32", phi: str = "tanh") -> tuple[Network, Data, Data]:
    """A network 784-32-10; 3000 images with their labels to train on; 1000 others: (net, (X, y), (X, y)).

    Examples
    --------
    >>> net, (X, y), (X_other, y_other) = digits()
    >>> X.shape, y.shape, X_other.shape
    ((3000, 784), (3000,), (1000, 784))
    """
    data = load_mnist(subset=4000).as_float(np.dtype(dtype))
    net = Network([784, 32, 10], phi=phi, loss="multiclass", dtype=np.dtype(dtype))
    return net, (data.X[:N_TRAIN], data.y[:N_TRAIN]), (data.X[N_TRAIN:], data.y[N_TRAIN:])


def final_losses(rates: Sequence[float], *, n_epochs: int = 3, seeds: Iterable[int] = range(2)) -> dict[float, Array]:
    """The loss on the 3000 images after a few passes with batches of 32, at each rate and for each seed: {rate: (S,)}.

    Examples
    --------
    >>> final_losses([0.3], n_epochs=1, seeds=[0])[0.3].round(1)
    array([0.4])
    """
    rates = list(rates)
    ends = _ends(lambda: [GradientDescent(eta) for eta in rates], n_epochs=n_epochs, seeds=seeds)
    return dict(zip(rates, ends.T))


def _ends(
    optimizers: Callable[[], list[Optimizer]],
    *,
    n_images: int = N_TRAIN,
    n_epochs: int = 3,
    batch_size: int | None = BATCH_SIZE,
    seeds: Iterable[int],
) -> Array:
    """The loss on the first images after training on them; a seed gives all optimizers one start and the same batches: (S, K)."""
    net, (X, y), _ = digits()
    data, runs = (X[:n_images], y[:n_images]), []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        runs.append(ends_on_same_batches(net, net.init(rng), data, optimizers(), batch_size=batch_size, n_epochs=n_epochs, rng=rng))  # fmt: skip
    return np.array(runs)


def schedule(eta: float, *, warm: bool, decay: bool, n_epochs: int = 3) -> Rate:
    """The schedules that are compared: constant, warmed up over 50 steps, falling along a cosine to 0, or the one after the other.

    Examples
    --------
    >>> rate = schedule(0.5, warm=True, decay=True)
    >>> [round(float(rate(t)), 2) for t in (25, 50, 166, 282)]
    [0.25, 0.5, 0.25, 0.0]
    """
    full = 50 if warm else 1  # the first step at the full rate
    falling = cosine(eta, n_epochs * STEPS_A_PASS - full + 1)
    rate = (lambda t: falling(max(t - full + 1, 1))) if decay else eta
    return warm_up(rate, full) if warm else rate


@cache
def schedule_run(eta: float, warm: bool, decay: bool, n_epochs: int = 3, seed: int = 0) -> dict[str, Any]:
    """A run with one of these schedules, as ``schedule_canvas`` draws it; ``final`` is the loss on all 3000 images at its end."""
    net, data, _ = digits()
    rng, losses = np.random.default_rng(seed), []
    w, optimizer, rates = net.init(rng), GradientDescent(schedule(eta, warm=warm, decay=decay)), []
    for record in train(net, w, data, optimizer, batch_size=BATCH_SIZE, n_epochs=n_epochs, rng=rng, every="step"):
        losses.append(record.loss)
        rates.append(optimizer.rate)
    extras = [name for name, on in (("warm-up", warm), ("decay", decay)) if on] or ["constant"]
    return {
        "passes": np.arange(1, len(losses) + 1) / STEPS_A_PASS,
        "rates": np.array(rates),
        "losses": smoothed(losses),
        "final": float(net.loss(w, *data)),
        "label": f"{eta:g}, {' + '.join(extras)}",
    }


def clipped_runs(
    limit: float, *, n_raw: int = 10, eta: float = 0.1, n_epochs: int = 3, seed: int = 0
) -> tuple[Array, Array, dict[str, Array]]:
    """Training with a few images left unscaled, without clipping and with it.

    Returns
    -------
    lengths : ndarray, (T,)
        Of the gradients of the run that is clipped, before clipping.
    broken : ndarray of bool, (T,)
        In which of its steps the batch had an unscaled image.
    losses : dict of str -> ndarray, (n_epochs + 1,)
        On the 1000 other images, at the start and after each pass.

    Examples
    --------
    >>> lengths, broken, losses = clipped_runs(3.0, n_epochs=1)
    >>> len(lengths), int(broken.sum()), list(losses)
    (94, 10, ['not clipped', 'clipped to 3'])
    """
    net, (X, y), others = digits(phi="relu")  # its units do not saturate, whatever comes in
    spoiled, losses = with_unscaled(X, n_raw, seed=seed), {}
    for name, c in (("not clipped", float(np.finfo(np.float32).max)), (f"clipped to {limit:g}", limit)):
        rng, optimizer = np.random.default_rng(seed), Clipped(GradientDescent(eta), c)
        w, broken = net.init(rng), []
        losses[name] = [float(net.loss(w, *others))]
        for _ in range(n_epochs):
            for B in minibatches(N_TRAIN, BATCH_SIZE, rng):
                optimizer.step(w, net.grad(w, spoiled[B], y[B]))
                broken.append(spoiled[B].max() > 1)
            losses[name].append(float(net.loss(w, *others)))
    return np.array(optimizer.lengths), np.array(broken), {name: np.array(values) for name, values in losses.items()}


METHODS = {
    "gradient descent": lambda product: GradientDescent(product),
    "heavy ball": lambda product: Momentum(product / 0.1, gamma=0.1),
    "Nesterov": lambda product: Nesterov(product / 0.1, gamma=0.1),
}
"""With the factor ``product`` on the present gradient: eta, or gamma eta with gamma = 0.1."""


def losses_by_rate(
    products: Iterable[float],
    *,
    n_images: int = 1000,
    n_epochs: int = 60,
    batch_size: int | None = None,
    seeds: Iterable[int] = range(3),
) -> dict[str, Array]:
    """The loss on the first images after training on them, with each of ``METHODS`` and each factor: {name: (S, k)}.

    Infinite where a run diverges. A seed gives every method the same start and the same batches.

    Examples
    --------
    >>> losses_by_rate([0.1], n_epochs=2, seeds=[0])["gradient descent"].round(1)
    array([[2.1]])
    """
    products = list(products)
    check_integer("n_images", n_images, 1, N_TRAIN)

    def optimizers():
        return [make(product) for make in METHODS.values() for product in products]

    ends = _ends(optimizers, n_images=n_images, n_epochs=n_epochs, batch_size=batch_size, seeds=seeds)
    return dict(zip(METHODS, np.split(ends, len(METHODS), axis=1)))


SCHEDULES = {
    "constant": {"warm": False, "decay": False},
    "warm-up": {"warm": True, "decay": False},
    "decay": {"warm": False, "decay": True},
    "warm-up, then decay": {"warm": True, "decay": True},
}


def schedule_table(rates: Sequence[float], seeds: Sequence[int] = range(2, 5)) -> dict[str, dict[float, Array]]:
    """The loss on the 3000 images after three passes: {schedule: {rate: (S,)}}.

    Examples
    --------
    >>> schedule_table([0.5], seeds=[0])["constant"][0.5].round(2)
    array([0.18])
    """

    def optimizers():
        return [GradientDescent(schedule(eta, **options)) for options in SCHEDULES.values() for eta in rates]

    seeds = check_several("seeds", seeds, check_integer, 0)
    ends = iter(_ends(optimizers, seeds=seeds).T)
    return {name: {eta: next(ends) for eta in rates} for name in SCHEDULES}
