"""Long computations: their runs, stores and searches, and the comparison after Kingma and Ba."""

from lecturekit.reproduce.experiments import EXPERIMENTS
from lecturekit.reproduce.kingma_ba import compare, load_results
from lecturekit.reproduce.runs import Store

__all__ = ["EXPERIMENTS", "Store", "compare", "load_results"]
