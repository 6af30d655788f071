"""The patients of the exercises, with the names that fit their charts at first sight."""

from lecturekit.checks.engine import Misconception
from lecturekit.clinic.exercises.cases import case_exercise, practice_exercise
from lecturekit.clinic.gallery import PATIENTS

slow = case_exercise(
    "10.4",
    "Patient 13",
    PATIENTS[13],
    solution=("rate too low", "updates", {"rate": 0.1}),
    wrong=[
        Misconception("network too small", ("network too small", "ten points", {"hidden": (64, 64)}), "A network that is too small ends near chance too, but it gets there: its weights move, and then its curve is level. Is this one level?"),
        Misconception("rate dies after warm-up", ("rate dies after warm-up", "updates", {"rate": 0.001}), "A rate that dies leaves a curve that falls fast at first and then not at all. How was it in the first epoch here?"),
        Misconception("zero start", ("zero start", "loss at the start", {"scale": 1.0}), "From a zero start nothing moves but the output's biases. Is that so here? Look at the gradient of each layer."),
    ],
    hints=[
        "Section *The order of questions*: which of them has an answer here that the healthy network's has not?",
        "What does a step change, as a share of the weights? Is that a thousandth?",
    ],
    praise="Nothing was wrong with it except that it did not move.",
)  # fmt: skip


in_order = case_exercise(
    "10.5",
    "Patient 15",
    PATIENTS[15],
    solution=("batches sorted by class", "batches", {"batches": "shuffled"}),
    wrong=[
        Misconception("rate too high", ("rate too high", "updates", {"rate": 0.02}), "The loss of the batches swings as with a rate that is too high. But with a tenth of the rate, is it lower after two epochs?"),
        Misconception("labels one row off", ("labels one row off", "labels", {"labels": "as written"}), "It learns slowly, as it would from labels that belong to other images. Look at ten images and their labels."),
        Misconception("optimizer forgets", ("optimizer forgets", "start of an epoch", {"epoch": "go on"}), "There is a pattern that repeats in each epoch, that is true. But this optimizer has no state that it could lose."),
    ],
    hints=[
        "Section *The order of questions*, the part on the data: what goes into one step?",
        "How many different digits does a batch hold, and how many would it hold if it were drawn at random?",
    ],
    praise="Each step is a good step for one digit, and undoes what the others have taught.",
)  # fmt: skip

schedule = case_exercise(
    "10.6",
    "Patient 22",
    PATIENTS[22],
    solution=("rate dies after warm-up", "updates", {"rate": 0.1}),
    wrong=[
        Misconception("rate too low", ("rate too low", "updates", {"rate": 0.1}), "In the end the steps are far too short, as with a rate that is too low. But how long were they in the first epoch? Look at panel 5 from its left end on."),
        Misconception("network too small", ("network too small", "ten points", {"hidden": (64, 64)}), "Its curves are level, as those of a network that has learned all it can. Such a network goes on moving, in vain. Does this one move?"),
        Misconception("dead units", ("dead units", "dead units", {"bias": 0.0}), "At the end nothing moves, as where all units are dead. Are they, in panel 4? And what has gone, the gradient or the step?"),
    ],
    hints=[
        "Section *The chart of a healthy network*, panel 5. When do the curves leave the green band, and does the gradient in panel 3 leave with them?",
        "A step is the rate times the gradient. `PATIENTS[22].optimizer.eta` is a function of the step: call it for a few steps.",
    ],
    praise="The gradient was there to the end; the rate was not. Draw a schedule before you train with it.",
)  # fmt: skip

own_statistics = case_exercise(
    "10.7",
    "Patient 14",
    PATIENTS[14],
    solution=("statistics of the wrong data", "validation", {"inputs": "standardized"}),
    wrong=[
        Misconception("overfitting", ("overfitting", "validation", {"n_epochs": 4}), "Training and validation part, as with overfitting. But overfitting would cost a few points. Here more than 60 are missing, most of them after three epochs already."),
        Misconception("labels one row off", ("labels one row off", "labels", {"labels": "as written"}), "If the labels were off, the training data could not be learned so easily. Those of the validation data come from the same list."),
        Misconception("validation rows leaked", ("validation rows leaked", "shared rows", {"split": "disjoint"}), "A leak makes the validation data look better than they are. Here they look worse."),
    ],
    hints=[
        "Section *The order of questions*. What is done to the validation data that is not done to the training data? New data come day by day, one digit a day.",
        "Chapter 7, *What the network is told about a batch*: `print(PATIENTS[14].inputs)`, and think of a day on which all images are sevens.",
    ],
    praise="On a day of sevens the mean image is a seven, and it is subtracted. Mean and spread belong to the training data and go along with the network.",
)  # fmt: skip

teeth = case_exercise(
    "10.8",
    "Patient 17",
    PATIENTS[17],
    solution=("optimizer forgets", "start of an epoch", {"epoch": "go on"}),
    wrong=[
        Misconception("rate too high", ("rate too high", "updates", {"rate": 0.01}), "A tenth of the rate does help. But the steps are not too long: only some of them are. Which ones?"),
        Misconception("batches sorted by class", ("batches sorted by class", "batches", {"batches": "shuffled"}), "Sorted batches have a pattern that repeats in each epoch, too. How many digits does a batch hold here?"),
        Misconception("overfitting", ("overfitting", "validation", {"n_epochs": 5}), "The validation loss turns up, but so does the training loss, again and again. Overfitting leaves the training loss alone."),
    ],
    hints=[
        "Section *The chart of a healthy network*. Look at the panel *update over weights*, and count: how many teeth, how many epochs?",
        "AdaGrad divides by the root of a sum that grows with each step (chapter 6). What happens where that sum begins again at 0?",
    ],
    praise="AdaGrad's first step is as long as its rate in every weight. Here it made such a step at the start of each epoch.",
)  # fmt: skip

