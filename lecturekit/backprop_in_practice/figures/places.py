"""Figures of chapter 4 on saddles, valleys and plateaus: where paths wait."""

from typing import Any

from lecturekit.backprop_in_practice.landscapes import chain, plateau
from lecturekit.figures.base import Figure, picture
from lecturekit.figures.landscapes import walks
from lecturekit.foundation.types import Array


@picture
def chain_walks(paths: dict[str, Array], **places: Any) -> Figure:
    """Paths on the surface ``chain``, and the loss along them; ``places`` are points by their names."""
    title = r"$w_2\,\tanh(w_1 x)$: where paths slow down"
    return walks(chain, paths, title=title, losses_title="the loss along them", places=places.items(), log=True)


@picture
def plateau_walks(paths: dict[str, Array], **places: Any) -> Figure:
    """Paths on the surface ``plateau``, and the loss along them; ``places`` are points by their names."""
    title = "two sigmoid units, squared error"
    return walks(plateau, paths, title=title, losses_title="the loss along them", places=places.items())
