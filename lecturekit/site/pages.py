"""The course as pages to read: every notebook with its stored outputs and its widgets, a front page, and what stands around."""

import base64
import io
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import nbformat
from PIL import Image

from lecturekit.course.files import PACKAGE, course_dir
from lecturekit.course.overview import CHAPTERS
from lecturekit.site import exporter, formulas, reference, search
from lecturekit.site.cells import widget_cells
from lecturekit.site.frames import written_frames
from lecturekit.site.lab import FOLDERS, entrance_address
from lecturekit.site.pictures import put_beside

HERE = Path(__file__).parent
KINDS = {"lecture_nb": "Lecture", "exercises": "Exercises", "solutions": "Solutions"}
GUIDES = {
    "instructors": ("For instructors", PACKAGE / "classroom" / "README.md"),
    "contributors": ("For contributors", PACKAGE.parent / ".github" / "CONTRIBUTING.md"),
}
"""Page -> its title, and the Markdown that it shows if it is there: an installed wheel has no .github."""

COURSE = "Neural networks: training"
ABOUT = "A lecture on how neural networks learn: every formula beside the code that computes it and the experiment that tests it."
CARD = 480
"""Width of a chapter's picture on the front page."""


@dataclass(frozen=True)
class Source:
    """A notebook of the course, with the folder it stands in, its file and its widgets."""

    folder: str
    path: Path
    notebook: nbformat.NotebookNode
    widgets: list

    @property
    def title(self):
        """The first heading, without its mark."""
        lines = (
            line for cell in self.notebook.cells if cell.cell_type == "markdown" for line in cell.source.split("\n")
        )
        return next((line.removeprefix("# ") for line in lines if line.startswith("# ")), "Untitled")


def is_lecture(source):
    """Whether a source is a lecture, whose widgets move on its page."""
    return source.folder == "lecture_nb"


def write_pages(folder, *, application="run", alive=is_lecture):
    """Write the pages.

    Parameters
    ----------
    folder : Path
        Made if missing; gets ``index.html``, a folder of pages for each of lectures, exercises and solutions,
        ``reference`` for the package, ``pages`` for instructors and contributors, ``widgets`` with the drawn states, ``pictures``, a style and a script.
    application : str or None
        The folder beside them in which the notebooks run; None if there is none.
    alive : callable
        Of a ``Source``: whether the states of its widgets are drawn.

    Returns
    -------
    list of str
        The paths of all pages, relative to the folder.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("style.css", "scheme.js", "site.js"):
        shutil.copy(HERE / name, folder)
    shutil.copytree(HERE / "fonts", folder / "fonts", dirs_exist_ok=True)
    sources = {name: list(_sources(name)) for name in FOLDERS}
    drawn = [source for several in sources.values() for source in several if source.widgets and alive(source)]
    with written_frames(folder / "widgets", [(source.path, cell) for source in drawn for cell in source.widgets]):
        return _written(folder, sources, drawn, application)


def _written(folder, sources, drawn, application):
    """Write all pages, beside which the widgets of those in ``drawn`` are drawn; returns their paths."""
    maker = exporter.PageExporter()
    guides = {name: (title, path) for name, (title, path) in GUIDES.items() if path.is_file()}
    write = _Writer(folder, maker, {"course": COURSE, "guides": guides, "run": application})
    _write_index(write, sources, application, drawn)
    for name, several in sources.items():
        for place, source in enumerate(several):
            around = _around(several, place, application)
            notebook = exporter.prepared(source.notebook, source.widgets, source in drawn)
            body, _ = maker.from_notebook_node(notebook, resources={"around": around})
            write(f"{name}/{source.path.stem}.html", "page", around["title"], around["about"], body=body, around=around)
    for name, (title, path) in guides.items():
        body = _without_dead_links(exporter.rendered(path.read_text(encoding="utf-8")))
        write(f"pages/{name}.html", "page", title, f"{title}: {COURSE}", body=body)
    for room in reference.ROOMS:
        body, about = reference.room_page(room)
        write(f"reference/{room}.html", "page", f"lecturekit.{room}", about, body=body)
    for name, body in (("index", reference.index_body()), ("equations", reference.equations_body())):
        title = "Reference" if name == "index" else "Equations"
        write(f"reference/{name}.html", "page", title, f"{title}: {COURSE}", body=body)
    search.write_index(folder, write.found)
    formulas.write_formulas(folder)
    return write.paths


class _Writer:
    """Writes pages from templates, and knows which it has written, and what can be found in them."""

    def __init__(self, folder, maker, common):
        self.folder, self.templates, self.common, self.paths = folder, maker.environment, common, []
        self.found = []

    def __call__(self, path, template, title, description, *, body="", **values):
        top = "../" * path.count("/")
        body, contents = exporter.with_contents(put_beside(body, self.folder, top))
        values = {"around": None} | self.common | values
        page = self.templates.get_template(f"{template}.html.j2").render(
            title=title, description=description, body=body, contents=contents, top=top, **values
        )
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(page, encoding="utf-8")
        self.paths.append(path)
        if not path.startswith("solutions/"):
            self.found += search.entries(path, title, body)


def _sources(name):
    for path in sorted(course_dir(name).glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        yield Source(name, path, notebook, widget_cells(path.stem, notebook))


def _around(sources, place, application):
    source = sources[place]
    name, path = source.folder, source.path
    entries = [(each.path.stem, each.title) for each in sources]
    chapter = CHAPTERS.get(int(path.stem[:2]))
    return {
        "title": source.title if name == "lecture_nb" else f"{source.title} ({KINDS[name]})",
        "about": chapter.question if chapter else ABOUT,
        "kind": KINDS[name],
        "stem": path.stem,
        "lecture": path.stem if name == "lecture_nb" else None,
        "previous": entries[place - 1] if place else None,
        "following": entries[place + 1] if place + 1 < len(entries) else None,
        "run": f"../{application}/{entrance_address(f'{name}/{path.name}')}" if application else None,
        "file": f"../{application}/files/{name}/{path.name}" if application else None,
        "kinds": {
            other: KINDS[other] for other in FOLDERS if other != name and (course_dir(other) / path.name).is_file()
        },
    }


def _write_index(write, sources, application, drawn):
    """The front page; a chapter's card has the first picture of its notebook."""
    cards = []
    for source in sources["lecture_nb"]:
        stem, chapter = source.path.stem, CHAPTERS.get(int(source.path.stem[:2]))
        picture = _first_picture(source.notebook)
        if picture is not None:
            (write.folder / "cards").mkdir(exist_ok=True)
            picture.save(write.folder / "cards" / f"{stem}.webp", quality=80, method=6)
        cards.append(
            {
                "stem": stem,
                "title": source.title,
                "chapter": chapter,
                "exercises": (course_dir("exercises") / source.path.name).is_file(),
                "size": picture and picture.size,
            }
        )
    first = next((cell.name for source in drawn for cell in source.widgets if source.path.stem.startswith("00")), None)
    write("index.html", "index_page", COURSE, ABOUT, cards=cards, first=first, application=application)


def _first_picture(notebook):
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if "image/png" in output.get("data", {}):
                picture = Image.open(io.BytesIO(base64.b64decode(output.data["image/png"]))).convert("RGB")
                return picture.resize((CARD, round(CARD * picture.height / picture.width)), Image.Resampling.LANCZOS)
    return None


def _without_dead_links(markup):
    """A guide's links to files of the repository, which are not on the site, become plain words."""
    return re.sub(r'<a href="(?![a-z]+:|#)[^"]*">(.*?)</a>', r"\1", markup, flags=re.DOTALL)
