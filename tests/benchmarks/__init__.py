"""Speed of a training step, against other libraries and against the bare matrix products.

Run with ``python -m tests.benchmarks`` from the top of the repository; ``--help`` lists the options.
"""
