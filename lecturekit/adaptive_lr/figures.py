"""Figures of chapter 6: optimizers racing, Adam's first steps, the place of epsilon, the comparison on MNIST."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lecturekit.figures.base import COLORS, MARKERS, Draw, Figure, described, new_figure, picture, plain_log_ticks
from lecturekit.figures.landscapes import draw_contours, draw_minima
from lecturekit.figures.words import listing, number, trend

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


@picture
def one_panel_each(run: Mapping[str, Any], *, title: str = "") -> Figure:
    """The paths of several methods on one surface: a panel for each, all on the same contours.

    Parameters
    ----------
    run : dict
        As from ``experiments.run_race``.
    title : str

    Returns
    -------
    Figure
    """
    surface, paths, away = run["surface"], run["paths"], run["away"]
    n_columns = 3 if len(paths) > 2 else len(paths)
    n_rows = -(-len(paths) // n_columns)
    figure, axes = new_figure(n_rows, n_columns, height=2.5 * n_rows + 0.4, sharex=True, sharey=True, squeeze=False)
    for ax, (name, path) in zip(axes.flat, paths.items()):
        draw_contours(ax, surface, n_levels=9)
        ax.plot(*path.T, linewidth=1.5, markevery=_every(path, 6), **STYLES[name])
        ax.plot(*path[0], "o", color="white", markeredgecolor="black", markersize=8, zorder=5)
        draw_minima(ax, surface)
        end = f"gone at step {away[name]}" if name in away else f"{number(run['losses'][name][-1])} left"
        ax.set_title(f"{name}: {end}", fontsize=10)
        ax.label_outer()
    figure.suptitle(title, fontsize=12)
    n_steps = max(len(path) for path in paths.values()) - 1
    ends = [f"{name} has {number(run['losses'][name][-1])} left" for name in paths if name not in away]
    ends += [f"{name} ran away at step {step}" for name, step in away.items()]
    words = f"{title}. One contour map of the {surface.name} for each method, with its path of {n_steps} steps. "
    return described(figure, words + f"Of the loss above the minimum, {listing(ends)}.")


@picture
def race_canvas(names: Sequence[str]) -> tuple[Figure, Draw]:
    """A surface with the paths of several methods, one of them highlighted, and their losses against the step.

    Parameters
    ----------
    names : sequence of str
        Keys of ``STYLES``.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(surface=Surface, paths={name: (T, 2)}, losses={name: (T,)}, look_at=name); a path
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
            faint = data.get("look_at", name) not in (name, "all")
            for line, values in ((path_line, path), (loss_line, loss)):
                line.set_markevery(_every(values))
                line.set(alpha=0.25 if faint else 1.0, zorder=2 if faint else 4)
        start.set_data(*data["paths"][names[0]][:1].T)
        right.set_xlim(0, max(len(loss) for loss in data["losses"].values()) - 1)

    return figure, draw


@picture
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
    (uncorrected,) = ax.plot([], [], "s--", color=COLORS["gray"], label="without bias correction", **options)
    (corrected,) = ax.plot([], [], label="Adam, with bias correction (31)", **STYLES["Adam"] | options)
    ax.set(
        title="Adam on a constant gradient",
        xlabel="step t",
        ylabel=r"length of the step / $\eta$",
        xscale="log",
        xlim=(0.9, n_steps * 1.1),
        ylim=(0, 8),
    )
    ax.legend(loc="upper right")

    def draw(data):
        corrected.set_data(t, data["corrected"])
        uncorrected.set_data(t, data["uncorrected"])
        ax.set_ylim(0, 8 if data["uncorrected"].max() <= 8 else 1.1 * data["uncorrected"].max())

    return figure, draw


