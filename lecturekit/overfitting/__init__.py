"""Chapter 8, overfitting: weight decay, dropout, augmentation, early stopping, averages of models.

What its notebook uses, in the order in which the notebook meets it.
"""

from lecturekit.foundation.guard import at_the_door
from lecturekit.overfitting.augmentation import Augmentation, add_noise, flip, rotate, shift
from lecturekit.overfitting.augmented_training import augmentation_errors
from lecturekit.overfitting.averages import bag_of_patients
from lecturekit.overfitting.bagging import average, bootstrap, out_of_bag
from lecturekit.overfitting.careless import careless_digits, digit_network, fit, shares, shuffled
from lecturekit.overfitting.contest import SETTINGS, choose, compete, losses_by_setting, stopped, stored_contest, tried
from lecturekit.overfitting.decayed_curves import curves_by_data_set, penalized_minima
from lecturekit.overfitting.dropout import Dropout, masked_predictions, weights_for_prediction
from lecturekit.overfitting.early_stopping import EarlyStopping, reached_by_descent, reached_with_decay
from lecturekit.overfitting.one_unit import BIASES, POINTS_X, POINTS_Y, WEIGHTS, unit_posterior
from lecturekit.overfitting.prediction_rules import all_masks, off_in_sd, rules_against_masks
from lecturekit.overfitting.uncertainty import gap_against_data, plausible_curves, sine_with_a_gap
from lecturekit.overfitting.weight_decay import DecoupledDecay, WeightDecay

__all__ = [
    "careless_digits",  # digits, some of whose labels were drawn at random
    "digit_network",  # the network that learns them
    "shares",  # errors, and the labels learned
    "shuffled",  # the same images with shuffled labels
    "fit",  # the network trained with one of the remedies
    "WeightDecay",  # (35)-(37): the loss with a penalty
    "average",  # the mean prediction of a bag
    "penalized_minima",  # where loss plus penalty is smallest
    "curves_by_data_set",  # curves fitted with some lambdas to several data sets
    "losses_by_setting",  # training and validation loss of each
    "SETTINGS",  # the strengths of each remedy that are tried
    "DecoupledDecay",  # (38): weights shrunk beside the step
    "Dropout",  # units switched off at random
    "masked_predictions",  # what random subnetworks predict
    "rules_against_masks",  # rules for prediction, compared with many masks
    "off_in_sd",  # how good one pass is
    "weights_for_prediction",  # the slides' scaling, for prediction
    "all_masks",  # every mask of a layer, with its probability
    "add_noise",  # noise on every pixel
    "shift",  # images shifted
    "rotate",  # images rotated
    "flip",  # images mirrored
    "Augmentation",  # all of these, drawn anew for every image
    "augmentation_errors",  # what networks trained on them learn
    "EarlyStopping",  # keeps the best parameters and says when to give up
    "stopped",  # the network trained until its validation loss rises
    "reached_by_descent",  # how far t steps go
    "reached_with_decay",  # how far a penalty lets the weights go
    "out_of_bag",  # the data points that a network has not seen
    "bootstrap",  # rows for each network of a bag
    "bag_of_patients",  # a bag against its members, and its two errors
    "WEIGHTS",  # a grid of units: their weights
    "BIASES",  # and their biases
    "unit_posterior",  # the posterior of a unit, samples of it, what they predict
    "POINTS_X",  # six points on a line
    "POINTS_Y",  # and their classes
    "sine_with_a_gap",  # data that say nothing in the middle
    "plausible_curves",  # several networks for them, by three methods
    "gap_against_data",  # how much they disagree in the gap
    "tried",  # the validation losses of all of them
    "choose",  # the strength of each remedy, by validation
    "compete",  # five remedies on one task, on the test set
    "stored_contest",  # what they reach on three data sets, with wrong labels and without
]

at_the_door(__name__)
