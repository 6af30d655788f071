"""The patients of the exercises, with the names that fit their charts at first sight."""

from lecturekit.checks.engine import Misconception
from lecturekit.clinic.exercises.cases import case_exercise, practice_exercise
from lecturekit.clinic.gallery import PATIENTS

slow = case_exercise(
    "10.4",
    "Patient 13",
    PATIENTS[13],
    solution=("rate too low", {"rate": 0.1}),
    wrong=[
        Misconception("network too small", ("network too small", {"hidden": (64, 64)}), "A network that is too small ends near chance too, but it gets there: its weights move, and then its curve is level. Is this one level?"),
        Misconception("rate dies after warm-up", ("rate dies after warm-up", {"rate": 0.001}), "A rate that dies leaves a curve that falls fast at first and then not at all. How was it in the first epoch here?"),
        Misconception("zero start", ("zero start", {"scale": 1.0}), "From a zero start nothing moves but the output's biases. Is that so here? Look at the gradient of each layer."),
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
    solution=("batches sorted by class", {"batches": "shuffled"}),
    wrong=[
        Misconception("rate too high", ("rate too high", {"rate": 0.02}), "The loss of the batches swings as with a rate that is too high. But with a tenth of the rate, is it lower after two epochs?"),
        Misconception("labels one row off", ("labels one row off", {"labels": "as written"}), "It learns slowly, as it would from labels that belong to other images. Look at ten images and their labels."),
        Misconception("optimizer forgets", ("optimizer forgets", {"epoch": "go on"}), "There is a pattern that repeats in each epoch, that is true. But this optimizer has no state that it could lose."),
    ],
    hints=[
        "Section *The order of questions*, the part on the data: what goes into one step?",
        "How many different digits does a batch hold, and how many would it hold if it were drawn at random?",
    ],
    praise="Each step is a good step for one digit, and undoes what the others have taught.",
)  # fmt: skip

own_slope = case_exercise(
    "10.6",
    "Patient 16",
    PATIENTS[16],
    solution=("extra slope at the output", {"gradient": "package"}),
    wrong=[
        Misconception("rate too low", ("rate too low", {"rate": 1.0}), "Ten times the rate does help at once, so the name is tempting. But by how much does a step change the weights here? And what of the question that comes before this one?"),
        Misconception("missing 1/n", ("missing 1/n", {"rate": 0.002}), "The gradient fails its check, and so it would with a missing 1/n. Are the factors the same in every layer, and is nothing left over?"),
        Misconception("wrong sign in one layer", ("wrong sign in one layer", {"rate": 0.05}), "The gradient fails its check, but no layer has the opposite sign: the factors are positive, and small."),
    ],
    hints=[
        "Section *The gradient is checked by numbers*. Which kind of failure is it?",
        "Chapter 1: which factor does not belong into the derivative of the loss with respect to the logit?",
    ],
    praise="(p - y) is all. The factor p (1 - p) is smallest where the network is sure and wrong, where it has most to learn.",
)  # fmt: skip

own_statistics = case_exercise(
    "10.7",
    "Patient 14",
    PATIENTS[14],
    solution=("statistics of the wrong data", {"inputs": "standardized"}),
    wrong=[
        Misconception("overfitting", ("overfitting", {"n_epochs": 4}), "Training and validation part, as with overfitting. But overfitting costs a few points, and these curves have parted before there was anything to overfit: how is the validation accuracy after the first epochs?"),
        Misconception("labels one row off", ("labels one row off", {"labels": "as written"}), "If the labels were off, the training data could not be learned so easily. Those of the validation data come from the same list."),
        Misconception("validation rows leaked", ("validation rows leaked", {"split": "disjoint"}), "A leak makes the validation data look better than they are. Here they look worse."),
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
    solution=("optimizer forgets", {"epoch": "go on"}),
    wrong=[
        Misconception("rate too high", ("rate too high", {"rate": 0.01}), "A tenth of the rate does help. But the steps are not too long: only some of them are. Which ones?"),
        Misconception("batches sorted by class", ("batches sorted by class", {"batches": "shuffled"}), "Sorted batches have a pattern that repeats in each epoch, too. How many digits does a batch hold here?"),
        Misconception("overfitting", ("overfitting", {"n_epochs": 5}), "The validation loss turns up, but so does the training loss, again and again. Overfitting leaves the training loss alone."),
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
    solution=("dropout left on", {"predict": "evaluation"}),
    wrong=[
        Misconception("network too small", ("network too small", {"hidden": (64, 64)}), "Dropout leaves a smaller network in each step, but a small network would not change its mind. Ask it the same question twice."),
        Misconception("rate too low", ("rate too low", {"rate": 0.3}), "The curves are high and noisy, and they do not fall faster with a larger rate. Where does their noise come from?"),
        Misconception("overfitting", ("overfitting", {"n_epochs": 6}), "Training and validation are side by side: what it loses it loses on both. That is no overfitting."),
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
    solution=("biases in a corner", {"decay": "weights only"}),
    wrong=[
        Misconception("dead units", ("dead units", {"bias": 0.0}), "Some units die, but they die late: at the start all of them were alive. What has happened to them on the way?"),
        Misconception("rate too high", ("rate too high", {"rate": 0.02}), "It begins well and turns around, as at the edge of a rate that is too high. But is a smaller rate better, at once?"),
        Misconception("overfitting", ("overfitting", {"n_epochs": 6}), "The validation loss turns up, and so does the training loss. Overfitting leaves the training loss alone."),
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
    solution=[("dead units", {"bias": 0.0}), ("extra slope at the output", {"gradient": "package"})],
    points=4,
    wrong=[
        Misconception("rate too low", [("dead units", {"bias": 0.0}), ("rate too low", {"rate": 1.0})], "What is left after the first treatment does learn faster with ten times the rate. Ask the questions in their order, and do not stop at the first that has an answer: is the gradient checked?"),
        Misconception("zero start", [("zero start", {"scale": 1.0}), ("extra slope at the output", {"gradient": "package"})], "No gradient anywhere is what a zero start shows too. Are the weights zero? And are the units alive?"),
        Misconception("missing 1/n", [("dead units", {"bias": 0.0}), ("missing 1/n", {"rate": 0.002})], "The owner's gradient does fail its check, once there is a gradient to be checked. Does it fail by one factor, the same in all layers?"),
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
    solution=[(2, "dead units", {"bias": 0.0}), (4, "zero start", {"scale": 1.0}), (6, "saturated start", {"scale": 1.0})],
    wrong=[
        Misconception("one of three", [(2, "dead units", {"bias": 0.0})], "One is a beginning. Take further seeds, until there are three different illnesses."),
        Misconception("two starts exchanged", [(2, "zero start", {"scale": 1.0}), (4, "dead units", {"bias": 0.0}), (6, "saturated start", {"scale": 1.0})], "Both lie at ln K without a gradient. In one the units are dead, in the other the weights are 0."),
        Misconception("rate for everything", [(2, "rate too low", {"rate": 1.0}), (4, "rate too low", {"rate": 1.0}), (6, "rate too high", {"rate": 0.001})], "The rate is the first thing one turns, and seldom what is wrong. Go through the questions from the first one on."),
    ],
    hints=[
        "Section *A patient from a seed*. `p = patient(seed)`, `record = examine(p)`, `show(figures.chart(record))`; and then the order of questions.",
        "A name is worth nothing without what it predicts. Before you treat, say which panel will change, and how.",
    ],
    praise="Now you have experience: three runs read, three names, three treatments that worked. There are more where they came from.",
)  # fmt: skip
