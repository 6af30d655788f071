"""Bets: noted without a word of what is right, settled in the reply of the option chosen, won once and for all."""

import fake_chapter
import pytest

from lecturekit.checks import memory, predict, progress, session, settle


@pytest.fixture(autouse=True)
def fresh(monkeypatch, tmp_path):
    monkeypatch.setenv("LECTUREKIT_STATE_DIR", str(tmp_path))
    session.start_anew()
    fake_chapter.install(monkeypatch.setitem)


def test_a_bet_is_noted_and_nothing_else():
    said = {letter: repr(predict("99.a", letter)) for letter in "ab"}
    assert said["a"].replace(" a.", " b.") == said["b"] == "• 99.a noted: b. Run on; the bet is settled below."


@pytest.mark.parametrize("letter", [..., None, "", "  "])
def test_without_a_letter_there_is_no_bet(letter):
    assert "no bet yet" in repr(predict("99.a", letter))
    assert "You placed no bet" in repr(settle("99.a"))
    assert memory.load() == {}


@pytest.mark.parametrize("letter", ["z", 3, ["a"], object(), "ab"])
def test_what_is_no_letter_is_told_the_letters(letter):
    assert "expected one of the letters a, b" in repr(predict("99.a", letter))


@pytest.mark.parametrize("name", ["99.b", "77.a", "", 3, None, "99.6", "x"])
def test_what_is_no_prediction_is_said(name):
    for said in (predict(name, "a"), settle(name)):
        assert repr(said).startswith("There is no prediction")


def test_a_bet_is_settled_in_the_reply_of_its_option():
    predict("99.a", " (A) ")
    assert repr(settle("99.a")).startswith("✓ 99.a You won your bet.")
    assert memory.load() == {"99.a": "correct"}
    predict("99.a", "b")
    lost = repr(settle("99.a"))
    assert "You bet on (b) down. It went up." in lost
    assert "The result is (a) up." in lost


def test_the_first_result_counts():
    for letter in "ba":
        predict("99.a", letter)
        settle("99.a")
    assert memory.load() == {"99.a": "wrong"}


def test_progress_counts_bets_apart_from_points():
    before = repr(progress()).splitlines()[0]
    predict("99.a", "a")
    settle("99.a")
    after = repr(progress()).splitlines()[0]
    assert "0 of 0 bets won" in before
    assert "1 of 1 bets won" in after
    assert before.split(" points")[0] == after.split(" points")[0]


def test_what_stands_in_a_panel_is_escaped():
    assert "<b>" not in predict("<b>", "a")._repr_html_()
