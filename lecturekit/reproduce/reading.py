"""Reading the results of a comparison: where the curves end, who is below whom, what the search decided."""

import numpy as np


def ends(results, what="loss"):
    """The value at the end of each method's curve, the mean over its seeds.

    Parameters
    ----------
    results : dict
        Method -> result, as from ``kingma_ba.compare``.
    what : str
        "loss", "train_loss" or "test_error".

    Returns
    -------
    dict of str -> float
    """
    return {label: float(np.mean([curve[what][-1] for curve in each["curves"]])) for label, each in results.items()}


def ends_by_seed(results, what="loss"):
    """The value at the end of each method's curves, seed by seed; dict of str -> ndarray."""
    return {label: np.array([curve[what][-1] for curve in each["curves"]]) for label, each in results.items()}


def below_for_good(results, one, other):
    """The first epoch from which on the mean training loss of ``one`` stays below that of ``other``, or None."""
    first, second = (np.mean([curve["loss"] for curve in results[label]["curves"]], axis=0) for label in (one, other))
    above = np.flatnonzero(~(first < second))
    if len(above) and above[-1] == len(first) - 1:
        return None
    return int(above[-1]) + 2 if len(above) else 1


def winners(results):
    """The method that the short search alone would have put first, and the one that full training puts first."""
    hasty = {label: each["finalists"][0][1] for label, each in results.items()}
    patient = {label: min(loss for _, loss in each["finalists"]) for label, each in results.items()}
    return min(hasty, key=hasty.get), min(patient, key=patient.get)


def table(results):
    """The end of each method as lines of text: rate, loss while training, loss afterwards without dropout and penalty, test error."""
    loss, quiet, error = (ends(results, what) for what in ("loss", "train_loss", "test_error"))
    lines = [f"{'':22}   rate  while training  afterwards  test error"]
    lines += [
        f"{label:22}{each['eta']:7g}{loss[label]:16.4f}{quiet[label]:12.4f}{error[label]:12.2%}"
        for label, each in results.items()
    ]
    return "\n".join(lines)
