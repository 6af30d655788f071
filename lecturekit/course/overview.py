"""The course on one page: chapters, issues and remedies, symbols, and the coverage of the equations.

Each table stands here once; notebook 00 shows it. What is shown has a plain text and an HTML form.
"""

import html
from dataclasses import dataclass

from lecturekit.checks.verdict import Panel
from lecturekit.course.equations import EQUATIONS


@dataclass(frozen=True)
class Chapter:
    """One notebook of the course: its number, file stem, title, minutes, the chapters to read before, its question."""

    number: int
    stem: str
    title: str
    minutes: int
    needs: tuple
    question: str

    @property
    def notebook(self):
        """The file name in ``lecture_nb/`` (and ``exercises/``, ``solutions/``)."""
        return f"{self.number:02d}_{self.stem}.ipynb"


CHAPTERS = {
    chapter.number: chapter
    for chapter in (
        Chapter(1, "single_unit", "A single unit", 40, (), "How does one unit learn from its mistake?"),
        Chapter(2, "two_layer", "Two layers", 45, (1,), "How does the mistake reach a hidden unit?"),
        Chapter(3, "l_layer", "L layers", 45, (2,), "And through any number of layers?"),
        Chapter(
            4,
            "backprop_in_practice",
            "Backpropagation in practice",
            50,
            (3,),
            "Where does training get stuck, and what does it cost?",
        ),
        Chapter(
            5, "sgd", "Stochastic gradient descent and momentum", 50, (4,), "What if a step looks at few data points?"
        ),
        Chapter(
            6, "adaptive_lr", "Adaptive learning rates", 45, (5,), "What if every weight has a step size of its own?"
        ),
        Chapter(7, "normalization", "Normalization", 45, (4, 5), "What if every layer keeps its sums in range?"),
        Chapter(8, "overfitting", "Overfitting", 50, (5, 6), "How does a network learn the rule and not the examples?"),
        Chapter(
            9, "double_descent", "Double descent (bonus)", 45, (8,), "Why do huge networks not overfit hopelessly?"
        ),
    )
}
"""Chapter number -> ``Chapter``."""

ISSUES = {
    "I": "Iteration: how many operations does one step take?",
    "T": "Time: how many steps does training take?",
    "S": "Saturation: where phi' is nearly 0, a unit hardly learns.",
    "L": "Local minima, and valleys, plateaus and saddles on the way.",
    "O": "Overfitting: right on the examples, wrong on everything else.",
}
"""The five issues of training, by the lecture's letters."""

REMEDIES = (
    ("small random initial weights", 4, "S"),
    ("standardized inputs", 4, "TS"),
    ("stochastic gradient descent", 5, "ITL"),
    ("momentum", 5, "TL"),
    ("adaptive learning rates: AdaGrad, RMSProp, Adam", 6, "TS"),
    ("batch and layer normalization", 7, "SO"),
    ("weight decay", 8, "O"),
    ("dropout", 8, "O"),
    ("data augmentation", 8, "O"),
    ("early stopping", 8, "O"),
    ("model averaging: bagging, Bayesian networks", 8, "O"),
)
"""(remedy, chapter, letters of the issues that the lecture names it for)."""

GLOSSARY = (
    (r"x,\ X", "x, X", "a data point; all of them, one in each row", "(d,), (n, d)"),
    (r"y,\ y_*", "y, y_star", "the label as given; the target that it stands for", "(n,)"),
    (r"x^i,\ y^i", "x, y", "data point number i, which is row i of X, and its label", "(d,), number"),
    (r"\mathbf{w},\ b", "w, b", "weights and bias of a single unit", "(d,), number"),
    (r"n,\ n'", "n, batch_size", "number of data points; of those in one step", "number"),
    (r"d = m_0,\ m_l", "sizes", "number of inputs; of units in layer l", "number"),
    (r"L", "net.L", "number of layers", "number"),
    (
        r"\phi,\ \phi'",
        "phi, phi.derivative",
        "activation of the hidden layers; its slope, from the value",
        "entry by entry",
    ),
    (r"W^{(l)}", "W", "weights of layer l; row k belongs to unit k", "(m_l, m_(l-1))"),
    (r"b^{(l)}", "b", "biases of layer l", "(m_l,)"),
    (r"\mathbb{W}", "w", "all parameters in one vector", "(p,)"),
    (r"p", "net.n_params", "number of parameters", "number"),
    (r"z^{(l)}", "z, Z", "weighted sums of layer l, before phi", "(m_l,), (n, m_l)"),
    (r"x^{(l)}", "x, A[l]", "values of layer l, after phi", "(m_l,), (n, m_l)"),
    (r"f = z^{(L)}", "z", "the output before phi_out, called the logit", "(n,) or (n, K)"),
    (
        r"\phi_{\text{out}},\ \hat y",
        "loss.phi_out, net.predict",
        "from logit to prediction; the prediction",
        "(n,) or (n, K)",
    ),
    (r"\mathcal{L}", "loss, L", "loss: the mean over the data points", "number"),
    (r"\delta^{(l)}", "delta", "derivative of the loss by z of layer l", "(n, m_l)"),
    (r"g", "g", "gradient of the loss by all parameters", "(p,)"),
    (r"t", "t", "number of the step", "number"),
    (r"\eta", "eta", "learning rate", "number"),
    (r"\mathcal{B}", "rows, X_batch", "batch: the data points of one step", "(n',)"),
    (r"\gamma", "gamma", "weight of the new gradient in momentum; 1 is no momentum", "number"),
    (r"G", "G", "sum (AdaGrad) or average (RMSProp) of squared gradients", "(p,)"),
    (r"\beta_1,\ \beta_2", "beta1, beta2", "how slowly Adam's averages forget", "number"),
    (r"m,\ v", "m, v", "Adam's averages of g and of its square", "(p,)"),
    (r"\hat m,\ \hat v", "m_hat, v_hat", "the same, corrected for their start at zero", "(p,)"),
    (r"\epsilon", "eps", "a small number that keeps a division finite", "number"),
    (r"\mu,\ \sigma", "mean, std", "mean and standard deviation of each input", "(d,)"),
    (r"\lambda", "lam", "strength of weight decay", "number"),
    (r"p_{\text{drop}}", "p_input, p_hidden", "probability that dropout switches a unit off", "number"),
)
"""(symbol in TeX, name in code, meaning, shape): one line for each symbol of the course."""


