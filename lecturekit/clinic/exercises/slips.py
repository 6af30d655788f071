"""The base of exercises whose wrong answers are known by their slip: the first step that is wrong, and by which word."""

from lecturekit.checks.exercise import Exercise, Wrong


class SlipExercise(Exercise):
    """An exercise with ``_parts(answer)``, which raises `Wrong` for what cannot be read, and ``_slip(parts)``: (slip, what is to be said)."""

    def behaves_like(self, answer):
        """Return the misconceptions that make the same slip."""
        try:
            return self._known(self._slip(self._parts(answer))[0])
        except Wrong:
            return []

    def _known(self, slip):
        return [each for each in self.wrong if slip and self._slip(self._parts(each.answer))[0] == slip]
