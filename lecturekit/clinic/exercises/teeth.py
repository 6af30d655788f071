"""Exercise 10.8: what a step's length makes of a state that is reset at the beginning of each epoch."""

from lecturekit.checks.engine import Misconception, steps_exercise

teeth = steps_exercise(
    "10.8",
    "Teeth like a saw",
    kind="derive",
    points=4,
    args=("n", "gamma", "rho"),
    probes=lambda rng: [(16, 0.1, 0.9), (5, 0.3, 0.8), (40, 0.5, 0.99)],
    edges={"one step in each epoch": lambda rng: (1, 0.2, 0.9)},
    steps={
        "descent": lambda: 1.0,
        "momentum": lambda n, gamma: gamma / (1 - (1 - gamma) ** n),
        "adagrad": lambda n: n**0.5,
        "rmsprop": lambda n, rho: ((1 - rho**n) / (1 - rho)) ** 0.5,
        "adam": lambda: 1.0,
    },
    wrong=[
        Misconception("momentum the other way round", {"momentum": lambda n, gamma: (1 - (1 - gamma) ** n) / gamma}, "With momentum the first step has no predecessor that it could add a part of. Is it the longest of the epoch, then, or the shortest?"),
        Misconception("momentum without a past", {"momentum": lambda n: 1.0}, "(27) adds 1 - gamma times the previous step, and before the first one there is none. What does the second one have that the first has not?"),
        Misconception("momentum for ever", {"momentum": lambda gamma: gamma}, "gamma is what the first step is compared with one after very many steps. Add up n terms: gamma, gamma (1 - gamma), ..."),
        Misconception("momentum, one step further", {"momentum": lambda n, gamma: gamma / (1 - (1 - gamma) ** (n + 1))}, "You add up n + 1 terms. In the first step the sum has one."),
        Misconception("AdaGrad without the root", {"adagrad": lambda n: float(n)}, "G is n times as large in the last step, that is right. By what of G does (28) divide?"),
        Misconception("AdaGrad the other way round", {"adagrad": lambda n: n**-0.5}, "G grows with each step, and the step is divided by its root. Which step is the longest?"),
        Misconception("RMSProp as AdaGrad", {"rmsprop": lambda n: n**0.5}, "This is AdaGrad's sum. RMSProp keeps rho of its G and takes 1 - rho of the new square: what is G after the first step, what after n?"),
        Misconception("RMSProp for ever", {"rmsprop": lambda rho: (1 - rho) ** -0.5}, "This is the first step beside one after very many, when G has arrived at the square. After n steps it has come as far as 1 - rho to the n."),
        Misconception("RMSProp without the root", {"rmsprop": lambda n, rho: (1 - rho**n) / (1 - rho)}, "This is how many times larger G is after n steps. The step is divided by its root."),
        Misconception("Adam as RMSProp", {"adam": lambda n, rho: ((1 - rho**n) / (1 - rho)) ** 0.5}, "Adam's averages begin at 0 as well. What does (31) do about that?"),
        Misconception("Adam as AdaGrad", {"adam": lambda n: n**0.5}, "Adam keeps averages, not sums, and (31) corrects them for their start. What are they if all derivatives are the same?"),
    ],
    hints=[
        "Chapter 6, section *What is the correction for?*: what is an average that begins at 0 after one step, and what after n?",
        "Call the derivative g and write down the first step and the n-th for each method. With momentum the n-th is eta g times gamma (1 + (1 - gamma) + ... ), n terms.",
    ],
    praise="AdaGrad and RMSProp begin each epoch with a jump, momentum with a pause; plain descent has no state to lose, and Adam's corrected averages are right from the first step on.",
)  # fmt: skip
