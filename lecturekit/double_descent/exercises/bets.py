"""The predictions of chapter 9."""

from lecturekit.checks.engine import choice_exercise

predict_many = choice_exercise(
    "9.a",
    "Forty times too many",
    kind="prediction",
    options={"a": "15, as many as points", "b": "60, four times 15", "c": "600, forty times 15"},
    correct="a",
    replies={
        "b": "These are too many to be the worst: of the many curves through all points we take the one with the smallest weights.",
        "c": "More parameters can make a fit wilder, but they need not: among all fits the one with the smallest weights was taken.",
    },
    praise="only one curve goes through all points then, however wild it is. With more features there are many, and the more there are, the calmer is the one with the smallest weights.",
)

predict_more_data = choice_exercise(
    "9.b",
    "Forty points more",
    kind="prediction",
    options={
        "a": "smaller by about a third",
        "b": "many times larger",
        "c": "about the same: the additional points carry the same noise",
    },
    correct="b",
    replies={
        "a": "So it would be far from the threshold. But 100 points and 100 features is the threshold itself.",
        "c": "The noise is the same, but what it is divided by is not: the square matrix has a tiny singular value.",
    },
    praise="at 100 points the 100 features can just fit the data, and the smallest singular value is tiny.",
)

predict_digits = choice_exercise(
    "9.c",
    "Where is the peak?",
    kind="prediction",
    options={
        "a": "at N = 200, the number of images, in each draw",
        "b": "at N = 784, the number of pixels, in each draw",
        "c": "between these two, at another N in each draw",
    },
    correct="c",
    replies={
        "a": "It would be, if all features were of use. Some of these ReLU features never switch on.",
        "b": "The pixels only feed the features; what is fitted is one weight for each feature.",
    },
    praise="a part of the features is 0 on every image and fits nothing, so it takes more than 200 to fit 200 images.",
)

predict_noisy = choice_exercise(
    "9.d",
    "Wrong labels",
    kind="prediction",
    options={
        "a": "$m = 7$: it is too small to learn many of the wrong labels",
        "b": "$m = 24$: large enough for the digits, and not quite for all the noise",
        "c": "$m = 600$, although it learns every wrong label",
    },
    correct="c",
    replies={
        "a": "It learns few of the wrong labels, that is right, and it is better than the middle ones. But the largest one makes fewer mistakes still.",
        "b": "It learns most of the wrong labels, and has to bend everything else for them: it is the worst of the three.",
    },
    praise="and it makes the fewest mistakes on new digits all the same.",
)
