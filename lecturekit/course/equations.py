r"""The contract: every numbered equation of the lecture, its code, its notebook, and the slips.

``EQUATIONS[n]`` states equation (n) as the course does. Where the slide differs, ``slide`` has its
version and ``why`` says why the course departs from it.
Throughout, f = z^(L) is the logit: the loss is a function of the logit, and phi_out turns it into a
prediction.
"""

from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True)
class Equation:
    """One numbered equation.

    Attributes
    ----------
    number : int
    tex : str
        As the course states it, without the tag.
    function : str
        Dotted path of the code that computes it; its docstring cites the number.
    notebook : str
        Stem of the notebook where it stands.
    slide : str
        The slide's version, where it differs; else empty.
    why : str
        Why the course departs from the slide; else empty.
    """

    number: int
    tex: str
    function: str
    notebook: str
    slide: str = ""
    why: str = ""

    @property
    def display(self):
        """The display formula with its tag, as it stands in the notebook."""
        return f"$$\n{self.tex} \\tag{{{self.number}}}\n$$"

    def implementation(self):
        """The object that ``function`` names."""
        parts = self.function.split(".")
        for cut in range(len(parts) - 1, 0, -1):
            try:
                found = import_module(".".join(parts[:cut]))
            except ModuleNotFoundError:
                continue
            for name in parts[cut:]:
                found = getattr(found, name)
            return found
        raise ValueError(f"equation ({self.number}) names {self.function}, expected a dotted path that exists")


_EXTRA_SLOPE = (
    "The Fact is the derivative with respect to the logit z; the slide multiplies it by phi_out' "
    "once more. What results is the gradient of another loss, 1/2 (y_* - phi_out(z))^2."
)
_NO_SLOPE = "With f = z, the function that the Fact differentiates by, the factor phi_out' is 1."

