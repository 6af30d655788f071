"""What several tests of the checker start from."""

import fake_chapter
import pytest

from lecturekit.checks import session


@pytest.fixture
def chapter(monkeypatch, tmp_path):
    """The made-up chapter 99, with no progress, and nobody has been wrong yet."""
    fake_chapter.install(monkeypatch.setitem)
    monkeypatch.setenv("LECTUREKIT_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    session.start_anew()
