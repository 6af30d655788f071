"""Exercises are made from solutions: the tool that does it, and that the stored ones are up to date."""

import copy
import os
import sys
from pathlib import Path

import fake_chapter
import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator

HERE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE / "tools"))

import nbgrader_source  # noqa: E402
import notebook_format  # noqa: E402
import notebooks  # noqa: E402

from lecturekit.checks.registry import find_exercise  # noqa: E402
from lecturekit.classroom import check_command as command  # noqa: E402

SOLUTIONS = sorted((HERE.parent / "solutions").glob("*.ipynb"))
STORED = [
    path
    for folder in ("lecture_nb", "exercises", "solutions")
    for path in sorted((HERE.parent / folder).glob("*.ipynb"))
]

SCRIPT = '''# %% [markdown]
# # Exercises

# %%
import fake_chapter; fake_chapter.install()
from lecturekit.checks import check

# %% tags=["keep"]
print("a")
print("b")

# %% [markdown]
# ## 99.1

# %%
def gradient(w, X, y):
    """Gradient of the mean loss."""
    ### BEGIN SOLUTION
    return X.T @ (X @ w - y) / len(y)
    ### END SOLUTION

# %%
check("99.1", gradient)

# %%
rate = ...
### BEGIN SOLUTION
rate = 0.5
### END SOLUTION

# %%
check("99.4", rate)
'''


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """A folder of solutions whose chapter asks exercises 99.1 and 99.4."""
    chosen = [each for each in fake_chapter.EXERCISES if each.id in ("99.1", "99.4", "99.a")]
    monkeypatch.setattr(fake_chapter, "EXERCISES", chosen)
    fake_chapter.install(monkeypatch.setitem)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setattr(notebooks, "SOLUTIONS", tmp_path / "solutions")
    monkeypatch.setattr(notebooks, "EXERCISES", tmp_path / "exercises")
    return tmp_path


@pytest.fixture
def built(folder):
    """The solutions notebook as `build` stores it."""
    script = folder / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    path = folder / "solutions" / "99_fake.ipynb"
    assert notebooks.main(["build", str(script), str(path)]) == 0
    return path


def grade_ids(notebook):
    return [cell.metadata["nbgrader"]["grade_id"] for cell in notebook.cells if "nbgrader" in cell.metadata]


def test_build_release_run_and_export(built, folder):
    solution = notebook_format.read(built)
    assert grade_ids(solution) == [
        "given-1",
        "given-2",
        "given-3",
        "exercise-99-1",
        "check-99-1",
        "exercise-99-4",
        "check-99-4",
    ]
    code = [cell for cell in solution.cells if cell.cell_type == "code"]
    assert code[0].source == notebook_format.SETUP_CELL and code[0].outputs == []
    assert code[2].metadata["tags"] == ["keep"] and code[2].outputs[0].text == "a\nb\n"
    assert code[4].metadata["nbgrader"]["points"] == find_exercise("99.1").points
    assert code[4].outputs[0].data["text/plain"].startswith("✓ 99.1")

    assert notebooks.main(["exercises"]) == 0
    exercise = notebook_format.read(folder / "exercises" / "99_fake.ipynb")
    MetadataValidator().validate_nb(exercise)
    code = [cell for cell in exercise.cells if cell.cell_type == "code"]
    assert code[3].source == 'def gradient(w, X, y):\n    """Gradient of the mean loss."""\n    # YOUR CODE HERE'
    assert code[5].source == "rate = ...\n# YOUR CODE HERE"
    assert [code[k].outputs[0].data["text/plain"][:6] for k in (4, 6)] == ["○ 99.1", "○ 99.4"]
    assert code[4].metadata["editable"] is False and code[4].metadata["deletable"] is False
    assert "editable" not in code[3].metadata and code[3].metadata["deletable"] is False

    before = built.read_bytes()
    assert notebooks.main(["run", str(built)]) == 0
    assert built.read_bytes() == before
    assert notebooks.main(["export", str(built), str(folder / "again.py")]) == 0
    scripts = [notebook_format.from_script(folder / name).cells for name in ("script.py", "again.py")]
    assert [(cell.source, cell.metadata.get("tags")) for cell in scripts[0]] == [
        (cell.source, cell.metadata.get("tags")) for cell in scripts[1]
    ]


def test_an_exercise_edited_by_hand_is_reported(built, folder, capsys):
    assert notebooks.main(["exercises", "99_fake"]) == 0
    assert notebooks.main(["exercises", "--check"]) == 0
    path = folder / "exercises" / "99_fake.ipynb"
    good = notebook_format.read(path)
    edits = {
        "source": lambda cell: cell.update(source=cell.source.replace("99.1", "99.2")),
        "points": lambda cell: cell.metadata["nbgrader"].update(points=99),
        "id": lambda cell: cell.update(id="changed"),
    }
    fresh = notebooks.exercise_from(notebook_format.read(built))
    capsys.readouterr()
    for edit in edits.values():
        changed = copy.deepcopy(good)
        edit(next(cell for cell in changed.cells if cell.source.startswith('check("99.1"')))
        assert notebooks.summary(changed) != notebooks.summary(fresh)
    notebook_format.write(changed, path)
    assert notebooks.main(["exercises", "--check"]) == 1
    assert "-- code changed" in capsys.readouterr().out
    path.unlink()
    assert notebooks.main(["exercises", "--check"]) == 1
    assert "exercises/99_fake.ipynb is missing" in capsys.readouterr().out


