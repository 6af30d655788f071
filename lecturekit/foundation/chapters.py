"""The chapters' names: of the folder in the package, of the notebook, of the tests."""

CHAPTERS = {
    1: "single_unit",
    2: "two_layer",
    3: "l_layer",
    4: "backprop_in_practice",
    5: "sgd",
    6: "adaptive_lr",
    7: "normalization",
    8: "overfitting",
    9: "double_descent",
}
"""Number -> name."""
