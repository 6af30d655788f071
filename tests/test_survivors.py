"""The mutants that tests need not notice are mutants still."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "tools"))

import mutation
import numpy as np

from lecturekit.overfitting import EarlyStopping

UPDATE = getattr(EarlyStopping.update, "__wrapped__", EarlyStopping.update)


def test_what_needs_no_test_can_still_be_made():
    for module, function, words in mutation.reasons():
        source = (mutation.PACKAGE / f"{module}.py").read_text(encoding="utf-8")
        assert (function, words) in {(name, change) for name, change, _ in mutation.mutants(source)}, (module, words)


def test_the_code_of_a_function_is_exchanged():
    path = mutation.PACKAGE / "overfitting" / "early_stopping.py"
    source = path.read_text(encoding="utf-8")
    change = "loss < self.loss -> loss <= self.loss"
    tree = next(tree for _, words, tree in mutation.mutants(source) if words == change)
    usual = UPDATE.__code__
    try:
        assert mutation.exchange(path, mutation.ast.parse(source), tree)
        stopper = EarlyStopping(2)
        assert [stopper.update(np.zeros(1), 1.0) for _ in range(3)] == [False] * 3  # as good counts as better now
    finally:
        UPDATE.__code__ = usual
    stopper = EarlyStopping(2)
    assert [stopper.update(np.zeros(1), 1.0) for _ in range(3)] == [False, False, True]
