"""One color, line and marker for each method, the same in every figure of the chapter."""

from collections.abc import Sized

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
