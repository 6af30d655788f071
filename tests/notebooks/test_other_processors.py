"""Stored outputs hold on other processors, where sums are taken in another order and round otherwise.

What training makes of a rounding error differs: mostly nothing, but at a rate that throws the weights about the last bit of
the first step decides the first digit of the result. Such numbers do not belong into a notebook.
"""

import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_info

ROOT = Path(__file__).parents[2]
OLD_PROCESSOR = {"OPENBLAS_CORETYPE": "Nehalem", "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4"}


@pytest.mark.long
@pytest.mark.skipif(platform.machine() not in {"x86_64", "AMD64"}, reason="plays an older x86 processor")
@pytest.mark.parametrize("folder", ["lecture_nb", "solutions", "exercises"])
def test_the_stored_outputs_are_those_of_another_processor(folder):
    env = {**os.environ, **OLD_PROCESSOR}
    tried = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", folder, "tests/test_house.py"]
    run = subprocess.run(tried, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-6000:]


@pytest.mark.long
@pytest.mark.skipif(platform.machine() not in {"x86_64", "AMD64"}, reason="plays an older x86 processor")
def test_the_other_processor_rounds_otherwise():
    if "openblas" not in {pool["internal_api"] for pool in threadpool_info()}:
        pytest.skip("numpy's products are not OpenBLAS's here")
    code = "import numpy as np; A = np.random.default_rng(0).normal(size=(300, 300)); print((A @ A).sum().hex())"
    there = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **OLD_PROCESSOR}, capture_output=True, text=True, check=True
    ).stdout
    A = np.random.default_rng(0).normal(size=(300, 300))
    assert there.strip() != (A @ A).sum().hex()
