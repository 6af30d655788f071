"""lecturekit: the algorithms of a lecture on training neural networks, in numpy.

The modules follow the lecture: ``single_unit``, ``two_layer``, ``network``, ``initialization``,
``descent``, ``adaptive``, ``normalization``, ``regularization``. The most used names can be taken from
here; each is loaded when it is first used.
"""

from importlib import import_module

__version__ = "0.1.0"

_HOMES = {
    "activations": ("identity", "sigmoid", "tanh", "relu", "leaky_relu", "softplus"),
    "losses": ("least_squares", "logistic", "logistic_pm", "multiclass", "squared_error_on"),
    "network": ("Network",),
    "descent": ("train", "GradientDescent", "Momentum", "Nesterov", "Diverged", "minibatches"),
    "adaptive": ("AdaGrad", "RMSProp", "AdaDelta", "Adam", "AdamW"),
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
