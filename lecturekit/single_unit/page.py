"""What the page of chapter 1 says of itself: title, question, minutes, those of its exercises, and the symbols that it introduces."""

from lecturekit.foundation.chapters import Chapter, Symbol

CHAPTER = Chapter(
    1,
    "single_unit",
    "A single unit",
    minutes=45,
    more=8,
    needs=(),
    question="How does one unit learn from its mistake?",
    core_exercises={1: 4, 2: 3, 3: 6, 4: 5, 5: 3, 6: 5, 7: 3, 8: 4, 9: 6},
    further_exercises={10: 3},
)

SYMBOLS = (
    Symbol(r"x,\ \mathbf{x},\ X", "x, X", "a data point; all of them, one in each row", "(d,), (n, d)"),
    Symbol("X^T", "X.T", "X with rows and columns exchanged", "(d, n)"),
    Symbol(r"y,\ y_*", "y, y_star", "the label as given; the target that it stands for", "(n,) or (n, K)"),
    Symbol(r"x^i,\ y^i", "x, y", "data point number i, which is row i of X, and its label", "(d,), number"),
    Symbol(r"x_j,\ w_j", "x, w", "entry j of a data point; the weight that belongs to it", "number"),
    Symbol(r"\mathbf{w},\ b", "w, b", "weights and bias of a single unit", "(d,), number"),
    Symbol(r"n,\ n'", "n, batch_size", "number of data points; of those in one step", "number"),
    Symbol(r"f = z^{(L)},\ z", "z", "the output before phi_out, called the logit", "(n,) or (n, K)"),
    Symbol(
        r"\phi_{\text{out}},\ \hat y",
        "loss.phi_out, net.predict",
        "from logit to prediction; the prediction",
        "(n,) or (n, K)",
    ),
    Symbol(r"\sigma(z),\ e", "sigmoid, np.exp", "the sigmoid, 1 / (1 + e^(-z)), with e = 2.718...", "the shape of z"),
    Symbol(r"K,\ k", "K, k", "number of classes; one of them", "number"),
    Symbol(r"\mathcal{L}", "loss, L", "loss: of one data point, or the mean over all of them", "number"),
    Symbol("t", "t", "number of the step", "number"),
    Symbol(r"\eta", "eta", "learning rate", "number"),
    Symbol("h", "curvatures", "curvature of the loss in a main direction", "number", local=True),
    Symbol(r"\mathbf{v}", "directions", "a main direction, an eigenvector of X^T X / n", "(d,)", local=True),
    Symbol("c", "errors", "distance from the lowest place in a main direction", "number", local=True),
    Symbol("s^i", "share", "speed at which logit i changes along a straight line", "number", local=True),
)
