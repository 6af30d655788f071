"""Numbers that are typed in: compared each by itself, to as many digits as they were written with."""

import numpy as np

from lecturekit.checks import compare
from lecturekit.checks.compare import as_numbers


def difference(got, expected, tolerance):
    """As ``compare.difference``, each number of an array by itself: numbers that are typed in may be of different sizes."""
    try:
        numbers, want = as_numbers(got), as_numbers(expected)
    except TypeError:
        return compare.difference(got, expected, tolerance)
    if numbers.shape != want.shape or isinstance(expected, (tuple, list)):
        return compare.difference(got, expected, tolerance)
    return "numbers that are off" if off(numbers, want, tolerance).any() else None


def off(got, want, tolerance):
    """Which numbers are off; relative to each, and to the largest where it is 0."""
    scale = np.where(want == 0, np.abs(want).max(initial=0.0) or 1.0, np.abs(want))
    return ~(np.abs(got - want) <= tolerance * scale)


def have_one_ratio(got, want):
    """Whether one factor can be told, where the numbers differ by more than a hundred times."""
    sizes = np.abs(want[want != 0])
    if not sizes.size or sizes.max() < 100 * sizes.min():
        return True
    ratios = got[want != 0] / want[want != 0]
    return bool(np.ptp(ratios) <= 1e-3 * np.abs(ratios).max())


def in_all_digits(answer, value):
    """Whether every number that was handed in is the value, rounded to as many digits as it was written with."""
    try:
        got, want = as_numbers(answer), as_numbers(value)
    except TypeError:
        return False
    if got.shape != want.shape or not np.isfinite(got).all():
        return False
    return all(abs(a - b) <= max(_last_digit(a), 1e-7 * abs(b)) for a, b in zip(got.flat, want.flat))


def _last_digit(number):
    """Half a unit in the last of the digits that a number is written with, if those are three to eight."""
    if number % 1 == 0:
        return 0.0
    digits, _, power = f"{number:.12e}".partition("e")
    count = len(digits.lstrip("-").replace(".", "").rstrip("0"))
    return 0.51 * 10.0 ** (int(power) - count + 1) if 3 <= count <= 8 else 0.0


def has_many_digits(answer):
    """Whether a number was computed and not typed in: then it is near to nothing, but equal or not."""
    return any(
        len(f"{each:.12e}".split("e")[0].lstrip("-").replace(".", "").rstrip("0")) > 8
        for each in as_numbers(answer).flat
    )


def distance(answer, value):
    """The largest difference of two numbers."""
    return float(np.abs(as_numbers(answer) - as_numbers(value)).max())
