"""What the page of chapter 2 says of itself: title, question, minutes, and the symbols that it introduces."""

from lecturekit.foundation.chapters import Chapter, Symbol

CHAPTER = Chapter(
    2, "two_layer", "Two layers", minutes=45, more=0, needs=(1,), question="How does the mistake reach a hidden unit?"
)

SYMBOLS = (
    Symbol(
        r"\phi,\ \phi'",
        "phi, phi.derivative",
        "activation of the hidden layers; its slope, from the value",
        "entry by entry",
    ),
)
