"""What the page of chapter 5 says of itself: title, question, minutes, those of its exercises, and the symbols that it introduces."""

from lecturekit.foundation.chapters import Chapter, Symbol

CHAPTER = Chapter(
    5,
    "sgd",
    "Stochastic gradient descent and momentum",
    minutes=43,
    more=14,
    needs=(4,),
    question="What if a step looks at few data points, and remembers the step before?",
    core_exercises={1: 6, 2: 8, 5: 12, 7: 10, 9: 5},
    further_exercises={3: 7, 4: 3, 6: 10, 8: 12, 10: 6, 11: 25},
)

SYMBOLS = (
    Symbol(
        r"\mathcal{B},\ \mathcal{D}", "B, rows", "batch: the data points of one step; all data points", "(n',), (n,)"
    ),
    Symbol(r"\gamma", "gamma", "weight of the new gradient in momentum; 1 is no momentum", "number"),
    Symbol(r"g_i", "single", "gradient of data point i alone", "(n, p)", local=True),
    Symbol(r"d_i,\ d_j", "", "its deviation from the mean of all of them", "(p,)", local=True),
    Symbol(r"\sigma^2", "sigma2", "mean squared length of these deviations", "number", local=True),
    Symbol("h", "curvature", "curvature of the loss in one direction", "number", local=True),
    Symbol("e", "error", "error: distance from the minimum in one direction", "number", local=True),
    Symbol("r", "rate", "factor of the error per step, a root of a quadratic equation", "number", local=True),
    Symbol(r"\kappa", "kappa", "condition number: largest curvature over the smallest", "number", local=True),
    Symbol("c", "c, limit", "length to which gradients are clipped", "number", local=True),
    Symbol(r"a,\ b", "", "two quantities: random ones, later two constants", "number", local=True),
    Symbol(
        r"v,\ \beta", "velocity, beta", "a library's velocity, and its momentum 1 - gamma", "(p,), number", local=True
    ),
)
