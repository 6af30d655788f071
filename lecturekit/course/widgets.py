"""The widget of the first page."""

from lecturekit.course import figures
from lecturekit.course.spirals import N_PICTURES, learned
from lecturekit.figures.words import number
from lecturekit.widgets import Explorer, dropdown, stepper

__all__ = ["a_network_learns"]


def a_network_learns() -> Explorer:
    """Two spirals and a network that learns to tell them apart, picture by picture."""
    figure, draw = figures.learning_canvas(learned(0))
    controls = {
        "picture": stepper("picture of the training", N_PICTURES, interval=120),
        "start": dropdown("random start", list(range(1, 6)), 1),
    }

    def compute(picture, start):
        return learned(start - 1) | {"k": picture}

    def describe(data):
        k = data["k"]
        return (
            f"After {data['steps'][k]} steps: loss {number(data['losses'][k])}, "
            f"{data['right'][k]:.0%} of the points on the right side."
        )

    return Explorer(
        "A network learns to tell two spirals apart",
        controls,
        compute,
        figure,
        draw,
        describe,
        frames=[{"picture": 31}, {"picture": 11, "start": None}],
        question="Press Play. What does the network find first, and when does it fall into place?",
    )
