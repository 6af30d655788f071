"""An answer in another process gets word for word the reply that it gets in the student's own notebook."""

import copy
import os
import re
import threading
import zlib
from contextlib import nullcontext
from types import SimpleNamespace

import numpy as np
import pytest
from checks.costly import TRAIN
from clinic.treatments import own_gradient, undivided

from lecturekit.adaptive_lr import Adam
from lecturekit.checks import engine, exercise
from lecturekit.checks.registry import all_exercises, chapter_exercises
from lecturekit.checks.value import NumericExercise
from lecturekit.classroom import inside, wire
from lecturekit.classroom.inside import Student
from lecturekit.classroom.proxy import Aborted, Answers
from lecturekit.clinic import PATIENTS
from lecturekit.foundation.chapters import CHAPTERS
from lecturekit.l_layer import Network
from lecturekit.normalization import BatchNorm, LayerNorm
from lecturekit.overfitting import Dropout


class Pair:
    """A judge and a student's end in one process, joined by pipes; the student's end is served by a thread."""

    def __init__(self):
        (up_read, up_write), (down_read, down_write) = os.pipe(), os.pipe()
        self.files = [os.fdopen(up_read, "rb"), os.fdopen(up_write, "wb")]
        self.files += [os.fdopen(down_read, "rb"), os.fdopen(down_write, "wb")]
        up_in, up_out, down_in, down_out = self.files
        self.student = Student(wire.Channel(down_in, up_out, threaded=False), None)
        self.student.evaluate = lambda source: {"value": self.answer}
        self.judge = Answers(wire.Channel(up_in, down_out, threaded=False), None)
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        try:
            self.student.serve()
        except wire.Broken:
            self.files[1].close()

    def hand_in(self, answer):
        """What the judge has of an answer."""
        self.answer = answer
        return self.judge.request(op="evaluate", source="answer")["value"]

    def close(self):
        self.files[3].close()
        self.thread.join()
        for file in self.files:
            file.close()


@pytest.fixture
def pair(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(inside, "time_limit", lambda *_: nullcontext())  # signals are the main thread's
    made = Pair()
    yield made
    made.close()


def handed_in(exercise, answer):
    return answer() if isinstance(exercise, NumericExercise) and callable(answer) else answer


def verdict(exercise_id, answer):
    _, found = engine.judge(exercise_id, answer, fresh=True)
    where = re.compile(r"\nThe line is `.*` \(line \d+ of its cell\)\.")  # these answers stand in no cell
    message = re.sub(r"<[\w.<> ]+ at 0x\w+>", "<an object>", where.sub("", found.message))
    return found.status, message, found.diagnosis


def one_of(answers, exercise):
    """The solution or a wrong answer, by the exercise's name; none where the check takes long."""
    return [answers[zlib.crc32(exercise.id.encode()) % len(answers)]] if exercise.id not in TRAIN else []


@pytest.mark.parametrize("chosen", [one_of, pytest.param(lambda answers, _: answers, id="all", marks=pytest.mark.long)])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_an_answer_of_the_bank_gets_the_same_reply_through_a_proxy(chapter, chosen, pair):
    for each in chapter_exercises(chapter).values():
        for answer in chosen([each.solution, *(wrong.answer for wrong in each.wrong)], each):
            answer = handed_in(each, answer)
            assert verdict(each.id, pair.hand_in(answer)) == verdict(each.id, answer), each.id


def no_return(*args):
    args[0]


def stops(*args):
    raise KeyError("lost")


def stops_elsewhere(*args):
    return np.linalg.inv(np.zeros((2, 2)))


def changes(w, *others):
    w[...] = 0
    return w


def yields(*args):
    yield 1


class Instance:
    def __init__(self, *args):
        self.args = args

    def __call__(self, *args):
        return np.zeros(3)


ODD = [
    ..., None, 3, 2.5, True, "b", "", b"x", [], {}, {1, 2}, object(), 10**60, complex(1, 2), np.float32(2), np.int64(3),
    np.array("b"), np.array([1, None, "x"], object),
    float("nan"), range(3), lambda: 1, lambda *args: ..., lambda *args: 1, lambda w, X: 1, float, Instance, Instance(),
    no_return, stops, stops_elsewhere, changes, yields, np.sin, SimpleNamespace(a=1), (1, no_return),
]  # fmt: skip


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.long)])
def test_odd_answers_get_the_same_reply_through_a_proxy(pair, step):
    for each in [each for each in all_exercises() if each.chapter in (1, 5)][::step]:
        for answer in ODD:
            assert verdict(each.id, pair.hand_in(answer)) == verdict(each.id, answer), (each.id, answer)


def test_state_stays_with_the_student(pair):
    class Counter:
        def __init__(self, start=0):
            self.count = start

        def step(self, by):
            self.count += by
            return self

    proxy = pair.hand_in(Counter)
    one, other = proxy(1), proxy(start=5)
    assert one.step(2) is one and (one.count, other.count) == (3, 5)
    one.count = 10
    assert one.step(1).count == 11
    assert isinstance(proxy, type) and type(one).__name__ == "Counter" and not hasattr(one, "missing")


def test_an_optimizer_that_is_kept_in_a_state_goes_on_where_it_was(pair):
    def step(w, g, state):
        return state.setdefault("optimizer", Adam(0.1)).step(w, g)

    proxy, states, rng = pair.hand_in(step), ({}, {}), np.random.default_rng(0)
    here, there = np.zeros(3), np.zeros(3)
    for g in rng.normal(size=(5, 3)):
        here, there = step(here.copy(), g, states[0]), proxy(there.copy(), g, states[1])
    np.testing.assert_array_equal(here, there)


