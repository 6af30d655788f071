"""What is collected is what a student has written: no link is followed, no name is believed against the files' owner."""

import getpass
import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from lecturekit import cli
from lecturekit.classroom.exchange import Collect

STEM = "01_single_unit"
pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's own


@pytest.fixture
def course(tmp_path):
    """A course and its exchange."""
    assert cli.main(["hub", str(tmp_path), "--instructor", getpass.getuser()]) == 0
    (tmp_path / "exchange" / "lecturekit" / "inbound").mkdir(parents=True)
    return tmp_path


def hand_in(course, name, *, under="inbound", text="{}", link=None):
    """A submission in the exchange, with a file or a link in it."""
    folder = course / "exchange" / "lecturekit" / under / name
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text("2027-01-01 00:00:00 UTC")
    notebook = folder / f"{STEM}.ipynb"
    notebook.symlink_to(link) if link else notebook.write_text(text)
    return folder


def collected(course, **options):
    """What `nbgrader collect` makes of it: student -> names of files."""
    config = Config()
    config.Exchange.root = str(course / "exchange")
    config.CourseDirectory.root = str(course / "course")
    config.CourseDirectory.course_id = "lecturekit"
    config.CourseDirectory.assignment_id = STEM
    config.Collect.update(options)
    Collect(coursedir=CourseDirectory(config=config), config=config).start()
    return {path.parent.name: sorted(os.listdir(path)) for path in (course / "course" / "submitted").glob(f"*/{STEM}")}


def test_links_are_left_out_and_forged_names_are_not_collected(course):
    me = getpass.getuser()
    hand_in(course, f"{me}+{STEM}+2027-01-01 00:00:00 UTC", link=course / "course" / "source" / STEM / f"{STEM}.ipynb")
    hand_in(course, f"somebody+{STEM}+2027-01-01 00:00:00 UTC")
    hand_in(course, f"{me}+{STEM}+no time")
    assert collected(course) == {me: ["timestamp.txt"]}


def test_a_link_to_another_submission_is_not_collected(course):
    me = getpass.getuser()
    other = hand_in(course, f"other+{STEM}+2027-01-01 00:00:00 UTC")
    (other.parent / f"{me}+{STEM}+2027-01-02 00:00:00 UTC").symlink_to(other)
    assert collected(course) == {}


def test_where_every_student_has_a_folder_its_name_counts(course):
    hand_in(course, f"ben+{STEM}+2027-01-01 00:00:00 UTC", under="students/ben/inbound", text="1")
    hand_in(course, f"ben+{STEM}+2027-01-02 00:00:00 UTC", under="students/ben/inbound", text="2")
    hand_in(course, f"ben+{STEM}+2027-01-03 00:00:00 UTC", under="students/eve/inbound", text="3")
    hand_in(course, f"eve+{STEM}+2027-01-01 00:00:00 UTC", under="students/eve/inbound", link="/etc/passwd")
    assert collected(course) == {"ben": [f"{STEM}.ipynb", "timestamp.txt"], "eve": ["timestamp.txt"]}
    assert (course / "course" / "submitted" / "ben" / STEM / f"{STEM}.ipynb").read_text() == "2"


def test_the_hubs_folder_can_be_written_again(course, capsys):
    config = course / "jupyterhub_config.py"
    text = config.read_text()
    assert f"INSTRUCTORS = ['{getpass.getuser()}']" in text and "$" not in text
    compile(text, "config", "exec")
    config.write_text("mine")
    assert cli.main(["hub", str(course), "--instructor", "anna", "--instructor", "otto"]) == 0
    assert config.read_text() == "mine"
    assert (course / "exchange").stat().st_mode & 0o7777 == 0o1777
    assert (course / "private").stat().st_mode & 0o777 == (course / "course").stat().st_mode & 0o777 == 0o700
    for path in course.rglob("*.json"):
        assert json.loads(path.read_text())
    assert cli.main(["hub", str(course), "--instructor", "a/b"]) == 2
    assert "expected the name of a user" in capsys.readouterr().err
    assert Path(course / "zero-to-jupyterhub.yaml").exists()


@pytest.mark.parametrize("before", [[{"name": "home"}], {"home": {"name": "home"}}], ids=["until 2025", "since"])
def test_in_the_cluster_every_container_mounts_its_own_part_of_the_exchange(course, before):
    assert cli.main(["hub", str(course / "cluster"), "--instructor", "anna"]) == 0
    values = yaml.safe_load((course / "cluster" / "zero-to-jupyterhub.yaml").read_text())
    settings = SimpleNamespace(KubeSpawner=SimpleNamespace())
    exec(values["hub"]["extraConfig"]["course"], {"c": settings})
    parts = {}
    for name in ("anna", "ben"):
        spawner = SimpleNamespace(user=SimpleNamespace(name=name), volume_mounts=before, environment={})
        settings.KubeSpawner.pre_spawn_hook(spawner)
        mounts = spawner.volume_mounts
        assert type(mounts) is type(before)
        home, *others = mounts.values() if isinstance(mounts, dict) else mounts
        assert home == {"name": "home"}
        parts[name] = [(each.get("subPath"), each.get("readOnly", False)) for each in others]
    own = "lecturekit/students/ben"
    assert parts["ben"] == [("lecturekit/outbound", True), (f"{own}/inbound", False), (f"{own}/feedback", False)]
    assert parts["anna"] == [(None, False), ("course", False)]