def chapters():
    """The chapters, with their questions and times, as a table."""
    rows = [(str(c.number), c.title, c.question, f"{c.minutes} min") for c in CHAPTERS.values()]
    cells = [(str(c.number), _link(c), _text(c.question), f"{c.minutes} min") for c in CHAPTERS.values()]
    return _table("The chapters", ("", "chapter", "question", "time"), rows, cells)


def issues_and_remedies():
    """Which remedy answers which issue, and in which chapter, as a table."""
    head = ("remedy", *ISSUES, "chapter")
    marks = [(name, *("✓" if issue in letters else "" for issue in ISSUES)) for name, _, letters in REMEDIES]
    rows = [(*row, str(number)) for row, (_, number, _) in zip(marks, REMEDIES)]
    cells = [(*map(_text, row), f"{number} {_link(CHAPTERS[number])}") for row, (_, number, _) in zip(marks, REMEDIES)]
    return _table("Remedies and the issues they are meant for", head, rows, cells)


def glossary():
    """The symbols of the lecture, their names in the code, and their shapes, as a table."""
    cells = [
        (f"${_text(tex)}$", f"<code>{_text(code)}</code>", _text(meaning), _text(shape))
        for tex, code, meaning, shape in GLOSSARY
    ]
    return _table("Symbols", ("symbol", "in code", "meaning", "shape"), GLOSSARY, cells)


def coverage():
    """Every numbered equation: where it stands, what computes it, and where the slide has it differently."""
    rows, cells = [], []
    for number, equation in EQUATIONS.items():
        chapter = CHAPTERS[int(equation.notebook[:2])]
        code = equation.function.removeprefix("lecturekit.")
        remark = f"<br><small>The slide differs. {_text(equation.why)}</small>" if equation.slide else ""
        rows.append((f"({number})", equation.notebook, code, "the slide differs" if remark else ""))
        cells.append(
            (
                f"({number})",
                f"${_text(equation.tex)}${remark}",
                f"{chapter.number} {_link(chapter)}<br><code>{_text(code)}</code>",
            )
        )
    n_differ = sum(bool(equation.slide) for equation in EQUATIONS.values())
    caption = f"{len(EQUATIONS)} numbered equations; {n_differ} are stated differently from the slides"
    return _table(
        caption,
        ("", "formula", "chapter, and code in lecturekit"),
        rows,
        cells,
        text_head=("equation", "notebook", "code in lecturekit", "remark"),
    )


def _link(chapter):
    return f'<a href="{chapter.notebook}">{_text(chapter.title)}</a>'


def _text(value):
    return html.escape(str(value), quote=False)


def _table(caption, head, rows, cells, text_head=None):
    """A ``Panel`` with ``rows`` of plain text in aligned columns and ``cells`` of markup in a table."""
    lines = [text_head or head, *rows]
    widths = [max(len(line[k]) for line in lines) for k in range(len(lines[0]))]
    text = [caption, *("  ".join(value.ljust(width) for value, width in zip(line, widths)).rstrip() for line in lines)]
    left = ' style="text-align: left"'
    markup = "".join(f'<th scope="col"{left}>{_text(name)}</th>' for name in head)
    body = "".join(
        "<tr>"
        + f'<th scope="row"{left}>{row[0]}</th>'
        + "".join(f"<td{left}>{value}</td>" for value in row[1:])
        + "</tr>"
        for row in cells
    )
    return Panel(
        "\n".join(text),
        f"<table><caption>{_text(caption)}</caption><thead><tr>{markup}</tr></thead><tbody>{body}</tbody></table>",
    )
