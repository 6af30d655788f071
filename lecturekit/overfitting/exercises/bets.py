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
        "a": "at most two thirds as many mistakes: it has seen more variety",
        "b": "about as many mistakes: the digits it has to read are upright",
        "c": "at least one and a half times as many mistakes: it had more to learn",
    },
    correct="c",
    replies={
        "a": "Variety helps if it is the variety of the task. This network spends most of its units and epochs on digits that it will never be asked about.",
        "b": "They are upright, but the network was hardly ever shown an upright one, and it has had no more units and epochs for all the other angles.",
    },
    praise="it had to learn every orientation with the same 64 units in the same 20 epochs; and a part of its labels were wrong, as a 6 upside down is a 9.",
)

predict_clean = choice_exercise(
    "8.d",
    "Prediction: remedies without the disease",
    kind="prediction",
    options={"a": "augmentation, and no other", "b": "all of them", "c": "dropout, and no other", "d": "none of them"},
    correct="a",
    replies={
        "b": "With right labels there are no mistakes to be memorized, and weight decay, early stopping and the bag gain nothing here.",
        "c": "Dropout does help here, by one to two points.",
        "d": "Nearly. But one of the remedies adds knowledge that is not in the labels.",
    },
    praise="it adds knowledge that no label contains: a digit that has been shifted is the same digit.",
)
