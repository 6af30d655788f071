"""What a student of one semester hands in to chapters 5 to 9: another right way, and the slips that come first to mind."""

import numpy as np

from .common_slips_1_to_4 import kinds, s


def uneven(w, X, y, B, q, eta, kind=""):
    mistakes = X[B] @ w - y[B]
    factor = {
        "no weights": np.ones(len(B)),
        "q alone": q[B],
        "one over q": 1 / q[B],
        "n times q": len(y) * q[B],
        "weights add up to one": len(B) / q[B] / np.sum(1 / q[B]),
    }.get(kind, 1 / (len(y) * q[B]))
    g = X[B].T @ (mistakes * factor) / (1 if kind == "sum over the batch" else len(B))
    if kind == "in place":
        w -= eta * g
        return w
    return eta * g if kind == "the step alone" else w - eta * g


def clip(G, c, kind=""):
    if kind == "entries":
        return np.clip(G, -c, c).mean(axis=0)
    lengths = np.linalg.norm(G, axis=0 if kind == "columns" else 1)
    if kind == "the mean is clipped":
        mean = G.mean(axis=0)
        return mean * min(1, c / np.linalg.norm(mean))
    if kind == "thrown out":
        return G[lengths <= c].mean(axis=0) if (lengths <= c).any() else 0 * G[0]
    factor = np.maximum(1, c / lengths) if kind == "max" else np.minimum(1, c / lengths)
    if kind == "columns":
        return (G * factor).mean(axis=0)
    table = G * factor[:, None]
    return table.sum(axis=0) if kind == "sum" else table


def clipped(G, c, kind=""):
    table = clip(G, c, kind)
    return table.mean(axis=0) if np.ndim(table) == 2 else table


LONG = np.array([[3.0, 4.0], [-0.6, -0.8], [-0.6, -0.8], [0.0, -1.0]]), 1.0


def floors(rng, kind=""):
    from lecturekit.sgd import Momentum, minimum, one_unit, two_measurements
    from lecturekit.sgd.known_minimum import mean_losses
    from lecturekit.training import GradientDescent

    net, (X, y), lowest = one_unit(), two_measurements(), minimum()[0]
    found = []
    ball = Momentum(0.2 if kind == "rate not divided by gamma" else 2.0, gamma=0.1)
    for optimizer in (GradientDescent(0.2), ball):
        w = np.zeros(3) if kind == "from zero" else np.array(minimum()[1], float)
        losses = []
        for _ in range(4000):
            B = rng.integers(len(y), size=16)
            w = optimizer.step(w, net.grad(w, X[B], y[B]))
            losses.append(float(np.squeeze(mean_losses(w))))
        found.append(
            np.mean(losses[0 if kind == "from zero" else 1000 :]) - (0 if kind == "the loss itself" else lowest)
        )
    return found[::-1] if kind == "exchanged" else found[1] / found[0] if kind == "the ratio" else tuple(found)


def change(w, g1, g2, lr1, lr2, beta, kind=""):
    gamma = 1 - beta
    eta1, eta2 = lr1 / gamma, lr2 / gamma
    w1 = w - lr1 * g1
    library = w1 - lr2 * (beta * g1 + g2)
    ours = w1 - (beta * gamma * eta1 * g1 + gamma * eta2 * g2)
    repair = lr1 / lr2
    if kind == "times gamma":
        eta2 = lr2 * gamma
    if kind == "divided by beta":
        eta2 = lr2 / beta
    if kind == "no memory":
        library = w1 - lr2 * g2
    if kind == "memory of the old rate in both":
        library = ours
    if kind == "both the same":
        ours = library
    if kind == "upside down":
        repair = lr2 / lr1
    if kind == "with beta":
        repair = beta * lr1 / lr2
    return dict(eta2=eta2, w1=w1, w_library=library, w_27=ours, repair=repair)  # noqa: C408


def nesterov(eta, gamma, h, kind=""):
    q = 1 - gamma * eta * h
    a, b, limit = (2 - gamma) * q, -(1 - gamma) * q, (4 - 2 * gamma) / ((3 - 2 * gamma) * gamma * h)
    if kind == "the heavy ball's":
        a, b, limit = 2 - gamma - gamma * eta * h, -(1 - gamma), 2 * (2 - gamma) / (gamma * h)
    if kind == "the heavy ball's limit":
        limit = 2 * (2 - gamma) / (gamma * h)
    if kind == "b with plus":
        b = -b
    if kind == "descent's limit":
        limit = 2 / h
    if kind == "no gamma at the gradient":
        a, b = (2 - gamma) * (1 - eta * h), -(1 - gamma) * (1 - eta * h)
    if kind == "gamma and 1 - gamma":
        a, b = (1 + gamma) * (1 - (1 - gamma) * eta * h), -gamma * (1 - (1 - gamma) * eta * h)
    return dict(a=a, b=b, limit=limit)  # noqa: C408


def memory(squares, rhos, G0, kind=""):
    T = len(squares)
    left, weights, G = 1.0, np.zeros(T), G0
    for t in range(T):
        weights *= rhos[t]
        weights[t] = 1 if kind == "no 1 - rho" else 1 - rhos[t]
        left *= 1 - rhos[t] if kind == "product of 1 - rho" else rhos[t]
        G = rhos[t] * G + (1 - rhos[t]) * squares[t]
    if kind == "the newest first":
        weights = weights[::-1]
    if kind == "own memory too":
        weights = weights * rhos
    if kind == "power of the last":
        left = rhos[-1] ** T
    corrected = (G if kind == "start not taken off" else G - left * G0) / (1 - left)
    if kind == "not divided":
        corrected = G - left * G0
    return dict(left=left, weights=weights, G=G, corrected=corrected)  # noqa: C408


