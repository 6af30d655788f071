"""Every exercise of every chapter: its solution passes, each wrong answer gets its own reply and no other."""

import copy
import importlib.util
import json
import re
from pathlib import Path

import numpy as np
import pytest
from checks.costly import TRAIN

from lecturekit.checks import check
from lecturekit.checks.choice import ChoiceExercise
from lecturekit.checks.compare import difference
from lecturekit.checks.function import FunctionExercise
from lecturekit.checks.registry import CHAPTERS, chapter_exercises
from lecturekit.checks.steps import StepsExercise
from lecturekit.checks.value import NumericExercise

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS_HERE = [
    number for number, stem in CHAPTERS.items() if importlib.util.find_spec(f"lecturekit.{stem}.exercises")
]


def _declared(chapter):
    """Return a chapter's exercises; one that cannot be loaded fails its own test, not the collection."""
    try:
        return list(chapter_exercises(chapter).values())
    except Exception:
        return []


EXERCISES = [exercise for chapter in CHAPTERS_HERE for exercise in _declared(chapter)]
BANK = [(exercise, wrong) for exercise in EXERCISES for wrong in exercise.wrong]
each_chapter = pytest.mark.parametrize("chapter", CHAPTERS_HERE)
each_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
each_wrong = pytest.mark.parametrize(
    "exercise, wrong",
    [
        pytest.param(
            exercise,
            wrong,
            id=f"{exercise.id}-{wrong.name[:40]}",
            marks=[pytest.mark.long] * (exercise.id in TRAIN and wrong is not exercise.wrong[0]),
        )
        for exercise, wrong in BANK
    ],
)


@each_chapter
def test_a_chapter_has_enough_exercises_of_several_kinds(chapter):
    exercises = chapter_exercises(chapter).values()
    graded = [each for each in exercises if each.kind != "prediction"]
    assert len(graded) >= 6
    assert len({each.kind for each in graded}) >= 3
    assert len(exercises) - len(graded) >= 2
    assert [each.id for each in graded] == [f"{chapter}.{k + 1}" for k in range(len(graded))]


@each_exercise
def test_an_exercise_is_complete(exercise):
    prediction = exercise.kind == "prediction"
    assert len(exercise.wrong) >= (2 if prediction else 3)
    assert prediction or (exercise.hints and exercise.points > 0)
    replies = [wrong.reply for wrong in exercise.wrong]
    assert len(set(replies)) == len(replies)
    assert all(len(reply) >= 30 for reply in replies), "a reply says what is going on"
    assert len(set(exercise.hints)) == len(exercise.hints) and all(len(text) >= 10 for text in exercise.hints)


PLACE = re.compile(r"(?:Chapter (\d+), section|Section) \*(.+?)\*")


@pytest.mark.parametrize("exercise", [each for each in EXERCISES if each.hints], ids=lambda exercise: exercise.id)
def test_the_first_hint_names_a_section_that_is_there(exercise):
    found = PLACE.match(exercise.hints[0])
    assert found, exercise.hints[0]
    chapter = int(found[1] or exercise.chapter)
    path = ROOT / "lecture_nb" / f"{chapter:02d}_{CHAPTERS[chapter]}.ipynb"
    lines = "\n".join("".join(each["source"]) for each in json.loads(path.read_text(encoding="utf-8"))["cells"])
    headings = {line.lstrip("# ").rstrip() for line in lines.splitlines() if line.startswith("##")}
    assert any(heading == found[2] or heading.startswith(found[2] + ":") for heading in headings), found[2]


CHOICES = [each for each in EXERCISES if isinstance(each, ChoiceExercise) and each.kind != "prediction"]


@pytest.mark.parametrize("exercise", CHOICES, ids=lambda exercise: exercise.id)
def test_a_wrong_choice_leaves_others_open_and_a_right_one_after_it_is_asked_again(exercise):
    assert len(exercise.options) >= 4 and exercise.again and len(exercise.again.options) >= 3
    right = exercise.options[exercise.correct].lower().split()
    runs = {" ".join(right[k : k + 5]) for k in range(max(1, len(right) - 4))} if len(right) > 2 else set()
    for each in exercise.wrong:
        reply = " ".join(each.reply.lower().split())
        assert not any(run in reply for run in runs), "the reply tells the right option"
        assert not re.search(r"\([a-d]\)", reply), "the reply names a letter"
        assert each.reply not in exercise.examine(exercise.correct, after_a_wrong_one=True).message
    asked = exercise.examine(exercise.correct, after_a_wrong_one=True)
    assert asked.status == "wrong" and asked.partial and exercise.again.question in asked.message
    assert not set(exercise.again.options.values()) & set(exercise.options.values())
    second = f"{exercise.correct} {exercise.again.correct}"
    assert exercise.examine(second, after_a_wrong_one=True).status == "correct"


def long_where_it_trains(exercise):
    return pytest.param(exercise, id=exercise.id, marks=[pytest.mark.long] * (exercise.id in TRAIN))


@pytest.mark.parametrize("exercise", [long_where_it_trains(each) for each in EXERCISES])
def test_the_solution_passes(exercise):
    verdict = check(exercise.id, exercise.handed_in(exercise.solution))
    assert verdict.status == "correct", verdict
    assert exercise.behaves_like(exercise.handed_in(exercise.solution)) == []


STEPS = [each for each in EXERCISES if isinstance(each, StepsExercise) and each.truth]


