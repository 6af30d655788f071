"""An epoch as a user of each library writes it: 784-100-10 on 20,000 digits, batches of 128, Adam, float32.

    python -m tests.benchmarks.epochs NAME DATA.npz PHI      seconds from the import to the end of the first epoch

``EPOCHS[name](data)`` builds the network and returns two functions: one that trains for one epoch more, and one that
predicts classes. Nothing is imported before it is asked for, numpy neither, so that the clock sees all of it.
"""

import sys
import time
from itertools import pairwise

SIZES, BATCH, ETA = (784, 100, 10), 128, 1e-3


def lecturekit(data):
    """The course's ``train``."""
    import numpy as np

    from lecturekit.adaptive_lr import Adam
    from lecturekit.l_layer import Network
    from lecturekit.training import train

    net, rng, optimizer = (
        Network(SIZES, data["phi"], "multiclass", dtype="float32"),
        np.random.default_rng(0),
        Adam(ETA),
    )
    w = net.init(rng)

    def epoch():
        for _record in train(net, w, (data["X"], data["y"]), optimizer, batch_size=BATCH, rng=rng):
            pass

    return epoch, lambda X: net.classify(w, X)


def _torch(data):
    import torch
    from torch import nn

    torch.manual_seed(0)
    phi = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid}[data["phi"]]()
    model = nn.Sequential(nn.Linear(SIZES[0], SIZES[1]), phi, nn.Linear(SIZES[1], SIZES[2]))
    X, y = torch.from_numpy(data["X"]), torch.from_numpy(data["y"])
    loss, optimizer = nn.CrossEntropyLoss(), torch.optim.Adam(model.parameters(), lr=ETA)

    def step(X, y):
        optimizer.zero_grad()
        loss(model(X), y).backward()
        optimizer.step()

    return torch, X, y, step, lambda X: model(torch.from_numpy(X)).argmax(1).numpy()


def torch_by_index(data):
    """PyTorch: a permutation, and rows by index."""
    torch, X, y, step, predict = _torch(data)

    def epoch():
        for B in torch.randperm(len(X)).split(BATCH):
            step(X[B], y[B])

    return epoch, predict


def torch_by_loader(data):
    """PyTorch: its DataLoader, as in its tutorials."""
    _, X, y, step, predict = _torch(data)
    from torch.utils.data import DataLoader, TensorDataset

    loader = DataLoader(TensorDataset(X, y), batch_size=BATCH, shuffle=True)

    def epoch():
        for X_batch, y_batch in loader:
            step(X_batch, y_batch)

    return epoch, predict


def _jax(data):
    import jax
    import jax.numpy as jnp
    import numpy as np

    phi, rng = {"relu": jax.nn.relu, "sigmoid": jax.nn.sigmoid}[data["phi"]], np.random.default_rng(0)
    w = [
        (jnp.asarray(rng.standard_normal((k, m)) * np.sqrt(2 / k), "float32"), jnp.zeros(m, "float32"))
        for k, m in pairwise(SIZES)
    ]

    def logits(w, X):
        (W1, b1), (W2, b2) = w
        return phi(X @ W1 + b1) @ W2 + b2

    def loss(w, X, y):
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits(w, X)), y[:, None], axis=1))

    def step(state, X, y):
        w, m, v, t = state
        g, t, tree = jax.grad(loss)(w, X, y), t + 1, jax.tree_util.tree_map
        m = tree(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = tree(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
        w = tree(lambda w, m, v: w - ETA * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8), w, m, v)
        return w, m, v, t

    state = [(w, *(jax.tree_util.tree_map(jnp.zeros_like, w) for _ in range(2)), jnp.zeros(()))]
    return (
        jax,
        jnp.asarray(data["X"]),
        jnp.asarray(data["y"]),
        step,
        state,
        rng,
        lambda X: np.argmax(logits(state[0][0], X), 1),
    )


def jax_by_step(data):
    """JAX: a step inside ``jit``, rows by index; the last batch is smaller, so it is compiled for two shapes."""
    jax, X, y, step, state, rng, predict = _jax(data)
    step = jax.jit(step)

    def epoch():
        order = rng.permutation(len(X))
        for start in range(0, len(X), BATCH):
            B = order[start : start + BATCH]
            state[0] = step(state[0], X[B], y[B])
        jax.block_until_ready(state[0])

    return epoch, predict


def jax_by_scan(data):
    """JAX: the whole epoch inside one ``jit``; the few rows that are left over after whole batches wait for the next one."""
    jax, X, y, step, state, rng, predict = _jax(data)

    @jax.jit
    def whole(state, X, y, batches):
        return jax.lax.scan(lambda state, B: (step(state, X[B], y[B]), None), state, batches)[0]

    def epoch():
        rows = rng.permutation(len(X))[: len(X) // BATCH * BATCH]
        state[0] = jax.block_until_ready(whole(state[0], X, y, rows.reshape(-1, BATCH)))

    return epoch, predict


def scikit_learn(data):
    """scikit-learn: ``fit`` goes on for one epoch where it was."""
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore", ConvergenceWarning)  # it wants more than one epoch
    phi = {"relu": "relu", "sigmoid": "logistic"}[data["phi"]]
    model = MLPClassifier(
        SIZES[1:-1], activation=phi, alpha=0.0, batch_size=BATCH, learning_rate_init=ETA, max_iter=1, warm_start=True
    )

    def epoch():
        model.fit(data["X"], data["y"])

    return epoch, model.predict


EPOCHS = {
    "lecturekit": lecturekit,
    "PyTorch, by index": torch_by_index,
    "PyTorch, DataLoader": torch_by_loader,
    "JAX, jit a step": jax_by_step,
    "JAX, jit an epoch": jax_by_scan,
    "scikit-learn, fit": scikit_learn,
}


def load(path, phi="relu"):
    """The data that ``write`` stored."""
    import numpy as np

    with np.load(path) as stored:
        return {**stored, "phi": phi}


def write(path):
    """20,000 images of digits with their labels, and 5,000 to judge by."""
    import numpy as np

    from lecturekit.datasets import load_mnist

    digits = load_mnist()
    X, X_test = ((np.asarray(each) / 255).astype(np.float32) for each in (digits.X[:20_000], digits.X_test[:5000]))
    np.savez(path, X=X, y=digits.y[:20_000].astype(np.int64), X_test=X_test, y_test=digits.y_test[:5000])


if __name__ == "__main__":
    began = time.perf_counter()
    import numpy  # noqa: F401

    imported = time.perf_counter()
    data = load(sys.argv[2], sys.argv[3])
    read = time.perf_counter()
    epoch, _ = EPOCHS[sys.argv[1]](data)
    epoch()
    print(time.perf_counter() - read + imported - began)  # all but the reading of the data
