"""What the page of chapter 3 says of itself: title, question, minutes, and the symbols that it introduces."""

from lecturekit.foundation.chapters import Chapter, Symbol

CHAPTER = Chapter(
    3, "l_layer", "L layers", minutes=45, more=0, needs=(2,), question="And through any number of layers?"
)

SYMBOLS = (
    Symbol(r"d = m_0,\ m_l", "sizes", "number of inputs; of units in layer l", "number"),
    Symbol("L", "net.L", "number of layers", "number"),
    Symbol("W^{(l)}", "W", "weights of layer l; row k belongs to unit k", "(m_l, m_(l-1))"),
    Symbol("b^{(l)}", "b", "biases of layer l", "(m_l,)"),
    Symbol(r"\mathbb{W}", "w", "all parameters in one vector", "(p,)"),
    Symbol("p", "net.n_params", "number of parameters", "number"),
    Symbol("z^{(l)}", "z, Z", "weighted sums of layer l, before phi", "(m_l,), (n, m_l)"),
    Symbol("x^{(l)}", "x, A[l]", "values of layer l, after phi", "(m_l,), (n, m_l)"),
    Symbol(r"\delta^{(l)}", "delta", "derivative of the loss by z of layer l", "(n, m_l)"),
    Symbol("g", "g", "gradient of the loss by all parameters", "(p,)"),
)
