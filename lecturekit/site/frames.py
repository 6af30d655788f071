"""Widgets for the pages: every state that a page can show is drawn when the site is built, and stored small.

A picture is cut into square tiles. Most of them occur in many states (axes, labels, backgrounds), so each is stored
once, in one image; a state is the list of the tiles in which it differs from the most common ones.
"""

import json
from base64 import b64encode
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path

import nbformat
import numpy as np
from PIL import Image

from lecturekit.site.cells import shown_by
from lecturekit.widgets.states import stops_and_states

SCALE = 1.5
"""Pixels of a stored picture for each on the screen."""

TILE = 24
N_COLORS = (128, 64, 32, 24, 16)
MOST_BYTES = 1_000_000
"""Of a widget's files: if they take more, the tiles get fewer colors."""

N_SAMPLES = 12
"""States from which the palette is chosen."""


@contextmanager
def written_frames(folder, jobs, n_processes=None):
    """Draw and store widgets in other processes, beside what is done within; they are there when it is left.

    Parameters
    ----------
    folder : Path
        Made if missing; gets ``NAME.js`` and ``NAME.webp`` for each widget.
    jobs : iterable of (Path, WidgetCell)
        The notebook and the cell.
    n_processes : int, optional
        As many as there are processors by default.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(n_processes, mp_context=get_context("spawn")) as pool:
        begun = [pool.submit(write_widget, folder, *job) for job in jobs]
        try:
            yield
            for each in begun:
                each.result()
        finally:
            pool.shutdown(cancel_futures=True)


def write_widget(folder, path, cell):
    """Draw and store one widget; returns its number of states.

    Raises
    ------
    RuntimeError
        If its files are too large even with few colors.
    """
    explorer, stills = shown_by(nbformat.read(path, as_version=4), cell)
    explorer.sharpen(SCALE)
    stops, states = stops_and_states(explorer, stills)
    drawn = [explorer.frame({s.name: s.values[k] for s, k in zip(stops, state)}) for state in states]
    pictures, words = zip(*drawn)
    numbers, tiles = cut(pictures)
    what = {
        "title": explorer.title,
        **dict(zip(("width", "height"), next(picture for picture in pictures if picture).size)),
        "scale": SCALE,
        "tile": TILE,
        "keep": explorer.kept is not None,
        "controls": [{k: v for k, v in asdict(each).items() if k not in ("name", "values")} for each in stops],
        "states": states,
        "words": words,
    }
    sheet = Path(folder) / f"{cell.name}.webp"
    for n_colors in N_COLORS:
        places, painted, palette = recolored(numbers, tiles, n_colors)
        base, changes = differences(places)
        atlas = _atlas(painted, palette)
        atlas.save(sheet, lossless=True, method=4, quality=50)
        what |= {"columns": atlas.width // TILE, "base": _packed(base)}
        what["changes"] = [None if change is None else _packed(change) for change in changes]
        text = f"lecturekit({json.dumps(cell.name)}, {json.dumps(what, ensure_ascii=False, separators=(',', ':'))});\n"
        sheet.with_suffix(".js").write_text(text, encoding="utf-8")
        size = sheet.stat().st_size + sheet.with_suffix(".js").stat().st_size
        if size <= MOST_BYTES:
            return len(states)
    raise RuntimeError(
        f"{cell.name} takes {size} bytes in {n_colors} colors, expected at most {MOST_BYTES}: give it fewer frames"
    )


def cut(pictures):
    """Cut pictures of one size into tiles, each kept once.

    Parameters
    ----------
    pictures : sequence of PIL image or None

    Returns
    -------
    numbers : list of ndarray of int or None
        For each picture the number of the tile at each place.
    tiles : ndarray, (n, TILE, TILE, 3)
    """
    numbers, known = [], {}
    for picture in pictures:
        if picture is None:
            numbers.append(None)
            continue
        pixels = np.asarray(picture)
        rows, columns = (-(-length // TILE) for length in pixels.shape[:2])
        padded = np.zeros((rows * TILE, columns * TILE, 3), np.uint8)
        padded[: pixels.shape[0], : pixels.shape[1]] = pixels
        several = padded.reshape(rows, TILE, columns, TILE, 3).swapaxes(1, 2).reshape(-1, TILE, TILE, 3)
        numbers.append(np.array([known.setdefault(tile.tobytes(), len(known)) for tile in several]))
    return numbers, np.array([np.frombuffer(each, np.uint8) for each in known]).reshape(-1, TILE, TILE, 3)


def recolored(numbers, tiles, n_colors):
    """Tiles of few colors, those that have become alike kept once: the new numbers, the tiles as numbers of colors, the palette."""
    there = [each for each in numbers if each is not None]
    palette = _palette(tiles[np.concatenate(there[:: max(1, len(there) // N_SAMPLES)])].reshape(-1, 3), n_colors)
    paint = Image.new("P", (1, 1))
    paint.putpalette(palette.ravel().tolist())
    column = Image.fromarray(tiles.reshape(-1, TILE, 3)).quantize(palette=paint, dither=Image.Dither.NONE)
    known = {}
    renamed = np.array(
        [known.setdefault(each.tobytes(), len(known)) for each in np.asarray(column).reshape(-1, TILE, TILE)]
    )
    painted = np.array([np.frombuffer(each, np.uint8) for each in known]).reshape(-1, TILE, TILE)
    return [None if each is None else renamed[each] for each in numbers], painted, palette


def differences(numbers):
    """For each place the tile that most pictures have there; for each picture (place, tile, place, tile, ...) where it has another."""
    base = np.array(
        [np.bincount(column).argmax() for column in np.array([each for each in numbers if each is not None]).T]
    )
    return base, [
        None if row is None else np.column_stack([np.flatnonzero(row != base), row[row != base]]).ravel()
        for row in numbers
    ]


def _palette(pixels, n_colors):
    """The most common colors as they are, and the others as well as they can be had with what is left."""
    codes = pixels.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    colors, counts = np.unique(codes, return_counts=True)
    common = colors[np.argsort(-counts)[: n_colors // 2]]
    rest = pixels[~np.isin(codes, common)]
    exact = np.column_stack([common >> 16, common >> 8 & 255, common & 255]).astype(np.uint8)
    if not len(rest):
        return exact
    strip = Image.fromarray(rest[None])
    found = np.array(strip.quantize(n_colors - len(exact), method=Image.Quantize.MEDIANCUT).getpalette(), np.uint8)
    return np.concatenate([exact, found.reshape(-1, 3)[: n_colors - len(exact)]])


def _atlas(tiles, palette):
    """The tiles side by side, about as many across as down: an image must not be too high."""
    across = int(np.ceil(np.sqrt(len(tiles))))
    sheet = np.zeros((across * across, TILE, TILE), np.uint8)
    sheet[: len(tiles)] = tiles
    return Image.fromarray(palette[sheet.reshape(across, across, TILE, TILE).swapaxes(1, 2).reshape(across * TILE, -1)])


def _packed(numbers):
    return b64encode(np.asarray(numbers).astype("<u2").tobytes()).decode("ascii")
