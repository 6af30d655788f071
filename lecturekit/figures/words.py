"""Words for what a figure shows, made from its data: the means of alternative texts."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Extended


def number(x: Extended) -> str:
    """A number as one says it: three digits, no needless zeros, powers of ten only where they help.

    What is as small as a rounding error has no digits to tell: they depend on the processor.

    Examples
    --------
    >>> number(0.12345), number(1234.5), number(60000), number(1.5e-07)
    ('0.123', '1,230', '60,000', '1.5e-07')
    >>> number(1.2e-29)
    'nearly 0'
    """
    x = float(x)
    if not np.isfinite(x):
        return "infinite" if np.isinf(x) else "not a number"
    if 0 < abs(x) < 1e-15:
        return "nearly 0"
    if x != 0 and not 1e-4 <= abs(x) < 1e6:
        return f"{x:.2g}"
    rounded = float(f"{x:.3g}")
    return f"{rounded:,.0f}" if abs(rounded) >= 100 or rounded == int(rounded) else f"{rounded:g}"


def listing(words: Iterable[Any]) -> str:
    """Words joined as in a sentence.

    Examples
    --------
    >>> listing(["a"]), listing(["a", "b"]), listing(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    *most, last = map(str, words)
    return f"{', '.join(most)} and {last}" if most else last


def trend(name: str, x: ArrayLike, y: Extended) -> str:
    """What one curve does, in a clause: where it begins and ends, and where it turns if it turns.

    Parameters
    ----------
    name : str
    x, y : array_like, (n,)
        Values that are not finite are left out, and said.

    Returns
    -------
    str

    Examples
    --------
    >>> trend("training", [0, 1, 2], [2.3, 0.5, 0.1])
    'training falls from 2.3 to 0.1'
    >>> trend("test", [0, 1, 2, 3], [2.3, 0.5, 0.4, 1.2])
    'test falls from 2.3 to 0.4 at 2, then rises to 1.2'
    """
    x, y = np.asarray(x, dtype=float).ravel(), np.asarray(y, dtype=float).ravel()
    finite = np.isfinite(y)
    missing = "" if finite.all() else " where it is finite"
    x, y = x[finite], y[finite]
    if len(y) == 0:
        return f"{name} has no finite value"
    if len(y) == 1:
        return f"{name} is {number(y[0])} at {number(x[0])}"
    first, last, low, high = y[0], y[-1], y.argmin(), y.argmax()
    spread = y[high] - y[low]
    if spread <= 1e-3 * max(abs(y[high]), abs(y[low]), 1e-300):
        return f"{name} stays at {number(first)}{missing}"
    below, above = min(first, last) - y[low], y[high] - max(first, last)
    if max(below, above) > 0.1 * spread:
        turn, there, back = (low, "falls", "rises") if below >= above else (high, "rises", "falls")
        return f"{name} {there} from {number(first)} to {number(y[turn])} at {number(x[turn])}, then {back} to {number(last)}{missing}"
    if number(first) == number(last):
        return f"{name} moves between {number(y[low])} and {number(y[high])}{missing}"
    return f"{name} {'falls' if last < first else 'rises'} from {number(first)} to {number(last)}{missing}"
