"""What the page of chapter 4 says of itself: title, question, minutes, and the symbols that it introduces."""

from lecturekit.foundation.chapters import Chapter, Symbol

CHAPTER = Chapter(
    4,
    "backprop_in_practice",
    "Backpropagation in practice",
    minutes=50,
    more=0,
    needs=(3,),
    question="Where does training get stuck, and what does it cost?",
)

SYMBOLS = (
    Symbol(r"\mu,\ \sigma", "mean, std", "mean and standard deviation of each input", "(d,)"),
    Symbol(r"\lambda", "lam", "strength of weight decay", "number"),
)
