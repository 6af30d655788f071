"""Many cases of one kind: a few are tried in every run, the others by ``-m long``."""

import pytest


def few(cases, n=1):
    """The cases as parameters of a test, of which all but the first n are long."""
    first, others = list(cases)[:n], list(cases)[n:]
    return [*first, *(pytest.param(each, marks=pytest.mark.long) for each in others)]
