"""What a student of one semester hands in to chapters 1 to 4: another right way, and the slips that come first to mind."""

import itertools
import math

import numpy as np


def s(z):
    return 1 / (1 + np.exp(-z))


def soft(Z):
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def curvatures(X, by=len):
    return np.linalg.eigvalsh(X.T @ X / by(X))


def my_step(w, b, X, y, eta, kind=""):
    target = (1 - y) / 2 if kind == "target of the other" else (y + 1) / 2
    z = X @ w + b
    output = s(y * z) if kind == "sigmoid of yz" else s(z)
    mistake = target - output if kind in ("target minus output", "and downhill") else output - target
    g_w = X.T @ mistake / len(y)
    g_b = mistake.mean()
    if kind == "target minus output":
        g_w, g_b = -g_w, -g_b
    if kind == "mean over the wrong axis":
        g_w = (X * mistake[:, None]).mean(axis=1)
    if kind == "divided twice":
        g_w, g_b = g_w / len(y), g_b / len(y)
    if kind == "divided by d":
        g_w = X.T @ mistake / X.shape[1]
    if kind == "in place":
        w -= eta * g_w
        return dict(z=z, output=output, mistake=mistake, w_new=w, b_new=b - eta * g_b)  # noqa: C408
    return {
        "z": z,
        "output": (output > 0.5) * 1.0 if kind == "rounded output" else output,
        "mistake": mistake,
        "w_new": w - eta * g_w,
        "b_new": b - eta * g_b,
    }


def two_layer(W, b, w, b2, X, y, kind=""):
    n = len(X)
    hidden = np.tanh(np.dot(X, W.T) + b)
    d2 = (s(hidden.dot(w) + b2) - (2 * y - 1 if kind == "labels of -1 and 1" else y)) / n
    slope = hidden * (1 - hidden) if kind == "slope of the sigmoid" else 1 - hidden**2
    back = d2[:, None] * w[None, :] * (slope if kind != "no slope" else 1)
    dw = (X @ W.T + b if kind == "dw from the sums" else hidden).T @ d2
    dW = np.einsum("ni,nj->ij", back, X)
    db = back.mean(axis=0) if kind == "db is a mean" else back.sum(axis=0)
    if kind == "as it comes":
        return db, dW, dw, d2.sum()
    return (dW.T if kind == "X.T first" else dW), db, dw, (d2 if kind == "db2 not summed" else np.sum(d2))


def shortcut(X, y, x1, h, W2, w3, z3, kind=""):
    n = len(y)
    delta3 = (s(z3) - y) / n
    dw3 = (x1 + h) * delta3[:, None] if kind == "dw3 not summed" else delta3 @ (x1 + h)
    dx2 = delta3[:, None] * w3
    slope = 1 - np.tanh(h) ** 2 if kind == "tanh twice" else 1 - h * h
    delta2 = dx2 * slope
    dW2 = np.einsum("ni,nj->ij", delta2, x1) / (n if kind == "mean once more" else 1)
    dx1 = np.einsum("ni,ij->nj", delta2, W2)
    dx1 = {"a product of the ways": dx2 * dx1, "half of each": (dx2 + dx1) / 2, "x1 added": x1 + dx1}.get(
        kind, dx2 + dx1
    )
    delta1 = dx1 * (1 - x1 * x1)
    dW1 = delta1.T @ X / (n if kind == "mean once more" else 1)
    return dict(delta3=delta3, dw3=dw3, dx2=dx2, delta2=delta2, dW2=dW2, dx1=dx1, delta1=delta1, dW1=dW1)  # noqa: C408


def stack(layers, x, kind=""):
    J = np.eye(len(x))
    for W, b in layers:
        before, x = x, np.tanh(W @ x + b)
        slope = 1 - (before if kind == "slope of the values below" else x) ** 2
        table = W * slope if kind == "slope on the columns" else slope[:, None] * W
        J = {"elementwise": lambda: table * J, "transposed": lambda: J @ table.T}.get(kind, lambda: table @ J)()
    return J.T if kind == "turned at the end" else J


TWO = [(np.array([[1.0, 2.0], [0.0, 1.0]]), np.zeros(2)), (np.array([[1.0, 0.0], [1.0, -1.0]]), np.array([0.1, 0.2]))]


def warm(Z, y, T, kind=""):
    P = soft(Z) if kind == "softmax without T" else soft(Z.T).T if kind == "over the rows" else soft(Z / T)
    if kind == "over the rows":
        P = soft((Z / T).T).T
    P[range(len(y)), y] -= 1 / T if kind == "T on the right class alone" else 1
    return P / len(y) / {"no 1/T": 1, "times T": 1 / T, "T squared": T * T}.get(kind, T)


