"""Execute notebooks in kernels of this Python, for the authoring tools."""

import sys

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient


class ThisPython(KernelSpecManager):
    """Whatever kernels are registered on the machine, use the Python that runs this program."""

    def get_kernel_spec(self, kernel_name):
        """Return the description of an ipykernel of this interpreter."""
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"],
            display_name="Python 3",
            language="python",
        )


def client(notebook, folder, **options):
    """Return a notebook client with a kernel of this Python, working in ``folder``.

    Start the kernel with ``session.setup_kernel(cleanup_kc=True, env=...)``.
    """
    manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=ThisPython())
    session = NotebookClient(
        notebook,
        km=manager,
        resources={"metadata": {"path": str(folder)}},
        store_widget_state=False,
        record_timing=False,
        **options,
    )
    session.log.disabled = True
    return session
