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


LETTERS = {
    "phi": "φ", "eta": "η", "gamma": "γ", "lambda": "λ", "rho": "ρ", "sigma": "σ", "delta": "δ", "beta": "β", "mu": "μ", "tau": "τ",
    "epsilon": "ε", "partial": "∂", "sum": "Σ", "times": "×", "cdot": "·", "le": "≤", "ge": "≥", "approx": "≈", "infty": "∞",
    "top": "T", "circ": "∘", "ne": "≠", "pm": "±", "to": "→", "in": "∈", "quad": " ",
}  # fmt: skip


def plain(text):
    """Return a text with its formulas as they are written without TeX: ``$\\phi'(z_i)$`` as φ'(z_i)."""
    return re.sub(r"\$([^$`]+)\$", lambda found: _without_tex(found[1]), text)


def _without_tex(formula):
    formula = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"(\1)/(\2)", formula)
    formula = re.sub(r"\\(?:mathbf|mathbb|mathcal|mathrm|text|hat|left|right|operatorname)\b\s*", "", formula)
    formula = re.sub(r"\\([a-zA-Z]+)", lambda found: LETTERS.get(found[1], found[1]), formula)
    formula = re.sub(r"\\[,;! ]", " ", formula).replace("\\|", "‖")
    formula = re.sub(
        r"([_^])\{([^{}]*)\}",
        lambda found: found[1] + (found[2] if len(found[2]) < 2 or found[2][0] == "(" else f"({found[2]})"),
        formula,
    )
    return " ".join(formula.replace("{", "").replace("}", "").split())


def wrap(message, indent="  "):
    """Return the lines of a message as plain text, wrapped and indented."""
    lines = []
    for paragraph in plain(message).splitlines():
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