@pytest.mark.parametrize("exercise", STEPS, ids=lambda exercise: exercise.id)
def test_steps_agree_with_another_way_to_compute_them(exercise):
    for probe in exercise.probes(exercise.rng()):
        made, other = exercise.chain(*probe), exercise.truth(*probe)
        assert other and difference({name: made[name] for name in other}, other, 1e-5) is None


@each_exercise
def test_untouched_is_not_attempted(exercise):
    def stub(*args):
        """Do the exercise."""

    answers = [..., None] + ([stub] if isinstance(exercise, FunctionExercise) else [])
    assert {check(exercise.id, answer).status for answer in answers} == {"not attempted"}


@each_wrong
def test_a_wrong_answer_gets_its_own_diagnosis_and_no_other(exercise, wrong):
    answer = exercise.handed_in(wrong.answer)
    verdict = check(exercise.id, answer)
    assert (verdict.status, verdict.diagnosis) == ("wrong", wrong.name), verdict
    assert wrong.reply in verdict.message


@pytest.mark.parametrize("exercise", [long_where_it_trains(each) for each in EXERCISES])
def test_a_wrong_answer_behaves_like_itself_alone(exercise):
    for wrong in exercise.wrong:
        assert [each.name for each in exercise.behaves_like(exercise.handed_in(wrong.answer))] == [wrong.name]


MUTATIONS = {
    "scaled": lambda x, tolerance: 1.37 * x,
    "shifted": lambda x, tolerance: x + max(1e-3, 3 * tolerance) * (np.abs(x).max() or 1.0),
    "zeros": lambda x, tolerance: 0 * x,
    "nan": lambda x, tolerance: x * np.nan,
    "extra axis": lambda x, tolerance: x[..., None],
    "text": lambda x, tolerance: "the answer",
    "set": lambda x, tolerance: {1, 2},
}


def mutated(value, mutation, tolerance):
    """Apply a mutation to every array of an output."""
    if isinstance(value, (tuple, list)):
        return type(value)(mutated(each, mutation, tolerance) for each in value)
    if isinstance(value, dict):
        return {key: mutated(each, mutation, tolerance) for key, each in value.items()}
    if value is None or isinstance(value, str):
        return "something else"
    return mutation(np.asarray(value, dtype=float), tolerance)


class Mutant:
    """A right answer whose results are tampered with."""

    def __init__(self, answer):
        self.answer = answer


def judge_mutant(exercise, mutation):
    """Examine the solution with a mutation applied to what it gives."""
    if isinstance(exercise, NumericExercise):
        return exercise.examine(mutated(exercise.handed_in(exercise.solution), mutation, exercise.tolerance))
    if exercise.reference is None and exercise.run is None:
        return exercise.examine(lambda *args: mutated(exercise.solution(*args), mutation, exercise.tolerance))
    original = exercise.run or (lambda answer, *args: answer(*args))

    def run(answer, *args):
        if isinstance(answer, Mutant):
            return mutated(original(answer.answer, *args), mutation, exercise.tolerance)
        return original(answer, *args)

    changed = copy.copy(exercise)
    changed.run = run
    return changed.examine(Mutant(exercise.solution))


def is_unique(exercise):
    return (exercise.reference if isinstance(exercise, FunctionExercise) else exercise.expected) is not None


# An answer that is not unique may stay right when its numbers change, but not when they are gone.
MUTANTS = [
    (exercise, mutation)
    for exercise in EXERCISES
    if isinstance(exercise, (FunctionExercise, NumericExercise)) and not isinstance(exercise, StepsExercise)
    for mutation in (MUTATIONS if is_unique(exercise) else ("nan", "text", "set"))
]


@pytest.mark.parametrize("exercise, mutation", MUTANTS, ids=[f"{each.id}-{mutation}" for each, mutation in MUTANTS])
def test_wrong_answers_outside_the_bank_are_wrong_and_told_why(exercise, mutation):
    finding = judge_mutant(exercise, MUTATIONS[mutation])
    assert finding.status == "wrong"
    assert len(finding.message) > 10 and "Traceback" not in finding.message
    assert finding.diagnosis not in {each.name for each in exercise.wrong} or mutation == "zeros"


def notebook_of(exercise):
    """Return the path of the notebook an exercise stands in."""
    folder = "lecture_nb" if exercise.kind == "prediction" else "solutions"
    return ROOT / folder / f"{exercise.chapter:02d}_{CHAPTERS[exercise.chapter]}.ipynb"


def sources(exercise, cell_type):
    """Return the sources of all cells of one type in the notebook of an exercise."""
    cells = json.loads(notebook_of(exercise).read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == cell_type]


WRITTEN = [exercise for exercise in EXERCISES if notebook_of(exercise).is_file()]


@pytest.mark.parametrize(
    "exercise", [each for each in WRITTEN if isinstance(each, ChoiceExercise)], ids=lambda exercise: exercise.id
)
def test_the_options_stand_in_the_notebook_word_for_word(exercise):
    text = " ".join(" ".join(sources(exercise, "markdown")).split())
    for letter, option in exercise.options.items():
        pattern = rf"\b{letter}\b\W{{0,6}}\s*{re.escape(' '.join(option.split()))}"
        assert re.search(pattern, text), f"({letter}) {option}"


@pytest.mark.parametrize("exercise", WRITTEN, ids=lambda exercise: exercise.id)
def test_an_exercise_is_checked_once_in_its_notebook(exercise):
    call = "predict" if exercise.kind == "prediction" else "check"
    placed = (f'{call}("{exercise.id}"', f'check("{exercise.id}"')
    assert sum(source.count(each) for source in sources(exercise, "code") for each in set(placed)) == 1