@picture
def epsilon_canvas(gradients: Any) -> tuple[Figure, Draw]:
    """How long the first step of AdaGrad and Adam is, against the size of the gradient, over the gradients of a network.

    Parameters
    ----------
    gradients : ndarray, (p,)
        Those of a real network; their sizes are drawn as a histogram.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(g=(k,), inside=(k,), outside=(k,), eps=float), steps in units of eta.
    """
    figure, ax = new_figure(height=3.7)
    sizes = np.abs(gradients)[gradients != 0]
    shares, edges = np.histogram(np.log10(sizes), bins=48, range=(-12, 0))
    ax.bar(
        10 ** edges[:-1],
        0.9 * shares / shares.max(),
        width=np.diff(10**edges),
        align="edge",
        color=COLORS["sky"],
        alpha=0.5,
        label="gradients of the network (how many, not to scale)",
    )
    (inside,) = ax.plot([], [], color=COLORS["blue"], label=r"step, $\epsilon$ inside the root (slides)")
    (outside,) = ax.plot([], [], "--", color=COLORS["red"], label=r"step, $\epsilon$ outside (paper)")
    ax.set(
        title=r"which gradients are too small to be normalized?",
        xlabel="size of the gradient $|g|$",
        ylabel=r"length of the first step / $\eta$",
        xscale="log",
        xlim=(1e-12, 1),
        ylim=(0, 1.1),
    )
    figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=2, fontsize=9)

    def draw(data):
        inside.set_data(data["g"], data["inside"])
        outside.set_data(data["g"], data["outside"])

    return figure, draw


@picture
def rates(lines: Mapping[str, Any]) -> Figure:
    """Effective learning rates against the step, both axes logarithmic; lines: "method, memory" -> rates (T,)."""
    figure, ax = new_figure(height=3.4)
    for label, rate in lines.items():
        every = np.unique(np.logspace(0, np.log10(len(rate)), 9).astype(int)) - 1
        ax.plot(np.arange(1, len(rate) + 1), rate, label=label, markevery=list(every), **STYLES[label.split(",")[0]])
    ax.legend()
    title = "ten gradients of 100, then gradients of 0.1"
    ax.set(title=title, xlabel="step t", ylabel=r"factor in front of $g$", xscale="log", yscale="log")
    trends = ". ".join(trend(label, range(1, len(rate) + 1), rate) for label, rate in lines.items())
    return described(figure, f"{title}: the factor in front of g against the step, both logarithmic. {trends}.")


@picture
def past(lines: Mapping[str, Any]) -> Figure:
    """The weight that an average gives to each gradient of the past; lines: label -> weights, the present one first."""
    figure, ax = new_figure(height=3.0)
    for (label, weights), color in zip(lines.items(), ("red", "orange", "black")):
        ax.plot(np.arange(len(weights)), weights, label=label, color=COLORS[color])
    title = "what an average remembers"
    ax.set(title=title, xlabel="steps ago", ylabel="weight", xscale="symlog", yscale="log", ylim=(1e-5, 1))
    ax.set_xlim(0, max(map(len, lines.values())))
    ax.legend()
    trends = ". ".join(trend(label, range(len(weights)), weights) for label, weights in lines.items())
    return described(
        figure, f"{title}: the weight of a gradient, logarithmic, against how many steps ago it was. {trends}."
    )


@picture
def waking(losses: Mapping[str, Any], level: float) -> Figure:
    """The loss of a saturated unit against the step, for each method; losses: label -> (T,)."""
    figure, ax = new_figure(height=3.7)
    for label, loss in losses.items():
        style = STYLES[label.split(",")[0]] | ({"linestyle": ":", "marker": "x"} if "outside" in label else {})
        every = np.unique(np.logspace(0, np.log10(len(loss)), 8).astype(int)) - 1
        ax.plot(np.arange(1, len(loss) + 1), loss, label=label, markevery=list(every), **style)
    ax.axhline(level, color=COLORS["black"], linewidth=1)
    title = "a saturated unit wakes up"
    ax.set(title=title, xlabel="step", ylabel="loss", xscale="log", ylim=(0, None))
    figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=3, fontsize=9)
    ends = [
        f"{label} is below {number(level)} at step {number(float(np.argmax(np.asarray(loss) < level)) + 1)}"
        if np.min(loss) < level
        else f"{label} is still at {number(loss[-1])} after {number(len(loss))} steps"
        for label, loss in losses.items()
    ]
    return described(figure, f"{title}: the loss against the step, which is logarithmic. {'; '.join(ends)}.")


