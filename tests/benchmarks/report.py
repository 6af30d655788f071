"""What the measurements say: marks, a table, the figure, and the README's section on speed."""

import re

import numpy as np

SPREAD, BUSY = 0.15, 0.1
BEGIN, END = "<!-- begin of what tests/benchmarks wrote -->", "<!-- end of what tests/benchmarks wrote -->"
MARKS = {
    "~": f"quartiles more than {SPREAD:.0%} of the median apart",
    "!": f"others kept more than {BUSY:.0%} of the machine busy",
    "<": "faster than the roofline, which is none here",
}


def roofline(row):
    """Seconds that a step needs at least: the faster library's products, and the update's traffic at the measured bandwidth."""
    return min(min(taken) for taken in row["products"].values()) + row["bytes"] / row["bandwidth"]


def marks(row, name):
    """The letters of ``MARKS`` that a competitor's times in a row deserve."""
    taken = row["seconds"][name]
    low, median, high = np.percentile(taken, [25, 50, 75])
    found = {
        "~": high - low > SPREAD * median,
        "!": row["busy"] is not None and row["busy"] > BUSY,
        "<": "products" in row and min(taken) < roofline(row),
    }
    return "".join(mark for mark, is_so in found.items() if is_so)


def ratio(row, name):
    """Its least time over lecturekit's."""
    return min(row["seconds"][name]) / min(row["seconds"]["lecturekit"])


