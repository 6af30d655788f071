"""Data of the course: three real sets, packaged with it, and six generated ones.

Real, read from the package's own files when first asked for, without any network:

=====================  =================  =========================================
load_mnist             60,000 + 10,000    28 x 28 images of digits; ten classes
load_breast_cancer     569 x 30           badly scaled features; y = 1 is malignant
load_diabetes          442 x 10           regression, raw units
=====================  =================  =========================================

Generated: make_xor (and the four points of make_xor_exact), make_moons, make_circles,
make_spirals, make_blobs to classify, make_noisy_sine to fit. Their randomness is the numpy
Generator passed in.

Each returns a `Dataset`: X with one data point per row, y, names, source, license, description.
"""

from lecturekit.datasets.dataset import Dataset
from lecturekit.datasets.generated import make_blobs, make_noisy_sine, make_xor, make_xor_exact
from lecturekit.datasets.mnist import MnistDataset
from lecturekit.datasets.shapes import make_circles, make_moons, make_spirals
from lecturekit.datasets.stored import load_breast_cancer, load_diabetes, load_mnist
from lecturekit.foundation.guard import at_the_door

__all__ = [
    "Dataset",
    "MnistDataset",
    "load_breast_cancer",
    "load_diabetes",
    "load_mnist",
    "make_blobs",
    "make_circles",
    "make_moons",
    "make_noisy_sine",
    "make_spirals",
    "make_xor",
    "make_xor_exact",
]

at_the_door(__name__)