@pytest.mark.parametrize(
    "old, new, told",
    [
        ('check("99.4", rate)', "rate", "without a check cell: ['99.4']"),
        ('check("99.4", rate)', 'check("99.1", gradient)', "exactly one"),
        ('check("99.4", rate)', 'check("99.9", rate)', "expected an exercise"),
        ('check("99.4", rate)', 'check("99.a", "a")', "expected an exercise"),
        ("### BEGIN SOLUTION\nrate = 0.5\n### END SOLUTION", "", "with a solution before it"),
        ("rate = 0.5", "rate = 0.7", "expected a verdict with ✓"),
        ("rate = 0.5", "rate = 1 / 0", "ZeroDivisionError"),
        ("rate = 0.5", "rate = 0.5\nimport warnings; warnings.warn('careful')", "writes to stderr"),
        ('    """Gradient of the mean loss."""\n', "", "does not compile"),
        ("rate = ...\n", "", "NameError"),
    ],
    ids=range(10),
)
def test_what_does_not_fit_together_is_refused(folder, capsys, old, new, told):
    assert SCRIPT.count(old) == 1
    (folder / "script.py").write_text(SCRIPT.replace(old, new), encoding="utf-8")
    path = folder / "solutions" / "99_fake.ipynb"
    status = notebooks.main(["build", str(folder / "script.py"), str(path)]) or notebooks.main(["exercises"])
    assert status == 1 and told in capsys.readouterr().err


def test_exercises_are_not_built_by_hand(folder, capsys):
    (folder / "script.py").write_text(SCRIPT, encoding="utf-8")
    assert notebooks.main(["build", str(folder / "script.py"), str(folder / "exercises" / "99_fake.ipynb")]) == 1
    assert "made from solutions/" in capsys.readouterr().err


def test_outputs_are_stored_in_one_form():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1"), nbformat.v4.new_code_cell("1")])
    view = {"text/plain": "Box()", "application/vnd.jupyter.widget-view+json": {"model_id": "7"}}
    notebook.cells[0].outputs = [nbformat.v4.new_output("stream", name="stdout", text=text) for text in "ab"] + [
        nbformat.v4.new_output("execute_result", data=view, execution_count=9)
    ]
    notebook.cells[0].metadata = {"execution": {"iopub.status.busy": "2020"}, "tags": ["a"]}
    notebook.metadata = {"widgets": {"state": 1}}
    stored = notebook_format.normalize(notebook)
    assert [output.get("text") for output in stored.cells[0].outputs] == ["ab", None]
    assert stored.cells[0].outputs[1].data == {"text/plain": "Box()"}
    assert [cell.execution_count for cell in stored.cells] == [1, 2]
    assert stored.cells[0].metadata == {"tags": ["a"]} and set(stored.metadata) == {"kernelspec", "language_info"}
    assert stored.cells[0].id != stored.cells[1].id
    assert notebook_format.dumps(notebook_format.normalize(copy.deepcopy(stored))) == notebook_format.dumps(stored)


@pytest.mark.parametrize("path", STORED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_stored_notebooks_have_the_setup_cell_and_the_normal_form(path):
    notebook = notebook_format.read(path)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code[0].source == notebook_format.SETUP_CELL
    assert sum(cell.source == notebook_format.SETUP_CELL for cell in code) == 1
    assert notebook_format.dumps(notebook_format.normalize(notebook)) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_stored_exercises_are_what_the_solutions_give(path):
    assert notebooks.exercise_differences(path) == []


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_stored_solutions_are_a_valid_source_for_nbgrader(path):
    stored = notebook_format.read(path)
    MetadataValidator().validate_nb(stored)
    again = nbgrader_source.add_metadata(copy.deepcopy(stored), int(path.name.split("_")[0]))
    assert [cell.metadata for cell in again.cells] == [cell.metadata for cell in stored.cells]


@pytest.mark.parametrize(
    "path", [pytest.param(path, marks=[pytest.mark.long] * (path != SOLUTIONS[0]), id=path.stem) for path in SOLUTIONS]
)
def test_solutions_pasted_into_the_exercises_pass(path):
    answers = {
        cell.metadata["nbgrader"]["grade_id"]: cell.source
        for cell in notebook_format.read(path).cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    exercise = notebook_format.read(notebooks.EXERCISES / path.name)
    for cell in exercise.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = answers.pop(grade_id, cell.source)
    assert not answers
    found = command.check_notebook(exercise, notebooks.EXERCISES)
    assert len(found) >= 6 and {status for _, status, _ in found} == {"correct"}
