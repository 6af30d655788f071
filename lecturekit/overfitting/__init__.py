"""Chapter 8, overfitting: weight decay, dropout, augmentation, early stopping, averages of models.

What its notebook uses, in the order in which the notebook meets it.
"""

from lecturekit.overfitting.augmentation import Augmentation, add_noise, flip, rotate, shift
from lecturekit.overfitting.bagging import average, bootstrap, curves_of_bags, out_of_bag, variance_of_average
from lecturekit.overfitting.bayes import Posterior, grid_posterior, hamiltonian_samples
from lecturekit.overfitting.dropout import Dropout, masked_predictions, weights_for_prediction
from lecturekit.overfitting.early_stopping import EarlyStopping, reached_by_descent, reached_with_decay
from lecturekit.overfitting.weight_decay import DecoupledDecay, WeightDecay

__all__ = [
    "WeightDecay",  # (35)-(37): the loss with a penalty
    "DecoupledDecay",  # (38): weights shrunk beside the step
    "Dropout",  # units switched off at random
    "weights_for_prediction",  # the slides' scaling, for prediction
    "masked_predictions",  # what random subnetworks predict
    "add_noise",  # noise on every pixel
    "shift",  # images moved
    "rotate",  # images turned
    "flip",  # images mirrored
    "Augmentation",  # all of these, drawn anew for every image
    "EarlyStopping",  # keeps the best parameters and says when to give up
    "reached_by_descent",  # how far t steps go
    "reached_with_decay",  # how far a penalty lets the weights go
    "bootstrap",  # rows for each network of a bag
    "out_of_bag",  # the data points that a network has not seen
    "average",  # the mean prediction of a bag
    "curves_of_bags",  # what the members of many bags predict
    "variance_of_average",  # the variance of a bag's prediction
    "Posterior",  # ln p(w | data)
    "grid_posterior",  # the posterior on a grid
    "hamiltonian_samples",  # samples of the posterior
]
