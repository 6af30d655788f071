"""The comparison after Kingma and Ba: its search, its store, its fairness, and resuming after a kill."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from math import inf, log10
from pathlib import Path

import numpy as np
import pytest

from lecturekit.adaptive_lr.optimizers import Adam
from lecturekit.cli import main
from lecturekit.datasets import load_mnist
from lecturekit.l_layer.network import Network
from lecturekit.reproduce import kingma_ba
from lecturekit.reproduce.command import reproduce
from lecturekit.reproduce.experiments import EXPERIMENTS
from lecturekit.reproduce.kingma_ba import compare, load_results, train_curve
from lecturekit.reproduce.rate_search import best_eta
from lecturekit.reproduce.runs import Store
from lecturekit.training.optimizer import GradientDescent

TINY = ["--epochs", "2", "--images", "300", "--hidden", "6"]


@pytest.fixture(scope="module")
def data():
    return load_mnist(subset=300).as_float(dtype=np.float32)


# ---- the search


@pytest.mark.parametrize(
    "best, found, tried, at_edge",
    [
        (0.3, 0.3, [0.1, 0.3, 1.0], False),
        (3.0, 3.0, [0.1, 0.3, 1.0, 3.0, 10.0], False),
        (100.0, 30.0, [0.1, 0.3, 1.0, 3.0, 10.0, 30.0], True),
        (0.03, 0.03, [0.01, 0.03, 0.1, 0.3, 1.0], False),
    ],
)
def test_search_tries_the_grid_and_goes_beyond_its_edge(best, found, tried, at_edge):
    outcome = best_eta((0.1, 0.3, 1.0), lambda eta: abs(log10(eta / best)))
    assert (outcome[0], list(outcome[1]), outcome[2]) == (found, tried, at_edge)


def test_search_avoids_rates_that_diverge():
    eta, tried, at_edge = best_eta((0.1, 0.3, 1.0), lambda eta: inf if eta > 0.2 else 1 / eta)
    assert eta == 0.1 and tried[1.0] == inf and not at_edge


def test_search_looks_below_where_all_rates_diverge():
    eta, tried, at_edge = best_eta((0.3, 0.1), lambda eta: inf if eta > 0.005 else abs(log10(eta / 0.003)))
    assert (eta, at_edge) == (0.003, True) and list(tried) == [0.003, 0.01, 0.03, 0.1, 0.3]
    assert best_eta((0.3, 0.1), lambda eta: inf)[2], "no rate that works: still at the edge"


@pytest.mark.parametrize(
    "grid, steps, words",
    [
        ((), 2, "grid is"),
        ((0.1, 0.0), 2, "positive"),
        ((0.1, float("nan")), 2, "contains nan"),
        ("ab", 2, "numbers"),
        ([[0.1]], 2, "1 dimension"),
        ((0.1, 0.3), -1, "max_extensions is -1"),
    ],
)
def test_search_refuses_what_is_no_grid(grid, steps, words):
    with pytest.raises(ValueError, match=words):
        best_eta(grid, lambda eta: eta, steps)


def test_a_comparison_refuses_what_it_cannot_compare(data):
    experiment = EXPERIMENTS["logistic"]
    good = {"n_epochs": 1, "search_epochs": 1}
    for arguments, options, words in [
        (("logistic", data, Store()), good, "experiment is 'logistic', expected an Experiment"),
        ((experiment, (data.X, data.y), Store()), good, "data is tuple, expected MNIST in float32 or float64"),
        ((experiment, load_mnist(subset=300), Store()), good, "data is MNIST in uint8"),
        ((experiment, data, None), good, "store is NoneType, expected a Store"),
        ((experiment, data, Store()), good | {"seeds": ()}, "seeds is empty"),
        ((experiment, data, Store()), good | {"search_epochs": 0}, "search_epochs is 0"),
        ((experiment, data, Store()), good | {"n_finalists": 0}, "n_finalists is 0"),
        ((experiment, data, Store()), good | {"n_epochs": 1.5}, "n_epochs is 1.5"),
    ]:
        with pytest.raises(ValueError, match=words):
            compare(*arguments, **options)
    for seed in (-1, "a"):
        with pytest.raises(ValueError, match="seed is"):
            train_curve(experiment, Adam(0.1), data, n_epochs=1, seed=seed)


def test_a_diverging_rate_is_recorded_as_such(data):
    """The squared error is what runs away; the network's own loss cannot."""
    experiment = replace(EXPERIMENTS["network"], hidden=(6,), dropout=None)
    curve = train_curve(experiment, GradientDescent(1e38), data, n_epochs=3)
    assert len(curve["loss"]) < 3


