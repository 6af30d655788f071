"""Exercise 8.11: an out-of-bag error that is too small, because there are several images of one sheet."""

import numpy as np

from lecturekit.checks.engine import Misconception, Wrong, bug_exercise


def _each_image_by_itself(rows, sheet):
    return np.array([~np.isin(np.arange(len(sheet)), row) for row in rows])


def _by_sheet(rows, sheet):
    return np.array([~np.isin(sheet, np.asarray(sheet)[row]) for row in rows])


def _error(predictions, y, asked):
    """The error of the mean over those networks that are asked, asked (B, n), where one is asked at all."""
    some = asked.any(axis=0)
    total = (predictions * asked[:, :, None]).sum(axis=0)
    return np.mean(total[some].argmax(axis=1) != y[some])


def too_small(predictions, rows, y, sheet):
    """The code that is given in 8.11: right for images that have nothing to do with each other."""
    return _error(predictions, y, _each_image_by_itself(rows, sheet))


def _image_by_image(predictions, rows, y, sheet):
    wrong = []
    for i in range(len(y)):
        asked = [p[i] for p, row in zip(predictions, rows) if not {sheet[i]} & {sheet[j] for j in row}]
        if asked:
            wrong.append(np.mean(asked, axis=0).argmax() != y[i])
    return np.mean(wrong)


def _bag_of_scans(rng, B, scans, numbers=None):
    """Images in any order, scans[k] of sheet k; what one network says of a sheet's images is alike, as they look alike."""
    sheet = rng.permutation(np.repeat(np.arange(len(scans)) if numbers is None else numbers, scans))
    names, number = np.unique(sheet, return_inverse=True)
    alike, own = (
        rng.dirichlet(np.ones(3), size=(B, len(names)))[:, number],
        rng.dirichlet(np.ones(3), size=(B, len(sheet))),
    )
    return (
        (alike + own) / 2,
        rng.integers(len(sheet), size=(B, len(sheet))),
        rng.integers(3, size=len(names))[number],
        sheet,
    )


def _probes(rng):
    return [
        _bag_of_scans(rng, 8, [2] * 15),
        _bag_of_scans(rng, 9, [1, 2, 3] * 6),
        _bag_of_scans(rng, 7, [2] * 10 + [1], numbers=100 + 7 * np.arange(11)),
        _bag_of_scans(rng, 4, [2] * 12, numbers=rng.permutation(24)[:12]),
    ]


def _one_network(rng):
    predictions, rows, y, sheet = _bag_of_scans(rng, 1, [1, 2] * 5)
    return predictions, rows % 4, y, sheet


def _a_bag(predictions, rows, y, sheet):
    predictions, rows, y, sheet = map(np.asarray, (predictions, rows, y, sheet))
    n = len(y)
    if predictions.ndim != 3 or predictions.shape[1] != n or sheet.shape != (n,) or rows.shape != (len(predictions), n):
        raise Wrong("With B networks and n images `predictions` is (B, n, K), `rows` (B, n), `y` and `sheet` (n,).")
    if rows.dtype.kind not in "iu" or not n or not (0 <= rows.min() <= rows.max() < n):
        raise Wrong("`rows` are the numbers of images, whole numbers from 0 to n - 1.")
    if np.any(predictions < 0) or not np.allclose(predictions.sum(axis=2), 1):
        raise Wrong(
            "`predictions` are probabilities: none is negative, and those of one network for one image add up to 1."
        )
    if any(len(set(y[sheet == each])) > 1 for each in sheet):
        raise Wrong("All scans of a sheet show the same digit: `y` has to be the same for them.")
    if not _by_sheet(rows, sheet).any():
        raise Wrong("Here even right code has no image left to count. Add one that can still be asked about honestly.")


def _asks(asked):
    """The error with another choice of the networks that are asked."""
    return lambda predictions, rows, y, sheet: _error(predictions, y, asked(rows, np.asarray(sheet)))


