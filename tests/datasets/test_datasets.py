"""Data: the facts known about each set, fair draws, arrays nobody can overwrite, clear refusals."""

import gc
import hashlib
import io
import pickle
import socket
import struct
import subprocess
import sys
import tarfile
import weakref
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecturekit import datasets
from lecturekit.datasets.stratify import stratified_counts, stratified_indices

ROOT = Path(__file__).parents[2]
GENERATORS = [
    datasets.make_xor,
    datasets.make_moons,
    datasets.make_circles,
    datasets.make_spirals,
    datasets.make_blobs,
    datasets.make_noisy_sine,
]
LOADERS = [datasets.load_mnist, datasets.load_breast_cancer, datasets.load_diabetes]
MNIST_TRAIN = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
MNIST_TEST = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


def rng(seed=0):
    return np.random.default_rng(seed)


def small_set(**changes):
    fields = {
        "X": np.arange(20.0).reshape(10, 2),
        "y": np.arange(10) % 2,
        "feature_names": ["a", "b"],
        "target_names": ["no", "yes"],
        "source": "here",
        "license": "MIT",
        "description": "Ten rows.",
    }
    return datasets.Dataset(**(fields | changes))


@pytest.fixture
def tools(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tests" / "tools"))


# --- the real sets are the ones they claim to be ----------------------------------------------


def test_mnist_is_the_original_byte_for_byte(tools):
    from convert_mnist import FILES

    d = datasets.load_mnist()
    for name, (_, shape, sha256) in FILES.items():
        array = getattr(d, name)
        header = struct.pack(f">HBB{len(shape)}I", 0, 8, len(shape), *shape)
        assert hashlib.sha256(header + array.astype(np.uint8).tobytes()).hexdigest() == sha256, name


def test_mnist_counts_and_moments():
    d = datasets.load_mnist()
    assert (d.X.shape, d.X.dtype, d.X_test.shape, d.X_test.dtype) == ((60000, 784), np.uint8, (10000, 784), np.uint8)
    assert (d.y.dtype, d.y_test.dtype) == (np.int64, np.int64)
    assert np.bincount(d.y).tolist() == MNIST_TRAIN
    assert np.bincount(d.y_test).tolist() == MNIST_TEST
    histogram = np.bincount(d.X.ravel(), minlength=256)
    pixel = np.arange(256) / 255
    mean = histogram @ pixel / d.X.size
    std = np.sqrt(histogram @ (pixel - mean) ** 2 / d.X.size)
    assert round(mean, 4) == 0.1307
    assert round(std, 4) == 0.3081


def test_breast_cancer_facts():
    d = datasets.load_breast_cancer()
    assert d.X.shape == (569, 30)
    assert d.target_names == ("benign", "malignant")
    assert np.bincount(d.y).tolist() == [357, 212]
    column = d.feature_names.index("mean radius")
    assert (d.X[:, column].min(), d.X[:, column].max()) == (6.981, 28.11)
    # Malignant tumours are the larger ones: this fails if the two labels are exchanged.
    assert d.X[d.y == 1, column].mean() > 17 > 13 > d.X[d.y == 0, column].mean()


def test_diabetes_facts():
    d = datasets.load_diabetes()
    assert d.X.shape == (442, 10)
    assert not d.is_classification
    assert (d.y.min(), d.y.max()) == (25, 346)
    assert round(d.y.mean(), 2) == 152.13
    age, sex = d.X[:, d.feature_names.index("age")], d.X[:, d.feature_names.index("sex")]
    assert (age.min(), age.max()) == (19, 79)
    assert set(sex) == {1, 2}
    bmi = d.X[:, d.feature_names.index("body mass index")]
    assert round(np.corrcoef(bmi, d.y)[0, 1], 2) == 0.59


@pytest.mark.parametrize("load", LOADERS)
def test_every_stored_set_says_where_it_comes_from(load):
    d = load()
    terms = (ROOT / "lecturekit" / "datasets" / "data" / "LICENSES.md").read_text(encoding="utf-8")
    assert d.source and d.license and d.description
    assert "\n" not in d.description
    assert load.__name__.removeprefix("load_") + ".npz" in terms
    if d.license.startswith("CC"):
        assert d.license in terms


# --- subset and as_float ------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 7, 1000, 12345, 60000])
def test_subset_has_n_rows_and_keeps_proportions(n):
    d = datasets.load_mnist(subset=n)
    assert d.X.shape == (n, 784)
    assert len(d.X_test) == 10000
    exact = n * np.array(MNIST_TRAIN) / 60000
    assert np.abs(np.bincount(d.y, minlength=10) - exact).max() < 1


def test_subset_rows_are_different_training_images_with_their_own_labels():
    full, d = datasets.load_mnist(), datasets.load_mnist(subset=600)
    label_of = {image.tobytes(): label for image, label in zip(full.X, full.y)}
    assert len(label_of) == 60000
    assert len({image.tobytes() for image in d.X}) == 600
    assert all(label_of[image.tobytes()] == label for image, label in zip(d.X, d.y))


def test_subset_depends_on_the_seed_only():
    a, b, c = (datasets.load_mnist(subset=300, seed=s) for s in (3, 3, 4))
    assert np.array_equal(a.X, b.X) and np.array_equal(a.y, b.y)
    assert not np.array_equal(a.X, c.X)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, "float32"])
