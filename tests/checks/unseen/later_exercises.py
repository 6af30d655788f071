"""Unseen answers to the exercises of chapters 2, 4, 5 and 8 that came later: right, slips, edges."""

import itertools

import numpy as np


def sig(z):
    return 1 / (1 + np.exp(-z))


def frozen(sizes, n, k, forward=1, last=0, both=True, own=True):
    t = 0
    for l in range(1, len(sizes)):
        product = sizes[l - 1] * sizes[l]
        t += forward * product
        if l > k:
            t += own * product
        if l > k + 1 - last and both:
            t += product
    return n * t


def parts(n, a, s, k, b, t, within=1, between=1, power=2):
    mu = (n * a + k * b) / (n + k)
    inside = (n * s**power + k * t**power) / (n + k)
    return mu, (within * inside + between * n * k * (a - b) ** 2 / (n + k) ** 2) ** 0.5


def shortcut(v, m, below, L, half=0.5, root=1):
    added = half * m * v**root * below
    above = below + added
    return {"added": added, "above": above, "grown": (above / below) ** L, "variance": (2 ** (1 / L) - 1) / (half * m)}


def newton(w, X, y, lam, n_g=True, n_h=True, reg_g=1, reg_h=1, step=-1):
    n = len(y)
    p = sig(X @ w)
    g = X.T @ (p - y) / (n if n_g else 1) + reg_g * lam * w
    H = np.einsum("ij,i,ik->jk", X, p * (1 - p), X) / (n if n_h else 1) + reg_h * lam * np.identity(len(w))
    return {"p": p, "g": g, "H": H, "w_new": w + step * np.linalg.inv(H) @ g}


def uneven(w, X, y, B, q, eta, f=lambda q, n: 1 / (n * q)):
    return w - eta * ((X[B] @ w - y[B]) * f(q[B], len(y))) @ X[B] / len(B)


def two(w, g1, g2, lr1, lr2, beta):
    w1 = w - lr1 * g1
    library, ours = w1 - lr2 * (beta * g1 + g2), w1 - lr2 * g2 - beta * lr1 * g1
    return {"eta2": lr2 / (1 - beta), "w1": w1, "w_library": library, "w_27": ours, "repair": lr1 / lr2}


def rule(eta, c, h):
    q = 1 - c * eta * h
    return {"a": (2 - c) * q, "b": (c - 1) * q, "limit": (4 - 2 * c) / ((3 - 2 * c) * c * h)}