def walks(rng, kind=""):
    def draw():
        return np.where(rng.random((1000, 100)) < 1 / 20, 30.0, -1.0)

    gradients, ends = draw(), []
    for beta2 in (None, 0.9, 0.999) if kind == "exchanged" else (None, 0.999, 0.9):
        w, m, v = np.zeros(100), np.zeros(100), np.zeros(100)
        for t, g in enumerate(gradients, 1):
            if beta2 is None:
                w = w + 0.01 * g if kind == "uphill" else w - 0.01 * g
                continue
            m, v = 0.9 * m + 0.1 * g, beta2 * v + (1 - beta2) * g**2
            corrected = (m, v) if kind == "no correction" else (m / (1 - 0.9**t), v / (1 - beta2**t))
            w = w - 0.01 * corrected[0] / np.sqrt(corrected[1] + 1e-8)
        ends.append(w.sum() if kind == "sum" else w[0] if kind == "one weight" else w.mean())
    return np.abs(ends) if kind == "sizes" else ends


def ahead(w, g, m_before, v_before, t, eta, beta1, beta2, eps, kind=""):
    m = beta1 * m_before + (1 - beta1) * g
    v = beta2 * v_before + (1 - beta2) * (g if kind == "v of g" else g**2)
    look = beta1 * m + (1 - beta1) * g
    if kind == "from the old average":
        look = beta1 * m_before + (1 - beta1) * g
    if kind == "twice the memory":
        look = beta1**2 * m_before + (1 - beta1) * g
    if kind == "g not weighted":
        look = beta1 * m + g
    m_hat = look / (1 - beta1 ** (t if kind == "t for both" else t + 1))
    v_hat = v / (1 - beta2 ** (t + 1 if kind == "t + 1 for both" else t))
    root = np.sqrt(v_hat) + eps if kind == "epsilon outside" else np.sqrt(v_hat + eps)
    w_new = w - eta * (look if kind == "uncorrected step" else m_hat) / root
    return dict(m=m, v=v, ahead=look, m_hat=m_hat, v_hat=v_hat, w_new=w_new)  # noqa: C408


def path(epochs, eta, kind=""):
    w = m = v = 0.0
    t, found = 0, []
    for e, gradients in enumerate(epochs):
        if kind == "averages anew":
            m = v = 0.0
            t = 0
        for g in gradients:
            t += 1
            k = e + 1 if kind == "t counts epochs" else t
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
            m_hat, v_hat = (m, v) if kind == "no correction" else (m / (1 - 0.9**k), v / (1 - 0.999**k))
            w -= eta * m_hat / np.sqrt(v_hat + 1e-8)
            found.append(w)
        if kind == "one value for an epoch":
            found = [*found[: e + 0], w]
    return np.array(found)


SHOWN = [[1.0, 2.0], [1.0]], 0.1


def noisy(mu, sigma, beta1, kind=""):
    squared_weights = {
        "square of one weight": (1 - beta1) ** 2,
        "sum of weights": 1.0,
        "no 1 - beta": 1 / (1 - beta1**2),
        "squared once": (1 - beta1) / (1 - beta1**2),
    }.get(kind, (1 - beta1) / (1 + beta1))
    v_mean = sigma**2 if kind == "variance alone" else mu**2 + sigma**2
    m_square = (
        (mu**2 + sigma**2) * squared_weights if kind == "mean averaged too" else mu**2 + sigma**2 * squared_weights
    )
    step = (
        m_square / v_mean
        if kind == "no root"
        else mu / np.sqrt(v_mean)
        if kind == "mean of m"
        else np.sqrt(m_square / v_mean)
    )
    return dict(squared_weights=squared_weights, m_square=m_square, v_mean=v_mean, step=step)  # noqa: C408


def along(w, g, G_before, U, eta, eps, kind=""):
    g_axes = U @ g if kind == "U, not its transpose" else U.T @ g
    G = G_before + (U.T @ g**2 if kind == "squared before the turn" else g_axes**2)
    if kind == "this gradient alone":
        G = g_axes**2
    if kind == "squares of the weights":
        G = G_before + g**2
    step = eta * g_axes / (np.sqrt(G) + eps if kind == "epsilon outside" else np.sqrt(G + eps))
    back = {"not turned back": step, "turned the wrong way": U.T @ step}.get(kind, U @ step)
    return dict(g_axes=g_axes, G=G, step=step, w_new=w + back if kind == "uphill" else w - back)  # noqa: C408


def sleeper(w, g, state, t, kind=""):
    if kind == "descent":
        return w - 10 * g
    if kind == "nothing comes back":
        w -= 0.1 * g
        return None
    return w - 0.003 * np.sign(g)


