"""Pictures of learning rates: the range test, the largest stable rate along a run, schedules, clipped gradients."""

from collections.abc import Callable, Mapping

import numpy as np

from lecturekit.figures.base import COLORS, CYCLE, MARKERS, Figure, described, new_figure, picture, plain_log_ticks
from lecturekit.figures.words import listing, number, trend
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array, check_choice
from lecturekit.sgd.digits import SCHEDULES, STEPS_A_PASS, schedule
from lecturekit.sgd.rates import smoothed, suggested_rate

LOOKS = [("black", "-"), ("blue", "--"), ("red", "-."), ("green", ":"), ("purple", (0, (5, 1, 1, 1)))]
"""Color and line of each run beside others."""


@picture
def range_and_result(test: tuple[Array, Array], results: Mapping[float, Array]) -> Figure:
    """Left: a range test with the rate that it suggests. Right: what whole runs come to at several rates.

    Parameters
    ----------
    test : (rates, losses)
        As from ``range_test``.
    results : dict of float -> array_like, (S,)
        Rate -> the final losses with several seeds.
    """
    rates, losses = test
    smooth, suggested = smoothed(losses), suggested_rate(rates, losses)
    figure, (left, right) = new_figure(1, 2, height=3.4, sharex=True, sharey=True)
    left.loglog(rates, losses, color=COLORS["sky"], linewidth=0.8, label="loss of each batch")
    left.loglog(rates, smooth, color=COLORS["blue"], label="smoothed")
    left.set(title="two passes, the rate growing", xlabel=r"learning rate $\eta$", ylabel="loss")
    for k, values in enumerate(np.transpose(list(results.values()))):
        right.loglog(list(results), values, MARKERS[k], color=COLORS["gray"], markersize=4.5)
    means = [np.exp(np.mean(np.log(values))) for values in results.values()]
    right.loglog(list(results), means, color=COLORS["black"], label=f"mean of {k + 1} seeds")
    right.set(title="three passes at each rate", xlabel=r"learning rate $\eta$")
    off = int(np.argmin(np.abs(rates - 3 * suggested)))
    left.plot(rates[off], smooth[off], "o", color=COLORS["blue"], mec="black", markersize=8)
    left.annotate("takes off", (rates[off], smooth[off]), (9, -4), textcoords="offset points", fontsize=9.5)
    for ax in (left, right):
        ax.axvline(suggested, color=COLORS["red"], linestyle="--", linewidth=1.3)
        ax.legend(loc="upper left", bbox_to_anchor=(0, 0.86) if ax is left else None)
    left.set_ylim(top=1.7 * left.get_ylim()[1])
    left.annotate(
        f"a third of it: {suggested:.2f} ",
        (suggested, left.get_ylim()[1]),
        (0, -4),
        textcoords="offset points",
        ha="right",
        va="top",
        fontsize=9.5,
        color=COLORS["red"],
    )
    plain_log_ticks(left.yaxis)
    left.minorticks_off()
    right.minorticks_off()
    best = int(np.argmin(means))
    return described(
        figure,
        f"Loss against learning rate, both logarithmic. The range test begins at {number(losses[0])}, falls to "
        f"{number(smooth.min())} and takes off at the rate {number(3 * suggested)}; it suggests {number(suggested)}. "
        f"{trend('Whole runs', list(results)[: best + 1], means[: best + 1])} at the rate {number(list(results)[best])}; at "
        f"{number(list(results)[-1])} they end {'more than ten times as high' if means[-1] > 10 * means[best] else 'higher'}.",
    )


