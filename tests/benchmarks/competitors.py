"""One class for each library: ``step()`` is one training step on the same batch, or ``steps`` of them where that is 10.

``restart()`` goes back to the first weights, and compiles nothing again; ``parameters()`` returns all weights and biases in the course's order, so that a run can check that every
competitor computes the same numbers before it is timed. A library is imported when its class is made.
"""

from itertools import pairwise

import numpy as np

EPS = 1e-12  # of Adam: so small that scikit-learn's other place for it makes no difference


def flat(layers):
    """One vector W1, b1, W2, b2, ... from [(W, b), ...]."""
    return np.concatenate([np.ravel(part) for layer in layers for part in layer])


class LectureKit:
    """The course's own network and optimizers, through their public methods, with numpy alone."""

    steps, fast = 1, False

    def __init__(self, load):
        from lecturekit.training import optimizer

        if not self.fast:
            optimizer.LONG = np.inf  # no vector is long enough for numba
        from lecturekit.adaptive_lr.optimizers import Adam
        from lecturekit.l_layer.network import Network
        from lecturekit.sgd.momentum import Momentum
        from lecturekit.training.optimizer import GradientDescent

        self.net, self.load = Network(load.sizes, load.phi, load.loss, dtype=load.dtype), load
        self.w, (self.X, self.y) = flat(load.weights()), load.data()
        self.g = np.empty_like(self.w)
        self.optimizer = {
            "gd": lambda: GradientDescent(load.eta),
            "momentum": lambda: Momentum(load.eta, load.gamma),
            "adam": lambda: Adam(load.eta, eps=EPS, eps_inside=False),
        }[load.optimizer]()

    def restart(self):
        self.w[...] = flat(self.load.weights())
        self.optimizer.reset()

    def step(self):
        self.net.loss_and_grad(self.w, self.X, self.y, out=self.g)
        self.optimizer.step(self.w, self.g)

    def parameters(self):
        return self.w


class LectureKitFast(LectureKit):
    """With numba for long vectors, as ``lecturekit[fast]`` installs it."""

    fast = True


class Torch:
    """PyTorch, eager, with its default optimizer settings."""

    steps, fused = 1, None

    def __init__(self, load):
        import torch
        from torch import nn

        phi = {
            "identity": nn.Identity,
            "sigmoid": nn.Sigmoid,
            "tanh": nn.Tanh,
            "relu": nn.ReLU,
            "leaky_relu": nn.LeakyReLU,
            "softplus": nn.Softplus,
        }[load.phi]
        modules, self.load = [], load
        for k, m in pairwise(load.sizes):
            modules += [nn.Linear(k, m, dtype=getattr(torch, load.dtype)), phi()]
        self.model = nn.Sequential(*modules[:-1])
        X, y = load.data()
        self.X = torch.from_numpy(X)
        if load.loss == "logistic":
            self.y = torch.from_numpy(y.astype(load.dtype)[:, None])
            self.loss = nn.BCEWithLogitsLoss()
        else:
            self.y, self.loss = torch.from_numpy(y), nn.CrossEntropyLoss()
        options = {} if self.fused is None else {"fused": self.fused}
        parameters = self.model.parameters()
        self.optimizer = {
            "gd": lambda: torch.optim.SGD(parameters, lr=load.eta, **options),
            "momentum": lambda: torch.optim.SGD(
                parameters, lr=load.gamma * load.eta, momentum=1 - load.gamma, **options
            ),
            "adam": lambda: torch.optim.Adam(parameters, lr=load.eta, eps=EPS, **options),
        }[load.optimizer]()
        self.restart()

    def restart(self):
        import torch

        values = [torch.from_numpy(part) for layer in self.load.weights() for part in layer]
        with torch.no_grad():
            for parameter, value in zip(self.model.parameters(), values):
                parameter.copy_(value)
        self.optimizer.state.clear()

    def forward(self):
        return self.loss(self.model(self.X), self.y)

    def step(self):
        self.optimizer.zero_grad()
        self.forward().backward()
        self.optimizer.step()

    def parameters(self):
        return flat([[p.detach().numpy() for p in self.model.parameters()]])


class TorchFused(Torch):
    """PyTorch, eager, with the fused optimizer."""

    fused = True


class TorchCompiled(TorchFused):
    """PyTorch, network and loss compiled, with the fused optimizer."""

    def __init__(self, load):
        import torch

        super().__init__(load)
        self.forward = torch.compile(super().forward)


