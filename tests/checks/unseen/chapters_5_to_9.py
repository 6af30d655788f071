"""Answers that no bank was written for: right in other styles, slips that students make, right except at an edge."""

import numpy as np

EPS = 1e-5


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


SCANS = np.array([[[0.2, 0.8], [0.7, 0.3], [0.6, 0.4], [0.1, 0.9]]]), np.array([[1, 1, 1, 1]]), np.array([1, 1, 1, 1]), np.array([3, 3, 5, 5])  # fmt: skip


def bag(predictions, rows, y, sheet, same="sheet", first=False, last=False):
    """The error of those not asked about what they know; ``same`` says what makes two images one."""
    key = {"sheet": sheet, "label": y, "image": np.arange(len(y)), "neighbors": np.arange(len(y)) // 2}[same]
    wrong = []
    for i in range(len(y)):
        who = [k for k, row in enumerate(rows) if key[i] not in key[row]]
        if last and who:
            who = who[-1:]
        if who and not (first and sheet[i] in sheet[:i]):
            wrong.append(np.mean(predictions[who, i], axis=0).argmax() != y[i])
    return sum(wrong) / max(len(wrong), 1)


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


ANSWERS = {
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
    "8.11 An out-of-bag error that is too small": {
        "right": [(SCANS, bag), (list(SCANS), lambda p, r, y, s: float(bag(p, r, y, s)))],
        "slips": {
            "labels": (SCANS, lambda *a: bag(*a, same="label")),
            "unchanged": (SCANS, lambda *a: bag(*a, same="image")),
            "neighbors": (SCANS, lambda *a: bag(*a, same="neighbors")),
            "one scan of each": (SCANS, lambda *a: bag(*a, first=True)),
            "one network": (SCANS, lambda *a: bag(*a, last=True)),
            "percent": (SCANS, lambda *a: 100 * bag(*a)),
            "nothing left": ((*SCANS[:3], np.zeros(4, int)), bag),
            "the sheets of the rows": (SCANS, lambda p, r, y, s: bag(p, s[r], y, s)),
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
