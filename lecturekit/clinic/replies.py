"""What is said of a treatment: what it did, in numbers and signs, and what that rules out."""

from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from lecturekit.checks.verdict import COLORS, Panel, rich, wrap
from lecturekit.clinic.gallery import twin_of
from lecturekit.clinic.illnesses import ILLNESSES
from lecturekit.clinic.patient import Patient, examine
from lecturekit.clinic.pieces import PIECES
from lecturekit.clinic.recording import Recording
from lecturekit.clinic.signs import READ, SHORT
from lecturekit.clinic.treatment import SOUND, Prognosis, Seen, applied, as_good_as, changed, is_healthy, seen
from lecturekit.clinic.wording import listing, number, table

ENOUGH = 3
"""So many signs are told, where there are so many; those of a cause are told in any case."""
CAUSES = [name for name in READ if name in SOUND]
LATE = sorted((name for name in READ if name not in SOUND), key=lambda name: name in SHORT)
"""The other signs: at the end those that have to be trained for."""


@dataclass(frozen=True)
class Treatment:
    """A treated patient: what was changed, how it is now, and what that means; displays as its reply.

    Attributes
    ----------
    patient : Patient
        With the change.
    record : Recording
        Of its training.
    outcome : str
        "recovered"; "healthy" for one that was so before; "relieved" or "hidden" where the numbers are good and the cause is still
        there; "better", "unchanged" or "worse"; "ill" for one that was healthy; "untouched" if nothing was changed.
    reply : str
        In sentences: a headline, what was done, what has changed, and what that means, a line each.
    changes : dict of str -> list of str, optional
        Before, now, and of a healthy network: what the display of a treatment has in a table, in place of sentences.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS
    >>> treated = treat(PATIENTS[13], rate=0.1)
    >>> treated.outcome, treated.reply[:10], treated.record.diverged
    ('recovered', 'Recovered.', False)
    >>> treated.changes["updates"]
    ['tiny', 'moving', 'moving']
    """

    patient: Patient
    record: Recording
    outcome: str
    reply: str
    changes: dict[str, list[str]] | None = None

    def __repr__(self):
        return repr(self._panel())

    def _repr_html_(self):
        return self._panel().markup

    def _panel(self):
        first, *rest = self.reply.split("\n")
        color = COLORS["correct" if self.outcome in ("recovered", "healthy") else "wrong"]
        markup = f'<div style="border-left: 4px solid {color}; padding: 0.2em 0.8em"><strong>{rich(first)}</strong>'
        lines = [*wrap(first, indent=""), *(line for each in rest for line in wrap(each))]
        deed, judgment = rest[:1], [each for each in rest[1:] if not (self.changes and _is_in_the_table(each))]
        shown = [*(f"<div>{rich(each)}</div>" for each in deed), table(self.changes, HEAD) if self.changes else ""]
        return Panel(
            "\n".join(lines), markup + "".join([*shown, *(f"<div>{rich(each)}</div>" for each in judgment)]) + "</div>"
        )


HEAD = ("", "before", "now", "a healthy network")


def _is_in_the_table(line):
    return line.startswith("Before: ") or "data that nobody has seen: before, it got" in line


