"""The bets of chapter 1."""

from lecturekit.checks.engine import choice_exercise

predict_formula = choice_exercise(
    "1.a",
    "Prediction: the slide's formula",
    kind="prediction",
    options={
        "a": "right in direction, but too long: a smaller learning rate makes up for it",
        "b": "wrong in direction: no learning rate makes up for it",
        "c": "right in direction, but too short: a larger learning rate makes up for it",
    },
    correct="b",
    replies={
        "a": "The extra factor is at most 1/4: it makes every term of the sum shorter, each by another factor, and the mean turns.",
        "c": "For one data point that would be so. With many points each is weighted differently, and the mean turns.",
    },
    praise="at these weights the angle between it and the true gradient is 23 degrees.",
)

predict_steps = choice_exercise(
    "1.b",
    "Prediction: steps out of a wrong answer",
    kind="prediction",
    options={"a": "30", "b": "300", "c": "3000"},
    correct="c",
    replies={
        "a": "It takes far more: at z = -8 the extra factor is 0.0003, so the first step is about 3,000 times too short.",
        "b": "It takes more still: at z = -8 the extra factor is 0.0003, and getting from -8 to -7 alone takes 1,888 steps.",
    },
    praise="3,011 steps, of which 1,888 go into getting from -8 to -7, where the extra factor is 0.0003 to 0.0009.",
)

predict_directions = choice_exercise(
    "1.c",
    "Prediction: ten directions in 300 steps",
    kind="prediction",
    options={
        "a": "all but the flattest",
        "b": "five",
        "c": "all but the steepest, which jumps back and forth",
        "d": "two",
    },
    correct="a",
    replies={
        "b": "A curvature of 0.04 is enough for 99% in 300 steps at this rate, and only the flattest direction has less.",
        "c": "The steepest does jump back and forth, since its factor 1 - 0.4 * 4.02 is -0.61; but 0.61 to the power 300 is nothing.",
        "d": "Each direction only needs (1 - 0.4 h) to the power 300 below 0.01, which holds for every curvature h from 0.04 on.",
    },
    praise="the flattest has 36% of its error left, the next one 0.007%.",
)
