"""The code of a patient, piece by piece: a function that shows what it does and not what it is called."""

import inspect
import re
import textwrap
from collections.abc import Callable
from typing import Any

PIECES = {
    "split": "which rows train, which validate: split(n, n_validation, rng) -> (rows, rows)",
    "labels": "the labels as they are handed on: labels(y) -> y",
    "inputs": "the inputs as the network gets them: inputs(X, X_train) -> X; new data come in groups, day by day",
    "batches": "the batches of one epoch: batches(y, size, rng) -> a list of index arrays",
    "gradient": "loss and gradient: gradient(net, w, X, y, **mode) -> (loss, g)",
    "decay": "after each step: decay(w, is_weight, rate, lam), in place",
    "epoch": "before each epoch: epoch(optimizer)",
    "predict": "how it predicts: predict(net, w, X, stats, rng) -> logits; again day by day",
}
"""Name of each piece -> what it is for, and how it is called."""


class Piece:
    """A function of the clinic under the name of its place; it shows its code, and not its own name.

    Parameters
    ----------
    place : str
        One of ``PIECES``.
    function : callable
    """

    def __init__(self, place: str, function: Callable[..., Any]) -> None:
        self.place, self.function = place, function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What the function returns."""
        return self.function(*args, **kwargs)

    @property
    def code(self) -> str:
        """The source, without decorator and docstring, under the name of its place."""
        source = textwrap.dedent(inspect.getsource(self.function))
        source = re.sub(r"\A(@.*\n)+", "", source)
        source = re.sub(r'^    """.*?"""\n', "", source, count=1, flags=re.DOTALL | re.MULTILINE)
        return source.replace(f"def {self.function.__name__}(", f"def {self.place}(").rstrip()

    def __repr__(self):
        return self.code


def piece(place: str) -> Callable[[Callable[..., Any]], Piece]:
    """Decorate a function that may stand in this place of a patient."""
    return lambda function: Piece(place, function)
