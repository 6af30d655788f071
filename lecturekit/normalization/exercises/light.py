"""Exercise 7.10: photographs, each with light of its own, of which the memory holds two at a time."""

import numpy as np

from lecturekit.backprop_in_practice.standardizer import Standardizer
from lecturekit.checks.compare import describe
from lecturekit.checks.engine import Goal, Misconception, Wrong, goal_exercise
from lecturekit.normalization.layers import BatchNorm, LayerNorm
from lecturekit.normalization.pairs import some_photographs, trained_in_pairs


def _mistakes(learn, rng):
    """Percent of 2000 new photographs that are misclassified after the learner's training on 1500, asked digit by digit."""
    X, y, X_new, y_new = some_photographs(1500, int(rng.integers(1000, 100_000)))
    classify = learn(X.copy(), y.copy(), rng)
    if classify is None or classify is Ellipsis:
        return classify
    if not callable(classify):
        raise Wrong(f"`learn` returns {describe(classify)}, expected a function from images to digits.")
    wrong = [np.sum(np.asarray(classify(X_new[y_new == digit])) != digit) for digit in range(10)]
    return {"mistakes on new photographs": 100 * float(np.sum(wrong) / len(y_new))}


def by_image(images):
    """Each image with its own mean and deviation."""
    return (images - images.mean(axis=1, keepdims=True)) / images.std(axis=1, keepdims=True)


def _as_it_is(images):
    return images


def learner(normalization, eta, prepare=_as_it_is, prepare_new=None):
    """Train with one choice; images are prepared by a function, the new ones by the same unless another is given."""

    def learn(X, y, rng):
        classify = trained_in_pairs(normalization, eta, prepare(X), y, rng)
        return lambda images: classify((prepare_new or prepare)(images))

    return learn


def by_pixel(X, y, rng):
    """Each pixel with mean and deviation of the training set."""
    standardizer = Standardizer().fit(X)
    classify = trained_in_pairs(LayerNorm(), 0.03, standardizer.transform(X), y, rng)
    return lambda images: classify(standardizer.transform(images))


photographs = goal_exercise(
    "7.10",
    "Photographs in pairs",
    points=4,
    run=_mistakes,
    solution=learner(LayerNorm(), 0.03, by_image),
    goals=[
        Goal(
            "mistakes on new photographs",
            at_most=28.0,
            over=np.mean,
            unit="%",
            why=lambda n: (
                "Two things are to be kept apart: what the light does to an image before it comes into the network, and what a batch of two does inside of it. Measure each on digits without the other."
                if n["mistakes on new photographs"] > 42
                else "It learns; too slowly, too roughly, or with some of the light left. Try the rate a factor of 3 up and down. Is what you do to an image the same whatever the light was?"
            ),
        )
    ],
    wrong=[
        Misconception(
            "layer norm on the photographs as they are",
            learner(LayerNorm(), 0.03),
            "Layer norm can work with two images at a time. A factor on all pixels it nearly removes; but stray light adds to each sum the light times the sum of that unit's weights, another number for each unit. Where is it still one number?",
        ),
        Misconception(
            "standardized by pixel",
            by_pixel,
            "You standardized each pixel over the training images. But the light differs from image to image: which entries of X have it in common?",
        ),
        Misconception(
            "batch norm",
            learner(BatchNorm(), 0.03, by_image),
            "The images are in order now. But this is batch norm with two data points: of each unit only the order of the two is left.",
        ),
        Misconception(
            "new photographs as they are",
            learner(LayerNorm(), 0.03, by_image, _as_it_is),
            "The network has learned from prepared images and is asked about photographs as they come. What is done to the training images belongs to the model.",
        ),
    ],
    hints=[
        "Section *Standardizing the inputs* takes mean and deviation of a column. What do the pixels of one photograph have in common? Section *The same inside the network* draws four ways to share a mean.",
        "What is done to X has to be done to the new images: return a function of your own that does it and then calls the one that `trained_in_pairs` returns.",
    ],
    praise="The light is shared by the pixels of one image, so it goes with a mean and a deviation over these, layer norm of the inputs; and what works with two images at a time inside is what lets no image see another.",
)
