"""Exercise 9.5: a curve that lost its peak."""

import numpy as np

from lecturekit.checks.engine import Misconception, Wrong, bug_exercise


def no_peak(A, y):
    """The code that is given in 9.5: a cut-off that is large enough to hide the peak."""
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    kept = s > 0.1 * s[0]
    return Vt[kept].T @ ((U[:, kept].T @ y) / s[kept])


def _with_values(rng, values, n, N):
    k = len(values)
    U, V = np.linalg.qr(rng.standard_normal((n, k)))[0], np.linalg.qr(rng.standard_normal((N, k)))[0]
    return U @ np.diag(values) @ V.T, rng.standard_normal(n)


def _fit_probes(rng):
    return [
        _with_values(rng, [1.0, 0.8, 0.7, 0.02], 4, 4),
        _with_values(rng, [3.0, 1.0, 0.003], 6, 3),
        _with_values(rng, [2.0, 1.0, 0.5], 3, 7),
    ]


def _copied(rng):
    A = rng.standard_normal((5, 3))
    return np.column_stack([A, A[:, 0], np.zeros(5), A[:, 1]]), rng.standard_normal(5)


def _in_another_unit(rng):
    A, y = _with_values(rng, [1.0, 0.5, 0.01], 3, 5)
    return 1e-20 * A, 1e-20 * y


def _a_matrix_and_labels(A, y):
    A, y = np.asarray(A, float), np.asarray(y, float)
    if A.ndim != 2 or A.size == 0 or y.shape != (len(A),):
        raise Wrong("`A` is a matrix (n, N), `y` a vector with n entries.")
    s = np.linalg.svd(A, compute_uv=False)
    if not s[0] or np.any((s / s[0] > 1e-14) & (s / s[0] < 3e-8)):
        raise Wrong("For this `A` even right code is a matter of rounding. Take singular values that are not so small.")


READY_MADE = {"pinv", "lstsq", "minimum_norm", "ridge", "ridge_path"}


def _names(code):
    """All names that a function's code uses, in functions inside it too."""
    return set(code.co_names).union(*(_names(each) for each in code.co_consts if hasattr(each, "co_names")))


def _mends_the_code_itself(repaired, rng):
    code = getattr(repaired, "__code__", None)
    used = READY_MADE & ({getattr(repaired, "__name__", "")} | (_names(code) if code else set()))
    if used:
        raise Wrong(
            f"The numbers are right, but `{min(used)}` does all the work, and the fault is not found. "
            "Mend the given code: which of its lines takes away more than it says?"
        )


def _least_norm(A, y, *, relative=1e-10, absolute=0.0):
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    kept = (s > relative * s[0]) & (s > absolute)
    return Vt[kept].T @ ((U[:, kept].T @ y) / s[kept])


def _penalized(A, y, strength=1e-3):
    return np.linalg.solve(A.T @ A + strength * np.eye(A.shape[1]), A.T @ y)


def _undivided(A, y):
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    kept = s > 1e-10 * s[0]
    return Vt[kept].T @ (U[:, kept].T @ y)


lost_peak = bug_exercise(
    "9.5",
    "A curve without a peak",
    buggy=no_peak,
    args=("A", "y"),
    valid=_a_matrix_and_labels,
    probes=_fit_probes,
    edges={
        "copied columns and a column of zeros": _copied,
        "a tiny unit": _in_another_unit,
        "a singular value of 0.00001": lambda rng: _with_values(rng, [1.0, 0.5, 1e-5], 4, 4),
        "a singular value of 0.0000001": lambda rng: _with_values(rng, [1.0, 0.5, 1e-7], 4, 4),
    },
    reference=lambda A, y: np.linalg.pinv(A, rcond=1e-10) @ y,
    properties=[_mends_the_code_itself],
    solution=_least_norm,
    example=(np.diag([1.0, 0.05]), np.ones(2)),
    wrong=[
        Misconception(
            "no cut-off at all",
            lambda A, y: _least_norm(A, y, relative=0.0, absolute=-1.0),
            "Your repair divides by every singular value, also by those that are 0 up to rounding: with a copied feature the weights are enormous. They have to be told from small ones by their size RELATIVE to the largest.",
        ),
        Misconception(
            "still too large",
            lambda A, y: _least_norm(A, y, relative=0.01),
            "Your cut-off is smaller, but still throws away directions that the data do see. Only rounding is that small: about 1e-16 of the largest singular value.",
        ),
        Misconception(
            "a little too large",
            lambda A, y: _least_norm(A, y, relative=1e-4),
            "A singular value of 0.00001 times the largest counts as 0 in your repair. It is small, but far from rounding: the labels along it can be fitted.",
        ),
        Misconception(
            "normal equations",
            lambda A, y: np.linalg.pinv(A.T @ A) @ (A.T @ y),
            "Your repair goes through A^T A, whose singular values are the SQUARES: one of 1e-7 becomes 1e-14, which is hardly to be told from rounding. Stay with A.",
        ),
        Misconception(
            "an absolute cut-off",
            lambda A, y: _least_norm(A, y, relative=0.0, absolute=1e-6),
            "Your cut-off does not depend on the largest singular value. If all features are measured in another unit, all singular values become small, and nothing is left.",
        ),
        Misconception(
            "a tiny absolute cut-off",
            lambda A, y: _least_norm(A, y, relative=0.0, absolute=1e-12),
            "Your cut-off is a fixed number. It is tiny, but what is tiny depends on the unit: in another one all singular values may lie below it, and nothing is left. What should it be compared with?",
        ),
        Misconception(
            "a tiny penalty",
            lambda A, y: _penalized(A, y, 1e-6),
            "You put a tiny penalty in place of the cut-off. Nearly right; but a direction whose singular value is not large compared with its root is damped, and that is the one that makes the peak.",
        ),
        Misconception(
            "a penalty instead",
            _penalized,
            "You put a penalty in place of the cut-off. That damps the same directions, so the peak stays away.",
        ),
        Misconception(
            "not divided",
            _undivided,
            "The division by the singular values is gone in your repair. It was right: what is wrong is which of them count as 0.",
        ),
    ],
    hints=[
        "Section *Why is there a peak?* The peak comes from one singular value that is tiny, but not 0. Follow what becomes of it, line by line.",
        "An input that shows it may be as small as a diagonal matrix with two rows; what are its singular values, and which weights fit exactly?",
        "Which singular values are 0 up to rounding? Numbers are stored with about 16 digits, and the largest singular value sets the scale.",
    ],
    praise="The cut-off was a hidden penalty: it took away the very direction that makes the peak. The errors were smaller with it, but they were not those of the smallest solution. (Many a library's least squares has such a cut-off among its options.)",
)
