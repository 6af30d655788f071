"""Python for the browser, gathered with digests: the closure of the course's packages and nothing else."""

import hashlib
import json

import pytest

from lecturekit.cli import main
from lecturekit.site import pyodide

NAMES = {
    "numpy": [],
    "matplotlib": ["numpy", "Pillow"],
    "pillow": [],
    "micropip": ["packaging"],
    "packaging": [],
    "pandas": ["numpy"],
}


@pytest.fixture
def release(tmp_path):
    """A folder that looks like a release of Pyodide."""
    folder = tmp_path / "release"
    folder.mkdir()
    for name in ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip"):
        (folder / name).write_bytes(name.encode())
    packages = {}
    for name, depends in NAMES.items():
        (folder / f"{name}-1.whl").write_bytes(name.encode())
        digest = hashlib.sha256(name.encode()).hexdigest()
        packages[name] = {"depends": depends, "file_name": f"{name}-1.whl", "sha256": digest}
    (folder / "pyodide-lock.json").write_text(json.dumps({"packages": packages}))
    return folder


def test_the_closure_has_what_is_needed_and_nothing_else(release, tmp_path):
    target = tmp_path / "target"
    pyodide.gather_pyodide(release, target)
    wheels = {path.name for path in target.glob("*.whl")}
    assert wheels == {"numpy-1.whl", "matplotlib-1.whl", "pillow-1.whl", "micropip-1.whl", "packaging-1.whl"}
    lock = json.loads((target / "pyodide-lock.json").read_text())
    assert {each["file_name"] for each in lock["packages"].values()} == wheels
    assert (target / "pyodide.asm.wasm").read_bytes() == b"pyodide.asm.wasm"
    assert not (target / "pyodide.asm.mjs").exists()


def test_a_changed_package_is_refused(release, tmp_path):
    (release / "pillow-1.whl").write_bytes(b"something else")
    with pytest.raises(RuntimeError, match=r"pillow-1\.whl: SHA-256 is [0-9a-f]{64}, Pyodide's lock file says"):
        pyodide.gather_pyodide(release, tmp_path / "target")


@pytest.mark.parametrize("name", ["pyodide-lock.json", "pyodide.mjs", "pyodide.asm.wasm", "numpy-1.whl"])
def test_what_is_missing_is_named(release, tmp_path, name):
    (release / name).unlink()
    with pytest.raises(RuntimeError, match=f"has no {name.removesuffix('.wasm')}"):
        pyodide.gather_pyodide(release, tmp_path / "target")


def test_the_command_says_what_is_missing_before_it_writes_a_page(tmp_path, capsys):
    nowhere = tmp_path / "nowhere"
    assert main(["site", "--self-contained", "--pyodide", str(nowhere), str(tmp_path / "site")]) == 2
    assert f"{nowhere} has no pyodide-lock.json" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


def test_the_real_lock_file_has_every_root(tmp_path):
    import os
    from pathlib import Path

    inputs = os.environ.get("LECTUREKIT_SITE_INPUTS")
    if not inputs or not (Path(inputs) / "pyodide").is_dir():
        pytest.skip("no inputs: run `python3 tests/tools/offline_site.py DIR` and set LECTUREKIT_SITE_INPUTS=DIR")
    pyodide.gather_pyodide(Path(inputs) / "pyodide", tmp_path / "target")
    packages = json.loads((tmp_path / "target" / "pyodide-lock.json").read_text())["packages"]
    assert set(pyodide.ROOTS) <= set(packages)
