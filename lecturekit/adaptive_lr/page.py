"""What the page of chapter 6 says of itself: title, question, minutes, and the symbols that it introduces."""

from lecturekit.foundation.chapters import Chapter, Symbol

CHAPTER = Chapter(
    6,
    "adaptive_lr",
    "Adaptive learning rates",
    minutes=45,
    more=0,
    needs=(5,),
    question="What if every weight has a step size of its own?",
)

SYMBOLS = (
    Symbol("G", "G", "sum (AdaGrad) or average (RMSProp) of squared gradients", "(p,)"),
    Symbol(r"\beta_1,\ \beta_2", "beta1, beta2", "how slowly Adam's averages forget", "number"),
    Symbol(r"m,\ v", "m, v", "Adam's averages of g and of its square", "(p,)"),
    Symbol(r"\hat m,\ \hat v", "m_hat, v_hat", "the same, corrected for their start at zero", "(p,)"),
    Symbol(r"\epsilon", "eps", "a small number that keeps a division finite", "number"),
)
