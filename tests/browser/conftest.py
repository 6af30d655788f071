"""One JupyterLab and one Chromium for the whole session."""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest
from browser.lab import OpenNotebook, copy_course, find_chromium, keep_offline, running_lab

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@pytest.fixture(scope="session")
def chromium_path():
    """The path of Chromium; skips without one, unless LECTUREKIT_REQUIRE_BROWSER=1."""
    path = find_chromium()
    if path is None:
        reason = "no Chromium on the PATH (LECTUREKIT_CHROMIUM may name one)"
        if os.environ.get("LECTUREKIT_REQUIRE_BROWSER") == "1":
            pytest.fail(f"{reason}, and LECTUREKIT_REQUIRE_BROWSER=1")
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def site_inputs():
    """The folder that tests/tools/offline_site.py has filled; skips where there is none."""
    folder = os.environ.get("LECTUREKIT_SITE_INPUTS")
    if not folder or not (Path(folder) / "axe.min.js").is_file():
        pytest.skip("no inputs: run `python3 tests/tools/offline_site.py DIR` and set LECTUREKIT_SITE_INPUTS=DIR")
    return Path(folder)


@pytest.fixture(scope="session")
def axe(site_inputs):
    """The script of axe-core, which checks the accessibility of a page."""
    return (site_inputs / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def lab(chromium_path, tmp_path_factory):
    """JupyterLab serving a copy of the course."""
    root = tmp_path_factory.mktemp("course")
    copy_course(root)
    with running_lab(root, tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture(scope="module")
def classic(chromium_path, tmp_path_factory):
    """Jupyter Notebook serving a copy of the course."""
    root = tmp_path_factory.mktemp("course")
    copy_course(root)
    with running_lab(root, tmp_path_factory.mktemp("classic"), "notebook") as classic:
        yield classic


@pytest.fixture(scope="module")
def chromium(chromium_path):
    """A headless Chromium that can resolve no name but this machine's."""
    # Closed with the module: its event loop must not be running when nbval starts kernels.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@contextmanager
def visits(chromium, lab):
    """A function that opens a notebook of the course in a page; closes them all. No page may have asked for another machine."""
    context = chromium.new_context(viewport={"width": 1280, "height": 1000})
    refused = keep_offline(context)
    opened = []

    def open_path(path):
        notebook = OpenNotebook(context.new_page(), lab, path)
        notebook.open()
        opened.append(notebook)
        return notebook

    yield open_path
    for notebook in opened:
        notebook.close()
    context.close()
    assert refused == [], "the page asked for something outside this machine"
