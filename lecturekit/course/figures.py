"""The map of the course, for notebook 00."""

from matplotlib.patches import FancyBboxPatch

from lecturekit.course.overview import CHAPTERS, ISSUES, REMEDIES
from lecturekit.figures.base import COLORS, new_figure
from lecturekit.figures.digits import bare

PLACES = {1: (0, 2), 2: (1, 2), 3: (2, 2), 4: (3, 2), 7: (3, 1), 5: (2, 1), 6: (1, 1), 8: (2, 0), 9: (1, 0)}
WIDTH, HEIGHT = 0.84, 0.62
TITLES = {
    1: "A single\nunit",
    2: "Two\nlayers",
    3: "L layers",
    4: "Backprop.\nin practice",
    5: "SGD and\nmomentum",
    6: "Adaptive\nrates",
    7: "Normal-\nization",
    8: "Overfitting",
    9: "Double\ndescent\n(bonus)",
}


def course():
    """The chapters as boxes, with arrows to those that build on them and the issues that each one answers."""
    figure, axes = new_figure(height=4.4)
    bare(axes)
    for number, (x, y) in PLACES.items():
        answers = "".join(
            letter
            for letter in ISSUES
            if any(letter in letters for _, chapter, letters in REMEDIES if chapter == number)
        )
        color = COLORS["orange"] if answers else COLORS["sky"]
        axes.add_patch(
            FancyBboxPatch(
                (x - WIDTH / 2, y - HEIGHT / 2),
                WIDTH,
                HEIGHT,
                boxstyle="round,pad=0,rounding_size=0.08",
                facecolor=color,
                alpha=0.35,
                edgecolor=COLORS["black"],
                linewidth=1.2,
            )
        )
        axes.text(
            x - WIDTH / 2 + 0.05, y, str(number), fontsize=19, fontweight="bold", va="center", color=COLORS["black"]
        )
        axes.text(x + 0.1, y + (0.09 if answers else 0), TITLES[number], ha="center", va="center", fontsize=10)
        if answers:
            axes.text(
                x + 0.1,
                y - 0.2,
                " ".join(answers),
                ha="center",
                va="center",
                fontsize=10.5,
                fontweight="bold",
                color=COLORS["black"],
            )
        for earlier in CHAPTERS[number].needs:
            axes.annotate(
                "",
                xy=_edge((x, y), PLACES[earlier]),
                xytext=_edge(PLACES[earlier], (x, y)),
                arrowprops={"arrowstyle": "-|>", "color": COLORS["black"], "linewidth": 1.4},
            )
    axes.set(
        xlim=(-0.5, 3.5),
        ylim=(-0.4, 2.45),
        title="What builds on what; letters: the issues that a chapter has remedies for",
    )
    return figure


def _edge(place, towards):
    """The point where the line from the middle of a box to another one leaves it."""
    dx, dy = towards[0] - place[0], towards[1] - place[1]
    reach = min((WIDTH / 2 + 0.02) / abs(dx) if dx else 9.0, (HEIGHT / 2 + 0.02) / abs(dy) if dy else 9.0)
    return place[0] + reach * dx, place[1] + reach * dy
