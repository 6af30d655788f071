"""Unseen answers to the exercises in steps, the goals and the curves of chapters 1 to 9 that came last."""

import numpy as np


def sig(z):
    return 1 / (1 + np.exp(-z))


def step(
    w,
    b,
    X,
    y,
    eta,
    *,
    target=lambda y: (y > 0) * 1.0,
    slope=False,
    mean_w=True,
    mean_b=True,
    sign=-1,
    bias=True,
    out=sig,
    of="mean",
):
    """A training step as a learner may write it."""
    z = X @ w + (b if bias else 0)
    p = out(z)
    m = p - target(y)
    if slope:
        m = m * p * (1 - p)
    return {
        "z": z,
        "output": p,
        "mistake": m,
        "w_new": w + sign * eta * (m @ X) / (len(y) if mean_w else 1),
        "b_new": b + sign * eta * (m.mean() if mean_b else m.sum()),
    }


def without_the_old(w, b, X, y, eta):
    made = step(w, b, X, y, eta)
    return made | {"w_new": made["w_new"] - w, "b_new": made["b_new"] - b}


def no_rate(w, b, X, y, eta):
    return step(w, b, X, y, 1.0)


def bias_from_row_sums(w, b, X, y, eta):
    made = step(w, b, X, y, eta)
    return made | {"b_new": b - eta * (made["mistake"] @ X).mean() / len(y)}


def down(
    X,
    y,
    x1,
    h,
    W2,
    w3,
    z3,
    *,
    n=True,
    seen="both",
    slope1=True,
    slope2=True,
    way="W2",
    shortcut=True,
    left="x1",
    sign=1,
    on=None,
    order=False,
    below="X",
):
    """The way down with a shortcut, with one thing changed."""
    d3 = sign * (sig(z3) - y) / (len(y) if n else 1)
    dw3 = {"both": x1 + h, "x1": x1, "h": h}[seen].T @ d3
    dx2 = np.outer(d3, w3)
    d2 = dx2 * (1 - (h if on is None else on(x1, h)) ** 2) if slope2 else dx2
    dW2 = d2.T @ {"x1": x1, "h": h, "x2": x1 + h}[left]
    through = d2 @ (W2 if way == "W2" else W2.T)
    dx1 = (dx2 if shortcut else 0) + through
    d1 = dx1 * (1 - x1**2) if slope1 else dx1
    dW1 = d1.T @ X
    return {
        "delta3": d3,
        "dw3": dw3,
        "dx2": dx2,
        "delta2": d2,
        "dW2": dW2.T if order else dW2,
        "dx1": dx1,
        "delta1": d1,
        "dW1": dW1,
    }


def by_hand(X, y, x1, h, W2, w3, z3):
    """The same with loops."""
    n, m = x1.shape
    d3 = [(0.5 + 0.5 * np.tanh(z / 2) - t) / n for z, t in zip(z3, y)]
    dx2 = [[d * w for w in w3] for d in d3]
    d2 = [[dx2[i][j] * (1 - h[i, j]) * (1 + h[i, j]) for j in range(m)] for i in range(n)]
    dx1 = [[dx2[i][j] + sum(d2[i][k] * W2[k, j] for k in range(m)) for j in range(m)] for i in range(n)]
    d1 = np.array(dx1) / np.cosh(np.arctanh(x1)) ** 2
    return [
        d3,
        [sum(d3[i] * (x1[i, j] + h[i, j]) for i in range(n)) for j in range(m)],
        dx2,
        d2,
        np.array(d2).T @ x1,
        dx1,
        d1,
        d1.T @ X,
    ]


def only_the_shortcut(*given):
    made = down(*given)
    dx1 = made["dx2"]
    d1 = dx1 * (1 - given[2] ** 2)
    return made | {"dx1": dx1, "delta1": d1, "dW1": d1.T @ given[0]}


