"""What the page of chapter 10 says of itself: title, question, minutes, and the symbols that it introduces."""

from lecturekit.foundation.chapters import Chapter, Symbol

CHAPTER = Chapter(
    10, "clinic", "The clinic (bonus)", minutes=40, more=0, needs=(7, 8), question="Why does it not train?"
)

SYMBOLS = (
    Symbol("K", "K", "number of classes", "number", local=True),
    Symbol("p", "p", "the network's probability of a class", "number", local=True),
    Symbol("\\Delta", "", "the change of a layer's weights in one step", "as the weights", local=True),
)
