"""What can be told of VS Code, Colab and Binder without opening them: plain notebooks, and a set-up that fits."""

import json
import re
import stat
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from tools.notebook_format import LANGUAGE, SETUP_CELL, setup_cell

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(
    path.relative_to(ROOT)
    for folder in ("lecture_nb", "exercises", "solutions")
    for path in (ROOT / folder).glob("*.ipynb")
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SHOWN_EVERYWHERE = {"text/plain", "text/html", "image/png"}
FIRST_PAGE = "lecture_nb/00_start_here.ipynb"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=str)
def test_a_notebook_uses_nothing_of_one_tool_only(path):
    stored = json.loads((ROOT / path).read_text(encoding="utf-8"))
    assert (stored["nbformat"], stored["nbformat_minor"]) == (4, 5)
    nbformat.validate(stored)
    assert stored["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": LANGUAGE,
    }
    assert len({cell["id"] for cell in stored["cells"]}) == len(stored["cells"])
    for cell in stored["cells"]:
        source = "".join(cell["source"])
        assert "attachments" not in cell and "jp-" not in source, "only JupyterLab understands this"
        for output in cell.get("outputs", []):
            assert set(output.get("data", {})) <= SHOWN_EVERYWHERE
        if cell["cell_type"] == "code" and source != SETUP_CELL:
            assert not re.search(r"^\s*[%!]", source, flags=re.MULTILINE), "a magic: " + source


ADDRESS = "https://forge.example/course"


def set_up(monkeypatch, platform=None, modules=(), there=False, urls=None):
    """What the set-up cell asks pip to do on such a machine, and what it says."""
    asked, said = [], ""

    class Shell:
        def run_line_magic(self, name, line):
            asked.append((name, line))

    if platform:
        monkeypatch.setattr(sys, "platform", platform)
    for name in modules:
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: there or None)
    source = setup_cell(PROJECT | {"urls": urls or {}})
    try:
        exec(TransformerManager().transform_cell(source), {"get_ipython": Shell})
    except ModuleNotFoundError as problem:
        said = str(problem)
    return asked, said


@pytest.mark.parametrize("host", [(), ("google.colab",), ("kaggle_secrets",), ("deepnote_toolkit",)])
@pytest.mark.parametrize("urls", [{}, {"Repository": ADDRESS}], ids=["nowhere", "declared"])
def test_no_host_installs_a_name_that_may_be_somebody_else_s(monkeypatch, host, urls):
    assert set_up(monkeypatch, modules=host, there=True, urls=urls) == ([], "")
    asked, said = set_up(monkeypatch, modules=host, urls=urls)
    if urls and host == ("google.colab",):
        assert (asked, said) == ([("pip", f"install -q git+{ADDRESS}")], "")
    else:
        place = (
            f"`%pip install git+{ADDRESS}`" if urls else "`%pip install PATH` with the path of a copy of its repository"
        )
        assert (asked, said) == (
            [],
            f"This course's package is missing here: run {place} in a cell, then restart the kernel.",
        )


def test_in_a_browser_the_site_s_own_wheel_is_installed(monkeypatch):
    assert set_up(monkeypatch, platform="emscripten") == ([("pip", f"install -q ipywidgets {PROJECT['name']}")], "")


def test_the_notebooks_have_the_set_up_cell_of_this_project():
    assert setup_cell(PROJECT) == SETUP_CELL


def test_binder_gets_a_python_that_fits_and_this_course():
    assert (ROOT / ".binder" / "requirements.txt").read_text().split("\n") == ["-e .", ""]
    version = re.fullmatch(r"python-(3\.\d+)\n", (ROOT / ".binder" / "runtime.txt").read_text())[1]
    assert SpecifierSet(PROJECT["requires-python"]).contains(version)
    assert "jupyterlab" in {Requirement(each).name for each in PROJECT["dependencies"]}


@pytest.mark.skipif(sys.platform == "win32", reason="Binder's machines run Linux")
def test_binder_opens_the_first_page(tmp_path, monkeypatch):
    script = ROOT / ".binder" / "postBuild"
    assert script.stat().st_mode & stat.S_IXUSR
    monkeypatch.setenv("HOME", str(tmp_path))
    subprocess.run([script], cwd=ROOT, check=True)
    for name, application in (("jupyter_server_config", "ServerApp"), ("jupyter_lab_config", "LabApp")):
        settings = json.loads((tmp_path / ".jupyter" / f"{name}.json").read_text())
        assert settings == {application: {"default_url": f"/lab/tree/{FIRST_PAGE}"}}
    assert (ROOT / FIRST_PAGE).is_file()
    assert f"?urlpath=lab/tree/{FIRST_PAGE}" in (ROOT / "README.md").read_text(encoding="utf-8")
