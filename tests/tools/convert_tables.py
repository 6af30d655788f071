"""Convert the two tables bundled with scikit-learn into .npz files of lecturekit.datasets.

    python tests/tools/convert_tables.py

Needs scikit-learn, which lecturekit itself does not. Breast cancer is relabeled: scikit-learn
codes malignant as 0 and benign as 1, lecturekit codes malignant, the class looked for, as 1.
"""

from pathlib import Path

import numpy as np
from reproducible_npz import write_npz
from sklearn.datasets import load_breast_cancer, load_diabetes

DESTINATION = Path(__file__).parents[2] / "lecturekit" / "datasets" / "data"

DIABETES_FEATURES = {
    "age": "age",
    "sex": "sex",
    "bmi": "body mass index",
    "bp": "average blood pressure",
    "s1": "total cholesterol",
    "s2": "LDL",
    "s3": "HDL",
    "s4": "total cholesterol / HDL",
    "s5": "log triglycerides (possibly)",
    "s6": "blood sugar",
}


def convert_breast_cancer(destination):
    """Write X (569, 30) float64, y (569,) with 1 for malignant, and the feature names."""
    table = load_breast_cancer()
    if list(table.target_names) != ["malignant", "benign"]:
        raise ValueError(f"classes are {list(table.target_names)}; expected malignant, benign")
    write_npz(
        destination,
        X=table.data,
        y=(table.target == 0).astype(np.uint8),
        feature_names=np.array(table.feature_names, dtype=str),
    )


def convert_diabetes(destination):
    """Write X (442, 10) float64 in raw units, y (442,) float64, and the feature names."""
    table = load_diabetes(scaled=False)
    write_npz(
        destination,
        X=table.data,
        y=table.target,
        feature_names=np.array([DIABETES_FEATURES[name] for name in table.feature_names]),
    )


def main():
    convert_breast_cancer(DESTINATION / "breast_cancer.npz")
    convert_diabetes(DESTINATION / "diabetes.npz")
    for name in ("breast_cancer.npz", "diabetes.npz"):
        print(f"{name}: {(DESTINATION / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
