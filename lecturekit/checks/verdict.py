"""What the student sees: a verdict in plain text and in HTML, and small panels for hints and progress."""

import html
import re
import textwrap
from dataclasses import dataclass

from lecturekit.checks.exercise import CORRECT, UNTOUCHED, WRONG

MARKS = {CORRECT: "✓", WRONG: "✗", UNTOUCHED: "○"}
HALF = "◐"
COLORS = {CORRECT: "#0072B2", WRONG: "#D55E00", UNTOUCHED: "#767676"}
WIDTH = 88


class CheckFailed(Exception):
    """Raised under an automatic grader, where a wrong answer has to cost its points."""


@dataclass(frozen=True)
class Verdict:
    """Result of one check.

    Attributes
    ----------
    id, title : str
        The exercise.
    status : str
        ``"correct"``, ``"wrong"`` or ``"not attempted"``.
    message : str
        The diagnosis or the explanation; code between backticks.
    diagnosis : str or None
        Name of the misconception that was recognized.
    partial : bool
        Right as far as it goes: a half circle instead of a cross.
    """

    id: str
    title: str
    status: str
    message: str = ""
    diagnosis: str | None = None
    partial: bool = False

    @property
    def headline(self):
        """Mark, id and title in one line."""
        ending = f" {UNTOUCHED} yet" if self.status == UNTOUCHED else ""
        joint = ":" if ending and self.title else ""
        mark = HALF if self.partial else MARKS[self.status]
        return f"{mark} {self.id} {self.title}{joint}{ending}".replace("  ", " ").rstrip()

    def __repr__(self):
        return "\n".join([self.headline, *wrap(self.message)])

    def _repr_html_(self):
        body = f"<div>{rich(self.message)}</div>" if self.message else ""
        return (
            f'<div style="border-left: 4px solid {COLORS[self.status]}; padding: 0.2em 0.8em">'
            f"<strong>{html.escape(self.headline)}</strong>{body}</div>"
        )


@dataclass(frozen=True)
class Panel:
    """A few lines to display: ``text`` where there is only text, ``markup`` where there is HTML."""

    text: str
    markup: str

    def __repr__(self):
        return self.text

    def _repr_html_(self):
        return self.markup


def display(verdict):
    """Show a verdict as the output of the present cell, or print it where there is no notebook."""
    from IPython.display import display as show_output

    show_output(verdict)


def wrap(message, indent="  "):
    """Return the lines of a message, wrapped and indented."""
    lines = []
    for paragraph in message.splitlines():
        lines += textwrap.wrap(
            paragraph,
            WIDTH,
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return lines


def rich(message):
    """Return a message as HTML: escaped, with code between backticks and line breaks marked."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(message)).replace("\n", "<br>")
