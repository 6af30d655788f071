"""Numbers and lists as one says them, for replies."""

from collections.abc import Iterable
from typing import Any

import numpy as np


def number(x: float) -> str:
    """Three digits, no needless zeros.

    Examples
    --------
    >>> number(0.12345), number(4321.0), number(float("inf"))
    ('0.123', '4,320', 'infinite')
    """
    if not np.isfinite(x):
        return "infinite" if np.isinf(x) else "not a number"
    rounded = float(f"{x:.3g}")
    return f"{rounded:,.0f}" if 100 <= abs(rounded) < 1e6 else f"{rounded:.3g}"


def listing(words: Iterable[Any], last: str = "and") -> str:
    """Words joined as in a sentence.

    Examples
    --------
    >>> listing(["a", "b", "c"]), listing(["a", "b"], "or")
    ('a, b and c', 'a or b')
    """
    *most, end = map(str, words)
    return f"{', '.join(most)} {last} {end}" if most else end
