"""Treatments: right ones in several words are cures, wrong ones are not, and each gets a reply that says what it did."""

from dataclasses import replace

import numpy as np
import pytest
from alike import few
from clinic.treatments import RIGHT, SOMETHING, WRONG

from lecturekit.adaptive_lr import Adam
from lecturekit.clinic import ILLNESSES, PATIENTS, changed, examine, fits, patient, recovered, signs, treat
from lecturekit.clinic.exercises.diagnosis import diagnosis
from lecturekit.clinic.gallery import QUIRKS, twin_of
from lecturekit.clinic.healthy_code import REMEDIES, of_the_package, own_backward
from lecturekit.clinic.replies import HEADLINES, ends

HEALTHY = (1, 25)
DEAR = (7, 8, 10, 11, 12, 13, 16, 20)
"""Patients whose treatment takes long: tried by the long test only."""

each_patient = pytest.mark.parametrize("number", PATIENTS)


@each_patient
def test_a_patient_is_ill_and_treatments_in_different_words_cure_it(number):
    assert recovered(twin_of(PATIENTS[number])) and recovered(PATIENTS[number]) == (number in HEALTHY)
    outcomes = [treat(PATIENTS[number], **cure).outcome for cure in RIGHT.get(number, ())]
    assert outcomes == ["recovered"] * len(outcomes) and (len(outcomes) >= 2 or number in (*HEALTHY, 23))


@pytest.mark.parametrize("number, words", [(n, words[:1]) for n, words in WRONG.items() if n not in DEAR])
def test_a_wrong_treatment_is_no_cure_and_the_reply_says_what_it_did(number, words):
    no_cures(number, words)


@pytest.mark.long
@each_patient
def test_five_wrong_treatments_are_no_cures_and_the_replies_say_what_they_did(number):
    assert len(WRONG[number]) >= 5
    no_cures(number, WRONG[number])


def no_cures(number, words):
    """Treat a patient in ways that are no cures, and read the replies."""
    for word in words:
        change = SOMETHING[word]
        treated = treat(PATIENTS[number], **change)
        headline, deed, numbers, *rest = treated.reply.splitlines()
        assert (
            treated.outcome not in ("recovered", "healthy", "untouched") and headline == HEADLINES[treated.outcome]
        ), word
        assert deed.startswith("Changed: ") and next(iter(change)) in deed, word
        assert "before, it got" in numbers and "now it gets" in numbers and "a healthy network gets" in numbers, word
        *_, conclusion = rest
        names = diagnosis(PATIENTS[number])
        assert len(names) > 1 or f'"{names[0]}"' not in conclusion, (word, conclusion)
        assert treated.outcome not in ("relieved", "hidden") or "Unlike a healthy network: " in treated.reply, word


def test_all_illnesses_have_a_patient():
    names = [diagnosis(PATIENTS[number]) for number in range(1, 23)]
    assert sorted(name for (name,) in names) == sorted(ILLNESSES)
    others = {number: diagnosis(PATIENTS[number]) for number in PATIENTS if number > 22}
    assert others == {23: ("missing 1/n", "rate too low"), 24: ("rate too high",), 25: ("healthy",)}


@pytest.mark.parametrize("seed", (23, 31, 32))
def test_two_faults_make_up_for_each_other_and_the_first_right_treatment_does_harm(seed):
    both = replace(PATIENTS[23], seed=seed)
    record, twin = examine(both), twin_of(PATIENTS[23])
    assert record.losses["validation"][-1] < 1.25 * examine(replace(twin, seed=seed)).losses["validation"][-1] + 0.03
    first = treat(both, gradient="package")
    assert first.outcome == "worse" and "second cause" in first.reply
    assert not fits("rate too low", signs(first.record))
    assert treat(first, rate=0.1).outcome == "recovered"
    assert treat(both, rate=0.1).outcome == "worse"


