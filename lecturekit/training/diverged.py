"""What every kind of training raises when its numbers run away."""


class Diverged(RuntimeError):
    """Training stopped because loss or weights are no longer finite numbers; the message says what to try."""

    def __init__(self, t: int, eta: float) -> None:
        self.t, self.eta = t, eta
        super().__init__(
            f"training diverged at step {t} with learning rate {eta:g}: the loss is no longer "
            f"finite. Try a smaller learning rate ({eta / 10:g}), standardized inputs or a "
            f"smaller initial scale."
        )