def time_of(seconds):
    """With three digits, in a fitting unit."""
    for unit, factor in (("s", 1), ("ms", 1e3)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def rows_of(results):
    """[(what was measured, row), ...] in the order of importance."""
    rows = [("an epoch", results["epoch"])] if "epoch" in results else []
    first = results.get("first", {})
    rows += [(f"from the import to the end of the first epoch, {phi}", row) for phi, row in first.items()]
    rows += [(f"{name}: {row['describe']}", row) for name, row in results["steps"].items()]
    return rows + [(f"step, {row['describe']}", row) for row in results.get("activations", {}).values()]


def table(what, row):
    """One row as text: least time, median, multiple of lecturekit's least, marks."""
    lines = [what]
    for name, taken in row["seconds"].items():
        lines.append(
            f"    {name:22} {time_of(min(taken)):>9}  median {time_of(np.median(taken)):>9}"
            f"  {ratio(row, name):6.2f} x lecturekit  {marks(row, name)}"
        )
    if "products" in row:
        lines.append(
            f"    {'roofline':22} {time_of(roofline(row)):>9}  "
            + ", ".join(f"{name} {time_of(min(taken))}" for name, taken in row["products"].items())
            + f", {row['bytes'] / 1e6:.3g} MB at {row['bandwidth'] / 1e9:.3g} GB/s"
        )
    return "\n".join(lines)


def _cell(row, name):
    if name not in row["seconds"]:
        return "–"
    mark = marks(row, name)
    return f"{ratio(row, name):.2f}" + (f" {mark}" if mark else "")


def _markdown(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def is_doubtful(results):
    """Whether others kept the machine busy in more than a quarter of the rows: then ``--write`` refuses."""
    rows = [row for _, row in rows_of(results)]
    return sum("!" in marks(row, "lecturekit") for row in rows) > len(rows) / 4


def section(results):
    """What the README says: tables, and sentences that count how often lecturekit is faster and slower."""
    epoch, first, loads, phis = (results[part] for part in ("epoch", "first", "steps", "activations"))

    def least(row):
        return f"{time_of(min(row['seconds']['lecturekit']))} {marks(row, 'lecturekit')}".strip()

    def against(rows):
        names = dict.fromkeys(name for row in rows.values() for name in row["seconds"] if name != "lecturekit")
        names = sorted(names, key=lambda name: not name.startswith("lecturekit"))  # lecturekit[fast] stands first
        head = ["", "lecturekit", "roofline", *names]
        return _markdown(
            head,
            [
                [
                    what if what == row["describe"].split()[1].strip(",") else f"{what}: {row['describe']}",
                    least(row),
                    f"{roofline(row) / min(row['seconds']['lecturekit']):.2f}",
                    *(_cell(row, name) for name in names),
                ]
                for what, row in rows.items()
            ],
        )

    feel = [
        [
            name,
            f"{time_of(min(taken))} ({time_of(np.median(taken))})",
            _cell(epoch, name),
            *(f"{time_of(min(row['seconds'][name]))} ({_cell(row, name)})" for row in first.values()),
        ]
        for name, taken in epoch["seconds"].items()
    ]
    pairs = [(row, name) for row in loads.values() for name in row["seconds"] if not name.startswith("lecturekit")]
    slower = sum(ratio(row, name) > 1 for row, name in pairs)
    ahead = [name for name in epoch["seconds"] if ratio(epoch, name) < 1]
    used = {mark for _, row in rows_of(results) for name in row["seconds"] for mark in marks(row, name)}
    explained = "; ".join(f"`{mark}` {MARKS[mark]}" for mark in MARKS if mark in used)
    parts = [
        BEGIN,
        "**The machine was busy with other things in this run: the numbers below say nothing.**" * is_doubtful(results),
        "An epoch, by the loop that a user of each library writes (784-100-10, 20,000 digits, batches of 128, Adam, float32; "
        f"threads: {results['threads']}, cores: {results['cores']}), and the time from the import to the end of the first epoch with "
        f"{' and with '.join(first)}. Least times of several rounds in turn, the median in parentheses; numbers without a unit are "
        "multiples of lecturekit's least time.",
        _markdown(["", "an epoch", "multiple", *(f"first epoch, {phi}" for phi in first)], feel),
        f"Faster than lecturekit in an epoch: {', '.join(ahead) or 'none of them'}. Single training steps, on a batch that is there:",
        against(loads),
        f"In {slower} of these {len(pairs)} comparisons with other libraries the other takes longer, in {len(pairs) - slower} lecturekit "
        "does. The roofline is the time of the matrix products by the fastest library here, and of moving the update's vectors at the "
        "bandwidth measured beside it. The same step of one network (784-100-10, batch 128, float32, plain descent) for every activation:",
        against(phis),
        f"Marks: {explained}." if explained else "",
        "These ratios differ between machines, above all with the speed of the memory.",
        END,
    ]
    return "\n\n".join(filter(None, parts))


def renewed(readme, results):
    """The README's text with the section written anew."""
    return re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: section(results), readme, flags=re.DOTALL)


def figure(results):
    """Epochs as bars; steps as multiples of lecturekit's."""
    from lecturekit.figures.base import CYCLE, MARKERS, new_figure

    drawing, ((left, middle), (below, legend)) = new_figure(2, 2, width=9.0, height=6.4)
    for axes, row, title in (
        (left, results["epoch"], "an epoch"),
        (middle, results["first"]["relu"], "import and first epoch"),
    ):
        names = list(row["seconds"])[::-1]
        axes.barh(
            names,
            [min(row["seconds"][name]) for name in names],
            color=[CYCLE[0] if name == "lecturekit" else "#b8b8b8" for name in names],
        )
        axes.set(title=title, xlabel="seconds", xlim=(0, None))
    loads = results["steps"]
    names = list(dict.fromkeys(n for row in loads.values() for n in row["seconds"] if n != "lecturekit"))
    for k, name in enumerate(names):
        points = [(i, ratio(row, name)) for i, row in enumerate(loads.values()) if name in row["seconds"]]
        below.plot(*zip(*points), MARKERS[k % len(MARKERS)], color=CYCLE[k % len(CYCLE)], label=name, markersize=7)
    floors = [roofline(row) / min(row["seconds"]["lecturekit"]) for row in loads.values()]
    below.plot(range(len(loads)), floors, "_", color="#222222", markersize=16, label="roofline")
    below.axhline(1, color="#222222", linewidth=1.2)
    below.set(
        yscale="log",
        xticks=range(len(loads)),
        xticklabels=loads,
        ylabel="time / lecturekit's",
        title="a step: above the line, slower than lecturekit",
    )
    legend.axis("off")
    legend.legend(*below.get_legend_handles_labels(), loc="center left")
    return drawing