def whole(sizes, means, variances, *, weighted=True, between=True, sign=1, square="mean", n_1=False):
    s = np.asarray(sizes, float)[:, None] if weighted else np.ones((len(sizes), 1))
    mu = (s * means).sum(axis=0) / s.sum()
    v = (s * variances).sum(axis=0) / s.sum()
    gap = (np.asarray(means) - mu) ** 2
    extra = (s * gap).sum(axis=0) / (s.sum() - n_1) if square == "mean" else np.var(means, axis=0)
    return mu, v + sign * extra if between else v


UNEQUAL = [3, 3], np.array([[0.0], [2.0]]), np.array([[1.0], [1.0]])


def best(X, *, n=True, both=True, power=1, squared=True):
    s = np.linalg.svd(X, compute_uv=False)
    h = (s**2 if squared else s) / (len(X) if n else 1)
    return (2 / (h[0] + h[-1]) if both else 2 / h[0]) ** power


def photographs(prepare, normalization="layer", eta=0.03):
    """What a learner hands in for the photographs."""

    def learn(X, y, rng):
        from lecturekit.normalization import BatchNorm, LayerNorm
        from lecturekit.normalization.pairs import trained_in_pairs

        kind = {"layer": LayerNorm, "batch": BatchNorm, "none": lambda: None}[normalization]()
        classify = trained_in_pairs(kind, eta, prepare(X), y, rng)
        return lambda images: classify(prepare(images))

    return learn


def fit(choose):
    from lecturekit.double_descent import ridge

    return lambda A, y: ridge(A, y, choose(A, y, ridge))


def left_out(A, y, ridge):
    """The penalty with the smallest mistakes on points that were left out."""
    rows = np.random.default_rng(0).permutation(len(y))
    lams = np.logspace(-3, 1, 9)
    parts = np.array_split(rows, 4)

    def missed(lam):
        total = 0.0
        for part in parts:
            rest = np.setdiff1d(rows, part)
            total += np.sum((A[part] @ ridge(A[rest], y[rest], lam) - y[part]) ** 2)
        return total

    return min(lams, key=missed)


def on_the_same(A, y, ridge):
    return min(10.0 ** np.arange(-3, 2), key=lambda lam: np.sum((A @ ridge(A, y, lam) - y) ** 2))


