"""What is known of this session alone and forgotten with its kernel: bets, opened hints, who was right and who was wrong."""

bets: dict[str, str | None] = {}
passed: set[str] = set()
went_wrong: set[str] = set()
hints_opened: dict[str, int] = {}
last_diagnosis: dict[str, str] = {}


def start_anew():
    """Forget all of it, as a new kernel would."""
    for each in (bets, passed, went_wrong, hints_opened, last_diagnosis):
        each.clear()
