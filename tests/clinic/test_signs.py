"""The table of signs, on the numbers: each illness shows its own over several seeds, and no two show the same."""

import functools

import numpy as np
import pytest
from alike import few

from lecturekit.clinic import ILLNESSES, READ, SHOWS, Patient, examine, fits, lookup, patient, signs
from lecturekit.clinic.book import SAYS, against, ruled_out_by
from lecturekit.clinic.exercises.diagnosis import diagnosis

SEEDS = (0, 1, 2, 3)
each_illness = pytest.mark.parametrize("name", ILLNESSES)


@functools.cache
def charts(name):
    """The signs of the patients that have one illness, one for each seed."""
    bodies = [Patient("a patient", "", "digits", seed=seed) for seed in SEEDS]
    return [signs(examine(ILLNESSES[name].infect(body))) for body in bodies]


@each_illness
def test_an_illness_shows_what_the_table_says(name):
    assert [fits(name, found) for found in charts(name)] == [[] for _ in SEEDS]


@each_illness
def test_no_other_name_fits_its_chart(name):
    for found in charts(name):
        assert [other for other in ILLNESSES if other != name and not fits(other, found)] == []


@each_illness
def test_something_tells_it_from_each_other_illness_in_every_seed(name):
    for other in ILLNESSES:
        if other != name:
            both = [({c[sign].reads for c in charts(name)}, {c[sign].reads for c in charts(other)}) for sign in READ]
            assert any(not mine & theirs for mine, theirs in both), f"{name} and {other} show the same"


@pytest.mark.parametrize("seed", few(range(12), 3))
def test_a_patient_of_the_generator_has_one_name_that_fits(seed):
    found, names = signs(examine(patient(seed))), diagnosis(patient(seed))
    assert [name for name in ILLNESSES if not fits(name, found)] == list(names)


def test_the_table_speaks_of_signs_and_readings_that_there_are():
    assert list(SHOWS) == list(ILLNESSES) and list(SAYS) == list(READ)
    for expected in SHOWS.values():
        for sign, reads in expected.items():
            assert set(reads.split("|")) <= set(SAYS[sign])
    assert {sign: each.reads for sign, each in charts("healthy")[0].items() if each.reads not in SAYS[sign]} == {}


def test_what_speaks_against_a_name_is_said_with_the_numbers():
    text = against("dead units", charts("rate too low")[0])
    assert text.startswith('"dead units" would show a loss of exactly ln K') and "times ln K" in text
    assert against("rate too low", charts("rate too low")[0]) == ""


@each_illness
def test_the_rows_of_the_book_leave_the_right_name_alone(name):
    rows = lookup()
    for found in charts(name):
        shown = {(sign, each.reads) for sign, each in found.items()}
        unusual = {sign for sign, each in found.items() if each.reads != next(iter(SAYS[sign]))}
        suspects = {each for row in shown & set(rows) for each in rows[row]}
        left = {
            each
            for each in suspects
            if all(row in shown for row, names in rows.items() if each in names)
            and not unusual & set(ruled_out_by(each))
        }
        assert left == {name} - {"healthy"}, left


def test_the_rows_of_the_book_hold_every_illness_and_tell_any_two_apart():
    rows = lookup()
    where = {name: {row for row, names in rows.items() if name in names} for name in ILLNESSES if name != "healthy"}
    assert all(where.values()) and len(set(map(frozenset, where.values()))) == 21
    assert all(next(iter(SAYS[sign])) != reads for sign, reads in rows)
    assert "zero start, dead units" in rows._repr_html_() and "zero start, dead units" in repr(rows)


def test_no_two_illnesses_have_the_same_row():
    rows = [tuple(sorted(expected.items())) for expected in SHOWS.values()]
    assert len(set(rows)) == len(rows) == 22


def test_signs_of_a_run_that_diverged_can_be_read():
    wild = Patient("a patient", "", "tumors", inputs=lambda X, X_train: 1e6 * X, phi="leaky_relu", hidden=(16,))
    record = examine(wild)
    assert record.diverged
    assert signs(record)["loss at the start"].reads == "far"
    assert np.isfinite(record.losses["training"][0])