# ---- fairness


def test_all_methods_start_from_the_same_weights_and_see_the_same_batches_and_masks(data, monkeypatch):
    seen = {}
    original = Network.loss_and_grad

    def spy(self, w, X, y, **mode):
        record = seen.setdefault(current, [])
        if not record:
            record.append(w.copy())
        record += [X.copy(), y.copy(), mode["rng"].bit_generator.state["state"]["state"]]
        return original(self, w, X, y, **mode)

    monkeypatch.setattr(Network, "loss_and_grad", spy)
    experiment = replace(EXPERIMENTS["network"], hidden=(5, 4))
    for current, optimizer in (("Adam", Adam(0.01)), ("descent", GradientDescent(0.1))):
        train_curve(experiment, optimizer, data, n_epochs=2, evaluate=False)
    assert len(seen["Adam"]) == len(seen["descent"]) == 1 + 3 * 2 * 3
    assert all(np.array_equal(a, b) for a, b in zip(seen["Adam"], seen["descent"]))


def test_the_settings_are_those_the_course_states():
    """As in the paper: epsilon outside the root, momentum 0.9, two hidden layers of 1000 with dropout."""
    for experiment in EXPERIMENTS.values():
        made = {label: method.make(0.1) for label, method in experiment.methods.items()}
        assert {
            label: optimizer.eps_inside for label, optimizer in made.items() if hasattr(optimizer, "eps_inside")
        } == {label: label == "AdaDelta" for label in made if label != "SGD Nesterov"}
        assert made["SGD Nesterov"].gamma == pytest.approx(1 - 0.9)
        assert all(type(optimizer).__name__ in label.replace("SGD ", "") for label, optimizer in made.items())
    logistic, network = EXPERIMENTS["logistic"], EXPERIMENTS["network"]
    assert (logistic.hidden, logistic.dropout, logistic.penalty) == ((), None, 1e-4)
    assert network.hidden == (1000, 1000) and repr(network.dropout) == "Dropout(p_input=0.2, p_hidden=0.5)"
    assert {label for label, method in logistic.methods.items() if callable(method.make(0.1).eta)} == {
        "AdaGrad",
        "SGD Nesterov",
        "Adam",
    }
    assert not any(callable(method.make(0.1).eta) for method in network.methods.values())


def test_a_curve_reports_training_loss_without_dropout_and_errors_on_test_images(data):
    class Keeping(GradientDescent):
        def step(self, w, g):
            self.w = w
            return super().step(w, g)

    experiment, optimizer = replace(EXPERIMENTS["network"], hidden=(12, 9)), Keeping(0.1)
    curve = train_curve(experiment, optimizer, data, n_epochs=3)
    net = experiment.network(np.float32)
    chosen = net.predict(optimizer.w, data.X_test).argmax(axis=1)
    assert curve["test_error"][-1] == pytest.approx(np.mean(chosen != data.y_test), abs=1e-9)
    p = net.predict(optimizer.w, data.X)
    assert curve["train_loss"][-1] == pytest.approx(-np.log(p[np.arange(len(p)), data.y]).mean(), rel=1e-4)


def test_the_schedule_falls_as_one_over_root_t():
    optimizer = EXPERIMENTS["logistic"].methods["Adam"].make(0.5)
    w = np.zeros(1)
    rates = []
    for _ in range(4):
        optimizer.step(w, np.ones(1))
        rates.append(optimizer.rate)
    assert rates == pytest.approx([0.5, 0.5 / 2**0.5, 0.5 / 3**0.5, 0.25])


def test_compare_trains_with_the_best_rate_it_tried(data):
    experiment = replace(EXPERIMENTS["logistic"], methods={"Adam": EXPERIMENTS["logistic"].methods["Adam"]})
    store = Store()
    result = compare(experiment, data, store, n_epochs=3, search_epochs=2, seeds=(0, 1))["Adam"]
    losses = dict(result["tried"])
    assert losses[result["eta"]] == min(losses.values()) and len(losses) >= 5
    assert [len(curve["loss"]) for curve in result["curves"]] == [3, 3]
    again = train_curve(experiment, experiment.methods["Adam"].make(result["eta"]), data, n_epochs=3, seed=1)
    assert again == result["curves"][1] != result["curves"][0]


