"""What the page of chapter 10 says of itself: title, question, minutes, those of its exercises, and the symbols that it introduces."""

from lecturekit.foundation.chapters import Chapter, Symbol

CHAPTER = Chapter(
    10,
    "clinic",
    "The clinic (bonus)",
    minutes=43,
    more=0,
    needs=(7, 8),
    question="Why does it not train?",
    core_exercises={1: 4, 2: 3, 4: 8, 5: 8, 6: 6, 9: 5, 11: 8},
    further_exercises={3: 10, 7: 10, 8: 8, 10: 8, 12: 12},
)

SYMBOLS = (
    Symbol("K", "K", "number of classes", "number", local=True),
    Symbol("p", "p", "the network's probability of a class", "number", local=True),
    Symbol("\\Delta", "", "the change of a layer's weights in one step", "as the weights", local=True),
)
