"""How long a moved slider takes to show its new picture, in Chromium through JupyterLab.

    python -m tests.benchmarks.sliders [NOTEBOOK STEM ...]       all chapters, or the named ones

Measured inside the page, from the key that moves the slider to the new picture's load event. Each slider of each
widget is moved back and forth; the median over its moves is printed, and last the median of these and the
slowest widget's.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from browser.conftest import CHROMIUM_FLAGS
from browser.lab import COURSE, OpenNotebook, copy_course, find_chromium, running_lab

MOVES = 12
WATCH = """([area, number]) => {
    const picture = area.querySelector('img.widget-image'), handle = area.querySelectorAll('.noUi-handle')[number];
    let start = null;
    handle.focus();
    handle.addEventListener('keydown', () => { start = performance.now(); }, {once: true, capture: true});
    window.moved = new Promise(resolve => {
        picture.addEventListener('load', () => resolve(start && performance.now() - start), {once: true});
        setTimeout(() => resolve(null), 2000);
    });
}"""


def slider_times(page, area):
    """{label: [milliseconds of each move]} of the sliders in one widget."""
    labels = area.evaluate("area => [...area.querySelectorAll('.widget-slider .widget-label')].map(l => l.textContent)")
    times = {}
    for number, label in enumerate(labels):
        taken = []
        for move in range(MOVES):
            page.evaluate(WATCH, [area, number])
            page.keyboard.press("ArrowRight" if move % 4 < 2 else "ArrowLeft")
            taken.append(page.evaluate("window.moved"))
        times[label] = [each for each in taken[2:] if each is not None]
    return times


def main():
    """Open the notebooks one after another and print what was measured."""
    stems = sys.argv[1:] or [path.stem for path in sorted((COURSE / "lecture_nb").glob("*[1-9]*_*.ipynb"))]
    medians = {}
    with tempfile.TemporaryDirectory() as root, tempfile.TemporaryDirectory() as scratch, sync_playwright() as driver:
        copy_course(Path(root))
        with running_lab(Path(root), Path(scratch)) as lab:
            browser = driver.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
            for stem in stems:
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                notebook = OpenNotebook(page, lab, f"lecture_nb/{stem}.ipynb")
                notebook.open()
                notebook.run_all()
                for number, widget in enumerate(notebook.sliding_widgets(), start=1):
                    area = widget.element_handle()
                    area.scroll_into_view_if_needed()
                    for label, taken in slider_times(page, area).items():
                        if taken:
                            medians[stem, number, label] = statistics.median(taken)
                        found = f"{medians[stem, number, label]:.0f} ms" if taken else "no move was seen"
                        print(f"{stem} widget {number}, {label}: {found}", flush=True)
                notebook.close()
                page.close()
            browser.close()
    widgets = {key[:2]: max(value for other, value in medians.items() if other[:2] == key[:2]) for key in medians}
    print(
        f"median of all sliders {statistics.median(medians.values()):.0f} ms, "
        f"slowest widget {max(widgets.values()):.0f} ms"
    )


if __name__ == "__main__":
    main()
