"""The forward and backward pass of a 2-2-1 network as a list of steps, one number at a time."""

from collections import namedtuple
from collections.abc import Sequence
from typing import Any

import numpy as np

from lecturekit.datasets import make_xor_exact
from lecturekit.foundation.types import Array
from lecturekit.single_unit.activations import Activation, get_activation
from lecturekit.single_unit.losses import logistic
from lecturekit.two_layer.network import descend, forward, gradients, mean_loss
from lecturekit.two_layer.parameters import Parameters, unpack

START = Parameters(np.array([[0.5, -0.1], [-0.6, 0.8]]), np.array([-0.2, -0.3]), np.array([0.4, 1.1]), -0.3)
"""The parameters of the network that is shown."""

ETA = 1.0

XOR = make_xor_exact()

Step = namedtuple("Step", "title formula values pushes active")
Step.__doc__ = """One step: what is computed, its formula with numbers, what becomes known, what to highlight.

values and pushes : dict, key -> number
    Only what is new in this step; the keys are those of ``figures.pass_canvas``.
"""


def two_digits(number: float) -> str:
    """The number with two digits after the point, a minus sign for its hyphen, and no negative zero.

    Examples
    --------
    >>> two_digits(-0.001), two_digits(-1.5)
    ('0.00', '−1.50')
    """
    return f"{number:.2f}".replace("-0.00", "0.00").replace("-", "−")


def _n(number):
    """The number as a factor in a product: in brackets if negative."""
    text = two_digits(number)
    return f"({text})" if text.startswith("−") else text


def steps(x: Sequence[float], y: int, phi: Activation | str = "tanh", params: Parameters = START) -> list[Step]:
    """All steps of one pass for the data point x (2,) with label y in {0, 1}; a list of ``Step``."""
    phi = get_activation(phi)
    W, b, w, b2 = params
    z, x1, z2 = forward(params, x, phi)
    prediction, loss = float(logistic.phi_out(np.array([z2]))[0]), logistic(np.array([z2]), np.array([y]))
    push = Parameters(*(-part for part in gradients(params, x, y, phi, logistic)))  # minus the gradient
    r, slope = y - prediction, phi.derivative(x1)
    known = {
        "x_1": x[0],
        "x_2": x[1],
        "target": y,
        "b_1": b[0],
        "b_2": b[1],
        "b_out": float(b2),
        "w_1": w[0],
        "w_2": w[1],
        **{f"w_{i + 1}{j + 1}": W[i, j] for i in range(2) for j in range(2)},
    }
    found = [
        Step(
            "Start: the data point, its target and the parameters are known.",
            f"The hidden units are {phi} units. What can be computed first?",
            known,
            {},
            {"x_1", "x_2"},
        )
    ]
    for i in (1, 2):
        k = i - 1
        found += [
            Step(
                f"Forward, hidden unit {i}: the weighted sum.  Equation (10)",
                f"$z_{i} = w_{{{i}1}} x_1 + w_{{{i}2}} x_2 + b_{i}$ = {_n(W[k, 0])}·{_n(x[0])} + {_n(W[k, 1])}·{_n(x[1])}"
                f" + {_n(b[k])} = {two_digits(z[k])}",
                {f"z_{i}": z[k]},
                {},
                {f"z_{i}", f"w_{i}1", f"w_{i}2", f"b_{i}", "x_1", "x_2"},
            ),
            Step(
                f"Forward, hidden unit {i}: the activation.  Equation (10)",
                rf"$x^{{(1)}}_{i} = \phi(z_{i})$ = {phi}({two_digits(z[k])}) = {two_digits(x1[k])}",
                {f"h_{i}": x1[k]},
                {},
                {f"z_{i}", f"h_{i}"},
            ),
        ]
    found += [
        Step(
            "Forward, output: the logit.  Equation (10)",
            f"$z^{{(2)}} = w_1 x^{{(1)}}_1 + w_2 x^{{(1)}}_2 + b^{{(2)}}$ = {_n(w[0])}·{_n(x1[0])} + {_n(w[1])}·{_n(x1[1])}"
            f" + {_n(b2)} = {two_digits(z2)}",
            {"logit": z2},
            {},
            {"logit", "w_1", "w_2", "h_1", "h_2", "b_out"},
        ),
        Step(
            "Forward, the end: prediction and loss.",
            rf"$\phi_{{\rm out}}(z^{{(2)}}) = \sigma$({two_digits(z2)}) = {_n(prediction)},   loss = $-\ln$ of the probability"
            f" given to the label {y} = {two_digits(loss)}",
            {"prediction": prediction, "loss": loss},
            {},
            {"prediction", "loss"},
        ),
        Step(
            "Backward begins: the push on the logit is minus the mistake.  Equation (11)",
            rf"$-\partial L/\partial z^{{(2)}} = y_* - \phi_{{\rm out}}$ = {_n(y)} − {_n(prediction)} = {two_digits(r)}",
            {},
            {"logit": r},
            {"logit", "prediction", "target"},
        ),
    ]
    found += [
        Step(
            f"Backward, edge {i} of the output.  Equation (15)",
            rf"$-\partial L/\partial w_{i} = (y_* - \phi_{{\rm out}})\, x^{{(1)}}_{i}$ = {_n(r)}·{_n(x1[i - 1])}"
            f" = {two_digits(push.w[i - 1])}",
            {},
            {f"w_{i}": push.w[i - 1]},
            {f"w_{i}", f"h_{i}", "logit"},
        )
        for i in (1, 2)
    ]
    found.append(
        Step(
            "Backward, bias of the output: its input is the constant 1.",
            rf"$-\partial L/\partial b^{{(2)}} = (y_* - \phi_{{\rm out}})\cdot 1$ = {two_digits(r)}",
            {},
            {"b_out": push.b2},
            {"b_out", "logit"},
        )
    )
    for i in (1, 2):
        k = i - 1
        found += [
            Step(
                f"Backward, into hidden unit {i} along the same edge.  Equation (13)",
                rf"$-\partial L/\partial x^{{(1)}}_{i} = (y_* - \phi_{{\rm out}})\, w_{i}$ = {_n(r)}·{_n(w[k])} = {two_digits(r * w[k])}",
                {},
                {f"h_{i}": r * w[k]},
                {f"h_{i}", f"w_{i}", "logit"},
            ),
            Step(
                f"Backward, through phi of unit {i}: the slope from the value.  Equation (16)",
                rf"$-\partial L/\partial z_{i}$ = {_n(r * w[k])} · $\phi'(z_{i})$ = {_n(r * w[k])}·{_n(slope[k])}"
                f" = {two_digits(push.b[k])}",
                {},
                {f"z_{i}": push.b[k]},
                {f"z_{i}", f"h_{i}"},
            ),
        ]
        found += [
            Step(
                f"Backward, edge from input {j} to hidden unit {i}.  Equation (19)",
                rf"$-\partial L/\partial w_{{{i}{j}}}$ = $(-\partial L/\partial z_{i})\, x_{j}$ = {_n(push.b[k])}·{_n(x[j - 1])}"
                f" = {two_digits(push.W[k, j - 1])}",
                {},
                {f"w_{i}{j}": push.W[k, j - 1]},
                {f"w_{i}{j}", f"z_{i}", f"x_{j}"},
            )
            for j in (1, 2)
        ]
        found.append(
            Step(
                f"Backward, bias of hidden unit {i}: its input is the constant 1.",
                rf"$-\partial L/\partial b_{i}$ = $(-\partial L/\partial z_{i})\cdot 1$ = {two_digits(push.b[k])}",
                {},
                {f"b_{i}": push.b[k]},
                {f"b_{i}", f"z_{i}"},
            )
        )
    moved = Parameters(*(part + ETA * step for part, step in zip(params, push)))
    after = mean_loss(moved, np.array([x]), np.array([y]), phi)
    found.append(
        Step(
            "All pushes are known: one step of gradient descent.",
            rf"On this point alone, with $\eta$ = {ETA:g}: each parameter moves by its push, the loss from {_n(loss)} to {_n(after)}",
            {},
            {},
            {"w_11", "w_12", "w_21", "w_22", "w_1", "w_2"},
        )
    )
    return found


