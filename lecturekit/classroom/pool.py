"""Submissions are graded in *judge processes*, which an executor's threads start when they need one and keep.

A judge that hangs or dies takes one submission along, which is tried once more, and nobody else's.
"""

import atexit
import contextlib
import os
import queue
import subprocess
import sys
import time

from lecturekit.classroom.executors import ONE_THREAD
from lecturekit.classroom.graded import grade
from lecturekit.classroom.wire import Broken, Channel, Decoder, Encoder, Late
from lecturekit.course.files import PACKAGE

GRACE = 150
"""Seconds that a judge has beyond a submission's deadline."""
MEMORY = 8 * 2**30
"""Bytes that a judge may use."""
_idle = queue.LifoQueue()


def grade_in_a_judge(task):
    """Grade a submission in a judge process, see `graded.grade`; where the judge is lost, once more in another."""
    for _ in range(2):
        judge = _take()
        try:
            result = judge.ask(task, time.monotonic() + task["deadline"] + GRACE)
        except (Broken, Late):
            judge.close()
        except BaseException:
            judge.close()
            raise
        else:
            _idle.put(judge)
            return result
    return {"problem": "its code ended the judge's process or kept it from coming to an end, twice"}


def _take():
    with contextlib.suppress(queue.Empty):
        return _idle.get_nowait()
    return JudgeProcess()


class JudgeProcess:
    """A process that grades one submission after the other."""

    def __init__(self):
        paths = [str(PACKAGE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lecturekit.classroom.pool"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | ONE_THREAD | {"PYTHONPATH": os.pathsep.join(paths)},
        )
        self.channel = Channel(self.process.stdout, self.process.stdin)

    def ask(self, task, deadline):
        """Return the result of a task; `Broken` or `Late` if there is none."""
        _send(self.channel, task)
        return _receive(self.channel, deadline)

    def close(self):
        """End the process."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()


@atexit.register
def close_idle():
    """End the judges that have nothing to do."""
    while True:
        try:
            _idle.get_nowait().close()
        except queue.Empty:
            return


def _send(channel, value):
    encoder = Encoder(_no_data)
    tree = encoder.encode(value)
    channel.send({"value": tree}, encoder.blobs)


def _receive(channel, deadline=None):
    message, blobs = channel.receive(deadline)
    return Decoder(blobs, _no_data).decode(message["value"])


def _no_data(value):
    raise TypeError(f"{type(value).__name__} is no data")


def main():
    """Grade what comes on standard input, until it ends."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    channel = Channel(incoming, outgoing, threaded=False)
    with contextlib.suppress(Broken, KeyboardInterrupt):
        while True:
            task = _receive(channel)
            try:
                result = grade(task)
            except Exception as error:  # of this judge's own, at something that a submission may well contain
                result = {"problem": f"not graded: {type(error).__name__}: {error}"[:300]}
            _send(channel, result)


if __name__ == "__main__":
    main()
