"""Where a submission's code runs: a process of its own, which ends with everything that it has started.

With bubblewrap it is a copy of a process that has imported what such code imports, in namespaces of its own (see
`lecturekit.classroom.nursery`); where that is not to be had, a new one.
"""

import atexit
import contextlib
import json
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from lecturekit.classroom.walls import FONTS, HOME, ROOMS, Isolation, command, isolation, stage, variables
from lecturekit.classroom.wire import Broken, Channel, Late
from lecturekit.course.files import PACKAGE

STARTING_TIME, ENDING_TIME = 120, 20
LIMITS = {"AS": 4 * 2**30, "FSIZE": 200 * 2**20, "NOFILE": 256, "NPROC": 256, "CORE": 0}
MOST_FILES, MOST_BYTES, PIECE = 1000, 100 * 2**20, 2**24


class Sandbox:
    """A started process for one submission; a context manager that leaves nothing of it.

    Parameters
    ----------
    folder : path or None
        Its files, except notebooks and hidden ones, are copied to where the code runs. Links are not followed.
    imports : sequence of (str, str)
        Modules of the course, and names in them, that the code will want.
    seconds : float
        Of CPU time, at most.
    limits : dict
        Instead of `LIMITS`.
    """

    def __init__(self, folder=None, *, imports=(), seconds=600, limits=LIMITS):
        self.folder, self.imports = folder, list(imports)
        self.limits = limits | {"CPU": int(seconds) + 1}
        self.nursery = self.process = self.channel = self.scratch = None

    def __enter__(self):
        try:
            if isolation().name == "bubblewrap":
                if not self._born():
                    self._start(command(["-P", "-m", "lecturekit.classroom.inside"]), HOME, PACKAGE.parent)
                    self._begin(HOME, FONTS)
            else:
                self.scratch = tempfile.mkdtemp()
                self._start([sys.executable, "-P", "-m", "lecturekit.classroom.inside"], self.scratch, stage())
                self._begin(self.scratch, str(stage() / "matplotlib"))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.nursery:
            self.nursery.end()
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError, AttributeError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.kill()
            self.process.wait()
        _close(self.channel)
        if self.scratch:
            shutil.rmtree(self.scratch, ignore_errors=True)

    def _born(self):
        """Have a copy of a prepared process; False where there is none to be had."""
        if not Nursery.possible or threading.current_thread() is not threading.main_thread():
            return False  # bubblewrap ends with the thread that has started it
        for _ in range(2):
            try:
                self.nursery = _idle.get_nowait() if _idle.qsize() else Nursery()
                self.channel = self.nursery.bear(self.imports)
                self._begin(HOME, FONTS)
            except (Broken, Late):
                self.nursery.close()
                _close(self.channel)
                self.nursery = self.channel = None
            else:
                return True
        Nursery.possible = False
        return False

    def _start(self, arguments, home, package):
        self.process = subprocess.Popen(
            arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=variables(home, package),
            cwd=self.scratch,
            start_new_session=True,
        )
        self.channel = Channel(self.process.stdout, self.process.stdin)

    def _begin(self, home, fonts):
        """Tell the process what it needs, and wait until it is ready."""
        self.channel.send({"home": home, "fonts": fonts, "limits": self.limits})
        for name, content in _files(self.folder) if self.folder else ():
            for start in range(0, len(content) or 1, PIECE):
                self.channel.send({"file": name}, [content[start : start + PIECE]])
        self.channel.send({"files": "all"})
        self.channel.receive(time.monotonic() + STARTING_TIME)


def _close(channel):
    for pipe in (channel.incoming, channel.outgoing) if channel else ():
        with contextlib.suppress(OSError, Broken):
            pipe.close()


def _files(folder):
    """Names and contents of what the code may find beside it."""
    n_files, room = 0, MOST_BYTES
    for top, folders, names in os.walk(folder):
        folders[:] = [each for each in sorted(folders) if not each.startswith((".", "__"))]
        for name in sorted(names):
            path = Path(top) / name
            with contextlib.suppress(OSError):
                if name.startswith(".") or name.endswith(".ipynb") or path.is_symlink() or not path.is_file():
                    continue
                if n_files >= MOST_FILES or path.stat().st_size > room:
                    return
                content = path.read_bytes()
                n_files, room = n_files + 1, room - len(content)
                yield path.relative_to(folder).as_posix(), content


class Nursery:
    """A process behind bubblewrap's walls that has imported everything, and of which each submission gets a copy.

    No student's code ever runs in it: it is used for one submission after the other.
    """

    possible = hasattr(socket, "send_fds") and sys.platform == "linux"
    """Whether namespaces can be made inside of namespaces here; found out by trying."""

    def __init__(self):
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.process = subprocess.Popen(
            command(["-P", "-m", "lecturekit.classroom.nursery"]),
            stdin=theirs,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=variables(HOME, PACKAGE.parent),
            start_new_session=True,
        )
        theirs.close()

    def bear(self, imports):
        """Return the channel to a new copy of the process."""
        (their_in, our_out), (our_in, their_out) = os.pipe(), os.pipe()
        channel = Channel(os.fdopen(our_in, "rb"), os.fdopen(our_out, "wb"))
        request = json.dumps({"imports": imports, "fonts": FONTS, "rooms": ROOMS}).encode()
        try:
            try:
                socket.send_fds(self.control, [request], [their_in, their_out])
            finally:
                for each in (their_in, their_out):
                    os.close(each)
        except OSError:  # now that nobody holds its other end, the channel can be closed
            _close(channel)
            raise Broken("the prepared process has ended") from None
        return channel

    def end(self):
        """End the copy and everything that it has started; the process itself is kept for the next."""
        try:
            self.control.settimeout(ENDING_TIME)
            self.control.send(b"end")
            if self.control.recv(10) != b"ended":
                raise OSError("it does not answer")
        except OSError:
            self.close()
        else:
            _idle.put(self)

    def close(self):
        """End the process."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.control.close()


_idle = queue.LifoQueue()


@atexit.register
def close_nurseries():
    """End the prepared processes."""
    while _idle.qsize():
        _idle.get_nowait().close()


__all__ = ["LIMITS", "Isolation", "Nursery", "Sandbox", "close_nurseries", "isolation", "stage"]