def treat(patient: Any, **change: Any) -> Treatment:
    """Change one thing, train again, and say what came of it.

    Parameters
    ----------
    patient : Patient or Treatment
        A treatment may be continued with a second one.
    **change
        One setting (``rate=0.05``, ``hidden=(64, 32)``, ``scale=1.0``, ...) or one piece of code (``labels=a_function``).

    Returns
    -------
    Treatment

    Raises
    ------
    ValueError
        For more than one change, for an unknown setting, and for what a setting cannot be.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS
    >>> treat(PATIENTS[3], bias=0.0).outcome, treat(PATIENTS[3], rate=0.01).outcome
    ('recovered', 'unchanged')
    """
    patient = getattr(patient, "patient", patient)
    if not isinstance(patient, Patient):
        raise ValueError(f"patient is {type(patient).__name__}, expected a Patient or a Treatment")
    other = changed(patient, **change)
    if same(patient, other):
        ((name, _),) = change.items()
        record, told = examine(patient), f"{HEADLINES['untouched']}\n`{name}` is what it was before."
        return Treatment(other, record, "untouched", told)
    before, after, twin = seen(patient), seen(other), seen(twin_of(patient))
    outcome = outcome_of(before, after, twin)
    lines = [HEADLINES[outcome], _deed(patient, other, change), _numbers(before, after, twin)]
    lines += _what_changed(before, after, twin, outcome)
    if outcome not in ("recovered", "healthy", "ill"):
        lines.append(_rules_out(after, twin, change, outcome))
    return Treatment(
        other, after.record, outcome, "\n".join(line for line in lines if line), _changes(before, after, twin)
    )


HEADLINES = {
    "untouched": "Nothing was changed.",
    "recovered": "Recovered.",
    "healthy": "As healthy as before.",
    "relieved": "Not cured: the numbers are good now, and what is wrong is still there.",
    "hidden": "Not cured: the numbers are as good as before, and what is wrong is still there.",
    "better": "Better, not recovered.",
    "unchanged": "Nothing gained.",
    "worse": "Worse.",
    "ill": "It was healthy, and this change has made it ill.",
}


def outcome_of(before: Seen, after: Seen, twin: Seen) -> str:
    """Which of ``HEADLINES`` a treatment deserves."""
    was_healthy, was_good = is_healthy(before, twin), as_good_as(before.results, twin.results)
    if is_healthy(after, twin):
        return "healthy" if was_healthy else "recovered"
    if was_healthy:
        return "ill"
    if as_good_as(after.results, twin.results):
        return "hidden" if was_good else "relieved"
    more = after.results.accuracy - before.results.accuracy
    down = before.results.loss - after.results.loss
    gap = max(before.results.loss - twin.results.loss, 0.1)
    if more > 0.04 or (more > -0.02 and down > 0.5 * gap and after.results.loss < after.record.chance):
        return "better"
    return "worse" if more < -0.04 or (more < 0.02 and down < -0.5 * twin.results.loss) else "unchanged"


