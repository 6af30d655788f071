"""Treatments over several seeds: right ones in several words are cures, wrong ones are not, and each gets a reply."""

import numpy as np
import pytest

from lecturekit.adaptive_lr import Adam
from lecturekit.clinic import ILLNESSES, PATIENTS, changed, diagnosis, patient, recovered, treat
from lecturekit.clinic.gallery import QUIRKS
from lecturekit.clinic.healthy_code import REMEDIES
from lecturekit.clinic.replies import CURED_BY

ILL = [number for number in PATIENTS if number not in (1, 23)]
OFTEN_TRIED = [
    {"batch_size": 200},
    {"n_epochs": 3},
    {"lam": 0.1},
    {"dropout": 0.5},
    {"scale": 2.5},
    {"hidden": (64, 64)},
    {"rate": 0.003},
    {"labels": "as written"},
    {"split": "disjoint"},
    {"epoch": "go on"},
    {"predict": "evaluation"},
    {"decay": "weights only"},
    {"batches": "shuffled"},
    {"gradient": "package"},
    {"inputs": "standardized"},
]
"""Changes that somebody makes who does not know what is wrong."""
HELPS = {
    "labels one row off": ["labels"],
    "validation rows leaked": ["split"],
    "optimizer forgets": ["epoch", "rate"],
    "dropout left on": ["predict"],
    "biases in a corner": ["decay"],
    "batches sorted by class": ["batches"],
    "missing 1/n": ["gradient", "rate"],
    "extra slope at the output": ["gradient"],
    "wrong sign in one layer": ["gradient"],
    "inputs not standardized": ["inputs"],
    "one column in other units": ["inputs"],
    "statistics of the wrong data": ["inputs"],
    "network too small": ["hidden"],
    "overfitting": [
        "n_epochs",
        "lam",
        "dropout",
        "batch_size",
        "rate",
        "hidden",
    ],  # shorter ways, and chapter 9 on width
    "saturated start": ["scale"],
    "batch norm with batches of two": ["batch_size"],
}
"""Of these, what does help an illness."""


def wrong_for(number):
    """Six wrong treatments of a patient."""
    (name,), _ = diagnosis(PATIENTS[number])
    return [change for change in OFTEN_TRIED if next(iter(change)) not in HELPS.get(name, ())][:6]


@pytest.mark.parametrize("number", ILL)
def test_a_patient_is_ill_and_at_least_two_treatments_in_different_words_cure_it(number):
    (name,), twin = diagnosis(PATIENTS[number])
    cures = ILLNESSES[name].cures(twin)
    assert not recovered(PATIENTS[number]) and recovered(twin)
    assert len(cures) >= 2
    assert [recovered(changed(PATIENTS[number], **cure)) for cure in cures] == [True] * len(cures)


@pytest.mark.slow
@pytest.mark.parametrize("number", ILL)
def test_wrong_treatments_are_no_cures_and_are_answered_with_what_they_did(number):
    for change in wrong_for(number):
        treated = treat(PATIENTS[number], **change)
        assert not recovered(treated.patient), change
        assert treated.outcome != "recovered", change
        assert "before, and is right about" in treated.reply and "a healthy network is right about" in treated.reply
        assert (
            "rules nothing out" in treated.reply
            or "A healthy network stands" in treated.reply
            or "had before" in treated.reply
        )


def test_every_patient_has_another_illness_and_all_illnesses_have_a_patient():
    names = [diagnosis(PATIENTS[number])[0] for number in PATIENTS]
    assert sorted(name for (name, *second) in names if not second) == sorted(ILLNESSES)
    assert names[-1] == ("dead units", "extra slope at the output")


def test_a_patient_with_two_illnesses_needs_two_treatments():
    first = treat(PATIENTS[23], bias=0.0)
    assert first.outcome == "better" and "second cause" in first.reply
    assert treat(first, gradient="package").outcome == "recovered"
    assert not recovered(changed(PATIENTS[23], gradient="package"))


def test_good_numbers_are_no_cure_while_the_cause_is_there():
    masked = treat(PATIENTS[16], n_epochs=60)
    assert masked.outcome == "relieved" and "not cured" in masked.reply and "derivatives" in masked.reply


def test_a_factor_in_the_gradient_may_be_cured_by_the_rate():
    assert recovered(changed(PATIENTS[11], rate=0.1 / 50))


def test_a_treatment_that_changes_nothing_is_told_so():
    assert "nothing was changed" in treat(PATIENTS[13], scale=1.0).reply


@pytest.mark.parametrize(
    "change, said",
    [
        ({}, "0 changes"),
        ({"rate": 0.1, "bias": 0.0}, "expected one"),
        ({"color": 1}, "the setting is 'color'"),
        ({"rate": -1}, "rate is -1"),
        ({"hidden": (0,)}, "hidden"),
        ({"hidden": (500,)}, "1 to 200"),
        ({"n_epochs": 10_000}, "n_epochs"),
        ({"labels": "right"}, "as written"),
        ({"labels": 3}, "labels"),
        ({"optimizer": 0.1}, "optimizer"),
        ({"phi": "tan"}, "tan"),
        ({"normalization": "unit"}, "normalization"),
    ],
)
def test_what_cannot_be_changed_is_refused_in_words(change, said):
    with pytest.raises(ValueError, match=said):
        changed(PATIENTS[2], **change)
    assert "closes" not in said


def test_changes_of_every_kind_are_possible():
    for change in (
        {"rate": lambda t: 0.1 / t},
        {"optimizer": Adam(0.01)},
        {"hidden": 20},
        {"phi": "tanh"},
        {"scheme": "glorot"},
        {"normalization": "layer"},
        *({place: word} for place, words in REMEDIES.items() for word in words),
    ):
        assert treat(PATIENTS[1], **change).reply


@pytest.mark.slow
def test_patients_of_the_generator_are_ill_and_their_cures_work():
    for seed in range(12):
        (name,), twin = diagnosis(patient(seed))
        assert recovered(patient(seed)) == (name == "healthy"), seed
        assert all(recovered(changed(patient(seed), **cure)) for cure in ILLNESSES[name].cures(twin)[:2] if cure), seed


def test_the_generator_makes_all_illnesses_and_the_same_patient_again():
    assert {diagnosis(patient(seed))[0][0] for seed in range(250)} == set(ILLNESSES)
    first, again = patient(77), patient(77)
    assert repr(first) == repr(again) and first.seed == again.seed
    assert len(QUIRKS) > 3


def test_a_card_and_its_code_do_not_name_the_illness():
    for each in (*PATIENTS.values(), *map(patient, range(40))):
        name = diagnosis(each)[0][0]
        shown = repr(each) + "".join(repr(getattr(each, place)) for place in REMEDIES)
        assert name == "healthy" or name not in shown
        assert "faulty" not in shown and "def split(" in shown and '"""' not in shown


def test_a_reply_leads_with_its_headline_and_reads_as_text_and_as_html():
    treated = treat(PATIENTS[3], bias=0.0)
    assert treated.reply.splitlines()[0] == "Recovered." == repr(treated).splitlines()[0]
    assert "<strong>Recovered.</strong>" in treated._repr_html_()


def test_what_a_change_rules_out_is_what_it_cures():
    cured = {name for names in CURED_BY.values() for name in names}
    assert cured == set(ILLNESSES) - {"healthy"}
    assert np.all([len(names) for names in CURED_BY.values()])
