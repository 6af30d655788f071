"""What the page of chapter 10 says of itself: title, question, minutes, those of its exercises, and the symbols that it introduces."""

from lecturekit.foundation.chapters import Chapter, Symbol

CHAPTER = Chapter(
    10,
    "clinic",
    "The clinic (bonus)",
    minutes=45,
    more=0,
    needs=(7, 8),
    question="Why does it not train?",
    core_exercises={1: 5, 2: 4, 3: 10, 4: 3, 5: 4, 6: 4, 9: 3, 11: 7},
    further_exercises={7: 12, 8: 4, 10: 6, 12: 12},
)

SYMBOLS = (
    Symbol("K", "K", "number of classes", "number", local=True),
    Symbol("p", "p", "the network's probability of a class", "number", local=True),
    Symbol("\\Delta", "", "the change of a layer's weights in one step", "as the weights", local=True),
)
