"""One check and one wording for each kind of argument, wherever a function takes it."""

from pathlib import Path

import numpy as np
import pytest

from lecturekit.backprop_in_practice import SURFACES, train_many, trajectory
from lecturekit.double_descent import features
from lecturekit.l_layer import Network
from lecturekit.overfitting import DecoupledDecay
from lecturekit.overfitting.bayes import hamiltonian_samples
from lecturekit.reproduce.rate_search import best_eta
from lecturekit.sgd import Momentum
from lecturekit.single_unit import directional_check, numerical_gradient
from lecturekit.training import GradientDescent, train, train_on_stream

PACKAGE = Path(__file__).parents[2] / "lecturekit"
NET, W, DATA, RNG = Network([2, 1]), np.ones(3), (np.ones((4, 2)), np.ones(4)), np.random.default_rng(0)

TAKE_AN_OPTIMIZER = {
    "train": lambda optimizer: train(NET, W, DATA, optimizer),
    "train_on_stream": lambda optimizer: train_on_stream(NET, W, [DATA], optimizer),
    "train_many": lambda optimizer: train_many(NET, W[None], DATA, optimizer, 1),
    "trajectory": lambda optimizer: trajectory(SURFACES["valley"], (0.0, 0.0), optimizer, 1),
    "DecoupledDecay": lambda optimizer: DecoupledDecay(optimizer, 0.1),
}
TAKE_A_FUNCTION = {
    "numerical_gradient": lambda f: numerical_gradient(f, W),
    "directional_check": lambda f: directional_check(f, W, W, RNG),
    "train": lambda f: train(NET, W, DATA, GradientDescent(0.1), rng=RNG, augment=f),
    "features": lambda f: features(np.ones((2, 3)), np.ones((4, 3)), np.ones(4), f),
    "hamiltonian_samples": lambda f: hamiltonian_samples(f, W, RNG, step=0.1, n_leaps=1, n_samples=1),
    "best_eta": lambda f: best_eta([0.1], f),
}


@pytest.mark.parametrize("call", TAKE_AN_OPTIMIZER.values(), ids=TAKE_AN_OPTIMIZER)
@pytest.mark.parametrize("what", [0.1, None, "Adam", Momentum])
def test_whoever_takes_an_optimizer_asks_for_it_in_the_same_words(call, what):
    with pytest.raises(ValueError, match=r"^optimizer is .*, expected an Optimizer such as GradientDescent\(0\.1\)$"):
        call(what)


@pytest.mark.parametrize("call", TAKE_A_FUNCTION.values(), ids=TAKE_A_FUNCTION)
def test_whoever_takes_a_function_asks_for_it_in_the_same_words(call):
    with pytest.raises(ValueError, match="^[a-z_]+ is 'relu', expected a function$"):
        call("relu")


@pytest.mark.parametrize(
    "words, home",
    [
        ("expected an Optimizer", "training/optimizer.py"),
        (", expected a function", "foundation/validation.py"),
        ("isinstance(loss, Loss)", "single_unit/losses.py"),
    ],
)
def test_the_words_are_written_in_one_place(words, home):
    modules = (path for path in PACKAGE.rglob("*.py") if not {"exercises", "exercises.py"} & set(path.parts))
    found = [path.relative_to(PACKAGE).as_posix() for path in modules if words in path.read_text(encoding="utf-8")]
    assert found == [home]
