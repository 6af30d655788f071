"""Chapter 10, the clinic: why does it not train?

What its notebook uses, in the order in which the notebook meets it.
"""

from lecturekit.clinic.book import SHOWS, TELLTALE, fits, lookup
from lecturekit.clinic.gallery import PATIENTS, patient
from lecturekit.clinic.illnesses import ILLNESSES
from lecturekit.clinic.patient import Patient, examine
from lecturekit.clinic.questions import (
    asked_twice,
    biases,
    classes_in_a_batch,
    columns,
    gradient_check,
    gradient_sizes,
    jump_at_epochs,
    loss_at_the_start,
    neighbors_agree,
    other_rates,
    parting,
    shared_rows,
    ten_points,
    updates_over_weights,
)
from lecturekit.clinic.recording import Recording, record_of_training
from lecturekit.clinic.replies import Treatment, treat
from lecturekit.clinic.signs import READ, signs
from lecturekit.clinic.treatment import changed, prognosis, recovered
from lecturekit.foundation.guard import at_the_door

__all__ = [
    "patient",  # a further patient, from a seed
    "examine",  # train a patient, and keep the record
    "PATIENTS",  # number -> patient
    "changed",  # a patient with one thing changed
    "signs",  # all questions at once, in words
    "treat",  # change one thing, train again, and say what came of it
    "gradient_check",  # by numbers, layer by layer
    "neighbors_agree",  # do labels belong to inputs?
    "prognosis",  # how it does on data that nobody has seen
    "shared_rows",  # validation rows among the training rows
    "parting",  # when do training and validation part?
    "lookup",  # from an unusual answer to the illnesses that always give it
    "ILLNESSES",  # the book of illnesses
    "TELLTALE",  # the panel of the chart that betrays an illness
    "record_of_training",  # the record of any run of train
    "loss_at_the_start",  # divided by ln K
    "columns",  # mean and spreads of the inputs
    "classes_in_a_batch",  # and how many there would be at random
    "ten_points",  # can it learn ten points by heart?
    "gradient_sizes",  # does every layer get a gradient?
    "biases",  # of the hidden layers, before and after
    "updates_over_weights",  # the length of a step
    "other_rates",  # does a smaller rate help, a larger one?
    "jump_at_epochs",  # is the first step of an epoch longer?
    "asked_twice",  # does it say the same again?
    "SHOWS",  # what each illness shows
    "READ",  # the signs, in the order of the questions
    "fits",  # what speaks against an illness
    "Patient",  # everything that decides a run
    "Recording",  # a run, from the first step on
    "Treatment",  # a treated patient, and the reply
    "recovered",  # as good as a healthy network?
]

at_the_door(__name__)
