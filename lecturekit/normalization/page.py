"""What the page of chapter 7 says of itself: title, question, minutes, those of its exercises, and the symbols that it introduces."""

from lecturekit.foundation.chapters import Chapter, Symbol

CHAPTER = Chapter(
    7,
    "normalization",
    "Normalization",
    minutes=41,
    more=3,
    needs=(4, 5),
    question="What if every layer keeps its sums in range?",
    core_exercises={1: 4, 2: 25, 5: 6, 8: 6},
    further_exercises={3: 20, 4: 20, 6: 12, 7: 7, 9: 7, 10: 15},
)

SYMBOLS = (
    Symbol(r"\sigma_0,\ \mu_0", "scale, shift", "the learned scale and shift of a unit", "(m_l,)"),
    Symbol(r"\hat z,\ s", "", "a normalized sum; the root of variance plus epsilon", "(n', m_l)", local=True),
    Symbol(
        r"d,\ \bar d",
        "d",
        "the derivative that arrives, times the scale; a bar is a mean over the batch",
        "(n', m_l)",
        local=True,
    ),
    Symbol("c", "", "a positive factor; the weights of a made-up loss", local=True),
    Symbol(r"r", "rate", "the weight of the newest batch in a running average", local=True),
    Symbol(
        r"i,\ j,\ k", "i, j, k", "number of a data point, of a coordinate or unit, of the point that moves", local=True
    ),
)
