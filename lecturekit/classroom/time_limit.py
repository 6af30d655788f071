"""A limit of time for what runs inside, on both sides of the pipe."""

import contextlib
import signal
import threading

AGAIN = 0.5
"""Seconds until the next interrupt, if something inside has taken the first one for an error of its own."""


@contextlib.contextmanager
def time_limit(seconds, error):
    """Raise an error in what runs inside after this time, and again and again if it does not stop; 0 is no limit.

    A limit around it is suspended meanwhile. Without signals, or outside the main thread, there is none.
    """
    main = threading.current_thread() is threading.main_thread()
    if seconds is None or not main or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(number, frame):
        raise error

    handler = signal.signal(signal.SIGALRM, ring)
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler or signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, left, AGAIN)
