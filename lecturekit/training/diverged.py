"""What every kind of training raises when its numbers run away."""


class Diverged(RuntimeError):
    """Training stopped because loss or weights are no longer finite numbers; the message says what to try.

    Examples
    --------
    >>> print(Diverged(t=12, eta=3.0))
    training diverged at step 12 with learning rate 3: the loss is no longer finite. Try a smaller learning rate (0.3), standardized inputs or a smaller initial scale.
    """

    def __init__(self, t: int, eta: float) -> None:
        self.t, self.eta = t, eta
        super().__init__(
            f"training diverged at step {t} with learning rate {eta:g}: the loss is no longer "
            f"finite. Try a smaller learning rate ({eta / 10:g}), standardized inputs or a "
            f"smaller initial scale."
        )
