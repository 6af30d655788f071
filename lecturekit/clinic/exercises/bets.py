"""The predictions of chapter 10."""

from lecturekit.checks.engine import choice_exercise

predict_raw = choice_exercise(
    "10.a",
    "Prediction: pixels as they come",
    kind="prediction",
    options={"a": "ln 10, the loss of a guesser", "b": "two to five times ln 10", "c": "more than thirty times ln 10"},
    correct="c",
    replies={
        "a": "A guesser gives all classes the same probability. This network has hundreds at its output where others have ones, so it is sure of something, and it is nearly always wrong.",
        "b": "That is what a start with weights twice too large would do. Here the inputs are a hundred times too large, and the output grows with them.",
    },
    praise="the weights were made for inputs of size 1. The logit of some wrong class is about a hundred too large, and the loss is about as large as this excess.",
)

predict_leak = choice_exercise(
    "10.c",
    "Prediction: a report of 93%",
    kind="prediction",
    options={"a": "more than 90%", "b": "75 to 85%", "c": "fewer than 60%"},
    correct="b",
    replies={
        "a": "As many as it reports, that is: validation data are there for that, as long as nobody trains on them. Count the rows.",
        "c": "It has learned something: its training is that of a healthy network. Only its report is not.",
    },
    praise="all of its validation rows are training rows. What it reports is what it remembers.",
)

predict_summed = choice_exercise(
    "10.b",
    "Prediction: a fiftieth of the rate",
    kind="prediction",
    options={
        "a": "it reads new digits as well as a healthy network",
        "b": "it becomes better, and remains far from a healthy network",
        "c": "nothing is gained: the gradient is still wrong",
    },
    correct="a",
    replies={
        "b": "Look at the factors of the gradient check again: they are the same in every layer.",
        "c": "It is, but in one respect only: its length.",
    },
    praise="a factor in the gradient is a factor in the rate. The cause is still there, and with batches of another size the rate would have to be found again: the place to treat is the line of code.",
)

predict_long = choice_exercise(
    "10.d",
    "Prediction: ten times too long",
    kind="prediction",
    options={
        "a": "falls by more than five points",
        "b": "changes by less than three points",
        "c": "rises by more than five points",
    },
    correct="b",
    replies={
        "a": "The decisions hardly change any more; what changes is how sure they are.",
        "c": "After the first epochs there is nothing left to be learned from these 800 digits but they themselves.",
    },
    praise="but the validation loss has grown by more than half. The network becomes surer, of its mistakes too, and the accuracy does not notice.",
)

predict_rate = choice_exercise(
    "10.e",
    "Prediction: three times the rate",
    kind="prediction",
    options={
        "a": "as well as its healthy twin",
        "b": "better than now, and not as well as its twin",
        "c": "no better than now",
    },
    correct="c",
    replies={
        "a": "It would, if short steps were all that is wrong. But one question with an answer came before that of the rates.",
        "b": "After two epochs it is better, as `signs` has told. After twelve it is not: a sign that is a consequence leads to a treatment that does not last.",
    },
    praise="what helps at once need not help in the end. And its healthy twin bears the same rate.",
)

PREDICTIONS = [predict_raw, predict_summed, predict_leak, predict_long, predict_rate]
