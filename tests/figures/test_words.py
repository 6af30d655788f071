"""Words for pictures are made from the data, and a picture without words is not shown."""

import numpy as np
import pytest

from lecturekit.figures import curves, described, new_figure, show, trend


@pytest.mark.parametrize(
    "y, said",
    [
        ([2.3, 1.0, 0.1], "loss falls from 2.3 to 0.1"),
        ([0.1, 1.0, 2.3], "loss rises from 0.1 to 2.3"),
        ([1.0, 1.0, 1.0], "loss stays at 1"),
        ([2.0, 0.5, 1.5], "loss falls from 2 to 0.5 at 1, then rises to 1.5"),
        ([0.5, 2.0, 1.0], "loss rises from 0.5 to 2 at 1, then falls to 1"),
        ([2.0, np.nan, 1.0], "loss falls from 2 to 1 where it is finite"),
        ([np.inf, np.nan], "loss has no finite value"),
        ([3.0], "loss is 3 at 0"),
    ],
)
def test_a_trend_says_where_a_curve_begins_turns_and_ends(y, said):
    assert trend("loss", range(len(y)), y) == said


def test_curves_say_what_they_draw():
    words = curves(
        {"train": [2, 1], "test": ([5, 6], [3, 4])}, title="T", xlabel="epoch", ylabel="loss", yscale="log"
    ).words
    assert words == "T: loss (logarithmic) against epoch. train falls from 2 to 1. test rises from 3 to 4."
    assert curves({"train": [3, 1]}, title="T", xlabel="epoch", ylabel="loss").words != words


def test_a_figure_without_words_is_not_shown():
    figure, _ = new_figure()
    with pytest.raises(ValueError, match="figure has no words"):
        show(figure)
    with pytest.raises(ValueError, match="at least five words"):
        described(figure, "a picture")
    with pytest.raises(ValueError, match="figure is 3, expected a Figure"):
        show(3)


def test_the_words_are_what_is_shown(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, **options: shown.append(data))
    figure, _ = new_figure()
    show(described(figure, "An empty pair  of\n axes with <ticks>."))
    assert shown[0]["text/plain"] == "Figure: An empty pair of axes with <ticks>."
    assert 'alt="An empty pair of axes with &lt;ticks&gt;."' in shown[0]["text/html"]
