"""Execute notebooks in kernels of this Python, for ``lecturekit check`` and for the authoring tools."""

import os
import sys

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

SETTLING_TIME = 10


class ThisPython(KernelSpecManager):
    """Whatever kernels are registered on the machine, use the Python that runs this program."""

    def get_kernel_spec(self, kernel_name):
        """Return the description of an ipykernel of this interpreter."""
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"],
            display_name="Python 3",
            language="python",
        )


class Silent(NotebookClient):
    """Keeps no output: a cell that prints without end must not fill the memory."""

    def output(self, outs, msg, display_id, cell_index):
        """Drop one output message."""
        return None


def client(notebook, folder, *, client_class=NotebookClient, **options):
    """Return a notebook client with a kernel of this Python, working in ``folder``.

    Start the kernel with ``session.setup_kernel(cleanup_kc=True, env=...)``.
    """
    manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=ThisPython())
    session = client_class(
        notebook,
        km=manager,
        resources={"metadata": {"path": str(folder)}},
        store_widget_state=False,
        record_timing=False,
        **options,
    )
    session.log.disabled = True
    return session


def ends_the_kernel(execute_reply):
    """Tell whether a cell said ``exit`` or ``quit()``: its kernel answers, and goes away a moment later."""
    payload = execute_reply["content"].get("payload", ())
    return any(each.get("source") == "ask_exit" and not each.get("keepkernel") for each in payload)


def run_all(notebook, folder, *, timeout, variables, fresh):
    """Run all code cells of a notebook, carrying on after errors, endless loops and crashes.

    A cell that exceeds the time limit is interrupted and the next ones run. Where the kernel cannot
    be interrupted, or dies, everything runs again in a new kernel without the cells at fault.

    Parameters
    ----------
    notebook : NotebookNode
        Its cells are executed in memory.
    folder : path
        Working directory of the kernel.
    timeout : int
        Seconds per cell.
    variables : dict
        Environment variables of the kernel, on top of the present ones.
    fresh : callable
        Called without arguments before each start of a kernel.

    Returns
    -------
    dict
        From the index of a failed cell to what happened, in words.
    """
    late = f"it did not finish in {timeout} s"
    skipped = {}
    while True:
        fresh()
        failures = dict(skipped)

        def note(cell, cell_index, execute_reply):
            content = execute_reply["content"]
            failures[cell_index] = f"{content['ename']}: {content['evalue']}".strip(": ")

        def watch(cell, cell_index, execute_reply):
            if ends_the_kernel(execute_reply):
                raise DeadKernelError

        session = client(
            notebook,
            folder,
            client_class=Silent,
            timeout=timeout,
            allow_errors=True,
            interrupt_on_timeout=True,
            iopub_timeout=SETTLING_TIME,
            raise_on_iopub_timeout=True,
            error_on_timeout={"ename": "", "evalue": late, "traceback": []},
            on_cell_error=note,
            on_cell_executed=watch,
        )
        with session.setup_kernel(cleanup_kc=True, env={**os.environ, **variables}):
            stuck = _first_stuck_cell(session, notebook, skipped, late)
        if not stuck:
            return failures
        skipped |= stuck | {index: what for index, what in failures.items() if what == late}


def _first_stuck_cell(session, notebook, skipped, late):
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or index in skipped:
            continue
        try:
            session.execute_cell(cell, index)
        except CellTimeoutError:
            return {index: late}
        except DeadKernelError:
            return {index: "it ended the kernel"}
    return {}
