"""What the page of chapter 3 says of itself: title, question, minutes, those of its exercises, and the symbols that it introduces."""

from lecturekit.foundation.chapters import Chapter, Symbol

CHAPTER = Chapter(
    3,
    "l_layer",
    "L layers",
    minutes=45,
    more=14,
    needs=(2,),
    question="And through any number of layers?",
    core_exercises={4: 18, 5: 4, 7: 7, 8: 8, 9: 8},
    further_exercises={1: 20, 2: 8, 3: 12, 6: 15, 10: 20},
)

SYMBOLS = (
    Symbol(r"d = m_0,\ m_l", "sizes", "number of inputs; of units in layer l", "number"),
    Symbol("L", "net.L", "number of layers", "number"),
    Symbol("W^{(l)}", "W", "weights of layer l; row i belongs to unit i", "(m_l, m_(l-1))"),
    Symbol("b^{(l)}", "b", "biases of layer l", "(m_l,)"),
    Symbol(r"\mathbb{W}", "w", "all parameters in one vector", "(p,)"),
    Symbol("p", "net.n_params", "number of parameters", "number"),
    Symbol("z^{(l)}", "z, Z", "weighted sums of layer l", "(m_l,), (n, m_l)"),
    Symbol("x^{(l)}", "values[l], A[l]", "values of layer l: phi of the sums, the sums at the top", "(m_l,), (n, m_l)"),
    Symbol(
        r"\partial f / \partial x^{(l)}", "message", "the message: derivative of one output, without the loss", "(m_l,)"
    ),
    Symbol(
        r"\delta^{(l)}",
        "delta",
        "derivative of the loss with respect to z of layer l; in a batch with the mean's 1/n",
        "(m_l,), (n, m_l)",
    ),
    Symbol("g", "g", "gradient of the loss with respect to all parameters", "(p,)"),
)