class Jax:
    """JAX: the whole step under jit, old parameters donated."""

    steps = 1

    def __init__(self, load):
        import jax
        import jax.numpy as jnp

        jax.config.update("jax_enable_x64", load.dtype == "float64")
        X, y = load.data()
        self.X, self.y = jnp.asarray(X), jnp.asarray(y)
        self.load = load
        phi = jnp.tanh if load.phi == "tanh" else getattr(jax.nn, load.phi)

        def loss(w, X, y):
            for W, b in w[:-1]:
                X = phi(X @ W.T + b)
            Z = X @ w[-1][0].T + w[-1][1]
            if load.loss == "logistic":
                return jnp.mean(jnp.logaddexp(0.0, Z[:, 0]) - y * Z[:, 0])
            return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(Z), y[:, None], axis=1))

        def update(w, state, X, y):
            value, g = jax.value_and_grad(loss)(w, X, y)
            tree = jax.tree_util.tree_map
            if load.optimizer == "gd":
                return tree(lambda w, g: w - load.eta * g, w, g), state, value
            if load.optimizer == "momentum":
                v = tree(lambda v, g: (1 - load.gamma) * v - load.gamma * load.eta * g, state, g)
                return tree(lambda w, v: w + v, w, v), v, value
            m, v, t = state
            t = t + 1
            m = tree(lambda m, g: 0.9 * m + 0.1 * g, m, g)
            v = tree(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
            new = tree(
                lambda w, m, v: w - load.eta * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + EPS), w, m, v
            )
            return new, (m, v, t), value

        def several(w, state, X, y):
            start = w, state, jnp.zeros((), load.dtype)
            return jax.lax.fori_loop(0, self.steps, lambda _, now: update(*now[:2], X, y), start)

        self._update = jax.jit(update if self.steps == 1 else several, donate_argnums=(0, 1))
        self._wait = jax.block_until_ready
        self.restart()

    def restart(self):
        import jax.numpy as jnp

        def zeros():
            return [(jnp.zeros(W.shape, W.dtype), jnp.zeros(b.shape, b.dtype)) for W, b in self.load.weights()]

        self.w = [(jnp.asarray(W), jnp.asarray(b)) for W, b in self.load.weights()]
        state = {"gd": lambda: (), "momentum": zeros, "adam": lambda: (zeros(), zeros(), jnp.zeros(()))}
        self.state = state[self.load.optimizer]()

    def step(self):
        self.w, self.state, value = self._update(self.w, self.state, self.X, self.y)
        self._wait((self.w, value))

    def parameters(self):
        return flat([[np.asarray(part) for part in layer] for layer in self.w])


class JaxLoop(Jax):
    """JAX: ten steps inside one jit."""

    steps = 10


class Autograd:
    """HIPS autograd on the flat vector, with the update written out."""

    steps = 1

    def __init__(self, load):
        import autograd.numpy as anp
        from autograd import value_and_grad

        self.load, (self.X, self.y) = load, load.data()
        shapes = [(W.shape, b.shape) for W, b in load.weights()]
        one_hot = np.eye(max(load.sizes[-1], 2), dtype=load.dtype)[self.y]

        def loss(w):
            A, at = self.X, 0
            for W_shape, b_shape in shapes:
                size = W_shape[0] * W_shape[1]
                Z = anp.dot(A, w[at : at + size].reshape(W_shape).T) + w[at + size : at + size + b_shape[0]]
                at += size + b_shape[0]
                A = anp.maximum(Z, 0) if load.phi == "relu" else anp.tanh(Z)
            if load.loss == "logistic":
                return anp.mean(anp.logaddexp(0.0, Z[:, 0]) - self.y * Z[:, 0])
            top = anp.max(Z, axis=1, keepdims=True)
            return anp.mean(anp.log(anp.sum(anp.exp(Z - top), axis=1)) + top[:, 0] - anp.sum(Z * one_hot, axis=1))

        self._gradient = value_and_grad(loss)
        self.restart()

    def restart(self):
        self.w = flat(self.load.weights())
        self.m, self.v, self.t = np.zeros_like(self.w), np.zeros_like(self.w), 0

    def step(self):
        load, g = self.load, self._gradient(self.w)[1]
        self.t += 1
        if load.optimizer == "gd":
            self.w = self.w - load.eta * g
        elif load.optimizer == "momentum":
            self.m = (1 - load.gamma) * self.m - load.gamma * load.eta * g
            self.w = self.w + self.m
        else:
            self.m = 0.9 * self.m + 0.1 * g
            self.v = 0.999 * self.v + 0.001 * g * g
            m_hat, v_hat = self.m / (1 - 0.9**self.t), self.v / (1 - 0.999**self.t)
            self.w = self.w - load.eta * m_hat / (np.sqrt(v_hat) + EPS)

    def parameters(self):
        return self.w


COMPETITORS = {
    "lecturekit": LectureKit,
    "lecturekit[fast]": LectureKitFast,
    "PyTorch": Torch,
    "PyTorch, fused": TorchFused,
    "PyTorch, compiled": TorchCompiled,
    "JAX, jit a step": Jax,
    "JAX, jit 10 steps": JaxLoop,
    "autograd": Autograd,
}