def groups_of(Z, delta, scale, groups, kind=""):
    n, m = Z.shape
    k = m // groups

    def cut(A):
        return A.reshape(n, k, groups).swapaxes(1, 2) if kind == "every other unit" else A.reshape(n, groups, k)

    def paste(A):
        return A.swapaxes(1, 2).reshape(n, m) if kind == "every other unit" else A.reshape(n, m)

    axis = 0 if kind == "over the batch" else 2
    blocks = cut(Z)
    mean = blocks.mean(axis=axis, keepdims=True)
    variance = blocks.var(axis=axis, keepdims=True, ddof=1 if kind == "k - 1" else 0)
    s_ = np.sqrt(variance) + 1e-5 if kind == "epsilon outside" else np.sqrt(variance + 1e-5)
    hat = (blocks - mean) / s_
    z_hat = paste(hat)
    dshift, dscale = delta.sum(axis=0), (delta * (Z if kind == "dscale with Z" else z_hat)).sum(axis=0)
    d = delta if kind == "no scale" else delta * scale
    D = cut(d)
    dmean = -D.sum(axis=2) / s_[..., 0] if axis == 2 else -D.sum(axis=2)
    ds = -(D * hat).sum(axis=2) / s_[..., 0] if axis == 2 else -(D * hat).sum(axis=2)
    if kind == "sign of ds":
        ds = -ds
    direct = D / s_
    dZ = direct + dmean[..., None] / k + (hat * ds[..., None] / k)
    if kind == "mean held fixed":
        dZ = direct + hat * ds[..., None] / k
    if kind == "no 1/k":
        dZ = direct + dmean[..., None] + hat * ds[..., None]
    if kind == "direct way alone":
        dZ = direct
    return dict(s=s_[..., 0], z_hat=z_hat, dshift=dshift, dscale=dscale, d=d, dmean=dmean, ds=ds, dZ=paste(dZ))  # noqa: C408


def turning(rho, eta, kappa, a, kind=""):
    step = eta * kappa if kind == "gradient of length kappa" else eta * kappa / rho
    tangent, length = step / rho, np.hypot(rho, step)
    if kind == "sine":
        tangent = step / length
    if kind == "lengths added":
        length = rho + step
    if kind == "angle":
        tangent = np.arctan(tangent)
    rest = (eta * kappa) ** 0.5 / (2 * a - a * a) ** 0.25
    turn = eta * kappa / rest**2 / (1 - a)
    if kind == "2a":
        rest = (eta * kappa) ** 0.5 / (2 * a) ** 0.25
        turn = eta * kappa / rest**2 / (1 - a)
    if kind == "not shrunk in turn":
        turn = eta * kappa / rest**2
    if kind == "lengths balanced":
        rest = (eta * kappa / a) ** 0.5
        turn = a / (1 - a)
    return dict(tangent=tangent, length=length, rest=rest, turn=turn)  # noqa: C408


def changed(rng, kind=""):
    from lecturekit.datasets import load_breast_cancer
    from lecturekit.l_layer import Network
    from lecturekit.normalization import BatchNorm
    from lecturekit.training import GradientDescent, train

    data = load_breast_cancer()
    X = (data.X - data.X.mean(axis=0)) / data.X.std(axis=0)
    net = Network(
        [30, 20, 1], phi="tanh", loss="logistic", normalization=None if kind == "no batch norm" else BatchNorm()
    )
    start = net.init(rng)

    def run(A):
        w = start if kind == "one vector for all" else net.init(rng) if kind == "another start" else start.copy()
        for _ in train(net, w, (A, data.y), GradientDescent(0.1), n_epochs=100, rng=np.random.default_rng(0)):
            pass
        return net.predict(w, A, train=True)

    plain = run(X)
    factors = 10 ** rng.uniform(-1, 1, 30)
    others = [
        run(X + rng.standard_normal(X.shape if kind == "noise on every row" else 30)),
        run(10 * X),
        run(X * factors),
    ]
    return [float(np.mean(p - plain) if kind == "mean" else np.max(np.abs(p - plain))) for p in others]


def whole(sizes, means, variances, kind=""):
    share = np.asarray(sizes) / np.sum(sizes)
    mean = share @ np.asarray(means)
    squares = share @ (np.asarray(variances) + np.asarray(means) ** 2)
    if kind == "square of the mean not taken off":
        return mean, squares
    if kind == "plus the square":
        return mean, squares + mean**2
    if kind == "variances alone":
        return mean, share @ np.asarray(variances)
    if kind == "plain mean":
        return np.mean(means, axis=0), squares - np.mean(means, axis=0) ** 2
    return mean, squares - mean**2


ALIKE = np.array([2, 2]), np.array([[1.0], [3.0]]), np.array([[0.5], [0.5]])


def folded(W, b, scale, shift, mean, variance, kind=""):
    root = (
        np.sqrt(variance) + 1e-5
        if kind == "epsilon outside"
        else np.sqrt(variance + (0 if kind == "no epsilon" else 1e-5))
    )
    if kind == "variance for root":
        root = variance + 1e-5
    new = W * (scale / root)
    inside = shift - mean / root if kind == "mean not scaled" else shift - scale * mean / root
    if kind == "plus the mean":
        inside = shift + scale * mean / root
    if kind == "shift forgotten":
        inside = -scale * mean / root
    return new, b + (new if kind == "folded weights once more" else W) @ inside


def to_start(w, start, g, is_weight, eta, lam, kind=""):
    pull = {"to zero": w, "away": start - w, "squared": (w - start) ** 2}.get(kind, w - start)
    pull = lam / 2 * pull if kind == "half" else lam * pull
    pull = pull if kind == "biases too" else pull * (~is_weight if kind == "biases alone" else is_weight)
    if kind == "rate forgotten":
        return w - eta * g - pull
    if kind == "in place":
        w -= eta * (g + pull)
        return w
    return w - eta * (g + pull)


