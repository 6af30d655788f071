"""Exercise 7.9 of chapter 7: what layer norm leaves of two sums."""

from lecturekit.checks.engine import Again, choice_exercise

two_units = choice_exercise(
    "7.9",
    "Two units under layer norm",
    kind="why",
    points=2,
    options={
        "a": "two hidden units are too few for these data",
        "b": "the hidden units are saturated, so no gradient comes through tanh",
        "c": "of the two sums only which one is larger is left",
        "d": "layer norm needs larger batches than these, like batch norm",
    },
    correct="c",
    replies={
        "a": "The network without normalization has two units too, and classifies 99% rightly.",
        "b": "At the start the normalized sums are +1 and -1, and the slope of tanh there is 0.42. Training enlarges the scales, but the mean slope stays above 0.15 in each of the six networks: enough for a gradient to come through.",
        "d": "No data point sees another in layer norm, so the batch cannot matter. And here all 569 are in every step.",
    },
    again=Again(
        "What do the two normalized values become if both sums of a data point are multiplied by 5, and then 3 is added to both?",
        {"p": "5 times as large", "q": "the same as before", "r": "3 larger"},
        "q",
        {
            "p": "The deviation of the two is 5 times as large as well, and they are divided by it.",
            "r": "Their mean grows by 3 too, and it is subtracted.",
        },
    ),
    hints=[
        "Section *Small batches, and layer normalization* says what is left of two points in a batch. Layer norm does the same along the other axis.",
        "Compute the two normalized values for the sums 3 and 11, and for 3 and 3.5.",
    ],
    praise="Layer norm turns a pair into (+1, -1) or (-1, +1). How large the sums were, and how far apart, is lost, and nearly all of the gradient with it. With 8 units much more is left.",
)
