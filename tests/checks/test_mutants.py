"""Every small change that makes a solution wrong is refused by its check, or a reason says why not."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

import mutants

from lecturekit.checks.registry import find_exercise

SURVIVORS = set(mutants.survivors())


def test_every_mutant_is_refused_or_has_a_reason():
    new = sorted(SURVIVORS - set(mutants.reasons()))
    assert not new, "\n".join(f"{name} | {mutant} | " for name, mutant in new)


def test_reasons_are_for_mutants_that_there_are():
    assert set(mutants.reasons()) <= SURVIVORS
    assert all(len(reason) > 10 for reason in mutants.reasons().values())


def test_mutants_are_many_and_most_are_of_a_kind_that_would_be_found():
    exercise = find_exercise("1.3")
    source = "def f(w, X, y):\n    return X.T @ (1 / (1 + np.exp(-X @ w)) - y) / len(y)\n"
    words = [words for words, _ in mutants.mutants(source, exercise)]
    for kind in ("X.T -> X", "len(y) -> ", "np.squeeze(", " - y -> ", "-X -> X"):
        assert any(kind in each for each in words), kind
