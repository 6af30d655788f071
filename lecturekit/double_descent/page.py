"""What the page of chapter 9 says of itself: title, question, minutes, those of its exercises, and the symbols that it introduces."""

from lecturekit.foundation.chapters import Chapter, Symbol

CHAPTER = Chapter(
    9,
    "double_descent",
    "Double descent (bonus)",
    minutes=43,
    more=6,
    needs=(8,),
    question="Does a network get worse and worse as it grows?",
    core_exercises={1: 15, 3: 4, 4: 6, 5: 8, 8: 8},
    further_exercises={2: 8, 6: 8, 7: 12, 9: 12},
)

SYMBOLS = (
    Symbol("A", "A", "the matrix of features, one row for each data point", "(n, N)", local=True),
    Symbol("N", "N", "number of random features", local=True),
    Symbol("D", "D", "number of inputs of the linear model, of which p are used", local=True),
    Symbol(r"U,\ s,\ V", "U, s, Vt", "the singular value decomposition of A", local=True),
    Symbol(r"\beta", "beta", "the weights of the linear teacher", "(d,)", local=True),
    Symbol(r"\varepsilon,\ E", "", "a standard normal number; the average over all draws", local=True),
    Symbol("r", "", "the variance of all the noise that a linear model sees", local=True),
    Symbol(r"u,\ e", "", "the square of s, as the variable of an integral; Euler's number", local=True),
    Symbol(
        r"\lambda,\ \mathbf{y}", "lam, y", "the strength of ridge; the vector of all labels", "number, (n,)", local=True
    ),
    Symbol(r"\mathbf{z}", "", "any vector of length 1 with a number for each data point", "(n,)", local=True),
    Symbol("I", "np.eye", "the identity matrix", "(N, N)", local=True),
    Symbol(
        r"c,\ \mathbf{v},\ \hat w",
        "C, v",
        "weights of a random feature; a direction that the data do not see; an estimate of w",
        local=True,
    ),
    Symbol(r"i,\ j,\ k", "i, j, k", "number of a data point, a feature, a singular value", local=True),
)
