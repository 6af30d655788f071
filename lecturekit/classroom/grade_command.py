"""The sub-command ``lecturekit grade``: all submissions of an nbgrader course, many at a time.

The work is a map over submissions on an executor; this process is the only one that writes grades. What was
graded before and has not changed is not run again.
"""

import argparse
import contextlib
import hashlib
import json
import statistics
import sys
import time
from concurrent.futures import TimeoutError as NotInTime
from concurrent.futures import as_completed
from pathlib import Path

from lecturekit.checks.exercise import WRONG
from lecturekit.course.files import PACKAGE
from lecturekit.foundation.files import write_whole


def add_arguments(parser):
    """Declare the arguments of ``lecturekit grade``."""
    parser.add_argument("course", type=Path, metavar="COURSE", help="the folder of an nbgrader course")
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="by default all that have submissions")
    parser.add_argument(
        "--workers",
        type=_positive,
        metavar="N",
        help="submissions at a time on this machine (default: one for each core)",
    )
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster, which does the work instead")
    parser.add_argument(
        "--timeout", type=_positive, default=30, metavar="SECONDS", help="for a cell, checks included (default: 30)"
    )
    parser.add_argument(
        "--deadline", type=_positive, default=600, metavar="SECONDS", help="for a submission (default: 600)"
    )
    parser.add_argument("--within", type=_positive, metavar="SECONDS", help="stop after this time; go on another time")
    parser.add_argument("--again", action="store_true", help="also grade what has not changed since it was graded")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the summary as JSON, too")


def run(args):
    """Grade; return 0, 1 if a submission could not be graded, 2 if nothing could be begun."""
    try:
        from lecturekit.classroom.course_folder import Course
    except ImportError as missing:
        print(f"lecturekit grade: needs nbgrader ({missing}): pip install 'lecturekit[classroom]'", file=sys.stderr)
        return 2
    try:
        with Course(args.course) as course:
            chosen = args.assignments or [each for each in course.assignments if course.submissions(each)]
            if not chosen:
                raise ValueError(f"no submissions in {course.root}: they belong into submitted/STUDENT/ASSIGNMENT/")
            reports = grade_course(course, chosen, args)
        for report in reports:
            print("\n".join(summary(report)))
        if args.json:
            write_whole(args.json, json.dumps(reports, indent=1) + "\n")
    except (ValueError, OSError) as problem:
        print(f"lecturekit grade: {problem}", file=sys.stderr)
        return 2
    return int(any(each["problem"] for report in reports for each in report["submissions"]))


def grade_course(course, assignments, options):
    """Grade assignments of a course.

    Parameters
    ----------
    course : Course
    assignments : list of str
    options : Namespace
        See `add_arguments`.

    Returns
    -------
    list of dict
        For each assignment ``assignment``, ``most`` (points) and ``submissions``: for each notebook of each student
        ``student``, ``name``, ``problem``, ``points``, ``unchanged`` and what `graded.grade` tells.
    """
    from tqdm import tqdm

    from lecturekit.classroom.course_folder import course_secret
    from lecturekit.classroom.executors import executor
    from lecturekit.classroom.pool import grade_in_a_judge

    began, software, secret = time.monotonic(), _software(), course_secret(course.root)
    reports, waiting = [], []
    for assignment in assignments:
        report = {"assignment": assignment, "submissions": []}
        reports.append(report)
        for name, released in course.tasks(assignment).items():
            for student, folder in course.submissions(assignment).items():
                facts = {"student": student, "name": name}
                report["submissions"].append(facts)
                waiting.append((assignment, facts, folder, released))
    with (
        executor(options.workers, options.scheduler, threads=True) as pool,
        tqdm(total=len(waiting), unit="submission", file=sys.stderr, disable=None) as bar,
    ):
        futures = {}
        for assignment, facts, folder, released in waiting:
            task = _task(facts["name"], folder, released, secret, options)
            digest = hashlib.sha256(repr((software, sorted(task.items()))).encode()).hexdigest()
            known = course.remembered(assignment, facts["student"], facts["name"])
            path = course.graded_path(assignment, facts["student"], facts["name"])
            if known.get("digest") == digest and (path.exists() or known.get("problem")) and not options.again:
                facts.update(known, unchanged=True)
                bar.update()
            else:
                futures[pool.submit(grade_in_a_judge, task)] = (assignment, facts, task, digest)
        left = None if options.within is None else max(0.0, options.within - (time.monotonic() - began))

        def settle(future):
            assignment, facts, task, digest = futures[future]
            found, lasting = _written(course, assignment, facts, task, future)
            facts.update(found)
            if lasting:
                course.remember(assignment, facts["student"], facts["name"], facts | {"digest": digest})
            bar.update()
            del futures[future]

        try:
            with contextlib.suppress(NotInTime):
                for future in as_completed(list(futures), timeout=left):
                    settle(future)
            for future in as_completed([each for each in futures if not each.cancel()]):  # what was begun by then
                settle(future)
        except KeyboardInterrupt:
            for future in futures:
                future.cancel()
        for assignment, facts, _, _ in futures.values():
            facts.setdefault("problem", _later(course.remembered(assignment, facts["student"], facts["name"])))
    return reports