def network(layers, X, y, kind=""):
    values, sums = [X], []
    for i, (W, b) in enumerate(layers):
        sums.append(values[-1] @ W.T + b)
        values.append(sums[-1] if i == len(layers) - 1 and kind != "ReLU on top" else np.maximum(0, sums[-1]))
    P = soft(values[-1])
    losses = -np.log(P[np.arange(len(y)), y])
    D = P.copy()
    D[np.arange(len(y)), y] -= 1
    D /= 1 if kind == "sum" else len(y)
    grads = []
    for i in reversed(range(len(layers))):
        grads.append((D.T @ values[i], D.sum(axis=0)))
        D = (D @ layers[i][0]) * ((values[i] if kind == "value for slope" else sums[i - 1]) > 0) if i else D
        if kind == "value for slope" and i:
            D = D * values[i]
    if kind == "loss is a sum":
        return losses.sum(), grads[::-1]
    return losses.mean(), (grads if kind == "from the top" else grads[::-1])


def one_pass(gradient, layers, X, y, order, size, eta, kind=""):
    mine = layers if kind == "in place" else [(np.array(W, float), np.array(b, float)) for W, b in layers]
    n, total, batches = len(order), 0.0, 0
    stop = n - size + 1 if kind == "the rest left out" else n
    for first in range(0, stop, size):
        rows = np.arange(n)[first : first + size] if kind == "order not used" else order[first : first + size]
        loss, grads = gradient(layers if kind == "always the first layers" else mine, X[:, rows], y[rows])
        total += loss * (1 if kind == "mean of the batches" else len(rows))
        batches += 1
        for (W, b), (dW, db) in zip(mine, grads):
            rate = eta * {"uphill": -1, "times the batch": len(rows)}.get(kind, 1)
            W -= rate * dW
            if kind != "biases forgotten":
                b -= rate * db
    if kind == "loss at the end":
        return mine, gradient(mine, X, y)[0]
    if kind == "the layers alone":
        return mine
    seen = n // size * size if kind == "the rest left out" else n
    return mine, total / (batches if kind == "mean of the batches" else max(seen, 1))


def judge(f, grad, w, kind=""):
    w = np.array(w, float)
    g = np.asarray(grad(w), float)
    h = 1e-4
    ahead = np.array([f(w + h * e) for e in np.eye(len(w))])
    behind = np.array([f(w - h * e) for e in np.eye(len(w))])
    if kind == "forward":
        numbers, h = (np.array([f(w + 1e-2 * e) for e in np.eye(len(w))]) - f(w)) / 1e-2, 1e-2
    elif kind == "h, not 2h":
        numbers = (ahead - behind) / h
    else:
        numbers = (ahead - behind) / (2 * h)
    gap = np.linalg.norm(numbers - g)
    if kind == "allclose":
        return np.allclose(numbers, g)
    if kind == "absolute":
        return gap < 1e-4
    if kind == "the gap itself":
        return gap
    noise = 1e-14 * (np.abs(ahead).max() + np.abs(behind).max()) / h * np.sqrt(len(w))
    return bool(gap <= 2e-4 * np.linalg.norm(numbers) + noise)


def frozen(sizes, n, k, kind=""):
    total = 0
    for l in range(len(sizes) - 1):
        cost = sizes[l] * sizes[l + 1]
        total += cost * (1 + (l >= k) + (l > k))
        if kind == "no forward through frozen layers" and l < k:
            total -= cost
        if kind == "messages down to the input" and l <= k:
            total += cost
        if kind == "k counts one more" and l == k:
            total -= cost
    return total if kind == "one point" else 3 * total * n if kind == "three times" else n * total


def with_shortcut(v, m, below, L):
    factor = 1 + m * v / 2
    return {
        "added": below * (factor - 1),
        "above": below * factor,
        "grown": factor**L,
        "variance": 2 / m * (2 ** (1 / L) - 1),
    }


def starts(rng, kind=""):
    cuts = [0, 8, 12, 16, 17]
    shared, found = np.full(17, 0.5), []
    for i in range(4):
        w = shared if kind == "one vector" else np.zeros(17) if kind == "the rest 0" else np.full(17, 0.5)
        w[cuts[i] : cuts[i + 1]] = {
            "one number": lambda n: rng.standard_normal(),
            "not from rng": lambda n: np.random.default_rng(0).standard_normal(n),
        }.get(kind, rng.standard_normal)(cuts[i + 1] - cuts[i])
        found.append(w)
    found = [found[0], found[2], found[1], found[3]] if kind == "weights before biases" else found
    return found, {"all": "a", "weights in": "b", "any": "c"}.get(kind, "d")


