"""Checks of the exercises: `check`, `hint`, `last_call`, `progress`; bets on experiments: `predict`, `settle`; `after` a right answer its consequence.

How to declare exercises is told in `lecturekit.checks.engine`.
"""

from lecturekit.checks.bets import predict, settle
from lecturekit.checks.consequences import after
from lecturekit.checks.counterexample import last_call
from lecturekit.checks.engine import check, hint
from lecturekit.checks.memory import progress

__all__ = ["after", "check", "hint", "last_call", "predict", "progress", "settle"]