def _later(known):
    kept = "; the points of the last time stay" if "points" in known else ""
    return f"not graded yet: the time was up{kept}; the same command goes on from here"


def _task(name, folder, released, secret, options):
    from lecturekit.classroom.graded import collect_files

    files, left_out = collect_files(folder)
    return {
        "name": name,
        "files": files,
        "left_out": left_out,
        "released": released,
        "secret": secret,
        "timeout": options.timeout,
        "deadline": options.deadline,
        "limits": None,
    }


def _written(course, assignment, facts, task, future):
    """Put a result into the gradebook.

    Returns
    -------
    facts : dict
        What is to be reported, without the notebook.
    lasting : bool
        Whether it would come out the same another time.
    """
    try:
        result = future.result()
        notebook = result.pop("notebook", None)
        if notebook is not None:
            student, name = facts["student"], facts["name"]
            points, most = course.write(assignment, student, name, notebook.decode(), task["files"])
            result |= {"points": points, "most": most, "notes": task["left_out"] + result["notes"]}
    except Exception as error:  # a cluster that is gone, a full disk, a name that no gradebook can hold
        return {"unchanged": False, "problem": f"not graded: {type(error).__name__}: {error}"}, False
    return {"unchanged": False, **result}, True


def summary(report):
    """Return the lines that tell an instructor what was graded, and what to look at."""
    every = report["submissions"]
    graded = [each for each in every if not each.get("problem")]
    unread = [each for each in every if each.get("problem")]
    same = sum(each["unchanged"] for each in graded)
    lines = [
        f"{report['assignment']}: {len(every)} submissions, {len(graded)} graded"
        + (f" ({same} of them before)" if same else "")
    ]
    if graded:
        points = [each["points"] for each in graded]
        low, middle, high = min(points), statistics.median(points), max(points)
        lines.append(f"  points of {graded[0]['most']:g}: {low:g} to {high:g}, median {middle:g}")
        kinds = {each["isolation"] for each in graded}
        lines.append(f"  the submissions' code ran with: {', '.join(sorted(kinds))}")
        lines += [f"  OPEN: {text}" for text in _open(kinds)]
    lines += _listed("not graded", [(each, each["problem"]) for each in unread])
    gone = [(each, [what for what in each["accidents"] if what not in each["late"]]) for each in graded]
    lines += _listed(
        "ended their process, or could not be stopped", [(each, "; ".join(what)) for each, what in gone if what]
    )
    lines += _listed("did not finish in time", [(each, "; ".join(each["late"])) for each in graded if each["late"]])
    stopped = [each for each in graded if each["failed"] and not each["accidents"] and not each["late"]]
    lines += _listed("a cell stopped at an error", [(each, each["failed"]) for each in stopped if each["points"]])
    zero = [(each, _why_zero(each)) for each in graded if not each["points"]]
    lines += _listed("no points", zero)
    lines += _listed("notes", [(each, "; ".join(each["notes"])) for each in graded if each["notes"]])
    return lines


def _open(kinds):
    from lecturekit.classroom.sandbox import isolation

    return [isolation().leaves_open] if "limits only" in kinds and isolation().leaves_open else []


def _why_zero(each):
    if not each["attempted"]:
        return "nothing was answered"
    if each["failed"]:
        return f"a cell stopped at an error: {each['failed']}"
    wrong = list(each["statuses"].values()).count(WRONG)
    return "the one answer is wrong" if wrong == 1 else f"all {wrong} answers are wrong"


def _listed(title, rows):
    return (
        [f"  {title}: {len(rows)}", *(_line(f"    {each['student']}: {what}") for each, what in rows)] if rows else []
    )


def _line(text):
    """A text in one line of a terminal, whatever a student has put into it."""
    return "".join(each if each.isprintable() else "?" for each in text)


def _software():
    """A digest of this package: with another version everything is graded anew."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        with contextlib.suppress(OSError):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _positive(text):
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"is {text!r}, expected a whole number, at least 1")
    return int(text)