def _some_scan_missed(rows, sheet):
    unseen = _each_image_by_itself(rows, sheet)
    return np.array([np.isin(sheet, sheet[each]) for each in unseen])


def _in_nobodys_sample(rows, sheet):
    unseen = _by_sheet(rows, sheet)
    return np.broadcast_to(unseen.all(axis=0), unseen.shape)


def _left_out_where_one_knows(rows, sheet):
    alone, honest = _each_image_by_itself(rows, sheet), _by_sheet(rows, sheet)
    return alone & (alone == honest).all(axis=0)


def _first_scans(predictions, rows, y, sheet):
    first = np.isin(np.arange(len(y)), np.unique(sheet, return_index=True)[1])
    return _error(predictions, y, _each_image_by_itself(rows, sheet) & first)


def _first_scans_of_new_sheets(predictions, rows, y, sheet):
    first = np.unique(sheet, return_index=True)[1]
    return _error(predictions[:, first], y[first], _by_sheet(rows, sheet)[:, first])


def _each_sheet_once(predictions, rows, y, sheet):
    first = np.unique(sheet, return_index=True)[1]
    means = np.stack([predictions[:, sheet == sheet[i]].mean(axis=1) for i in first], axis=1)
    return _error(means, y[first], _by_sheet(rows, sheet)[:, first])


def _sheets_of_one_weight(predictions, rows, y, sheet):
    asked = _by_sheet(rows, sheet)
    wrong = (predictions * asked[:, :, None]).sum(axis=0).argmax(axis=1) != y
    return np.mean([wrong[sheet == each].mean() for each in np.unique(sheet[asked.any(axis=0)])])


def _as_class_0(predictions, rows, y, sheet):
    return np.mean((predictions * _by_sheet(rows, sheet)[:, :, None]).sum(axis=0).argmax(axis=1) != y)


def _of_all(predictions, rows, y, sheet):
    asked = _by_sheet(rows, sheet)
    return _error(predictions, y, asked) * asked.any(axis=0).mean()


def _partner(place):
    """Whoever takes it that the other scan has a certain place among the images."""

    def asked(rows, sheet):
        alone = _each_image_by_itself(rows, sheet)
        return alone & alone[:, place(len(sheet))]

    return _asks(asked)


