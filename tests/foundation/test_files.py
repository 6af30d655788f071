"""Files are written whole or not at all, with the usual rights, and never over one that is to be kept."""

import errno
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from lecturekit.foundation.files import write_whole


def test_a_file_is_written_and_replaced_whole(tmp_path):
    path = tmp_path / "a.txt"
    for content in ("one\n", b"two", "ä"):
        write_whole(path, content)
        assert path.read_bytes() == (content if isinstance(content, bytes) else content.encode())
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


def test_a_file_that_is_there_stays(tmp_path):
    (tmp_path / "a").write_text("mine")
    with pytest.raises(FileExistsError):
        write_whole(tmp_path / "a", "theirs", fresh=True)
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("a", "mine")]


@pytest.mark.parametrize("fails", ["fsync", "replace"])
def test_a_full_disk_leaves_nothing_half_and_names_the_file(tmp_path, monkeypatch, fails):
    path = tmp_path / "a.txt"
    path.write_text("before")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, fails, full)
    with pytest.raises(OSError, match="No space left") as caught:
        write_whole(path, "after")
    assert caught.value.filename == str(path)
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("a.txt", "before")]


def test_where_there_are_no_hard_links_a_file_that_is_there_stays_too(tmp_path, monkeypatch):
    def none(*_):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", none)
    write_whole(tmp_path / "a", "mine", fresh=True)
    with pytest.raises(FileExistsError):
        write_whole(tmp_path / "a", "theirs", fresh=True)
    assert (tmp_path / "a").read_text() == "mine"


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_a_file_has_the_rights_of_any_new_file(tmp_path):
    usual = tmp_path / "usual"
    usual.touch()
    write_whole(tmp_path / "a", "")
    assert (tmp_path / "a").stat().st_mode == usual.stat().st_mode


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes that are copied")
def test_a_kill_at_any_moment_leaves_nothing_half(tmp_path):
    script, memory = Path(__file__).with_name("killed_at_random.py"), Path("/dev/shm")  # where nobody waits for a disk
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as folder:
        done = subprocess.run([sys.executable, script, folder], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"writing": [], "progress": [], "start": [], "assignments": []}