def test_the_best_of_the_search_may_lose_the_final(data):
    experiment = replace(EXPERIMENTS["logistic"], methods={"Adam": EXPERIMENTS["logistic"].methods["Adam"]})
    result = compare(experiment, data, Store(), n_epochs=6, search_epochs=1, n_finalists=3)["Adam"]
    tried, finalists = dict(result["tried"]), dict(result["finalists"])
    assert sorted(finalists, key=tried.get) == sorted(tried, key=tried.get)[:3]
    assert finalists[result["eta"]] == min(finalists.values()) == result["curves"][0]["loss"][-1]


# ---- the store


def test_a_finished_run_is_not_computed_again(tmp_path):
    path = tmp_path / "folder" / "results.json"
    Store(path, {"n": 1}).run("a", lambda: [0.5])
    assert Store(path, {"n": 1}).run("a", pytest.fail) == [0.5]
    with pytest.raises(ValueError, match=r"computed with \{'n': 1\}, expected \{'n': 2\}"):
        Store(path, {"n": 2})


def test_a_failing_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "results.json"
    store = Store(path, {})
    store.run("a", lambda: 1)
    with pytest.raises(TypeError):
        store.run("b", lambda: object())
    assert load_results(path)["runs"] == {"a": 1}


def test_stores_of_one_file_take_over_each_others_runs(tmp_path):
    path = tmp_path / "results.json"
    one, other = Store(path, {}), Store(path, {})
    one.run("a", lambda: 1)
    other.run("b", lambda: 2)
    assert other.run("a", pytest.fail) == 1 and load_results(path)["runs"] == {"a": 1, "b": 2}
    one.write(results=3)
    assert one.run("b", pytest.fail) == 2 and load_results(path)["results"] == 3


@dataclass(frozen=True)
class Square:
    x: int

    @property
    def name(self):
        return f"square {self.x}"

    def __call__(self):
        return self.x**2


def plan(start):
    [first] = yield [Square(start)]
    second = yield [Square(first), Square(first + 1)]
    nothing = yield []
    return [first, *second, *nothing]


@pytest.mark.parametrize("executor", [None, "threads"])
def test_plans_are_carried_out_whatever_the_executor(executor):
    expected = {"two": [4, 16, 25], "three": [9, 81, 100]}
    with ThreadPoolExecutor(3) as pool:
        computed = []
        found = Store().run_all(
            {"two": plan(2), "three": plan(3)}, executor and pool, on_run=lambda run: computed.append(run.name)
        )
    assert found == expected and sorted(computed) == sorted(f"square {x}" for x in (2, 4, 5, 3, 9, 10))


def test_a_run_that_fails_ends_the_computation():
    with ThreadPoolExecutor(1) as pool, pytest.raises(TypeError):
        Store().run_all({"a": plan("x")}, pool)


def test_other_files_are_refused(tmp_path):
    for text in (b"not json", b"[1]", b'{"runs": {}}', b'{"settings": 1, "runs": 3}', b"\xff\xfe\x00"):
        (tmp_path / "x.json").write_bytes(text)
        with pytest.raises(ValueError, match="is not a file of results"):
            load_results(tmp_path / "x.json")


# ---- the command


