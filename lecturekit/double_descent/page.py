"""What the page of chapter 9 says of itself: title, question, minutes, and the symbols that it introduces."""

from lecturekit.foundation.chapters import Chapter

CHAPTER = Chapter(
    9,
    "double_descent",
    "Double descent (bonus)",
    minutes=45,
    more=0,
    needs=(8,),
    question="Why do huge networks not overfit hopelessly?",
)

SYMBOLS = ()
