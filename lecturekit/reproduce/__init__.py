"""Long computations: their runs, stores and searches, and the comparison after Kingma and Ba."""

from lecturekit.reproduce.kingma_ba import EXPERIMENTS, compare, load_results
from lecturekit.reproduce.runs import Store

__all__ = ["EXPERIMENTS", "Store", "compare", "load_results"]