def test_as_float_divides_by_255(dtype):
    d = datasets.load_mnist(subset=200)
    f = d.as_float(dtype)
    assert f.X.dtype == f.X_test.dtype == np.dtype(dtype)
    assert np.array_equal(f.X, (d.X / 255).astype(dtype))
    assert (f.X.min(), f.X.max()) == (0, 1)
    assert np.array_equal(f.X_test[:50], (d.X_test[:50] / 255).astype(dtype))
    assert f.y is not None and np.array_equal(f.y, d.y)
    assert f.as_float(dtype) is f


def test_float_version_is_shared_while_in_use_and_freed_afterwards():
    d = datasets.load_mnist(subset=50)
    f = d.as_float()
    assert d.as_float() is f
    assert d.as_float(np.float64) is not f
    memory = weakref.ref(f)
    del f
    gc.collect()
    assert memory() is None


def test_loading_again_reads_no_file(monkeypatch):
    first = datasets.load_mnist()
    monkeypatch.setattr(np, "load", lambda *args, **kwargs: pytest.fail("the file was read again"))
    assert datasets.load_mnist() is first
    assert datasets.load_mnist(subset=20).X.shape == (20, 784)


# --- nobody can change the data of somebody else -------------------------------------------------


@pytest.mark.parametrize("load", [*LOADERS, lambda: datasets.load_mnist().as_float()])
def test_shared_arrays_cannot_be_written_nor_unlocked(load):
    d = load()
    for name in ("X", "y", "X_test", "y_test"):
        array = getattr(d, name, None)
        if array is not None:
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 0
            with pytest.raises(ValueError, match="WRITEABLE"):
                array.setflags(write=True)
            with pytest.raises(ValueError, match="read-only"):
                np.add(array, 1, out=array, casting="unsafe")
    with pytest.raises(AttributeError):
        d.X = np.zeros((3, 3))


