"""The pictures of a page, in files beside it: smaller than within it, and each stored once."""

import re
from base64 import b64decode
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from PIL import Image, UnidentifiedImageError

FOLDER = "pictures"
WITHIN = re.compile(r'<img ([^>]*)\bsrc="data:image/png;base64,([^"]+)"([^>]*)>')
WIDTH = re.compile(r'\bwidth="(\d+)"')


def put_beside(markup, folder, top):
    """Store the pictures that markup contains, and let it refer to them.

    Parameters
    ----------
    markup : str
    folder : Path
        Of the site; its ``pictures`` are made if missing.
    top : str
        The way from the page to the site's folder, such as "../".

    Returns
    -------
    str
        The markup; its pictures have their heights too, so that nothing moves when they come.
    """

    def stored(match):
        try:
            content = b64decode(match[2])
            picture = Image.open(BytesIO(content))
        except (ValueError, UnidentifiedImageError):
            return match[0]  # no picture, and so nothing to store
        path = Path(FOLDER, f"{sha256(content).hexdigest()[:20]}.webp")
        if not (folder / path).is_file():
            (folder / FOLDER).mkdir(exist_ok=True)
            picture.convert("RGB").save(folder / path, lossless=True, method=4, quality=50)
        width = WIDTH.search(match[1] + match[3])
        height = round(int(width[1]) * picture.height / picture.width) if width else picture.height
        return f'<img {match[1]}src="{top}{path.as_posix()}"{match[3]} height="{height}">'

    return WITHIN.sub(stored, markup)
