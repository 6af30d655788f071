"""The engine against students: nothing they hand in may raise, pass wrongly, or be told nothing."""

import json
import math
import os
import re
import subprocess
import sys
import threading
import warnings

import fake_chapter
import numpy as np
import pytest

from lecturekit.checks import check, engine, hint, memory, progress, session, unknown, verdict
from lecturekit.checks.engine import CheckFailed, Misconception, choice_exercise, function_exercise, numeric_exercise
from lecturekit.single_unit.activations import relu


@pytest.fixture(autouse=True)
def chapter(monkeypatch, tmp_path):
    fake_chapter.install(monkeypatch.setitem)
    monkeypatch.setenv("LECTUREKIT_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    session.start_anew()


def stub_comment(w, X, y):
    """Gradient of the mean loss."""
    # YOUR CODE HERE


def stub_dots(w, X, y): ...


def stub_pass(w, X, y):
    pass


def stub_raise(w, X, y):
    """Gradient."""
    raise NotImplementedError()


def stub_raise_message(w, X, y):
    raise NotImplementedError("YOUR CODE HERE")


def stub_with_given_lines(w, X, y):
    g = ...
    return g


class StubClass:
    """Center the data."""

    def __init__(self):
        self.mean = None

    def fit(self, X):
        """Learn the mean."""

    def transform(self, X):
        """Subtract the mean."""


UNTOUCHED = [
    ...,
    None,
    stub_comment,
    stub_dots,
    stub_pass,
    stub_raise,
    stub_raise_message,
    stub_with_given_lines,
    lambda w, X, y: ...,
    lambda w, X, y: None,
    lambda w, X, y: (w, ...),
]


@pytest.mark.parametrize("answer", UNTOUCHED, ids=range(len(UNTOUCHED)))
def test_an_untouched_stub_is_not_attempted(answer):
    verdict = check("99.1", answer)
    assert verdict.status == "not attempted"
    assert repr(verdict) == "○ 99.1 A gradient: not attempted yet"


@pytest.mark.parametrize("exercise_id", [each.id for each in fake_chapter.EXERCISES])
@pytest.mark.parametrize("answer", [(), (...,), (None,)], ids=["nothing", "dots", "None"])
def test_no_answer_is_not_attempted(exercise_id, answer):
    assert check(exercise_id, *answer).status == "not attempted"


def test_a_stub_of_a_class_is_not_attempted():
    assert check("99.3", StubClass).status == "not attempted"
    assert check("99.6", "  ").status == "not attempted"


@pytest.mark.parametrize("exercise", fake_chapter.EXERCISES, ids=lambda each: each.id)
def test_solutions_pass(exercise):
    verdict = check(exercise.id, exercise.handed_in(exercise.solution))
    assert verdict.status == "correct" and repr(verdict).startswith(f"✓ {exercise.id} {exercise.title}")


@pytest.mark.parametrize(
    "exercise, wrong",
    [(exercise, wrong) for exercise in fake_chapter.EXERCISES for wrong in exercise.wrong],
    ids=lambda each: getattr(each, "name", None),
)
def test_wrong_answers_get_their_own_reply(exercise, wrong):
    verdict = check(exercise.id, exercise.handed_in(wrong.answer))
    assert (verdict.status, verdict.diagnosis) == ("wrong", wrong.name)
    assert wrong.reply in verdict.message


class Hostile:
    """Every way of looking at it raises."""

    def __getattribute__(self, name):
        raise RuntimeError("no")

    __eq__ = __len__ = __repr__ = __str__ = __array__ = __bool__ = __iter__ = __call__ = __hash__ = __float__ = (
        lambda self, *rest, **named: 1 / 0
    )


def hostile_array(size):
    array = np.empty(size, dtype=object)
    for k in range(size):
        array[k] = Hostile()
    return array


class Refuses(type):
    """A class that raises when it is asked for its own name."""

    def __getattribute__(cls, name):
        raise RuntimeError("no")


class Nameless(metaclass=Refuses):
    pass


class Exits:
    def __array__(self, *rest, **named):
        sys.exit(3)


class EvilMessage(Exception):
    def __str__(self):
        raise RuntimeError("no")


def endless(w, X, y):
    return endless(w, X, y)


def exits(w, X, y):
    sys.exit("bye")


def mutates(w, X, y):
    w += 1
    return fake_chapter.gradient(w - 1, X, y)


def no_return(w, X, y):
    g = fake_chapter.gradient(w, X, y)
    print(g)


def evil_message(w, X, y):
    raise EvilMessage


def generates(w, X, y):
    yield 1


def half_written(w, X, y):
    return good(w, X, y) if y[0] > 0 else ...


def other_half_written(w, X, y):
    if y[0] > 0:
        raise NotImplementedError
    return good(w, X, y)


def other_order(X, y, w):
    return X.T @ (X @ w - y) / len(y)


def no_dots(w, X, y):
    return w.dot(X, y, 3)


good = fake_chapter.gradient
NASTY = {
    "hostile object": (Hostile(), ""),
    "nameless object": (object.__new__(Nameless), "type Nameless"),
    "number": (3.0, "Expected a function, got 3"),
    "array": (np.zeros(3), "without calling it"),
    "text": ("gradient", "Expected a function, got the text 'gradient'"),
    "one argument": (lambda w: w, "it is called with (w, X, y)"),
    "four arguments": (lambda a, b, c, d: a, "(a, b, c, d)"),
    "other order": (other_order, "takes (X, y, w); it is called with (w, X, y), in this order."),
    "half written": (half_written, "still a placeholder"),
    "other half written": (other_half_written, "still a placeholder"),
    "recursion": (endless, "RecursionError"),
    "exit": (exits, "SystemExit: bye"),
    "mutation": (mutates, "changed its argument `w` in place"),
    "no return": (no_return, "returns None"),
    "evil message": (evil_message, "EvilMessage"),
    "generator": (generates, "generator"),
    "own line": (no_dots, "return w.dot(X, y, 3)"),
    "huge": (lambda w, X, y: np.ones((5000, 5000)), "(5000, 5000)"),
    "nan": (lambda w, X, y: good(w, X, y) * math.nan, "nan"),
    "infinite": (lambda w, X, y: good(w, X, y) / 0.0, "inf"),
    "column": (lambda w, X, y: good(w, X, y)[:, None], "a column where a plain vector"),
    "scalar": (lambda w, X, y: good(w, X, y).sum(), "added up where each entry is asked for"),
    "text out": (lambda w, X, y: "0", "the text '0'"),
    "texts out": (lambda w, X, y: ["0", "1", "2"], "xpected numbers"),
    "set": (lambda w, X, y: {1, 2, 3}, "set"),
    "dict": (lambda w, X, y: {"g": good(w, X, y)}, "dict with 1 entries"),
    "ragged": (lambda w, X, y: [[1], [2, 3]], "xpected numbers"),
    "complex": (lambda w, X, y: good(w, X, y) + 1j, "xpected numbers"),
    "objects": (lambda w, X, y: hostile_array(3), "xpected numbers"),
    "hostile out": (lambda w, X, y: Hostile(), ""),
    "exits out": (lambda w, X, y: Exits(), ""),
    "huge integer": (lambda w, X, y: 10**5000, "xpected"),
    "function out": (lambda w, X, y: good, "function gradient"),
    "noise": (lambda w, X, y: good(w, X, y) + 1e-3 * w**2, "first difference at [0]: expected"),
    "scaled": (lambda w, X, y: 1.37 * good(w, X, y), "1.37 times what is expected"),
    "zeros": (lambda w, X, y: np.zeros(3), "0 everywhere"),
    "class": (dict, "TypeError"),
    "builtin": (max, "ValueError"),
    "only once": (iter([1]).__next__, "called with"),
}


# Hostile answers are looked up inside the tests: pytest itself would stumble over them.
@pytest.mark.parametrize("name", NASTY)
def test_nasty_answers_are_wrong_and_told_why(name):
    answer, told = NASTY[name]
    verdict = check("99.1", answer)
    assert verdict.status == "wrong"
    assert verdict.diagnosis not in {each.name for each in fake_chapter.find("99.1").wrong}
    assert told in verdict.message and len(verdict.message) < 1500
    assert "Traceback" not in repr(verdict) and repr(verdict).startswith("✗ 99.1 A gradient\n  ")


ODD = [
    Hostile(),
    {1},
    {"a": 1},
    "zzz",
    b"1",
    math.nan,
    1j,
    [[1], [2, 3]],
    print,
    Hostile,
    hostile_array(1),
    object.__new__(Nameless),
    np.datetime64("2020-01-01"),
    10**400,
    True,
    object(),
]


@pytest.mark.parametrize("exercise_id", [each.id for each in fake_chapter.EXERCISES])
@pytest.mark.parametrize("number", range(len(ODD)))
def test_no_kind_of_exercise_stumbles_over_any_answer(exercise_id, number):
    verdict = check(exercise_id, ODD[number])
    assert verdict.status == "wrong" and verdict.message
    assert repr(verdict) and verdict._repr_html_()


def test_a_keyboard_interrupt_passes():
    def interrupted(w, X, y):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check("99.1", interrupted)


def test_a_student_who_does_not_stop_at_a_misconception_gets_its_reply_with_the_error():
    verdict = check("99.1", lambda w, X, y: X.T @ w)
    assert verdict.diagnosis == "X transposed"
    assert "ValueError" in verdict.message and "wrong way round" in verdict.message


def test_prints_and_warnings_of_the_student_are_swallowed(capfd):
    def loud(w, X, y):
        print("here")
        print("there", file=sys.stderr)
        warnings.warn("beware", stacklevel=1)
        np.log(np.zeros(1))
        return good(w, X, y)

    assert check("99.1", loud).status == "correct"
    assert capfd.readouterr() == ("", "")


def test_a_student_may_do_to_the_output_what_one_does_to_a_file():
    def handles(w, X, y):
        sys.stdout.writelines(["a", "b"])
        assert sys.stdout.writable() and not sys.stdout.isatty()
        sys.stdout.flush()
        sys.stdout.close()
        print("still here")
        return good(w, X, y)

    assert check("99.1", handles).status == "correct"
    assert not sys.stdout.closed


def test_what_a_student_s_function_sets_is_undone():
    before, filters = np.geterr(), list(warnings.filters)

    def strict(w, X, y):
        np.seterr(all="raise")
        warnings.simplefilter("error")
        return good(w, X, y)

    assert check("99.1", strict).status == "correct"
    assert np.geterr() == before and warnings.filters == filters
    with np.errstate(all="raise"):
        assert check("99.1", fake_chapter.flipped).diagnosis == "sign flipped"
        assert check("99.1", lambda w, X, y: good(w, X, y) * 1e-200).status == "wrong"


def test_each_call_gets_its_own_arguments():
    seen = []

    def keeps(w, X, y):
        g = good(w, X, y)
        seen.append(w.copy())
        w[:] = X[:] = y[:] = 0
        return g

    verdicts = [check("99.1", keeps) for _ in range(2)]
    assert verdicts[0] == verdicts[1]
    assert all(np.array_equal(one, two) and one.any() for one, two in zip(seen[:3], seen[3:]))


def test_a_buffer_returned_again_and_again_does_not_spoil_earlier_results():
    buffer = np.empty(3)

    def reuses(w, X, y):
        buffer[:] = good(w, X, y)
        return buffer

    assert check("99.1", reuses).status == "correct"


def test_verdicts_do_not_depend_on_global_randomness():
    def answer(w, X, y):
        return good(w, X, y) + 0.1

    np.random.seed(1)
    first = repr(check("99.1", answer))
    np.random.seed(2)
    assert repr(check("99.1", answer)) == first


def test_lists_single_precision_and_fractions_are_welcome():
    assert check("99.1", lambda w, X, y: good(w, X, y).tolist()).status == "correct"
    assert check("99.1", lambda w, X, y: good(w, X, y).astype(np.float32)).status == "correct"
    assert check("99.4", np.float32(0.5)).status == "correct"
    assert check("99.7", 79510.0).status == "correct"


@pytest.mark.parametrize("letter", ["b", "B", " (b) ", "b.", "B)"])
def test_letters_may_be_written_freely(letter):
    assert check("99.6", letter).status == "correct"


@pytest.mark.parametrize(
    "answer, told",
    [("d", "one of the letters a, b, c"), (2, "one of the letters a, b, c"), ("ab", "one of the letters a, b, c")],
)
def test_other_letters_are_told_which_there_are(answer, told):
    assert told in check("99.6", answer).message


@pytest.mark.parametrize(
    "answer, told",
    [
        (0.7, "too large"),
        (0.3, "too small"),
        ("0.5", "quotation marks"),
        (lambda: 0.5, "Call it"),
        ([0.5, 0.5], "a single number"),
        (True, "Expected a number, got True"),
        (math.inf, "finite"),
    ],
)
def test_numbers_are_told_what_is_off_but_not_the_value(answer, told):
    message = check("99.4", answer).message
    assert told in message and "expected 0.5" not in message.lower()


def test_counts_are_compared_exactly():
    assert "too small; expected the exact number" in check("99.7", 79508).message
    assert check("99.7", 79509).diagnosis == "off by one"
    assert check("99.7", 79400).diagnosis == "no biases"


def test_messages_name_truth_values_functions_and_what_was_changed():
    judge = function_exercise("98.1", "t", probes=lambda rng: [(relu, [np.ones(2)])], reference=lambda phi, parts: True)
    assert judge.examine(lambda phi, parts: np.bool_(True)).status == "correct"
    message = judge.examine(lambda phi, parts: 0.25).message
    assert "Expected True, got 0.25." in message and "phi = the function relu" in message
    assert "Expected True, got False." in judge.examine(lambda phi, parts: False).message

    def changes(phi, parts):
        parts[0] += 1
        return True

    assert "argument `parts` in place" in judge.examine(changes).message
    assert judge.examine(changes).message.endswith("Work on a copy.")


def test_properties_decide_where_the_answer_is_not_unique():
    assert check("99.5", [0.0, 7.0]).status == "correct"
    assert check("99.5", [2.0, 1.0]).message == "The sequence has to grow from one entry to the next."


def test_html_is_escaped_and_code_is_marked():
    assert "That is &lt;not&gt; an answer" in check("99.6", "c")._repr_html_()
    assert "<code>1/eta</code>" in check("99.4", 2.0)._repr_html_()
    assert "<script>" not in check("99.4", "<script>")._repr_html_()
    assert "<b>" not in check("<b>", 1)._repr_html_()


@pytest.mark.parametrize(
    "tex, text",
    [
        ("$\\phi'(z_i)$ is missing", "φ'(z_i) is missing"),
        ("$\\partial L / \\partial W$", "∂ L / ∂ W"),
        ("$W^\\top \\delta$", "W^T δ"),
        ("$W^{(3)}(W^{(2)} x)$", "W^(3)(W^(2) x)"),
        ("$m_l \\times m_{l-1}$", "m_l × m_(l-1)"),
        ("$\\frac{1}{2n} \\sum_i \\hat m^t$", "(1)/(2n) Σ_i m^t"),
        ("5 dollars, `$x` and $", "5 dollars, `$x` and $"),
    ],
)
def test_plain_text_has_no_tex(tex, text):
    assert " ".join(verdict.wrap(tex, indent="")) == text


def test_no_reply_hint_or_praise_shows_tex_in_plain_text():
    for exercise in engine.all_exercises():
        texts = [each.reply for each in exercise.wrong] + [
            *exercise.hints,
            exercise.praise,
            *getattr(exercise, "options", {}).values(),
        ]
        for text in texts:
            assert not set("\\{}") & set(verdict.plain(re.sub(r"`[^`]*`", "", text))), text


NAMES = ["99.11", "nonsense", "", None, [], Hostile(), 10**5000, "99.1.1", "-1", "²", "99"]


@pytest.mark.parametrize("number", range(len(NAMES)))
def test_an_unknown_exercise_is_wrong_too(number):
    verdict = check(NAMES[number], 1)
    assert verdict.status == "wrong" and "There is no exercise" in verdict.message
    assert "There is no exercise" in repr(hint(NAMES[number]))


def test_a_name_written_as_a_number_is_understood():
    assert check(99.1, good).status == "correct"


def test_name_and_answer_in_the_wrong_order_are_put_right():
    for reply in (check(good, "99.1"), check(99, good), hint(None)):
        assert 'its name comes first, and in quotation marks, `check("1.3", answer)`' in " ".join(repr(reply).split())


def test_a_misspelt_exercise_is_told_the_right_one():
    assert "99.1" in check("99.11", 1).message.split("nearest")[1]
    assert check("99.88", 1).message.split("nearest ones: ")[1].count("99.") == 3


def test_under_a_grader_a_wrong_answer_raises_and_a_prediction_does_not(monkeypatch, capsys):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert check("99.1", good) is None, "a value would count as points"
    assert capsys.readouterr().out.startswith("✓ 99.1")
    for answer in (fake_chapter.flipped, stub_comment, None, 3.0):
        with pytest.raises(CheckFailed, match="99.1 A gradient"):
            check("99.1", answer)
    with pytest.raises(CheckFailed, match="no exercise"):
        check("99.77", 1)
    assert check("99.a", "b").status == "wrong"
    assert check("99.a", ...).status == "not attempted"
    assert memory.load() == {}, "an instructor's progress is not the students'"


def test_hints_open_one_at_a_time():
    texts = [repr(hint("99.1")) for _ in range(4)]
    assert [text.count("Hint ") for text in texts] == [1, 2, 3, 3]
    assert "One data point first." in texts[0] and "Then the mean." not in texts[0]
    assert ["last hint" in text for text in texts] == [False, False, False, True]
    assert "no hints" in repr(hint("99.2"))
    assert "<p>Hint 1 of 1" in hint("99.4")._repr_html_()


def test_wrong_answers_point_to_the_hint():
    assert 'hint("99.1")' in check("99.1", lambda w, X, y: w).message
    assert 'hint("99.1")' in check("99.1", fake_chapter.flipped).message
    assert "hint(" not in check("99.1", good).message


def test_a_hint_follows_the_last_answer():
    check("99.1", fake_chapter.flipped)
    assert "After your last answer (sign flipped): Follow one sign" in repr(hint("99.1"))
    check("99.1", lambda w, X, y: w * np.nan)
    assert "first that is nan" in " ".join(repr(hint("99.1")).split())
    check("99.7", 79400)
    assert "After your last answer (no biases): How many units" in repr(hint("99.7"))
    check("99.1", good)
    assert "After your last" not in repr(hint("99.1"))


def test_unknown_wrong_answers_are_kept_only_where_somebody_asks_for_them(monkeypatch, tmp_path):
    def odd(w, X, y):
        return good(w, X, y) + 1e-2 * w**2

    check("99.1", odd)
    file = tmp_path / "answers.jsonl"
    monkeypatch.setenv("LECTUREKIT_KEEP_ANSWERS", str(file))
    for answer in (odd, lambda w, X, y: good(w, X, y) + 1e-2 * w**2, fake_chapter.flipped, good, ...):
        check("99.1", answer)
    check("99.4", 0.123)
    check("99.4", Hostile())
    lines = unknown.listing([file])
    assert lines[0] == "99.1 A gradient: 2 answers" and lines[1].startswith("  2 times (3,) ")
    assert any("1e-2 * w**2" in line for line in lines) and any("1 times () 0.123" in line for line in lines)
    monkeypatch.setenv("LECTUREKIT_KEEP_ANSWERS", str(tmp_path))
    assert check("99.1", odd).status == "wrong"


def test_progress_counts_and_keeps_what_was_once_correct():
    assert "✓ 99.1" not in repr(progress())
    check("99.1", good)
    check("99.1", stub_comment)
    check("99.1", fake_chapter.flipped)
    check("99.4", 2.0)
    text = repr(progress())
    assert "✓ 99.1" in text and "✗ 99.4" in text and "○ 99.6" in text
    assert "99 fake" in text and "<caption>" in progress()._repr_html_()
    check("99.4", 0.5)
    assert "✓ 99.4" in repr(progress())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"exercises": 3}',
        b'{"exercises": [1]}',
        b"\xff\xfe",
        b'{"exercises": {"99.1": ["correct"], "99.4": 3}}',
        b"[" * 200_000,
        b'{"exercises": {"99.1": "correct"}, "x": "' + b"x" * 2_000_000 + b'"}',
    ],
    ids=range(10),
)
def test_a_corrupt_progress_file_costs_only_the_memory_of_it(content):
    folder = memory.state_dir()
    folder.mkdir(parents=True)
    (folder / memory.FILE_NAME).write_bytes(content)
    assert "✓ 99" not in repr(progress())
    assert check("99.1", good).status == "correct"
    assert memory.load() == {"99.1": "correct"}
    kept = folder / memory.UNREADABLE.format(1)
    understood = content.startswith(b'{"exercises": {') and len(content) < 1_000_000
    assert {each.name for each in folder.iterdir()} == {
        memory.FILE_NAME,
        memory.LOCK_NAME,
        *([] if understood else [kept.name]),
    }
    assert understood or (kept.read_bytes() == content and str(kept) in repr(progress()))


