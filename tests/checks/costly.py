"""Which exercises take long to check."""

TRAIN = {"2.8", "2.9", "3.9", "3.10", "4.2", "4.12", "5.5", "7.4", "7.10", "8.13", "10.9", "10.11", "10.12"}
"""Exercises whose check trains for a second or more: every run examines one wrong answer of theirs; nbval runs their solutions."""
