"""What the page of chapter 8 says of itself: title, question, minutes, those of its exercises, and the symbols that it introduces."""

from lecturekit.foundation.chapters import Chapter, Symbol

CHAPTER = Chapter(
    8,
    "overfitting",
    "Overfitting",
    minutes=41,
    more=22,
    needs=(5, 6),
    question="How does a network learn the rule and not the examples?",
    core_exercises={1: 5, 3: 7, 5: 4, 7: 3, 8: 7, 13: 15},
    further_exercises={2: 6, 4: 15, 6: 10, 9: 5, 10: 4, 11: 10, 12: 6},
)

SYMBOLS = (
    Symbol(r"\lambda", "lam", "strength of weight decay", "number", local=True),
    Symbol("w,\\ w_j", "w", "a single parameter; number j of all", "number", local=True),
    Symbol("h", "h", "curvature of the loss in one direction", "number", local=True),
    Symbol("j", "", "number of a parameter, of an input", "number", local=True),
    Symbol(
        r"p,\ p_{\text{drop}},\ p_1,\ p_2",
        "p, p_input, p_hidden",
        "probability that dropout switches a unit off",
        "number",
        local=True,
    ),
    Symbol("r", "mask", "dropout's mask: 0 where a unit is dropped, else 1", "as the units", local=True),
    Symbol(r"\mathrm{E}", "mean", "mean over everything random that follows", "number", local=True),
    Symbol("u", "u", "steepness of a direction for so many steps: eta t h", "number", local=True),
    Symbol("B", "B", "number of networks in a bag", "number", local=True),
    Symbol(
        "S,\\ F", "", "variance that the networks of a bag share; of what each has of its own", "number", local=True
    ),
    Symbol(r"P(\cdot \mid \cdot)", "", "probability of the first, given the second", "number", local=True),
    Symbol(r"\tau", "prior", "standard deviation of the prior of each parameter", "number", local=True),
    Symbol("s", "noise", "standard deviation of noise", "number", local=True),
    Symbol("e", "np.e", "the base of the natural logarithm", "number", local=True),
)