@picture
def kingma_ba_curves(
    results: Mapping[str, Any], titles: Mapping[str, str], what: str = "train_loss", *, first_epoch: int = 1
) -> Figure:
    """Curves of the comparison against epochs, one panel for each experiment.

    Parameters
    ----------
    results : dict of str -> dict
        Experiment -> method -> dict with ``eta`` and ``curves``, as from ``kingma_ba.compare``.
    titles : dict of str -> str
        Experiment -> title.
    what : str
        "loss", "train_loss" or "test_error". Several seeds: their mean, and a band from the least to the largest.
    first_epoch : int
        Where to begin, to see the end in more detail.

    Returns
    -------
    Figure
    """
    figure, axes = new_figure(1, len(results), width=3.6 * max(2, len(results)), height=4.2, squeeze=False)
    words = []
    for ax, (name, methods) in zip(axes[0], results.items()):
        for label, method in methods.items():
            values = np.array([curve[what] for curve in method["curves"]])[:, first_epoch - 1 :]
            epochs = np.arange(first_epoch, first_epoch + values.shape[1])
            mean, style = values.mean(axis=0), STYLES[label]
            ax.plot(epochs, mean, label=label, linewidth=1.5, markevery=_every(epochs, 5), **style)
            ax.fill_between(
                epochs, values.min(axis=0), values.max(axis=0), color=style["color"], alpha=0.15, linewidth=0
            )
        ends = {label: np.mean([curve[what][-1] for curve in method["curves"]]) for label, method in methods.items()}
        order = sorted(ends, key=lambda label: float(ends[label]))
        words.append(
            f"{titles[name]}, from the lowest end: " + listing(f"{label} {number(ends[label])}" for label in order)
        )
        ax.set(title=titles[name], xlabel="epoch", yscale="log")
        plain_log_ticks(ax.yaxis)
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2, fontsize=8.5)
    axes[0, 0].set_ylabel(_LABELS[what])
    return described(figure, f"{_LABELS[what]} against the epoch, logarithmic, one curve a method. {'. '.join(words)}.")


_LABELS = {"loss": "training loss, dropout on", "train_loss": "training loss, dropout off", "test_error": "test error"}


@picture
def searched_rates(results: Mapping[str, Any], titles: Mapping[str, str]) -> Figure:
    """Every learning rate tried and its loss, one panel for each experiment; arguments as ``kingma_ba_curves``."""
    figure, axes = new_figure(1, len(results), height=3.9, squeeze=False)
    words = []
    for ax, (name, methods) in zip(axes[0], results.items()):
        best = []
        for label, method in methods.items():
            tried = [(eta, loss) for eta, loss in method["tried"] if loss is not None]
            ax.plot(*zip(*tried), label=label, linewidth=1.4, **STYLES[label])
            eta, loss = min(tried, key=lambda pair: pair[1])
            best.append(
                f"{label} {number(loss)} at {number(eta)}, {number(max(tried, key=lambda pair: pair[1])[1])} at worst"
            )
        words.append(f"{titles[name]}: lowest loss and its rate: {'; '.join(best)}")
        ax.set(title=titles[name], xlabel=r"learning rate $\eta$", xscale="log", yscale="log")
        plain_log_ticks(ax.yaxis)
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2, fontsize=8.5)
    axes[0, 0].set_ylabel("loss at the end of the search")
    return described(figure, f"Loss at the end of a short training against the learning rate. {'. '.join(words)}.")
