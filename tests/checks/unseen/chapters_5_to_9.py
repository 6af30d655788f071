"""Answers that no bank was written for: right in other styles, slips that students make, right except at an edge."""

import numpy as np

EPS = 1e-5


def sgd(w, X, y, B, eta, mean=True, r=lambda z, y: z - y, sign=1):
    return w - sign * eta * X[B].T @ r(X[B] @ w, y[B]) / (len(B) if mean else 1)


def ball(w, before, g, eta, gamma, a=None, b=None):
    return w - (gamma * eta if a is None else a(eta, gamma)) * g + (1 - gamma if b is None else b(gamma)) * (w - before)


def ahead(w, before, gamma):
    return w + (1 - gamma) * (w - before)


def memory(squares, rhos, G0, left=np.prod, enter=lambda r: 1 - r, later=None, start=1.0, corrected=None):
    gone = left(rhos)
    after = np.array([np.prod(rhos[s + 1 :]) for s in range(len(rhos))]) if later is None else later(rhos)
    weights = enter(rhos) * after
    G = start * gone * G0 + weights @ squares
    done = (G - gone * G0) / (1 - gone) if corrected is None else corrected(G, gone, G0)
    return {"left": gone, "weights": weights, "G": G, "corrected": done}


def nadam(
    w, g, m0, v0, t, eta, b1, b2, eps, a=None, b=None, look=None, c1=lambda b, t: 1 - b ** (t + 1),
    c2=lambda b, t: 1 - b**t, root=lambda v, eps: np.sqrt(v + eps), sign=1, old=False,
):  # fmt: skip
    m = b1 * m0 + (1 - b1 if a is None else a) * g
    v = b2 * v0 + (1 - b2 if b is None else b) * g**2
    far = b1 * m + (1 - b1) * g if look is None else look(m, m0, g, b1)
    mh, vh = far / c1(b1, t), v / c2(b2, t)
    return {
        "m": m,
        "v": v,
        "ahead": far,
        "m_hat": mh,
        "v_hat": vh,
        "w_new": w - sign * eta * (m if old else mh) / root(vh, eps),
    }


def noise(mu, sigma, b, q=lambda b: (1 - b) / (1 + b), square=None, v=None, root=np.sqrt):
    k = q(b)
    m2 = mu**2 + sigma**2 * k if square is None else square(mu, sigma, k)
    vm = mu**2 + sigma**2 if v is None else v(mu, sigma)
    return {"squared_weights": k, "m_square": m2, "v_mean": vm, "step": root(m2 / vm)}


TWO_EPOCHS = ([[2.0, -1.0, 0.5], [1.0, 1.0]], 0.3)


def path(epochs, eta, t_of=lambda done, k, e: done, eps=1e-8, outside=False, b1=0.9, b2=0.999, keep=True):
    w, m, v, done, found = 0.0, 0.0, 0.0, 0, []
    for e, gradients in enumerate(epochs):
        for k, g in enumerate(gradients):
            done += 1
            t = t_of(done, k, e)
            m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
            mh, vh = m / (1 - b1**t), v / (1 - b2**t)
            w -= eta * mh / (np.sqrt(vh) + eps if outside else np.sqrt(vh + eps))
            found.append(w)
        if not keep:
            w = 0.0
    return np.array(found)


def grouped(Z, delta, scale, groups, all_units=False, inside=True, mean=1, dev=1, through=(1, 1)):
    n, m = Z.shape
    k = m // groups
    parts = Z.reshape(n, groups, k)
    var = np.repeat(Z.var(axis=1, keepdims=True), groups, axis=1) if all_units else parts.var(axis=2)
    s = np.sqrt(var + EPS) if inside else np.sqrt(var) + EPS
    z_hat = (parts - parts.mean(axis=2, keepdims=True)) / s[..., None]
    d = (delta * scale).reshape(n, groups, k)
    dmean, ds = -mean * d.sum(axis=2) / s, -dev * (d * z_hat).sum(axis=2) / s
    dZ = d / s[..., None] + through[0] * dmean[..., None] / k + through[1] * ds[..., None] * z_hat / k
    flat = {"z_hat": z_hat, "d": d, "dZ": dZ}
    sums = {"dshift": delta.sum(axis=0), "dscale": (delta * z_hat.reshape(n, m)).sum(axis=0)}
    return {"s": s, "dmean": dmean, "ds": ds, **sums, **{name: part.reshape(n, m) for name, part in flat.items()}}


def turned(rho, eta, kappa, a, tangent=None, length=None, rest=None, shrunk=None):
    tangent = eta * kappa / rho**2 if tangent is None else tangent
    length = np.hypot(rho, eta * kappa / rho) if length is None else length
    rest = (eta**2 * kappa**2 / (1 - (1 - a) ** 2)) ** 0.25 if rest is None else rest
    return {
        "tangent": tangent,
        "length": length,
        "rest": rest,
        "turn": eta * kappa / ((1 - a if shrunk is None else shrunk) * rest**2),
    }


def drop(H, delta, p, rng, rescale=True, back=True, keep=lambda u, p: u >= p, shape=None):
    mask = keep(rng.random(H.shape if shape is None else shape(H)), p) / (1 - p if rescale else 1)
    return H * mask, delta * (mask if back else 1)


def stop(losses, patience, better=lambda a, b: a < b, slack=0, reset=True):
    best, wait, epoch = 1, 0, 0
    for epoch, loss in enumerate(losses, start=1):
        if epoch > 1 and better(loss, losses[best - 1]):
            best, wait = epoch, 0 if reset else wait
        elif epoch > 1:
            wait += 1
        if wait >= patience + slack:
            break
    return best, epoch


