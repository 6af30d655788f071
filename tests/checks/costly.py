"""Which exercises take long to check."""

TRAIN = set(
    """2.8 2.9 3.9 3.10 4.2 4.9 4.10 4.12 4.13 5.5 5.11 6.2 6.11 7.4 7.10 8.5 8.13 9.9 10.4 10.5 10.6 10.7 10.9 10.10 10.11
    10.12""".split()
)
"""Exercises whose check trains for half a second or more: every run examines one wrong answer of theirs; nbval runs their solutions."""
