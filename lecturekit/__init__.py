"""lecturekit: the algorithms of a lecture on training neural networks, in numpy.

One folder for each notebook, with the notebook's name: ``single_unit``, ``two_layer``, ``l_layer``,
``backprop_in_practice``, ``sgd``, ``adaptive_lr``, ``normalization``, ``overfitting``, ``double_descent``,
``clinic``.
The most used names can be taken from here; each is loaded when it is first used.
"""

from importlib import import_module

__version__ = "0.1.0"

_HOMES = {
    "single_unit": (
        "identity",
        "sigmoid",
        "tanh",
        "relu",
        "leaky_relu",
        "softplus",
        "least_squares",
        "logistic",
        "logistic_pm",
        "multiclass",
        "squared_error_on",
    ),
    "l_layer": ("Network",),
    "training": ("train", "GradientDescent", "Diverged", "minibatches"),
    "sgd": ("Momentum", "Nesterov"),
    "adaptive_lr": ("AdaGrad", "RMSProp", "AdaDelta", "Adam", "AdamW"),
    "checks": ("check", "hint", "progress"),
    "figures": ("show",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)


def __getattr__(name):
    if name in _HOME_OF:
        return getattr(import_module(f"lecturekit.{_HOME_OF[name]}"), name)
    raise AttributeError(f"module 'lecturekit' has no attribute {name!r}")


def __dir__():
    return sorted([*globals(), *__all__])
