"""Chapter 6, adaptive learning rates: every weight has a step size of its own.

What its notebook uses, in the order in which the notebook meets it.
"""

from lecturekit.adaptive_lr.experiments import (
    averages_of_adam,
    factors_after_a_shock,
    longest_step,
    rare_words,
    step_lengths,
    steps_down,
    wall_and_floor,
)
from lecturekit.adaptive_lr.optimizers import AdaDelta, AdaGrad, Adam, AdamW, RMSProp
from lecturekit.adaptive_lr.own_optimizer import OwnOptimizer, sleeping_digits, wake_digits
from lecturekit.adaptive_lr.races import each_at_its_best, racers, run_race, walks_at_best
from lecturekit.adaptive_lr.saturated import waking_losses, waking_run
from lecturekit.foundation.guard import at_the_door

__all__ = [
    "run_race",  # paths and losses of several methods on a surface
    "AdaGrad",  # (28)
    "wall_and_floor",  # the slope of a wall and a floor
    "steps_down",  # from a wall to a floor: how many steps?
    "rare_words",  # inputs that are seldom there
    "RMSProp",  # AdaGrad that forgets
    "factors_after_a_shock",  # the factor in front of g, when large gradients are followed by small ones
    "step_lengths",  # how long an optimizer's steps are on given gradients
    "AdaDelta",  # steps in the units of the weights
    "averages_of_adam",  # the averages of three kinds of gradients, and their ratio
    "Adam",  # (29)-(32)
    "longest_step",  # how long a step can become after a silence
    "waking_losses",  # a saturated unit, and how long it stays so
    "waking_run",  # the same with the sizes of its gradients
    "racers",  # one optimizer of each kind
    "each_at_its_best",  # steps needed by each method with its own best rate
    "walks_at_best",  # and the paths, on one start
    "AdamW",  # Adam with decoupled weight decay
    "OwnOptimizer",  # an optimizer made of a function of yours
    "sleeping_digits",  # the network and the images of the last exercise
    "wake_digits",  # four passes over digits, from a start at which the network sleeps
]

at_the_door(__name__)