@pytest.mark.parametrize("place", ["a file", "a file's child", "a folder named like the file"])
def test_a_place_that_cannot_be_written_costs_nothing_else(monkeypatch, tmp_path, place):
    blocked = tmp_path / "blocked"
    if place == "a folder named like the file":
        (blocked / memory.FILE_NAME).mkdir(parents=True)
    else:
        blocked.write_text("")
        blocked = blocked / "child" if place == "a file's child" else blocked
    monkeypatch.setenv("LECTUREKIT_STATE_DIR", str(blocked))
    assert check("99.1", good).status == "correct"
    assert repr(progress())
    assert place != "a folder named like the file" or {each.name for each in blocked.iterdir()} == {
        memory.FILE_NAME,
        memory.LOCK_NAME,
    }


def test_many_writers_never_leave_a_broken_file():
    def write(start):
        for k in range(start, 60, 4):
            memory.remember(f"98.{k}", "correct")

    threads = [threading.Thread(target=write, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
        json.loads((memory.state_dir() / memory.FILE_NAME).read_text()) if memory.load() else None
    for thread in threads:
        thread.join()
    stored = json.loads((memory.state_dir() / memory.FILE_NAME).read_text(encoding="utf-8"))
    assert stored["exercises"] == memory.load() != {}
    assert len(stored["exercises"]) == 60
    assert {each.name for each in memory.state_dir().iterdir()} == {memory.FILE_NAME, memory.LOCK_NAME}


@pytest.mark.parametrize("n", [2, 10, pytest.param(40, marks=pytest.mark.slow)])
def test_processes_that_write_at_once_lose_nothing(n):
    """And a stale "wrong" of another process never replaces "correct"."""
    code = (
        "import sys; from lecturekit.checks import memory; n = sys.argv[1]\n"
        "for k in range(5): memory.remember(f'98.{n}{k}', 'correct'); memory.remember('98.1', 'wrong')"
    )
    memory.remember("98.1", "correct")
    writers = [subprocess.Popen([sys.executable, "-c", code, str(k)]) for k in range(100, 100 + n)]
    assert [writer.wait(timeout=120) for writer in writers] == [0] * n
    assert memory.load() == {f"98.{k}{j}": "correct" for k in range(100, 100 + n) for j in range(5)} | {
        "98.1": "correct"
    }


def test_a_folder_that_cannot_be_written_is_said(monkeypatch):
    memory.state_dir().mkdir(parents=True)
    monkeypatch.setattr(memory.os, "access", lambda *_: False)
    assert "cannot be remembered" in repr(progress())


def test_without_a_setting_the_users_own_folder_is_used(monkeypatch):
    platformdirs = pytest.importorskip("platformdirs")
    monkeypatch.delenv("LECTUREKIT_STATE_DIR")
    assert str(memory.state_dir()) == platformdirs.user_state_dir("lecturekit", appauthor=False)
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert memory.state_dir().name == ".lecturekit"


@pytest.mark.parametrize(
    "declare",
    [
        lambda: choice_exercise("x", "t", options={"a": "1", "b": "2"}, correct="a", replies={"b": "r"}),
        lambda: choice_exercise("1.1", "t", options={"a": "1", "b": "2"}, correct="a", replies={}),
        lambda: choice_exercise("1.1", "t", options={"a": "1", "b": "2"}, correct="c", replies={"b": "r"}),
        lambda: choice_exercise("1.1", "t", options={"a": "1", "b": "2"}, correct="a", replies={"b": "r"}, kind="odd"),
        lambda: numeric_exercise("1.1", "t"),
        lambda: numeric_exercise("1.1", "t", properties=[print]),
        lambda: numeric_exercise(
            "1.1", "t", expected=1, wrong=[Misconception("one", 2, "r"), Misconception("one", 3, "s")]
        ),
        lambda: function_exercise("1.1", "t", probes=list),
        lambda: function_exercise("1.1", "t", probes=list, reference=abs, run=lambda f, x: f(x)),
    ],
    ids=range(9),
)
def test_contradictory_declarations_are_refused(declare):
    with pytest.raises(ValueError, match="expected"):
        declare()


def test_the_checks_import_only_what_they_need():
    code = (
        "import sys, lecturekit.checks; print([name for name in "
        "('matplotlib', 'ipywidgets', 'nbclient', 'nbformat', 'IPython') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert done.stdout.strip() == "[]"