# fmt: off
_TABLE = (
    # ---- the model
    (1, r"x^{(0)} = x", "l_layer.Network.forward", "03_l_layer"),
    (2, r"f(x) = x^{(L)} = z^{(L)}, \qquad \hat y = \phi_{\text{out}}(z^{(L)})",
     "l_layer.Network.predict", "03_l_layer",
     r"x^{(L)} = f(x) = z^{(L)} \equiv \phi_{\text{out}}(z^{(L)})",
     "z and phi_out(z) are two numbers unless phi_out is the identity: the course calls the logit f and "
     "the prediction y-hat."),
    (3, r"x^{(l)} = \phi(z^{(l)}) \quad \text{for } l = 1 : L-1", "l_layer.Network.forward", "03_l_layer"),
    (4, r"z^{(l)} = W^{(l)} x^{(l-1)} + b^{(l)}", "l_layer.Network.forward", "03_l_layer",
     r"z^{(l)} = W^{(l)} x^{(l-1)}",
     "The bias is written out. A constant input x_0 = 1 does the same for the first layer; for those above "
     "only if a hidden unit is spent on carrying the 1 upwards."),
    # ---- a single unit
    (5, r"-\frac{\partial \mathcal{L}}{\partial z} = y_* - \phi_{\text{out}}(z)",
     "single_unit.Loss.dz", "01_single_unit",
     r"-\frac{\partial \mathcal{L}}{\partial f} = y_* - \phi_{\text{out}}(z)",
     "True if f is the logit z, false if f is phi_out(z): there the derivative is (y_* - f) / phi_out'."),
    (6, r"\frac{\partial \hat y}{\partial z} = \phi'_{\text{out}}(z)",
     "single_unit.output_slope", "01_single_unit",
     r"\frac{\partial f}{\partial z} = \phi'_{\text{out}}(z), \qquad "
     r"\phi'_{\text{out}}(z) = z \text{ for } \mathcal{L}_{LS}",
     "It is the slope of the prediction, not of the logit. And for least squares phi_out(z) = z, "
     "so the slope is 1, not z."),
    (7, r"\frac{\partial z}{\partial \mathbf{w}} = \mathbf{x}", "single_unit.gradient_of_logit", "01_single_unit",
     r"\frac{\partial f}{\partial \mathbf{w}} = \phi'_{\text{out}}(z)\, \mathbf{x}", _NO_SLOPE),
    (8, r"\frac{\partial z}{\partial \mathbf{x}} = \mathbf{w}", "single_unit.gradient_of_logit", "01_single_unit",
     r"\frac{\partial f}{\partial \mathbf{x}} = \phi'_{\text{out}}(z)\, \mathbf{w}", _NO_SLOPE),
    (9, r"-\frac{\partial \mathcal{L}}{\partial \mathbf{w}} = "
        r"-\frac{1}{n} \sum_{i=1}^n \frac{\partial}{\partial \mathbf{w}} \mathcal{L}(y^i, z^i) = "
        r"\frac{1}{n} \sum_{i=1}^n \left(y_*^i - \phi_{\text{out}}(z^i)\right) \mathbf{x}^i",
     "single_unit.gradient", "01_single_unit",
     r"-\frac{\partial \mathcal{L}}{\partial \mathbf{w}} = "
     r"\frac{1}{n} \sum_{i=1}^n \frac{\partial}{\partial \mathbf{w}} \mathcal{L}(y^i, f(x^i)) = "
     r"\frac{1}{n} \sum_{i=1}^n (y^i - \phi_{\text{out}}(z^i))\, \phi'_{\text{out}}(z^i)\, x^i",
     "A minus sign is missing in the middle, y stands for y_*, and " + _EXTRA_SLOPE[0].lower() + _EXTRA_SLOPE[1:]),
    # ---- two layers
    (10, r"f(x) = z^{(2)} = \sum_{i=1}^m w_i\, x^{(1)}_i + b^{(2)} = "
         r"\sum_{i=1}^m w_i\, \phi\Big(\sum_{j=1}^d w_{ij} x_j + b_i\Big) + b^{(2)}",
     "two_layer.forward", "02_two_layer",
     r"f(x) = \phi_{\text{out}}\Big(\sum_{i=1}^m w_i\, \phi\Big("
     r"\overbrace{\sum_{j=1}^d w_{ij} x_j}^{x^{(1)}}\Big)\Big)",
     "The logit is f, the biases are written out, and the inner sum is z_i; x_i^(1) is phi of it."),
    (11, r"-\frac{\partial \mathcal{L}}{\partial z^{(2)}} = y_* - \phi_{\text{out}}(z^{(2)})",
     "two_layer.gradients", "02_two_layer",
     r"-\frac{\partial \mathcal{L}}{\partial f} = y_* - \phi_{\text{out}}(z^{(2)})",
     "As in (5): the Fact is about the logit."),
    (12, r"\frac{\partial z^{(2)}}{\partial x^{(1)}} = w", "two_layer.gradients", "02_two_layer",
     r"\frac{\partial f}{\partial x^{(1)}} = \phi'_{\text{out}}(z^{(2)})\, w", _NO_SLOPE),
    (13, r"\frac{\partial z^{(2)}}{\partial x^{(1)}_i} = w_i", "two_layer.gradients", "02_two_layer",
     r"\frac{\partial f}{\partial x^{(1)}_i} = \phi'_{\text{out}}(z^{(2)})\, w_i", _NO_SLOPE),
    (14, r"\frac{\partial z^{(2)}}{\partial w} = x^{(1)}", "two_layer.gradients", "02_two_layer",
     r"\frac{\partial f}{\partial w} = \phi'_{\text{out}}(z^{(2)})\, x^{(1)}", _NO_SLOPE),
    (15, r"-\frac{\partial \mathcal{L}}{\partial w} = \left(y_* - \phi_{\text{out}}(z^{(2)})\right) x^{(1)}",
     "two_layer.gradients", "02_two_layer",
     r"-\frac{\partial \mathcal{L}}{\partial w} = (y_* - \phi_{\text{out}}(z^{(2)}))\, "
     r"\phi'_{\text{out}}(z^{(2)})\, x^{(1)}", _EXTRA_SLOPE),
    (16, r"\frac{\partial x^{(1)}_i}{\partial z_i} = \phi'(z_i)", "single_unit.Activation.derivative", "02_two_layer"),
    (17, r"\frac{\partial x^{(1)}_i}{\partial W_i} = \phi'(z_i)\, x", "two_layer.gradients", "02_two_layer"),
    (18, r"\frac{\partial z^{(2)}}{\partial W_i} = \frac{\partial z^{(2)}}{\partial x^{(1)}_i} "
         r"\frac{\partial x^{(1)}_i}{\partial W_i} = w_i\, \phi'(z_i)\, x",
     "two_layer.gradients", "02_two_layer",
     r"\frac{\partial f}{\partial W_i} = \phi'_{\text{out}}(z^{(2)})\, w_i\, \phi'(z_i)\, x", _NO_SLOPE),
    (19, r"-\frac{\partial \mathcal{L}}{\partial W_i} = -\frac{\partial \mathcal{L}}{\partial z^{(2)}} "
         r"\frac{\partial z^{(2)}}{\partial W_i} = "
         r"\left(y_* - \phi_{\text{out}}(z^{(2)})\right) w_i\, \phi'(z_i)\, x",
     "two_layer.gradients", "02_two_layer",
     r"-\frac{\partial \mathcal{L}}{\partial W_i} = \frac{\partial \mathcal{L}}{\partial f} "
     r"\frac{\partial f}{\partial W_i} = (y_* - \phi_{\text{out}}(z^{(2)}))\, "
     r"\phi'_{\text{out}}(z^{(2)})\, w_i\, \phi'(z_i)\, x",
     "A minus sign is missing in the middle, and " + _EXTRA_SLOPE[0].lower() + _EXTRA_SLOPE[1:]),
    # ---- L layers
    (20, r"\frac{\partial x^{(l)}_i}{\partial z^{(l)}_i} = \phi'(z^{(l)}_i) \quad \text{for } l < L",
     "single_unit.Activation.derivative", "03_l_layer",
     r"\frac{\partial x^{(l)}_i}{\partial z^{(l)}_i} = \phi'(z^{(l)}_i)",
     "The output layer has no phi: with f = z^(L) the recursion starts from 1."),
    (21, r"\frac{\partial x^{(l)}_i}{\partial W^{(l)}_i} = \phi'(z^{(l)}_i)\, x^{(l-1)}",
     "l_layer.Network.loss_and_grad", "03_l_layer"),
    (22, r"\frac{\partial x^{(l)}_i}{\partial x^{(l-1)}_j} = \phi'(z^{(l)}_i)\, W^{(l)}_{ij}",
     "l_layer.layer_jacobian", "03_l_layer",
     r"\frac{\partial x^{(l)}_i}{\partial x^{(l-1)}_i} = \phi'(z^{(l)}_i)\, W^{(l)}_i",
     "Unit i of one layer depends on every unit j of the layer below, so two indices are needed."),
    (23, r"\frac{\partial f}{\partial x^{(l)}_i} = \sum_{j=1}^{m_{l+1}} \frac{\partial f}{\partial x^{(l+1)}_j} "
         r"\frac{\partial x^{(l+1)}_j}{\partial x^{(l)}_i}, \qquad \frac{\partial f}{\partial x^{(L)}} = 1",
     "l_layer.messages", "03_l_layer",
     r"\frac{\partial f}{\partial x^{(l)}_i} = \sum_{j=1}^{m_{l+1}} \frac{\partial f}{\partial x^{(l+1)}_j} "
     r"\frac{\partial x^{(l+1)}_j}{\partial x^{(l)}_i}",
     "The recursion needs a start. With (22) at layer l+1 the last factor has W_ji: W transposed."),
    (24, r"\frac{\partial f}{\partial W^{(l)}_i} = \frac{\partial f}{\partial x^{(l)}_i} "
         r"\frac{\partial x^{(l)}_i}{\partial W^{(l)}_i}", "l_layer.Network.loss_and_grad", "03_l_layer"),
    (25, r"-\frac{\partial \mathcal{L}}{\partial W^{(l)}_i} = \left(y_* - \phi_{\text{out}}(z^{(L)})\right) "
         r"\frac{\partial f}{\partial W^{(l)}_i}", "l_layer.Network.loss_and_grad", "03_l_layer"),
    # ---- stochastic gradient descent
    (26, r"\mathbb{W}^{t+1} \leftarrow \mathbb{W}^t - \eta \frac{1}{n'} \sum_{i \in \mathcal{B}} "
         r"\frac{\partial \mathcal{L}(y^i, f(x^i))}{\partial \mathbb{W}}(\mathbb{W}^t)",
     "training.GradientDescent", "05_sgd"),
    (27, r"\mathbb{W}^{t+1} \leftarrow \mathbb{W}^t - \gamma \eta g^t + "
         r"(1 - \gamma) \underbrace{(\mathbb{W}^t - \mathbb{W}^{t-1})}_{\text{previous step}}",
     "sgd.Momentum", "05_sgd"),
    # ---- adaptive learning rates
    (28, r"w_i^{t+1} \leftarrow w_i^t - \frac{\eta}{\sqrt{G_{i,t} + \epsilon}}\, g_i^t, \qquad "
         r"G_{i,t} = \sum_{t'=1}^t (g_i^{t'})^2", "adaptive_lr.AdaGrad", "06_adaptive_lr",
     r"w_i^{t+1} \leftarrow w_i^t - \frac{\eta}{\sqrt{G_{i,t} + \epsilon}}\, g_i^t",
     "The definition of G, a line above on the slide, is put beside the formula."),
    (29, r"m_i^t = \beta_1 m_i^{t-1} + (1 - \beta_1)\, g_i^t", "adaptive_lr.Adam", "06_adaptive_lr"),
    (30, r"v_i^t = \beta_2 v_i^{t-1} + (1 - \beta_2)\, (g_i^t)^2", "adaptive_lr.Adam", "06_adaptive_lr"),
    (31, r"\hat m_i^t = \frac{m_i^t}{1 - \beta_1^t}, \qquad \hat v_i^t = \frac{v_i^t}{1 - \beta_2^t}",
     "adaptive_lr.Adam", "06_adaptive_lr",
     r"\hat m_i^t = \frac{m_i^t}{1 - \beta_1^t} \quad \hat v_i^t = \frac{v_i^t}{1 - \beta_2^t} \quad \text{decay}",
     "The slide's label is 'decay'; what the division does is to correct the bias of a start at zero."),
    (32, r"w_i^{t} \leftarrow w_i^{t-1} - \frac{\eta}{\sqrt{\hat v_i^t + \epsilon}}\, \hat m_i^t, \qquad "
         r"g^t = \nabla \mathcal{L}(w^{t-1})", "adaptive_lr.Adam", "06_adaptive_lr",
     r"w_i^{t} \leftarrow w_i^{t-1} - \frac{\eta}{\sqrt{\hat v_i^t + \epsilon}}\, \hat m_i^t, \qquad "
     r"g^t = \nabla \mathcal{L}(w^{t})",
     "The gradient must be taken where the step starts. The original paper has the epsilon outside the root; "
     "with epsilon = 1e-8 the two differ tenfold where a gradient is 1e-5."),
    # ---- normalization
    (33, r"x^i \leftarrow x^i - \mu, \qquad \mu = \frac{1}{n} \sum_{i=1}^n x^i",
     "backprop_in_practice.Standardizer", "07_normalization"),
    (34, r"x^i_j \leftarrow x^i_j / \sigma_j, \qquad \sigma_j^2 = \frac{1}{n} \sum_{i=1}^n (x^i_j)^2 "
         r"\quad \text{of the centered } x^i_j", "backprop_in_practice.Standardizer", "07_normalization",
     r"x^i_j \leftarrow x^i_j / \sigma_j \qquad \sigma_j^2 = \frac{1}{n} \sum_{i=1}^n (x^i_j)^2",
     "Right only after (33) has overwritten x: the order is part of the formula."),
    # ---- weight decay
    (35, r"\mathcal{L}_\lambda(\mathbb{W}) = \mathcal{L}(\mathbb{W}) + \frac{\lambda}{2} \|\mathbb{W}\|^2",
     "overfitting.WeightDecay", "08_overfitting"),
    (36, r"\frac{\partial \mathcal{L}_\lambda}{\partial w_j} = "
         r"\frac{\partial \mathcal{L}(\mathbb{W})}{\partial w_j} + \lambda w_j",
     "overfitting.WeightDecay", "08_overfitting"),
    (37, r"w_j^{t+1} \leftarrow w_j^t - \eta \left(\frac{\partial \mathcal{L}(\mathbb{W})}{\partial w_j} "
         r"+ \lambda w_j^t\right)", "overfitting.WeightDecay", "08_overfitting"),
    (38, r"w_j^{t+1} \leftarrow w_j^t (1 - \eta \lambda) - \eta \frac{\partial \mathcal{L}(\mathbb{W})}{\partial w_j}",
     "overfitting.DecoupledDecay", "08_overfitting"),
)
# fmt: on

EQUATIONS = {
    number: Equation(number, tex, f"lecturekit.{function}", notebook, *rest)
    for number, tex, function, notebook, *rest in _TABLE
}
"""Equation number -> ``Equation``, for (1) to (38)."""
