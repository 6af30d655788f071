"""What the benchmark says: the README agrees with the stored results, and doubtful rows are marked."""

import json
from pathlib import Path

import pytest

from tests.benchmarks import report
from tests.benchmarks.competitors import COMPETITORS
from tests.benchmarks.epochs import EPOCHS
from tests.benchmarks.workloads import ACTIVATIONS, STEPS

HERE = Path(__file__).parent
RESULTS = json.loads((HERE / "results.json").read_text(encoding="utf-8"))


def test_the_readme_says_what_was_measured():
    readme = (HERE.parents[1] / "README.md").read_text(encoding="utf-8")
    assert report.section(RESULTS) in readme
    assert report.renewed(readme, RESULTS) == readme


def test_the_stored_results_are_complete():
    assert list(RESULTS["steps"]) == list(STEPS) and list(RESULTS["activations"]) == list(ACTIVATIONS)
    assert set(RESULTS["epoch"]["seconds"]) == set(EPOCHS)
    assert set(RESULTS["steps"]["W1"]["seconds"]) == set(COMPETITORS)
    assert [row["describe"] for row in RESULTS["steps"].values()] == [load.describe() for load in STEPS.values()]


def row(busy=0.0, **seconds):
    return {
        "seconds": {"lecturekit": [1.0, 1.01, 1.02], **seconds},
        "products": {"products by numpy": [0.5, 0.6], "products by PyTorch": [0.4, 0.6]},
        "bytes": 8,
        "bandwidth": 80.0,
        "busy": busy,
    }


@pytest.mark.parametrize(
    "row, found",
    [
        (row(other=[2.0, 2.01, 2.02]), ""),
        (row(other=[2.0, 2.01, 3.0]), "~"),
        (row(other=[2.0, 2.01, 2.02], busy=0.3), "!"),
        (row(other=[2.0, 2.01, 2.02], busy=None), ""),
        (row(other=[0.49, 0.5, 0.5]), "<"),
        (row(other=[0.51, 0.51, 0.52]), ""),
    ],
)
def test_doubtful_times_are_marked(row, found):
    assert report.marks(row, "other") == found
    assert report.roofline(row) == pytest.approx(0.5)


def test_a_run_on_a_busy_machine_says_that_it_says_nothing():
    quiet = {
        part: {name: {**each, "busy": 0.0} for name, each in RESULTS[part].items()} for part in ("steps", "activations")
    }
    quiet |= {"first": {phi: {**each, "busy": 0.0} for phi, each in RESULTS["first"].items()}}
    quiet = {**RESULTS, **quiet, "epoch": {**RESULTS["epoch"], "busy": 0.0}}
    busy = {**quiet, "steps": {name: {**each, "busy": 0.5} for name, each in quiet["steps"].items()}}
    assert not report.is_doubtful(quiet) and "say nothing" not in report.section(quiet)
    assert report.is_doubtful(busy) and "say nothing" in report.section(busy)