def test_arguments_that_are_functions_are_asked_for(pair):
    proxy = pair.hand_in(lambda f, w: sum(f(w + k) for k in range(3)))
    assert np.array_equal(proxy(lambda v: v**2, np.ones(2)), [14.0, 14.0])
    failing = pair.hand_in(lambda f: f(1))
    with pytest.raises(ZeroDivisionError):
        failing(lambda x: x / 0)


def test_generators_are_fetched_one_by_one_and_random_numbers_are_the_judges(pair):
    def endless(rng):
        while True:
            yield rng.integers(10)

    made = pair.hand_in(endless)(np.random.default_rng(1))
    expected = np.random.default_rng(1)
    assert [next(made) for _ in range(5)] == [expected.integers(10) for _ in range(5)]
    ours = np.random.default_rng(2)
    pair.hand_in(lambda rng: rng.random())(ours)
    assert ours.random() == np.random.default_rng(2).random(2)[1], "the judge's generator has moved too"


def test_a_students_process_cannot_ask_for_what_it_was_not_given(pair):
    def asks(f):
        return pair.student.ask(op="call", what=f, args=(), kwargs={})["value"]

    assert pair.hand_in(asks)(lambda: 7) == 7
    for request in ({"op": "get", "what": "f"}, {"op": "call", "what": os.getcwd}, {"op": "handed out"}):
        fresh = Pair()
        proxy = fresh.hand_in(lambda: fresh.student.ask(**request))
        with pytest.raises(Aborted):
            proxy()
        fresh.close()


NPY = np.lib.format


def header(shape, dtype="<f8"):
    text = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


@pytest.mark.parametrize(
    "tree, blobs",
    [
        ({"array": 0}, []),
        ({"array": -1}, []),
        ({"array": 0}, [b"\x93NUMPY"]),
        ({"array": 0}, [header("(10**15,)") + b"12345678"]),
        ({"array": 0}, [header("(1000000000000000,)") + b"12345678"]),
        ({"array": 0}, [header("(1,)", "|O") + b"12345678"]),
        ({"array": 0}, [header("(1000000000,)", "<U0")]),
        ({"pickle": 0}, [b"cos\nsystem\n(S'true'\ntR."]),
        ({"ref": "1"}, []),
        ({"ref": 5, "yours": True}, []),
        ({"int": "x"}, []),
        ({"random": {"dict": [["bit_generator", "MT"]]}}, []),
        ({"random": {"dict": [["bit_generator", "PCG64"]]}}, []),
        ({"dict": [[{"list": []}, 1]]}, []),
        ({"objects": [[3], [1]]}, []),
        ([1, 2], []),
        ({}, []),
        ({"list": 3}, []),
    ],
)
def test_what_cannot_be_read_is_refused(tree, blobs, pair):
    decoder = wire.Decoder(blobs, pair.judge._dereference)
    with pytest.raises(wire.Broken):
        decoder.decode(tree)


def test_values_survive_the_wire(pair):
    rng = np.random.default_rng(3)
    for value in [
        rng.normal(size=(2, 3)).T, np.arange(3, dtype=np.int8), np.float32(1.5), 10**40, -(10**40), (1, [2, {"a": 3}]),
        {1: 2.5, (1, 2): None}, {3, 4}, complex(1, -1), float("inf"), "ü\ud800", b"\x00\xff", ..., np.bool_(True),
        np.array(["a", "bc"]), np.array([], float), np.zeros((0, 3)),
    ]:  # fmt: skip
        got = pair.hand_in(value)
        same = np.array_equal(got, value) if isinstance(value, (np.ndarray, np.generic)) else got == value
        assert type(got) is type(value) and same, value


def test_a_graders_secret_changes_the_probes(monkeypatch):
    each = chapter_exercises(1)["1.3"]
    usual, again = each.rng().normal(), each.rng().normal()
    monkeypatch.setattr(exercise, "SECRET", [5])
    assert usual == again != each.rng().normal()


def test_a_network_lives_on_both_sides_and_random_numbers_are_used_up_on_both(pair):
    there = pair.hand_in(lambda net, w, X, y, **mode: net.loss_and_grad(w, X, y, **mode))
    X, y = np.random.default_rng(0).normal(size=(12, 3)), np.arange(12) % 3
    for options in ({}, {"normalization": BatchNorm()}, {"dropout": Dropout(0.0, 0.5)}, {"normalization": LayerNorm()}):
        net = Network([3, 6, 3], "tanh", "multiclass", **options)
        w, here, far = net.init(np.random.default_rng(1)), np.random.default_rng(2), np.random.default_rng(2)
        for _ in range(2):
            loss, g = there(net, w, X, y, train=True, rng=far)
            expected, its_gradient = net.loss_and_grad(w, X, y, train=True, rng=here)
            assert loss == expected and np.array_equal(g, its_gradient)
        assert here.random() == far.random()


def test_a_piece_of_a_patient_is_judged_where_it_lives(pair):
    patient_16 = copy.copy(chapter_exercises(10)["10.9"])
    patient_16.patient = PATIENTS[16]
    for piece, status in ((own_gradient, "correct"), (undivided, "wrong")):
        answer = pair.hand_in(("extra slope at the output", "gradient check", {"gradient": piece}))
        found = patient_16.examine(answer)
        assert found.status == status, found.message
    assert "the treatment ✗" in found.message and "times the numerical ones" in found.message
