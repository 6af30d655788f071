"""Widgets of chapter 10."""

from functools import lru_cache
from typing import Any

from lecturekit.clinic import figures
from lecturekit.clinic.gallery import PATIENTS
from lecturekit.clinic.patient import examine
from lecturekit.clinic.recording import Recording
from lecturekit.clinic.treatment import changed
from lecturekit.training.optimizer import GradientDescent
from lecturekit.widgets import Explorer, choices, dropdown

__all__ = ["healthy_or_not", "two_charts"]

RATES = (0.0003, 0.003, 0.03, 0.1, 0.3, 1.0, 3.0)
SCALES = (0.0, 0.1, 0.5, 1.0, 3.0, 10.0)
SHOWN = {f"patient {number}": number for number in (1, 2, 3, 4, 6, 9, 12)}


@lru_cache(maxsize=64)
def _run(number: int, rate: float, scale: float) -> Recording:
    patient = changed(changed(PATIENTS[number], optimizer=GradientDescent(rate)), scale=scale)
    return examine(patient)


@lru_cache(maxsize=32)
def _patient(number: int) -> Recording:
    return examine(PATIENTS[number])


def _describe(data: dict[str, Any]) -> str:
    return figures.chart_words(data["record"], data["healthy"])


def healthy_or_not() -> Explorer:
    """Make a healthy network ill by its rate and by the size of its start; see the chart."""
    figure, draw = figures.chart_canvas()

    def compute(rate, scale):
        return {"record": _run(1, rate, scale), "healthy": _patient(1)}

    controls = {
        "rate": choices("learning rate", [(f"{rate:g}", rate) for rate in RATES], 0.1),
        "scale": choices("weights of the start, times", [(f"{scale:g}", scale) for scale in SCALES], 1.0),
    }
    question = "Which settings leave the loss at ln K, and which panels tell them apart?"
    return Explorer(
        "a healthy network, and what its rate and its start do to it",
        controls,
        compute,
        figure,
        draw,
        _describe,
        question=question,
    )


def two_charts() -> Explorer:
    """Go from bed to bed: the charts of seven patients."""
    figure, draw = figures.chart_canvas()
    controls = {"number": dropdown("chart of", list(SHOWN.items()), 1)}
    question = "Five of these end with the loss of a guesser on the training data. In which panels do they differ?"
    return Explorer(
        "the charts of seven patients",
        controls,
        lambda number: {"record": _patient(number), "healthy": _patient(1)},
        figure,
        draw,
        _describe,
        question=question,
    )
