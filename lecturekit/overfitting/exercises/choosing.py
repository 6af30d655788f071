"""Exercise 8.8 of chapter 8: how many test points a measurement needs, and how many a choice."""

from lecturekit.checks.engine import Misconception, numeric_exercise

ONE, BEST = (0.5 / 0.03) ** 2, 100 * (15 / 3) ** 2
"""Where one guesser's error has a standard deviation of 3%, and where the best of 300 has an error of about 47%."""


points_for_a_choice = numeric_exercise(
    "8.8",
    "Test points for one, and for a choice",
    points=2,
    expected=[ONE, BEST],
    tolerance=0.2,
    wrong=[
        Misconception(
            "in proportion",
            [ONE, 500],
            "The first is right. For the second you took five times as many points for a fifth of the deviation. How does a standard deviation fall with the number of points?",
        ),
        Misconception(
            "the same for both",
            [ONE, ONE],
            "The first is right. But the best of 300 is no typical guesser: on 100 points one of them is off by 5 percentage points (the standard deviation), the best of 300 by 15.",
        ),
        Misconception(
            "300 times as many",
            [ONE, 300 * ONE],
            "The first is right. For the second you took as many points for each of the 300. But on 100 points the best is off three times as far as one guesser is, not 300 times.",
        ),
        Misconception(
            "three times as many",
            [ONE, 3 * ONE],
            "The first is right. The best of 300 is off three times as far. To make up for that, do three times as many points do?",
        ),
        Misconception(
            "the error rate of the chapter",
            [0.05 * 0.95 / 0.03**2, BEST],
            "The second is right. For the first you took an error rate of 5%, as in the bag of the chapter. A guesser's is 50%.",
        ),
        Misconception(
            "not squared",
            [0.5 / 0.03, BEST],
            "The second is right. In the first the root of the number of points is what you found.",
        ),
    ],
    hints=[
        "Section *Three sets of data* has the picture, section *Averaging: bagging* the standard deviation of an error rate, for 100 points.",
        "Both numbers come from one law: the deviation falls as 1 over the root of the number of points. For the best of 300 the picture says where it begins.",
    ],
    praise="The best of 300 lies about three standard deviations below 50%. So to choose among 300 takes nine times as many points as to measure one.",
)
