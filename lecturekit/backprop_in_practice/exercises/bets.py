"""The bets of chapter 4."""

from lecturekit.checks.engine import choice_exercise

STARTS = choice_exercise(
    "4.a",
    "Four ways to begin",
    kind="prediction",
    correct="d",
    options={
        "a": "all four, one faster than another: a right gradient leads downhill",
        "b": "three: the start with equal weights is the only one at fault",
        "c": "two: the first and the third, because small weights do no harm",
        "d": "the first alone",
    },
    replies={
        "a": "Downhill, yes. But a gradient may be so small that nothing moves, or the step so large that it lands somewhere worse.",
        "b": "Equal weights are a fault indeed. The size of the weights and the units of the inputs are two more.",
        "c": "Small weights do no harm to the units, which do not saturate. But the derivatives that come down are multiplied by the weights, in every layer.",
    },
    praise="random, of the right size, and inputs in the right units: here it takes all three.",
)

BACKWARD = choice_exercise(
    "4.b",
    "The cost of the backward pass",
    kind="prediction",
    correct="c",
    options={
        "a": "about half: it has fewer products",
        "b": "the same: every weight is used once again",
        "c": "about twice, since every layer takes two products",
        "d": "about $L$ times: every layer looks at all the layers above it",
    },
    replies={
        "a": "Fewer than what? Each layer needs a product for its own gradient and one to pass delta on.",
        "b": "That is right for the products that pass delta on. But the gradient itself is a product, too.",
        "d": "That would be so without backpropagation: delta sums up everything above, so that each layer looks only at the next one.",
    },
    praise="one product for the gradient, one to carry delta down; only the first layer is spared the second.",
)

NUDGED = choice_exercise(
    "4.c",
    "Nearly equal weights",
    kind="prediction",
    correct="b",
    options={
        "a": "XOR is learned: units that differ at all grow apart",
        "b": "XOR is not learned, and the four units still draw nearly the same line",
        "c": "the weights have hardly moved: from nearly equal weights there is nearly no gradient",
    },
    replies={
        "a": "They do grow apart, but slowly, since nearly equal units get nearly equal gradients. Training was settled before they had.",
        "c": "At 0.5 there is a gradient, and the loss falls from its value at the start. But look at the lines of the hidden units.",
    },
    praise="four units do the work of one: nearly equal units get nearly equal gradients, and grow apart too slowly.",
)

RESCALED = choice_exercise(
    "4.d",
    "Rescaled, and not shifted",
    kind="prediction",
    correct="c",
    options={
        "a": "about as many: a shift is what the bias is for",
        "b": "two or three times as many",
        "c": "about eighty times as many",
    },
    replies={
        "a": "The bias can make up for any shift: that is the theory. But it has to be learned, together with all the weights that pull at it.",
        "b": "More. Columns that are all positive share one steep direction, and the rate has to suit that one.",
    },
    praise="3012 steps. Columns that are not centered share one steep direction, that of their means, and it leaves the others a thirtieth of the rate.",
)

WIDER = choice_exercise(
    "4.e",
    "Restarts of a wider network",
    kind="prediction",
    correct="a",
    options={
        "a": "hardly any ends badly",
        "b": "as many end badly: the data are the same",
        "c": "more end badly: there are more places to get stuck in",
    },
    replies={
        "b": "The data are the same, the loss is not: with more units there are more ways out of a wrong arrangement.",
        "c": "More places, yes. But does a larger share of the starts lead to bad ones? Each further unit is one more chance to have two that fit together.",
    },
    praise="two units that fit together are enough, and eight make twenty-eight pairs. So most of the many places are good ones.",
)

EQUAL = choice_exercise(
    "4.f",
    "The first step from equal weights",
    kind="prediction",
    correct="b",
    options={
        "a": "by a few hundredths, as in the first start",
        "b": "by nothing",
        "c": "by more than their size: the loss went up",
    },
    replies={
        "a": "The weights are of a usual size, and so are the values of the units. But what comes down to them from ten classes?",
        "c": "The loss went up because the last layer takes a long step. What comes down through it to the layers below?",
    },
    praise="the mistakes of the ten classes add up to 0, and equal weights above pass on nothing but their sum.",
)
