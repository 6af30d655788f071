"""``python -m lecturekit`` is the command ``lecturekit``."""

import sys

from lecturekit.cli import main

sys.exit(main())
