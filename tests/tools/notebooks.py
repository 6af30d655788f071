"""Build, run, release and export the course's notebooks.

    python tests/tools/notebooks.py build SCRIPT.py DEST.ipynb
    python tests/tools/notebooks.py run NOTEBOOK...
    python tests/tools/notebooks.py normal [NOTEBOOK...]
    python tests/tools/notebooks.py exercises [--check] [STEM...]
    python tests/tools/notebooks.py export NOTEBOOK SCRIPT.py

`build` turns a percent script into a stored notebook, `run` refreshes the outputs of stored ones,
`normal` brings stored ones (all of them, if none is named) into the normal form without running them, `exercises` makes ``exercises/`` from ``solutions/`` (with ``--check`` it only tells whether that would
change anything), and `export` gives a script back for editing.
"""

import argparse
import difflib
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

import exercise_times  # noqa: E402
import nbgrader_source as source  # noqa: E402
import notebook_format as form  # noqa: E402

SOLUTIONS, EXERCISES = form.ROOT / "solutions", form.ROOT / "exercises"


def finish(notebook, destination):
    """Execute and normalize a notebook that is to be stored at ``destination``.

    Under ``solutions/`` nbgrader's metadata, the first cell and the headings' minutes are derived, and every check has to pass.
    """
    destination = Path(destination).resolve()
    if destination.parent.name == EXERCISES.name:
        raise form.NotebookError(f"{destination.name}: exercises are made from solutions/; use `exercises`")
    is_solution = destination.parent.name == SOLUTIONS.name
    form.insert_setup(notebook)
    if is_solution:
        number = int(destination.name.split("_")[0])
        source.add_metadata(exercise_times.stamp(notebook, number), number)
    destination.parent.mkdir(parents=True, exist_ok=True)
    form.normalize(form.execute(notebook, destination.parent))
    if is_solution:
        source.require_marks(notebook, "✓")
        source.release(notebook)
    return notebook


def exercise_from(solution):
    """Return the exercise notebook that belongs to a notebook of solutions, executed and normalized."""
    EXERCISES.mkdir(exist_ok=True)
    notebook = form.normalize(form.execute(source.release(solution), EXERCISES))
    source.require_marks(notebook, "○")
    return notebook


def summary(notebook):
    """Return what has to agree between two versions of a notebook, line by line; nbval compares the outputs."""
    lines = []
    for cell in notebook.cells:
        metadata = form.json.dumps(cell.metadata, sort_keys=True)
        lines += [f"--- {cell.cell_type} {cell.id} {metadata}", *cell.source.splitlines()]
    return lines


def exercise_differences(path):
    """Return the lines in which a stored exercise notebook differs from the one its solutions give.

    Parameters
    ----------
    path : Path
        Notebook in ``solutions/``.

    Returns
    -------
    list of str
        A unified diff; empty if they agree.
    """
    stored = EXERCISES / path.name
    if not stored.is_file():
        return [f"exercises/{path.name} is missing"]
    old, new = summary(form.read(stored)), summary(form.normalize(source.release(form.read(path))))
    return list(difflib.unified_diff(old, new, f"exercises/{path.name}", "from solutions", lineterm=""))


def build(args):
    """Store a percent script as a notebook."""
    form.write(finish(form.from_script(args.script), args.destination), args.destination)


def run(args):
    """Execute stored notebooks again."""
    for path in args.notebooks:
        form.write(finish(form.read(path), path), path)


def normal(args):
    """Store notebooks in the normal form, with today's set-up cell and with the outputs they have."""
    folders = (form.ROOT / "lecture_nb", EXERCISES, SOLUTIONS)
    for path in args.notebooks or [path for folder in folders for path in sorted(folder.glob("*.ipynb"))]:
        form.write(form.normalize(form.insert_setup(form.read(path))), path)


def exercises(args):
    """Make the exercises from the solutions, or report where they differ."""
    stems = args.stems or [path.stem for path in sorted(SOLUTIONS.glob("*.ipynb"))]
    if args.check:
        found = [line for stem in stems for line in exercise_differences(SOLUTIONS / f"{stem}.ipynb")]
        print("\n".join(found), end="\n" if found else "")
        return int(bool(found))
    for stem in stems:
        form.write(exercise_from(form.read(SOLUTIONS / f"{stem}.ipynb")), EXERCISES / f"{stem}.ipynb")
    return 0


def export(args):
    """Write a stored notebook as a percent script."""
    Path(args.script).write_text(form.to_script(form.read(args.notebook)), encoding="utf-8")


def main(argv=None):
    """Run one of the commands; return 0, or 1 with the reason on stderr."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    for command, names in ((build, ("script", "destination")), (export, ("notebook", "script"))):
        sub = commands.add_parser(command.__name__, help=command.__doc__)
        sub.set_defaults(command=command)
        for name in names:
            sub.add_argument(name)
    for command, many in ((run, "+"), (normal, "*")):
        sub = commands.add_parser(command.__name__, help=command.__doc__)
        sub.add_argument("notebooks", nargs=many)
        sub.set_defaults(command=command)
    sub = commands.add_parser("exercises", help=exercises.__doc__)
    sub.add_argument("stems", nargs="*")
    sub.add_argument("--check", action="store_true")
    sub.set_defaults(command=exercises)
    args = parser.parse_args(argv)
    try:
        return args.command(args) or 0
    except (form.NotebookError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
