"""What the page of chapter 2 says of itself: title, question, minutes, those of its exercises, and the symbols that it introduces."""

from lecturekit.foundation.chapters import Chapter, Symbol

CHAPTER = Chapter(
    2,
    "two_layer",
    "Two layers",
    minutes=45,
    more=8,
    needs=(1,),
    question="How does the mistake reach a hidden unit?",
    core_exercises={1: 20, 3: 8, 7: 4, 8: 10},
    further_exercises={2: 8, 4: 8, 5: 4, 6: 6, 9: 15},
)

SYMBOLS = (
    Symbol("m", "m", "number of hidden units", "number", local=True),
    Symbol("d", "d", "number of inputs", "number"),
    Symbol("i,\\ j", "i, j", "number of a unit; of one of its inputs", "number"),
    Symbol(
        "w_{ij},\\ W_i,\\ b_i",
        "W, b",
        "weights and biases of the hidden layer; row W_i belongs to unit i",
        "(m, d), (m,)",
        local=True,
    ),
    Symbol("z_i,\\ x^{(1)}_i", "z, x1", "sum and value of hidden unit i", "(m,), (m,)", local=True),
    Symbol(
        "w_i,\\ b^{(2)},\\ z^{(2)}",
        "w, b2, z2",
        "weights and bias of the output; the logit",
        "(m,), number, number",
        local=True,
    ),
    Symbol(
        r"\phi,\ \phi'",
        "phi, phi.derivative",
        "activation of the hidden layers; its slope, from the value",
        "entry by entry",
    ),
)