def test_dataset_leaves_the_arrays_it_was_given_writeable():
    X = np.zeros((10, 2))
    d = small_set(X=X)
    X[0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        d.X[0, 0] = 2


def test_exact_xor_cannot_be_spoiled_for_the_next_caller():
    first = datasets.make_xor_exact()
    first.X.base[:] = 7
    assert datasets.make_xor_exact().X.tolist() == [[-1, -1], [-1, 1], [1, -1], [1, 1]]


# --- split and stratification --------------------------------------------------------------------


@given(st.lists(st.integers(0, 500), min_size=1, max_size=12).filter(sum), st.data())
def test_stratified_counts_are_exact_shares_rounded(sizes, data):
    n = data.draw(st.integers(0, sum(sizes)))
    counts = stratified_counts(np.array(sizes), n)
    exact = n * np.array(sizes) / sum(sizes)
    assert counts.sum() == n
    assert (np.abs(counts - exact) < 1).all()
    assert (counts <= sizes).all()


def test_stratified_counts_by_hand():
    # 5 of 10 rows in classes of 1, 3 and 6: exact 0.5, 1.5, 3; the tie goes to the earlier class.
    assert stratified_counts(np.array([1, 3, 6]), 5).tolist() == [1, 1, 3]


@pytest.mark.parametrize("load", [datasets.load_breast_cancer, datasets.load_diabetes])
def test_split_divides_the_rows(load):
    d = load()
    train, test = d.split(0.3, rng(1))
    assert len(test.X) == round(0.3 * len(d.X))
    rows = [(*x, y) for part in (train, test) for x, y in zip(part.X, part.y)]
    assert sorted(rows) == sorted((*x, y) for x, y in zip(d.X, d.y))
    assert (train.source, train.feature_names) == (d.source, d.feature_names)


def test_stratified_indices_come_from_the_whole_class():
    rows = stratified_indices(np.repeat([0, 1], 500), 100, rng())
    for first in (0, 500):
        drawn = rows[(first <= rows) & (rows < first + 500)] - first
        assert len(drawn) == len(set(drawn)) == 50
        assert drawn.min() < 50 and drawn.max() >= 450


def test_split_keeps_class_shares():
    _train, test = datasets.load_breast_cancer().split(0.2, rng(2))
    assert np.abs(np.bincount(test.y) - 114 / 569 * np.array([357, 212])).max() < 1


def test_split_mixes_the_order_of_both_parts():
    n = 200
    d = small_set(X=np.arange(n)[:, None], y=np.repeat([0, 1], n // 2), feature_names=["row"])
    for part in d.split(0.4, rng(2)):
        row = part.X[:, 0]
        descents = np.count_nonzero(np.diff(row) < 0)
        assert 0.3 * len(row) < descents < 0.7 * len(row)


def test_split_depends_on_the_generator_only():
    d = datasets.load_diabetes()
    a, b, c = (d.split(0.5, rng(s))[1].X for s in (5, 5, 6))
    assert np.array_equal(a, b)
    assert not np.array_equal(a, c)


def test_split_of_mnist_keeps_its_test_set():
    d = datasets.load_mnist(subset=1000)
    train, validation = d.split(0.2, rng())
    assert (len(train.X), len(validation.X)) == (800, 200)
    assert train.X_test.shape == validation.X_test.shape == (10000, 784)
    assert np.shares_memory(train.X_test, d.X_test)


# --- generated sets ------------------------------------------------------------------------------


@pytest.mark.parametrize("make", GENERATORS)
def test_generated_sets_depend_on_the_generator_only(make):
    a, b, c = (make(40, rng(s)) for s in (1, 1, 2))
    assert np.array_equal(a.X, b.X) and np.array_equal(a.y, b.y)
    assert not np.array_equal(a.X, c.X)
    assert make.__name__ in a.source
    assert (a.X.dtype, len(a.X)) == (np.float64, 40)


@pytest.mark.parametrize("make", [make for make in GENERATORS if make is not datasets.make_noisy_sine])
def test_generated_classes_are_balanced_and_mixed(make):
    d = make(601, rng(3))
    counts = np.bincount(d.y)
    assert len(counts) == len(d.target_names)
    assert np.ptp(counts) <= 1
    # In random order a label follows itself about once in len(counts) rows; in a cycle, never.
    repeats = np.mean(d.y[1:] == d.y[:-1])
    assert 0.7 < repeats * len(counts) < 1.3


def test_exact_xor_is_the_product_of_signs():
    d = datasets.make_xor_exact()
    assert d.y.tolist() == [0, 1, 1, 0]
    assert np.array_equal(d.y == 1, d.X[:, 0] * d.X[:, 1] < 0)


def test_noisy_xor_surrounds_the_exact_one():
    exact = datasets.make_xor(40, rng(), noise=0)
    assert np.array_equal(exact.y == 1, exact.X[:, 0] * exact.X[:, 1] < 0)
    corners, counts = np.unique(exact.X, axis=0, return_counts=True)
    assert corners.tolist() == [[-1, -1], [-1, 1], [1, -1], [1, 1]]
    assert counts.tolist() == [10, 10, 10, 10]
    d = datasets.make_xor(40000, rng(), noise=0.1)
    assert np.std(d.X - np.sign(d.X)) == pytest.approx(0.1, rel=0.02)


def test_moons_are_half_circles():
    d = datasets.make_moons(200, rng(), noise=0)
    upper, lower = d.X[d.y == 0], d.X[d.y == 1]
    assert np.hypot(*(upper - [-0.5, -0.25]).T) == pytest.approx(1)
    assert np.hypot(*(lower - [0.5, 0.25]).T) == pytest.approx(1)
    assert upper[:, 1].min() >= -0.25 and lower[:, 1].max() <= 0.25


def test_circles_have_their_radii():
    d = datasets.make_circles(200, rng(), noise=0, inner_radius=0.3)
    radius = np.hypot(*d.X.T)
    assert radius[d.y == 0] == pytest.approx(1)
    assert radius[d.y == 1] == pytest.approx(0.3)
    assert (np.sign(d.X).min(axis=0) == -1).all() and (np.sign(d.X).max(axis=0) == 1).all()


@pytest.mark.parametrize("turns, n_classes", [(1.0, 2), (1.5, 3)])
def test_spirals_wind_by_their_turns(turns, n_classes):
    d = datasets.make_spirals(300, rng(), noise=0, turns=turns, n_classes=n_classes)
    along = (np.hypot(*d.X.T) - 0.1) / 0.9
    assert 0 <= along.min() < 0.2 and 0.9 < along.max() <= 1 + 1e-12
    expected = 2 * np.pi * (turns * along + d.y / n_classes)
    assert np.cos(np.arctan2(d.X[:, 1], d.X[:, 0]) - expected) == pytest.approx(1)


def test_blobs_lie_around_their_centers_in_any_dimension():
    centers = np.array([[0.0, 0, 5], [3, 0, 0]])
    d = datasets.make_blobs(20000, rng(), centers, noise=0.5)
    assert d.feature_names == ("x1", "x2", "x3")
    for k, center in enumerate(centers):
        assert d.X[d.y == k].mean(axis=0) == pytest.approx(center, abs=0.02)
        assert d.X[d.y == k].std(axis=0) == pytest.approx(0.5, rel=0.03)


def test_noisy_sine_is_a_sine_with_noise():
    clean = datasets.make_noisy_sine(50, rng(), noise=0)
    assert clean.y == pytest.approx(np.sin(clean.X[:, 0]))
    d = datasets.make_noisy_sine(20000, rng(), noise=0.3, interval=(0, 2))
    assert 0 <= d.X.min() < 0.01 and 1.99 < d.X.max() <= 2
    assert np.std(d.y - np.sin(d.X[:, 0])) == pytest.approx(0.3, rel=0.03)


# --- refusals name the actual and the expected ----------------------------------------------------


@pytest.mark.parametrize("make", GENERATORS)
@pytest.mark.parametrize("bad", [None, 0, np.random, np.random.RandomState(0)])
def test_generators_refuse_anything_but_a_generator(make, bad):
    with pytest.raises(ValueError, match=rf"rng is {type(bad).__name__}, expected .*default_rng"):
        make(40, bad)


@pytest.mark.parametrize("make", GENERATORS)
@pytest.mark.parametrize("bad", [0, -3, 2.5, "10", True, None])
def test_generators_refuse_an_impossible_n(make, bad):
    with pytest.raises(ValueError, match=rf"n is {bad!r}, expected an integer of at least \d"):
        make(bad, rng())


@pytest.mark.parametrize("make", GENERATORS)
@pytest.mark.parametrize("bad", [-0.1, np.nan, np.inf, "loud", None])
def test_generators_refuse_an_impossible_noise(make, bad):
    with pytest.raises(ValueError, match=rf"noise is {bad!r}, expected a number in \[0, inf"):
        make(40, rng(), noise=bad)


REFUSALS = [
    (lambda: datasets.load_mnist(0), "subset is 0, expected an integer from 1 to 60000"),
    (lambda: datasets.load_mnist(60001), "subset is 60001, expected an integer from 1 to 60000"),
    (lambda: datasets.load_mnist(0.1), "subset is 0.1, expected an integer of at least 0"),
    (lambda: datasets.load_mnist(100, seed=-1), "seed is -1, expected an integer of at least 0"),
    (lambda: datasets.load_mnist(seed="a"), "seed is 'a', expected an integer"),
    (lambda: datasets.load_mnist(9).as_float(np.int32), "dtype is 'int32', expected one of 'float32', 'float64'"),
    (lambda: datasets.load_mnist(9).as_float("pixel"), "dtype is 'pixel', expected 'float32' or 'float64'"),
    (lambda: datasets.load_mnist(9).as_float().as_float("float64"), "pixels are float32 already, expected uint8"),
    (lambda: small_set().split(0, rng()), r"test_fraction is 0, expected a number in \(0, 1\)"),
    (lambda: small_set().split(1.0, rng()), r"test_fraction is 1.0, expected a number in \(0, 1\)"),
    (lambda: small_set().split(0.01, rng()), "puts 0 of 10 rows into the test set; expected 1 to 9"),
    (lambda: small_set().split(0.5, 0), "rng is int, expected a numpy Generator"),
    (lambda: small_set(X=np.zeros(10)), r"X has shape \(10,\), expected 2 dim"),
    (lambda: small_set(y=np.zeros(9, int)), r"y has shape \(9,\), expected \(10,?\)"),
    (lambda: small_set(y=np.arange(10)), "y has class numbers from 0 to 9, expected 0 to 1"),
    (lambda: small_set(y=np.arange(10.0)), "target_names has 2 entries, expected 1 for real y"),
    (lambda: small_set(feature_names=["a"]), "feature_names has 1 entries, expected 2"),
    (lambda: datasets.make_circles(9, rng(), inner_radius=1), r"inner_radius is 1, expected a number in \(0, 1\)"),
    (lambda: datasets.make_spirals(9, rng(), turns=0), r"turns is 0, expected a number in \(0, inf"),
    (lambda: datasets.make_spirals(9, rng(), n_classes=1), "n_classes is 1, expected an integer of at least 2"),
    (lambda: datasets.make_spirals(2, rng(), n_classes=3), "n is 2, expected an integer of at least 3"),
    (lambda: datasets.make_blobs(9, rng(), centers=[1, 2]), r"centers has shape \(2,\), expected 2 dim"),
    (lambda: datasets.make_blobs(9, rng(), centers=np.zeros((0, 2))), r"centers has shape \(0, 2\), expected"),
    (lambda: datasets.make_blobs(9, rng(), centers=[[np.nan, 0]]), "centers contains nan"),
    (lambda: datasets.make_noisy_sine(9, rng(), interval=(2, 1)), r"interval is \(2, 1\), expected the smaller"),
    (lambda: datasets.make_noisy_sine(9, rng(), interval=3), r"interval is 3, expected a tuple of 2"),
]


@pytest.mark.parametrize("call, message", REFUSALS)
def test_refusals_name_actual_and_expected(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# --- the object and the package --------------------------------------------------------------------


def test_repr_is_compact_and_shows_shapes_and_counts():
    assert repr(small_set()) == "Dataset(X (10, 2) float64; y (10,) int64; no: 5, yes: 5)"
    assert repr(datasets.load_mnist(subset=10)).endswith("; X_test (10000, 784), y_test (10000,))")
    for d in (load() for load in LOADERS):
        assert "\n" not in repr(d) and "0x" not in repr(d)


def test_data_set_survives_pickling():
    d = pickle.loads(pickle.dumps(datasets.load_breast_cancer()))
    assert np.array_equal(d.X, datasets.load_breast_cancer().X)
    assert d.target_names == ("benign", "malignant")


def run_python(code, path):
    return subprocess.run([sys.executable, "-c", code], cwd=path, text=True, capture_output=True, timeout=60)


def test_import_is_light_and_reads_no_data():
    code = (
        "import sys, numpy; numpy.load = None\n"
        "import lecturekit.datasets\n"
        "print(sorted({'matplotlib', 'ipywidgets', 'scipy', 'sklearn', 'pandas'} & set(sys.modules)))"
    )
    result = run_python(code, ROOT)
    assert (result.returncode, result.stdout.strip()) == (0, "[]"), result.stderr


def test_data_load_from_a_package_inside_an_archive(tmp_path):
    package = ROOT / "lecturekit"
    sources = [
        *package.glob("*.py"),
        *package.glob("datasets/*.py"),
        *package.glob("foundation/*.py"),
        package / "datasets/data/diabetes.npz",
    ]
    with zipfile.ZipFile(tmp_path / "course.zip", "w") as archive:
        for path in sources:
            archive.write(path, path.relative_to(ROOT).as_posix())
    code = (
        "import sys; sys.path.insert(0, 'course.zip')\n"
        "from lecturekit import datasets\n"
        "assert 'course.zip' in datasets.__file__\n"
        "print(datasets.load_diabetes().X.shape)"
    )
    result = run_python(code, tmp_path)
    assert (result.returncode, result.stdout.strip()) == (0, "(442, 10)"), result.stderr


def test_loading_needs_no_network(monkeypatch):
    monkeypatch.setattr(socket, "socket", lambda *args, **kwargs: pytest.fail("a socket was opened"))
    for load in (datasets.stored._mnist, datasets.load_breast_cancer, datasets.load_diabetes):
        assert len(load.__wrapped__().X) > 400


# --- the tools that made the files ----------------------------------------------------------------


def test_archives_are_reproducible(tools, tmp_path):
    from reproducible_npz import write_npz

    for name in ("a.npz", "b.npz"):
        write_npz(tmp_path / name, X=np.eye(3), names=np.array(["x", "y"]))
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    with np.load(tmp_path / "a.npz") as archive:
        assert archive["X"].tolist() == np.eye(3).tolist()
        assert archive["names"].tolist() == ["x", "y"]


def test_idx_files_are_decoded(tools):
    from convert_mnist import read_idx

    content = bytes([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255])
    assert read_idx(content).tolist() == [[1, 2, 3], [4, 5, 255]]
    with pytest.raises(ValueError, match=r"\(0, 13\); expected \(0, 8\)"):
        read_idx(bytes([0, 0, 13, 0]))


def test_conversion_refuses_other_data(tools, tmp_path):
    from convert_mnist import FILES, convert

    package = tmp_path / "package.tgz"
    with tarfile.open(package, "w:gz") as archive:
        for filename, _, _ in FILES.values():
            entry = tarfile.TarInfo(f"package/data/{filename}")
            entry.size = 4
            archive.addfile(entry, io.BytesIO(b"fake"))
    with pytest.raises(ValueError, match="train-images-idx3-ubyte: SHA-256 is .* expected ba891046"):
        convert(package, tmp_path / "mnist.npz")
    assert not (tmp_path / "mnist.npz").exists()
