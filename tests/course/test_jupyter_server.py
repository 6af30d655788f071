"""The README's first command: JupyterLab opens the first notebook, and its links to the exercises lead somewhere."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from jupyter_server.serverapp import ServerApp
from traitlets.config import Config

from lecturekit.course import jupyter_server as whole_course
from lecturekit.course.files import course_dir

ROOT = Path(__file__).parents[2]
FIRST = Path("lecture_nb", "00_start_here.ipynb")


def linked(file, **settings):
    """A server started with this file and these settings, after the extension has seen it."""
    server = ServerApp(config=Config({"ServerApp": settings}))
    server.file_to_run = str(file)
    whole_course._link_jupyter_server_extension(server)
    return server


@pytest.mark.parametrize(
    "file", [FIRST, ROOT / FIRST, "exercises/01_single_unit.ipynb", "solutions/../lecture_nb/x.ipynb"]
)
def test_a_notebook_of_the_course_brings_the_whole_course(monkeypatch, file):
    monkeypatch.chdir(ROOT)
    server = linked(file)
    assert server.root_dir == str(ROOT)
    assert Path(server.file_to_run) == (ROOT / file).resolve()


def test_from_within_the_folder_too(monkeypatch):
    monkeypatch.chdir(ROOT / "lecture_nb")
    server = linked(FIRST.name)
    assert (server.root_dir, Path(server.file_to_run)) == (str(ROOT), ROOT / FIRST)


def test_other_servers_are_left_as_they_are(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lecture_nb").mkdir()
    for file in ("lecture_nb/mine.ipynb", "mine.ipynb"):
        server = linked(file)
        assert server.file_to_run == file and server.root_dir == str((tmp_path / file).parent)
    assert linked("").root_dir == str(tmp_path)


def test_a_folder_that_was_asked_for_is_served():
    folder = str(ROOT / "lecture_nb")
    assert linked(ROOT / FIRST, root_dir=folder).root_dir == folder


def test_a_course_without_notebooks_starts(monkeypatch, tmp_path):
    monkeypatch.setattr("lecturekit.course.files.PACKAGE", tmp_path / "lecturekit")
    with pytest.raises(FileNotFoundError):
        course_dir("lecture_nb")
    assert linked(ROOT / FIRST).root_dir == str(ROOT / "lecture_nb")


@pytest.mark.parametrize("application", ["jupyterlab", "notebook"])
def test_the_command_serves_lectures_and_exercises(tmp_path, application):
    """Without a browser: the page that the command would open, and what its server has to show."""
    token = "a-token"
    command = [
        sys.executable,
        "-m",
        application,
        str(FIRST),
        "--no-browser",
        "--allow-root",
        "--port=0",
        "--ip=127.0.0.1",
        f"--IdentityProvider.token={token}",
    ]
    log = tmp_path / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"JUPYTER_RUNTIME_DIR": str(tmp_path)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        address = opened_page(server, tmp_path, log)
        top, _, page = re.fullmatch(r"(http://[^/]+/)([^?]*?)(lecture_nb/\w+\.ipynb)\?token=.*", address).groups()
        assert page == FIRST.as_posix()
        for folder in ("lecture_nb", "exercises", "solutions"):
            with urllib.request.urlopen(f"{top}api/contents/{folder}?token={token}", timeout=60) as answer:
                names = {each["name"] for each in json.load(answer)["content"]}
            assert "01_single_unit.ipynb" in names
    finally:
        server.terminate()
        server.wait(timeout=60)


def opened_page(server, folder, log, patience=120):
    """The address that the server has written for the browser to open, as soon as it is there."""
    deadline = time.monotonic() + patience
    while server.poll() is None and time.monotonic() < deadline:
        for file in folder.glob("jpserver-file-to-run-*-open.html"):
            if found := re.search(r'href="(http[^"]*)"', file.read_text(encoding="utf-8")):
                return found[1]
        time.sleep(0.2)
    raise AssertionError(f"the server did not start:\n{log.read_text()}")
