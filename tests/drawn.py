"""What a figure has drawn, for the tests of figures."""

import numpy as np


def values(figure):
    """The y values of all curves of a figure, panel by panel, in the order in which they were added."""
    return [[np.asarray(line.get_ydata(), dtype=float) for line in ax.lines] for ax in figure.axes]