def twin(w, b, g_w, g_b, mu, sigma, eta, kind=""):
    w_raw = w / sigma
    b_raw = b - w_raw @ mu
    g_w_raw = {
        "gradient like the weight": g_w / sigma,
        "without mu": g_w * sigma,
        "minus mu": g_w * sigma - g_b * mu,
    }.get(kind, g_w * sigma + mu * g_b)
    g_b_raw = g_b
    new, new_b = w_raw - eta * g_w_raw, b_raw - eta * g_b_raw
    w_seen, b_seen = sigma * new, new_b + mu @ new
    if kind == "no effect":
        w_seen, b_seen = w - eta * g_w, b - eta * g_b
    if kind == "still raw":
        w_seen, b_seen = new, new_b
    if kind == "old weights in the bias":
        b_seen = new_b + mu @ w_raw
    return dict(g_w_raw=g_w_raw, g_b_raw=g_b_raw, w_seen=w_seen, b_seen=b_seen)  # noqa: C408


def standard(X_train, X_new, constant):
    mu, sigma = X_train.mean(axis=0), X_train.std(axis=0)
    c = constant(X_train, sigma)
    return (X_new - np.where(c, 0, mu)) / np.where(c, 1, sigma)


def same(X, _):
    return (X[0] == X).all(axis=0)


TENTHS = np.full((3, 1), 0.1), np.array([[0.2]])


def newton(w, X, y, lam, kind=""):
    n, p = len(y), s(X @ w)
    g = X.T @ (p - y) / n + (lam / 2 if kind == "half of lambda" else lam) * w
    weights = {"no p(1 - p)": np.ones(n), "p squared": p**2, "the mistakes": p - y}.get(kind, p * (1 - p))
    H = (X.T * weights) @ X / n + (lam if kind == "lambda everywhere" else lam * np.eye(len(w)))
    step = {"H times g": H @ g, "elementwise": g / np.diag(H), "plus": -np.linalg.solve(H, g)}.get(kind)
    return dict(p=p, g=g, H=H, w_new=w - (np.linalg.solve(H, g) if step is None else step))  # noqa: C408


def halfway(rng, kind=""):
    from lecturekit import datasets
    from lecturekit import two_layer as tl

    data = datasets.make_xor_exact()
    while True:
        w = tl.descend(rng.standard_normal(9), data.X, data.y, eta=2.0, n_steps=500)[-1]
        solved = np.all((tl.mean_loss(tl.unpack(w, d=2), data.X, data.y) < 0.1,))
        if solved or kind == "the first start":
            break
    W, b, v, b2 = tl.unpack(w, d=2)
    if kind == "in place":
        W[:] = W[::-1].copy()
        b[:] = b[::-1].copy()
        v[:] = v[::-1].copy()
        other = tl.pack((W, b, v, b2))
    elif kind == "rows of W alone":
        other = tl.pack((W[::-1], b, v, b2))
    elif kind == "columns":
        other = tl.pack((W[:, ::-1], b, v, b2))
    else:
        other = tl.pack((W[::-1], b[::-1], v[::-1], b2))
    middle = w + other if kind == "the sum" else (w + other) / 2
    losses = [float(tl.mean_loss(tl.unpack(p, d=2), data.X, data.y)) for p in (w, other, middle)]
    if kind == "mean of the losses":
        losses[2] = (losses[0] + losses[1]) / 2
    return losses[2] if kind == "the middle alone" else tuple(losses)


def plateaus(rng, kind=""):
    from lecturekit import datasets
    from lecturekit.backprop_in_practice import descend
    from lecturekit.l_layer import Network

    net, data = Network([2, 4, 1], phi="tanh", loss="logistic"), datasets.make_xor_exact()
    saturated = 0.1 * rng.standard_normal(17)
    if kind == "large weights":
        saturated = 20 * rng.standard_normal(17)
    else:
        saturated[8:12] = 6.0
        saturated[16] = -saturated[12:16].sum()
    tiny = 0.0 * saturated if kind == "zeros" else (0.2 if kind == "not tiny" else 0.01) * (0.5 + rng.random(17))
    copies = np.full(17, 0.5)
    copies[:8] = np.tile([1.0, 0.7], 4)
    if kind != "copies as they start":
        copies = descend(net, copies, data.X, data.y, eta=0.5, n_steps=4000)[0]
    return (tiny, saturated, copies) if kind == "another order" else (saturated, tiny, copies)


