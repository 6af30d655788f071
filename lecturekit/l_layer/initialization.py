"""Random starting points: how large should the first weights be?

Zero is a trap: all units of a layer stay equal forever. Each scheme below draws W with mean 0 and
chooses the variance so that something stays of the same size from layer to layer.
"""

import numpy as np

from lecturekit.foundation.types import Array, Option, Rng
from lecturekit.foundation.validation import check_choice, check_integer, check_rng

SCHEMES = {
    "lecun": lambda fan_in, fan_out: 1.0 / fan_in,
    "glorot": lambda fan_in, fan_out: 2.0 / (fan_in + fan_out),
    "he": lambda fan_in, fan_out: 2.0 / fan_in,
    "standard_normal": lambda fan_in, fan_out: 1.0,
}
"""Variance of one weight as a function of the number of inputs and outputs of the layer."""


def initial_weights(rng: Rng, shape: tuple[int, ...], scheme: Option = "he") -> Array:
    """A random W of the given shape (m_l, m_{l-1}), normal with mean 0 and the variance of the scheme.

    ===============  ===========================  ================================================
    scheme           variance                     keeps constant
    ===============  ===========================  ================================================
    lecun            1 / m_{l-1}                  the variance of z, for phi near the identity
    glorot           2 / (m_{l-1} + m_l)          a compromise: z forward and gradients backward
    he               2 / m_{l-1}                  the second moment of z, for ReLU
    standard_normal  1                            nothing
    ===============  ===========================  ================================================

    Parameters
    ----------
    rng : numpy.random.Generator
    shape : (int, int)
        Outputs, inputs.
    scheme : str

    Returns
    -------
    ndarray, float64

    Raises
    ------
    ValueError
        If rng is no Generator, the shape is not two positive integers, or the scheme is unknown.

    Notes
    -----
    LeCun et al. (1998); Glorot and Bengio (2010); He et al. (2015), in their normal versions.

    Examples
    --------
    >>> W = initial_weights(np.random.default_rng(0), (400, 100), "he")
    >>> round(float(W.var()), 3)  # 2 / 100
    0.02
    """
    check_rng(rng)
    if not isinstance(shape, (tuple, list)) or len(shape) != 2:
        raise ValueError(f"shape is {shape!r}, expected two integers: outputs, inputs")
    fan_out, fan_in = (check_integer(f"shape[{k}]", m, 1) for k, m in enumerate(shape))
    variance = SCHEMES[check_choice("scheme", scheme, SCHEMES)](fan_in, fan_out)
    return np.sqrt(variance) * rng.standard_normal((fan_out, fan_in))
