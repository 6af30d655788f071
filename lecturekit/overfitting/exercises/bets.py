"""The predictions of chapter 8."""

from lecturekit.checks.engine import choice_exercise

predict_shuffled = choice_exercise(
    "8.a",
    "Prediction: all labels shuffled",
    kind="prediction",
    options={
        "a": "about 90%: there is nothing to learn",
        "b": "below 2%: it memorizes the list",
        "c": "about 50%: it finds some accidental regularities",
    },
    correct="b",
    replies={
        "a": "There is no rule to learn, that is true. But a network with 50,890 parameters can learn 500 answers without any rule.",
        "c": "It does not stop half-way: what can be told apart can be learned by heart, and no two of the 500 images are the same.",
    },
    praise="the network learns nearly all shuffled labels, and on new digits it is as good as guessing, with an error of about 90%.",
)

predict_turns = choice_exercise(
    "8.b",
    "Prediction: digits rotated by any angle",
    kind="prediction",
    options={
        "a": "fewer mistakes: it has seen far more variety",
        "b": "as many: the digits it has to read are upright",
        "c": "at least one and a half times as many mistakes",
    },
    correct="c",
    replies={
        "a": "Variety helps if it is the variety of the task. This network spends most of its units and epochs on digits that it will never be asked about.",
        "b": "They are upright, but the network was hardly ever shown an upright one, and it has had no more units and epochs for all the other angles.",
    },
    praise="it had to learn every orientation with the same 64 units in the same 20 epochs; and a part of its labels were wrong, as a 6 upside down is a 9.",
)

predict_clean = choice_exercise(
    "8.c",
    "Prediction: remedies without the disease",
    kind="prediction",
    options={"a": "augmentation, and no other", "b": "all of them", "c": "dropout, and no other", "d": "none of them"},
    correct="a",
    replies={
        "b": "With right labels there are no mistakes to be memorized, and weight decay, early stopping and the bag gain nothing here.",
        "c": "Dropout does help here, by more than one point but by less than two.",
        "d": "Nearly. But one of the remedies adds knowledge that is not in the labels.",
    },
    praise="it adds knowledge that no label contains: a digit that has been shifted is the same digit.",
)
