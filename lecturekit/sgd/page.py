"""What the page of chapter 5 says of itself: title, question, minutes, and the symbols that it introduces."""

from lecturekit.foundation.chapters import Chapter, Symbol

CHAPTER = Chapter(
    5,
    "sgd",
    "Stochastic gradient descent and momentum",
    minutes=50,
    more=0,
    needs=(4,),
    question="What if a step looks at few data points?",
)

SYMBOLS = (
    Symbol(r"\mathcal{B}", "rows, X_batch", "batch: the data points of one step", "(n',)"),
    Symbol(r"\gamma", "gamma", "weight of the new gradient in momentum; 1 is no momentum", "number"),
)
