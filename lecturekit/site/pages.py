"""The course as pages to read: every notebook with its stored outputs, and a page of contents."""

import html
import re
import shutil
from pathlib import Path

import nbformat
from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets.config import Config

from lecturekit.course.files import course_dir
from lecturekit.site import formulas
from lecturekit.site.lab import FOLDERS, notebook_address

HERE = Path(__file__).parent
KINDS = {"lecture_nb": "Lecture", "exercises": "Exercises", "solutions": "Solutions"}
PRIORITY = ["text/html", "image/png", "text/plain"]


class Renderer(IPythonRenderer):
    """Markdown to HTML, with formulas as MathML and links to pages in place of notebooks."""

    def block_math(self, body):
        """A formula on a line of its own."""
        return formulas.display(html.unescape(body))

    def multiline_math(self, text):
        """The same, with its dollar signs or brackets."""
        return formulas.display(html.unescape(text).strip()[2:-2])

    def inline_math(self, body):
        """A formula within a line."""
        return formulas.inline(html.unescape(body))

    def latex_environment(self, name, body):
        """A formula that is an environment of its own."""
        return formulas.display(rf"\begin{{{name}}}{html.unescape(body)}\end{{{name}}}")


class PageExporter(HTMLExporter):
    """A notebook as a page of the course."""

    @pass_context
    def markdown2html(self, _context, source):
        """The HTML of a markdown cell; its tables are in boxes that scroll where the page is narrower."""
        renderer = Renderer(escape=False, exclude_anchor_links=True)
        page = to_pages(MarkdownWithMath(renderer=renderer).render(source))
        return page.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace("</table>", "</table></div>")

    def default_filters(self):
        """nbconvert's filters, and one for the HTML that a cell has displayed."""
        yield from super().default_filters()
        yield "displayed", lambda markup: to_pages(formulas.within_html(markup))


def to_pages(markup):
    """Let the links to notebooks of the course lead to their pages."""
    return re.sub(r'(<a href="(?![a-z]+:)[^"#]*)\.ipynb', r"\1.html", markup)


def write_pages(folder, *, application="run"):
    """Write the pages.

    Parameters
    ----------
    folder : Path
        Made if missing; gets ``index.html``, ``style.css`` and a folder of pages for each of lectures,
        exercises and solutions.
    application : str or None
        The folder beside them in which the notebooks run; None if there is none.

    Returns
    -------
    list of str
        The paths of all pages, relative to the folder.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "style.css", folder)
    exporter = PageExporter(
        config=Config(
            TemplateExporter={"extra_template_basedirs": [str(HERE / "templates")], "template_name": "lecture"},
            NbConvertBase={"display_data_priority": PRIORITY},
        )
    )
    contents, pages = {}, []
    for name in FOLDERS:
        notebooks = {path: nbformat.read(path, as_version=4) for path in sorted(course_dir(name).glob("*.ipynb"))}
        entries = [(path.stem, title_of(notebook)) for path, notebook in notebooks.items()]
        contents[name] = entries
        (folder / name).mkdir(exist_ok=True)
        for place, (path, notebook) in enumerate(notebooks.items()):
            around = {
                "title": entries[place][1],
                "kind": KINDS[name],
                "name": name,
                "stem": path.stem,
                "previous": entries[place - 1] if place else None,
                "following": entries[place + 1] if place + 1 < len(entries) else None,
                "run": f"../{application}/{notebook_address(f'{name}/{path.name}')}" if application else None,
                "kinds": {
                    other: KINDS[other]
                    for other in FOLDERS
                    if other != name and (course_dir(other) / path.name).is_file()
                },
            }
            page, _ = exporter.from_notebook_node(without_setup(notebook), resources={"around": around})
            (folder / name / f"{path.stem}.html").write_text(page, encoding="utf-8")
            pages.append(f"{name}/{path.stem}.html")
    index = exporter.environment.get_template("contents.html.j2").render(
        contents=contents, kinds=KINDS, run=f"{application}/index.html" if application else None
    )
    (folder / "index.html").write_text(index, encoding="utf-8")
    return ["index.html", *pages]


def title_of(notebook):
    """The first heading of a notebook, without its mark."""
    lines = (line for cell in notebook.cells if cell.cell_type == "markdown" for line in cell.source.splitlines())
    return next((line.removeprefix("# ") for line in lines if line.startswith("# ")), "Untitled")


def without_setup(notebook):
    """The notebook without the cell that installs the package, which says nothing to a reader."""
    notebook.cells = [cell for cell in notebook.cells if "%pip install" not in cell.source]
    return notebook
