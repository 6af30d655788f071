"""What is said of a treatment: what it did, in numbers and signs, and what that rules out."""

from dataclasses import dataclass
from typing import Any

from lecturekit.checks.verdict import COLORS, Panel, rich, wrap
from lecturekit.clinic.gallery import diagnosis
from lecturekit.clinic.patient import Patient, examine
from lecturekit.clinic.recording import Recording
from lecturekit.clinic.treatment import Prognosis, Seen, as_good_as, changed, known, left_over, prognosis, seen
from lecturekit.clinic.wording import listing, number

CURED_BY: dict[str, tuple[str, ...]] = {
    "smaller rate": ("rate too high", "missing 1/n"),
    "larger rate": ("rate too low", "rate dies after warm-up"),
    "optimizer": ("rate too high", "rate too low", "rate dies after warm-up"),
    "larger scale": ("zero start",),
    "smaller scale": ("saturated start",),
    "bias": ("dead units",),
    "inputs": ("inputs not standardized", "one column in other units", "statistics of the wrong data"),
    "labels": ("labels one row off",),
    "batches": ("batches sorted by class",),
    "gradient": ("missing 1/n", "extra slope at the output", "wrong sign in one layer"),
    "epoch": ("optimizer forgets",),
    "decay": ("biases in a corner",),
    "smaller lam": ("biases in a corner",),
    "predict": ("dropout left on",),
    "smaller dropout": ("dropout left on",),
    "larger batch_size": ("batch norm with batches of two",),
    "split": ("validation rows leaked",),
    "smaller n_epochs": ("overfitting",),
    "larger hidden": ("network too small",),
}
"""Kind of change -> illnesses that a change of this kind ends."""
MOST_SIGNS = 3


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
        "recovered", "relieved", "better", "unchanged" or "worse".
    reply : str

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS
    >>> treated = treat(PATIENTS[13], rate=0.1)
    >>> treated.outcome, treated.reply[:10], treated.record.diverged
    ('recovered', 'Recovered.', False)
    """

    patient: Patient
    record: Recording
    outcome: str
    reply: str

    def __repr__(self):
        return repr(self._panel())

    def _repr_html_(self):
        return self._panel().markup

    def _panel(self):
        first, *rest = self.reply.split("\n")
        color = COLORS["correct" if self.outcome == "recovered" else "wrong"]
        markup = f'<div style="border-left: 4px solid {color}; padding: 0.2em 0.8em"><strong>{rich(first)}</strong>'
        lines = [*wrap(first, indent=""), *(line for each in rest for line in wrap(each))]
        return Panel("\n".join(lines), markup + "".join(f"<div>{rich(each)}</div>" for each in rest) + "</div>")


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
    before, after, twin = known(patient), seen(changed(patient, **change)), known(diagnosis(patient)[1])
    outcome = outcome_of(before, after, twin)
    lines = [HEADLINES[outcome], _numbers(before, after, twin), *_what_changed(before, after, twin, outcome)]
    if outcome != "recovered":
        lines.append(_rules_out(patient, change, twin))
    return Treatment(after.patient, after.record, outcome, "\n".join(line for line in lines if line))


HEADLINES = {
    "recovered": "Recovered.",
    "relieved": "The numbers are good, and it is not cured.",
    "better": "Better, not recovered.",
    "unchanged": "Nothing gained.",
    "worse": "Worse.",
}


def outcome_of(before: Seen, after: Seen, twin: Seen) -> str:
    """Recovered, relieved (good numbers, the cause is still there), better, unchanged or worse."""
    if as_good_as([after.prognosis], [twin.prognosis]):
        return "relieved" if left_over(after.record) else "recovered"
    more = after.prognosis.accuracy - before.prognosis.accuracy
    down = before.prognosis.loss - after.prognosis.loss
    if more > 0.04 or (more > -0.02 and down > 0.15 * twin.prognosis.loss + 0.1 * before.prognosis.loss):
        return "better"
    return "worse" if more < -0.04 or (more < 0.02 and down < -0.5 * twin.prognosis.loss) else "unchanged"


def _said(p: Prognosis) -> str:
    return f"right about {p.accuracy:.0%} (loss {number(p.loss)})"


def _numbers(before, after, twin):
    n = len(before.patient.case.y_new)
    ended = " Its training diverged." if after.record.diverged else ""
    return (
        f"Of {n} data that nobody has seen it was {_said(before.prognosis)} before, and is {_said(after.prognosis)} now; "
        f"a healthy network is {_said(twin.prognosis)}.{ended}"
    )


def _what_changed(before, after, twin, outcome):
    moved = [name for name in after.signs if before.signs[name].reads != after.signs[name].reads]
    lines = [f"Before: {before.signs[name].words}. Now: {after.signs[name].words}." for name in moved[:MOST_SIGNS]]
    if outcome == "recovered":
        return lines
    left = left_over(after.record)
    still = [name for name in after.signs if name not in left and after.signs[name].reads != twin.signs[name].reads]
    ill = [after.signs[name].words for name in [*left, *still]][:MOST_SIGNS]
    return [*lines, f"Unlike a healthy network: {'; '.join(ill)}." if ill else ""]


def _rules_out(patient, change, twin):
    """What the failure of a treatment tells: the same change is given to the healthy twin."""
    if _is_so_already(patient, change):
        return "That is what it had before: nothing was changed."
    other = seen_twin(twin.patient, change)
    kind = kind_of(patient, change)
    if other is None or not as_good_as([other], [twin.prognosis]):
        worse = "it does not train at all" if other is None else f"it is {_said(other)}"
        return f"Given to a healthy network, this change makes it ill: {worse}. So the change itself is no remedy, and rules nothing out."
    if kind in CURED_BY:
        ends = listing((f'"{name}"' for name in CURED_BY[kind]), "or")
        return f"A healthy network stands this change well. So if {ends} were all that is wrong, this would have ended it. Look elsewhere, or for a second cause."
    return f"A healthy network stands this change well. What is wrong here does not lie in {next(iter(change))}."


def seen_twin(twin: Patient, change: dict[str, Any]) -> Prognosis | None:
    """The prognosis of a healthy network with the same change; None where it cannot be trained."""
    try:
        other = changed(twin, **change)
        return prognosis(other, examine(other))
    except Exception:
        return None


def _is_so_already(patient, change):
    ((name, value),) = change.items()
    if name in ("rate", "optimizer"):
        return name == "rate" and value == patient.optimizer.eta
    return getattr(changed(patient, **change), name) == getattr(patient, name)


def kind_of(patient: Patient, change: dict[str, Any]) -> str:
    """The kind of a change, by which ``CURED_BY`` lists illnesses: "smaller rate", "inputs"."""
    ((name, value),) = change.items()
    before: Any = patient.optimizer.eta if name == "rate" else getattr(patient, name)
    if name == "hidden":
        before, value = sum(before), sum(changed(patient, hidden=value).hidden)
    if name == "rate" and (callable(before) or callable(value)):
        return "larger rate"
    if name in ("rate", "scale", "lam", "dropout", "batch_size", "n_epochs", "hidden"):
        return f"{'smaller' if value < before else 'larger'} {name}"
    return name
