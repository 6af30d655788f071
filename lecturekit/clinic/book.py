"""The book of the clinic: what each illness shows, and what speaks against a name."""

from collections.abc import Iterable

from lecturekit.clinic.signs import READ, Sign
from lecturekit.clinic.wording import aligned, table

SHOWS: dict[str, dict[str, str]] = {
    "healthy": {
        "loss at the start": "near", "labels": "agree", "inputs": "alike", "shared rows": "separate", "batches": "mixed", "gradient check": "passes",
        "dead units": "few", "updates": "moving", "start of an epoch": "even", "training": "learns", "validation": "beside", "asked twice": "the same",
    },
    "rate too high": {
        "inputs": "alike", "batches": "mixed", "gradient check": "passes", "updates": "huge", "smaller rate": "helps", "start of an epoch": "even",
        "training": "hardly|partly",
    },
    "rate too low": {"updates": "tiny", "larger rate": "helps", "gradient check": "passes", "dead units": "few"},
    "rate dies after warm-up": {"updates": "stop", "training": "partly|hardly", "dead units": "few"},
    "saturated start": {"saturated units": "saturated", "loss at the start": "far", "inputs": "alike"},
    "zero start": {"loss at the start": "exactly", "gradient check": "zero", "dead units": "few"},
    "dead units": {"loss at the start": "exactly", "gradient check": "zero", "dead units": "from the start"},
    "inputs not standardized": {"inputs": "far from 0 and 1", "loss at the start": "far"},
    "one column in other units": {"inputs": "one sticks out", "saturated units": "saturated"},
    "statistics of the wrong data": {"training": "learns", "validation": "far below", "labels": "agree", "shared rows": "separate"},
    "labels one row off": {"labels": "do not agree", "inputs": "alike"},
    "batches sorted by class": {"batches": "sorted"},
    "missing 1/n": {"gradient check": "factor"},
    "extra slope at the output": {"gradient check": "direction"},
    "wrong sign in one layer": {"gradient check": "sign"},
    "optimizer forgets": {"start of an epoch": "jumps", "inputs": "alike", "updates": "moving"},
    "biases in a corner": {"biases": "sink", "dead units": "few", "smaller rate": "does not help", "inputs": "alike", "gradient check": "passes"},
    "dropout left on": {"asked twice": "differs"},
    "batch norm with batches of two": {"inputs": "alike", "updates": "last layer only", "gradient check": "passes", "training": "hardly|partly"},
    "validation rows leaked": {"shared rows": "shared", "validation": "beside"},
    "overfitting": {"training": "learns", "validation": "turns up", "gradient check": "passes", "start of an epoch": "even", "shared rows": "separate"},
    "network too small": {
        "ten points": "not learned", "training": "hardly", "updates": "moving", "smaller rate": "does not help", "dead units": "few", "gradient check": "passes", "labels": "agree", "batches": "mixed",
        "biases": "near 0", "inputs": "alike", "asked twice": "the same", "saturated units": "free",
    },
}  # fmt: skip
"""Illness -> what it always shows; ``a|b`` where it may be either. A test holds every entry, and tells every two illnesses apart."""


def fits(name: str, found: dict[str, Sign], asked: Iterable[str] = ()) -> list[str]:
    """The signs that speak against an illness, by name; none if the chart is one that it may have.

    Parameters
    ----------
    name : str
    found : dict of str -> Sign
    asked : iterable of str
        Only these signs are looked at; all of them if there is none.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine, signs
    >>> fits("zero start", signs(examine(PATIENTS[1])))
    ['loss at the start', 'gradient check']
    """
    shown = {sign: expected for sign, expected in SHOWS[name].items() if not asked or sign in asked}
    return [sign for sign, expected in shown.items() if found[sign].reads not in expected.split("|")]


