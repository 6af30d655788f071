"""Long computations: their runs, stores and searches, and the comparison after Kingma and Ba."""

from lecturekit.reproduce.experiments import EXPERIMENTS
from lecturekit.reproduce.kingma_ba import compare, load_results
from lecturekit.reproduce.reading import below_for_good, ends, ends_by_seed, table, winners
from lecturekit.reproduce.runs import Store

__all__ = [
    "EXPERIMENTS",
    "Store",
    "below_for_good",
    "compare",
    "ends",
    "ends_by_seed",
    "load_results",
    "table",
    "winners",
]
