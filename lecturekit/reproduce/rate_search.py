"""A search for a learning rate, the same for every optimizer: a grid that grows where its end is the best."""

from math import log10

from lecturekit.foundation.validation import check_array, check_callable, check_integer


def best_eta(grid, final_loss, max_extensions=3):
    """The learning rate with the smallest ``final_loss(eta)``, from a grid 1, 3, 10, 30, ... times a power of 10.

    All of the grid is tried; if the best is its first or last value, the grid grows by one step beyond
    that end, up to ``max_extensions`` times. Of equal losses (all infinite, say) the smallest rate counts.

    Parameters
    ----------
    grid : sequence of float
        Positive learning rates, at least one.
    final_loss : callable
        eta -> loss; infinite where training diverged.
    max_extensions : int

    Returns
    -------
    eta : float
    tried : dict of float -> float
        Every learning rate tried and its loss, in ascending order.
    at_edge : bool
        Whether the best is still the first or the last one tried.

    Raises
    ------
    ValueError
        If the grid is empty or holds anything but positive numbers.
    """
    check_callable("final_loss", final_loss)
    steps = search(grid, max_extensions)
    losses = None
    while True:
        try:
            losses = [final_loss(eta) for eta in steps.send(losses)]
        except StopIteration as end:
            return end.value


def search(grid, max_extensions=3):
    """The steps of `best_eta`, for whoever can try several rates at once.

    A generator: it yields a list of learning rates, is sent the list of their losses, and returns what `best_eta`
    returns.
    """
    check_integer("max_extensions", max_extensions, 0)
    rates = check_array("grid", grid, ndim=1)
    if not len(rates) or rates.min() <= 0:
        raise ValueError(f"grid is {grid}, expected at least one learning rate, all positive")
    wanted = sorted(grid)
    tried = dict(zip(wanted, (yield wanted)))
    for extension in range(max_extensions + 1):
        best = min(tried, key=lambda eta: (tried[eta], eta))
        at_edge = best in (min(tried), max(tried))
        if not at_edge or extension == max_extensions:
            return best, dict(sorted(tried.items())), at_edge
        beyond = _neighbor(best, -1 if best == min(tried) else 1)
        [tried[beyond]] = yield [beyond]


def _neighbor(eta, direction):
    """The next of ..., 0.1, 0.3, 1, 3, 10, ... in that direction (1 or -1)."""
    half_decades = round(2 * log10(eta)) + direction
    return float(f"{10 ** (half_decades / 2):.1g}")
