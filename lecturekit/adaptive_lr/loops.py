"""The adaptive methods once more, weight by weight: what numba compiles for long vectors, see ``training/compiled.py``.

Every loop does to entry i what ``update`` in ``optimizers.py`` does to vectors, in the same order. ``inside`` and ``outside`` is
what is added inside and outside the root; one of them is 0. ``new`` is 1 - rho.
"""

from math import sqrt

from lecturekit.foundation.types import Array


def adagrad(w: Array, g: Array, G: Array, rate: float, inside: float, outside: float) -> None:
    """``AdaGrad``, (28)."""
    for i in range(w.size):
        G[i] += g[i] * g[i]
        w[i] -= rate * (g[i] / (sqrt(G[i] + inside) + outside))  # (28)


def rmsprop(w: Array, g: Array, G: Array, rho: float, new: float, rate: float, inside: float, outside: float) -> None:
    """``RMSProp``."""
    for i in range(w.size):
        G[i] = rho * G[i] + new * (g[i] * g[i])
        w[i] -= rate * (g[i] / (sqrt(G[i] + inside) + outside))


def adadelta(w: Array, g: Array, G: Array, D: Array, rho: float, new: float, rate: float, eps: float) -> None:
    """``AdaDelta``."""
    for i in range(w.size):
        G[i] = rho * G[i] + new * (g[i] * g[i])
        step = sqrt(D[i] + eps) / sqrt(G[i] + eps) * g[i]
        D[i] = rho * D[i] + new * (step * step)
        w[i] -= rate * step


def adam(
    w: Array,
    g: Array,
    m_sum: Array,
    v_sum: Array,
    beta1: float,
    beta2: float,
    rate: float,
    inside: float,
    outside: float,
) -> None:
    """``Adam``, (29)-(32)."""
    for i in range(w.size):
        m_sum[i] = beta1 * m_sum[i] + g[i]  # (29)
        v_sum[i] = beta2 * v_sum[i] + g[i] * g[i]  # (30)
        w[i] -= rate * (m_sum[i] / (sqrt(v_sum[i] + inside) + outside))  # (31), (32)


def adamw(
    w: Array,
    g: Array,
    m_sum: Array,
    v_sum: Array,
    decays: Array,
    decay: float,
    beta1: float,
    beta2: float,
    rate: float,
    inside: float,
    outside: float,
) -> None:
    """``AdamW``."""
    for i in range(w.size):
        w[i] -= decay * (w[i] * decays[i])
        m_sum[i] = beta1 * m_sum[i] + g[i]
        v_sum[i] = beta2 * v_sum[i] + g[i] * g[i]
        w[i] -= rate * (m_sum[i] / (sqrt(v_sum[i] + inside) + outside))