def moved(X, k, axis=2, sign=1):
    old = X.reshape(-1, 28, 28)
    new = np.zeros_like(old)
    if axis == 2:
        new[:, :, k:] = old[:, :, :-k] if sign > 0 else 0
        if sign < 0:
            new[:, :, :-k] = old[:, :, k:]
            new[:, :, -k:] = 0
    else:
        new[:, k:] = old[:, :-k]
    return new.reshape(X.shape)


def bag(predictions, rows, y, unseen=True, votes=False, accuracy=False, every=False):
    wrong, count = 0, 0
    for i in range(len(y)):
        who = [k for k in range(len(rows)) if every or ((i in rows[k]) != unseen)]
        if not who:
            continue
        p = np.mean(
            [np.eye(predictions.shape[2])[predictions[k, i].argmax()] if votes else predictions[k, i] for k in who],
            axis=0,
        )
        wrong, count = wrong + (p.argmax() != y[i]), count + 1
    share = wrong / count
    return 1 - share if accuracy else share


def five(n, d, k, K, **replaced):
    """The answer to 9.2, with some of it replaced."""
    known = {"dead": n + (n - 1) // (k - 1), "twice": 2 * n - 1, "classes": n, "linear": d + 1}
    return known | {"square": (d + 1) * (d + 2) // 2} | replaced


def noise_parts(U, s, Vt, noise, A_test, sigma, **slip):
    parts = {"along": U.T @ noise, "dw": Vt.T @ (U.T @ noise / s), "length2": sigma**2 * np.sum(1 / s**2)}
    parts["seen"] = np.mean((A_test @ Vt.T) ** 2, axis=0)
    parts["by_direction"] = sigma**2 * parts["seen"] / s**2
    return {**parts, "error": parts["by_direction"].sum(), **slip}


EXAMPLE_9_5 = np.array([[1.0, 0.0], [0.0, 0.01]]), np.array([0.0, 1.0])


def without_cut(A, y, least):
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    kept = s > least
    return Vt[kept].T @ ((U[:, kept].T @ y) / s[kept])


def batches(n, size, rng, shuffle=True, drop=False):
    order = rng.permutation(n) if shuffle else np.arange(n)
    parts = [order[k : k + size] for k in range(0, n, size)]
    return [part for part in parts if len(part) == size] if drop else parts


ANSWERS = {
    "5.1 The batches of an epoch": {
        "right": [lambda n, s, rng: np.split(rng.permutation(n), range(s, n, s))],
        "slips": {
            "array_split": lambda n, s, rng: np.array_split(rng.permutation(n), max(n // s, 1)),
            "fresh draw": lambda n, s, rng: [rng.choice(n, min(s, n - k), replace=False) for k in range(0, n, s)],
            "with replacement": lambda n, s, rng: [rng.integers(0, n, min(s, n - k)) for k in range(0, n, s)],
            "dropped": lambda n, s, rng: batches(n, s, rng, drop=True),
            "no shuffle": lambda n, s, rng: batches(n, s, rng, shuffle=False),
            "own generator": lambda n, s, rng: batches(n, s, np.random.default_rng(0)),
            "global": lambda n, s, rng: batches(n, s, np.random),
            "one batch": lambda n, s, rng: batches(n, s, rng)[0],
            "from 1": lambda n, s, rng: [b + 1 for b in batches(n, s, rng)],
            "fresh draw + dropped": lambda n, s, rng: [rng.choice(n, s, replace=False) for _ in range(n // s)],
            "batches shuffled only": lambda n, s, rng: [
                batches(n, s, rng, shuffle=False)[k] for k in rng.permutation(-(-n // s))
            ],
        },
        "edges": {},
    },
    "5.2 A step of SGD": {
        "right": [lambda w, X, y, B, eta: w - eta * np.mean([(X[i] @ w - y[i]) * X[i] for i in B], axis=0)],
        "slips": {
            "sum": lambda *a: sgd(*a, mean=False),
            "over all n": lambda w, X, y, B, eta: w - eta * X[B].T @ (X[B] @ w - y[B]) / len(y),
            "factor 2": lambda w, X, y, B, eta: w - 2 * eta * X[B].T @ (X[B] @ w - y[B]) / len(B),
            "the step": lambda w, X, y, B, eta: -eta * X[B].T @ (X[B] @ w - y[B]) / len(B),
            "the gradient": lambda w, X, y, B, eta: X[B].T @ (X[B] @ w - y[B]) / len(B),
            "sign": lambda *a: sgd(*a, sign=-1),
            "mean over both": lambda w, X, y, B, eta: w - eta * np.mean((X[B] @ w - y[B])[:, None] * X[B]),
            "all data": lambda w, X, y, B, eta: w - eta * X.T @ (X @ w - y) / len(y),
            "first rows": lambda w, X, y, B, eta: sgd(w, X, y, np.arange(len(B)), eta),
            "no eta": lambda w, X, y, B, eta: sgd(w, X, y, B, 1.0),
            "sum and sign": lambda *a: sgd(*a, mean=False, sign=-1),
            "no target": lambda *a: sgd(*a, r=lambda z, y: z),
        },
        "edges": {
            "in place": lambda w, X, y, B, eta: w.__isub__(eta * X[B].T @ (X[B] @ w - y[B]) / len(B)),
            "squeeze": lambda *a: np.squeeze(sgd(*a)),
            "unique": lambda w, X, y, B, eta: sgd(w, X, y, np.unique(B), eta),
        },
    },
    "5.3 The variance of a batch gradient": {
        "right": [[1.6, 1.2632], np.array([8 / 5, 24 / 19])],
        "slips": {
            "swapped": [24 / 19, 1.6],
            "same": [1.6, 1.6],
            "n for n-1": [1.6, 1.2],
            "not divided": [8, 8 * 15 / 19],
            "root": [np.sqrt(1.6), np.sqrt(24 / 19)],
            "over n": [0.4, 0.4 * 15 / 19],
            "squares": [8 / 25, 8 / 25 * 15 / 19],
        },
        "edges": {},
    },
    "5.5 The heavy ball": {
        "right": [lambda w, b, g, eta, gamma: w + (1 - gamma) * (w - b) - eta * gamma * g],
        "slips": {
            "plain": lambda w, b, g, eta, gamma: w - eta * g,
            "gamma and beta": lambda w, b, g, eta, gamma: ball(w, b, g, eta, gamma, b=lambda gamma: gamma),
            "gamma and beta both": lambda w, b, g, eta, gamma: ball(w, b, g, eta, 1 - gamma),
            "no gamma on g": lambda *x: ball(*x, a=lambda eta, gamma: eta),
            "no previous": lambda *x: ball(*x, b=lambda gamma: 0),
            "full previous": lambda *x: ball(*x, b=lambda gamma: 1),
            "wrong sign": lambda *x: ball(*x, b=lambda gamma: gamma - 1),
            "uphill": lambda *x: ball(*x, a=lambda eta, gamma: -eta * gamma),
            "the step": lambda w, *x: ball(w, *x) - w,
            "pair": lambda w, b, g, eta, gamma: (ball(w, b, g, eta, gamma), w),
            "average of points": lambda w, b, g, eta, gamma: gamma * (w - eta * g) + (1 - gamma) * b,
            "no gamma, full": lambda *x: ball(*x, a=lambda eta, gamma: eta, b=lambda gamma: 1),
            "twice": lambda *x: ball(*x, a=lambda eta, gamma: 2 * eta * gamma),
        },
        "edges": {"in place": lambda w, b, g, eta, gamma: w.__iadd__(-gamma * eta * g + (1 - gamma) * (w - b))},
    },
    "5.6 From (lr, momentum) to (eta, gamma)": {
        "right": [lambda lr, beta: np.array([lr / (1 - beta), 1 - beta])],
        "slips": {
            "swapped": lambda lr, beta: (1 - beta, lr / (1 - beta)),
            "lr, 1-beta": lambda lr, beta: (lr, 1 - beta),
            "lr, beta": lambda lr, beta: (lr, beta),
            "over beta": lambda lr, beta: (lr / beta if beta else np.inf, beta),
            "times": lambda lr, beta: (lr * (1 - beta), 1 - beta),
            "eta only": lambda lr, beta: lr / (1 - beta),
            "gamma beta": lambda lr, beta: (lr / (1 - beta), beta),
        },
        "edges": {},
    },
    "5.7 How large may eta be?": {
        "right": [0.36, np.float32(0.36)],
        "slips": {
            "gd": 0.04,
            "2/(gamma h)": 0.2,
            "4/(gamma h)": 0.4,
            "lr": 0.072,
            "h forgotten": 18.0,
            "percent": 36.0,
            "1-gamma": 0.09,
            "one digit": 0.4,
        },
        "edges": {},
    },
    "5.8 Nesterov's method": {
        "right": [lambda w, b, grad, eta, gamma: (lambda v: v - eta * gamma * grad(v))(w + (1 - gamma) * (w - b))],
        "slips": {
            "heavy ball": lambda w, b, grad, eta, gamma: ahead(w, b, gamma) - gamma * eta * grad(w),
            "look-ahead point": lambda w, b, grad, eta, gamma: ahead(w, b, gamma),
            "from w": lambda w, b, grad, eta, gamma: w - gamma * eta * grad(ahead(w, b, gamma)),
            "no gamma": lambda w, b, grad, eta, gamma: ahead(w, b, gamma) - eta * grad(ahead(w, b, gamma)),
            "uphill": lambda w, b, grad, eta, gamma: ahead(w, b, gamma) + gamma * eta * grad(ahead(w, b, gamma)),
            "gamma swapped": lambda w, b, grad, eta, gamma: (
                ahead(w, b, 1 - gamma) - gamma * eta * grad(ahead(w, b, 1 - gamma))
            ),
            "the step": lambda w, b, grad, eta, gamma: ahead(w, b, gamma) - gamma * eta * grad(ahead(w, b, gamma)) - w,
            "full previous": lambda w, b, grad, eta, gamma: ahead(w, b, 0) - gamma * eta * grad(ahead(w, b, 0)),
            "gradient there, heavy ball": lambda w, b, grad, eta, gamma: (
                w - gamma * eta * grad(ahead(w, b, gamma)) + (1 - gamma) * (w - b) * 2
            ),
            "plain": lambda w, b, grad, eta, gamma: w - eta * grad(w),
            "both swapped": lambda w, b, grad, eta, gamma: (
                ahead(w, b, 1 - gamma) - (1 - gamma) * eta * grad(ahead(w, b, 1 - gamma))
            ),
        },
        "edges": {},
    },
    "6.1 An average whose memory changes": {
        "right": [memory, lambda *a: tuple(memory(*a).values())],
        "slips": {
            "mean rho": lambda *a: memory(*a, left=lambda r: np.mean(r) ** len(r)),
            "last rho": lambda *a: memory(*a, left=lambda r: r[-1] ** len(r)),
            "what the squares have": lambda *a: memory(*a, left=lambda r: 1 - np.prod(r)),
            "own rho too": lambda *a: memory(*a, later=lambda r: np.cumprod(r[::-1])[::-1]),
            "earlier": lambda *a: memory(*a, later=lambda r: np.cumprod(np.append(1, r[:-1]))),
            "reversed": lambda *a: memory(*a, later=lambda r: np.cumprod(np.append(1, r[:0:-1]))),
            "no 1 - rho": lambda *a: memory(*a, enter=lambda r: 1.0 + 0 * r),
            "rho for 1 - rho": lambda *a: memory(*a, enter=lambda r: r),
            "start at 0": lambda *a: memory(*a, start=0.0),
            "only divided": lambda *a: memory(*a, corrected=lambda G, gone, G0: G / (1 - gone)),
            "whole start": lambda *a: memory(*a, corrected=lambda G, gone, G0: (G - G0) / (1 - gone)),
            "not divided": lambda *a: memory(*a, corrected=lambda G, gone, G0: G - gone * G0),
            "divided by left": lambda *a: memory(*a, corrected=lambda G, gone, G0: (G - gone * G0) / gone),
        },
        "edges": {},
    },
    "6.4 Adam with a look ahead": {
        "right": [nadam, lambda *a: nadam(*a, look=lambda m, m0, g, b: m + b * (m - m0))],
        "slips": {
            "m sum": lambda *a: nadam(*a, a=1),
            "v sum": lambda *a: nadam(*a, b=1),
            "m itself": lambda *a: nadam(*a, look=lambda m, m0, g, b: m),
            "g only": lambda *a: nadam(*a, look=lambda m, m0, g, b: g),
            "from before": lambda *a: nadam(*a, look=lambda m, m0, g, b: b * m0 + (1 - b) * g),
            "power t": lambda *a: nadam(*a, c1=lambda b, t: 1 - b**t),
            "power 2t": lambda *a: nadam(*a, c1=lambda b, t: 1 - b ** (2 * t)),
            "no power": lambda *a: nadam(*a, c1=lambda b, t: 1 - b),
            "both t + 1": lambda *a: nadam(*a, c2=lambda b, t: 1 - b ** (t + 1)),
            "m not corrected": lambda *a: nadam(*a, c1=lambda b, t: 1.0),
            "v not corrected": lambda *a: nadam(*a, c2=lambda b, t: 1.0),
            "outside": lambda *a: nadam(*a, root=lambda v, eps: np.sqrt(v) + eps),
            "no root": lambda *a: nadam(*a, root=lambda v, eps: v + eps),
            "uphill": lambda *a: nadam(*a, sign=-1),
            "m in the step": lambda *a: nadam(*a, old=True),
        },
        "edges": {},
    },
    "6.5 It passed its test": {
        "right": [(TWO_EPOCHS, path), (([[0.1] * 3] * 3, 1.0), lambda epochs, eta: list(path(epochs, eta)))],
        "slips": {
            "epoch number": (TWO_EPOCHS, lambda *a: path(*a, t_of=lambda done, k, e: e + 1)),
            "one too many": (TWO_EPOCHS, lambda *a: path(*a, t_of=lambda done, k, e: done + 1)),
            "outside": (TWO_EPOCHS, lambda *a: path(*a, outside=True, eps=1e-2)),
            "still restarts": (TWO_EPOCHS, lambda *a: path(*a, t_of=lambda done, k, e: k + 1)),
            "w restarts": (TWO_EPOCHS, lambda *a: path(*a, keep=False)),
            "never corrected": (TWO_EPOCHS, lambda *a: path(*a, t_of=lambda done, k, e: 10**9)),
            "epochs times steps": (TWO_EPOCHS, lambda *a: path(*a, t_of=lambda done, k, e: (e + 1) * (k + 1))),
            "one epoch": (([[1.0, 2.0]], 0.1), path),
        },
        "edges": {},
    },
    "6.7 What noise does to the step": {
        "right": [noise, lambda *a: tuple(noise(*a).values())],
        "slips": {
            "sum 1": lambda *a: noise(*a, q=lambda b: 1.0),
            "newest": lambda *a: noise(*a, q=lambda b: (1 - b) ** 2),
            "1 - b": lambda *a: noise(*a, q=lambda b: 1 - b),
            "series alone": lambda *a: noise(*a, q=lambda b: 1 / (1 - b**2)),
            "upside down": lambda *a: noise(*a, q=lambda b: (1 + b) / (1 - b)),
            "no noise left": lambda *a: noise(*a, square=lambda mu, sd, k: mu**2),
            "all noise left": lambda *a: noise(*a, square=lambda mu, sd, k: mu**2 + sd**2),
            "mean shrunk": lambda *a: noise(*a, square=lambda mu, sd, k: k * (mu**2 + sd**2)),
            "variance only": lambda *a: noise(*a, square=lambda mu, sd, k: k * sd**2),
            "v a variance": lambda *a: noise(*a, v=lambda mu, sd: sd**2 + 1e-9),
            "v with mu": lambda *a: noise(*a, v=lambda mu, sd: (abs(mu) + sd) ** 2),
            "no root": lambda *a: noise(*a, root=lambda x: x),
        },
        "edges": {},
    },
    "6.8 A long step on short notice": {
        "right": [
            [0.01] * 40 + [min(1.0, 0.01 * 1.055**k) for k in range(60)],
            [-max(0.01, 1.06**k) for k in range(-99, 1)],
        ],
        "slips": {
            "all equal": [0.5] * 30,
            "two levels": [0.01] * 90 + [1.0] * 10,
            "big first": [1.0] * 10 + [0.01] * 90,
            "one": [1.0],
            "as in the chapter": [0.0] * 20_000 + [1.0] * 12,
            "evenly": np.linspace(0.01, 1, 100),
            "three levels": [0.01] * 60 + [0.1] * 20 + [1.0] * 20,
        },
        "edges": {},
    },
    "6.9 A loss that is scaled down": {
        "right": [[1e-5 / 3, 0.019245], (3.3333e-6, np.sqrt(1e-8 / 3) / 0.003)],
        "slips": {
            "swapped": [0.019245, 3.3333e-6],
            "root of eps": [3.3333e-6, 1e-4 / 0.003],
            "both alike": [3.3333e-6, 3.3333e-6],
            "g for c": [1e-8, 5.7735e-5],
            "squares": [3.3333e-6, 1e-8 / 3 / 9e-6],
            "upside down": [3e5, 51.96],
            "three times": [3.3333e-6, np.sqrt(3e-8) / 0.003],
        },
        "edges": {},
    },
    "7.1 A column that came out too small": {
        "right": [6, 6.0, 0.6 * 10],
        "slips": {
            "times 0.6": 4.8,
            "over 0.6": 13.333,
            "divisor": 10.0,
            "variance": 36,
            "mean": 8,
            "6.4": 6.4,
            "upside": 1 / 6,
            "sum of squares": np.sqrt(0.36 + 64),
        },
        "edges": {},
    },
    "7.2 Group norm, forward and backward": {
        "right": [lambda Z, delta, scale, groups: grouped(Z, delta, scale, groups)],
        "slips": {
            "layer norm": lambda Z, delta, scale, groups: grouped(Z, delta, scale, groups, all_units=True),
            "eps outside": lambda Z, delta, scale, groups: grouped(Z, delta, scale, groups, inside=False),
            "no scale": lambda Z, delta, scale, groups: grouped(Z, delta, 1 + 0 * scale, groups),
            "plus mean": lambda Z, delta, scale, groups: grouped(Z, delta, scale, groups, mean=-1),
            "plus s": lambda Z, delta, scale, groups: grouped(Z, delta, scale, groups, dev=-1),
            "no mean": lambda Z, delta, scale, groups: grouped(Z, delta, scale, groups, through=(0, 1)),
            "no s": lambda Z, delta, scale, groups: grouped(Z, delta, scale, groups, through=(1, 0)),
            "constants": lambda Z, delta, scale, groups: grouped(Z, delta, scale, groups, through=(0, 0)),
            "twice s": lambda Z, delta, scale, groups: grouped(Z, delta, scale, groups, through=(1, 2)),
        },
        "edges": {},
    },
    "7.3 How far a step turns": {
        "right": [turned],
        "slips": {
            "one rho": lambda rho, eta, kappa, a: turned(rho, eta, kappa, a, tangent=eta * kappa / rho),
            "three rhos": lambda rho, eta, kappa, a: turned(rho, eta, kappa, a, tangent=eta * kappa / rho**3),
            "added": lambda rho, eta, kappa, a: turned(rho, eta, kappa, a, length=rho + eta * kappa / rho),
            "no root": lambda rho, eta, kappa, a: turned(rho, eta, kappa, a, length=rho**2 + (eta * kappa / rho) ** 2),
            "2a": lambda rho, eta, kappa, a: turned(rho, eta, kappa, a, rest=(eta**2 * kappa**2 / (2 * a)) ** 0.25),
            "square root": lambda rho, eta, kappa, a: turned(
                rho, eta, kappa, a, rest=eta * kappa / np.sqrt(1 - (1 - a) ** 2)
            ),
            "not shrunk": lambda rho, eta, kappa, a: turned(rho, eta, kappa, a, shrunk=1.0),
        },
        "edges": {},
    },
    "7.7 Folded into the next layer": {
        "right": [
            lambda W, b, s, t, m, v: (
                np.array([s / np.sqrt(v + EPS) * row for row in W]),
                np.array([row @ (t - s * m / np.sqrt(v + EPS)) for row in W]) + b,
            )
        ],
        "slips": {
            "rows": lambda W, b, s, t, m, v: (W * (s / np.sqrt(v + EPS))[:, None], b),
            "b untouched": lambda W, b, s, t, m, v: (W * s / np.sqrt(v + EPS), b),
            "no shift": lambda W, b, s, t, m, v: (W * s / np.sqrt(v + EPS), b - W @ (s * m / np.sqrt(v + EPS))),
            "no mean": lambda W, b, s, t, m, v: (W * s / np.sqrt(v + EPS), b + W @ t),
            "plus mean": lambda W, b, s, t, m, v: (W * s / np.sqrt(v + EPS), b + W @ (t + s * m / np.sqrt(v + EPS))),
            "raw mean": lambda W, b, s, t, m, v: (W * s / np.sqrt(v + EPS), b + W @ (t - m)),
            "variance": lambda W, b, s, t, m, v: (W * s / (v + EPS), b + W @ (t - s * m / (v + EPS))),
            "no eps": lambda W, b, s, t, m, v: (W * s / np.sqrt(v), b + W @ (t - s * m / np.sqrt(v))),
        },
        "edges": {},
    },
    "8.1 A step with weight decay": {
        "right": [lambda w, g, m, eta, lam: w - eta * (g + lam * w * m)],
        "slips": {
            "biases too": lambda w, g, m, eta, lam: w - eta * (g + lam * w),
            "no decay": lambda w, g, m, eta, lam: w - eta * g,
            "no eta": lambda w, g, m, eta, lam: w * np.where(m, 1 - lam, 1) - eta * g,
            "twice": lambda w, g, m, eta, lam: w - eta * (g + 2 * lam * w * m),
            "plus": lambda w, g, m, eta, lam: w - eta * (g - lam * w * m),
            "after": lambda w, g, m, eta, lam: (w - eta * g) * np.where(m, 1 - eta * lam, 1),
            "uphill": lambda w, g, m, eta, lam: w + eta * (g + lam * w * m),
            "biases not stepped": lambda w, g, m, eta, lam: w - eta * (g + lam * w) * m,
            "squared": lambda w, g, m, eta, lam: w - eta * (g + lam * w**2 * m),
            "the step": lambda w, g, m, eta, lam: -eta * (g + lam * w * m),
            "mask turned": lambda w, g, m, eta, lam: w - eta * (g + lam * w * ~m),
            "biases too, no eta": lambda w, g, m, eta, lam: w * (1 - lam) - eta * g,
            "constant": lambda w, g, m, eta, lam: w - eta * (g + lam * m),
        },
        "edges": {"in place": lambda w, g, m, eta, lam: w.__isub__(eta * (g + lam * w * m))},
    },
    "8.2 Weight decay inside and outside of Adam": {
        "right": [[[0.002, 0.002], [0.0002, 0.005]]],
        "slips": {
            "both same": [[0.0002, 0.005]] * 2,
            "swapped": [[0.0002, 0.005], [0.002, 0.002]],
            "sign": [[-0.002, -0.002], [-0.0002, -0.005]],
            "new weights": [[1.998, 49.998], [1.9998, 49.995]],
            "transposed": [[0.002, 0.0002], [0.002, 0.005]],
            "no eta": [[0.002, 0.002], [0.1, 2.5]],
            "flat": [0.002, 0.002, 0.0002, 0.005],
        },
        "edges": {},
    },
    "8.3 A dropout layer, forward and backward": {
        "right": [
            lambda H, d, p, rng: drop(H, d, p, rng),
            lambda H, d, p, rng: (lambda m: (H * m / (1 - p), d * m / (1 - p)))(rng.binomial(1, 1 - p, H.shape)),
        ],
        "slips": {
            "no rescaling": lambda *a: drop(*a, rescale=False),
            "delta untouched": lambda *a: drop(*a, back=False),
            "keep p": lambda *a: drop(*a, keep=lambda u, p: u < p),
            "two masks": lambda H, d, p, rng: (drop(H, d, p, rng)[0], drop(H, d, p, rng)[1]),
            "one mask": lambda *a: drop(*a, shape=lambda H: H.shape[1:]),
            "one per row": lambda *a: drop(*a, shape=lambda H: (len(H), 1)),
            "divided by p": lambda H, d, p, rng: tuple(x * (1 - p) / p for x in drop(H, d, p, rng)),
            "times 1-p": lambda H, d, p, rng: tuple(x * (1 - p) ** 2 for x in drop(H, d, p, rng)),
            "delta not rescaled": lambda H, d, p, rng: (lambda o: (o[0], o[1] * (1 - p)))(drop(H, d, p, rng)),
            "output only": lambda *a: drop(*a)[0],
            "swapped": lambda *a: drop(*a)[::-1],
            "global": lambda H, d, p, rng: drop(H, d, p, np.random),
            "one mask, no rescaling": lambda *a: drop(*a, shape=lambda H: H.shape[1:], rescale=False),
        },
        "edges": {
            "own seed": lambda H, d, p, rng: drop(H, d, p, np.random.default_rng(int(1e6 * abs(H.flat[0])))),
            "out != 0": lambda H, d, p, rng: (lambda o: (o, d * (o != 0) / (1 - p)))(drop(H, d, p, rng)[0]),
        },
    },
    "8.4 The logits to predict with": {
        "right": [lambda W, b, x, p: W @ ((1 - p) * x) + b],
        "slips": {
            "bias too": lambda W, b, x, p: (1 - p) * (W @ x + b),
            "p": lambda W, b, x, p: p * W @ x + b,
            "inverted": lambda W, b, x, p: W @ x / (1 - p) + b,
            "nothing": lambda W, b, x, p: W @ x + b,
            "no bias": lambda W, b, x, p: (1 - p) * W @ x,
            "p and bias": lambda W, b, x, p: p * (W @ x + b),
            "transposed": lambda W, b, x, p: (1 - p) * x @ W + b if W.shape[0] == W.shape[1] else (1 - p) * x @ W,
            "squared": lambda W, b, x, p: (1 - p) ** 2 * W @ x + b,
        },
        "edges": {},
    },
    "8.6 Early stopping with patience": {
        "right": [lambda losses, patience: stop(losses, patience)],
        "slips": {
            "last": lambda losses, patience: (stop(losses, patience)[1],) * 2,
            "no reset": lambda losses, patience: stop(losses, patience, reset=False),
            "late": lambda losses, patience: stop(losses, patience, slack=1),
            "early": lambda losses, patience: stop(losses, patience, slack=-1),
            "from 0": lambda losses, patience: tuple(k - 1 for k in stop(losses, patience)),
            "swapped": lambda losses, patience: stop(losses, patience)[::-1],
            "best only": lambda losses, patience: stop(losses, patience)[0],
            "never": lambda losses, patience: (int(np.argmin(losses)) + 1, len(losses)),
            "the loss": lambda losses, patience: (losses[stop(losses, patience)[0] - 1], stop(losses, patience)[1]),
            "largest": lambda losses, patience: stop([-x for x in losses], patience),
        },
        "edges": {"ties count as better": lambda losses, patience: stop(losses, patience, better=lambda a, b: a <= b)},
    },
    "8.8 The decay that resembles an early stop": {
        "right": [0.5],
        "slips": {
            "eta t": 2.0,
            "1/t": 0.025,
            "eta/t": 0.00125,
            "1/eta": 20.0,
            "percent": 50.0,
            "half": 0.25,
            "sign": -0.5,
        },
        "edges": {},
    },
    "8.9 Shift images to the right": {
        "right": [moved],
        "slips": {
            "roll": lambda X, k: np.roll(X.reshape(-1, 28, 28), k, axis=2).reshape(X.shape),
            "flat roll": lambda X, k: np.roll(X, k, axis=1),
            "down": lambda X, k: moved(X, k, axis=1),
            "left": lambda X, k: moved(X, k, sign=-1),
            "one pixel": lambda X, k: moved(X, 1),
            "shape": lambda X, k: moved(X, k).reshape(-1, 28, 28),
            "not cleared": lambda X, k: np.concatenate(
                [X.reshape(-1, 28, 28)[:, :, :k], X.reshape(-1, 28, 28)[:, :, :-k]], axis=2
            ).reshape(X.shape),
            "first image only": lambda X, k: moved(X[:1], k),
            "flat zeros": lambda X, k: np.hstack([np.zeros((len(X), k)), X[:, :-k]]),
        },
        "edges": {
            "in place": lambda X, k: X.__setitem__(slice(None), moved(X, k)) or X,
            "three images": lambda X, k: np.stack([moved(X, k)[i] for i in range(3)]),
        },
    },
    "8.10 The variance of a bag": {
        "right": [lambda v, rho, B: v * (1 + (B - 1) * rho) / B],
        "slips": {
            "independent": lambda v, rho, B: v / B,
            "rho only": lambda v, rho, B: rho * v,
            "swapped": lambda v, rho, B: (1 - rho) * v + rho * v / B,
            "not divided": lambda v, rho, B: rho * v + (1 - rho) * v,
            "B squared": lambda v, rho, B: rho * v + (1 - rho) * v / B**2,
            "sd": lambda v, rho, B: np.sqrt(rho * v + (1 - rho) * v / B),
            "sum": lambda v, rho, B: B * v * (1 + (B - 1) * rho),
            "B for B-1": lambda v, rho, B: v * (1 + B * rho) / B,
            "rho squared": lambda v, rho, B: rho**2 * v + (1 - rho**2) * v / B,
        },
        "edges": {},
    },
    "8.11 The out-of-bag error": {
        "right": [bag],
        "slips": {
            "seen": lambda *a: bag(*a, unseen=False),
            "all": lambda *a: bag(*a, every=True),
            "votes": lambda *a: bag(*a, votes=True),
            "accuracy": lambda *a: bag(*a, accuracy=True),
            "percent": lambda *a: 100 * bag(*a),
            "count": lambda p, r, y: bag(p, r, y) * sum(any(i not in row for row in r) for i in range(len(y))),
            "over n": lambda p, r, y: (
                bag(p, r, y) * sum(any(i not in row for row in r) for i in range(len(y))) / len(y)
            ),
            "each network": lambda p, r, y: np.mean(
                [
                    np.mean(
                        p[k, np.setdiff1d(np.arange(len(y)), r[k])].argmax(axis=1)
                        != y[np.setdiff1d(np.arange(len(y)), r[k])]
                    )
                    for k in range(len(r))
                ]
            ),
            "all, accuracy": lambda *a: bag(*a, every=True, accuracy=True),
        },
        "edges": {},
    },
    "8.12 Which prior does lambda stand for?": {
        "right": [0.005],
        "slips": {
            "no n": 0.25,
            "tau not squared": 0.01,
            "upside": 0.08,
            "half": 0.0025,
            "twice": 0.01000001,
            "n only": 0.02,
            "n tau^2": 200.0,
            "sum": 1 / 4,
        },
        "edges": {},
    },
    "9.1 What a little noise does": {
        "right": [
            lambda U, s, Vt, noise, A_test, sigma: noise_parts(U, s, Vt, noise, A_test, sigma),
            lambda U, s, Vt, noise, A_test, sigma: tuple(noise_parts(U, s, Vt, noise, A_test, sigma).values()),
        ],
        "slips": {
            "U transposed twice": lambda U, *a: noise_parts(U, *a, along=U.T @ a[2] / len(U)),
            "squared s": lambda U, s, Vt, noise, *a: noise_parts(U, s, Vt, noise, *a, dw=Vt.T @ (U.T @ noise / s**2)),
            "one noise": lambda U, s, Vt, noise, *a: noise_parts(
                U, s, Vt, noise, *a, length2=np.sum((U.T @ noise / s) ** 2)
            ),
            "no sigma": lambda U, s, Vt, noise, *a: noise_parts(U, s, Vt, noise, *a, length2=np.sum(1 / s**2)),
            "root": lambda U, s, Vt, noise, T, sigma: noise_parts(
                U, s, Vt, noise, T, sigma, length2=sigma * np.sqrt(np.sum(1 / s**2))
            ),
            "absolute": lambda U, s, Vt, noise, T, sigma: noise_parts(
                U, s, Vt, noise, T, sigma, seen=np.mean(np.abs(T @ Vt.T), axis=0)
            ),
            "variance": lambda U, s, Vt, noise, T, sigma: noise_parts(
                U, s, Vt, noise, T, sigma, seen=np.var(T @ Vt.T, axis=0)
            ),
            "mean direction": lambda *a: noise_parts(*a, error=noise_parts(*a)["by_direction"].mean()),
        },
        "edges": {},
    },
    "9.2 Five thresholds": {
        "right": [
            lambda n, d, k, K: five(n, d, k, K),
            lambda n, d, k, K: tuple(five(n, d, k, K, square=sum(range(d + 2))).values()),
        ],
        "slips": {
            "n": lambda n, *a: five(n, *a, dead=n),
            "dead among n": lambda n, d, k, K: five(n, d, k, K, dead=n + n // k),
            "by share": lambda n, d, k, K: five(n, d, k, K, dead=int(np.ceil(n * k / (k - 1)))),
            "one more group": lambda n, d, k, K: five(n, d, k, K, dead=n + n // (k - 1)),
            "both copies": lambda n, *a: five(n, *a, twice=2 * n),
            "no copy": lambda n, *a: five(n, *a, twice=n),
            "all labels": lambda n, d, k, K: five(n, d, k, K, classes=n * K),
            "no constant": lambda n, d, *a: five(n, d, *a, linear=d),
            "squares": lambda n, d, *a: five(n, d, *a, square=d + 1),
            "no products": lambda n, d, *a: five(n, d, *a, square=2 * d + 1),
            "products twice": lambda n, d, *a: five(n, d, *a, square=1 + d + d * d),
            "products alone": lambda n, d, *a: five(n, d, *a, square=d * (d + 1) // 2),
        },
        "edges": {},
    },
    "9.5 A curve without a peak": {
        "right": [
            (EXAMPLE_9_5, lambda A, y: without_cut(A, y, 1e-12 * np.linalg.norm(A))),
            (EXAMPLE_9_5, lambda A, y: without_cut(A, y, 1e-9 * np.linalg.norm(A, 2))),
        ],
        "slips": {
            "no example": ((np.eye(2), np.ones(2)), lambda A, y: np.linalg.pinv(A, rcond=1e-12) @ y),
            "ridge": (EXAMPLE_9_5, lambda A, y: np.linalg.solve(A.T @ A + 1e-6 * np.eye(A.shape[1]), A.T @ y)),
            "cut-off 0.01": (EXAMPLE_9_5, lambda A, y: np.linalg.pinv(A, rcond=0.01) @ y),
            "greater than 0": (EXAMPLE_9_5, lambda A, y: without_cut(A, y, 0.0)),
            "absolute": (EXAMPLE_9_5, lambda A, y: without_cut(A, y, 1e-5)),
            "normal equations": (EXAMPLE_9_5, lambda A, y: np.linalg.pinv(A.T @ A) @ A.T @ y),
            "unchanged": (EXAMPLE_9_5, lambda A, y: np.linalg.pinv(A, rcond=0.1) @ y),
        },
        "edges": {},
    },
    "9.6 Another perfect fit": {
        "right": [lambda A, y, a: (lambda V: np.linalg.pinv(A) @ y + a * V[-1])(np.linalg.svd(A)[2])],
        "slips": {
            "smallest": lambda A, y, a: np.linalg.pinv(A) @ y,
            "not normalized": lambda A, y, a: (
                np.linalg.pinv(A) @ y + a * (np.ones(A.shape[1]) - np.linalg.pinv(A) @ A @ np.ones(A.shape[1]))
            ),
            "any direction": lambda A, y, a: np.linalg.pinv(A) @ y + a * np.ones(A.shape[1]) / np.sqrt(A.shape[1]),
            "row space": lambda A, y, a: np.linalg.pinv(A) @ y + a * A[0] / np.linalg.norm(A[0]),
            "scaled": lambda A, y, a: (1 + a) * np.linalg.pinv(A) @ y,
            "norm amount": lambda A, y, a: a * np.linalg.svd(A)[2][-1],
        },
        "edges": {},
    },
    "9.7 Where gradient descent ends": {
        "right": [
            lambda A, y, w, d: w + np.sqrt(d) * (np.linalg.pinv(A * np.sqrt(d)) @ (y - A @ w)),
            lambda A, y, w, d: w + np.sqrt(d) * np.linalg.lstsq(A * np.sqrt(d), y - A @ w, rcond=None)[0],
            lambda A, y, w, d: w + np.diag(d) @ A.T @ np.linalg.inv(A @ np.diag(d) @ A.T) @ (y - A @ w),
        ],
        "slips": {
            "smallest": lambda A, y, w, d: np.linalg.pinv(A) @ y,
            "no rates": lambda A, y, w, d: w + np.linalg.pinv(A) @ (y - A @ w),
            "part kept, no rates": lambda A, y, w, d: np.linalg.pinv(A) @ y + w - np.linalg.pinv(A) @ (A @ w),
            "start": lambda A, y, w, d: w,
            "one step": lambda A, y, w, d: w - d * (A.T @ (A @ w - y)),
            "correction only": lambda A, y, w, d: d * (np.linalg.pinv(A) @ (y - A @ w)),
            "rates squared": lambda A, y, w, d: w + d * (np.linalg.pinv(A * d) @ (y - A @ w)),
            "root forgotten": lambda A, y, w, d: w + np.sqrt(d) * (np.linalg.pinv(A) @ (y - A @ w)),
            "sign": lambda A, y, w, d: w - np.sqrt(d) * (np.linalg.pinv(A * np.sqrt(d)) @ (y - A @ w)),
            "transpose": lambda A, y, w, d: w + d * (A.T @ (y - A @ w)),
            "prediction": lambda A, y, w, d: A @ (w + np.linalg.pinv(A) @ (y - A @ w)),
        },
        "edges": {},
    },
    "9.8 What ridge does to the peak": {
        "right": [lambda s, n, lam: 1 / (1 + n * lam / s**2)],
        "slips": {
            "no n": lambda s, n, lam: s**2 / (s**2 + lam),
            "not squared": lambda s, n, lam: s / (s + n * lam),
            "lost": lambda s, n, lam: n * lam / (s**2 + n * lam),
            "over n": lambda s, n, lam: s**2 / (s**2 + lam / n),
            "component": lambda s, n, lam: s / (s**2 + n * lam),
            "upside": lambda s, n, lam: (s**2 + n * lam) / s**2,
            "lam squared": lambda s, n, lam: s**2 / (s**2 + n * lam**2),
            "half": lambda s, n, lam: s**2 / (s**2 + n * lam / 2),
            "root": lambda s, n, lam: s / np.sqrt(s**2 + n * lam),
            "len(s)": lambda s, n, lam: s**2 / (s**2 + len(s) * lam),
        },
        "edges": {},
    },
}