def deep_start(sizes, rng, kind=""):
    layers = []
    for below, here in itertools.pairwise(sizes):
        W = rng.standard_normal((here, below))
        W *= {"He's": np.sqrt(2 / below), "one": 1.0, "sum": 4 / below}.get(kind, 4 / np.sqrt(below))
        b = np.zeros(here) if kind in ("He's", "one", "sum") or below == sizes[0] else -0.5 * W.sum(axis=1)
        layers.append((W.T if kind == "turned" else W, b))
    return layers


def kinds(function, *names):
    return {name: lambda *a, name=name: function(*a, kind=name) for name in names}


def fastest_rate(factor=1.0, place=None):
    """The rate 2/h of the chapter's plateau, at its minimum or elsewhere."""
    from lecturekit.backprop_in_practice import plateau

    return factor * 2 / np.linalg.eigvalsh(plateau.hessian(plateau.minima[0] if place is None else place))[-1]


def new_tumors(w, b, X, N, kind=""):
    mean, size = X.mean(axis=0), X.std(axis=0)
    if kind == "divided by the mean":
        return s((N - mean) / mean @ w + b)
    if kind == "not divided":
        return s((N - mean) @ w + b)
    if kind == "the old tumors":
        return s((X - mean) / size @ w + b)
    if kind == "variance":
        return s((N - mean) / size**2 @ w + b)
    if kind == "bias forgotten":
        return s((N - mean) / size @ w)
    return s((N - N.mean(axis=0)) / size @ w + b)


NEW_TUMORS = ("divided by the mean", "not divided", "the old tumors", "variance", "bias forgotten", "own mean")
TUMORS = np.array([2.0, -1.0]), 0.5, np.array([[1.0, 5.0], [3.0, 9.0], [2.0, 8.0]]), np.array([[1.0, 6.0], [1.5, 5.0]])


def nothing_returned(X, y, rng):
    layers = [(rng.normal(size=(10, 784)) / 28, np.zeros(10))]
    layers[0][1][...] = 0


def both_classes(z, y):
    return 3 * (s(z) - 1) if y == 1 else s(z)


