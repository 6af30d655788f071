"""Figures of chapter 6: optimizers racing, Adam's first steps, the place of epsilon, the comparison on MNIST."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lecturekit.figures.base import COLORS, MARKERS, Draw, Figure, new_figure, plain_log_ticks
from lecturekit.figures.landscapes import draw_contours, draw_minima

STYLES = {
    name: {"color": COLORS[color], "linestyle": line, "marker": MARKERS[k], "markersize": 5}
    for k, (name, color, line) in enumerate(
        [
            ("gradient descent", "black", "-"),
            ("momentum", "purple", "--"),
            ("AdaGrad", "green", "-."),
            ("RMSProp", "orange", "--"),
            ("AdaDelta", "sky", ":"),
            ("Adam", "red", "-"),
            ("AdaGrad, eta constant", "gray", ":"),
        ]
    )
}
"""Color, line and marker of each method, the same in every figure of the chapter."""
STYLES["SGD Nesterov"] = STYLES["momentum"]


def _every(path, n_markers=8):
    return max(1, len(path) // n_markers)


def side_by_side(surfaces: Sequence[Any], paths: Sequence[Any]) -> Figure:
    """Trajectories of several methods, one panel for each surface.

    Parameters
    ----------
    surfaces : sequence of Surface
    paths : sequence of dict of str -> ndarray, (T, 2)
        For each surface the path of each method.

    Returns
    -------
    Figure
    """
    figure, axes = new_figure(1, len(surfaces), height=4.0)
    for ax, surface, of_methods in zip(np.atleast_1d(axes), surfaces, paths):
        draw_contours(ax, surface)
        draw_minima(ax, surface)
        for name, path in of_methods.items():
            ax.plot(*path.T, label=name, linewidth=1.4, markevery=_every(path), **STYLES[name])
        ax.set_title(surface.name)
    figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=4)
    return figure


def race_canvas(names: Sequence[str]) -> tuple[Figure, Draw]:
    """A surface with the paths of several methods, and their losses against the step.

    Parameters
    ----------
    names : sequence of str
        Keys of ``STYLES``.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(surface=Surface, paths={name: (T, 2)}, losses={name: (T,)}); a path
        that ran away is shorter than the others. Losses are above the minimum.
    """
    figure, (left, right) = new_figure(1, 2, height=4.0)
    shown: dict[str, Any] = {"surface": None, "artists": []}
    lines = {
        name: (left.plot([], [], linewidth=1.5, **STYLES[name])[0], right.plot([], [], label=name, **STYLES[name])[0])
        for name in names
    }
    (start,) = left.plot([], [], "o", color="white", markeredgecolor="black", markersize=9, zorder=5)
    right.set(
        title="who is down first?", xlabel="step", ylabel="loss above the minimum", yscale="log", ylim=(1e-6, 100)
    )
    right.minorticks_off()
    figure.legend(*right.get_legend_handles_labels(), loc="outside lower center", ncols=3)

    def draw(data):
        surface = data["surface"]
        if shown["surface"] is not surface:
            for artist in shown["artists"]:
                artist.remove()
            others = set(left.get_children())
            draw_contours(left, surface)
            draw_minima(left, surface)
            left.set_title(surface.name)
            shown.update(surface=surface, artists=[each for each in left.get_children() if each not in others])
        for name, (path_line, loss_line) in lines.items():
            path, loss = data["paths"][name], data["losses"][name]
            path_line.set_data(*path.T)
            loss_line.set_data(range(len(loss)), np.maximum(loss, 1e-12))
            path_line.set_markevery(_every(path))
            loss_line.set_markevery(_every(loss))
        start.set_data(*data["paths"][names[0]][:1].T)
        right.set_xlim(0, max(len(loss) for loss in data["losses"].values()) - 1)

    return figure, draw


def first_steps_canvas(n_steps: int) -> tuple[Figure, Draw]:
    """The length of each of Adam's steps for a constant gradient, with and without bias correction.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(corrected=(T,), uncorrected=(T,)), in units of eta.
    """
    figure, ax = new_figure(height=3.4)
    t = np.arange(1, n_steps + 1)
    every = np.unique(np.logspace(0, np.log10(n_steps), 14).astype(int)) - 1
    options = {"markevery": list(every), "markersize": 6}
    (uncorrected,) = ax.plot([], [], "s--", color=COLORS["red"], label="without bias correction", **options)
    (corrected,) = ax.plot([], [], "o-", color=COLORS["blue"], label="with bias correction (31)", **options)
    ax.set(
        title="Adam on a constant gradient",
        xlabel="step t",
        ylabel=r"length of the step / $\eta$",
        xscale="log",
        yscale="log",
        xlim=(0.9, n_steps * 1.1),
        ylim=(0.05, 200),
    )
    ax.legend(loc="upper right")

    def draw(data):
        corrected.set_data(t, data["corrected"])
        uncorrected.set_data(t, data["uncorrected"])

    return figure, draw


def epsilon_canvas() -> tuple[Figure, Draw]:
    """How long the first step of AdaGrad and Adam is, against the size of the gradient.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(g=(k,), inside=(k,), outside=(k,), eps=float), steps in units of eta.
    """
    figure, ax = new_figure(height=3.4)
    (inside,) = ax.plot([], [], color=COLORS["blue"], label=r"inside the root (slides): $|g| / \sqrt{g^2 + \epsilon}$")
    (outside,) = ax.plot([], [], "--", color=COLORS["red"], label=r"outside (paper): $|g| / (|g| + \epsilon)$")
    at_root = ax.axvline(1e-4, color=COLORS["blue"], linewidth=1, linestyle=":")
    at_eps = ax.axvline(1e-8, color=COLORS["red"], linewidth=1, linestyle="-.")
    ax.set(
        title=r"below which gradient does $\epsilon$ take over?",
        xlabel="size of the gradient $|g|$",
        ylabel=r"length of the step / $\eta$",
        xscale="log",
        yscale="log",
        xlim=(1e-12, 1),
        ylim=(1e-4, 60),
    )
    ax.legend(loc="upper right")

    def draw(data):
        inside.set_data(data["g"], data["inside"])
        outside.set_data(data["g"], data["outside"])
        at_root.set_xdata([data["eps"] ** 0.5] * 2)
        at_eps.set_xdata([data["eps"]] * 2)

    return figure, draw


def rates(lines: Mapping[str, Any]) -> Figure:
    """Effective learning rates against the step, both axes logarithmic; lines: "method, memory" -> rates (T,)."""
    figure, ax = new_figure(height=3.4)
    for label, rate in lines.items():
        every = np.unique(np.logspace(0, np.log10(len(rate)), 9).astype(int)) - 1
        ax.plot(np.arange(1, len(rate) + 1), rate, label=label, markevery=list(every), **STYLES[label.split(",")[0]])
    ax.legend()
    ax.set(
        title="the factor in front of $g$: big gradients in the first 10 steps, small ones after",
        xlabel="step t",
        ylabel=r"$\eta / \sqrt{G}$",
        xscale="log",
        yscale="log",
    )
    return figure


def kingma_ba_curves(results: Mapping[str, Any], titles: Mapping[str, str], what: str = "train_loss") -> Figure:
    """Curves of the comparison against epochs, one panel for each experiment.

    Parameters
    ----------
    results : dict of str -> dict
        Experiment -> method -> dict with ``eta`` and ``curves``, as from ``kingma_ba.compare``.
    titles : dict of str -> str
        Experiment -> title.
    what : str
        "loss", "train_loss" or "test_error". Several seeds: their mean, and a band from the least to the largest.

    Returns
    -------
    Figure
    """
    figure, axes = new_figure(1, len(results), width=3.6 * max(2, len(results)), height=4.2, squeeze=False)
    for ax, (name, methods) in zip(axes[0], results.items()):
        for label, method in methods.items():
            values = np.array([curve[what] for curve in method["curves"]])
            epochs = np.arange(1, values.shape[1] + 1)
            ax.plot(
                epochs,
                values.mean(axis=0),
                label=rf"{label}: {method['eta']:g}",
                linewidth=1.5,
                markevery=_every(epochs, 5),
                **STYLES[label],
            )
            ax.fill_between(
                epochs, values.min(axis=0), values.max(axis=0), color=STYLES[label]["color"], alpha=0.15, linewidth=0
            )
        ax.set(title=titles[name], xlabel="epoch", yscale="log")
        plain_log_ticks(ax.yaxis)
        ax.legend(title=r"method: $\eta$ found", loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2, fontsize=8.5)
    axes[0, 0].set_ylabel(_LABELS[what])
    return figure


_LABELS = {"loss": "training loss, dropout on", "train_loss": "training loss, dropout off", "test_error": "test error"}


def searched_rates(results: Mapping[str, Any], titles: Mapping[str, str]) -> Figure:
    """Every learning rate tried and its loss, one panel for each experiment; arguments as ``kingma_ba_curves``."""
    figure, axes = new_figure(1, len(results), height=3.8, squeeze=False)
    for ax, (name, methods) in zip(axes[0], results.items()):
        for label, method in methods.items():
            ax.plot(
                *zip(*((eta, loss) for eta, loss in method["tried"] if loss is not None)),
                label=label,
                linewidth=1.4,
                **STYLES[label],
            )
        ax.set(title=titles[name], xlabel=r"learning rate $\eta$", xscale="log", yscale="log")
        plain_log_ticks(ax.yaxis)
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2, fontsize=8.5)
    axes[0, 0].set_ylabel("loss at the end of the search")
    return figure