def test_killed_and_resumed_loses_no_finished_curve(tmp_path, monkeypatch, capsys):
    """Kill the command once some runs are stored; resumed, it computes only the others, with the same outcome."""
    file = tmp_path / "killed" / "kingma_ba.json"
    command = [
        sys.executable,
        "-c",
        "import sys; from lecturekit.cli import main; sys.exit(main(sys.argv[1:]))",
        "reproduce",
        "kingma-ba",
        "--output",
        str(file.parent),
        *TINY,
    ]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[2], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and not (file.exists() and len(load_results(file)["runs"]) >= 5):
        time.sleep(0.01)
    process.kill()
    process.wait()
    kept = load_results(file)["runs"]
    assert len(kept) >= 5 and "results" not in load_results(file), "killed too early or too late"

    computed = []
    keep = Store.keep
    monkeypatch.setattr(Store, "keep", lambda self, name, curve: computed.append(name) or keep(self, name, curve))
    assert main(command[3:]) == 0
    finished = load_results(file)
    assert len(computed) == len(finished["runs"]) - len(kept)
    assert all(finished["runs"][name] == run for name, run in kept.items())
    assert file.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
    assert {"date", "cores", "numpy", "python", "machine"} == set(finished["computed"])

    computed.clear()
    written = file.read_bytes()
    assert main(command[3:]) == 0 and not computed, "a finished comparison is not computed again"
    assert file.read_bytes() == written, "nor is it given a new date"
    assert main(["reproduce", "kingma-ba", "--output", str(tmp_path / "whole"), *TINY]) == 0
    assert load_results(tmp_path / "whole" / "kingma_ba.json")["runs"] == finished["runs"]
    assert main(["reproduce", "kingma-ba", "--output", str(file.parent), "--epochs", "3"]) == 2
    assert "choose another folder" in capsys.readouterr().err


def test_workers_and_two_commands_at_once_give_the_same_results(tmp_path):
    """To the last digit; and two commands in one folder do each other no harm."""

    def start(folder, workers):
        arguments = ["reproduce", "kingma-ba", "--output", str(tmp_path / folder), "--workers", workers, *TINY]
        code = "import sys; from lecturekit.cli import main; sys.exit(main(sys.argv[1:]))"
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.Popen(command, cwd=Path(__file__).parents[2], stderr=subprocess.PIPE, text=True)

    started = [start("one", "1"), start("both", "2"), start("both", "1")]
    for process in started:
        _, said = process.communicate()
        assert process.returncode == 0, said
    one, both = (load_results(tmp_path / folder / "kingma_ba.json") for folder in ("one", "both"))
    assert one["runs"] == both["runs"] and one["results"] == both["results"]


@pytest.mark.parametrize(
    "options", [{"n_images": 60_001}, {"n_images": 0}, {"n_epochs": 0}, {"n_hidden": -1}, {"n_hidden": 2.5}]
)
def test_a_comparison_with_impossible_numbers_is_refused_before_it_begins(tmp_path, options):
    ((name, _),) = options.items()
    with pytest.raises(ValueError, match=f"{name} is"):
        reproduce(tmp_path, **options)
    assert not any(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["reproduce", "kingma-ba", "--output", str(tmp_path / "file"), *TINY]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[-1].startswith("lecturekit reproduce: ") and "Traceback" not in "".join(said)


def test_the_command_passes_its_options_on(tmp_path, monkeypatch):
    seen = {}

    def spy(experiment, data, store, **options):
        seen[experiment.name] = (experiment.hidden, data.n, options["n_epochs"], options["search_epochs"])
        if experiment.name == "network":
            raise KeyboardInterrupt
        return {}

    monkeypatch.setattr(kingma_ba, "compare", spy)
    assert main(["reproduce", "kingma-ba", "--output", str(tmp_path), *TINY]) == 130
    assert seen == {"logistic": ((), 300, 2, 20), "network": ((6, 6), 300, 2, 2)}


def test_results_of_the_package():
    """The stored comparison is the full one, and its curves are those of its runs."""
    content = load_results()
    assert content["settings"]["n_images"] == 60_000 and content["settings"]["n_epochs"] >= 20
    assert content["settings"]["n_hidden"] == 1000 and content["settings"]["batch_size"] == 128
    assert set(content["computed"]) == {"date", "cores", "numpy", "python", "machine"}
    for name, experiment in EXPERIMENTS.items():
        assert list(content["results"][name]) == list(experiment.methods)
        for label, method in content["results"][name].items():
            finalists = dict(method["finalists"])
            assert finalists[method["eta"]] == min(finalists.values()) == method["curves"][0]["loss"][-1]
            assert set(experiment.methods[label].grid) <= {eta for eta, _ in method["tried"]}
            for seed, curve in zip(content["settings"]["seeds"][name], method["curves"]):
                assert len(curve["loss"]) == content["settings"]["n_epochs"]
                assert curve == content["runs"][f"{name} / {label} / full {method['eta']:g} / seed {seed}"]
