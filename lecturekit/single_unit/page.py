"""What the page of chapter 1 says of itself: title, question, minutes, and the symbols that it introduces."""

from lecturekit.foundation.chapters import Chapter, Symbol

CHAPTER = Chapter(
    1,
    "single_unit",
    "A single unit",
    minutes=40,
    more=0,
    needs=(),
    question="How does one unit learn from its mistake?",
)

SYMBOLS = (
    Symbol(r"x,\ X", "x, X", "a data point; all of them, one in each row", "(d,), (n, d)"),
    Symbol(r"y,\ y_*", "y, y_star", "the label as given; the target that it stands for", "(n,)"),
    Symbol(r"x^i,\ y^i", "x, y", "data point number i, which is row i of X, and its label", "(d,), number"),
    Symbol(r"\mathbf{w},\ b", "w, b", "weights and bias of a single unit", "(d,), number"),
    Symbol(r"n,\ n'", "n, batch_size", "number of data points; of those in one step", "number"),
    Symbol("f = z^{(L)}", "z", "the output before phi_out, called the logit", "(n,) or (n, K)"),
    Symbol(
        r"\phi_{\text{out}},\ \hat y",
        "loss.phi_out, net.predict",
        "from logit to prediction; the prediction",
        "(n,) or (n, K)",
    ),
    Symbol(r"\mathcal{L}", "loss, L", "loss: the mean over the data points", "number"),
    Symbol("t", "t", "number of the step", "number"),
    Symbol(r"\eta", "eta", "learning rate", "number"),
)
