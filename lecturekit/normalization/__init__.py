"""Chapter 7, normalization: every layer keeps its sums in range.

What its notebook uses, in the order in which the notebook meets it.
"""

from lecturekit.normalization.layers import BatchNorm, LayerNorm
from lecturekit.normalization.running_averages import RunningAverages

__all__ = [
    "BatchNorm",  # statistics of the batch, unit by unit
    "LayerNorm",  # statistics of the layer, data point by data point
    "RunningAverages",  # statistics for prediction, collected while training
]