ANSWERS = {
    "1.1 The derivative of a loss in which one class counts more": {
        "right": [lambda z, y: (1 - y - 3 * y * np.exp(-z)) / (1 + np.exp(-z))],
        "slips": {
            "both one over": lambda z, y: (1 - y) / (1 + np.exp(z)) - 3 * y / (1 + np.exp(z)),
            "slope of the sigmoid": lambda z, y: -3 * y * s(z) * (1 - s(z)) + (1 - y) * s(z) * (1 - s(z)),
            "an if on arrays": both_classes,
            "the weight on both parts": lambda z, y: 3 * y * (s(z) - 1) + 3 * (1 - y) * s(z),
        },
        "edges": {},
    },
    "1.2 A logistic loss that survives large logits": {
        "right": [
            lambda z, y: np.where(y == 1, np.maximum(-z, 0), np.maximum(z, 0)) + np.log1p(np.exp(-abs(z))),
            lambda z, y: [max(a, 0) + math.log1p(math.exp(-abs(a))) - a * b for a, b in zip(z, y)],
        ],
        "slips": {
            "no logarithm left": lambda z, y: np.maximum(z, 0) - y * z,
            "yz in one branch alone": lambda z, y: np.where(z > 30, z, np.logaddexp(0, z) - y * z),
            "abs without minus": lambda z, y: np.maximum(z, 0) - y * z + np.log1p(np.exp(np.abs(z))),
            "mean": lambda z, y: (np.logaddexp(0, z) - y * z).mean(),
        },
        "edges": {},
    },
    "1.3 A training step, quantity by quantity": {
        "right": [lambda *a: my_step(*a), lambda *a: list(my_step(*a).values())],
        "slips": kinds(
            my_step,
            "target of the other",
            "sigmoid of yz",
            "target minus output",
            "and downhill",
            "divided twice",
            "divided by d",
            "in place",
            "rounded output",
        ),
        "edges": {},
    },
    "1.5 A loss for a given push": {
        "right": [lambda z, y: abs(z - y) + np.log1p(np.exp(-2 * abs(z - y))) - np.log(2)],
        "slips": {
            "integral of tan": lambda z, y: -np.log(np.abs(np.cos(z - y))),
            "y outside": lambda z, y: np.log(np.cosh(z)) - y,
            "over y": lambda z, y: -np.log(np.cosh(z - y)),
            "mean": lambda z, y: np.mean(np.log(np.cosh(z - y))),
            "one minus tanh squared": lambda z, y: 1 - np.tanh(z - y) ** 2,
        },
        "edges": {},
    },
    "1.6 The best rate": {
        "right": [lambda X: 2 / (np.linalg.norm(X, 2) ** 2 / len(X) + np.linalg.svd(X)[1].min() ** 2 / len(X))],
        "slips": {
            "mean of two limits": lambda X: 1 / curvatures(X)[0] + 1 / curvatures(X)[-1],
            "np.cov": lambda X: 2 / np.linalg.eigvalsh(np.cov(X.T))[[0, -1]].sum(),
            "divided by d": lambda X: 2 / curvatures(X, lambda X: X.shape[1])[[0, -1]].sum(),
            "one over the largest": lambda X: 1 / curvatures(X)[-1],
            "of the smallest": lambda X: 2 / curvatures(X)[0],
            "sum of all": lambda X: 2 / curvatures(X).sum(),
        },
        "edges": {},
    },
    "1.7 How many steps a direction takes": {
        "right": [np.array([650, 60, 9, 11, 72])],
        "slips": {
            "to one e-th": [100, 9.5, 1.4, 1.4, 9.5],
            "to a half": [69, 6.6, 1, 1, 6.6],
            "nan": [687, 66, 10, float("nan"), float("nan")],
            "grows with h": [7, 70, 350, 1000, 1300],
            "strings": ["690", "66", "10", "10", "66"],
        },
        "edges": {},
    },
    "1.8 Find the bug: twenty benign tumors": {
        "right": [(TUMORS, lambda w, b, X, N: 1 / (1 + np.exp(-((N - X.mean(0)) @ (w / X.std(0)) + b))))],
        "slips": {
            **{name: (TUMORS, lambda *a, name=name: new_tumors(*a, kind=name)) for name in NEW_TUMORS},
            "as alike as the old ones": (
                (*TUMORS[:3], TUMORS[2][::-1]),
                lambda w, b, X, N: s((N - X.mean(axis=0)) / X.std(axis=0) @ w + b),
            ),
            "one new tumor": ((*TUMORS[:3], TUMORS[3][:1]), lambda w, b, X, N: s((N - X.mean(0)) / X.std(0) @ w + b)),
        },
        "edges": {},
    },
    "1.9 A limit, and a hundred steps": {
        "right": [(0.6, 8)],
        "slips": {
            "the rate as it was": (0.6, 0.5),
            "four the wrong way": (0.037, 8.0),
            "exchanged": (8.0, 0.6),
            "almost": (0.6, 2.5),
            "too large": (0.6, 60.0),
            "limit as rate": (0.6, 0.6),
        },
        "edges": {},
    },
    "2.1 The matrix-vector form": {
        "right": [two_layer],
        "slips": kinds(
            two_layer,
            "slope of the sigmoid",
            "dw from the sums",
            "as it comes",
            "db is a mean",
            "labels of -1 and 1",
            "X.T first",
            "db2 not summed",
            "no slope",
        ),
        "edges": {},
    },
    "2.2 The gradient with respect to the input": {
        "right": [
            lambda W, b, w, b2, x: np.array(
                [sum(w[i] * W[i, j] / np.cosh(W[i] @ x + b[i]) ** 2 for i in range(len(w))) for j in range(len(x))]
            )
        ],
        "slips": {
            "of the output": lambda W, b, w, b2, x: (
                lambda h: s(w @ h + b2) * (1 - s(w @ h + b2)) * ((w * (1 - h**2)) @ W)
            )(np.tanh(W @ x + b)),
            "no slope": lambda W, b, w, b2, x: w @ W,
            "each way": lambda W, b, w, b2, x: (w * (1 - np.tanh(W @ x + b) ** 2))[:, None] * W,
            "no w": lambda W, b, w, b2, x: (1 - np.tanh(W @ x + b) ** 2) @ W,
            "bias forgotten": lambda W, b, w, b2, x: (w * (1 - np.tanh(W @ x) ** 2)) @ W,
            "W not transposed": lambda W, b, w, b2, x: W @ (w * (1 - np.tanh(W @ x + b) ** 2)),
        },
        "edges": {},
    },
    "2.3 A backward pass by hand": {
        "right": [[[6, 3], [0, 0]], np.array([[6.0, 3.0], [0.0, 0.0]])],
        "slips": {
            "downhill": [[-6, -3], [0, 0]],
            "no ReLU at all": [[12, 6], [-16, -8]],
            "slope of the second unit forgotten": [[6, 3], [-8, -4]],
            "no w": [[4, 2], [0, 0]],
            "columns": [[6, 0], [3, 0]],
            "values of the hidden layer": [[9, 0], [0, 0]],
            "no output bias": [[4.5, 2.25], [0, 0]],
            "for w": [6, 0],
        },
        "edges": {},
    },
    "2.4 A bug that small weights hide": {
        "right": [
            (
                (np.array([[1.0]]), np.array([0.5]), np.array([1.0]), 0.0, np.array([1.0]), 1),
                lambda W, b, w, b2, x, y: np.outer(
                    (s(w @ np.tanh(W @ x + b) + b2) - y) * w / np.cosh(W @ x + b) ** 2, x
                ),
            )
        ],
        "slips": {
            "no square": (
                (np.array([[1.0]]), np.array([0.5]), np.array([1.0]), 0.0, np.array([1.0]), 1),
                lambda W, b, w, b2, x, y: np.outer(
                    (s(w @ np.tanh(W @ x + b) + b2) - y) * w * (1 - np.tanh(W @ x + b)), x
                ),
            ),
            "slope of the sigmoid": (
                (np.array([[1.0]]), np.array([0.5]), np.array([1.0]), 0.0, np.array([1.0]), 1),
                lambda W, b, w, b2, x, y: (lambda h: np.outer((s(w @ h + b2) - y) * w * h * (1 - h), x))(
                    np.tanh(W @ x + b)
                ),
            ),
            "an input of zeros": (
                (np.zeros((2, 2)), np.zeros(2), np.ones(2), 0.0, np.ones(2), 1),
                lambda W, b, w, b2, x, y: np.outer(
                    (s(w @ np.tanh(W @ x + b) + b2) - y) * w * (1 - np.tanh(W @ x + b) ** 2), x
                ),
            ),
        },
        "edges": {},
    },
    "2.5 How many networks are the same?": {
        "right": [384, 384.0],
        "slips": {
            "orders": 24,
            "signs": 16,
            "one flip": 48,
            "without itself": 383,
            "sum": 40,
            "output too": 768,
            "2 times 4": 8,
        },
        "edges": {},
    },
    "2.6 XOR without training": {
        "right": [[1, -1, -1, 1, -1, -1, 1, 1, -0.5]],
        "slips": {
            "the other class": [1, -1, -1, 1, -1, -1, -1, -1, 0.5],
            "or": [1, 0, 0, 1, 0, 0, 1, 1, -0.5],
            "bias after each row": [1, -1, -1, -1, 1, -1, 1, 1, -0.5],
            "eight": [1, -1, -1, 1, -1, -1, 1, 1],
            "on the boundary": [1, -1, -1, 1, 0, 0, 1, 1, 0],
            "a matrix": [[1, -1], [-1, 1], [0, 0], [1, 1]],
        },
        "edges": {},
    },
    "2.8 Halfway between two solutions": {
        "right": [halfway],
        "slips": kinds(
            halfway,
            "the first start",
            "rows of W alone",
            "in place",
            "the sum",
            "mean of the losses",
            "columns",
            "the middle alone",
        ),
        "edges": {},
    },
    "2.9 A start for the turned moons": {
        "right": [(-3, 2, -0.1, -0.4, 0, 0, 2, 3, 0)],
        "slips": {
            "too large": [4, 0, 0, 4, 0, 0, 4, 4, 0],
            "one line twice": [1, 0, 1, 0, 0, 0, 1, 1, 0],
            "tiny": [0.01, 0.02, -0.01, 0.03, 0, 0, 0.01, 0.02, 0],
            "a letter": [1, 0, 0, 1, 0, 0, 1, 1, "0.5?"],
        },
        "edges": {},
    },
    "3.1 A backward pass with a shortcut": {
        "right": [shortcut],
        "slips": kinds(
            shortcut,
            "dw3 not summed",
            "tanh twice",
            "mean once more",
            "a product of the ways",
            "half of each",
            "x1 added",
        ),
        "edges": {},
    },
    "3.2 A Jacobian that runs": {
        "right": [((TWO, np.array([0.3, -0.2])), stack)],
        "slips": {
            **{
                name: ((TWO, np.array([0.3, -0.2])), lambda l, x, name=name: stack(l, x, name))
                for name in (
                    "slope of the values below",
                    "slope on the columns",
                    "elementwise",
                    "transposed",
                    "turned at the end",
                )
            },
            "one layer": ((TWO[:1], np.array([0.3, -0.2])), stack),
        },
        "edges": {},
    },
    "3.3 A softmax with a temperature": {
        "right": [warm],
        "slips": kinds(
            warm, "no 1/T", "times T", "T squared", "softmax without T", "over the rows", "T on the right class alone"
        ),
        "edges": {},
    },
    "3.4 Loss and gradient of your own": {
        "right": [network],
        "slips": kinds(network, "ReLU on top", "sum", "value for slope", "loss is a sum", "from the top"),
        "edges": {},
    },
    "3.6 A gradient check of your own": {
        "right": [judge],
        "slips": kinds(judge, "forward", "h, not 2h", "allclose", "absolute", "the gap itself"),
        "edges": {},
    },
    "3.7 A message by hand": {
        "right": [[18, 6]],
        "slips": {
            "layer 2 lets all through": [3, 1],
            "layer 1 lets all through": [20, 2],
            "no ReLU": [15, -23],
            "not transposed": [-12, 6],
            "exchanged": [6, 18],
            "at the first layer": [0, 6],
            "the value": 24,
        },
        "edges": {},
    },
    "3.8 One pass, batch by batch": {
        "right": [one_pass],
        "slips": kinds(
            one_pass,
            "in place",
            "the rest left out",
            "order not used",
            "always the first layers",
            "mean of the batches",
            "uphill",
            "times the batch",
            "biases forgotten",
            "loss at the end",
            "the layers alone",
        ),
        "edges": {},
    },
    "3.9 Your own network reads digits": {
        "right": [],
        "slips": {
            "zeros": lambda X, y, rng: [(np.zeros((20, 784)), np.zeros(20)), (np.zeros((10, 20)), np.zeros(10))],
            "not trained": lambda X, y, rng: [(rng.normal(size=(10, 784)) / 28, np.zeros(10))],
            "turned": lambda X, y, rng: [(rng.normal(size=(784, 10)) / 28, np.zeros(10))],
            "nothing returned": nothing_returned,
        },
        "edges": {},
    },
    "4.1 Frozen layers": {
        "right": [frozen],
        "slips": kinds(
            frozen,
            "no forward through frozen layers",
            "messages down to the input",
            "k counts one more",
            "one point",
            "three times",
        ),
        "edges": {},
    },
    "4.2 Why random, and not exactly 0?": {
        "right": [starts],
        "slips": kinds(
            starts,
            "one vector",
            "the rest 0",
            "one number",
            "not from rng",
            "weights before biases",
            "all",
            "weights in",
            "any",
        ),
        "edges": {},
    },
    "4.3 Two parts of the data": {
        "right": [
            lambda n, a, s, k, b, t: (
                (n * a + k * b) / (n + k),
                np.sqrt((n * (s**2 + a**2) + k * (t**2 + b**2)) / (n + k) - ((n * a + k * b) / (n + k)) ** 2),
            )
        ],
        "slips": {
            "pooled": lambda n, a, s, k, b, t: ((n * a + k * b) / (n + k), np.sqrt((n * s**2 + k * t**2) / (n + k))),
            "averages": lambda n, a, s, k, b, t: ((a + b) / 2, (s + t) / 2),
            "weighted averages": lambda n, a, s, k, b, t: ((n * a + k * b) / (n + k), (n * s + k * t) / (n + k)),
            "variance": lambda n, a, s, k, b, t: (
                (n * a + k * b) / (n + k),
                (n * (s**2 + a**2) + k * (t**2 + b**2)) / (n + k) - ((n * a + k * b) / (n + k)) ** 2,
            ),
            "mean not squared away": lambda n, a, s, k, b, t: (
                (n * a + k * b) / (n + k),
                np.sqrt((n * (s**2 + a**2) + k * (t**2 + b**2)) / (n + k)),
            ),
            "sum of variances": lambda n, a, s, k, b, t: ((n * a + k * b) / (n + k), np.sqrt(s**2 + t**2)),
        },
        "edges": {},
    },
    "4.4 No effect, in theory?": {
        "right": [twin],
        "slips": kinds(
            twin,
            "gradient like the weight",
            "without mu",
            "minus mu",
            "no effect",
            "still raw",
            "old weights in the bias",
        ),
        "edges": {},
    },
    "4.5 A column that is constant": {
        "right": [(TENTHS, lambda X, N: standard(X, N, same))],
        "slips": {
            "a small number": (TENTHS, lambda X, N: standard(X, N, lambda X, d: d < 1e-8)),
            "isclose": (TENTHS, lambda X, N: standard(X, N, lambda X, d: np.isclose(d, 0))),
            "the new ones": (TENTHS, lambda X, N: standard(X, N, lambda X, d: (N[0] == N).all(axis=0))),
            "first two rows": (TENTHS, lambda X, N: standard(X, N, lambda X, d: X[0] == X[1])),
            "a column of zeros": ((np.zeros((3, 1)), np.ones((1, 1))), lambda X, N: standard(X, N, same)),
            "an epsilon": (TENTHS, lambda X, N: (N - X.mean(axis=0)) / (X.std(axis=0) + 1e-8)),
        },
        "edges": {},
    },
    "4.6 He's argument with a shortcut": {
        "right": [
            lambda v, m, below, L: [
                m * v * below / 2,
                below * (1 + m * v / 2),
                (1 + m * v / 2) ** L,
                2 * (2 ** (1 / L) - 1) / m,
            ]
        ],
        "slips": {
            "no half": lambda v, m, below, L: {
                "added": m * v * below,
                "above": below + m * v * below,
                "grown": (1 + m * v) ** L,
                "variance": (2 ** (1 / L) - 1) / m,
            },
            "no shortcut": lambda v, m, below, L: {
                "added": m * v * below / 2,
                "above": m * v * below / 2,
                "grown": (m * v / 2) ** L,
                "variance": 2 / m * 2 ** (1 / L),
            },
            "one layer doubles": lambda v, m, below, L: {**with_shortcut(v, m, below, L), "variance": 2 / m},
            "shared": lambda v, m, below, L: {**with_shortcut(v, m, below, L), "variance": 2 / m / L},
            "adds up": lambda v, m, below, L: {**with_shortcut(v, m, below, L), "grown": 1 + L * m * v / 2},
        },
        "edges": {},
    },
    "4.7 Weights a little too large": {
        "right": [(1.25, 2.7, 14.5, 330)],
        "slips": {
            "times l": [1.5, 7.5, 19.5, 43.5],
            "three each": [3.0 ** (l - 1) for l in (2, 6, 14, 30)],
            "doubles": [2.0 ** (l - 1) for l in (2, 6, 14, 30)],
            "saturates": [1.2, 1.5, 1.5, 1.5],
        },
        "edges": {},
    },
    "4.8 Before the first step": {
        "right": [
            lambda y: (
                np.log(sum(y) / (len(y) - sum(y))),
                -np.mean(np.where(y, np.log(np.mean(y)), np.log(1 - np.mean(y)))),
            )
        ],
        "slips": {
            "the share": lambda y: (
                np.mean(y),
                -np.mean(y) * np.log(np.mean(y)) - np.mean(1 - y) * np.log(np.mean(1 - y)),
            ),
            "ln 2": lambda y: (np.log(np.mean(y) / np.mean(1 - y)), np.log(2)),
            "one term": lambda y: (np.log(np.mean(y) / np.mean(1 - y)), -np.mean(y) * np.log(np.mean(y))),
            "upside down": lambda y: (
                np.log(np.mean(1 - y) / np.mean(y)),
                -np.mean(y) * np.log(np.mean(y)) - np.mean(1 - y) * np.log(np.mean(1 - y)),
            ),
            "sum": lambda y: (
                np.log(np.mean(y) / np.mean(1 - y)),
                len(y) * (-np.mean(y) * np.log(np.mean(y)) - np.mean(1 - y) * np.log(np.mean(1 - y))),
            ),
            "ratio": lambda y: (
                np.mean(y) / np.mean(1 - y),
                -np.mean(y) * np.log(np.mean(y)) - np.mean(1 - y) * np.log(np.mean(1 - y)),
            ),
        },
        "edges": {},
    },
    "4.9 What causes plateaus?": {
        "right": [plateaus],
        "slips": kinds(plateaus, "large weights", "zeros", "not tiny", "copies as they start", "another order"),
        "edges": {},
    },
    "4.10 What is bad about plateaus?": {
        "right": [fastest_rate(0.98)],
        "slips": {
            "a little too small": fastest_rate(0.85),
            "a little too large": fastest_rate(1.06),
            "half": fastest_rate(0.5),
            "as it was": 1.0,
            "ten": 10.0,
        },
        "edges": {},
    },
    "4.11 Newton's step": {
        "right": [newton],
        "slips": kinds(
            newton,
            "half of lambda",
            "no p(1 - p)",
            "p squared",
            "the mistakes",
            "lambda everywhere",
            "H times g",
            "elementwise",
            "plus",
        ),
        "edges": {},
    },
    "4.12 Eight layers of sigmoids": {
        "right": [deep_start],
        "slips": kinds(deep_start, "He's", "sum", "turned"),
        "edges": {},
    },
}
