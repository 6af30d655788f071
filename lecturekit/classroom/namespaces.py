"""Namespaces of its own for a process that is behind bubblewrap's walls already: what a copy must not share with its original.

Python has no call for most of this before 3.12, so it is asked of the C library.
"""

import ctypes
import os

NEWNS, NEWIPC, NEWUSER, NEWPID, NEWNET = 0x20000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
NOSUID, NODEV, NOEXEC = 2, 4, 8
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
CAPABILITIES_VERSION = 0x20080522
SIGKILL = 9
_libc = ctypes.CDLL(None, use_errno=True)


def guard():
    """Let no process of the same user look into this one or change its memory."""
    _done(_libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))


def leave():
    """Part from the namespaces of users, mounts, processes, network and messages; a process started next is the first of the new ones."""
    user, group = os.getuid(), os.getgid()
    _done(_libc.unshare(NEWUSER | NEWNS | NEWPID | NEWNET | NEWIPC))
    _done(_libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0))  # without which the next files are not ours to write
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def settle(rooms):
    """In the first process of the new namespaces: empty rooms of limited size (path to MB), a /proc that shows nothing else, no capability."""
    _done(_libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0))
    for path, size in rooms.items():
        _mount(b"tmpfs", path, NOSUID | NODEV, f"size={size}m,mode=0755".encode())
    try:
        _mount(b"proc", "/proc", NOSUID | NODEV | NOEXEC, None)
    except OSError:  # where bubblewrap, run as root, has covered a part of its own
        _mount(b"tmpfs", "/proc", NOSUID | NODEV | NOEXEC, b"size=4k,mode=0555")
    _done(_libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    capability = 0
    while _libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0:
        capability += 1
    _done(_libc.capset((ctypes.c_uint32 * 2)(CAPABILITIES_VERSION, 0), (ctypes.c_uint32 * 6)()))


def _mount(kind, path, flags, options):
    _done(_libc.mount(kind, path.encode(), kind, ctypes.c_ulong(flags), options))


def _done(status):
    if status:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
