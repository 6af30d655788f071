"""Widgets of chapter 6: a race of six methods, Adam's first steps, the place of epsilon."""

from functools import cache

import numpy as np

from lecturekit.adaptive_lr import figures
from lecturekit.adaptive_lr.experiments import first_step_and_eps, first_step_lengths
from lecturekit.adaptive_lr.races import racers, run_race
from lecturekit.backprop_in_practice.landscapes import SURFACES
from lecturekit.datasets import load_mnist
from lecturekit.foundation.types import Array
from lecturekit.l_layer.network import Network
from lecturekit.widgets import Explorer, dropdown, slider

__all__ = ["first_steps", "place_of_epsilon", "race"]

N_RACE_STEPS = 120
N_FIRST_STEPS = 1000


def race(surface: str = "valley") -> Explorer:
    """Six methods race on a surface of your choice, from a starting point and with a learning rate of your choice."""
    names = list(racers(0.1))
    figure, draw = figures.race_canvas(names)
    controls = {
        "surface": dropdown("surface", list(SURFACES), surface),
        "look_at": dropdown("look at", ["all", *names], "all"),
        "eta": slider("learning rate", 0.1, 0.001, 10.0, log=True),
        "w1": slider("start: w1", -1.5, -4.0, 4.0, 0.1),
        "w2": slider("start: w2", 2.5, -4.0, 4.0, 0.1),
        "beta": dropdown("beta1, and 1 - gamma", [0.0, 0.5, 0.9, 0.99], 0.9),
        "memory": dropdown("beta2, and rho", [0.5, 0.9, 0.99, 0.999], 0.99),
    }

    def compute(surface, look_at, eta, w1, w2, beta, memory):
        return run_race(surface, (w1, w2), racers(eta, beta, memory), N_RACE_STEPS) | {"look_at": look_at}

    def describe(data):
        in_sight = [name for name in data["losses"] if name not in data["away"]]
        best = min(in_sight, key=lambda name: data["losses"][name][-1])
        lost = "; ".join(f"{name} ran away at step {t}" for name, t in data["away"].items())
        said = f"After {N_RACE_STEPS} steps the lowest is {best}, {data['losses'][best][-1]:.2g} above the minimum. "
        if data["look_at"] in in_sight:
            said += f"{data['look_at']} is {data['losses'][data['look_at']][-1]:.2g} above it. "
        return said + (f"Learning rate too large for some: {lost}." if lost else "All methods are still in sight.")

    question = "On which surface is AdaGrad first? And after gradient descent, which method is the next to run away, and at which rate?"
    title = "six optimizers race from your starting point"
    return Explorer(
        title,
        controls,
        compute,
        figure,
        draw,
        describe,
        frames=[{"surface": None, "eta": 7}, {"look_at": None}, {"w1": 3, "w2": 3}, {"beta": None, "memory": 3}],
        question=question,
    )


def first_steps() -> Explorer:
    """Adam's first steps for any beta1 and beta2: what bias correction corrects."""
    figure, draw = figures.first_steps_canvas(N_FIRST_STEPS)
    controls = {
        "beta1": dropdown("beta1", [0.0, 0.5, 0.9, 0.99, 0.999], 0.9),
        "beta2": dropdown("beta2", [0.5, 0.9, 0.99, 0.999, 0.9999], 0.999),
    }

    def describe(data):
        longest = int(np.argmax(data["uncorrected"]))
        return (
            f"Without correction the first step is {data['uncorrected'][0]:.3g} eta long, the longest is step {longest + 1} "
            f"with {data['uncorrected'][longest]:.3g} eta. With correction every step is eta long."
        )

    title = "Adam's first steps with and without bias correction"
    question = "Which pair makes the first step longest? Which pair makes it shorter than eta?"
    return Explorer(title, controls, first_step_lengths, figure, draw, describe, question=question)


@cache
def gradient_sizes() -> Array:
    """The sizes |g| of a gradient of 89,610 entries: a network on 3000 digits, at a random start."""
    mnist = load_mnist(subset=3000, seed=0).as_float()
    net = Network([784, 100, 100, 10], phi="relu", loss="multiclass", dtype=np.float32)
    return np.abs(net.grad(net.init(np.random.default_rng(0)), mnist.X, mnist.y)).astype(float)


def place_of_epsilon() -> Explorer:
    """Move epsilon over the gradients of a real network: which of them are too small to be normalized?"""
    sizes = gradient_sizes()
    figure, draw = figures.epsilon_canvas(sizes)
    controls = {"eps": slider("epsilon", 1e-8, 1e-12, 1e-2, 0.5, log=True)}

    def describe(data):
        muted = [np.mean(sizes[sizes > 0] < limit) for limit in ((data["eps"] / 3) ** 0.5, data["eps"])]
        return (
            f"The step is halved or worse for {muted[0]:.0%} of the network's gradients with epsilon = {data['eps']:.0e} inside "
            f"the root, for {muted[1]:.0%} with epsilon outside (gradients that are exactly 0 left out)."
        )

    title = "epsilon inside or outside the root"
    question = "How small must epsilon be inside the root to spare the gradients that it spares outside with 1e-8?"
    return Explorer(title, controls, first_step_and_eps, figure, draw, describe, question=question)