SAYS: dict[str, dict[str, str]] = {
    "loss at the start": {"near": "a loss near ln K before the first step", "exactly": "a loss of exactly ln K before the first step", "far": "a loss far above ln K before the first step"},
    "labels": {"agree": "labels that belong to their inputs", "do not agree": "labels that do not belong to their inputs"},
    "inputs": {"alike": "inputs of about one size", "far from 0 and 1": "inputs far from mean 0 and spread 1", "one sticks out": "one column that is far larger than the others"},
    "shared rows": {"separate": "no row in both sets", "shared": "validation rows among the training rows"},
    "batches": {"mixed": "batches of all classes", "sorted": "batches of one or two classes"},
    "gradient check": {
        "passes": "a gradient that passes its check", "zero": "derivatives that are 0 everywhere", "factor": "a gradient that is off by one factor in all layers",
        "direction": "a gradient with another direction than the numerical one", "sign": "one layer whose derivatives have the opposite sign",
    },
    "ten points": {"learned": "ten points learned by heart", "not learned": "ten points that are not learned"},
    "dead units": {"few": "living units", "from the start": "units that are dead before the first step", "later": "units that die while it trains"},
    "saturated units": {"free": "units that are not saturated", "saturated": "units that are saturated before the first step"},
    "biases": {"near 0": "biases near 0", "sink": "biases that sink while it trains", "low at the start": "biases that are low before the first step"},
    "updates": {
        "moving": "weights that move by a thousandth or more in a step", "tiny": "updates far below a thousandth of the weights, from the first step on",
        "huge": "steps as long as the weights themselves", "stop": "updates that die away", "none": "weights that do not move", "last layer only": "only the last layer moving",
    },
    "smaller rate": {"does not help": "nothing gained by a tenth of the rate", "helps": "a loss that is lower at once with a tenth of the rate"},
    "larger rate": {"does not help": "nothing gained by ten times the rate", "helps": "a loss that is lower at once with ten times the rate"},
    "start of an epoch": {"even": "steps that are as long at the start of an epoch as later", "jumps": "long steps at the start of each epoch"},
    "training": {"learns": "training data that are learned", "partly": "training data that are learned in part", "hardly": "training data that are hardly learned"},
    "validation": {"beside": "validation data that follow the training data", "far below": "an accuracy on validation data far below that on training data", "turns up": "a validation loss that turns around and rises while the accuracy loses a few points at most"},
    "asked twice": {"the same": "the same answer when asked twice", "differs": "another answer each time it is asked"},
}  # fmt: skip
"""What each sign reads, in words: first what it reads of a healthy network."""


def against(name: str, found: dict[str, Sign], asked: Iterable[str] = ()) -> str:
    """What speaks against an illness, in two sentences; empty if nothing does.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine, signs
    >>> against("zero start", signs(examine(PATIENTS[1]), SHOWS["zero start"]))[:75]
    '"zero start" would show a loss of exactly ln K before the first step. Here '
    """
    wrong = fits(name, found, asked)
    if not wrong:
        return ""
    expected = " or ".join(SAYS[wrong[0]][reads] for reads in SHOWS[name][wrong[0]].split("|"))
    return f'"{name}" would show {expected}. Here {found[wrong[0]].words}.'


class Lookup(dict[tuple[str, str], list[str]]):
    """(Question, what it reads) -> illnesses; displays as a table, with the answers in words, and with what rules the illnesses out."""

    def __repr__(self):
        return aligned({sign: "\n".join(rows) for sign, rows in self._by_question().items()}, 110)

    def _repr_html_(self):
        rows = {SAYS[sign][reads]: [sign, *self._names(names)] for (sign, reads), names in self.items()}
        return table(rows, ("the answer", "to the question", "is always given by", "ruled out by an unusual answer to"))

    def _by_question(self):
        found: dict[str, list[str]] = {}
        for (sign, reads), names in self.items():
            who, against = self._names(names)
            found.setdefault(sign, []).append(
                f"{SAYS[sign][reads]}: {who}" + (f" (unless: {against})" if against else "")
            )
        return found

    def _names(self, names):
        without = {name: ", ".join(ruled_out_by(name)) for name in names}
        told = [signs if len(names) == 1 else f"{name}: {signs}" for name, signs in without.items() if signs]
        return [", ".join(names), "; ".join(told)]


def ruled_out_by(name: str) -> list[str]:
    """The questions to which whoever has this illness always answers as a healthy network does.

    Examples
    --------
    >>> ruled_out_by("optimizer forgets")
    ['inputs', 'updates']
    """
    return [sign for sign in READ if SHOWS[name].get(sign) == next(iter(SAYS[sign]))]


def lookup() -> Lookup:
    """The unusual answers in the order of the questions, each with the illnesses that always give it.

    How much of its training data a network learns is left out: nearly every illness may change that.

    Examples
    --------
    >>> lookup()["gradient check", "zero"]
    ['zero start', 'dead units']
    """
    answers = ((sign, reads) for sign in READ if sign != "training" for reads in list(SAYS[sign])[1:])
    found = {each: [name for name, shown in SHOWS.items() if shown.get(each[0]) == each[1]] for each in answers}
    return Lookup({each: names for each, names in found.items() if names})


TELLTALE: dict[str, tuple[str, str]] = {
    "rate dies after warm-up": ("updates", "in the band, and then away"),
    "saturated start": ("units", "most are flat before the first step"),
    "network too small": ("accuracy", "both level, far below 100"),
}
"""Some illnesses that one panel of the chart betrays: which panel, and by what."""
