"""Figures of overfitting itself: learning curves, memorized digits, what early stopping sees."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lecturekit.figures.base import COLORS, Figure, described, draw_curves, new_figure, picture
from lecturekit.figures.digits import as_image, framed
from lecturekit.figures.words import number, trend
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array

ERRORS = {"training": ("training data, labels as given", "red", "--"), "new": ("new digits", "blue", "-")}
LEARNED = {"right_labels": ("right labels", "blue", "-"), "wrong_labels": ("wrong labels", "red", "--")}


@picture
def disease(history: Sequence[Any], untreated: Sequence[Any] = ()) -> Figure:
    """Errors, and the parts of the right and of the wrong labels that are learned, by epoch.

    Parameters
    ----------
    history : list of Shares
        One for each epoch.
    untreated : list of Shares
        Of the same run without the remedy, to be drawn faintly.
    """
    epochs = np.arange(1, len(history) + 1)
    percent = {name: 100 * np.array([getattr(each, name) for each in history]) for name in history[0]._fields}
    figure, (left, right) = new_figure(1, 2, height=3.3)
    for ax, name, words in (
        ((left, "new", "untreated"), (right, "right_labels", ""), (right, "wrong_labels", "untreated"))
        if untreated
        else ()
    ):
        before = [100 * getattr(each, name) for each in untreated]
        _, color, style = (ERRORS | LEARNED)[name]
        ax.plot(np.arange(1, len(before) + 1), before, style, color=COLORS[color], alpha=0.35)
        at = 2 * len(before) // 3 if ax is left else len(before) // 3
        offset, ha = ((0, 6), "center") if ax is left else ((8, -12), "left")
        ax.annotate(
            words,
            (at, before[at - 1]),
            offset,
            textcoords="offset points",
            ha=ha,
            fontsize=9.5,
            color=COLORS[color],
            alpha=0.7,
        )
    words = [
        _share(left, ERRORS, epochs, percent, "error in %"),
        _share(right, LEARNED, epochs, percent, "learned, in %"),
    ]
    low, turns = percent["new"].argmin(), ""
    if percent["new"][-1] > percent["new"][low] + 3:  # a turn, and no noise
        turns = f"; that on new digits is lowest, {number(percent['new'][low])}%, at epoch {epochs[low]}"
        left.plot(epochs[low], percent["new"][low], "o", color=COLORS["green"], markersize=8, zorder=3)
        left.annotate(
            f"lowest: epoch {epochs[low]}",
            (epochs[low], percent["new"][low]),
            xytext=(epochs[low] + 6, percent["new"][low] + 0.22 * percent["new"].max()),
            fontsize=9.5,
            arrowprops={"arrowstyle": "-", "color": COLORS["green"]},
        )
    left.set(title="errors", ylim=(0, 1.22 * percent["new"].max()))
    right.set(title="learned labels", ylim=(0, 109))
    right.axhline(10, color=COLORS["gray"], linestyle=":", linewidth=1.2)
    right.annotate(
        "guessing", (epochs[-1], 10), xytext=(0, -4), textcoords="offset points", ha="right", va="top", fontsize=9.5
    )
    return described(
        figure,
        f"Left: error in percent against epoch; {words[0]}{turns}. Right: the percentage of labels learned; {words[1]}."
        + (
            f" Without the remedy the last epoch has an error of {number(100 * untreated[-1].new)}% on new digits, and "
            f"{number(100 * untreated[-1].wrong_labels)}% of the wrong labels learned."
            if untreated
            else ""
        ),
    )


def _share(axes, lines, epochs, percent, ylabel):
    for name, (label, color, style) in lines.items():
        axes.plot(epochs, percent[name], style, color=COLORS[color], label=label)
    axes.set(xlabel="epoch", ylabel=ylabel)
    axes.legend(loc="best")
    return ", ".join(trend(label, epochs, percent[name]) for name, (label, _, _) in lines.items())


@picture
def memorized(digits: Any, seen_as: Array, n: int = 10) -> Figure:
    """The first n training images with a wrong label: the label, what the network says, the digit.

    Parameters
    ----------
    digits : CarelessDigits
    seen_as : ndarray, (n_train,)
        What the network says of each training image.
    """
    seen_as = check_array("seen_as", seen_as, shape=digits.true.shape)
    rows = np.flatnonzero(digits.wrong)[:n]
    label, true = digits.train[1][rows], digits.true[rows]
    figure, axes = new_figure(1, n, height=1.5)
    for ax, image, a, b, c in zip(axes, digits.train[0][rows], label, seen_as[rows], true):
        framed(ax).imshow(as_image(image), cmap="Greys", vmin=0, vmax=1)
        for y, value, color in ((1.6, a, "red"), (1.22, b, "red" if b == a else "green"), (-0.2, c, "green")):
            ax.text(0.5, y, value, transform=ax.transAxes, ha="center", va="center", fontsize=14, color=COLORS[color])
    for y, words in ((1.6, "label as given"), (1.22, "network says"), (-0.2, "digit drawn")):
        axes[0].text(-0.25, y, words, transform=axes[0].transAxes, ha="right", va="center", fontsize=10.5)
    agree = int(np.sum(seen_as[rows] == label))
    return described(
        figure,
        f"{n} training images whose label is wrong, with the label, what the network says, and the digit: the network says "
        f"the wrong label in {agree} of {n}.",
    )


@picture
def memorizing(errors: Mapping[str, Any], level: float = 0.05) -> Figure:
    """Errors by epoch, a level, and the first epoch at which each of them lies below it.

    Parameters
    ----------
    errors : dict of str -> sequence of float
        By label: fractions, one for each epoch.
    level : float
    """
    figure, axes = new_figure(height=3.6)
    epochs = {name: np.arange(1, len(several) + 1) for name, several in errors.items()}
    draw_curves(axes, {name: (epochs[name], several) for name, several in errors.items()})
    axes.axhline(level, color=COLORS["gray"], linestyle=":", linewidth=1.4)
    axes.text(1, level, f"{level:.0%}", va="bottom", color=COLORS["gray"], fontsize=9.5)
    said = []
    for (name, several), line in zip(errors.items(), list(axes.lines)):
        below = np.flatnonzero(np.asarray(several) < level)
        words = trend(name, epochs[name], np.asarray(several))
        if below.size:
            first = int(epochs[name][below[0]])
            axes.plot(first, level, "o", color=line.get_color(), markersize=8, zorder=3)
            place = {"textcoords": "offset points", "ha": "center", "fontsize": 9.5, "color": line.get_color()}
            axes.annotate(f"epoch {first}", (first, level), (0, 14 if len(said) % 2 else -18), **place)
            words += f", below {level:.0%} from epoch {first} on"
        said.append(words)
    axes.set(title="errors", xlabel="epoch", ylabel="share of mistakes", ylim=(-0.08, 1.0))
    axes.legend(loc="center right")
    return described(figure, f"Share of mistakes against epoch. {'. '.join(said)}.")


@picture
def guessers(on_test: Array, on_new: Array) -> Figure:
    """The errors of many guessers on the points by which one of them is chosen, and on new ones: a dot for each.

    Parameters
    ----------
    on_test, on_new : ndarray, (k,)
        Fractions; the guesser with the smallest on_test is the one that is chosen.
    """
    on_test = check_array("on_test", on_test, ndim=1)
    x, y = 100 * on_test, 100 * check_array("on_new", on_new, shape=on_test.shape)
    best = x.argmin()
    figure, axes = new_figure(height=2.7, width=6.4)
    axes.axhline(50, color=COLORS["gray"], linestyle=":")
    beside = x + np.random.default_rng(0).uniform(-0.35, 0.35, len(x))  # whole percents, drawn apart
    axes.plot(beside, y, "o", color=COLORS["sky"], markersize=4, alpha=0.7)
    axes.plot(x[best], y[best], "o", color=COLORS["red"], markersize=9)
    axes.annotate(
        f"chosen: {x[best]:.0f}% here, {y[best]:.0f}% on new points",
        (x[best], y[best]),
        xytext=(x[best], 57),
        color=COLORS["red"],
        fontsize=9.5,
        arrowprops={"arrowstyle": "-", "color": COLORS["red"]},
    )
    axes.set(
        xlim=(32, 68), ylim=(40, 60), xlabel="error on the 100 test points, in %", ylabel="error on new points, in %"
    )
    axes.set_title(f"{len(x)} guessers")
    return described(
        figure,
        f"The errors of {len(x)} guessers on test points and on new points, in percent: no relation. The guesser with the "
        f"smallest test error, {x[best]:.0f}%, has {y[best]:.0f}% on new points.",
    )


@picture
def stopping(losses: Array, history: Sequence[Any], epoch: int, stopped: int) -> Figure:
    """Losses, errors, and wrong labels learned, by epoch; the best epoch, and where patience ended.

    Parameters
    ----------
    losses : ndarray, (stopped, 2)
        Training and validation loss of each epoch.
    history : list of Shares
        Of these epochs, and of those that would have come after them, which are drawn faintly.
    epoch, stopped : int
        The epoch whose parameters are kept, and the last one.
    """
    epochs, (training, validation) = np.arange(1, len(losses) + 1), np.transpose(losses)
    figure, (left, right) = new_figure(1, 2, height=3.4)
    for label, y, color, style in (("training", training, "red", "--"), ("validation", validation, "blue", "-")):
        left.plot(epochs, y, style, color=COLORS[color], label=label)
    left.set(title="what it watches", xlabel="epoch", ylabel="loss", ylim=(0, None))
    percent = {name: 100 * np.array([getattr(each, name) for each in history]) for name in ("new", "wrong_labels")}
    for name, label, color, style in (
        ("new", "error on new digits", "blue", "-"),
        ("wrong_labels", "wrong labels learned", "red", "--"),
    ):
        right.plot(epochs, percent[name][:stopped], style, color=COLORS[color], label=label)
        later = percent[name][stopped - 1 :]
        right.plot(np.arange(stopped, stopped + len(later)), later, style, color=COLORS[color], alpha=0.35)
    right.set(title="what it prevents", xlabel="epoch", ylabel="%", ylim=(0, None))
    left.legend(loc="center right", bbox_to_anchor=(0.95, 0.62))
    right.legend(loc="center right", bbox_to_anchor=(1, 0.6))
    for ax in (left, right):
        marks = [
            ax.axvline(epoch, color=COLORS["green"], label=f"kept: epoch {epoch}"),
            ax.axvline(stopped, color=COLORS["gray"], linestyle=":", label=f"stopped: epoch {stopped}"),
        ]
    (faint,) = right.plot([], [], color=COLORS["blue"], alpha=0.35, label="without stopping")
    figure.legend(handles=[*marks, faint], loc="outside lower center", ncols=3)
    new, wrong, at, end = percent["new"], percent["wrong_labels"], epoch - 1, stopped - 1
    return described(
        figure,
        f"Left: {trend('training loss', epochs, training)}, {trend('validation loss', epochs, validation)}. Epoch {epoch} is kept, "
        f"training stops at {stopped}. Right: the error on new digits is {number(new[at])}% at the epoch kept and {number(new[end])}% at "
        f"the end; of the wrong labels {number(wrong[at])}% are learned then, {number(wrong[end])}% at the end. "
        f"Without stopping the error would be {number(new[-1])}% after {len(new)} epochs.",
    )


@picture
def shrinkage(u: Array, descent: Array, decay: Array) -> Figure:
    """How far each goes towards the minimum: early stopping and decay against u = eta t h = h / lambda."""
    figure, axes = new_figure()
    axes.plot(u, descent, color=COLORS["blue"], label=r"early stopping: $1 - (1 - \eta h)^t$")
    axes.plot(u, decay, "--", color=COLORS["red"], label=r"weight decay: $h / (h + \lambda)$")
    worst = np.abs(descent - decay).argmax()
    axes.plot([u[worst]] * 2, [decay[worst], descent[worst]], color=COLORS["green"], label="largest difference")
    axes.set(
        xscale="log",
        title=r"stopping after t steps, and $\lambda = 1 / (\eta t)$",
        ylabel="fraction of the way",
        xlabel=r"$u = \eta t h$: flat directions on the left, steep ones on the right",
    )
    axes.legend()
    return described(
        figure,
        f"Fraction of the way to the minimum against u = eta t h, logarithmic. {trend('Early stopping', u, descent)}, "
        f"{trend('weight decay', u, decay)}. They differ most, by {number(descent[worst] - decay[worst])}, at u = {number(u[worst])}.",
    )
