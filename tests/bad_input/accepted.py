"""What a public function accepts though it looks wrong, and why that is right: {reason: (kinds, where)}.

What an annotation speaks of, as a flag, a text or a list, is not here: see ``allowed`` in the test.
"""

EMPTY = {"an empty list", "an empty array", "no rows", "a dict"}
SMALLER = {*EMPTY, "one row less", "one column less"}
SHAPES = {*SMALLER, "one axis more", "one axis less", "True"}
ENTRIES = {*SHAPES, "NaN", "infinity", "minus infinity", "with NaN", "with infinity", "as objects"}
ANYTHING = {
    *ENTRIES, "None", "a text", "an object", "a complex number", "a ragged list", "an array of texts", "an array of objects",
    "a function", "a class", "as texts", "complex", "one entry masked",
}  # fmt: skip

ACCEPTED = {
    "fewer rows, columns or entries are a smaller problem, which has a right result too": (
        SMALLER,
        """
        sgd.figures.stable_rates(jumps)
        single_unit.above_the_chord(values) single_unit.errors_along(path) single_unit.figures.descent(path)
        single_unit.figures.directions_canvas(curvatures) single_unit.logit(X) single_unit.main_directions(X)
        single_unit.multiclass(z) single_unit.multiclass.per_sample(z) single_unit.numerical_gradient(w)
        single_unit.with_dummy(X) two_layer.figures.digit_units(image) two_layer.figures.digit_units(W)
        two_layer.figures.digit_units(w) two_layer.figures.units_by_digit(means) two_layer.forward_matrix(X)
        two_layer.unit_losses(path) l_layer.figures.first_units(W) l_layer.figures.outer_products(A)
        l_layer.figures.outer_products(delta) l_layer.layer_jacobian(W) l_layer.Network.classify(X)
        backprop_in_practice.condition_number(X) backprop_in_practice.curvatures(X) backprop_in_practice.decorrelated(X)
        backprop_in_practice.four_starts(X) backprop_in_practice.journey(X) backprop_in_practice.logistic_descent(X)
        backprop_in_practice.longest_wait(losses) backprop_in_practice.pooled(images)
        backprop_in_practice.RidgeLogistic(X) backprop_in_practice.shares_of_levels(losses)
        backprop_in_practice.signals_by_gain(X) backprop_in_practice.steps_to(losses)
        backprop_in_practice.train_many(w) backprop_in_practice.versions(X) sgd.batch_gradients(single)
        sgd.figures.range_and_result(test) sgd.mean_square(gradients) sgd.noise_of_batches(X)
        sgd.scatter_table(single) sgd.single_gradients(X) sgd.with_unscaled(X) adaptive_lr.each_at_its_best(starts) adaptive_lr.longest_step(gradients) adaptive_lr.figures.epsilon_canvas(gradients)
        adaptive_lr.step_lengths(gradients) normalization.figures.bars(marked) normalization.figures.scatter_recipes(raw)
        normalization.RunningAverages.add(seen) overfitting.add_noise(X)
        overfitting.DecoupledDecay(is_weight)
        overfitting.figures.posterior_canvas(biases) overfitting.figures.posterior_canvas(weights) overfitting.flip(X)
        overfitting.plausible_curves(x)
        overfitting.out_of_bag(rows) overfitting.rotate(X) overfitting.shift(X) double_descent.features(X) double_descent.figures.down_up_down(norms)
        double_descent.figures.down_up_down(test) double_descent.figures.down_up_down(train)
        double_descent.minimum_norm(A) double_descent.rank_threshold(A) double_descent.ridge(A)
        datasets.make_blobs(centers)
        """.split(),
    ),
    "entry by entry, or for any number of axes: a number, a row, a table": (
        SHAPES,
        """
        single_unit.directional_check(w) single_unit.figures.collinear(y) single_unit.figures.unit_canvas(y)
        single_unit.gradcheck(w) single_unit.output_slope(z) two_layer.figures.features_canvas(y)
        two_layer.figures.final_losses(losses) two_layer.gradients(y) l_layer.figures.first_units(unused)
        l_layer.figures.training(history) l_layer.pushed(X) l_layer.shares_read(direction)
        backprop_in_practice.nearest_level(losses) backprop_in_practice.saturated_fraction(z)
        backprop_in_practice.trajectory(start) sgd.arrival(error) sgd.critical_eta(gamma) sgd.errors_of(start)
        sgd.expected_square(batch_size) sgd.gone(paths) sgd.heavy_ball_rate(curvatures) sgd.heavy_ball_rate(eta)
        sgd.heavy_ball_rate(gamma) sgd.largest_stable_eta(gamma) sgd.rate_of(gamma) adaptive_lr.AdamW(is_weight)
        overfitting.average(predictions) overfitting.reached_by_descent(h)
        overfitting.reached_with_decay(h) overfitting.rotate(degrees) overfitting.shift(down) overfitting.shift(right)
        double_descent.bias_and_variance(predictions)
        double_descent.minimum_norm(y) double_descent.ridge(y) double_descent.sine(x) figures.scatter_classes(y)
        figures.trend(x)
        """.split(),
    ),
    "a logit may be anything, and NaN gives NaN; what is not finite is left out of a picture, and said in its words": (
        ENTRIES,
        """
        single_unit.identity(z) single_unit.leaky_relu(z) single_unit.relu(z) single_unit.relu.derivative(x)
        single_unit.sigmoid(z) single_unit.softplus(z) single_unit.tanh(z) l_layer.Network.views(w)
        backprop_in_practice.figures.chain_walks(saddle) backprop_in_practice.figures.plateau_walks(plateau)
        double_descent.figures.theory(risk) figures.number(x) figures.trend(y)
        """.split(),
    ),
    "not looked at, because nothing depends on it: statistics of a plain network, an array that is written over, words to be listed": (
        ANYTHING,
        """
        two_layer.figures.regions(phi) l_layer.Network.accuracy(stats) l_layer.Network.classify(stats)
        l_layer.Network.logits(rng) l_layer.Network.logits(stats) l_layer.Network.loss(rng)
        l_layer.Network.loss(stats) l_layer.Network.loss_and_grad(rng) l_layer.Network.loss_and_grad(stats)
        l_layer.Network.loss_and_grad(stats_out) normalization.RunningAverages.loss_and_grad(out) normalization.RunningAverages.loss_and_grad(train)
        normalization.RunningAverages.loss_and_grad(rng) figures.listing(words) figures.picture(function)
        """.split(),
    ),
    "a tuple or record with names holds what it is given; who takes it looks": (
        ANYTHING,
        """
        two_layer.Parameters(b) two_layer.Parameters(b2) two_layer.Parameters(W) two_layer.Parameters(w)
        clinic.Patient(origin) clinic.Recording(batch_losses) clinic.Recording(dead) clinic.Recording(epochs)
        clinic.Recording(gradients) clinic.Recording(saturated) clinic.Recording(steps) clinic.Recording(updates)
        clinic.Recording(w) training.Record(epoch) training.Record(loss) training.Record(t) training.Record(w)
        """.split(),
    ),
    "numpy's None is float64": (
        {"None"},
        """
        l_layer.Network(dtype) overfitting.digit_network(dtype) datasets.MnistDataset.as_float(dtype)
        """.split(),
    ),
}
