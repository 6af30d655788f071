"""The notebooks are compared without a network: the block works, here and inside a kernel."""

import socket
import subprocess
import sys
import threading

import nbformat
import no_network
import pytest
from nbclient import NotebookClient

ELSEWHERE = "192.0.2.1"  # reserved for documentation: no machine answers there

PROBE = f"""
import socket, urllib.request
attempts = dict(
    connect=lambda: socket.create_connection(("{ELSEWHERE}", 80), timeout=5),
    connect_ex=lambda: socket.socket().connect_ex(("{ELSEWHERE}", 80)),
    sendto=lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"?", ("{ELSEWHERE}", 53)),
    look_up=lambda: socket.getaddrinfo("example.org", 443),
    look_up_old=lambda: socket.gethostbyname("example.org"),
    url=lambda: urllib.request.urlopen("http://example.org", timeout=5),
)
for name, attempt in attempts.items():
    try:
        attempt()
    except OSError as error:
        print(name, "without a network" in str(error))
    else:
        print(name, "went through")
"""
ALL_BLOCKED = "".join(f"{name} True\n" for name in ["connect", "connect_ex", "sendto", "look_up", "look_up_old", "url"])


@pytest.fixture
def local_server():
    """A port of this machine that takes one connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=lambda: server.accept()[0].close())
        thread.start()
        yield server.getsockname()[1]
        thread.join(timeout=10)


def run_in_kernel(code):
    """The text that `code` prints in a fresh kernel, started as for the notebooks."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    return "".join(output.get("text", "") for output in notebook.cells[0].outputs)


def test_a_kernel_reaches_nothing_but_this_machine(local_server):
    connect = f"socket.create_connection(('127.0.0.1', {local_server}), timeout=5).close()"
    printed = run_in_kernel(f"{PROBE}\n{connect}\nprint('loopback works')")
    assert printed == ALL_BLOCKED + "loopback works\n"


def test_a_process_started_by_a_test_reaches_nothing():
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    assert done.stdout == ALL_BLOCKED


def test_the_tests_themselves_reach_nothing():
    with pytest.raises(no_network.Blocked, match="without a network"):
        socket.create_connection((ELSEWHERE, 80), timeout=5)


@pytest.mark.parametrize("host", [None, "", "localhost", b"127.0.0.1", "127.0.0.53", "::1", "0.0.0.0"])
def test_local_hosts(host):
    assert no_network.is_local(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org", b"example.org", "localhost.example.org", "2001:db8::1"])
def test_other_hosts(host):
    assert not no_network.is_local(host)


def test_kernels_keep_away_from_the_users_own_files():
    printed = run_in_kernel(
        "import os, matplotlib, jupyter_core.paths\n"
        "print(os.environ['LECTUREKIT_STATE_DIR'])\n"
        "print(get_ipython().ipython_dir)\n"
        "print(jupyter_core.paths.jupyter_config_dir())\n"
        "print(matplotlib.matplotlib_fname())\n"
        "print(matplotlib.get_backend())\n"
    ).splitlines()
    assert all("lecturekit-tests-" in folder for folder in printed[:4])
    assert "inline" in printed[4]
