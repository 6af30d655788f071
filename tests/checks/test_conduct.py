"""Every exercise that takes a function: arguments changed, a generator ignored, state outside, state shared."""

import copy
import functools

import fake_chapter
import numpy as np
import pytest

from lecturekit.adaptive_lr import Adam
from lecturekit.checks.bug import BugExercise
from lecturekit.checks.function import FunctionExercise
from lecturekit.checks.goal import GoalExercise
from lecturekit.checks.registry import all_exercises
from lecturekit.sgd import Momentum
from lecturekit.training import Optimizer

EXERCISES = [each.repair if isinstance(each, BugExercise) else each for each in all_exercises()]
FUNCTIONS = [each for each in EXERCISES if isinstance(each, FunctionExercise)]
DRAWING = [each for each in EXERCISES if each.id in {"2.8", "3.9", "3.10", "4.2", "5.5", "6.2", "7.4", "7.10", "8.3"}]
SLOW = {"3.10", "7.10", "3.9", "7.4", "5.5"}


def by_id(exercises):
    """One parameter for each exercise; the ones that train for long are slow."""
    return pytest.mark.parametrize(
        "exercise", [pytest.param(each, id=each.id, marks=[pytest.mark.slow] * (each.id in SLOW)) for each in exercises]
    )


def spoiled(part):
    """Change an argument in place, if it can be; tell whether it could."""
    if isinstance(part, np.ndarray) and part.size:
        part[...] = ~part if part.dtype == bool else part + 1
    elif isinstance(part, list) and part:
        part.append(part[0])
    else:
        return False
    return True


@by_id([each for each in FUNCTIONS if each.id not in {"3.6", "5.10"}])  # no array of the checker's own goes in
def test_changed_arguments_are_seen(exercise):
    arguments = {}

    def spoiling(k):
        @functools.wraps(exercise.solution)
        def answer(*given):
            made = copy.deepcopy(exercise.solution(*given))
            arguments[k] = arguments.get(k, True) and spoiled(given[k])
            return made

        return answer

    spoilt = []
    for k in range(len(exercise.probes(exercise.rng())[0])):
        finding = exercise.examine(spoiling(k))
        if arguments[k]:
            spoilt.append(k)
            assert finding.diagnosis == "argument changed", (k, finding)
    arrays = [part for part in exercise.probes(exercise.rng())[0] if isinstance(part, (np.ndarray, list))]
    assert len(spoilt) == len(arrays)


def trembling(made, generator):
    """The same numbers, but for a last digit that comes from elsewhere."""
    if isinstance(made, dict):
        return {name: trembling(part, generator) for name, part in made.items()}
    if isinstance(made, (tuple, list)):
        return type(made)(trembling(part, generator) for part in made)
    return made * (1 + 1e-9 * generator.random())


WHOLE = {"3.6", "4.1", "9.2"}  # what these return has no last digit: it is whole, or true or false
OWN = {"5.10", "8.3"}  # these are measured, and say in sentences of their own what has to come from where


@by_id([each for each in FUNCTIONS if each.id not in WHOLE | OWN])
def test_state_outside_is_seen(exercise):
    generator = np.random.default_rng(0)

    @functools.wraps(exercise.solution)
    def answer(*given):
        return trembling(exercise.solution(*given), generator)

    finding = exercise.examine(answer)
    assert finding.diagnosis == "depends on something outside", finding


@by_id(DRAWING)
def test_an_ignored_generator_is_seen(exercise):
    @functools.wraps(exercise.solution)
    def answer(*given):
        return exercise.solution(
            *(np.random.default_rng(0) if isinstance(each, np.random.Generator) else each for each in given)
        )

    finding = exercise.examine(answer)
    assert finding.status == "wrong"
    assert any(words in finding.message for words in ("`rng`", "another generator", "other seeds")), finding


class Shared(Optimizer):
    """All instances hand on to one optimizer, which a new instance starts afresh."""

    one = Momentum(0.1)

    def __init__(self):
        super().__init__(0.1)
        self.reset()

    def reset(self):
        super().reset()
        self.one.reset()

    def step(self, w, g):
        return self.one.step(w, g)


def shared_step(w, g, state, t, one=Adam(0.01)):  # noqa: B008
    """A step that remembers in one place for everybody, and starts afresh at t = 1."""
    if t == 1:
        one.reset()
    return one.step(w, g)


def size_of_a_batch(epoch, sizes=[4]):  # noqa: B006
    """A schedule that goes on from its last size."""
    sizes[0] = 4 if epoch == 1 else sizes[0] * 1.5
    return int(sizes[0])


def with_goals_met(exercise):
    """The exercise, whatever its answers reach."""
    found = copy.copy(exercise)
    found.goals = ()
    return found


@pytest.mark.parametrize("name, answer", [("5.11", lambda: (Shared(), 500)), ("6.11", shared_step)])
def test_optimizers_that_share_their_state_are_seen(name, answer):
    exercise = with_goals_met(next(each for each in EXERCISES if each.id == name))
    exercise.seeds = (1,)
    finding = exercise.examine(answer)
    assert (finding.status, finding.diagnosis) == ("wrong", "shared state")
    assert exercise.examine(exercise.solution).status == "correct"


def test_every_goal_that_is_reached_with_an_optimizer_lets_two_take_turns():
    handed_in = {each.id for each in EXERCISES if isinstance(each, GoalExercise) and each.instances}
    assert handed_in == {"5.11", "6.11"}


def test_a_schedule_that_remembers_is_seen():
    exercise = next(each for each in EXERCISES if each.id == "5.10")
    assert exercise.examine(size_of_a_batch).diagnosis == "shared state"


def test_a_class_that_shares_its_state_is_seen():
    exercise = fake_chapter.find("99.3")

    class Centering:
        def fit(self, X):
            Centering.mean = X.mean(axis=0)
            return self

        def transform(self, X):
            return X - Centering.mean

    assert exercise.examine(fake_chapter.Centering).status == "correct"
    assert exercise.examine(Centering).diagnosis == "shared state"