ANSWERS = {
    "1.3 A training step, quantity by quantity": {
        "right": [
            step,
            lambda w, b, X, y, eta: tuple(step(w, b, X, y, eta, target=lambda y: np.where(y == 1, 1, 0)).values()),
        ],
        "slips": {
            "labels as targets": lambda *a: step(*a, target=lambda y: y),
            "targets upside down": lambda *a: step(*a, target=lambda y: (y < 0) * 1.0),
            "slope": lambda *a: step(*a, slope=True),
            "sum in w": lambda *a: step(*a, mean_w=False),
            "sum in b": lambda *a: step(*a, mean_b=False),
            "sums": lambda *a: step(*a, mean_w=False, mean_b=False),
            "uphill": lambda *a: step(*a, sign=1),
            "no bias": lambda *a: step(*a, bias=False),
            "tanh": lambda *a: step(*a, out=np.tanh),
            "1 - sigmoid": lambda *a: step(*a, out=lambda z: sig(-z)),
            "step alone": without_the_old,
            "no rate": no_rate,
            "b from the rows": bias_from_row_sums,
            "half of y": lambda *a: step(*a, target=lambda y: y / 2),
        },
        "edges": {},
    },
    "1.5 A loss for a given push": {
        "right": [lambda z, y: np.log(np.cosh(y - z)), lambda z, y: np.logaddexp(z - y, y - z) - 3],
        "slips": {
            "tanh": lambda z, y: np.tanh(z - y),
            "minus": lambda z, y: -np.log(np.cosh(z - y)),
            "log sinh": lambda z, y: np.log(np.abs(np.sinh(z - y))),
            "cosh": lambda z, y: np.cosh(z - y),
            "slope": lambda z, y: 1 - np.tanh(z - y) ** 2,
            "half the square": lambda z, y: np.tanh(z - y) ** 2 / 2,
            "least squares": lambda z, y: (z - y) ** 2 / 2,
            "absolute": lambda z, y: np.abs(z - y),
            "sum": lambda z, y: np.log(np.cosh(z - y)).sum(),
            "base 10": lambda z, y: np.log10(np.cosh(z - y)),
            "half": lambda z, y: np.log(np.cosh(z - y)) / 2,
        },
        "edges": {},
    },
    "1.6 The best rate": {
        "right": [best, lambda X: 2 / np.linalg.eigvalsh(X.T @ X / X.shape[0])[[0, -1]].sum()],
        "slips": {
            "the limit": lambda X: best(X, both=False),
            "half the limit": lambda X: best(X, both=False) / 2,
            "no n": lambda X: best(X, n=False),
            "no square": lambda X: best(X, squared=False),
            "upside down": lambda X: best(X, power=-1),
            "one over the sum": lambda X: best(X) / 2,
            "n": lambda X: best(X) * len(X),
            "trace": lambda X: 2 / np.trace(X.T @ X / len(X)),
            "mean curvature": lambda X: 1 / np.linalg.eigvalsh(X.T @ X / len(X)).mean(),
            "difference": lambda X: 2 / np.ptp(np.linalg.eigvalsh(X.T @ X / len(X))),
            "geometric": lambda X: 1 / np.sqrt(np.prod(np.linalg.eigvalsh(X.T @ X / len(X))[[0, -1]])),
        },
        "edges": {"columns of rows": lambda X: 2 / np.linalg.eigvalsh(X @ X.T / len(X))[[0, -1]].sum()},
    },
    "1.7 How many steps a direction takes": {
        "right": [[700, 70, 10, 10, 70], [687.3, 65.6, 9.97, 9.97, 65.6], (500, 50, 8, 8, 50)],
        "slips": {
            "1/h": [100, 10, 2, 0.67, 0.53],
            "7/h all the way": [690, 69, 14, 4.6, 3.6],
            "faster and faster": [700, 70, 10, 2, 1],
            "base 10": [300, 30, 5, 5, 30],
            "one early": [688, 66, 10, 1, 1],
            "never": [690, 66, 10, 1000, 1000],
            "upside down": [10, 66, 690, 66, 10],
            "all alike": [100, 100, 100, 100, 100],
        },
        "edges": {},
    },
    "1.9 A limit, and a hundred steps": {
        "right": [(0.6, 7), (0.597, 9.0)],
        "slips": {
            "small": (0.6, 1.0),
            "half": (0.6, 3.0),
            "far": (0.6, 300.0),
            "negative": (0.6, -8.0),
            "none": (0.6, 0.0),
            "least squares": (0.149, 8.0),
            "one over h": (0.3, 8.0),
            "h itself": (3.35, 8.0),
            "the rate alone": 8.0,
        },
        "edges": {},
    },
    "2.9 A start for the turned moons": {
        "right": [],
        "slips": {
            "zeros": np.zeros(9),
            "eight": np.ones(8),
            "large": 30 * np.ones(9),
            "equal": np.full(9, 0.5),
            "xor": [1, 1, -1, -1, 0, 0, -1, -1, 1],
        },
        "edges": {},
    },
    "3.1 A backward pass with a shortcut": {
        "right": [down, by_hand],
        "slips": {
            "sum": lambda *a: down(*a, n=False),
            "h alone in dw3": lambda *a: down(*a, seen="h"),
            "x1 alone in dw3": lambda *a: down(*a, seen="x1"),
            "no slope of h": lambda *a: down(*a, slope2=False),
            "slope of x1 for h": lambda *a: down(*a, on=lambda x1, h: x1),
            "slope of x2": lambda *a: down(*a, on=lambda x1, h: x1 + h),
            "no slope below": lambda *a: down(*a, slope1=False),
            "no shortcut": lambda *a: down(*a, shortcut=False),
            "only the shortcut": only_the_shortcut,
            "W2 transposed": lambda *a: down(*a, way="T"),
            "dW2 from h": lambda *a: down(*a, left="h"),
            "dW2 from x2": lambda *a: down(*a, left="x2"),
            "dW2 transposed": lambda *a: down(*a, order=True),
            "sign": lambda *a: down(*a, sign=-1),
            "twice the shortcut": lambda *a: down(*a) | {"dx1": 2 * down(*a)["dx2"] + down(*a)["delta2"] @ a[4]},
            "dx2 for all": lambda *a: down(*a) | {"dx2": np.outer(down(*a)["delta3"], np.ones(len(a[5])))},
            "dW1 from x1": lambda *a: down(*a) | {"dW1": down(*a)["delta1"].T @ a[2]},
            "dW1 transposed": lambda *a: down(*a) | {"dW1": down(*a)["dW1"].T},
            "target -1": lambda X, y, *a: down(X, 2 * y - 1, *a),
        },
        "edges": {"squeezed": lambda *a: {k: np.squeeze(v) for k, v in down(*a).items()}},
    },
    "4.7 Weights a little too large": {
        "right": [[1.22, 2.76, 13.9, 357], [1.2, 2.8, 14, 350]],
        "slips": {
            "variance for size": [1.5 ** (l - 1) for l in (2, 6, 14, 30)],
            "level": [1, 1, 1, 1],
            "three": [np.sqrt(3) ** (l - 1) for l in (2, 6, 14, 30)],
            "falling": [1.5 ** (-(l - 1) / 2) for l in (2, 6, 14, 30)],
            "by addition": [1 + 0.22 * (l - 1) for l in (2, 6, 14, 30)],
            "one layer more": [1.5 ** (l / 2) for l in (2, 6, 14, 30)],
        },
        "edges": {},
    },
    "5.7 Steps against gamma, drawn before it is computed": {
        "right": [[460, 153, 45, 280, 920]],
        "slips": {
            "falls all the way": [460, 153, 46, 15, 5],
            "rises": [9, 28, 92, 276, 920],
            "level": [460, 460, 460, 460, 460],
            "no root": [230, 77, 25, 140, 460],
            "only the right end": [9.2, 27.6, 92, 276, 920],
        },
        "edges": {},
    },
    "6.6 The slope changes its sign": {
        "right": [[0.8, 0.46, -0.04, -0.59, -0.97], [0.9, 0.5, 0, -0.5, -0.9]],
        "slips": {
            "at once": [-1, -1, -1, -1, -1],
            "never": [1, 1, 1, 1, 1],
            "to zero": [0.9, 0.73, 0.48, 0.21, 0.01],
            "fades and returns": [0.5, 0.1, 0, 0, 0],
            "a thousand steps": [1, 0.99, 0.99, 0.97, 0.92],
            "other sign": [-0.8, -0.46, 0.04, 0.59, 0.97],
            "too early": [0.2, -0.5, -0.9, -1, -1],
            "too late": [0.95, 0.9, 0.6, 0.2, -0.4],
        },
        "edges": {},
    },
    "7.6 A whole from its pieces": {
        "right": [(UNEQUAL, whole), (([2, 2], [[1.0], [5.0]], [[0.5], [0.1]]), lambda *a: list(whole(*a)))],
        "slips": {
            "as given": (UNEQUAL, lambda s, m, v: (np.mean(m, axis=0), np.mean(v, axis=0))),
            "no spread of the means": (UNEQUAL, lambda *a: whole(*a, between=False)),
            "no sizes": (UNEQUAL, lambda *a: whole(*a, weighted=False)),
            "spread taken off": (UNEQUAL, lambda *a: whole(*a, sign=-1)),
            "spread without sizes": (UNEQUAL, lambda *a: whole(*a, square="plain")),
            "deviation": (UNEQUAL, lambda *a: (whole(*a)[0], np.sqrt(whole(*a)[1]))),
            "mean alone": (UNEQUAL, lambda *a: whole(*a)[0]),
            "exchanged": (UNEQUAL, lambda *a: whole(*a)[::-1]),
            "not shown": (([3, 3], [[1.0], [1.0]], [[1.0], [1.0]]), whole),
            "the mean is wrong too": (([1, 9], [[0.0], [2.0]], [[1.0], [1.0]]), whole),
        },
        "edges": {},
    },
    "8.5 What decay lets through": {
        "right": [[97, 88, 38, 18, 5]],
        "slips": {
            "no effect": [100, 100, 100, 100, 100],
            "nothing gets through": [5, 5, 5, 5, 5],
            "in proportion": [97, 90, 70, 50, 0],
            "rises": [5, 15, 35, 88, 98],
            "too early": [70, 30, 8, 3, 2],
        },
        "edges": {},
    },
    "9.4 Every point twice": {
        "right": [[0.9, 15, 0.4, 0.15]],
        "slips": {
            "peak at 100": [0.6, 0.8, 15, 0.2],
            "no peak": [0.9, 0.5, 0.4, 0.15],
            "rises": [0.1, 0.5, 2, 10],
            "two peaks": [0.9, 15, 15, 0.15],
            "level": [1, 1, 1, 1],
            "upside down": [5, 0.1, 1, 5],
        },
        "edges": {},
    },
    "9.9 No peak, whatever the noise": {
        "right": [fit(left_out)],
        "slips": {
            "smallest": lambda A, y: np.linalg.pinv(A) @ y,
            "small lam": fit(lambda A, y, ridge: 0.001),
            "large lam": fit(lambda A, y, ridge: 10.0),
            "a little": fit(lambda A, y, ridge: 0.1),
            "on the same data": fit(on_the_same),
            "zeros": lambda A, y: np.zeros(A.shape[1]),
            "transposed": lambda A, y: A.T @ y,
            "a number": lambda A, y: 0.3,
        },
        "edges": {},
    },
    "7.10 Photographs in pairs": {
        "right": [photographs(lambda X: (X - X.mean(axis=1)[:, None]) / X.std(axis=1)[:, None])],
        "slips": {
            "as they are": photographs(lambda X: X),
            "all images at once": photographs(lambda X: (X - X.mean()) / X.std()),
            "by columns": photographs(lambda X: (X - X.mean(axis=0)) / (X.std(axis=0) + 0.1)),
            "batch norm": photographs(lambda X: X, "batch"),
            "not a function": lambda X, y, rng: 3,
        },
        "edges": {},
    },
    "10.1 Where a dead network ends": {
        "right": [0.6603, np.float64(0.66030)],
        "slips": {
            "ln 2": 0.6931,
            "share": 212 / 569,
            "one side": -np.log(357 / 569),
            "other side": -np.log(212 / 569),
            "base 2": 0.9526,
            "minus": -0.6603,
            "zero": 0.0,
            "ln 10": 2.3026,
            "one term": 0.368,
            "nats in percent": 66.03,
        },
        "edges": {},
    },
    "10.3 When training and validation part": {
        "right": [
            lambda t, v, c: max((k + 1 for k in range(len(t)) if not v[k] > c * t[k]), default=0),
            lambda t, v, c: len(t) - int(np.argmin(np.append((np.asarray(v) > c * np.asarray(t))[::-1], False))),
        ],
        "slips": {
            "first": lambda t, v, c: next((k for k in range(len(t)) if v[k] > c * t[k]), len(t)),
            "times forgotten": lambda t, v, c: max((k + 1 for k in range(len(t)) if not v[k] > t[k]), default=0),
            "exchanged": lambda t, v, c: max((k + 1 for k in range(len(t)) if not t[k] > c * v[k]), default=0),
            "one early": lambda t, v, c: max((k for k in range(len(t)) if not v[k] > c * t[k]), default=0),
            "one late": lambda t, v, c: max((k + 2 for k in range(len(t)) if not v[k] > c * t[k]), default=0),
            "at least": lambda t, v, c: max((k + 1 for k in range(len(t)) if not v[k] >= c * t[k]), default=0),
            "how many": lambda t, v, c: int(np.sum(np.asarray(v) > c * np.asarray(t))),
            "difference": lambda t, v, c: max((k + 1 for k in range(len(t)) if not v[k] > c + t[k]), default=0),
            "the gap": lambda t, v, c: v[-1] - t[-1],
        },
        "edges": {
            "-1 for never": lambda t, v, c: (lambda k: -1 if k == len(t) else k)(
                max((k + 1 for k in range(len(t)) if not v[k] > c * t[k]), default=0)
            )
        },
    },
}
