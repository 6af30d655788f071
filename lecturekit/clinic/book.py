"""The book of the clinic: what each illness shows, and what speaks against a name."""

from collections.abc import Iterable

from lecturekit.clinic.signs import Sign

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
    "smaller rate": {"helps": "a loss that is lower at once with a tenth of the rate", "does not help": "nothing gained by a tenth of the rate"},
    "larger rate": {"helps": "a loss that is lower at once with ten times the rate", "does not help": "nothing gained by ten times the rate"},
    "start of an epoch": {"even": "steps that are as long at the start of an epoch as later", "jumps": "long steps at the start of each epoch"},
    "training": {"learns": "training data that are learned", "partly": "training data that are learned in part", "hardly": "training data that are hardly learned"},
    "validation": {"beside": "validation data that follow the training data", "far below": "an accuracy on validation data far below that on training data", "turns up": "a validation loss that turns around and rises while the accuracy loses a few points at most"},
    "asked twice": {"the same": "the same answer when asked twice", "differs": "another answer each time it is asked"},
}  # fmt: skip
"""What each sign reads, in words."""


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


TELLTALE: dict[str, tuple[str, str]] = {
    "rate dies after warm-up": ("updates", "in the band, and then away"),
    "saturated start": ("units", "most are flat before the first step"),
    "network too small": ("accuracy", "both level, far below 100"),
}
"""Some illnesses that one panel of the chart betrays: which panel, and by what."""
