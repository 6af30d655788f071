"""What the page of chapter 6 says of itself: title, question, minutes, those of its exercises, and the symbols that it introduces."""

from lecturekit.foundation.chapters import Chapter, Symbol

CHAPTER = Chapter(
    6,
    "adaptive_lr",
    "Adaptive learning rates",
    minutes=45,
    more=12,
    needs=(5,),
    question="What if every weight has a step size of its own?",
    core_exercises={2: 10, 3: 4, 5: 8, 6: 6, 10: 6, 12: 10},
    further_exercises={1: 12, 4: 12, 7: 10, 8: 10, 9: 8, 11: 25},
)

SYMBOLS = (
    Symbol("G", "G", "sum (AdaGrad) or running average (RMSProp) of squared gradients", "(p,)"),
    Symbol(r"\rho", "rho", "how slowly a running average forgets: the weight of its own past", "number"),
    Symbol(r"D,\ \Delta", "D, step", "AdaDelta's running average of squared steps; a step", "(p,)", local=True),
    Symbol(r"\beta_1,\ \beta_2", "beta1, beta2", "how slowly Adam's two averages forget", "number"),
    Symbol(r"m,\ v", "m, v", "Adam's running averages of g and of its square", "(p,)"),
    Symbol(r"\hat m,\ \hat v", "m_hat, v_hat", "the same, corrected for their start at zero", "(p,)"),
    Symbol(r"\epsilon", "eps", "a small number that keeps a division finite", "number"),
    Symbol(r"k", "k", "how many steps ago", "number", local=True),
)
