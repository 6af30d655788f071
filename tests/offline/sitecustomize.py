"""Python imports this by itself wherever the folder is on PYTHONPATH: kernels start offline."""

import no_network

no_network.block()
