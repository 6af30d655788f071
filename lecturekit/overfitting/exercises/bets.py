"""The predictions of chapter 8."""

from lecturekit.checks.engine import choice_exercise

predict_shuffled = choice_exercise(
    "8.a",
    "Prediction: all labels shuffled",
    kind="prediction",
    options={
        "a": "more than 10 times as many epochs: there is no rule",
        "b": "less than 1.5 times as many epochs: it needs no rule",
        "c": "3 to 5 times as many epochs: so many more labels are wrong",
    },
    correct="b",
    replies={
        "a": "There is no rule to learn, that is true. But a network with 50,890 parameters can learn 500 answers without any rule.",
        "c": "There are nearly four times as many wrong labels. But all are learned at the same time, each by its own image, and no two of the 500 images are the same.",
    },
    praise="what can be told apart can be learned by heart; and on new digits the network is as good as guessing, with an error of about 90%.",
)

predict_masks = choice_exercise(
    "8.b",
    "Prediction: five subnetworks",
    kind="prediction",
    options={
        "a": "fewer mistakes, by at least 4 points: five networks instead of one",
        "b": "about as many, within 2 points: the pass is close to the mean",
        "c": "more mistakes, by at least 4 points: five are too few",
    },
    correct="c",
    replies={
        "a": "Five are better than one of the five. But the one pass is not one of them: it is close to the mean of ALL subnetworks.",
        "b": "The pass is close to the mean of very many subnetworks. The mean of five is still far from that.",
    },
    praise="each subnetwork alone reads badly, and only what very many of them have in common is good.",
)

predict_turns = choice_exercise(
    "8.c",
    "Prediction: digits rotated by any angle",
    kind="prediction",
    options={
        "a": "more than half: upside down, one is the other",
        "b": "a quarter to a half: only some of the angles are near 180°",
        "c": "less than a sixth: the other digits suffer as well",
    },
    correct="c",
    replies={
        "a": "Upside down it is. But these are two of ten digits, and half a turn is one of all angles.",
        "b": "Few angles turn a 6 into a 9, that is true. And eight of ten digits are neither: they are read worse, too.",
    },
    praise="29 of about 350. Three quarters of the 350 are on the eight digits that are neither 6 nor 9.",
)

predict_clean = choice_exercise(
    "8.d",
    "Prediction: weight decay without the disease",
    kind="prediction",
    options={
        "a": "by more than 3 points, for the better: large weights fit accidents of the images, too",
        "b": "by less than 1.5 points, either way: no wrong labels to hold back",
        "c": "by more than 3 points, for the worse: it takes away capacity",
    },
    correct="b",
    replies={
        "a": "So one would hope. But nothing in these labels is wrong, and to fit all 500 of them does no harm here that decay could undo.",
        "c": "It would at a strength that suits wrong labels. Validation has chosen a fifth of that.",
    },
    praise="validation still chooses some decay, as it lowers the loss, but not the number of mistakes.",
)
