"""Chapter 6, adaptive learning rates: every weight has a step size of its own.

What its notebook uses, in the order in which the notebook meets it.
"""

from lecturekit.adaptive_lr.optimizers import AdaDelta, AdaGrad, Adam, AdamW, RMSProp

__all__ = [
    "AdaGrad",  # (28)
    "RMSProp",  # AdaGrad that forgets
    "Adam",  # (29)-(32)
    "AdaDelta",  # steps in the units of the weights
    "AdamW",  # Adam with decoupled weight decay
]
