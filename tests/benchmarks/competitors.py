"""One class for each library: ``step()`` is one public training step, ``gradient()`` a loss with its gradient.

``parameters()`` returns all weights and biases in the course's order, so that a run can check that every
competitor computes the same numbers before it is timed. A library is imported when its class is made.
"""

import numpy as np

EPS = 1e-12  # of Adam: so small that scikit-learn's other place for it makes no difference


def flat(layers):
    """One vector W1, b1, W2, b2, ... from [(W, b), ...]."""
    return np.concatenate([np.ravel(part) for layer in layers for part in layer])


class LectureKit:
    """The course's own network and optimizers, through their public methods."""

    def __init__(self, load):
        from lecturekit.adaptive_lr.optimizers import Adam
        from lecturekit.l_layer.network import Network
        from lecturekit.sgd.momentum import Momentum
        from lecturekit.training.optimizer import GradientDescent

        self.net = Network(load.sizes, load.phi, load.loss, dtype=load.dtype)
        self.w, (self.X, self.y) = flat(load.weights()), load.data()
        self.g = np.empty_like(self.w)
        self.optimizer = {
            "gd": lambda: GradientDescent(load.eta),
            "momentum": lambda: Momentum(load.eta, load.gamma),
            "adam": lambda: Adam(load.eta, eps=EPS, eps_inside=False),
        }[load.optimizer]()

    def gradient(self):
        self.net.loss_and_grad(self.w, self.X, self.y, out=self.g)

    def step(self):
        self.net.loss_and_grad(self.w, self.X, self.y, out=self.g)
        self.optimizer.step(self.w, self.g)

    def parameters(self):
        return self.w


class Floor:
    """Only the matrix products of a step, into outputs that are there already, every operand contiguous."""

    def __init__(self, load):
        rng = np.random.default_rng(0)

        def some(*shape):
            return rng.standard_normal(shape).astype(load.dtype)

        n, sizes = load.batch_size, load.sizes
        self.products = []
        for l in range(1, len(sizes)):
            self.products.append((some(n, sizes[l - 1]), some(sizes[l - 1], sizes[l]), some(n, sizes[l])))
        for l in range(len(sizes) - 1, 0, -1):
            self.products.append((some(sizes[l], n), some(n, sizes[l - 1]), some(sizes[l], sizes[l - 1])))
            if l > 1:
                self.products.append((some(n, sizes[l]), some(sizes[l], sizes[l - 1]), some(n, sizes[l - 1])))

    def step(self):
        for a, b, out in self.products:
            np.dot(a, b, out=out)

    gradient = step

    def parameters(self):
        return None


class Torch:
    """PyTorch, eager, with its default optimizer settings."""

    fused = None

    def __init__(self, load):
        import torch
        from torch import nn

        modules = []
        for _k, (W, b) in enumerate(load.weights()):
            linear = nn.Linear(W.shape[1], W.shape[0], dtype=getattr(torch, load.dtype))
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(W))
                linear.bias.copy_(torch.from_numpy(b))
            modules += [linear, nn.ReLU() if load.phi == "relu" else nn.Tanh()]
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

    def gradient(self):
        self.optimizer.zero_grad()
        self.loss(self.model(self.X), self.y).backward()

    def step(self):
        self.gradient()
        self.optimizer.step()

    def parameters(self):
        return flat([[p.detach().numpy() for p in self.model.parameters()]])


class TorchFused(Torch):
    """PyTorch, eager, with the fused optimizer."""

    fused = True


