"""Two experiments of chapter 5 on its digits: how the largest stable rate changes along a run, and what momentum gains."""

from collections.abc import Sequence

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_integer
from lecturekit.sgd.digits import BATCH_SIZE, N_TRAIN, digits, losses_by_rate
from lecturekit.sgd.rates import along_the_steepest, curvature_along


def limits_on_digits(
    rates: Sequence[float], n_images: int = 300, n_steps: int = 100, n_jumps: int = 25
) -> tuple[dict[float, tuple[Array, ...]], Array]:
    """How the largest stable rate changes along gradient descent on the first images, and how the run with the last rate begins.

    Returns
    -------
    runs : dict of float -> (steps, curvatures, losses)
        As from ``curvature_along``.
    jumps : ndarray, (n_jumps,)
        As from ``along_the_steepest``.

    Examples
    --------
    >>> runs, jumps = limits_on_digits([0.4], n_images=50, n_steps=25)
    >>> (2 / runs[0.4][1]).round(1), jumps.shape
    (array([0.2, 1.1]), (25,))
    """
    net, (X, y), _ = digits("float64")
    check_integer("n_images", n_images, 1, N_TRAIN)
    check_integer("the number of rates", len(rates), 1)
    data = X[:n_images], y[:n_images]
    runs = {eta: curvature_along(net, data, eta, n_steps, every=25) for eta in rates}
    return runs, along_the_steepest(net, data, rates[-1], n_jumps)


def momentum_on_digits(seeds: Sequence[int] = range(3)) -> dict[str, tuple[tuple[float, ...], dict[str, Array]]]:
    """``losses_by_rate`` with the gradient of all images in each step, and with batches, around the best rates of each.

    Returns
    -------
    dict of str -> (products, dict of str -> ndarray (S, k))
        As ``figures.losses_by_rate`` draws it.

    Examples
    --------
    >>> [len(products) for products, _ in momentum_on_digits(seeds=[0]).values()]
    [5, 5]
    """
    large, small = (0.1, 0.3, 0.8, 1.6, 3.2), (0.03, 0.1, 0.3, 0.8, 2.0)
    return {
        "200 images in each step, 40 steps": (large, losses_by_rate(large, n_images=200, n_epochs=40, seeds=seeds)),
        "batches of 32, 94 steps": (
            small,
            losses_by_rate(small, n_images=N_TRAIN, n_epochs=1, batch_size=BATCH_SIZE, seeds=seeds),
        ),
    }
