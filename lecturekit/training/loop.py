"""The training loop: a generator that notebooks, widgets, early stopping and the benchmark consume alike."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from lecturekit.foundation.types import Array, Data, Option, Rng, Trainable
from lecturekit.foundation.validation import (
    all_finite,
    check_array,
    check_callable,
    check_choice,
    check_integer,
    check_rng,
)
from lecturekit.training.batches import Batches, check_data
from lecturekit.training.diverged import Diverged
from lecturekit.training.optimizer import Optimizer, check_optimizer

Record = namedtuple("Record", "epoch t loss w")
Record.__doc__ = """What ``train`` yields.

epoch : the present pass; t : steps done; loss : mean loss of the batches since the last record, each
before its own step; w : the live parameter vector (copy it to keep it).

Examples
--------
>>> from lecturekit.l_layer import Network
>>> from lecturekit.training import GradientDescent
>>> data = np.array([[1.0], [3.0]]), np.array([2.0, 4.0])
>>> next(train(Network([1, 1]), np.zeros(2), data, GradientDescent(0.1)))
Record(epoch=1, t=1, loss=5.0, w=array([0.7, 0.3]))
"""


def train(
    net: Trainable,
    w: Array,
    data: Data,
    optimizer: Optimizer,
    *,
    batch_size: int | Callable[[int], int] | None = None,
    n_epochs: int = 1,
    rng: Rng | None = None,
    replace: bool = False,
    every: Option = "epoch",
    augment: Callable[[Array, Rng], Array] | None = None,
) -> Iterator[Record]:
    """Train in place, one ``Record`` at a time; leaving the loop is early stopping.

    Parameters
    ----------
    net
        A ``Network``, or anything with ``loss_and_grad(w, X, y, train=, rng=, out=)``.
    w : ndarray, (p,)
        Starting point; changed in place.
    data : (X, y)
        X (n, d) and y with n rows. They may be larger than the memory: of arrays from ``np.load(path, mmap_mode="r")``
        only one batch at a time is fetched from the disk.
    optimizer : Optimizer
    batch_size : int or callable, optional
        n', or a function epoch = 1, 2, ... -> n' such as ``doubling``; all of the data where it is None.
    n_epochs : int
        Passes through the data.
    rng : numpy.random.Generator
        Draws the batches and the dropout masks; not needed with the full batch and no dropout.
    replace : bool
        Draw each batch with replacement instead of reshuffling once an epoch; see ``minibatches``.
    every : "epoch" or "step"
        How often to yield.
    augment : callable, optional
        ``augment(X_batch, rng)`` returns a changed copy of each batch of inputs.

    Returns
    -------
    iterator of Record

    Raises
    ------
    ValueError
        For wrong shapes, dtypes, labels and settings.
    Diverged
        When the loss or w is not finite any more.

    Examples
    --------
    >>> from lecturekit.l_layer import Network
    >>> from lecturekit.training import GradientDescent
    >>> X, w = np.array([[1.0], [2.0], [3.0]]), np.zeros(2)
    >>> data = X, 2 * X[:, 0] + 1
    >>> losses = [record.loss for record in train(Network([1, 1]), w, data, GradientDescent(0.2), n_epochs=500)]
    >>> round(losses[0], 2), w.round(4)  # the line y = 2 x + 1
    (13.83, array([2., 1.]))
    """
    X, y = check_data(data)
    _check_start(w, optimizer)
    check_integer("n_epochs", n_epochs, 0)
    check_choice("every", every, ("epoch", "step"))
    if augment is not None:
        check_callable("augment", augment)
    if rng is not None or batch_size is not None or augment is not None:
        check_rng(rng)
    batches = Batches(X, y, batch_size, rng, replace)
    return _epochs(net, w, batches, optimizer, n_epochs, rng, every, augment)


def _epochs(net, w, batches, optimizer, n_epochs, rng, every, augment):
    g, t = np.empty_like(w), 0
    for epoch in range(1, n_epochs + 1):
        total, rows = 0.0, 0
        for X, y in batches.of(epoch):
            X = X if augment is None else augment(X, rng)
            loss = _step(net, w, X, y, optimizer, rng, g)
            t, total, rows = t + 1, total + loss * len(X), rows + len(X)
            if every == "step":
                yield Record(epoch, t, loss, w)
        _check_finite(w, optimizer)
        if every == "epoch":
            yield Record(epoch, t, total / rows, w)


def train_on_stream(
    net: Trainable, w: Array, stream: Iterable[Data], optimizer: Optimizer, *, rng: Rng | None = None
) -> Iterator[Record]:
    """On-line learning: one step of (26) for each batch that arrives; then the batch is forgotten.

    So a generator that reads or computes one batch after another trains on data of any size with the memory of one.
    The loss in each record is that of data the network has never seen, so its average is an honest
    estimate of the loss on new data.

    Parameters
    ----------
    net, w, optimizer, rng
        As in ``train``.
    stream : iterable of (X, y)
        X (n', d) and y with n' rows, n' >= 1; it need not end, and n' may change.

    Yields
    ------
    Record
        One per batch; epoch stays 1.

    Raises
    ------
    ValueError
        For wrong shapes, dtypes, labels and settings.
    Diverged
        When the loss or w is not finite any more.

    Examples
    --------
    >>> from lecturekit.l_layer import Network
    >>> from lecturekit.training import GradientDescent
    >>> rng, w = np.random.default_rng(0), np.zeros(2)
    >>> batches = (rng.normal(size=(10, 1)) for _ in range(200))
    >>> stream = ((X, 2 * X[:, 0] + 1) for X in batches)
    >>> records = list(train_on_stream(Network([1, 1]), w, stream, GradientDescent(0.2)))
    >>> records[-1].t, w.round(4)  # the line y = 2 x + 1
    (200, array([2., 1.]))
    """
    _check_start(w, optimizer)
    try:
        arriving = iter(stream)
    except TypeError:
        raise ValueError(f"stream is {type(stream).__name__}, expected an iterable of pairs (X, y)") from None
    return _arrivals(net, w, arriving, optimizer, rng)


def _arrivals(net, w, stream, optimizer, rng):
    g = np.empty_like(w)
    for t, data in enumerate(stream, start=1):
        X, y = check_data(data)
        yield Record(1, t, _step(net, w, X, y, optimizer, rng, g), w)
    _check_finite(w, optimizer)


def _check_start(w, optimizer):
    check_optimizer(optimizer)
    if not (isinstance(w, np.ndarray) and w.ndim == 1 and w.dtype.kind == "f" and w.flags.writeable):
        kind = f"{w.dtype} array of shape {w.shape}" if isinstance(w, np.ndarray) else type(w).__name__
        raise ValueError(f"w is {kind}, expected a writable float vector (p,): it is updated in place")
    check_array("w", w)


def _check_finite(w, optimizer):
    if not all_finite(w):
        raise Diverged(optimizer.t, optimizer.rate)


def _step(net, w, X, y, optimizer, rng, g):
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        try:
            loss, _ = net.loss_and_grad(w, X, y, train=True, rng=rng, out=g)
        except ValueError:
            _check_finite(w, optimizer)
            raise
        if not np.isfinite(loss):
            raise Diverged(optimizer.t, optimizer.rate)
        optimizer.step(w, g)
    return loss