def blocks(H, d, p, k, rng, spread=lambda m, k: np.repeat(m, k, axis=1), n=len):
    mask = spread(rng.random((n(H), H.shape[1] // k)) >= p, k) / (1 - p)
    return H * mask, d * mask


def listening(losses, patience, eta, factor=0.5, anew=True, better=lambda x, y: x < y):
    rates, best, count = [], np.inf, 0
    for loss in losses:
        rates.append(eta)
        count = 0 if better(loss, best) else count + 1
        best = min(best, loss)
        if count >= patience:
            eta, count = eta * factor, 0 if anew else count
    return rates


def decay(w, start, g, is_weight, eta, lam, f=lambda w, s: w - s, mask=True, sign=1):
    pull = lam * f(w, start)
    return w - eta * (g + sign * (np.where(is_weight, pull, 0) if mask else pull))


def masked(X, y, W1, b1, w2, b2, r0, r1, p0, p1, f0=None, f1=None, mean=True, plain=None, back=True, slope=None):
    a0, a1 = (1 / (1 - p0) if f0 is None else f0(p0)), (1 / (1 - p1) if f1 is None else f1(p1))
    x0 = X * r0 * a0
    x1 = np.tanh(x0 @ W1.T + b1)
    h = x1 * r1 * a1
    dz = (sig(h @ w2 + b2) - y) / (len(y) if mean else 1)
    dx1 = np.outer(dz, w2) * (r1 * a1 if back else 1)
    d = dx1 * (1 - (x1 if slope is None else h) ** 2)
    z = np.tanh(X * (1 - p0) @ W1.T + b1) * (1 - p1) @ w2 + b2 if plain is None else plain(X, W1, b1, w2, b2, p0, p1)
    return {"x0": x0, "x1": x1, "h": h, "dz": dz, "dw2": h.T @ dz, "dx1": dx1, "dW1": d.T @ x0, "z_plain": z}


def laplace(w, g, is_weight, eta, n, b, f=lambda w, n, b: np.sign(w) / (n * b)):
    return w - eta * (g + np.where(is_weight, f(w, n, b), 0))


def views(predict, X, across=(-1, 0, 1), down=(-1, 0, 1), combine=lambda a: np.mean(a, axis=0)):
    from lecturekit.overfitting import shift

    return combine([predict(shift(X, i, j)) for i in across for j in down])


def hidden(W, b, w, b2, x, y, slope=lambda z: 1 - np.tanh(z) ** 2, sign=1, weight=True, value=lambda x: x):
    z = W @ x + b
    return np.outer(sign * (sig(w @ np.tanh(z) + b2) - y) * (w if weight else 1) * slope(z), value(x))


def clip(G, c, size=np.linalg.norm, always=False):
    lengths = np.array([size(g) for g in G])
    return (G * np.where((lengths > c) | always, c / np.maximum(lengths, 1e-300), 1)[:, None]).mean(axis=0)


BROKEN = np.array([[9.0, 0.0], [-1.0, 0.0], [-0.5, 0.5]]), 1.0


def standard(X, N, constant=lambda X: np.ptp(X, axis=0) == 0, keep=True, source=None):
    S = X if source is None else N
    mu, s, c = S.mean(axis=0), S.std(axis=0), constant(X)
    return np.where(c, N if keep else 0, (N - mu) / np.where(c, 1, s))


def twin(w, b, g_w, g_b, mu, s, eta, **other):
    """A step of the twin on raw inputs, as a learner may write it; ``other`` replaces quantities."""
    w_raw, g = w / s, other.get("g", g_w * s + g_b * mu)
    b_raw = b - np.sum(w_raw * mu)
    new_w, new_b = w_raw - eta * g, b_raw - eta * other.get("gb", g_b)
    seen = other.get("seen", new_w * s)
    return {
        "g_w_raw": g,
        "g_b_raw": other.get("gb", g_b),
        "w_seen": seen,
        "b_seen": other.get("bs", new_b + np.sum(new_w * mu)),
    }


def waiting(rng, b1=-20.0, size=1e-4, value=0.3, n_steps=2500, settle=True, zero=False, nudge=0.0):
    """Three plateaus of XOR in another way: settled by hand, copies of another size."""
    from lecturekit.backprop_in_practice import descend
    from lecturekit.datasets import make_xor_exact
    from lecturekit.l_layer import Network

    net, xor = Network([2, 4, 1], phi="tanh", loss="logistic"), make_xor_exact()
    one = rng.standard_normal(17)
    one[8:12] = b1
    if settle:
        one[12:] = 0
    copies = descend(net, np.full(17, value), xor.X, xor.y, eta=0.5, n_steps=n_steps)[0]
    two = 0 * one if zero else size * rng.uniform(-1, 1, 17)
    return [one, two, copies + nudge * rng.standard_normal(17)]


NET = (np.array([[2.0, 0.0]]), np.zeros(1), np.ones(1), 0.1, np.array([1.0, -1.0]), 1)
DUMMY = (np.full((3, 1), 0.1), np.full((2, 1), 0.1))

ANSWERS = {
    "2.4 A bug that small weights hide": {
        "right": [
            (NET, hidden),
            (list(NET), lambda *a: hidden(*a).tolist()),
            (NET, lambda *a: hidden(*a, slope=lambda z: np.cosh(z) ** -2)),
        ],
        "slips": {
            "sign": (NET, lambda *a: hidden(*a, sign=-1)),
            "no slope": (NET, lambda *a: hidden(*a, slope=lambda z: 1 + 0 * z)),
            "no w": (NET, lambda *a: hidden(*a, weight=False)),
            "tanh slope": (NET, lambda *a: hidden(*a, slope=lambda z: 1 - np.tanh(z))),
            "turned": (NET, lambda *a: hidden(*a).T),
            "sigmoid's": (NET, lambda *a: hidden(*a, slope=lambda z: np.tanh(z) * (1 - np.tanh(z)))),
            "unrepaired": (NET, lambda *a: hidden(*a, slope=lambda z: 1 - z**2)),
            "no x": (NET, lambda *a: hidden(*a, value=np.ones_like)),
            "small example": ((0.0 * NET[0], NET[1], NET[2], 0.1, NET[4], 1), hidden),
        },
        "edges": {"squeezed": (NET, lambda *a: hidden(*a).squeeze())},
    },
    "4.1 Frozen layers": {
        "right": [
            frozen,
            lambda sizes, n, k: float(frozen(sizes, n, k)),
            lambda sizes, n, k: np.int64(frozen(np.array(sizes), n, k)),
        ],
        "slips": {
            "all layers": lambda s, n, k: frozen(s, n, 0),
            "one layer too far": lambda s, n, k: frozen(s, n, k, last=1),
            "no forward": lambda s, n, k: frozen(s, n, k, forward=0),
            "one point": lambda s, n, k: frozen(s, 1, k),
            "no deltas": lambda s, n, k: frozen(s, n, k, both=False),
            "no gradients": lambda s, n, k: frozen(s, n, k, own=0),
            "one more frozen": lambda s, n, k: frozen(s, n, k + 1),
            "three for all": lambda s, n, k: 3 * n * sum(a * b for a, b in itertools.pairwise(s)),
            "doubled": lambda s, n, k: 2 * frozen(s, n, k),
        },
        "edges": {"k = 0 forgotten": lambda s, n, k: frozen(s, n, k, last=int(k == 0))},
    },
    "4.3 Two parts of the data": {
        "right": [parts, lambda *a: list(parts(*a)), lambda *a: tuple(each.tolist() for each in parts(*a))],
        "slips": {
            "equal weights": lambda n, a, s, k, b, t: parts(1, a, s, 1, b, t),
            "weights exchanged": lambda n, a, s, k, b, t: parts(k, a, s, n, b, t),
            "within": lambda *a: parts(*a, between=0),
            "between": lambda *a: parts(*a, within=0),
            "deviations": lambda *a: parts(*a, power=1),
            "distance twice": lambda *a: parts(*a, between=2),
            "other order": lambda *a: parts(*a)[::-1],
            "n - 1": lambda n, a, s, k, b, t: (
                parts(n, a, s, k, b, t)[0],
                parts(n, a, s, k, b, t)[1] * ((n + k) / (n + k - 1)) ** 0.5,
            ),
        },
        "edges": {},
    },
    "4.4 No effect, in theory?": {
        "right": [twin, lambda *a: list(twin(*a).values()), lambda *a: {k: np.array(v) for k, v in twin(*a).items()}],
        "slips": {
            "divided": lambda *a: twin(*a, g=a[2] / a[5]),
            "no mu": lambda *a: twin(*a, g=a[2] * a[5]),
            "minus mu": lambda *a: twin(*a, g=a[2] * a[5] - a[3] * a[4]),
            "mu over sigma": lambda *a: twin(*a, g=a[2] * a[5] + a[3] * a[4] / a[5]),
            "same": lambda *a: twin(*a, g=a[2]),
            "own step": lambda *a: twin(*a, seen=a[0] - a[6] * a[2]),
            "bias as before": lambda *a: twin(*a, bs=a[1] - a[6] * a[3]),
            "bias times sigma": lambda *a: twin(*a, gb=a[3] * a[5].sum()),
        },
        "edges": {},
    },
    "4.9 What causes plateaus?": {
        "right": [
            waiting,
            lambda rng: np.array(waiting(rng)),
            lambda rng: tuple(waiting(rng, b1=9.0, size=0.01, value=0.7)),
        ],
        "slips": {
            "not settled": lambda rng: waiting(rng, settle=False),
            "zero": lambda rng: waiting(rng, zero=True),
            "copies at once": lambda rng: waiting(rng, n_steps=0),
            "copies for 100 steps": lambda rng: waiting(rng, n_steps=100),
            "not tiny": lambda rng: waiting(rng, size=0.9),
            "no bias": lambda rng: waiting(rng, b1=0.0),
            "other order": lambda rng: waiting(rng)[::-1],
            "nearly copies": lambda rng: waiting(rng, nudge=0.01),
        },
        "edges": {},
    },
    "4.5 A column that is constant": {
        "right": [
            (DUMMY, standard),
            (DUMMY, lambda X, N: standard(X, N, lambda X: np.all(X[:1] == X, axis=0))),
            (DUMMY, lambda X, N: standard(X, N, lambda X: X.max(axis=0) == X.min(axis=0)).tolist()),
        ],
        "slips": {
            "isclose": (DUMMY, lambda X, N: standard(X, N, lambda X: np.isclose(X.std(axis=0), 0))),
            "tiny": (DUMMY, lambda X, N: standard(X, N, lambda X: X.std(axis=0) < 1e-12)),
            "zeros": (DUMMY, lambda X, N: standard(X, N, keep=False)),
            "new statistics": (DUMMY, lambda X, N: standard(X, N, source="new")),
            "sigma == 0": (DUMMY, lambda X, N: standard(X, N, lambda X: X.std(axis=0) == 0)),
            "of the new": (DUMMY, lambda X, N: np.where(np.ptp(N, axis=0) == 0, N, standard(X, N))),
            "first column": (DUMMY, lambda X, N: standard(X, N, lambda X: np.arange(X.shape[1]) == 0)),
            "ones": (DUMMY, lambda X, N: standard(X, N, lambda X: (X == 1).all(axis=0))),
            "nothing shown": ((np.eye(3), np.eye(3)), standard),
        },
        "edges": {"all in one": (DUMMY, lambda X, N: standard(X, N, lambda X: np.full(X.shape[1], np.ptp(X) == 0)))},
    },
    "4.6 He's argument with a shortcut": {
        "right": [shortcut, lambda *a: list(shortcut(*a).values())],
        "slips": {
            "no half": lambda *a: shortcut(*a, half=1),
            "root": lambda *a: shortcut(*a, root=0.5),
            "twice": lambda *a: shortcut(*a, root=2),
            "He's": lambda v, m, b, L: {**shortcut(v, m, b, L), "variance": 2 / m},
            "one layer": lambda v, m, b, L: {**shortcut(v, m, b, L), "grown": 1 + m * v / 2},
            "sizes": lambda v, m, b, L: {**shortcut(v, m, b, L), "above": b * (1 + (m * v / 2) ** 0.5) ** 2},
            "logarithm": lambda v, m, b, L: {**shortcut(v, m, b, L), "variance": 2 * np.log(2) / (m * L)},
            "not a factor": lambda v, m, b, L: {**shortcut(v, m, b, L), "grown": (b + m * v * b / 2) ** L},
            "deviation": lambda v, m, b, L: {
                **shortcut(v, m, b, L),
                "variance": shortcut(v, m, b, L)["variance"] ** 0.5,
            },
        },
        "edges": {},
    },
    "4.8 Before the first step": {
        "right": [
            lambda y: (
                np.log(np.mean(y) / (1 - np.mean(y))),
                -np.mean(y) * np.log(np.mean(y)) - (1 - np.mean(y)) * np.log(1 - np.mean(y)),
            ),
            lambda y: [
                np.log(sum(y)) - np.log(len(y) - sum(y)),
                np.logaddexp(0, np.log(sum(y)) - np.log(len(y) - sum(y)))
                - np.mean(y) * np.log(sum(y) / (len(y) - sum(y))),
            ],
        ],
        "slips": {
            "share": lambda y: (np.mean(y), np.logaddexp(0, np.mean(y)) - np.mean(y) ** 2),
            "zero": lambda y: (0.0, np.log(2)),
            "sign": lambda y: (
                np.log((1 - y.mean()) / y.mean()),
                -y.mean() * np.log(y.mean()) - (1 - y.mean()) * np.log(1 - y.mean()),
            ),
            "odds": lambda y: (
                y.mean() / (1 - y.mean()),
                -y.mean() * np.log(y.mean()) - (1 - y.mean()) * np.log(1 - y.mean()),
            ),
            "sum": lambda y: (
                np.log(y.mean() / (1 - y.mean())),
                len(y) * (-y.mean() * np.log(y.mean()) - (1 - y.mean()) * np.log(1 - y.mean())),
            ),
            "half": lambda y: (np.log(y.mean() / (1 - y.mean())), -y.mean() * np.log(y.mean())),
            "ln 2": lambda y: (np.log(y.mean() / (1 - y.mean())), np.log(2)),
            "log of the share": lambda y: (
                np.log(y.mean()),
                -y.mean() * np.log(y.mean()) - (1 - y.mean()) * np.log(1 - y.mean()),
            ),
            "base 10": lambda y: (
                np.log10(y.mean() / (1 - y.mean())),
                -y.mean() * np.log10(y.mean()) - (1 - y.mean()) * np.log10(1 - y.mean()),
            ),
        },
        "edges": {},
    },
    "4.11 Newton's step": {
        "right": [newton, lambda *a: list(newton(*a).values())],
        "slips": {
            "sum in g": lambda *a: newton(*a, n_g=False),
            "sum in H": lambda *a: newton(*a, n_h=False),
            "sums": lambda *a: newton(*a, n_g=False, n_h=False),
            "lam in g": lambda *a: newton(*a, reg_g=0),
            "lam in H": lambda *a: newton(*a, reg_h=0),
            "uphill": lambda *a: newton(*a, step=1),
            "2 lam": lambda *a: newton(*a, reg_g=2),
            "logits": lambda w, X, y, lam: {**newton(w, X, y, lam), "p": X @ w},
            "lam in every entry": lambda w, X, y, lam: {
                **newton(w, X, y, lam),
                "H": newton(w, X, y, lam, reg_h=0)["H"] + lam,
            },
            "the step": lambda w, X, y, lam: {**newton(w, X, y, lam), "w_new": newton(w, X, y, lam)["w_new"] - w},
        },
        "edges": {},
    },
    "5.1 How many points?": {
        "right": [(2800, 1167), [2800, 1167.0], np.array([2800, 1167])],
        "slips": {
            "exchanged": (1167, 2800),
            "same": (2800, 2800),
            "rounded down": (2800, 1166),
            "one number": 2800,
            "of 7 squared": (19600, 1815),
            "no square": (140, 131),
            "to 0.1": (700, 519),
            "tenth of the square": (280, 246),
            "at most n": (2000, 1167),
        },
        "edges": {},
    },
    "5.2 A batch that is not drawn evenly": {
        "right": [
            uneven,
            lambda w, X, y, B, q, eta: (w - eta * (X[B].T / q[B] / len(q) @ (X[B] @ w - y[B])) / B.size).tolist(),
        ],
        "slips": {
            "even": lambda *a: uneven(*a, f=lambda q, n: 1),
            "1 / q": lambda *a: uneven(*a, f=lambda q, n: 1 / q),
            "q": lambda *a: uneven(*a, f=lambda q, n: q),
            "n q": lambda *a: uneven(*a, f=lambda q, n: n * q),
            "1 - q": lambda *a: uneven(*a, f=lambda q, n: 1 - q),
            "root": lambda *a: uneven(*a, f=lambda q, n: 1 / np.sqrt(n * q)),
            "shares": lambda *a: uneven(*a, f=lambda q, n: len(q) / q / np.sum(1 / q)),
            "sum": lambda w, X, y, B, q, eta: w - len(B) * (w - uneven(w, X, y, B, q, eta)),
            "uphill": lambda w, X, y, B, q, eta: uneven(w, X, y, B, q, -eta),
            "factor 2": lambda w, X, y, B, q, eta: uneven(w, X, y, B, q, 2 * eta),
            "the step": lambda w, *a: uneven(w, *a) - w,
            "over n, not n'": lambda w, X, y, B, q, eta: uneven(w, X, y, B, q, eta * len(B) / len(q)),
        },
        "edges": {"each once": lambda w, X, y, B, q, eta: uneven(w, X, y, np.unique(B), q, eta)},
    },
    "5.3 One image silences the others": {
        "right": [
            (BROKEN, clip),
            ((np.array([[9], [-3], [-3]]), 2), lambda G, c: np.mean([clip(g[None], c) for g in G], axis=0)),
        ],
        "slips": {
            "entries": (BROKEN, lambda G, c: np.clip(G, -c, c).mean(axis=0)),
            "always": (BROKEN, lambda G, c: clip(G, c, always=True)),
            "square": (BROKEN, lambda G, c: clip(G, c, lambda g: g @ g)),
            "sum of sizes": (BROKEN, lambda G, c: clip(G, c, lambda g: np.abs(g).sum())),
            "max": (BROKEN, lambda G, c: clip(G, c, lambda g: np.abs(g).max())),
            "to length 1": (BROKEN, lambda G, c: clip(G, c) / c),
            "as given": (BROKEN, lambda G, c: G.mean(axis=0) * min(1, c / np.linalg.norm(G, axis=1).max())),
            "the mean": (BROKEN, lambda G, c: clip(G.mean(axis=0)[None], c)),
            "summed": (BROKEN, lambda G, c: len(G) * clip(G, c)),
            "left out": (BROKEN, lambda G, c: G[np.linalg.norm(G, axis=1) <= c].sum(axis=0) / len(G)),
            "a table": (BROKEN, lambda G, c: G * np.minimum(1, c / np.linalg.norm(G, axis=1))[:, None]),
            "not shown": ((np.array([[3.0, 0.0], [5.0, 0.0]]), 9.0), clip),
        },
        "edges": {"no row of zeros": (BROKEN, lambda G, c: clip(G[np.any(G, axis=1)], c))},
    },
    "5.6 Two conventions, and a rate that changes": {
        "right": [two, lambda *a: tuple(np.asarray(p).tolist() for p in two(*a).values())],
        "slips": {
            "eta": lambda *a: {**two(*a), "eta2": a[4]},
            "product": lambda *a: {**two(*a), "eta2": a[4] * (1 - a[5])},
            "by beta": lambda *a: {**two(*a), "eta2": a[4] / a[5]},
            "first rate": lambda *a: {**two(*a), "eta2": a[3] / (1 - a[5])},
            "w1 by eta": lambda *a: {**two(*a), "w1": a[0] - a[3] / (1 - a[5]) * a[1]},
            "same points": lambda *a: {**two(*a), "w_27": two(*a)["w_library"]},
            "same points, kept": lambda *a: {**two(*a), "w_library": two(*a)["w_27"]},
            "no memory": lambda *a: {**two(*a), "w_library": two(*a)["w1"] - a[4] * a[2]},
            "back": lambda *a: {**two(*a), "w_27": two(*a)["w1"] - a[4] * a[2] - a[5] * (two(*a)["w1"] - a[0])},
            "point": lambda *a: {**two(*a), "w_27": two(*a)["w1"] - a[4] * a[2] + a[5] * a[0]},
            "full memory": lambda *a: {**two(*a), "w_27": two(*a)["w1"] - a[4] * a[2] + (two(*a)["w1"] - a[0])},
            "upside down": lambda *a: {**two(*a), "repair": a[4] / a[3]},
            "with beta": lambda *a: {**two(*a), "repair": a[5] * a[3] / a[4]},
            "none": lambda *a: {**two(*a), "repair": 1},
        },
        "edges": {},
    },
    "5.8 Nesterov's rule for the error, and its limit": {
        "right": [rule, lambda *a: tuple(rule(*a).values())],
        "slips": {
            "heavy ball's a": lambda e, c, h: {**rule(e, c, h), "a": 2 - c - c * e * h},
            "heavy ball's b": lambda e, c, h: {**rule(e, c, h), "b": -(1 - c)},
            "descent": lambda e, c, h: {**rule(e, c, h), "a": 1 - c * e * h},
            "sign of b": lambda e, c, h: {**rule(e, c, h), "b": (1 - c) * (1 - c * e * h)},
            "no gamma in q": lambda e, c, h: {**rule(e, c, h), "a": (2 - c) * (1 - e * h)},
            "exchanged": lambda e, c, h: {**rule(e, c, h), "a": (1 + c) * (1 - c * e * h)},
            "descent's limit": lambda e, c, h: {**rule(e, c, h), "limit": 2 / h},
            "product at 2": lambda e, c, h: {**rule(e, c, h), "limit": 2 / (c * h)},
            "heavy ball's limit": lambda e, c, h: {**rule(e, c, h), "limit": 2 * (2 - c) / (c * h)},
            "minus": lambda e, c, h: {**rule(e, c, h), "limit": (1 - 1 / (3 - 2 * c)) / (c * h)},
            "no gamma": lambda e, c, h: {**rule(e, c, h), "limit": (1 + 1 / (3 - 2 * c)) / h},
            "a third": lambda e, c, h: {**rule(e, c, h), "limit": 4 / (3 * c * h)},
        },
        "edges": {},
    },
    "5.9 A saddle with less noise": {
        "right": [[1853, 1391, 928, 234], np.array([1846, 1386, 925, 235]), [1850, 1390, 930, 230]],
        "slips": {
            "in proportion": [465e6, 465e4, 465e2, 46.5],
            "logarithms": [1395, 1085, 775, 310],
            "only more": [1388, 926, 463, 231],
            "eta left out": [748, 654, 559, 418],
            "of the chapter": [610, 562, 513, 441],
            "flat": [465, 465, 465, 465],
            "ordinary logarithms": [465 + 600, 465 + 400, 465 + 200, 465 - 100],
            "doubled": [3720, 1860, 930, 232],
            "one too few": [1853, 1391, 928],
            "backwards": [234, 928, 1391, 1853],
        },
        "edges": {},
    },
    "8.1 Decay towards a start": {
        "right": [
            decay,
            lambda w, s, g, k, e, l: [a - e * (c + l * (a - b) * bool(d)) for a, b, c, d in zip(w, s, g, k)],
        ],
        "slips": {
            "to zero": lambda *a: decay(*a, f=lambda w, s: w),
            "biases too": lambda *a: decay(*a, mask=False),
            "away": lambda *a: decay(*a, sign=-1),
            "no decay": lambda *a: decay(*a, sign=0),
            "half": lambda *a: decay(*a, sign=0.5),
            "twice": lambda *a: decay(*a, sign=2),
            "sizes": lambda *a: decay(*a, f=lambda w, s: np.abs(w - s)),
            "squared": lambda *a: decay(*a, f=lambda w, s: (w - s) ** 2),
            "signs": lambda *a: decay(*a, f=lambda w, s: np.sign(w - s)),
            "only biases": lambda w, s, g, k, e, l: decay(w, s, g, ~k, e, l),
            "no rate": lambda w, s, g, k, e, l: w - e * g - np.where(k, l * (w - s), 0),
            "from start": lambda w, s, g, k, e, l: s - e * (g + np.where(k, l * (w - s), 0)),
            "uphill": lambda w, s, g, k, e, l: w + e * (g + np.where(k, l * (w - s), 0)),
        },
        "edges": {},
    },
    "8.4 A network with dropout, forward, backward, and in prediction": {
        "right": [masked, lambda *a: list(masked(*a).values())],
        "slips": {
            "not rescaled": lambda *a: masked(*a, f0=lambda p: 1, f1=lambda p: 1),
            "by p": lambda *a: masked(*a, f0=lambda p: 1 / p, f1=lambda p: 1 / p),
            "times keep": lambda *a: masked(*a, f0=lambda p: 1 - p, f1=lambda p: 1 - p),
            "sum": lambda *a: masked(*a, mean=False),
            "not masked back": lambda *a: masked(*a, back=False),
            "slope of h": lambda *a: masked(*a, slope=1),
            "plain without factor": lambda *a: masked(
                *a, plain=lambda X, W, b, w, c, p, q: np.tanh(X @ W.T + b) @ w + c
            ),
            "plain by p": lambda *a: masked(*a, plain=lambda X, W, b, w, c, p, q: np.tanh(X * p @ W.T + b) * q @ w + c),
            "plain one factor": lambda *a: masked(
                *a, plain=lambda X, W, b, w, c, p, q: np.tanh(X @ W.T + b) * (1 - q) @ w + c
            ),
            "plain divided": lambda *a: masked(
                *a, plain=lambda X, W, b, w, c, p, q: np.tanh(X / (1 - p) @ W.T + b) / (1 - q) @ w + c
            ),
            "bias too": lambda *a: masked(
                *a, plain=lambda X, W, b, w, c, p, q: (np.tanh((X @ W.T + b) * (1 - p)) @ w + c) * (1 - q)
            ),
        },
        "edges": {},
    },
    "8.2 What decay takes from noisy weights": {
        "right": [[[2e-3, 5e-4], [1e-3, 1e-3]], np.array([[2e-3, 5e-4], [1e-3, 1e-3]])],
        "slips": {
            "first step": [[0.2, 0.2], [1e-3, 1e-3]],
            "same": [[1e-3, 1e-3], [1e-3, 1e-3]],
            "exchanged": [[1e-3, 1e-3], [2e-3, 5e-4]],
            "twice": [[2e-3, 5e-4], [2e-3, 5e-4]],
            "the noisy one": [[5e-4, 2e-3], [1e-3, 1e-3]],
            "squares": [[4e-3, 2.5e-4], [1e-3, 1e-3]],
            "one step": [[2e-5, 5e-6], [1e-5, 1e-5]],
            "negative": [[-2e-3, -5e-4], [-1e-3, -1e-3]],
            "no eta": [[1.0, 0.25], [0.5, 0.5]],
            "new weights": [[4.998, 4.9995], [4.999, 4.999]],
            "flat": [2e-3, 5e-4, 1e-3, 1e-3],
            "transposed": [[2e-3, 1e-3], [5e-4, 1e-3]],
        },
        "edges": {},
    },
    "8.3 Dropout in blocks, forward and backward": {
        "right": [
            lambda H, d, p, k, rng: blocks(H, d, p, k, rng),
            lambda H, d, p, k, rng: (
                lambda m: (
                    (H.reshape(len(H), -1, k) * m).reshape(H.shape),
                    (d.reshape(len(H), -1, k) * m).reshape(H.shape),
                )
            )(rng.binomial(1, 1 - p, (len(H), H.shape[1] // k, 1)) / (1 - p)),
        ],
        "slips": {
            "single units": lambda H, d, p, k, rng: blocks(H, d, p, 1, rng),
            "tile": lambda *a: blocks(*a, spread=lambda m, k: np.tile(m, k)),
            "rows": lambda H, d, p, k, rng: blocks(H, d, p, H.shape[1], rng),
            "one mask": lambda *a: blocks(*a, n=lambda H: 1),
            "keep p": lambda H, d, p, k, rng: blocks(H, d, 1 - p, k, rng),
            "no rescaling": lambda *a: tuple(x * (1 - a[2]) for x in blocks(*a)),
            "by k": lambda *a: tuple(x / a[3] for x in blocks(*a)),
            "swapped": lambda *a: blocks(*a)[::-1],
            "new mask": lambda *a: (blocks(*a)[0], blocks(*a)[1]),
            "delta untouched": lambda *a: (blocks(*a)[0], a[1]),
            "global": lambda H, d, p, k, rng: blocks(H, d, p, k, np.random),
            "output only": lambda *a: blocks(*a)[0],
        },
        "edges": {"out != 0": lambda *a: (lambda o: (o, a[1] * (o != 0) / (1 - a[2])))(blocks(*a)[0])},
    },
    "8.6 A rate that listens to the validation loss": {
        "right": [listening, lambda *a: np.array(listening(*a))],
        "slips": {
            "stop": lambda *a: [rate for rate in listening(*a) if rate == a[2]],
            "once": lambda *a: [max(rate, a[2] / 2) for rate in listening(*a)],
            "late": lambda l, p, e: listening(l, p + 1, e),
            "early": lambda *a: [*listening([*a[0], 9e9], *a[1:])[1:]],
            "tenth": lambda *a: listening(*a, factor=0.1),
            "double": lambda *a: listening(*a, factor=2),
            "only the last": lambda *a: listening(*a)[-1],
            "no reset": lambda *a: listening(*a, anew=False),
            "changes": lambda *a: sorted(set(listening(*a)), reverse=True),
            "largest": lambda l, p, e: listening([-x for x in l], p, e),
            "linear": lambda *a: [a[2] / (1 + np.log2(a[2] / rate)) for rate in listening(*a)],
        },
        "edges": {"ties": lambda *a: listening(*a, better=lambda x, y: x <= y)},
    },
    "8.8 Test points for one, and for a choice": {
        "right": [[278, 2500], [277.8, 2500.0], np.array([280, 2400]), [250, 2200]],
        "slips": {
            "five times": [278, 500],
            "three times": [278, 833],
            "one alone": [278, 278],
            "exchanged": [2500, 278],
            "for each of the 300": [278, 83_000],
            "no square": [17, 2500],
            "5%": [53, 2500],
            "variance over deviation": [8, 2500],
            "25 times one": [278, 25 * 278],
            "fraction of the root": [278, 224],
            "three alone": 2500,
        },
        "edges": {},
    },
    "8.9 Nine views of an image": {
        "right": [views, lambda p, X: sum(views(p, X, (i,), (j,)) for i in range(-1, 2) for j in range(-1, 2)) / 9],
        "slips": {
            "sum": lambda p, X: views(p, X, combine=lambda a: np.sum(a, axis=0)),
            "one": lambda p, X: p(X),
            "across": lambda p, X: views(p, X, down=(0,)),
            "five": lambda p, X: (views(p, X, down=(0,)) * 3 + views(p, X, across=(0,)) * 3 - p(X)) / 5,
            "images": lambda p, X: p(np.mean([X], axis=0)),
            "without the middle": lambda p, X: (9 * views(p, X) - p(X)) / 8,
            "two pixels": lambda p, X: views(p, X, (-2, 0, 2), (-2, 0, 2)),
            "not -1": lambda p, X: views(p, X, (0, 1), (0, 1)),
            "largest": lambda p, X: views(p, X, combine=lambda a: np.max(a, axis=0)),
            "classes": lambda p, X: views(p, X).argmax(axis=1),
            "over everything": lambda p, X: views(p, X, combine=np.mean),
            "product": lambda p, X: views(p, X, combine=lambda a: np.prod(a, axis=0)),
            "tenth": lambda p, X: views(p, X) * 0.9,
        },
        "edges": {},
    },
    "8.10 What a large bag would have": {
        "right": [0.03, np.float32(0.03)],
        "slips": {
            "zero": 0.0,
            "over four": 0.0225,
            "the bag's": 0.045,
            "half": 0.0225,
            "falls": 0.06,
            "percent": 3.0,
            "rounded": 0.0,
            "a quarter of the bag": 0.01125,
            "root": 0.1732,
        },
        "edges": {},
    },
    "8.12 Another prior, another decay": {
        "right": [laplace, lambda *a: laplace(*a).tolist()],
        "slips": {
            "Gauss": lambda *a: laplace(*a, f=lambda w, n, b: w / (n * b)),
            "Gauss squared": lambda *a: laplace(*a, f=lambda w, n, b: w / (n * b**2)),
            "no n": lambda *a: laplace(*a, f=lambda w, n, b: np.sign(w) / b),
            "b upside down": lambda *a: laplace(*a, f=lambda w, n, b: b * np.sign(w) / n),
            "no b": lambda *a: laplace(*a, f=lambda w, n, b: np.sign(w) / n),
            "uphill": lambda *a: laplace(*a, f=lambda w, n, b: -np.sign(w) / (n * b)),
            "2b": lambda *a: laplace(*a, f=lambda w, n, b: np.sign(w) / (2 * n * b)),
            "no sign": lambda *a: laplace(*a, f=lambda w, n, b: 1 / (n * b)),
            "sizes": lambda *a: laplace(*a, f=lambda w, n, b: np.abs(w) / (n * b)),
            "no prior": lambda *a: laplace(*a, f=lambda w, n, b: 0 * w),
            "biases": lambda w, g, k, e, n, b: laplace(w, g, np.ones_like(k), e, n, b),
            "only biases": lambda w, g, k, e, n, b: laplace(w, g, ~k, e, n, b),
            "g over n": lambda w, g, k, e, n, b: laplace(w, g / n, k, e, n, b),
            "no rate": lambda w, g, k, e, n, b: w - e * g - np.where(k, np.sign(w) / (n * b), 0),
        },
        "edges": {"where w > 0": lambda *a: laplace(*a, f=lambda w, n, b: np.where(w > 0, 1, -1) / (n * b))},
    },
}
