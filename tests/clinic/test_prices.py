"""The cheapest list of questions: found again by trying all, over several seeds, and each other list is told what it lacks."""

from dataclasses import replace
from itertools import combinations

import pytest

from lecturekit.checks import check
from lecturekit.clinic import ILLNESSES, PATIENTS, READ, examine, signs
from lecturekit.clinic.exercises.one_call import SUSPECTS
from lecturekit.clinic.signs import PRICES

CHEAPEST = {"labels", "batches", "gradient check"}


def table(seed):
    """Suspect -> question -> answer, in a body of another seed."""
    bodies = {name: ILLNESSES[name].infect(replace(PATIENTS[1], seed=seed)) for name in SUSPECTS}
    return {name: {sign: each.reads for sign, each in signs(examine(body)).items()} for name, body in bodies.items()}


@pytest.mark.parametrize("seed", (1, 2, 3))
def test_the_cheapest_lists_are_those_with_one_question_on_the_rate(seed):
    answers = table(seed)
    splits = {
        q: {frozenset(p) for p in combinations(SUSPECTS, 2) if answers[p[0]][q] != answers[p[1]][q]} for q in READ
    }
    useful = [q for q in READ if splits[q]]
    n_pairs = len(SUSPECTS) * (len(SUSPECTS) - 1) // 2
    found = {}
    for size in range(1, 6):
        for asked in combinations(useful, size):
            if len(set().union(*(splits[q] for q in asked))) == n_pairs:
                found[frozenset(asked)] = sum(PRICES[q] for q in asked)
    least = min(found.values())
    assert least == 7
    assert {each for each, price in found.items() if price == least} >= {
        frozenset(CHEAPEST | {rate}) for rate in ("smaller rate", "larger rate")
    }


def test_prices_are_those_of_the_text():
    assert [name for name, price in PRICES.items() if price == 1] == list(READ)[:6] and list(READ)[
        5
    ] == "gradient check"
    assert {name: price for name, price in PRICES.items() if price not in (1, 12)} == {
        "ten points": 2, "smaller rate": 4, "larger rate": 4,
    }  # fmt: skip


@pytest.mark.parametrize(
    "answer, said",
    [
        (["gradient check"], '"rate too high" and "rate too low" give the same answers'),
        ([*CHEAPEST, "larger rate", "inputs"], "for 8 epochs. A cheaper list does it"),
        (list(READ), "A cheaper list does it"),
        (["gradients"], "Did you mean"),
        ("gradient check", "Expected a list of questions"),
        ([], "Expected a list of questions"),
        ([3], "in quotation marks"),
    ],
)
def test_a_list_is_told_what_it_lacks(answer, said):
    verdict = check("10.4", answer)
    assert verdict.status == "wrong" and said in verdict.message, verdict.message


@pytest.mark.parametrize("rate", ["smaller rate", "larger rate"])
def test_either_question_on_the_rate_will_do_in_any_order_and_only_once_paid(rate):
    for answer in ([*CHEAPEST, rate], {rate, *CHEAPEST}, (rate, rate, *CHEAPEST)):
        assert check("10.4", answer).status == "correct"