masked = case_exercise(
    "10.9",
    "Patient 18",
    PATIENTS[18],
    solution=("dropout left on", "asked twice", {"predict": "evaluation"}),
    wrong=[
        Misconception("network too small", ("network too small", "ten points", {"hidden": (64, 64)}), "A network that is too small has level curves. These rise, and they are jagged. Where in its code may chance come in?"),
        Misconception("rate too low", ("rate too low", "updates", {"rate": 0.3}), "The curves are high and noisy, and they do not fall faster with a larger rate. Where does their noise come from?"),
        Misconception("overfitting", ("overfitting", "validation", {"n_epochs": 6}), "Training and validation are side by side: what it loses it loses on both. That is no overfitting."),
    ],
    hints=[
        "Section *The order of questions*, the last part: what should a network do when it is asked the same question twice?",
        "Chapter 8, *Dropout*: which of the two modes is for prediction?",
    ],
    praise="Masks are for training. What was measured was one subnetwork, another one each time.",
)  # fmt: skip

sinking = case_exercise(
    "10.10",
    "Patient 19",
    PATIENTS[19],
    solution=("biases in a corner", "biases", {"decay": "weights only"}),
    wrong=[
        Misconception("dead units", ("dead units", "loss at the start", {"bias": 0.0}), "Some units die, but they die late: at the start all of them were alive. What has happened to them on the way?"),
        Misconception("rate too high", ("rate too high", "updates", {"rate": 0.02}), "It begins well and turns around, as at the edge of a rate that is too high. But is a smaller rate better, at once?"),
        Misconception("overfitting", ("overfitting", "validation", {"n_epochs": 6}), "The validation loss turns up, and so does the training loss. Overfitting leaves the training loss alone."),
    ],
    hints=[
        "Section *The order of questions*. Ask `biases(record)`.",
        "Chapter 8, equation (38): a weight loses a *fraction* of itself. `print(PATIENTS[19].decay)`",
    ],
    praise="(38) takes a fraction. What takes an amount, from everything and in each step, does not stop at 0.",
)  # fmt: skip

two_illnesses = case_exercise(
    "10.11",
    "Patient 23, who has two illnesses",
    PATIENTS[23],
    solution=[("dead units", "loss at the start", {"bias": 0.0}), ("extra slope at the output", "gradient check", {"gradient": "package"})],
    points=4,
    wrong=[
        Misconception("rate too low", [("dead units", "loss at the start", {"bias": 0.0}), ("rate too low", "updates", {"rate": 1.0})], "What is left after the first treatment does learn faster with ten times the rate. Ask the questions in their order, and do not stop at the first that has an answer: is the gradient checked?"),
        Misconception("zero start", [("zero start", "loss at the start", {"scale": 1.0}), ("extra slope at the output", "gradient check", {"gradient": "package"})], "No gradient anywhere is what a zero start shows too. Are the weights zero? And are the units alive?"),
        Misconception("missing 1/n", [("dead units", "loss at the start", {"bias": 0.0}), ("missing 1/n", "gradient check", {"rate": 0.002})], "The owner's gradient does fail its check, once there is a gradient to be checked. Does it fail by one factor, the same in all layers?"),
    ],
    hints=[
        "Section *Nothing moves*. The first illness hides the second: as long as all derivatives are 0, the gradient check has nothing to check.",
        "`first = treat(PATIENTS[23], ...)`, and then all questions again, of `first.record`.",
    ],
    praise="The dead units hid the wrong gradient. Someone who treats two at once does not learn which treatment helped.",
)  # fmt: skip

practice = practice_exercise(
    "10.12",
    "Three patients of your own",
    n=3,
    solution=[(2, "dead units", "loss at the start", {"bias": 0.0}), (4, "zero start", "loss at the start", {"scale": 1.0}), (6, "saturated start", "saturated units", {"scale": 1.0})],
    wrong=[
        Misconception("one of three", [(2, "dead units", "loss at the start", {"bias": 0.0})], "One is a beginning. Take further seeds, until there are three different illnesses."),
        Misconception("two starts exchanged", [(2, "zero start", "loss at the start", {"scale": 1.0}), (4, "dead units", "loss at the start", {"bias": 0.0}), (6, "saturated start", "saturated units", {"scale": 1.0})], "Both lie at ln K without a gradient. In one the units are dead, in the other the weights are 0."),
        Misconception("rate for everything", [(2, "rate too low", "updates", {"rate": 1.0}), (4, "rate too low", "updates", {"rate": 1.0}), (6, "rate too high", "updates", {"rate": 0.001})], "The rate is the first thing one turns, and seldom what is wrong. Go through the questions from the first one on."),
    ],
    hints=[
        "Section *A patient from a seed*. `p = patient(seed)`, `record = examine(p)`, `show(figures.chart(record))`; and then the order of questions.",
        "A name is worth nothing without what it predicts. Before you treat, say which panel will change, and how.",
    ],
    praise="Now you have experience: three runs read, three names, three treatments that worked. There are more where they came from.",
)  # fmt: skip
