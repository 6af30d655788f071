"""The environment check: silent about what is there, helpful about what is not."""

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest

from lecturekit.course import environment

ROOT = Path(__file__).parents[2]


def lines(status):
    """The lines of the check that begin with ok or NO."""
    return [line for line in repr(environment.check_environment()).splitlines() if line.startswith(status)]


def test_everything_is_there():
    assert lines("NO") == []
    assert len(lines("ok")) == 6 + len(environment.NEEDED)


def test_the_versions_are_those_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = dict(re.match(r"([\w-]+)>=([\d.]+)", line).groups() for line in project["dependencies"])
    assert environment.NEEDED.items() <= declared.items()
    assert project["requires-python"] == ">=3.11"


def test_quietly_it_says_one_line_or_what_is_missing(monkeypatch):
    assert repr(environment.check_environment(quiet=True)).splitlines() == [
        "ok  all 10 things that the course needs are there"
    ]
    monkeypatch.setattr(environment.sys, "version_info", (3, 10, 4))
    (line,) = repr(environment.check_environment(quiet=True)).splitlines()
    assert line.startswith("NO  Python 3.11 or later")


@pytest.mark.parametrize("found", ["1.9", "1.26.4", "0.30"])
def test_an_old_package_is_named_with_its_version_and_advice(monkeypatch, found):
    installed = importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: found if name == "numpy" else installed(name))
    (line,) = lines("NO")
    assert "numpy 2.0 or later" in line and f"found {found}" in line and "pip install --upgrade numpy" in line


def test_the_third_number_of_a_version_counts(monkeypatch):
    monkeypatch.setattr(environment, "NEEDED", {"numpy": "2.0.4"})
    for found, is_old in (("2.0.3", True), ("2.0.4", False), ("2.0", True), ("2.1", False)):
        monkeypatch.setattr(importlib.metadata, "version", lambda name, found=found: found)
        assert bool(lines("NO")) is is_old


def test_a_newer_version_is_welcome(monkeypatch):
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "10.0.1rc1")
    assert lines("NO") == []


def test_a_missing_package_is_a_line_and_no_traceback(monkeypatch):
    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    assert len(lines("NO")) == len(environment.NEEDED)


def test_an_old_python_is_named(monkeypatch):
    monkeypatch.setattr(environment.sys, "version_info", (3, 10, 4))
    (line,) = lines("NO")
    assert "Python 3.11 or later" in line


def test_a_folder_that_cannot_be_written_costs_only_the_progress(monkeypatch, tmp_path):
    blocked = tmp_path / "a file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("LECTUREKIT_STATE_DIR", str(blocked / "inside"))
    (line,) = lines("NO")
    assert "progress" in line and "LECTUREKIT_STATE_DIR" in line


def test_data_that_cannot_be_read_is_reported(monkeypatch):
    from lecturekit import datasets

    def broken():
        raise OSError("file is damaged")

    monkeypatch.setattr(datasets, "load_mnist", broken)
    (line,) = lines("NO")
    assert "MNIST" in line and "file is damaged" in line and "pip install" in line


def test_incomplete_data_are_reported_with_their_number(monkeypatch):
    from lecturekit import datasets

    part = datasets.load_mnist(subset=500)
    monkeypatch.setattr(datasets, "load_mnist", lambda: part)
    (line,) = lines("NO")
    assert "MNIST" in line and "found 10500" in line


def test_a_wrong_gradient_is_reported(monkeypatch):
    from lecturekit.l_layer.network import Network

    right = Network.grad
    monkeypatch.setattr(Network, "grad", lambda *args: -right(*args))
    (line,) = lines("NO")
    assert "finite differences" in line and "DISAGREES" in line


def test_html_escapes_what_an_error_says(monkeypatch):
    def broken(name):
        raise RuntimeError("<b>")

    monkeypatch.setattr(importlib.metadata, "version", broken)
    assert "<b>" not in environment.check_environment()._repr_html_()