small_out_of_bag_error = bug_exercise(
    "8.11",
    "An out-of-bag error that is too small",
    buggy=too_small,
    args=("predictions", "rows", "y", "sheet"),
    valid=_a_bag,
    probes=_probes,
    edges={
        "one network": _one_network,
        "every sheet scanned once": lambda rng: _bag_of_scans(rng, 3, [1] * 20),
        "an image that every network has seen": lambda rng: _bag_of_scans(rng, 2, [1] * 12),
    },
    reference=_image_by_image,
    solution=_asks(_by_sheet),
    example=(
        np.array([[[0.9, 0.1], [0.9, 0.1], [0.9, 0.1]]]),
        np.array([[0, 0, 0]]),
        np.array([0, 0, 1]),
        np.array([0, 0, 1]),
    ),
    wrong=[
        Misconception(
            "one scan missed is enough",
            _asks(_some_scan_missed),
            "Your repair asks a network as soon as it has missed ONE scan of the sheet. If another scan was in its sample, it knows the sheet: it has to have missed all of them.",
        ),
        Misconception(
            "sheet numbers among row numbers",
            _asks(lambda rows, sheet: np.array([~np.isin(sheet, row) for row in rows])),
            "Your repair looks for the numbers of sheets among `rows[k]`, which are numbers of IMAGES. From which sheets are the images `rows[k]`?",
        ),
        Misconception(
            "image numbers among sheet numbers",
            _asks(lambda rows, sheet: np.array([~np.isin(np.arange(len(sheet)), sheet[row]) for row in rows])),
            "Your repair knows which sheets network k has seen, and then looks for numbers of IMAGES among them. Which sheet is each image from?",
        ),
        Misconception(
            "the partner in the other half",
            _partner(lambda n: (np.arange(n) + n // 2) % n),
            "Your repair takes it that the second scans stand in the second half of the images. `sheet` says which images belong together, wherever they stand and however many they are.",
        ),
        Misconception(
            "the partner next to it",
            _partner(lambda n: np.minimum(np.arange(n) ^ 1, n - 1)),
            "Your repair takes it that the two scans of a sheet stand next to each other. `sheet` says which images belong together, wherever they stand and however many they are.",
        ),
        Misconception(
            "one scan of each sheet counted",
            _first_scans,
            "Your repair counts one scan of each sheet, but still asks networks that were trained on another scan of it. How often an image is counted is not the matter: what has the network seen before?",
        ),
        Misconception(
            "the right networks, one scan of each sheet",
            _first_scans_of_new_sheets,
            "The right networks are asked, but your repair counts one scan of each sheet only. Each image counts once, as in the given code: the other scans are fair questions too.",
        ),
        Misconception(
            "only sheets that nobody has seen",
            _asks(_in_nobodys_sample),
            "Your repair keeps only sheets that NO network has seen. That is honest, but throws nearly everything away: an image can be counted as soon as one network has not seen its sheet. Which networks are to be asked then?",
        ),
        Misconception(
            "images left out instead of networks",
            _asks(_left_out_where_one_knows),
            "Your repair leaves out an image as soon as one of the networks asked has seen its sheet. It is that NETWORK that must not be asked; the others still can.",
        ),
        Misconception(
            "one decision for a sheet",
            _each_sheet_once,
            "The right networks are asked, but your repair averages over the scans of a sheet and decides once. Each image is decided and counted by itself, as in the given code.",
        ),
        Misconception(
            "sheets of equal weight",
            _sheets_of_one_weight,
            "The right networks are asked, but your repair takes the mean over SHEETS, so that the single scan of a sheet counts as much as three of another. Each image counts once, as in the given code.",
        ),
        Misconception(
            "nobody asked is class 0",
            _as_class_0,
            "The right networks are asked, but some images are left without any. Your repair lets them count, as class 0: leave them out, as the given code did.",
        ),
        Misconception(
            "divided by all images",
            _of_all,
            "The right networks are asked, but your repair divides by the number of ALL images. Those about which no network can be asked are not decided: divide by the number of the others.",
        ),
        Misconception(
            "networks that know the sheet",
            _asks(lambda rows, sheet: ~_by_sheet(rows, sheet)),
            "The mask of your repair is the wrong way round: it asks the networks that HAVE seen the sheet.",
        ),
        Misconception(
            "all networks",
            lambda predictions, rows, y, sheet: _error(predictions, y, np.ones(rows.shape, bool)),
            "Your repair asks all networks. Most of them were trained on the image itself: this is the training error of the bag.",
        ),
        Misconception(
            "votes",
            lambda predictions, rows, y, sheet: _error(
                np.eye(predictions.shape[2])[predictions.argmax(axis=2)], y, _by_sheet(rows, sheet)
            ),
            "The right networks are asked, but your repair lets them vote. Average their probabilities, as the given code did: a network that is unsure should count for less.",
        ),
        Misconception(
            "accuracy",
            lambda predictions, rows, y, sheet: 1 - _error(predictions, y, _by_sheet(rows, sheet)),
            "The right networks are asked, but this is the fraction that is right. The error is the fraction that is wrong.",
        ),
    ],
    hints=[
        "Section *Averaging: bagging*. Take one image and a network that is asked about it by the given code. What may have been in that network's bootstrap sample?",
        "For an input three images and one network are enough: two images from one sheet, and the network has seen one of these two.",
        "An index with an array of row numbers, `sheet[row]`, gives the sheets that a network has seen. Which images are not from any of them?",
    ],
    praise="A new sheet is new as a whole, so an estimate for it has to hold back whole sheets. Where a patient has several images, training and test data are divided in the same way: by patients.",
)
