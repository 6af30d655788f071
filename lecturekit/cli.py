"""The command ``lecturekit``.

A sub-command is a module with ``add_arguments(parser)`` and ``run(args)``, which returns the exit
status. It is listed in `COMMANDS` and imported only when it is asked for.
"""

import argparse
import contextlib
import importlib
import os
import sys

from lecturekit import __version__

COMMANDS = {
    "start": ("lecturekit.course.start", "copy lectures and exercises to a folder of your own"),
    "lab": ("lecturekit.course.lab", "open the course in JupyterLab"),
    "check": ("lecturekit.classroom.check_command", "run notebooks and report every exercise in them"),
    "assignments": (
        "lecturekit.classroom.assignments",
        "lay out the course for an instructor who grades with nbgrader",
    ),
    "grade": ("lecturekit.classroom.grade_command", "grade all submissions of a course, many at a time"),
    "hub": ("lecturekit.classroom.hub_command", "write the configuration of a JupyterHub for the course"),
    "reproduce": ("lecturekit.reproduce.command", "compute a published comparison anew on the full data"),
    "site": ("lecturekit.site.command", "write the course as a web site, to be read and to be run in the browser"),
}


def main(argv=None):
    """Run ``lecturekit`` with these arguments and return the exit status.

    Parameters
    ----------
    argv : list of str, optional
        Arguments after the program's name; those of the process by default.

    Returns
    -------
    int
        0 if all is well, 1 if an answer is wrong, 2 for bad usage; 130 if interrupted, 141 if nobody
        reads the output any more.
    """
    argv = sys.argv[1:] if argv is None else list(argv)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")
    parser = argparse.ArgumentParser(prog="lecturekit", description="Take the course on neural networks.")
    parser.add_argument("--version", action="version", version=f"lecturekit {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    chosen = None
    for name, (module, summary) in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=f"{summary[:1].upper()}{summary[1:]}.")
        if argv[:1] == [name]:
            chosen = importlib.import_module(module)
            chosen.add_arguments(command)
    try:
        args = parser.parse_args(argv)
    except SystemExit as stop:
        return stop.code or 0
    try:
        return chosen.run(args)
    except KeyboardInterrupt:
        print(f"lecturekit {args.command}: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # where Python flushes the rest at its exit
        return 141
