"""Charts of chapter 2: activations and slopes, formulas judged, pushes of several points, where trainings end, digits."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.patches import Rectangle

from lecturekit.figures.base import COLORS, MARKERS, Figure, described, new_figure
from lecturekit.figures.digits import as_image, bare
from lecturekit.figures.style import picture
from lecturekit.figures.words import listing, number
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array
from lecturekit.single_unit.activations import ACTIVATIONS
from lecturekit.single_unit.gradient_check import compare_gradients
from lecturekit.two_layer.network import gradients, gradients_matrix
from lecturekit.two_layer.parameters import ParametersLike, as_parameters, pack

REACH_Z = 4.0


@picture
def gallery() -> Figure:
    """Each activation of the course with its slope, over the sum z."""
    figure, axes = new_figure(2, 3, height=4.3, sharex=True, sharey=True)
    z = np.linspace(-REACH_Z, REACH_Z, 402)  # an even number: no point on the kink at 0
    words = []
    for ax, (name, phi) in zip(axes.flat, ACTIVATIONS.items()):
        slope = phi.derivative(phi(z))
        ax.axhline(0, color=COLORS["gray"], linewidth=0.8)
        ax.plot(z, phi(z), color=COLORS["blue"], linewidth=2.4, label=r"value $\phi(z)$")
        ax.plot(z, slope, "--", color=COLORS["red"], label=r"slope $\phi'(z)$")
        ax.set(title=name.replace("_", " "), ylim=(-1.6, 2.2), xticks=[-4, -2, 0, 2, 4])
        words.append(
            f"{name.replace('_', ' ')}: values from {number(phi(z)[0])} at z = -4 to {number(phi(z)[-1])} at z = 4, "
            f"slopes between {number(slope.min())} and {number(slope.max())}"
        )
    for ax in axes[1]:
        ax.set_xlabel("sum z")
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return described(figure, f"Six activations over the sum z, each with its slope. {'; '.join(words)}.")


@picture
def formulas(numerical: Array, candidates: Mapping[str, Array]) -> Figure:
    """Entries of a gradient by several formulas (dict of str -> array) against the numerical ones, on a diagonal."""
    figure, axes = new_figure(1, len(candidates), height=2.9, sharex=True, sharey=True)
    reach = 1.15 * max(np.abs(numerical).max(), *(np.abs(each).max() for each in candidates.values()))
    for k, (ax, (title, values)) in enumerate(zip(axes, candidates.items())):
        ax.plot([-reach, reach], [-reach, reach], color=COLORS["gray"], linewidth=1, label="equal")
        ax.plot(
            np.ravel(numerical), np.ravel(values), MARKERS[k], color=COLORS[("green", "red", "purple")[k]], markersize=6
        )
        ax.set(title=title, xlabel="numerical", aspect="equal", xlim=(-reach, reach), ylim=(-reach, reach))
    axes[0].set_ylabel("by the formula")
    axes[0].legend(loc="upper left")
    verdicts = [f"{name}: {compare_gradients(values, numerical)}" for name, values in candidates.items()]
    return described(figure, f"Entries of the gradient by a formula against the numerical ones. {'. '.join(verdicts)}.")


@picture
def push_table(params: ParametersLike, X: Array, y: Array) -> Figure:
    """The pushes of single data points on every parameter, a row for each point, and their mean below.

    Parameters
    ----------
    params : Parameters or ndarray, (p,)
    X : ndarray, (n, 2)
        A few of them: each is a row of the table.
    y : ndarray, (n,)
    """
    params = as_parameters(params, X.shape[1])
    rows = np.array([-pack(gradients(params, x, label)) for x, label in zip(X, y)])
    mean = -pack(gradients_matrix(params, X, y))
    m, d = params.W.shape
    names = [f"$w_{{{i + 1}{j + 1}}}$" for i in range(m) for j in range(d)]
    names += [f"$b_{i + 1}$" for i in range(m)] + [f"$w_{i + 1}$" for i in range(m)] + ["$b^{(2)}$"]
    figure, axes = new_figure(2, 1, height=1.5 + 0.36 * len(X), height_ratios=[len(X), 1], sharex=True)
    reach = np.abs(rows).max()
    for ax, values in zip(axes, (rows, mean[None])):
        ax.imshow(values, cmap="RdBu_r", vmin=-reach, vmax=reach, aspect="auto")
        for (s, k), value in np.ndenumerate(values):
            color = "white" if abs(value) > 0.65 * reach else COLORS["black"]
            ax.text(k, s, _signed(value, 2), ha="center", va="center", fontsize=11, color=color)
        ax.grid(False)
    labels = [f"({_signed(x[0], 1)}, {_signed(x[1], 1)}), label {label}" for x, label in zip(X, y)]
    axes[0].set(yticks=range(len(X)), yticklabels=labels, title="push of each data point on each parameter")
    axes[1].set(yticks=[0], yticklabels=["mean of the rows"], xticks=range(len(mean)), xticklabels=names)
    for ax in axes:
        ax.tick_params(length=0)
    mixed = np.sum((rows > 0).any(axis=0) & (rows < 0).any(axis=0))
    return described(
        figure,
        f"A table of pushes: {len(X)} data points, {len(mean)} parameters; below the mean, which is "
        f"{listing(number(np.round(value, 2)) for value in mean)}. In {mixed} of the columns the points push both ways; "
        f"the largest push of one point is {number(np.abs(rows).max())}, of the mean {number(np.abs(mean).max())}.",
    )


@picture
def final_losses(losses: Array, levels: Mapping[str, float]) -> Figure:
    """Histogram of the losses at which many trainings end, with predicted levels (dict of str -> number)."""
    figure, ax = new_figure(height=3.3)
    counts, _, _ = ax.hist(losses, bins=np.arange(-0.0125, 0.65, 0.025), color=COLORS["sky"], edgecolor=COLORS["blue"])
    for k, (label, level) in enumerate(levels.items()):
        ax.axvline(level, color=COLORS["red"], linestyle="--", linewidth=1.2)
        ax.text(
            level + 0.008, counts.max() * (1.2 - 0.12 * (k % 2)), label, fontsize=10.5, color=COLORS["red"], va="center"
        )
    ax.set(
        title=f"where training ends, from {len(losses)} random starts",
        xlabel="loss after training",
        ylabel="number of starts",
        ylim=(0, counts.max() * 1.3),
    )
    near = [f"{np.sum(np.abs(losses - level) < 0.03)} at {number(level)} ({label})" for label, level in levels.items()]
    elsewhere = np.sum(np.min(np.abs(np.subtract.outer(losses, list(levels.values()))), axis=1) >= 0.03)
    return described(
        figure,
        f"Histogram of the loss after training from {len(losses)} starts: {listing(near)}, {elsewhere} elsewhere.",
    )


@picture
def digit_units(W: Array, w: Array, image: Array, title: str, frames: Sequence[tuple[slice, slice]] = ()) -> Figure:
    """An image, and beside it what hidden units look for, as 28 x 28 weights, three in a row.

    Parameters
    ----------
    W : ndarray, (k, 784)
    w : ndarray, (k,)
        The units' weights on the output; they are written above.
    image : ndarray, (784,)
    title : str
    frames : sequence of pairs of slices
        Rows and columns of parts that are framed in each image of weights.
    """
    check_array("W", W, ndim=2)
    rows = -(-len(W) // 3)
    figure, axes = new_figure(rows, 4, height=0.4 + 1.8 * rows, width=7.0, squeeze=False)
    reach = np.quantile(np.abs(W), 0.995)  # a few weights are larger, and would make all others pale
    axes[0, 0].imshow(as_image(image), cmap="gray_r")
    axes[0, 0].set_title(title, fontsize=11)
    for i, ax in enumerate(axes[:, 1:].flat):
        if i < len(W):
            shown = ax.imshow(as_image(W[i]), cmap="RdBu_r", vmin=-reach, vmax=reach)
            ax.set_title(f"unit {i + 1}, $w_i$ = {_signed(w[i], 1)}", fontsize=11)
            for rows_of, columns in frames:
                corner = columns.start - 0.5, rows_of.start - 0.5
                size = columns.stop - columns.start, rows_of.stop - rows_of.start
                ax.add_patch(Rectangle(corner, *size, fill=False, edgecolor=COLORS["black"], linewidth=1.2))
    for ax in axes.flat:
        bare(ax)
        for spine in ax.spines.values():
            spine.set_visible(bool(ax.images))
    figure.colorbar(shown, ax=axes[:, 1:], shrink=0.8, label="weight $w_{ij}$", extend="both")
    size = np.abs(W).mean(axis=0).reshape(28, 28)
    inside, edge = size[6:22, 6:22].mean(), np.concatenate([size[:2].ravel(), size[-2:].ravel()]).mean()
    return described(
        figure,
        f"A test image: {' '.join(title.split())}. Beside it the weights of {len(W)} hidden units as images, red positive and "
        f"blue negative: patches where the strokes are, with weights of size {number(inside)} on average in the middle and "
        f"{number(edge)} at the upper and lower edge.{_sums_in(frames, W)}",
    )


def _sums_in(frames, W):
    """What the weights of each unit add up to in each of the frames, in words."""
    said = ""
    for rows, columns in frames:
        sums = [_signed(image.reshape(28, 28)[rows, columns].sum(), 1) for image in W]
        said += (
            f" In the frame of rows {rows.start} to {rows.stop - 1} and columns {columns.start} to {columns.stop - 1} "
            f"they add up to {listing(sums)}."
        )
    return said


@picture
def units_by_digit(means: Array) -> Figure:
    """The mean value of each hidden unit for each digit, even digits first; means (m, 10)."""
    order = [*range(0, 10, 2), *range(1, 10, 2)]
    figure, ax = new_figure(height=0.9 + 0.32 * len(means))
    ax.imshow(means[:, order], cmap="RdBu_r", vmin=-1, vmax=1, aspect="auto")
    for (i, k), value in np.ndenumerate(means[:, order]):
        color = "white" if abs(value) > 0.7 else COLORS["black"]
        ax.text(k, i, _signed(value, 1), ha="center", va="center", fontsize=11, color=color)
    ax.axvline(4.5, color=COLORS["black"], linewidth=2)
    ax.set(
        title="mean value $x^{(1)}_i$ of a hidden unit, by digit: even | odd",
        xlabel="digit",
        ylabel="hidden unit",
        xticks=range(10),
        xticklabels=order,
        yticks=range(len(means)),
        yticklabels=range(1, len(means) + 1),
    )
    ax.grid(False)
    rows = [
        f"unit {i + 1} is positive for {listing(np.flatnonzero(row > 0)) if (row > 0).any() else 'no digit'}"
        for i, row in enumerate(means)
    ]
    return described(figure, f"The mean values of {len(means)} hidden units for each digit: {'; '.join(rows)}.")


def _signed(value, digits):
    """+0.5, −1.5, and +0.0 for everything that rounds to 0."""
    return f"{np.round(value, digits) + 0.0:+.{digits}f}".replace("-", "−")
