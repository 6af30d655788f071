"""The sub-command ``lecturekit reproduce``: compute a published comparison anew, on the full data.

Every finished curve is stored at once, also by two such commands in one folder; started again with the same options it goes on where it was.
"""

import os
import platform
import sys
from datetime import date
from pathlib import Path

from lecturekit.classroom import executors
from lecturekit.foundation.files import write_whole

SEARCH_EPOCHS = {"logistic": 20, "network": 2}
FINALISTS = {"logistic": 1, "network": 3}
SEEDS = {"logistic": (0, 1, 2), "network": (0, 1, 2)}


def add_arguments(parser):
    """Declare the arguments of ``lecturekit reproduce``."""
    parser.add_argument(
        "comparison",
        choices=["kingma-ba"],
        help="the optimizers of Kingma and Ba (2015) on MNIST: one to two hours on two cores",
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("kingma_ba"),
        metavar="DIR",
        help="where the results and the figure go; finished curves found there are kept (default: %(default)s)",
    )
    parser.add_argument("--epochs", type=_positive, default=20, metavar="N", help="epochs a curve (default: 20)")
    parser.add_argument(
        "--images", type=_positive, default=60_000, metavar="N", help="training images (default: all 60000)"
    )
    parser.add_argument(
        "--hidden",
        type=_positive,
        default=1000,
        metavar="N",
        help="units in each hidden layer of the network (default: 1000)",
    )
    parser.add_argument(
        "--workers", type=_positive, metavar="N", help="runs at a time on this machine (default: one for each core)"
    )
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster, which does the work instead")


def run(args):
    """Compute what is missing, write ``kingma_ba.json`` and ``kingma_ba.png``; return 0, or 2 if that is not possible."""
    try:
        with executors.executor(args.workers, args.scheduler) as pool:
            path = reproduce(
                args.output, n_epochs=args.epochs, n_images=args.images, n_hidden=args.hidden, executor=pool
            )
    except (ValueError, OSError) as problem:
        reason = f"{problem.filename}: {problem.strerror}" if getattr(problem, "strerror", None) else problem
        print(f"lecturekit reproduce: {reason}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted. Finished curves are kept: the same command goes on from there.", file=sys.stderr)
        return 130
    print(path)
    return 0


def reproduce(folder, *, n_epochs=20, n_images=60_000, n_hidden=1000, executor=None):
    """Run both experiments of ``kingma_ba.EXPERIMENTS``, with a progress bar; write results and figure.

    Parameters
    ----------
    folder : path
        Finished runs found there are not repeated.
    n_epochs, n_images, n_hidden : int
        60,000 images, 20 epochs and 1000 units are the full version.
    executor : concurrent.futures.Executor, optional
        Where the runs are computed; here, if there is none. The results are the same to the last digit, as long as
        each of its processes has one thread for linear algebra.

    Returns
    -------
    Path
        The file with the results.

    Raises
    ------
    ValueError
        If the folder holds results with other settings, or a number is out of range.
    """
    from dataclasses import replace

    import numpy as np
    from tqdm.auto import tqdm

    from lecturekit.adaptive_lr.figures import kingma_ba_curves
    from lecturekit.figures import to_png
    from lecturekit.foundation.validation import check_integer
    from lecturekit.reproduce.experiments import EXPERIMENTS
    from lecturekit.reproduce.kingma_ba import BATCH_SIZE, MnistImages, compare
    from lecturekit.reproduce.runs import Store

    check_integer("n_epochs", n_epochs, 1)
    check_integer("n_images", n_images, 1, 60_000)
    check_integer("n_hidden", n_hidden, 1)
    settings = {
        "n_images": n_images,
        "n_epochs": n_epochs,
        "n_hidden": n_hidden,
        "batch_size": BATCH_SIZE,
        "search_epochs": SEARCH_EPOCHS,
        "n_finalists": FINALISTS,
        "seeds": {name: list(seeds) for name, seeds in SEEDS.items()},
    }
    store = Store(Path(folder) / "kingma_ba.json", settings)
    results, runs_before = {}, len(store.content["runs"])
    for name, experiment in EXPERIMENTS.items():
        if experiment.hidden:
            experiment = replace(experiment, hidden=(n_hidden,) * len(experiment.hidden))
        finished = sum(len(run["loss"]) for key, run in store.content["runs"].items() if key.startswith(f"{name} / "))
        with tqdm(
            desc=experiment.title,
            unit="epoch",
            initial=finished,
            file=sys.stderr,
            total=max(finished, _planned_epochs(experiment, n_epochs)),
        ) as bar:
            results[name] = compare(
                experiment,
                MnistImages(n_images),
                store,
                n_epochs=n_epochs,
                search_epochs=SEARCH_EPOCHS[name],
                n_finalists=FINALISTS[name],
                seeds=SEEDS[name],
                executor=executor,
                on_run=lambda run: _tick(bar, run.n_epochs),
            )
    if len(store.content["runs"]) > runs_before or "computed" not in store.content:
        store.write(
            results=results,
            computed={
                "date": date.today().isoformat(),
                "cores": os.cpu_count(),
                "machine": platform.machine(),
                "python": platform.python_version(),
                "numpy": np.__version__,
            },
        )
    titles = {"logistic": "(a) logistic regression", "network": "(b) network with dropout"}
    figure = kingma_ba_curves(results, titles, "loss")
    write_whole(store.path.with_suffix(".png"), to_png(figure, scale=2, compression=9))
    return store.path


def _planned_epochs(experiment, n_epochs):
    """How many epochs it takes if no grid has to grow."""
    name = experiment.name
    in_full = FINALISTS[name] + len(SEEDS[name]) - 1
    return sum(len(method.grid) * SEARCH_EPOCHS[name] + in_full * n_epochs for method in experiment.methods.values())


def _tick(bar, n_epochs):
    """A run more on the bar; its end moves where a grid has grown."""
    bar.total = max(bar.total, bar.n + n_epochs)
    bar.update(n_epochs)


def _positive(text):
    value = int(text)
    if value < 1:
        raise ValueError
    return value
