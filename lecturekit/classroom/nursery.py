"""The process of which each submission's is a copy: it has imported what they all import, and never runs a student's code.

A copy parts from it by namespaces of its own before it hears of a submission: it sees other processes, files that
can be written, memory and network as little as if bubblewrap had been started anew.
"""

import contextlib
import gc
import importlib
import json
import os
import re
import shutil
import signal
import socket
import threading

from lecturekit.classroom import inside, namespaces
from lecturekit.classroom.inside_shell import start_shell
from lecturekit.classroom.wire import Channel

FIRST = ("matplotlib.pyplot", "matplotlib_inline.backend_inline")
OF_THE_COURSE = re.compile(r"lecturekit(\.[a-z]\w*)*")


def main():
    """Bear a copy for each pair of pipes that comes over standard input, a socket; end it when that is asked for."""
    namespaces.guard()
    control, copy = socket.socket(fileno=os.dup(0)), None
    os.dup2(1, 0)  # so that a copy which closes ``control`` has no way to the judge
    while True:
        text, pipes, _, _ = socket.recv_fds(control, 2**16, 2)
        for each in pipes:
            os.set_inheritable(each, False)
        if not text:
            return
        if text == b"end":
            if copy:
                os.kill(copy, signal.SIGTERM)
                os.waitpid(copy, 0)
            copy = None
            control.send(b"ended")
            continue
        request = json.loads(text)
        prepare(request)
        copy = os.fork()
        if not copy:
            control.close()
            with contextlib.suppress(Exception):
                part(request["rooms"], *pipes)
            os._exit(1)
        for each in pipes:
            os.close(each)


def prepare(request):
    """Import what a submission will want, as far as it is the course's or what everybody uses."""
    if not os.path.exists(os.environ["MPLCONFIGDIR"]):
        shutil.copytree(request["fonts"], os.environ["MPLCONFIGDIR"])
        for name in FIRST:
            importlib.import_module(name)
        start_shell()
    for module, name in request["imports"]:
        with contextlib.suppress(Exception):
            if OF_THE_COURSE.fullmatch(module):
                getattr(importlib.import_module(module), name, None)
    if threading.active_count() > 1:
        raise RuntimeError("a thread would be missing in a copy")
    gc.collect()
    gc.freeze()


def part(rooms, incoming, outgoing):
    """Become, in the third generation, the process of a submission; the two before wait for its end, and see that nothing is left."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGCHLD})
    namespaces.leave()
    first = os.fork()
    if first:
        os.close(incoming)
        os.close(outgoing)
        signal.sigwait({signal.SIGTERM, signal.SIGCHLD})
        os.kill(first, signal.SIGKILL)  # and with it every process of its namespace
        os.waitpid(first, 0)
        os._exit(0)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGCHLD})
    namespaces.settle(rooms)
    submission = os.fork()
    if submission:
        os.close(incoming)
        os.close(outgoing)
        while os.wait()[0] != submission:
            pass
        os._exit(0)
    os.setsid()
    inside.begin(Channel(os.fdopen(incoming, "rb"), os.fdopen(outgoing, "wb"), threaded=False))


if __name__ == "__main__":
    main()
