"""One color, line and marker for each method, the same in every figure of the chapter."""

from collections.abc import Sized
from typing import Any

from lecturekit.figures.base import COLORS, MARKERS

STYLES = {
    name: {"color": COLORS[color], "linestyle": line, "marker": MARKERS[k % len(MARKERS)], "markersize": 5}
    for k, (name, color, line) in enumerate(
        [
            ("gradient descent", "black", "-"),
            ("momentum", "purple", "--"),
            ("AdaGrad", "green", "-."),
            ("RMSProp", "orange", "--"),
            ("AdaDelta", "sky", ":"),
            ("Adam", "red", "-"),
            ("AdaGrad, eta constant", "gray", ":"),
            ("yours", "blue", "-"),
        ]
    )
}
"""Color, line and marker of each method, the same in every figure of the chapter."""
STYLES["SGD Nesterov"] = STYLES["momentum"]


def every(path: Sized, n_markers: int = 8) -> int:
    """Mark every so many points of a path, so that it bears about ``n_markers`` marks."""
    return max(1, len(path) // n_markers)


def nested(name: str, place: int) -> dict[str, Any]:
    """The style of a curve with so many drawn from it on, itself included: the earlier, the larger, so that it shows under the later.

    AdaGrad with a constant rate ends where Adam does: its line is thick enough to be seen under Adam's.
    """
    if name == "AdaGrad, eta constant":
        return STYLES[name] | {"linestyle": "-", "linewidth": 4.5, "marker": ""}
    return STYLES[name] | {"linewidth": 1.1 + 0.35 * place, "markersize": 3.8 + 1.1 * place}
