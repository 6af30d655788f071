"""Every wrong answer still gives what it gave, and is still told what it was told."""

import json
import math
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

import diagnoses as record

NOW, KEPT = record.diagnoses(), json.loads(record.RECORD.read_text(encoding="utf-8"))


def same(now, kept):
    """Texts are equal, numbers equal to four digits of the largest."""
    if len(now) != len(kept):
        return False
    scale = max((abs(k) for k in kept if is_finite(k)), default=0.0)
    return all(
        abs(a - b) <= 1e-4 * scale + 1e-12 if is_finite(a) and is_finite(b) else str(a) == str(b)
        for a, b in zip(now, kept)
    )


def is_finite(entry):
    """Whether an entry of the record is a number, and neither infinite nor undefined."""
    return not isinstance(entry, str) and math.isfinite(entry)


def test_the_record_is_of_these_exercises():
    assert list(NOW) == list(KEPT), "renew it with python tests/tools/diagnoses.py, and read what changes"


@pytest.mark.parametrize("exercise", KEPT)
def test_each_misconception_keeps_its_behavior_and_its_reply(exercise):
    assert [(name, reply) for name, _, reply in NOW[exercise]] == [(name, reply) for name, _, reply in KEPT[exercise]]
    for (name, now, _), (_, kept, _) in zip(NOW[exercise], KEPT[exercise]):
        assert same(now, kept), f"{exercise}, {name}: gives {now}, gave {kept}"
