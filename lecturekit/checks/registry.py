"""Find exercises: each chapter's own, loaded when one of its exercises is asked for."""

import difflib
import importlib
import importlib.util

from lecturekit.checks.compare import type_name
from lecturekit.foundation.chapters import CHAPTERS


def chapter_exercises(chapter):
    """Return the exercises of a chapter in order, as a dict from id; empty if it has none.

    Raises
    ------
    ValueError
        If an exercise carries another chapter's number or an id twice.
    """
    name = f"lecturekit.{CHAPTERS.get(chapter)}.exercises"
    if chapter not in CHAPTERS or importlib.util.find_spec(name) is None:
        return {}
    found = {}
    for exercise in importlib.import_module(name).EXERCISES:
        if exercise.chapter != chapter or exercise.id in found:
            raise ValueError(f"{name}: exercise id {exercise.id!r}, expected a new one of chapter {chapter}")
        found[exercise.id] = exercise
    return found


def chapter_page(chapter):
    """Return what a chapter says of itself, a ``Chapter``; None if there is no such room."""
    name = f"lecturekit.{CHAPTERS[chapter]}"
    return importlib.import_module(f"{name}.page").CHAPTER if importlib.util.find_spec(name) else None


def find_exercise(exercise_id):
    """Return the exercise with this id, or None."""
    number = exercise_id.split(".")[0]
    return chapter_exercises(int(number)).get(exercise_id) if number.isdecimal() else None


def all_exercises():
    """Return all exercises of all chapters, in order."""
    return [exercise for chapter in sorted(CHAPTERS) for exercise in chapter_exercises(chapter).values()]


def nearest_ids(exercise_id):
    """Return up to three existing ids that look like this one, of its own chapter if there is such a chapter."""
    number = exercise_id.split(".")[0]
    of_chapter = chapter_exercises(int(number)) if number.isdecimal() else {}
    known = list(of_chapter) or [exercise.id for exercise in all_exercises()]
    return difflib.get_close_matches(exercise_id, known, n=3, cutoff=0.0)


def name_of(exercise_id):
    """Return the name of an exercise as it was meant; of anything else, what it is."""
    return f"{exercise_id}".strip()[:20] if _is_name(exercise_id) else f"a {type_name(exercise_id)}"


def unknown(exercise_id):
    """Return what is to be said about a name that no exercise has."""
    name = name_of(exercise_id)
    if not _is_name(exercise_id):
        return f'There is no exercise {name!r}: its name comes first, and in quotation marks, `check("1.3", answer)`.'
    near = ", ".join(nearest_ids(name))
    return f"There is no exercise {name!r}." + (f" The nearest ones: {near}." if near else "")


def _is_name(exercise_id):
    return issubclass(type(exercise_id), (str, float))
