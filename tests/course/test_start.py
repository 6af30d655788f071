"""``lecturekit start`` and ``lecturekit lab``: the course in a folder of one's own, and nothing of the student's lost."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lecturekit import __version__, cli
from lecturekit.course import files, lab, start
from lecturekit.foundation import files as whole_files

NAMES = ["exercises/01_a.ipynb", "exercises/02_b.ipynb", "lecture_nb/00_start_here.ipynb", "lecture_nb/01_a.ipynb"]


@pytest.fixture(autouse=True)
def course(monkeypatch, tmp_path):
    top = tmp_path / "course"
    for name in NAMES:
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(f"new {name}")
    for module in (start, lab):
        monkeypatch.setattr(module, "course_dir", lambda name: top / name)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return top


def here(folder="."):
    """Every file below a folder, with what it holds."""
    return {path.relative_to(folder).as_posix(): path.read_text() for path in Path(folder).rglob("*") if path.is_file()}


def test_start_copies_and_never_overwrites(course, capsys):
    assert cli.main(["start", "mine/deep"]) == 0
    assert capsys.readouterr().out.count("copied") == 4
    assert here("mine/deep") == {name: f"new {name}" for name in NAMES}
    Path("mine/deep/exercises/01_a.ipynb").write_text("my work")
    (course / "exercises/03_c.ipynb").write_text("more")
    assert cli.main(["start", "mine/deep"]) == 0
    out = capsys.readouterr().out
    assert "kept    exercises/01_a.ipynb" in out and "copied  exercises/03_c.ipynb" in out and out.count("copied") == 1
    assert Path("mine/deep/exercises/01_a.ipynb").read_text() == "my work"


@pytest.mark.parametrize(
    "target", ["course", "course/lecture_nb", "course/exercises", "course/exercises/../lecture_nb"]
)
def test_the_courses_own_folders_are_refused(course, capsys, target):
    before = here(course)
    assert cli.main(["start", f"../{target}"]) == 2
    assert "the course's own folder" in capsys.readouterr().err
    assert here(course) == before


@pytest.mark.parametrize("name", ["", "  "])
def test_a_folder_without_a_name_is_refused(capsys, name):
    assert cli.main(["start", name]) == 2
    assert "has no name" in capsys.readouterr().err
    assert here() == {}


@pytest.mark.parametrize("link", ["mine", "mine/exercises", "mine/lecture_nb"])
def test_links_are_not_followed(capsys, link):
    Path("real").mkdir()
    Path(link).parent.mkdir(exist_ok=True)
    Path(link).symlink_to(Path("real").resolve())
    assert cli.main(["start", "mine"]) == 2
    assert "symbolic link" in capsys.readouterr().err
    assert here("real") == {}


def test_a_notebook_that_is_a_link_stays_as_it_is():
    Path("mine/exercises").mkdir(parents=True)
    Path("mine/exercises/01_a.ipynb").symlink_to("elsewhere")
    assert cli.main(["start", "mine"]) == 0
    assert not Path("mine/exercises/elsewhere").exists()


@pytest.mark.parametrize("there", ["mine", "mine/exercises"])
def test_a_file_in_the_way_is_named(capsys, there):
    Path(there).parent.mkdir(exist_ok=True)
    Path(there).write_text("mine")
    assert cli.main(["start", "mine"]) == 2
    assert f"{there} is a file" in capsys.readouterr().err
    assert here() == {there: "mine"}


def test_a_folder_in_a_notebooks_place_is_named(capsys):
    Path("mine/lecture_nb/01_a.ipynb").mkdir(parents=True)
    assert cli.main(["start", "mine"]) == 2
    assert "mine/lecture_nb/01_a.ipynb is a folder" in capsys.readouterr().err


def test_a_full_disk_leaves_no_half_notebook_and_the_next_start_goes_on(capsys, monkeypatch):
    written = []
    real = os.fsync

    def full(handle):
        written.append(handle)
        if len(written) > 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(whole_files.os, "fsync", full)
    assert cli.main(["start", "mine"]) == 2
    assert "mine/exercises/01_a.ipynb: No space left on device" in capsys.readouterr().err
    assert set(here("mine")) == set(NAMES[2:])
    monkeypatch.setattr(whole_files.os, "fsync", real)
    assert cli.main(["start", "mine"]) == 0
    assert here("mine") == {name: f"new {name}" for name in NAMES}


def test_an_installation_without_notebooks_says_so(capsys, monkeypatch):
    def nowhere(name):
        raise FileNotFoundError(f"this installation of the course came without its {name}/")

    monkeypatch.setattr(start, "course_dir", nowhere)
    assert cli.main(["start", "new"]) == 2
    assert "came without its lecture_nb/" in capsys.readouterr().err and not Path("new").exists()


def test_lab_opens_the_copy_the_folder_or_the_checkout(course, monkeypatch, capsys):
    opened = []
    monkeypatch.setattr(lab.subprocess, "call", lambda command: opened.append(command) or 0)
    assert cli.main(["start", "mine"]) == 0
    assert cli.main(["lab", "mine"]) == 0
    assert cli.main(["lab"]) == 0
    monkeypatch.chdir("mine")
    assert cli.main(["lab"]) == 0
    pages = [Path(command[3]) for command in opened]
    assert pages == [Path("mine", lab.FIRST), course / lab.FIRST, Path.cwd() / lab.FIRST]
    assert all(set(lab.QUIET) <= set(command) for command in opened)


def test_lab_without_a_course_says_what_to_do(capsys):
    assert cli.main(["lab", "nothing"]) == 2
    assert "lecturekit start my_course" in capsys.readouterr().err


def test_the_version_is_told_and_the_module_runs():
    for option, said in (("--version", f"lecturekit {__version__}\n"), ("--help", "usage: lecturekit")):
        done = subprocess.run([sys.executable, "-m", "lecturekit", option], capture_output=True, text=True)
        assert (done.returncode, done.stdout[: len(said)]) == (0, said)


def test_every_folder_that_is_copied_is_one_of_the_course():
    assert all(files.course_dir(name).is_dir() for name in start.FOLDERS)