def _deed(patient, other, change):
    """What was done; and how many steps that makes, where it changes their number."""
    ((name, value),) = change.items()
    if name in PIECES:
        return f"Changed: the piece of code `{name}`."
    if name in ("rate", "optimizer"):
        before, after = (each.optimizer for each in (patient, other))
        told = f"{name} from {_short(before, name)} to {_short(after, name)}"
    else:
        told = f"{name} from {_short(getattr(patient, name))} to {_short(value)}"
    steps = [each.n_epochs * -(-each.n_training // each.batch_size) for each in (patient, other)]
    return f"Changed: {told}" + (f", {steps[1]:,} steps instead of {steps[0]:,}." if steps[0] != steps[1] else ".")


def _short(value, name=""):
    if name == "optimizer":
        return type(value).__name__
    value = value.eta if name == "rate" else value
    return (
        "a function of the step"
        if name and callable(value)
        else f"{value:.3g}"
        if isinstance(value, float)
        else getattr(value, "name", value)
    )


def _said(p: Prognosis, verb: str = "gets") -> str:
    return f"{verb} {p.accuracy:.0%} of them right (loss {number(p.loss)})"


def _numbers(before, after, twin):
    n = len(before.patient.case.y_new)
    ended = " Its training diverged." if after.record.diverged else ""
    return (
        f"{n} data that nobody has seen: before, it {_said(before.results, 'got')}; now it {_said(after.results)}; "
        f"a healthy network {_said(twin.results)}.{ended}"
    )


def _apart(one, other, causes):
    """These signs of a cause, and until there are enough of them others that read differently."""
    others = (name for name in LATE if one.sign(name).reads != other.sign(name).reads)
    return [*causes, *islice(others, max(0, ENOUGH - len(causes)))]


def _moved(before, after):
    """The signs of a cause that read differently now, and until there are enough of them others."""
    return _apart(before, after, [name for name in CAUSES if before.sign(name).reads != after.sign(name).reads])


def _unlike(after, twin):
    """What a healthy network does not show, and until it is enough other signs; what shows in the code alone only where the chart is sound."""
    return _apart(after, twin, [name for name in after.left if name in READ] or after.left)


def _changes(before, after, twin):
    """Before, now, of a healthy network: right answers and loss on new data, then the signs that differ."""
    three = before, after, twin
    rows = {
        f"of {len(before.patient.case.y_new)} new data right": [f"{each.results.accuracy:.0%}" for each in three],
        "loss on them": [number(each.results.loss) for each in three],
    }
    names = dict.fromkeys((*_moved(before, after), *(name for name in _unlike(after, twin) if name in READ)))
    return rows | {name: [each.sign(name).reads for each in three] for name in READ if name in names}


def _what_changed(before, after, twin, outcome):
    """What ``_changes`` has in a table, in sentences; and what a healthy network does not show."""
    lines = [f"Before: {before.sign(name).words}. Now: {after.sign(name).words}." for name in _moved(before, after)]
    if outcome in ("recovered", "healthy"):
        return lines
    ill = [after.sign(name).words for name in _unlike(after, twin)]
    return [*lines, f"Unlike a healthy network: {'; '.join(ill)}." if ill else ""]


def _rules_out(after, twin, change, outcome):
    """What the failure of a treatment tells: the same change is given to the healthy twin."""
    ((name, _),) = change.items()
    try:
        with_it = changed(twin.patient, **change)
        other = after if same(with_it, after.patient) else seen(with_it)
    except Exception:  # whatever a piece of the learner's own may raise with another network
        return "A healthy network cannot be trained with this change. So the change itself is no remedy, and rules nothing out."
    if not is_healthy(other, twin):
        is_good = as_good_as(other.results, twin.results)
        shows = other.sign(other.left[0]).words if is_good else f"it {_said(other.results)}"
        if other is after and name not in PIECES and outcome == "better":
            return f"A healthy network with this change is just like that: {shows}. So `{name}` may be the right place, and this is not the right value."
        meaning = (
            "here it makes up for the fault"
            if outcome == "relieved"
            else "the change itself is no remedy, and rules nothing out"
        )
        return f"Given to a healthy network, this change makes it ill: {shows}. So {meaning}."
    ended = ends(twin.patient, change)
    if not ended:
        return f"The same change does a healthy network no harm. So `{name}` is not what is wrong here."
    names = listing((f'"{each}"' for each in ended), "or")
    return f"The same change does a healthy network no harm. So if {names} were all that is wrong, it would be cured now. Look elsewhere, or for a second cause."


def ends(twin: Patient, change: dict[str, Any]) -> list[str]:
    """The illnesses that this change would end, if one of them were all that a patient has: with it, nothing would be left of them.

    Examples
    --------
    >>> from lecturekit.clinic.gallery import PATIENTS
    >>> ends(PATIENTS[1], {"rate": 0.05}), ends(PATIENTS[1], {"n_epochs": 10}), ends(PATIENTS[1], {"dropout": 0.1})
    (['rate too high', 'rate too low', 'rate dies after warm-up'], ['overfitting'], [])
    """
    healthy = applied(twin, change)
    return [
        name
        for name, illness in ILLNESSES.items()
        if name != "healthy"
        and illness.may_befall(twin)
        and same(applied(replace(twin, **illness.fault(twin)), change), healthy)
    ]


def same(patient: Patient, other: Patient) -> bool:
    """Whether two patients are trained in the same way."""
    settings = ((each.optimizer, type(each.optimizer), each.optimizer.eta) for each in (patient, other))
    (mine, *one), (theirs, *two) = settings
    return (mine is theirs or one == two) and replace(patient, optimizer=theirs) == replace(other, optimizer=theirs)
