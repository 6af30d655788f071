"""Figures of chapter 10."""

from lecturekit.clinic.figures.chart import chart, chart_canvas, chart_words
from lecturekit.clinic.figures.others import compare, past_its_best, telltale, ten_data, waiting_room
from lecturekit.foundation.guard import at_the_door

__all__ = ["chart", "chart_canvas", "chart_words", "compare", "past_its_best", "telltale", "ten_data", "waiting_room"]

at_the_door(__name__)