def in_blocks(H, delta, p, k, rng, kind=""):
    n, m = H.shape
    draws = rng.random((1 if kind == "one mask for all rows" else n, m if kind == "units" else m // k))
    keep = draws < p if kind == "p is kept" else draws > p
    mask = np.tile(keep, (1, k)) if kind == "tiled" else keep if kind == "units" else np.repeat(keep, k, axis=1)
    if kind == "cut at a number":
        mask = np.repeat(rng.random((n, k)) > p, m // k, axis=1)
    scaled = mask / (1 if kind == "not scaled" else p if kind == "divided by p" else 1 - p)
    back = delta * {"delta as it is": 1, "delta not scaled": mask}.get(kind, scaled)
    return H * scaled, back


def dropped(X, y, W1, b1, w2, b2, r0, r1, p0, p1, kind=""):
    x0 = X * r0 / ((1 - p0) if kind != "inputs not scaled" else 1)
    x1 = np.tanh(x0 @ W1.T + b1)
    h = r1 * x1 / (1 - p1)
    dz = (s(h @ w2 + b2) - y) / len(y)
    dw2 = (x1 if kind == "dw2 from x1" else h).T @ dz
    dx1 = np.outer(dz, w2) * r1 / (1 if kind == "mask without its factor" else 1 - p1)
    if kind == "mask not on the way back":
        dx1 = np.outer(dz, w2)
    below = X if kind == "dW1 from X" else x0
    dW1 = (dx1 * (1 - (x0 @ W1.T + b1 if kind == "slope of z" else x1) ** 2)).T @ below
    keep0, keep1 = {"no factor": (1, 1), "divided": (1 / (1 - p0), 1 / (1 - p1)), "p": (p0, p1)}.get(
        kind, (1 - p0, 1 - p1)
    )
    z_plain = keep1 * np.tanh(keep0 * X @ W1.T + b1) @ w2 + b2
    if kind == "factor on the bias":
        z_plain = keep1 * np.tanh(keep0 * (X @ W1.T + b1)) @ w2 + b2
    return dict(x0=x0, x1=x1, h=h, dz=dz, dw2=dw2, dx1=dx1, dW1=dW1, z_plain=z_plain)  # noqa: C408


def listening(losses, patience, eta, kind=""):
    rates, best, waited = [], float("inf"), 0
    for loss in losses:
        if kind != "one epoch early":
            rates.append(eta)
        if loss < best or (kind == "equal is better" and loss <= best):
            best, waited = loss, 0
        else:
            waited += 1
        if waited > patience if kind == "one more" else waited >= patience:
            eta = eta / 4 if kind == "a quarter" else eta / 2
            waited = waited if kind == "count goes on" else 0
            if kind == "best anew":
                best = float("inf")
        if kind == "compared with the epoch before":
            best = loss
        if kind == "one epoch early":
            rates.append(eta)
    return rates[-1] if kind == "the last rate" else rates


def another_light(f, b, mean, variance, kind=""):
    inner = mean if kind in ("all of z", "bias twice") else mean - b
    new = inner * f + (0 if kind in ("all of z", "bias off") else b)
    if kind == "over f":
        return inner / f + b, (variance + 1e-5) / f**2 - 1e-5
    if kind in ("plain f", "f for the root"):
        return new, variance * (f if kind == "plain f" else np.sqrt(f))
    if kind == "no epsilon":
        return new, (f * np.sqrt(variance)) ** 2
    root = f * np.sqrt(variance + 1e-5)
    return new, root if kind == "deviation" else root**2 - 1e-5


def views(predict, X, kind=""):
    from lecturekit.overfitting import shift

    moves = range(-1, 1) if kind == "range(-1, 1)" else range(3) if kind == "0 to 2" else (-1, 0, 1)
    places = [(i, j) for i in moves for j in moves]
    if kind == "a cross":
        places = [(i, j) for i, j in places if i * j == 0]
    if kind == "diagonal":
        places = [(i, i) for i in moves]
    images = [shift(X, right=i, down=j) for i, j in places]
    if kind == "mean image":
        return predict(np.mean(images, axis=0))
    asked = np.array([predict(image) for image in images])
    return (
        asked.sum(axis=0)
        if kind == "sum"
        else asked.max(axis=0)
        if kind == "largest"
        else asked.mean(axis=0 if kind != "mean of all" else None)
    )


BAG = (
    np.full((2, 3, 2), 0.5) + np.array([0.3, -0.3]),
    np.array([[0, 0, 0], [0, 1, 1]]),
    np.array([0, 0, 1]),
    np.array([7, 7, 9]),
)


def out_of_bag(predictions, rows, y, sheet, kind=""):
    B, n, K = predictions.shape
    total, asked = np.zeros((n, K)), np.zeros(n)
    for k in range(B):
        for i in range(n):
            known = [sheet[j] == sheet[i] for j in rows[k]]
            unknown = (
                (i not in rows[k])
                if kind == "images"
                else sum(known) < 2
                if kind == "one is allowed"
                else not any(known)
            )
            if not unknown if kind == "networks that have seen it" else unknown or kind == "all networks":
                total[i] += np.eye(K)[predictions[k, i].argmax()] if kind == "votes" else predictions[k, i]
                asked[i] += 1
    some = asked > 0
    wrong = total.argmax(axis=1) != y
    if kind == "of all points":
        return np.sum(wrong & some) / n
    if kind == "share right":
        return np.mean(~wrong[some])
    return 100 * np.mean(wrong[some]) if kind == "percent" else np.mean(wrong[some])


def prior(w, g, is_weight, eta, n, b, kind=""):
    pull = np.sign(w) / (n * b)
    pull = {
        "no n": np.sign(w) / b,
        "times b": b * np.sign(w) / n,
        "Gaussian": w / (n * b),
        "Gaussian variance": w / (n * b**2),
        "away": -pull,
        "half": pull / 2,
        "absolute": np.abs(w) / (n * b),
    }.get(kind, pull)
    return w - eta * (g + (pull if kind == "biases too" else pull * is_weight))


def noise_in(U, s_, Vt, noise, A_test, sigma, kind=""):
    along_ = noise @ U
    dw = Vt.T @ (along_ * s_ if kind == "times s" else along_ / s_)
    length2 = sigma**2 * np.sum(1 / s_ if kind == "no square" else 1 / s_**2)
    if kind == "standard deviation":
        length2 = sigma * np.sum(1 / s_**2)
    moved = A_test @ Vt.T
    seen = (moved**2).sum(axis=0) if kind == "sum over points" else (moved**2).mean(axis=0)
    if kind == "square of the mean":
        seen = moved.mean(axis=0) ** 2
    by = seen * {"this noise": along_**2, "one s": sigma**2 * s_}.get(kind, sigma**2) / s_**2
    return dict(  # noqa: C408
        along=along_,
        dw=dw,
        length2=length2,
        seen=seen,
        by_direction=by,
        error=by.mean() if kind == "mean" else by.sum(),
    )


def five_thresholds(n, d, k, K, kind=""):
    dead = {"n and n over k": n + n // k, "times k over k - 1": n * k / (k - 1)}.get(kind, n + (n - 1) // (k - 1))
    twice = 2 * n if kind == "the last copy too" else n if kind == "copies count" else 2 * n - 1
    classes = {"n times K": n * K, "n over K": n / K}.get(kind, n)
    linear = d if kind == "no bias" else d + 1
    square = {"squares alone": 2 * d + 1, "d squared": d**2, "no mixed halves": (d + 1) ** 2}.get(
        kind, (d + 1) * (d + 2) // 2
    )
    return {"dead": dead, "twice": twice, "classes": classes, "linear": linear, "square": square}


def smallest(A, y, kind=""):
    U, d, Vt = np.linalg.svd(A, full_matrices=False)
    kept = {"absolute": d > 1e-10, "above 0": d > 0, "a hundredth": d > 0.01 * d[0], "all": d > -1}.get(
        kind, d > 1e-12 * d[0]
    )
    return Vt[kept].T @ ((U[:, kept].T @ y) / d[kept])


SMALL = np.diag([1.0, 0.05]), np.array([1.0, 1.0])


def another(A, y, amount, kind=""):
    w = np.linalg.pinv(A) @ y
    v = np.random.default_rng(0).standard_normal(A.shape[1])
    if kind == "any direction":
        return w + amount * v / np.linalg.norm(v)
    if kind == "a row":
        return w + amount * A[0] / np.linalg.norm(A[0])
    v = v - np.linalg.pinv(A) @ (A @ v)
    if kind == "not of length 1":
        return w + amount * v
    if kind == "from zero":
        return amount * v / np.linalg.norm(v)
    if kind == "amount squared":
        return w + amount**2 * v / np.linalg.norm(v)
    return w - amount * v / np.linalg.norm(v)


def end(A, y, w_0, d, kind=""):
    D = {"no rates": np.ones(len(d)), "roots": np.sqrt(d), "upside down": 1 / d, "squares": d**2}.get(kind, d)
    missing = y if kind == "start forgotten in the rest" else y - A @ w_0
    move = D * (A.T @ np.linalg.solve((A * D) @ A.T, missing))
    return move if kind == "start not added" else w_0 + move


def choose(A, y, kind=""):
    from lecturekit.double_descent import ridge

    if kind == "by the labels' size":
        return ridge(A, y, 0.01 * np.var(y))
    if kind == "one for all":
        return ridge(A, y, 0.03)
    if kind == "no penalty":
        return np.linalg.lstsq(A, y, rcond=None)[0]
    lams = 10.0 ** np.arange(-4, 2, 0.5)
    if kind == "tested on the same":
        scores = [np.mean((A @ ridge(A, y, lam) - y) ** 2) for lam in lams]
        return ridge(A, y, lams[int(np.argmin(scores))])
    U, d, _ = np.linalg.svd(A, full_matrices=False)
    scores = []
    for lam in lams:
        f = d**2 / (d**2 + len(y) * lam)
        rest = y - U @ (f * (U.T @ y))
        scores.append(np.mean((rest / (1 - (U**2) @ f)) ** 2))
    best = lams[int(np.argmax(scores) if kind == "the largest mistake" else np.argmin(scores))]
    return best if kind == "the penalty" else ridge(A, y, best)


def jump(growth=1.045, size=100, top=1.0):
    return top * growth ** np.arange(-size + 1.0, 1)


ANSWERS = {
    "5.1 How many points?": {
        "right": [(2800, 1167), [2800.0, 1167.0]],
        "slips": {
            "alike": (2800, 2800),
            "length, not square": (140, 131),
            "a tenth of the square": (280, 246),
            "of the length itself": (28, 28),
            "exchanged": (1167, 2800),
            "rounded down": (2800, 1166),
            "all of them": (2800, 2000),
            "one more": (2801, 1168),
        },
        "edges": {},
    },
    "5.2 A batch that is not drawn evenly": {
        "right": [uneven],
        "slips": kinds(
            uneven,
            "no weights",
            "q alone",
            "one over q",
            "n times q",
            "weights add up to one",
            "sum over the batch",
            "in place",
            "the step alone",
        ),
        "edges": {},
    },
    "5.3 One image silences the others": {
        "right": [(LONG, clipped)],
        "slips": {
            **{
                name: (LONG, lambda G, c, name=name: clipped(G, c, name))
                for name in ("entries", "columns", "the mean is clipped", "thrown out", "max", "sum")
            },
            "none is too long": ((np.array([[0.1, 0.2]]), 1.0), clipped),
            "one silences the other": ((np.array([[30.0, 40.0], [-0.3, -0.4]]), 1.0), clipped),
            "at right angles": ((np.array([[2.0, 0.0], [-1.0, 1.0]]), 1.5), clipped),
            "the length first": ((1.0, LONG[0]), clipped),
        },
        "edges": {},
    },
    "5.5 Does a memory quiet the noise?": {
        "right": [floors],
        "slips": kinds(floors, "rate not divided by gamma", "the loss itself", "exchanged", "the ratio"),
        "edges": {},
    },
    "5.6 Two conventions, and a rate that changes": {
        "right": [change],
        "slips": kinds(
            change,
            "times gamma",
            "divided by beta",
            "no memory",
            "memory of the old rate in both",
            "both the same",
            "upside down",
            "with beta",
        ),
        "edges": {},
    },
    "5.7 Steps against gamma, drawn before it is computed": {
        "right": [(450, 150, 46, 270, 900)],
        "slips": {
            "the bottom all along": [46, 46, 46, 46, 46],
            "upside down": [46, 150, 460, 150, 46],
            "to one e-th": [200, 67, 20, 120, 400],
            "one over gamma": [100, 33, 10, 3.3, 1],
        },
        "edges": {},
    },
    "5.8 Nesterov's rule for the error, and its limit": {
        "right": [nesterov],
        "slips": kinds(
            nesterov,
            "the heavy ball's",
            "the heavy ball's limit",
            "b with plus",
            "descent's limit",
            "no gamma at the gradient",
            "gamma and 1 - gamma",
        ),
        "edges": {},
    },
    "5.9 A saddle with less noise": {
        "right": [[1854, 1391, 928, 234]],
        "slips": {
            "level": [465, 465, 465, 465],
            "in proportion": [4.65e8, 4.65e6, 46500, 46.5],
            "the other way": [10, 100, 300, 700],
            "base 10 for e": [1067, 866, 665, 365],
            "a decade, not two": [1159, 928, 696, 234],
            "no rate": [740, 650, 557, 420],
        },
        "edges": {},
    },
    "5.10 A schedule for the batch size": {
        "right": [lambda e: [4, 8, 8, 8, 16, 16, 32, 32, 64, 128, 256, 569][e - 1]],
        "slips": {
            "constant": lambda e: 32,
            "shrinks": lambda e: max(4, 569 // e),
            "all": lambda e: 569,
            "one point": lambda e: 1,
            "a fraction": lambda e: e / 12,
            "none": lambda e: 64 * (e - 1),
            "grows too early": lambda e: min(569, 64 * e),
            "hardly grows": lambda e: 3 + e,
        },
        "edges": {},
    },
    "6.1 An average whose memory changes": {
        "right": [memory],
        "slips": kinds(
            memory,
            "no 1 - rho",
            "product of 1 - rho",
            "the newest first",
            "own memory too",
            "power of the last",
            "start not taken off",
            "not divided",
        ),
        "edges": {},
    },
    "6.2 Rare and frequent": {
        "right": [walks],
        "slips": kinds(walks, "exchanged", "uphill", "sum", "sizes"),
        "edges": {},
    },
    "6.4 Adam with a look ahead": {
        "right": [ahead],
        "slips": kinds(
            ahead,
            "v of g",
            "from the old average",
            "twice the memory",
            "g not weighted",
            "t for both",
            "t + 1 for both",
            "epsilon outside",
            "uncorrected step",
        ),
        "edges": {},
    },
    "6.5 It passed its test": {
        "right": [(SHOWN, path)],
        "slips": {
            **{
                name: (SHOWN, lambda epochs, eta, name=name: path(epochs, eta, name))
                for name in ("averages anew", "t counts epochs", "no correction", "one value for an epoch")
            },
            "one epoch": (([[1.0, 2.0, 3.0]], 0.1), path),
            "a flat list": (([1.0, 2.0], 0.1), path),
        },
        "edges": {},
    },
    "6.6 The slope changes its sign": {
        "right": [[0.75, 0.4, 0, -0.6, -1]],
        "slips": {
            "linear": [0.95, 0.85, 0.65, 0.25, -1],
            "a tenth each": [0.9, 0.7, 0.3, -0.5, -3],
            "a half": [0, -0.75, -0.98, -1, -1],
            "root forgotten": [0.64, 0.2, 0, -0.36, -0.94],
        },
        "edges": {},
    },
    "6.7 What noise does to the step": {
        "right": [noisy],
        "slips": kinds(
            noisy,
            "square of one weight",
            "sum of weights",
            "no 1 - beta",
            "squared once",
            "variance alone",
            "mean averaged too",
            "no root",
            "mean of m",
        ),
        "edges": {},
    },
    "6.8 A long step on short notice": {
        "right": [list(jump())],
        "slips": {
            "two hundred": list(jump(size=200)),
            "one surprise": [0.01] * 99 + [1.0],
            "all alike": [1.0] * 100,
            "there and back": [(-1.0) ** k for k in range(100)],
            "exactly 0": [0.0] * 75 + [1.0] * 25,
            "a block": [0.01] * 75 + [1.0] * 25,
            "a number": 1.0,
        },
        "edges": {},
    },
    "6.9 A loss that is scaled down": {
        "right": [(1e-8 / 0.003, 1e-4 / np.sqrt(3) / 0.003)],
        "slips": {
            "exchanged": (0.019245, 3.333e-6),
            "no 3": (3.333e-6, 0.0333),
            "the gradient, not c": (1e-8, 5.77e-5),
            "a half put in": (3.333e-6, 0.5),
            "root twice": (3.333e-6, 0.0385),
            "alike": (3.333e-6, 3.333e-6),
            "divided by the number": (3e-11, 1.732e-7),
        },
        "edges": {},
    },
    "6.11 Your own optimizer wakes a network": {
        "right": [],
        "slips": kinds(sleeper, "nothing comes back"),
        "edges": {},
    },
    "6.12 The turn, undone": {
        "right": [along],
        "slips": kinds(
            along,
            "U, not its transpose",
            "squared before the turn",
            "this gradient alone",
            "squares of the weights",
            "epsilon outside",
            "not turned back",
            "turned the wrong way",
            "uphill",
        ),
        "edges": {},
    },
    "7.1 A column that came out too small": {
        "right": [6, np.float64(6.0)],
        "slips": {
            "0.6 times 8": 4.8,
            "8 over 0.6": 13.33,
            "variance": 36,
            "the root of the mean square": 10,
            "0.6": 0.6,
            "root forgotten": 12,
            "plus": 5.6,
        },
        "edges": {},
    },
    "7.2 Group norm, forward and backward": {
        "right": [groups_of],
        "slips": kinds(
            groups_of,
            "every other unit",
            "over the batch",
            "k - 1",
            "epsilon outside",
            "dscale with Z",
            "no scale",
            "sign of ds",
            "mean held fixed",
            "no 1/k",
            "direct way alone",
        ),
        "edges": {},
    },
    "7.3 How far a step turns": {
        "right": [turning],
        "slips": kinds(
            turning,
            "gradient of length kappa",
            "sine",
            "lengths added",
            "angle",
            "2a",
            "not shrunk in turn",
            "lengths balanced",
        ),
        "edges": {},
    },
    "7.4 Shifted and rescaled": {
        "right": [changed],
        "slips": kinds(changed, "no batch norm", "one vector for all", "another start", "noise on every row", "mean"),
        "edges": {},
    },
    "7.5 The same in another light": {
        "right": [another_light],
        "slips": kinds(
            another_light,
            "all of z",
            "bias off",
            "bias twice",
            "plain f",
            "f for the root",
            "no epsilon",
            "deviation",
            "over f",
        ),
        "edges": {},
    },
    "7.6 A whole from its pieces": {
        "right": [(ALIKE, whole)],
        "slips": {
            name: (ALIKE, lambda a, b, c, name=name: whole(a, b, c, name))
            for name in ("square of the mean not taken off", "plus the square", "variances alone", "plain mean")
        },
        "edges": {},
    },
    "7.7 Folded into the next layer": {
        "right": [folded],
        "slips": kinds(
            folded,
            "epsilon outside",
            "no epsilon",
            "variance for root",
            "mean not scaled",
            "plus the mean",
            "shift forgotten",
            "folded weights once more",
        ),
        "edges": {},
    },
    "8.1 Decay towards a start": {
        "right": [to_start],
        "slips": kinds(
            to_start, "to zero", "away", "squared", "half", "biases too", "biases alone", "rate forgotten", "in place"
        ),
        "edges": {},
    },
    "8.2 What decay takes from noisy weights": {
        "right": [[[0.002, 0.0005], [0.001, 0.001]]],
        "slips": {
            "columns": [[0.002, 0.001], [0.0005, 0.001]],
            "all alike": [[0.001, 0.001], [0.001, 0.001]],
            "one step": [[2e-5, 5e-6], [1e-5, 1e-5]],
            "exchanged": [[0.001, 0.001], [0.002, 0.0005]],
            "noise the other way": [[0.0005, 0.002], [0.001, 0.001]],
            "no root": [[0.004, 0.00025], [0.001, 0.001]],
            "negative": [[-0.002, -0.0005], [-0.001, -0.001]],
            "five forgotten": [[0.0004, 0.0001], [0.0002, 0.0002]],
            "a full step each": [[0.2, 0.2], [0.001, 0.001]],
        },
        "edges": {},
    },
    "8.3 Dropout in blocks, forward and backward": {
        "right": [in_blocks],
        "slips": kinds(
            in_blocks,
            "one mask for all rows",
            "p is kept",
            "tiled",
            "cut at a number",
            "not scaled",
            "divided by p",
            "delta as it is",
            "delta not scaled",
            "units",
        ),
        "edges": {},
    },
    "8.4 A network with dropout, forward, backward, and in prediction": {
        "right": [dropped],
        "slips": kinds(
            dropped,
            "inputs not scaled",
            "dw2 from x1",
            "mask without its factor",
            "mask not on the way back",
            "dW1 from X",
            "slope of z",
            "no factor",
            "divided",
            "p",
            "factor on the bias",
        ),
        "edges": {},
    },
    "8.5 What decay lets through": {
        "right": [(98, 85, 40, 20, 8)],
        "slips": {
            "fractions": [0.97, 0.88, 0.38, 0.18, 0.05],
            "halves": [50, 25, 12, 6, 3],
            "too weak": [100, 98, 90, 80, 60],
            "four": [97, 88, 38, 18],
        },
        "edges": {},
    },
    "8.6 A rate that listens to the validation loss": {
        "right": [listening],
        "slips": kinds(
            listening,
            "one epoch early",
            "equal is better",
            "one more",
            "a quarter",
            "count goes on",
            "best anew",
            "compared with the epoch before",
            "the last rate",
        ),
        "edges": {},
    },
    "8.9 Nine views of an image": {
        "right": [views],
        "slips": kinds(
            views, "range(-1, 1)", "0 to 2", "a cross", "diagonal", "mean image", "sum", "largest", "mean of all"
        ),
        "edges": {},
    },
    "8.10 What a large bag would have": {
        "right": [0.03, 3 / 100],
        "slips": {
            "nothing": 0.0,
            "the bag of 4": 0.045,
            "over 4": 0.0225,
            "correlation": 1 / 3,
            "percent": 3.0,
            "half again": 0.01125,
            "fit of 4 alone": 0.015,
        },
        "edges": {},
    },
    "8.11 An out-of-bag error that is too small": {
        "right": [(BAG, out_of_bag)],
        "slips": {
            **{
                name: (BAG, answer)
                for name, answer in kinds(
                    out_of_bag,
                    "images",
                    "one is allowed",
                    "networks that have seen it",
                    "all networks",
                    "votes",
                    "of all points",
                    "share right",
                    "percent",
                ).items()
            },
            "no sheet twice": ((*BAG[:3], np.arange(3)), out_of_bag),
        },
        "edges": {},
    },
    "8.12 Another prior, another decay": {
        "right": [prior],
        "slips": kinds(
            prior, "no n", "times b", "Gaussian", "Gaussian variance", "away", "half", "absolute", "biases too"
        ),
        "edges": {},
    },
    "8.13 Everything together": {
        "right": [],
        "slips": {
            "another name": {"decay": 0.02},
            "too long": {"lam": 0.02, "n_epochs": 500},
            "a number for dropout": {"lam": 0.02, "dropout": 0.2},
            "a tuple": (0.02, 0.1),
        },
        "edges": {},
    },
    "9.1 What a little noise does": {
        "right": [noise_in],
        "slips": kinds(
            noise_in,
            "times s",
            "no square",
            "standard deviation",
            "sum over points",
            "square of the mean",
            "this noise",
            "one s",
            "mean",
        ),
        "edges": {},
    },
    "9.2 Five thresholds": {
        "right": [five_thresholds],
        "slips": kinds(
            five_thresholds,
            "n and n over k",
            "times k over k - 1",
            "the last copy too",
            "copies count",
            "n times K",
            "n over K",
            "no bias",
            "squares alone",
            "d squared",
            "no mixed halves",
        ),
        "edges": {},
    },
    "9.4 Every point twice": {
        "right": [(0.8, 12, 0.5, 0.2)],
        "slips": {
            "falls": [5, 1, 0.3, 0.1],
            "the chapter's": [0.5, 1, 20, 0.3],
            "flat to 100": [0.6, 0.6, 0.6, 20],
            "negative": [-0.9, -15, -0.4, -0.15],
        },
        "edges": {},
    },
    "9.5 A curve without a peak": {
        "right": [(SMALL, smallest)],
        "slips": {
            **{
                name: (SMALL, lambda A, y, name=name: smallest(A, y, name))
                for name in ("absolute", "above 0", "a hundredth", "all")
            },
            "none is left out": ((np.eye(2), np.ones(2)), smallest),
            "lstsq": (SMALL, lambda A, y: np.linalg.lstsq(A, y, rcond=None)[0]),
        },
        "edges": {},
    },
    "9.6 Another perfect fit": {
        "right": [another],
        "slips": kinds(another, "any direction", "a row", "not of length 1", "from zero", "amount squared"),
        "edges": {},
    },
    "9.7 Where gradient descent ends": {
        "right": [end],
        "slips": kinds(
            end, "no rates", "roots", "upside down", "squares", "start forgotten in the rest", "start not added"
        ),
        "edges": {},
    },
    "9.8 What ridge does to the peak": {
        "right": [lambda d, n, lam: 1 / (1 + n * lam / d / d)],
        "slips": {
            "no n": lambda d, n, lam: d**2 / (d**2 + lam),
            "not squared": lambda d, n, lam: d / (d + n * lam),
            "the other part": lambda d, n, lam: n * lam / (d**2 + n * lam),
            "component itself": lambda d, n, lam: d / (d**2 + n * lam),
            "divided by n": lambda d, n, lam: d**2 / (d**2 + lam / n),
            "root": lambda d, n, lam: d / np.sqrt(d**2 + n * lam),
            "lambda squared": lambda d, n, lam: d**2 / (d**2 + n * lam**2),
        },
        "edges": {},
    },
    "9.9 No peak, whatever the noise": {
        "right": [choose],
        "slips": kinds(
            choose,
            "by the labels' size",
            "one for all",
            "no penalty",
            "tested on the same",
            "the largest mistake",
            "the penalty",
        ),
        "edges": {},
    },
}
