"""What is handed in for a patient, read: names, signs and treatments, or what is wrong with them."""

import difflib

from lecturekit.checks.compare import describe
from lecturekit.checks.exercise import Wrong
from lecturekit.clinic.illnesses import ILLNESSES
from lecturekit.clinic.signs import READ
from lecturekit.clinic.wording import listing

FORM = '`("rate too high", "updates", dict(rate=0.05))`'
LEARNED, NOTHING = "training", "nothing"
"""The sign that every cure changes; and what one expects to change in a patient that is healthy."""


def triples(answer):
    """The answer as a list of (name, sign, change); raises `Wrong`."""
    several = answer if isinstance(answer, list) else [answer]
    if not several:
        raise Wrong(f"Expected a name, a sign and a treatment, {FORM}, got an empty list.")
    found = []
    for each in several:
        if not isinstance(each, (tuple, list)) or len(each) != 3:
            raise Wrong(
                f"Expected a name, the sign that will read differently, and a treatment, {FORM}; got {describe(each)}."
            )
        name, sign, change = each
        found.append((named(name), named(sign, (*READ, NOTHING), "a sign", "signs(record)"), setting(change, FORM)))
    return found


def setting(change, form):
    """The treatment, a dict; raises `Wrong` for anything else, with the form of the whole answer."""
    if not isinstance(change, dict) or any(not isinstance(key, str) for key in change):
        raise Wrong(f"Expected the treatment as a dict of one setting, {form}; got {describe(change)}.")
    return change


def named(name, known=ILLNESSES, what="an illness", listed='print(*ILLNESSES, sep=", ")'):
    """The name of an illness, or of a sign, as the list has it; raises `Wrong` for any other."""
    if not isinstance(name, str):
        raise Wrong(f"Expected the name of {what}, in quotation marks; got {describe(name)}.")
    wanted = " ".join(name.lower().split())
    if wanted in known:
        return wanted
    near = difflib.get_close_matches(wanted, known, n=2, cutoff=0.5)
    raise Wrong(
        f"The book has no {what.split()[1]} {name[:40]!r}."
        + (f" Did you mean {listing(map(repr, near), 'or')}?" if near else f" `{listed}` lists them.")
    )


def has_gaps(answer):
    """Whether something in an answer is still to be filled in: `...`, or nothing."""
    if answer is ... or answer is None:
        return True
    if isinstance(answer, (tuple, list)):
        return any(has_gaps(each) for each in answer)
    return isinstance(answer, dict) and any(each is ... for each in answer.values())