@picture
def stable_rates(runs: Mapping[float, tuple[Array, ...]], jumps: Array) -> Figure:
    """Left: the largest stable rate 2 / h_max along runs, and the rate that each uses. Right: the last run's first gradients.

    Parameters
    ----------
    runs : dict of float -> (steps, curvatures, losses)
        The rate of a run -> as from ``curvature_along``.
    jumps : array_like, (T,)
        The gradient of the last run along its steepest direction, as from ``along_the_steepest``.
    """
    figure, (ax, right) = new_figure(1, 2, height=3.5, width_ratios=(1.35, 1))
    said = []
    for k, (eta, (steps, curvatures, _)) in enumerate(runs.items()):
        limits = 2 / curvatures
        ax.semilogy(steps, limits, color=CYCLE[k], marker=MARKERS[k], markersize=4)
        ax.plot(steps[[0, -1]], [eta, eta], ":", color=CYCLE[k], linewidth=1.5)
        for words, height, up in (("its limit", limits[-1], 3), (rf"$\eta$ = {eta:g}", eta, -4)):
            place = {"xytext": (6, up), "textcoords": "offset points", "va": "center", "fontsize": 9.5}
            ax.annotate(words, (steps[-1], height), color=CYCLE[k], **place)
        said.append(trend(f"2 / h_max at rate {number(eta)}", steps, limits))
    ax.set(title=r"largest stable rate, $2/h_{\max}$", xlabel="step", ylabel="learning rate")
    ax.set_xlim(right=1.33 * steps[-1])
    ax.set_xticks(steps[::2])
    plain_log_ticks(ax.yaxis)
    right.axhline(0, color=COLORS["gray"], linewidth=1)
    right.plot(jumps, color=CYCLE[k], marker=MARKERS[k], markersize=4, linewidth=1.2)
    right.set(title=rf"$\eta$ = {eta:g}: steepest direction", xlabel="step", ylabel="gradient along it")
    right.xaxis.get_major_locator().set_params(integer=True)
    widest = int(np.argmax(np.abs(jumps)))
    return described(
        figure,
        f"Left, largest stable rate against step, logarithmic. {'. '.join(said)}. Right, the gradient along the direction that is "
        f"steepest at the start, with the rate {number(eta)}: {number(jumps[0])} at first, {number(jumps[widest])} before step {widest + 1}, "
        f"{number(jumps[-1])} at the end; it changes its sign {np.sum(np.diff(np.sign(jumps)) != 0)} times in {len(jumps)} steps.",
    )


@picture
def schedule_canvas(n_passes: float, n_kept: int = 4) -> tuple[Figure, Callable[..., None]]:
    """The learning rate over a run, beside the smoothed loss of its batches; kept runs stay.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data, kept)`` with data = dict(passes=(T,), rates=(T,), losses=(T,), label=str); kept is a list of these.
    """
    figure, (left, right) = new_figure(1, 2, height=3.6)
    lines = [
        [ax.plot([], [], linestyle=style, color=COLORS[color], linewidth=1.6)[0] for ax in (left, right)]
        for color, style in LOOKS[: n_kept + 1]
    ]
    left.set(title="the learning rate", xlabel="passes through the data", xlim=(0, n_passes), ylim=(0, 2.1))
    right.set(title="the loss of the batches, smoothed", xlabel="passes through the data", xlim=(0, n_passes))
    right.set(yscale="log", ylim=(0.1, 20))
    plain_log_ticks(right.yaxis)

    def draw(data, kept=()):
        for pair, run in zip(lines, [data, *kept, *[None] * n_kept]):
            for line, name in zip(pair, ("rates", "losses")):
                line.set_data(*(([], []) if run is None else (run["passes"], run[name])))
                line.set_label("_none" if run is None else run["label"])
        right.legend(loc="upper right")

    return figure, draw


