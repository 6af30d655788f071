"""Objects of the course that are nothing but their settings: they cross to the judge as those, and are made anew there."""

import importlib
import inspect

PARTS = frozenset(
    f"lecturekit.{module}.{name}"
    for module, names in {
        "training.optimizer": ("GradientDescent",),
        "sgd.momentum": ("Momentum", "Nesterov"),
        "adaptive_lr.optimizers": ("AdaGrad", "RMSProp", "AdaDelta", "Adam"),
        "overfitting.dropout": ("Dropout",),
        "overfitting.augmentation": ("Augmentation",),
    }.items()
    for name in names
)
"""Their full names. Only these are made, and only by their own constructors, which check what they are given."""


def settings(value):
    """(name, settings) of an object that is one of ``PARTS``, else None."""
    name = f"{type(value).__module__}.{type(value).__qualname__}"
    if name not in PARTS:
        return None
    wanted = inspect.signature(_class(name)).parameters
    found = vars(value)
    return (name, {key: found[key] for key in wanted}) if set(wanted) <= set(found) else None


def made(name, given):
    """The object of that name with these settings; ValueError or TypeError where they do not fit."""
    if name not in PARTS:
        raise ValueError(f"{name!r} is no part of the course that can be handed over")
    return _class(name)(**given)


def _class(name):
    module, _, last = name.rpartition(".")
    return getattr(importlib.import_module(module), last)


NETWORK = "lecturekit.l_layer.network.Network"
TRANSFORMS = {
    "BatchNorm": "normalization.layers",
    "LayerNorm": "normalization.layers",
    "Dropout": "overfitting.dropout",
}


def network_settings(value):
    """What a network of the course is made of, as JSON, or None: it holds no parameters, so it can live on both sides."""
    if f"{type(value).__module__}.{type(value).__qualname__}" != NETWORK:
        return None
    given = {name: _transform(getattr(value, name)) for name in ("normalization", "dropout")}
    return {"sizes": value.sizes, "phi": value.phi.name, "loss": value.loss_function.name, **given}


def network(given):
    """The network of these settings."""
    made = {}
    for name in ("normalization", "dropout"):
        kind, settings = given.pop(name) or ("", {})
        made[name] = _class(f"lecturekit.{TRANSFORMS[kind]}.{kind}")(**settings) if kind else None
    return _class(NETWORK)(given["sizes"], given["phi"], given["loss"], **made)


def _transform(value):
    if value is None:
        return None
    return [type(value).__name__, {key: vars(value)[key] for key in inspect.signature(type(value)).parameters}]
