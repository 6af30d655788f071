"""No network but this machine: what the tests, and every Python they start, run under.

Connections and name look-ups to anything but the loopback interface raise `Blocked`, an
`OSError` as a machine without a network would raise.
"""

import ipaddress
import socket

_LOCAL_NAMES = {"", "localhost"}


class Blocked(OSError):
    """Something tried to reach another machine."""


def is_local(host):
    """Whether `host` (a name, an address, bytes or None) means this machine."""
    if host is None:
        return True
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    if name.lower() in _LOCAL_NAMES:
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _require_local(host):
    if not is_local(host):
        raise Blocked(f"the tests run without a network; something asked for {host!r}")


def _guard_address(method, position):
    """Wrap a socket method whose argument number `position` is an address."""

    def guarded(self, *args):
        address = args[position]
        if isinstance(address, tuple):
            _require_local(address[0])
        return method(self, *args)

    return guarded


def _guard_host(function):
    """Wrap a look-up whose first argument, `host`, is a name."""

    def guarded(host, *args, **kwargs):
        _require_local(host)
        return function(host, *args, **kwargs)

    return guarded


def block():
    """Block the network in this process, for good."""
    if getattr(socket, "_blocked_by_tests", False):
        return
    socket._blocked_by_tests = True
    socket.socket.connect = _guard_address(socket.socket.connect, 0)
    socket.socket.connect_ex = _guard_address(socket.socket.connect_ex, 0)
    socket.socket.sendto = _guard_address(socket.socket.sendto, -1)
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        setattr(socket, name, _guard_host(getattr(socket, name)))