N_STEPS = len(steps((1.0, -1.0), 1))


def pass_state(
    step: int,
    x: Sequence[float] = (1.0, -1.0),
    y: int = 1,
    phi: Activation | str = "tanh",
    params: Parameters = START,
    asking: bool = False,
) -> dict[str, Any]:
    """What ``pass_canvas`` draws after ``step`` steps (0 to N_STEPS - 1) of the pass for the data point x.

    ``asking`` shows the step as a question: its title, with the place of the number that is wanted marked, and no
    answer.

    Examples
    --------
    >>> pass_state(1)["title"], float(pass_state(1)["values"]["z_1"].round(2))
    ('Forward, hidden unit 1: the weighted sum.  Equation (10)', 0.4)
    """
    done = steps(x, y, phi, params)[: step + 1]
    asked = done.pop() if asking else None
    values, pushes = {}, {}
    for each in done:
        values.update(each.values)
        pushes.update(each.pushes)
    shown = done[-1]._asdict()
    if asked:
        wanted = {*asked.values, *asked.pushes}
        question = "Which numbers on the graph does it need? (The answer comes next.)"
        shown = {"title": asked.title, "formula": question, "active": wanted, "wanted": wanted}
    return {"wanted": set(), **shown, "values": values, "pushes": pushes}


def pass_descent(
    x: Sequence[float] | None, y: int | None, phi: Activation | str = "tanh", *, every_corner: bool, n_steps: int
) -> tuple[list[Parameters], Array]:
    """Gradient descent from ``START`` on the data point x alone, or on the four corners of XOR.

    Returns
    -------
    path : list of Parameters
        n_steps + 1 of them, the start first.
    losses : ndarray, (n_steps + 1,)
        The mean loss of the data that it learns from.
    """
    X, labels = (XOR.X, XOR.y) if every_corner else (np.array([x]), np.array([y]))
    path = [unpack(each, 2) for each in descend(START, X, labels, phi=phi, eta=ETA, n_steps=n_steps)]
    return path, np.array([mean_loss(each, X, labels, phi) for each in path])
