"""Checks of the exercises: `check`, `hint` and `progress`; bets on experiments: `predict` and `settle`.

How to declare exercises is told in `lecturekit.checks.engine`.
"""

from lecturekit.checks.bets import predict, settle
from lecturekit.checks.engine import check, hint
from lecturekit.checks.memory import progress

__all__ = ["check", "hint", "predict", "progress", "settle"]
