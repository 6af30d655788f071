"""A folder served on this machine, and a notebook of the course in the JupyterLite that lies in it."""

import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from browser.lab import PATIENCE, OpenNotebook, picture_of, slider_value, wait_for_another_picture

CLEAR_OUTPUTS = "() => jupyterapp.commands.execute('notebook:clear-all-cell-outputs')"
RUN_CODE = """async code => {
    const kernel = jupyterapp.shell.currentWidget.context.sessionContext.session.kernel;
    const future = kernel.requestExecute({code});
    let text = '';
    future.onIOPub = message => {
        text += message.header.msg_type === 'stream' ? message.content.text : '';
        text += message.header.msg_type === 'error' ? message.content.evalue : '';
    };
    await future.done;
    return text;
}"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Say nothing: a page is dozens of requests."""


@contextmanager
def serving(folder):
    """Serve a folder on this machine while the block runs; gives the address of its top."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


class LiteNotebook(OpenNotebook):
    """The notebook `path` of the course, open in JupyterLite in a page; `lab` is the application's address."""

    def __init__(self, page, lab, path):
        super().__init__(page, _Lite(lab), path)

    def run_all(self, timeout=PATIENCE):
        """Run all cells, none of which has an output before."""
        self.page.evaluate(CLEAR_OUTPUTS)
        return super().run_all(timeout)

    def run(self, code):
        """Run code in the notebook's kernel; return what it printed, or its error."""
        return self.page.evaluate(RUN_CODE, code)


class _Lite:
    def __init__(self, address):
        self.top = address

    def address(self, path):
        """The URL at which the application opens a file."""
        return f"{self.top}/lab/index.html?path={path}"


def drag_slider(widget, timeout=PATIENCE):
    """Drag a widget's first slider to the middle of its track with the mouse; return once its picture is another one."""
    slider, track = widget.locator(".noUi-handle").first, widget.locator(".noUi-target").first
    slider.scroll_into_view_if_needed()
    before, value = picture_of(widget), slider_value(slider)
    for _ in range(5):  # where the page still moves, the mouse may miss the slider
        slider.hover()
        widget.page.mouse.down()
        box, place = track.bounding_box(), slider.bounding_box()
        goal = 0.5 if abs(place["x"] + place["width"] / 2 - box["x"] - box["width"] / 2) > box["width"] / 8 else 0.75
        widget.page.mouse.move(box["x"] + goal * box["width"], box["y"] + box["height"] / 2, steps=4)
        widget.page.mouse.up()
        if slider_value(slider) != value:
            break
    wait_for_another_picture(widget, before, f"the slider was dragged from {value} to {slider_value(slider)}", timeout)
