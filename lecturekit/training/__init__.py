"""Training: the loop, the base of all optimizers, the batches."""

from lecturekit.foundation.guard import at_the_door
from lecturekit.training.batches import doubling, minibatches
from lecturekit.training.diverged import Diverged
from lecturekit.training.loop import Record, train, train_on_stream
from lecturekit.training.optimizer import GradientDescent, Optimizer

__all__ = ["Diverged", "GradientDescent", "Optimizer", "Record", "doubling", "minibatches", "train", "train_on_stream"]

at_the_door(__name__)
