"""Figures of chapter 4 on saddles, valleys and plateaus: cuts through them, and where paths wait."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from lecturekit.backprop_in_practice.landscapes import chain, plateau
from lecturekit.figures.base import COLORS, Figure, described, new_figure, picture
from lecturekit.figures.landscapes import walks
from lecturekit.figures.words import number, trend
from lecturekit.foundation.types import Array


@picture
def sections(places: Mapping[str, tuple[Any, tuple[float, float]]], reach: float = 1.0) -> Figure:
    """Two cuts through the loss at each place: along the lowest and along the highest of its curvatures.

    Parameters
    ----------
    places : dict of str -> (Surface, (float, float))
    reach : float
        How far the cuts go to both sides.
    """
    figure, axes = new_figure(-(-len(places) // 2), 2, height=2.9 * -(-len(places) // 2), sharey=True, squeeze=False)
    along, said, lines = np.linspace(-reach, reach, 101), [], []
    for ax in axes.flat[len(places) :]:
        ax.remove()
    for ax, (name, (surface, point)) in zip(axes.flat, places.items()):
        curvatures, directions = np.linalg.eigh(surface.hessian(point))
        steepness = np.linalg.norm(surface.gradient(point))
        lines = []
        said.append(f"{name}, gradient {steepness:.3f}")
        for curvature, direction, (word, color, style) in zip(
            curvatures[::-1], directions.T[::-1], (("highest", "blue", "-"), ("lowest", "red", "--"))
        ):
            change = surface.value(np.asarray(point) + along[:, None] * direction) - surface.value(point)
            lines += ax.plot(along, change, style, color=COLORS[color], label=f"along the {word} curvature")
            said.append(f"along the {word} curvature, {number(curvature)}, {trend('the loss', along, change)}")
        ax.plot(0, 0, "o", color=COLORS["black"], markersize=6, zorder=5)
        words = f"gradient {steepness:.3f}\ncurvatures {' and '.join(map(_signed, curvatures))}"
        ax.text(0.5, 0.97, words, transform=ax.transAxes, ha="center", va="top", fontsize=9.5)
        ax.set(title=name, xlabel="distance along the cut", xticks=(-reach, 0, reach))
    for ax in axes[:, 0]:
        ax.set_ylabel("change of the loss")
    figure.legend(handles=lines, loc="outside lower center", ncols=2)
    return described(figure, f"Cuts through the loss at {len(places)} places. {'; '.join(said)}.")


def _signed(x):
    """Two digits or three, and a sign."""
    return f"{x:+.2g}".replace("-", "\N{MINUS SIGN}") if abs(x) < 0.01 else f"{x:+.3f}".replace("-", "\N{MINUS SIGN}")


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
