"""Generated data: two classes or more whose shapes in the plane no line separates."""

import numpy as np

from lecturekit.datasets.dataset import Dataset
from lecturekit.datasets.generated import check_common, cyclic_classes, plane_dataset
from lecturekit.foundation.types import Positive, Rng
from lecturekit.foundation.validation import check_integer, check_number


def make_moons(n: int, rng: Rng, noise: Positive = 0.1) -> Dataset:
    """Generate two half circles of radius 1 that reach into each other.

    Parameters
    ----------
    n : int
        Number of points, at least 2; the classes get n / 2 each, class 0 one more if n is odd.
    rng : numpy.random.Generator
        Source of the randomness.
    noise : float
        Standard deviation, in each coordinate, around the half circles.

    Returns
    -------
    Dataset
        X (n, 2) float64, y (n,) in {0, 1}: 0 on the upper half circle around (-0.5, -0.25), 1 on
        the lower one around (0.5, 0.25).

    Raises
    ------
    ValueError
        If n < 2, noise < 0 or rng is no Generator.

    Examples
    --------
    >>> make_moons(100, np.random.default_rng(0))
    Dataset(X (100, 2) float64; y (100,) int64; class 0: 50, class 1: 50)
    """
    check_common(n, rng, noise, 2)
    y = cyclic_classes(n, 2, rng)
    side = 1 - 2 * y
    angle = np.pi * rng.random(n)
    X = side[:, None] * np.column_stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25])
    return plane_dataset(
        X + noise * rng.standard_normal((n, 2)), y, "make_moons", "Two half moons that reach into each other."
    )


def make_circles(n: int, rng: Rng, noise: Positive = 0.05, inner_radius: float = 0.5) -> Dataset:
    """Generate a circle of radius 1 and a smaller one inside it.

    Parameters
    ----------
    n : int
        Number of points, at least 2; the classes get n / 2 each, class 0 one more if n is odd.
    rng : numpy.random.Generator
        Source of the randomness.
    noise : float
        Standard deviation, in each coordinate, around the circles.
    inner_radius : float
        Radius of the inner circle, 0 < inner_radius < 1.

    Returns
    -------
    Dataset
        X (n, 2) float64, y (n,) in {0, 1}: 0 on the outer circle, 1 on the inner one.

    Raises
    ------
    ValueError
        If n < 2, noise < 0, inner_radius is outside (0, 1) or rng is no Generator.

    Examples
    --------
    >>> data = make_circles(100, np.random.default_rng(0), noise=0.0)
    >>> sorted({round(float(r), 3) for r in np.linalg.norm(data.X, axis=1)})
    [0.5, 1.0]
    """
    check_common(n, rng, noise, 2)
    check_number("inner_radius", inner_radius, 0, 1, low_open=True, high_open=True)
    y = cyclic_classes(n, 2, rng)
    radius = np.where(y == 1, inner_radius, 1.0)
    angle = 2 * np.pi * rng.random(n)
    X = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return plane_dataset(X + noise * rng.standard_normal((n, 2)), y, "make_circles", "A circle inside a circle.")


def make_spirals(n: int, rng: Rng, noise: Positive = 0.02, turns: float = 1.0, n_classes: int = 2) -> Dataset:
    """Generate spiral arms that wind around each other.

    Parameters
    ----------
    n : int
        Number of points, at least n_classes; each arm gets n / n_classes, rounded up or down.
    rng : numpy.random.Generator
        Source of the randomness.
    noise : float
        Standard deviation, in each coordinate, around the arms.
    turns : float
        Full turns of an arm on its way from radius 0.1 to radius 1, greater than 0.
    n_classes : int
        Number of arms, at least 2.

    Returns
    -------
    Dataset
        X (n, 2) float64, y (n,) the number of the arm. Arm k is arm 0 turned by k / n_classes of
        a full turn.

    Raises
    ------
    ValueError
        If n < n_classes, n_classes < 2, noise < 0, turns <= 0 or rng is no Generator.

    Examples
    --------
    >>> make_spirals(100, np.random.default_rng(0), n_classes=3)
    Dataset(X (100, 2) float64; y (100,) int64; class 0: 34, class 1: 33, class 2: 33)
    """
    check_integer("n_classes", n_classes, 2)
    check_common(n, rng, noise, n_classes)
    check_number("turns", turns, 0, low_open=True)
    y = cyclic_classes(n, n_classes, rng)
    # The root spreads the points evenly along the arm, whose length grows with radius squared.
    along = np.sqrt(rng.random(n))
    radius = 0.1 + 0.9 * along
    angle = 2 * np.pi * (turns * along + y / n_classes)
    X = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return plane_dataset(
        X + noise * rng.standard_normal((n, 2)),
        y,
        "make_spirals",
        f"{n_classes} spiral arms that wind around each other.",
        n_classes,
    )
