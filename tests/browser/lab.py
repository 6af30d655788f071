"""JupyterLab or Notebook on a copy of the course, and what a reader does in it: open, run, move a slider."""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import nbformat

COURSE = Path(__file__).parents[2]
ARTIFACTS = Path(__file__).parent / "artifacts"
PATIENCE = 300
"""Seconds to wait for anything that happens by itself: the machine may be busy, and nobody waits longer than needed."""

LOCAL_URL = re.compile(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|(data|blob|about):")

# The kernel object is ready long after the toolbar is.
KERNEL_IDLE = """path => {
    const context = window.jupyterapp?.shell.currentWidget?.context;
    const kernel = context?.sessionContext?.session?.kernel;
    return context?.path === path
        && kernel?.connectionStatus === 'connected' && kernel.status === 'idle';
}"""
CODE_CELLS = """() => jupyterapp.shell.currentWidget.content.widgets
    .filter(cell => cell.model.type === 'code' && cell.model.sharedModel.getSource().trim())
    .map(cell => ({
        source: cell.model.sharedModel.getSource(),
        count: cell.model.executionCount,
        errors: cell.model.outputs.toJSON().filter(output => output.output_type === 'error'),
        widgets: cell.model.outputs.toJSON()
            .filter(output => output.data?.['application/vnd.jupyter.widget-view+json']).length,
    }))"""
# While a part of a widget is on its way, something keeps its place that has none of the classes of widgets; a slider of choices has the second.
WIDGETS_DRAWN = """expected => {
    const drawn = document.querySelectorAll('.jp-OutputArea-output:has(> .jupyter-widgets)');
    const pictures = [...document.querySelectorAll('img.widget-image')];
    return drawn.length >= expected
        && !document.querySelector('.widget-box > :not(.jupyter-widgets, .widget-inline-hbox)')
        && pictures.every(picture => picture.complete && picture.naturalWidth > 0);
}"""
CONTROLS = """[...document.querySelectorAll(
    '.jupyter-widgets :is(.noUi-handle, select, button, input, textarea)')].filter(control => control.checkVisibility())"""
TO_FIRST_CELL = """() => {
    const notebook = jupyterapp.shell.currentWidget.content;
    notebook.activeCellIndex = 0;
    notebook.activate();
}"""
SHUT_DOWN = "() => jupyterapp.shell.currentWidget?.context.sessionContext.shutdown()"
# A new picture takes away the address of the one before, perhaps in the middle of reading it.
PICTURE_BYTES = """async image => {
    for (let attempt = 0; ; attempt++) {
        try {
            const bytes = await (await fetch(image.src)).arrayBuffer();
            return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))).join(' ');
        } catch (error) {
            if (attempt === 20) throw error;
            await new Promise(resolve => setTimeout(resolve, 100));
        }
    }
}"""
VIOLATIONS = """async ([within, rules]) => (await axe.run(within, {resultTypes: ['violations'], ...rules})).violations
    .filter(rule => ['serious', 'critical'].includes(rule.impact))
    .map(rule => `${rule.id}: ${rule.nodes.length} x ${rule.nodes[0].html.slice(0, 200)}`)"""
SPOKEN = """() => [...document.querySelectorAll('.jupyter-widgets [role=slider]')].map(handle => {
    const beside = part => handle.closest('.widget-slider').querySelector(part).textContent;
    const said = ['aria-label', 'aria-valuetext'].map(name => handle.getAttribute(name));
    return [said, [beside('.widget-label'), beside('.widget-readout')]];
})"""
CONTRAST = {"runOnly": ["color-contrast"]}
DARK = "() => jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})"
IS_DARK = "() => document.body.dataset.jpThemeLight === 'false'"
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


class Lab:
    """A running JupyterLab (or "notebook"): its address, and the folder it serves."""

    def __init__(self, token, root, application="jupyterlab"):
        self.port, self.token, self.root, self.application = None, token, root, application

    def address(self, path):
        """The URL at which a fresh workspace opens the file `path` of the served folder."""
        if self.application == "notebook":
            return f"http://127.0.0.1:{self.port}/notebooks/{path}?token={self.token}"
        # The default workspace would open the notebooks of earlier visits again.
        workspace = f"lab/workspaces/{secrets.token_hex(8)}"
        return f"http://127.0.0.1:{self.port}/{workspace}/tree/{path}?token={self.token}"

    def answers(self):
        """Whether the server replies yet."""
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api?token={self.token}", timeout=5)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
        return True


def copy_course(destination):
    """Copy the notebooks without their outputs, so that what is seen was computed in the browser."""
    for folder in ("lecture_nb", "exercises", "solutions"):
        for source in sorted((COURSE / folder).glob("*.ipynb")):
            notebook = nbformat.read(source, as_version=4)
            for cell in notebook.cells:
                if cell.cell_type == "code":
                    cell.outputs, cell.execution_count = [], None
            (destination / folder).mkdir(parents=True, exist_ok=True)
            nbformat.write(notebook, destination / folder / source.name)


def port_in(runtime):
    """The port that the only server of a runtime folder has found for itself, or None until it has said so."""
    for file in runtime.glob("jpserver-*.json"):
        with suppress(OSError, json.JSONDecodeError):
            return json.loads(file.read_text(encoding="utf-8"))["port"]
    return None


def _environment(scratch):
    """The environment of a server that finds none of the user's own settings and start-up files."""
    names = ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"]
    names += ["JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR", "LECTUREKIT_STATE_DIR"]
    folders = {name: scratch / name for name in names}
    for folder in folders.values():
        folder.mkdir()
    extensions = folders["JUPYTER_DATA_DIR"] / "labextensions"
    shutil.copytree(COURSE / "lecturekit" / "course" / "labextension", extensions / "lecturekit")
    for name, values in SETTINGS.items():
        file = folders["JUPYTERLAB_SETTINGS_DIR"] / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))
    return os.environ | {name: str(folder) for name, folder in folders.items()}


