"""What a patient has, for whoever examines: it is no part of what the chapter offers, and is not there where submissions run."""

from lecturekit.clinic.gallery import case_of
from lecturekit.clinic.patient import Patient


def diagnosis(patient: Patient) -> tuple[str, ...]:
    """The illnesses that a patient came with; none for a patient of the learner's own making.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS
    >>> diagnosis(PATIENTS[1]), diagnosis(PATIENTS[23])
    (('healthy',), ('missing 1/n', 'rate too low'))
    """
    return case_of(patient)[0]
