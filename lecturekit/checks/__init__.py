"""Checks of the exercises: `check`, `hint` and `progress`.

How to declare exercises is told in `lecturekit.checks.engine`.
"""

from lecturekit.checks.engine import check, hint
from lecturekit.checks.memory import progress

__all__ = ["check", "hint", "progress"]
