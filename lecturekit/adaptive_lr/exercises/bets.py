"""The predictions of chapter 6."""

from lecturekit.checks.engine import choice_exercise

predict_floor = choice_exercise(
    "6.a",
    "From the wall to the floor",
    kind="prediction",
    correct="c",
    options={
        "a": "about 60: most steps are about $\\eta$ long",
        "b": "about 3,000",
        "c": "about 300,000",
        "d": "it never gets there: the steps shrink too fast",
    },
    replies={
        "a": "That would be so if the wall were forgotten; but its squares stay in G.",
        "b": "More: after 33 gradients of 100 the root of G is 574, so a gradient of 0.1 gives steps of 0.1 * 0.1 / 574.",
        "d": "The steps hardly shrink on the floor, where G grows by only 0.01 a step; they are just very short.",
    },
    praise="33 gradients of 100 left a root of G of 574; on the floor every step is about 0.1 * 0.1 / 574 long, and the sum never forgets the wall.",
)

predict_correction = choice_exercise(
    "6.b",
    "Without the correction",
    kind="prediction",
    correct="a",
    options={
        "a": "longer than $\\eta$, because $v$ starts at zero",
        "b": "exactly $\\eta$, because $m$ and $v$ are too small by the same factor",
        "c": "shorter than $\\eta$, because $m$ starts at zero",
    },
    replies={
        "b": "At first m is a tenth of g, but v is a thousandth of the square of g, and it is the root of v that divides.",
        "c": "The average m is too small, but so is v, and a v that is too small lengthens the step.",
    },
    praise="The average m is too small by a factor of 10, the root of v by a factor of 32: the first step is 3.16 eta long, and step 12 even 6.57 eta.",
)

predict_waking = choice_exercise(
    "6.c",
    "Waking a saturated unit",
    kind="prediction",
    correct="b",
    options={
        "a": "about 45: each of them is about $\\eta$ long, from the first one on",
        "b": "about 180: $\\epsilon$ keeps the first ones short",
        "c": "about 1,400: $\\epsilon$ keeps nearly all of them short",
    },
    replies={
        "a": "That is Adam with epsilon outside the root. Inside, epsilon is compared with the square of the gradient, and is far larger than that at first.",
        "c": "They are short at first, that is right: 2% of eta. But they grow as the gradient grows, and that is faster than at the rate 100.",
    },
    praise="at first the step is eta * m / sqrt(eps), that is momentum with the rate 1000. Only when the gradient has outgrown 1e-4 does Adam divide by its size.",
)

predict_turned = choice_exercise(
    "6.d",
    "The same bowl, turned",
    kind="prediction",
    correct="c",
    options={
        "a": "4 again: it is the same bowl",
        "b": "about 10",
        "c": "nearly as many as gradient descent",
        "d": "twice as many as gradient descent, or more",
    },
    replies={
        "a": "For gradient descent that is right. But AdaGrad has a rate for each coordinate, and now no coordinate belongs to one curvature.",
        "b": "More: for both weights the steep direction rules the gradient, both get nearly the same rate, and no curvature cancels.",
        "d": "That is how RMSProp and AdaDelta fare. With nearly the same rate for both weights AdaGrad walks as gradient descent does, and needs a little less.",
    },
    praise="106 steps, against 124: in the turned bowl every gradient is a mixture of both curvatures, and there is nothing that a rate for each weight could cancel.",
)
