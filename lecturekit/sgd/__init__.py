"""Chapter 5, stochastic gradient descent and momentum. (The loop and plain descent are in `lecturekit.training`.)

What its notebook uses, in the order in which the notebook meets it.
"""

from lecturekit.foundation.guard import at_the_door
from lecturekit.sgd.batch_gradients import (
    batch_gradients,
    expected_square,
    mean_square,
    scatter_table,
    single_gradients,
)
from lecturekit.sgd.clocks import losses_by_pass, two_clocks
from lecturekit.sgd.digits import clipped_runs, digits, final_losses, losses_by_rate, schedule_table
from lecturekit.sgd.escapes import (
    crossings,
    gone,
    noise_of_batches,
    noisy_runs,
    saddle_distances,
    saturating_unit,
    xor_runs_gone,
)
from lecturekit.sgd.floors import (
    falling_each_epoch,
    floor_table,
    floor_theory,
    gradient_noise,
    growing_or_slowing,
    mean_curve,
    noise_floor,
)
from lecturekit.sgd.known_minimum import excess_curve, minimum, one_unit, two_measurements
from lecturekit.sgd.momentum import Momentum, Nesterov, heavy_ball_rate
from lecturekit.sgd.on_digits import limits_on_digits, momentum_on_digits
from lecturekit.sgd.rates import (
    Clipped,
    cosine,
    curvature_along,
    largest_curvature,
    range_test,
    suggested_rate,
    warm_up,
    with_unscaled,
)
from lecturekit.sgd.valley import (
    VALLEY,
    arrival,
    critical_eta,
    errors_of,
    largest_stable_eta,
    measured_rate,
    rate_of,
    rates_by_gamma,
    steps_by_condition,
    tuned,
)

__all__ = [
    "digits",  # a network, 3000 images to train on, 1000 others
    "two_clocks",  # the same passes with several batch sizes, against gradients and seconds
    "losses_by_pass",  # one such run
    "two_measurements",  # two standardized columns of the breast cancer data
    "single_gradients",  # the gradient of every single data point
    "batch_gradients",  # means of them over random batches
    "one_unit",  # a unit that has a minimum on them
    "scatter_table",  # the same for several batch sizes, with and without replacement
    "expected_square",  # what theory says of it
    "minimum",  # the minimum that the unit would reach
    "excess_curve",  # the loss above that minimum, epoch by epoch
    "noise_floor",  # the level at which SGD stays
    "mean_square",  # their mean squared distance from the gradient of all data
    "floor_table",  # the same for several settings
    "floor_theory",  # what theory says of it
    "gradient_noise",  # covariance of single gradients, and Hessian, at the minimum
    "mean_curve",  # the loss above the minimum, the mean of several runs
    "growing_or_slowing",  # the same for growing batches and falling rates
    "falling_each_epoch",  # a schedule of the rate
    "range_test",  # the loss while the rate grows
    "suggested_rate",  # what a range test suggests
    "final_losses",  # what whole runs come to
    "schedule_table",  # what runs with four schedules come to
    "largest_curvature",  # h_max by power iteration
    "curvature_along",  # the same along a run
    "limits_on_digits",  # the same on digits, at several rates
    "warm_up",  # a schedule that rises
    "cosine",  # a schedule that falls
    "Clipped",  # an optimizer that shortens long gradients
    "clipped_runs",  # with a few raw images among the scaled ones
    "with_unscaled",  # the images of that experiment
    "noisy_runs",  # balls on a saddle, in a poor minimum, on a plateau
    "gone",  # how many of them have left
    "saddle_distances",  # how far they are from the saddle's ridge
    "crossings",  # how many end in the deeper well
    "xor_runs_gone",  # XOR from a point where the gradient is zero
    "noise_of_batches",  # mean and scatter of the single gradients
    "saturating_unit",  # a unit on a plateau
    "errors_of",  # the errors along and across it
    "Momentum",  # (27): the heavy ball
    "VALLEY",  # a narrow bowl
    "arrival",  # when the loss stays below a level
    "heavy_ball_rate",  # the factor by which (27) shrinks the error in each step
    "critical_eta",  # where the ball begins to swing
    "largest_stable_eta",  # where it diverges
    "tuned",  # Polyak's choice
    "rate_of",  # the factor with gamma eta = 1 / h_max
    "measured_rate",  # the same, measured
    "rates_by_gamma",  # both, for several gammas
    "steps_by_condition",  # steps needed against the condition number
    "Nesterov",  # momentum that looks ahead
    "losses_by_rate",  # three optimizers on digits at several rates
    "momentum_on_digits",  # the same with all images in each step, and with batches
]

at_the_door(__name__)