class Jax:
    """JAX: the whole step under jit, old parameters donated."""

    def __init__(self, load):
        import jax
        import jax.numpy as jnp

        jax.config.update("jax_enable_x64", load.dtype == "float64")
        X, y = load.data()
        self.X, self.y = jnp.asarray(X), jnp.asarray(y)
        self.w = [(jnp.asarray(W), jnp.asarray(b)) for W, b in load.weights()]
        phi = jax.nn.relu if load.phi == "relu" else jnp.tanh

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

        zeros = jax.tree_util.tree_map(jnp.zeros_like, self.w)
        self.state = {
            "gd": (),
            "momentum": zeros,
            "adam": (zeros, jax.tree_util.tree_map(jnp.zeros_like, self.w), jnp.zeros(())),
        }[load.optimizer]
        self._update = jax.jit(update, donate_argnums=(0, 1))
        self._gradient = jax.jit(jax.value_and_grad(loss))
        self._wait = jax.block_until_ready

    def gradient(self):
        self._wait(self._gradient(self.w, self.X, self.y))

    def step(self):
        self.w, self.state, value = self._update(self.w, self.state, self.X, self.y)
        self._wait((self.w, value))

    def parameters(self):
        return flat([[np.asarray(part) for part in layer] for layer in self.w])


class ScikitLearn:
    """scikit-learn's MLPClassifier, one ``partial_fit`` a step."""

    def __init__(self, load):
        from sklearn.neural_network import MLPClassifier

        self.X, self.y = load.data()
        sgd = {"solver": "sgd", "nesterovs_momentum": False}
        settings = {
            "gd": {**sgd, "momentum": 0.0, "learning_rate_init": load.eta},
            "momentum": {**sgd, "momentum": 1 - load.gamma, "learning_rate_init": load.gamma * load.eta},
            "adam": {"solver": "adam", "learning_rate_init": load.eta, "epsilon": EPS},
        }[load.optimizer]
        self.model = MLPClassifier(
            load.sizes[1:-1], activation=load.phi, alpha=0.0, batch_size=load.batch_size, shuffle=False, **settings
        )
        self.model.partial_fit(self.X, self.y, classes=np.arange(max(2, load.sizes[-1])))
        for k, (W, b) in enumerate(load.weights()):
            self.model.coefs_[k][...], self.model.intercepts_[k][...] = W.T, b
        optimizer = self.model._optimizer
        if load.optimizer == "adam":
            optimizer.t = 0
            for moment in (*optimizer.ms, *optimizer.vs):
                moment[...] = 0
        else:
            for velocity in optimizer.velocities:
                velocity[...] = 0

    def step(self):
        self.model.partial_fit(self.X, self.y)

    gradient = None

    def parameters(self):
        return flat([(W.T, b) for W, b in zip(self.model.coefs_, self.model.intercepts_)])


class Autograd:
    """HIPS autograd on the flat vector, with the update written out."""

    def __init__(self, load):
        import autograd.numpy as anp
        from autograd import value_and_grad

        self.load, self.w, (self.X, self.y) = load, flat(load.weights()), load.data()
        shapes = [(W.shape, b.shape) for W, b in load.weights()]
        one_hot = np.eye(max(load.sizes[-1], 2), dtype=load.dtype)[self.y]

        def loss(w):
            A, at = self.X, 0
            for _k, (W_shape, b_shape) in enumerate(shapes):
                size = W_shape[0] * W_shape[1]
                Z = anp.dot(A, w[at : at + size].reshape(W_shape).T) + w[at + size : at + size + b_shape[0]]
                at += size + b_shape[0]
                A = anp.maximum(Z, 0) if load.phi == "relu" else anp.tanh(Z)
            if load.loss == "logistic":
                return anp.mean(anp.logaddexp(0.0, Z[:, 0]) - self.y * Z[:, 0])
            top = anp.max(Z, axis=1, keepdims=True)
            return anp.mean(anp.log(anp.sum(anp.exp(Z - top), axis=1)) + top[:, 0] - anp.sum(Z * one_hot, axis=1))

        self._gradient = value_and_grad(loss)
        self.m, self.v, self.t = np.zeros_like(self.w), np.zeros_like(self.w), 0

    def gradient(self):
        return self._gradient(self.w)[1]

    def step(self):
        load, g = self.load, self.gradient()
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
    "floor": Floor,
    "lecturekit": LectureKit,
    "torch": Torch,
    "torch fused": TorchFused,
    "jax": Jax,
    "scikit-learn": ScikitLearn,
    "autograd": Autograd,
}
