"""What the page of chapter 7 says of itself: title, question, minutes, and the symbols that it introduces."""

from lecturekit.foundation.chapters import Chapter

CHAPTER = Chapter(
    7,
    "normalization",
    "Normalization",
    minutes=45,
    more=0,
    needs=(4, 5),
    question="What if every layer keeps its sums in range?",
)

SYMBOLS = ()