@picture
def schedule_results(table: Mapping[str, Mapping[float, Array]]) -> Figure:
    """Left: the schedules, a small panel each. Right: what runs with each of them come to, a mark for each seed.

    Parameters
    ----------
    table : dict of str -> dict of float -> array_like, (S,)
        Schedule -> rate -> losses, the simplest schedule first and the fullest last; as from ``schedule_table``.
    """
    figure, (left, ax) = new_figure(1, 2, height=3.6, width_ratios=(1, 1.7))
    left.remove()
    places = left.get_gridspec()[0, 0].subgridspec(-(-len(table) // 2), 2)
    for k, (name, (color, style)) in enumerate(zip(table, LOOKS)):
        check_choice("a schedule of the table", name, SCHEDULES)
        t, rate = np.arange(1, 3 * STEPS_A_PASS + 1), schedule(1.0, **SCHEDULES[name])
        shares = [rate(int(k)) if callable(rate) else rate for k in t]
        small = figure.add_subplot(places[k // 2, k % 2])
        small.plot(t / STEPS_A_PASS, shares, color=COLORS[color], linewidth=2)
        small.set_title(name.replace(", then", ",\nthen"), fontsize=9.5, color=COLORS[color])
        small.set(xlim=(0, 3), ylim=(0, 1.1), xticks=[0, 1, 2, 3], yticks=[0, 1])
        if k // 2 == (len(table) - 1) // 2:
            small.set_xlabel("passes")
        if k % 2 == 0:
            small.set_ylabel(r"share of $\eta$")
    for k, ((name, row), (color, _)) in enumerate(zip(table.items(), LOOKS)):
        places = (
            np.arange(len(row))[:, None] + 0.17 * (k - 1.5) + np.linspace(-0.04, 0.04, len(next(iter(row.values()))))
        )
        ax.semilogy(
            places.ravel(), np.concatenate(list(row.values())), MARKERS[k], color=COLORS[color], ms=5, label=name
        )
    plain, *_, full = table.values()
    ax.set_xticks(range(len(plain)), [rf"$\eta$ = {eta:g}" for eta in plain])
    ax.set(ylabel="loss after three passes", title=f"one mark for each of {len(next(iter(plain.values())))} seeds")
    ax.grid(axis="x")
    plain_log_ticks(ax.yaxis)
    ax.legend(loc="upper left")
    name, said = list(table)[-1], []
    for eta in plain:
        lower = (
            "every one of these is far below every constant one"
            if max(full[eta]) < 0.7 * min(plain[eta])
            else (
                "the spread of the constant ones is larger"
                if np.ptp(plain[eta]) > 2 * np.ptp(full[eta])
                else "as with a constant one"
            )
        )
        said.append(f"at {number(eta)} {lower}")
    return described(
        figure,
        f"Losses after three passes, logarithmic, with {len(table)} schedules and {len(plain)} rates. With {name}: {listing(said)}.",
    )


@picture
def clipping(lengths: Array, broken: Array, losses: Mapping[str, Array], limit: float) -> Figure:
    """Left: the length of each gradient of a run, and the length at which they are clipped. Right: loss with and without.

    Parameters
    ----------
    lengths : array_like, (T,)
    broken : array_like, (T,)
        In which steps the batch has a broken image.
    losses : dict of str -> array_like, (E + 1,)
        The loss on other data at the start and after each pass.
    limit : float
    """
    check_array("broken", broken, shape=np.shape(lengths))
    figure, (left, right) = new_figure(1, 2, height=3.6, width_ratios=(1.5, 1))
    lengths, broken, steps = np.asarray(lengths), np.asarray(broken, bool), np.arange(1, len(lengths) + 1)
    long = lengths > limit
    left.semilogy(
        steps[~broken],
        lengths[~broken],
        "o",
        color=COLORS["sky"],
        markersize=4,
        label=f"other batches: {(long & ~broken).sum()} of {(~broken).sum()} above",
    )
    left.semilogy(
        steps[broken],
        lengths[broken],
        "D",
        color=COLORS["red"],
        mec="black",
        ms=6.5,
        label=f"a broken image in the batch: {(long & broken).sum()} of {broken.sum()} above",
    )
    left.axhline(limit, color=COLORS["black"], linestyle="--", linewidth=1.3)
    left.annotate(
        f"clipped to {limit:g}", (steps[-1], limit), (0, 4), textcoords="offset points", ha="right", fontsize=9.5
    )
    left.set(title="the clipped run", xlabel="step", ylabel="length of the gradient, unclipped")
    left.set_ylim(lengths.min() / 1.5, 12 * lengths.max())
    left.legend(*map(reversed, left.get_legend_handles_labels()), loc="upper left", handletextpad=0.3)
    for k, ((name, values), color) in enumerate(zip(losses.items(), (COLORS["purple"], COLORS["green"]))):
        right.plot(values, color=color, marker=MARKERS[k], markersize=5)
        place = (8, 6) if values[1] < values[0] / 2 else (8, -14)
        right.annotate(name, (1, values[1]), place, textcoords="offset points", color=color)
    right.set(title="loss on other images", xlabel="passes through the data", yscale="log")
    right.xaxis.get_major_locator().set_params(integer=True)
    plain_log_ticks(right.yaxis)
    said = listing(
        f"{name} {values[0]:.1f} at the start and {values[-1]:.1f} at the end" for name, values in losses.items()
    )
    return described(
        figure,
        f"Gradients of {len(lengths)} steps: median length {number(np.median(lengths))}, {long.sum()} longer than "
        f"{number(limit)}, the longest {number(lengths.max())}. {broken.sum()} of the batches have a broken image, "
        f"{(long & broken).sum()} of the long gradients are of these. Loss on other images: {said}.",
    )
