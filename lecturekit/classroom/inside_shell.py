"""IPython without a kernel: what a student's cells see, and what they have shown."""

import io

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

LARGEST_OUTPUT, MOST_OUTPUTS = 200_000, 100
LONGEST_TEXT = 2000
SHOWN = ("text/plain", "text/html", "text/markdown", "text/latex", "image/png")


def words(text, longest=LONGEST_TEXT):
    """Return a text of bounded length, whatever it is that should become one."""
    try:
        text = str(text)
    except BaseException:
        return ""
    return text.encode("utf-8", "replace").decode()[:longest]


class Outputs:
    """What the cell that runs now has shown: bounded, in the form of a notebook's outputs."""

    def __init__(self):
        self.clear()

    def clear(self):
        """Begin with the next cell."""
        self.shown, self.size = [], 0

    def add(self, output, size):
        """Keep an output, unless there is too much already."""
        if len(self.shown) < MOST_OUTPUTS and self.size + size <= LARGEST_OUTPUT:
            self.size += size
            self.shown.append(output)

    def text(self, name, text):
        """Keep what was printed, joined to what was printed before."""
        text = text[: max(0, LARGEST_OUTPUT - self.size)]
        last = self.shown[-1] if self.shown else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += text
            self.size += len(text)
        elif text:
            self.add({"output_type": "stream", "name": name, "text": text}, len(text))

    def data(self, kind, data, **more):
        """Keep what was displayed, in the forms that a notebook may hold."""
        kept = {key: value for key, value in data.items() if key in SHOWN and isinstance(value, str)}
        if kept:
            size = sum(map(len, kept.values()))
            self.add({"output_type": kind, "data": kept, "metadata": {}, **more}, size)


OUTPUTS = Outputs()


class Stream(io.TextIOBase):
    """Standard output or error of the student's cells."""

    encoding = "utf-8"

    def __init__(self, name):
        self.label = name

    def write(self, text):
        """Keep it."""
        OUTPUTS.text(self.label, words(text, LARGEST_OUTPUT))
        return len(text)

    def writable(self):
        """It is."""
        return True

    def close(self):
        """It stays open."""
        return None


class Published(DisplayPublisher):
    """Keeps what is displayed."""

    def publish(self, data, metadata=None, **more):
        """Keep what a cell displays."""
        OUTPUTS.data("display_data", data)

    def clear_output(self, wait=False):
        """Forget what this cell has shown."""
        OUTPUTS.clear()


class Result(DisplayHook):
    """Keeps the value of a cell's last line."""

    def __call__(self, result=None):
        if result is not None and not self.quiet():
            data, _ = self.compute_format_data(result)
            self.update_user_ns(result)
            OUTPUTS.data("execute_result", data, execution_count=self.prompt_count)


class Shell(InteractiveShell):
    """IPython without a kernel."""

    display_pub_class = Type(Published)
    displayhook_class = Type(Result)

    def enable_gui(self, gui=None):
        """There is none."""

    def ask_exit(self):
        """``exit()`` ends the cell."""
        raise SystemExit

    def init_display_formatter(self):
        """Make no form that is not kept."""
        super().init_display_formatter()
        self.display_formatter.active_types = list(SHOWN)

    def _note(self, kind, value):
        text = [f"{kind}: {words(value)}"]
        OUTPUTS.add({"output_type": "error", "ename": kind, "evalue": words(value), "traceback": text}, len(text[0]))

    def showtraceback(self, exc_tuple=None, *args, **kwargs):
        """Keep the error in one line."""
        kind, value, _ = self._get_exc_info(exc_tuple)
        self._note(kind.__name__, value)

    def showsyntaxerror(self, filename=None, running_compiled_code=False):
        """Keep the error in one line."""
        kind, value, _ = self._get_exc_info()
        self._note(kind.__name__, value)


def start_shell():
    """Return the process's shell."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    return Shell.instance(config=config)
