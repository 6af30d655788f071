"""What the page of chapter 4 says of itself: title, question, minutes, those of its exercises, and the symbols that it introduces."""

from lecturekit.foundation.chapters import Chapter, Symbol

CHAPTER = Chapter(
    4,
    "backprop_in_practice",
    "Backpropagation in practice",
    minutes=42,
    more=25,
    needs=(3,),
    question="Where does training get stuck, and what does it cost?",
    core_exercises={2: 10, 4: 8, 9: 9, 10: 6, 13: 8},
    further_exercises={1: 8, 3: 7, 5: 8, 6: 8, 7: 5, 8: 6, 11: 10, 12: 10},
)

SYMBOLS = (
    Symbol(r"\mu_j,\ \sigma_j", "mu, sigma", "mean and standard deviation of input j in the training data", "number"),
    Symbol(r"\mathrm{E}[x]", "mean", "mean of x over many random draws", "number"),
    Symbol(r"\bar x", "x.mean()", "mean of one input over the data points; a bar over anything is its mean", "number"),
    Symbol(r"w_j", "w", "one weight: of a sum, or of a network so small that it can be drawn", "number"),
    Symbol(r"\mathcal{O}(np)", "", "at most a constant times n p", "number"),
    Symbol("v", "variance", "variance of one initial weight", "number", local=True),
    Symbol("h", "curvature", "curvature: second derivative of the loss in one direction", "number"),
    Symbol("e", "e", "distance from the lowest point in one direction", "number"),
    Symbol(r"\kappa", "condition_number", "condition number: largest curvature over smallest", "number"),
    Symbol("r", "np.corrcoef", "correlation of two columns", "number", local=True),
    Symbol("K", "K", "number of classes", "number"),
    Symbol("q", "q", "share of ones among points with one output", "number", local=True),
    Symbol("s", "scaling", "factor on the output of a wide network; spread of random logits", "number", local=True),
    Symbol("u", "u", "how far one weight of a wide network moves", "number", local=True),
    Symbol("m", "m", "number of hidden units of a two-layer network", "number"),
    Symbol(r"H,\ \Delta", "hessian", "matrix of all second derivatives; Newton's step", "(p, p), (p,)"),
    Symbol("W',\\ b'", "W_raw, b_raw", "weights and bias for raw inputs", "(m, d), (m,)", local=True),
    Symbol("a,\\ b,\\ c", "shape", "sides of two matrices in a product", "number", local=True),
)
