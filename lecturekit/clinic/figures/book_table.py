"""The table of signs: by which signs each illness of the book differs from a healthy network."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.patches import Rectangle

from lecturekit.figures.base import COLORS, Figure, described, new_figure, picture
from lecturekit.figures.words import listing

SHORT = {
    "exactly": "ln K", "far from 0 and 1": "far", "one sticks out": "one", "zero": "all 0", "factor": "\u00d7 n", "direction": "turn", "last layer only": "last",
    "far below": "gap", "turns up": "rises",
}  # fmt: skip
"""What an unusual sign reads, where its column has several readings: as much as a square has room for."""
PARTS = {"before any step": "batches", "gradient and units": "biases", "steps and outcome": "asked twice"}
"""The parts of the table, each with its last sign."""


@picture
def sign_table(shows: Mapping[str, Mapping[str, str]], order: Sequence[str], healthy: Mapping[str, str]) -> Figure:
    """Which signs an illness shows that a healthy network does not show; illnesses in the order of their first such sign.

    Parameters
    ----------
    shows : dict
        Illness -> sign -> what it reads.
    order : sequence of str
        The signs.
    healthy : dict
        What a healthy network shows.
    """

    def unusual(name):
        return {s: shows[name][s] for s in order if s in shows[name] and healthy[s] not in shows[name][s].split("|")}

    names = [name for name in shows if name != "healthy"]
    names.sort(key=lambda name: min((list(order).index(sign) for sign in unusual(name)), default=len(order)))
    figure, axes = new_figure(width=9.6, height=8.4)
    readings: dict[str, set[str]] = {sign: set() for sign in order}
    for name in names:
        for sign, reads in unusual(name).items():
            readings[sign].add("not all learned" if sign == "training" else reads)
    for i, name in enumerate(names):
        for j, sign in enumerate(order):
            if sign in unusual(name):
                axes.add_patch(Rectangle((j - 0.46, i - 0.37), 0.92, 0.74, color=COLORS["red"], linewidth=0, zorder=2))
                if len(readings[sign]) > 1:
                    read = SHORT.get(shows[name][sign], shows[name][sign])
                    axes.text(j, i, read, ha="center", va="center", fontsize=8.5, color="white", fontweight="bold")
            elif sign in shows[name]:
                axes.plot(j, i, "o", color=COLORS["sky"], markersize=8)
    axes.plot([], [], "s", color=COLORS["red"], markersize=12, label="unlike a healthy one")
    axes.plot([], [], "o", color=COLORS["sky"], markersize=8, label="like a healthy one, which rules others out")
    left = -0.5
    for k, (part, last) in enumerate(PARTS.items()):
        right = (list(order).index(last) if last in order else len(order) - 1) + 0.5
        if right > left:
            axes.axvspan(left, right, color=COLORS["gray"], alpha=(0.0, 0.12)[k % 2], linewidth=0)
            axes.text((left + right) / 2, -0.75, part, ha="center", va="bottom")
        left = right
    axes.set(
        xlim=(-0.5, len(order) - 0.5), ylim=(len(names) - 0.4, -0.6), xticks=range(len(order)), yticks=range(len(names))
    )
    axes.set_xticklabels(
        [f"{sign}: {next(iter(readings[sign]))}" if len(readings[sign]) == 1 else sign for sign in order],
        rotation=60,
        ha="right",
        rotation_mode="anchor",
        fontsize=10,
    )
    axes.set_yticklabels(names, fontsize=10.5)
    axes.legend(loc="lower center", bbox_to_anchor=(0.35, 1.04), ncol=2)
    words: list[Any] = [
        f"{name}: {listing(f'{sign} {reads}' for sign, reads in unusual(name).items()) or 'none'}" for name in names
    ]
    return described(
        figure, f"The signs by which {len(names)} illnesses differ from a healthy network. {'; '.join(words)}."
    )