@contextmanager
def running_lab(root, scratch, application="jupyterlab", timeout=PATIENCE):
    """Serve `root` with JupyterLab, or with Jupyter Notebook ("notebook"), while the block runs."""
    lab = Lab(secrets.token_hex(16), root, application)
    command = [sys.executable, "-m", application, "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    command += ["--port=0", f"--IdentityProvider.token={lab.token}"]
    command += [f"--ServerApp.root_dir={root}", "--expose-app-in-browser"]
    if application == "jupyterlab":
        command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    log = scratch / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(command, env=_environment(scratch), cwd=root, stdout=output, stderr=subprocess.STDOUT)
        try:
            deadline = time.monotonic() + timeout
            while lab.port is None or not lab.answers():
                lab.port = port_in(scratch / "JUPYTER_RUNTIME_DIR")
                if server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{application} did not start:\n{log.read_text()}")
                time.sleep(0.2)
            yield lab
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def find_chromium():
    """The path of a Chromium: LECTUREKIT_CHROMIUM, else one of the usual names, else None."""
    names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    return os.environ.get("LECTUREKIT_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def keep_offline(context):
    """Abort every request of a browser context that leaves this machine; return their list. It waits patiently, too."""
    context.set_default_timeout(PATIENCE * 1000)
    refused = []

    def decide(route):
        if LOCAL_URL.match(route.request.url):
            route.continue_()
        else:
            refused.append(route.request.url)
            route.abort()

    context.route("**/*", decide)
    return refused


class OpenNotebook:
    """The notebook `path` of the served folder, open in a page."""

    def __init__(self, page, lab, path):
        self.page, self.lab, self.path = page, lab, path

    def open(self, timeout=PATIENCE):
        """Load the page and wait until the notebook's own kernel is ready."""
        self.page.goto(self.lab.address(self.path))
        self.settle(timeout)

    def settle(self, timeout=PATIENCE):
        """Wait until the kernel has nothing left to do."""
        self.page.wait_for_function(KERNEL_IDLE, arg=self.path, timeout=timeout * 1000)

    def run_all(self, timeout=PATIENCE):
        """Run all cells; return the code cells, each with source, count, errors and widgets.

        Returns when every code cell ran, or one raised and the rest were given up, and every
        widget is drawn. It waits so many seconds for each cell.
        """
        self.page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
        before = None
        while True:
            cells = self.page.evaluate(CODE_CELLS)
            n_done = sum(bool(cell["count"]) for cell in cells)
            if n_done != before:
                before, deadline = n_done, time.monotonic() + timeout
            finished = all(cell["count"] for cell in cells) or any(cell["errors"] for cell in cells)
            if finished and self.page.evaluate(KERNEL_IDLE, self.path):
                break
            if time.monotonic() > deadline:
                waiting = [cell["source"] for cell in cells if not cell["count"]]
                raise TimeoutError(f"after {timeout} s still to run: {waiting}")
            time.sleep(0.2)
        cells = self.page.evaluate(CODE_CELLS)  # once more: the last outputs came before the kernel was idle
        n_widgets = sum(cell["widgets"] for cell in cells)
        self.page.wait_for_function(WIDGETS_DRAWN, arg=n_widgets, timeout=timeout * 1000)
        return cells

    def sliding_widgets(self):
        """The output areas that hold a slider and a picture, as locators."""
        slider, picture = self.page.locator(".noUi-handle"), self.page.locator("img.widget-image")
        return self.page.locator(".jp-OutputArea-output").filter(has=slider).filter(has=picture).all()

    def controls_by_tab(self, most=400):
        """Press Tab from the first cell on, and yield each control of a widget that gets the focus, as its number.

        Stops after the last of them, or after ``most`` keys.
        """
        left = set(range(self.n_controls()))
        self.page.evaluate(TO_FIRST_CELL)
        for _ in range(most):
            if not left:
                break
            self.page.keyboard.press("Tab")
            number = self.page.evaluate(f"() => {CONTROLS}.indexOf(document.activeElement)")
            if number in left:
                left.remove(number)
                yield number

    def n_controls(self):
        """How many controls the widgets have."""
        return self.page.evaluate(f"() => {CONTROLS}.length")

    def focused_slider(self):
        """The widget with the focused slider and the slider, or None if something else has the focus."""
        slider = self.page.locator(".noUi-handle:focus")
        return (self.page.locator(".jp-OutputArea-output").filter(has=slider), slider) if slider.count() else None

    def pictures_without_words(self):
        """How many pictures in the outputs have neither alternative text nor a title."""
        return self.page.locator(".jp-OutputArea img:not([alt]):not([title]), .jp-OutputArea img[alt='']").count()

    def violations(self, axe):
        """What axe-core finds serious in the live widgets: all its rules in the light theme, contrast in the dark one."""
        widgets = ".jp-OutputArea-output > .jupyter-widgets"
        light = violations(self.page, axe, widgets)
        self.page.evaluate(DARK)
        self.page.wait_for_function(IS_DARK)
        return light, violations(self.page, axe, widgets, CONTRAST)

    def spoken(self):
        """What the handle of each slider is called and says, and the label and the number beside it."""
        return self.page.evaluate(SPOKEN)

    def screenshot(self, name):
        """Save what the browser shows as artifacts/name.png."""
        ARTIFACTS.mkdir(exist_ok=True)
        self.page.screenshot(path=ARTIFACTS / f"{name}.png")

    def close(self):
        """Stop the notebook's kernel."""
        self.page.evaluate(SHUT_DOWN)


def violations(page, axe, within="html", rules=None):
    """What axe-core finds serious or critical on a page, or in those parts of it that a selector names."""
    page.evaluate(axe)  # a script tag would be refused
    return page.evaluate(VIOLATIONS, [within, rules or {}])


def picture_of(widget):
    """A digest of the bytes of a widget's picture."""
    return widget.locator("img.widget-image").first.evaluate(PICTURE_BYTES)


def slider_value(slider):
    """Where a slider stands, as a number."""
    return float(slider.get_attribute("aria-valuenow"))


def move_slider(widget, slider=None, keys=("ArrowLeft", "ArrowRight"), timeout=PATIENCE):
    """Push a slider of a widget (by default its first) with a key; return once its picture is another one.

    The first of the two keys is for a slider that stands at its end.
    """
    slider = slider or widget.locator(".noUi-handle").first
    slider.scroll_into_view_if_needed()
    before, value = picture_of(widget), slider_value(slider)
    at_the_end = value >= float(slider.get_attribute("aria-valuemax"))
    slider.press(keys[0] if at_the_end else keys[1])
    wait_for_another_picture(widget, before, f"the slider was moved from {value}", timeout)


def wait_for_another_picture(widget, before, reason, timeout=PATIENCE):
    """Return once the digest of a widget's picture is not ``before`` any more."""
    deadline = time.monotonic() + timeout
    while picture_of(widget) == before:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{reason}, but in {timeout} s the picture did not change")
        time.sleep(0.1)