def test_good_numbers_are_no_cure_while_the_cause_is_there():
    masked = treat(PATIENTS[16], n_epochs=60)
    assert (
        masked.outcome == "relieved"
        and "what is wrong is still there" in masked.reply
        and "derivatives" in masked.reply
    )
    for change in ({"rate": 0.1 / 50}, {"optimizer": Adam(0.005)}):
        scaled = treat(PATIENTS[11], **change)
        assert scaled.outcome == "relieved" and "40 times the numerical ones" in scaled.reply


def test_the_right_place_and_the_wrong_value_are_told_from_a_wrong_place():
    assert treat(PATIENTS[13], rate=0.01).reply.endswith(
        "`rate` may be the right place, and this is not the right value."
    )
    assert "may be the right place" not in treat(PATIENTS[9], rate=0.001).reply


def test_a_healthy_patient_is_not_called_cured():
    assert treat(PATIENTS[1], rate=0.05).outcome == "healthy"
    assert treat(PATIENTS[1], rate=3.0).reply.startswith("It was healthy, and this change has made it ill.")


def test_a_treatment_that_changes_nothing_is_told_so():
    for change in ({"scale": 1.0}, {"phi": "relu"}, {"gradient": "package"}, {"hidden": [32, 32]}):
        treated = treat(PATIENTS[13], **change)
        assert treated.outcome == "untouched" and treated.reply.startswith("Nothing was changed.")


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


@pytest.mark.parametrize("seed", few(range(12), 3))
def test_patients_of_the_generator_are_ill_and_their_twins_are_not(seed):
    (name,) = diagnosis(patient(seed))
    assert recovered(twin_of(patient(seed))) and recovered(patient(seed)) == (name == "healthy")


def test_the_generator_makes_all_illnesses_and_the_same_patient_again():
    assert {diagnosis(patient(seed))[0] for seed in range(250)} == set(ILLNESSES)
    first, again = patient(77), patient(77)
    assert repr(first) == repr(again) and first.seed == again.seed
    assert len(QUIRKS) > 3


def test_a_card_and_its_code_do_not_name_the_illness():
    for each in (*PATIENTS.values(), *map(patient, range(40))):
        name = diagnosis(each)[0]
        shown = repr(each) + "".join(repr(getattr(each, place)) for place in REMEDIES)
        assert name == "healthy" or name not in shown
        assert "faulty" not in shown and "def split(" in shown and '"""' not in shown


def test_a_reply_leads_with_its_headline_and_reads_as_text_and_as_html():
    treated = treat(PATIENTS[3], bias=0.0)
    assert treated.reply.splitlines()[0] == "Recovered." == repr(treated).splitlines()[0]
    assert "<strong>Recovered.</strong>" in treated._repr_html_()


def test_what_a_change_rules_out_is_what_it_would_end():
    assert ends(twin_of(PATIENTS[18]), {"dropout": 0.1}) == ends(twin_of(PATIENTS[19]), {"lam": 0.01}) == []
    assert ends(twin_of(PATIENTS[18]), {"predict": "evaluation"}) == ["dropout left on"]
    assert ends(twin_of(PATIENTS[11]), {"rate": 0.002}) == ["rate too high", "rate too low", "rate dies after warm-up"]
    found = {
        name for number, cures in RIGHT.items() for cure in cures for name in ends(twin_of(PATIENTS[number]), cure)
    }
    assert found == set(ILLNESSES) - {"healthy"}


def test_the_signs_of_a_cause_are_told_whatever_else_has_changed():
    told = treat(PATIENTS[3], bias=0.0).changes
    assert {"loss at the start", "gradient check", "dead units", "biases"} < set(told)
    assert len(treat(PATIENTS[13], rate=0.1).changes) >= 2 + 3


def test_the_healthy_backward_pass_of_an_owner_is_that_of_the_package():
    recipe = PATIENTS[24].recipe()
    (X, y), w = recipe.data, recipe.start
    ours, own = (piece(recipe.net, w, X, y, train=True) for piece in (of_the_package, own_backward))
    assert ours[0] == pytest.approx(own[0]) and np.abs(ours[1] - own[1]).max() < 1e-14
