"""Write an .npz file whose bytes depend on its arrays only."""

import io
import zipfile
from pathlib import Path

import numpy as np

# The earliest date a zip archive can hold; numpy.savez_compressed leaves level and system to chance.
DATE_TIME = (1980, 1, 1, 0, 0, 0)
UNIX = 3


def write_npz(path, **arrays):
    """Write named arrays to a compressed .npz file, reproducibly.

    Parameters
    ----------
    path : path-like
        File to write; replaced if it exists.
    **arrays : ndarray
        Arrays by name, stored in the order given. No object arrays.

    Notes
    -----
    Two runs with the same zlib give the same bytes: fixed dates, order, attributes and level 9.
    """
    with zipfile.ZipFile(Path(path), "w") as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.ascontiguousarray(array), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", DATE_TIME)
            entry.create_system = UNIX
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, buffer.getvalue(), zipfile.ZIP_DEFLATED, compresslevel=9)
