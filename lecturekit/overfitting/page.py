"""What the page of chapter 8 says of itself: title, question, minutes, and the symbols that it introduces."""

from lecturekit.foundation.chapters import Chapter, Symbol

CHAPTER = Chapter(
    8,
    "overfitting",
    "Overfitting",
    minutes=50,
    more=0,
    needs=(5, 6),
    question="How does a network learn the rule and not the examples?",
)

SYMBOLS = (Symbol(r"p_{\text{drop}}", "p_input, p_hidden", "probability that dropout switches a unit off", "number"),)
