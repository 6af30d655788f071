"""What passes between a judge and the process that runs a student's code: JSON and npy, of limited size.

Nothing here executes what it reads: no pickle, no class by its name but the few of `parts`. Both sides use the same module.
A *frame* is a JSON text and a few arrays in npy format; a value is written as plain JSON where JSON has
it, and as an object with one key, its kind, where it has not.
"""

import io
import json
import queue
import struct
import threading
import time

import numpy as np

from lecturekit.classroom import parts

LARGEST_FRAME = 64 * 2**20
LARGEST_TEXT = 8 * 2**20
DEEPEST = 40
HEAD = struct.Struct(">II")
PLAIN = (bool, float, str, type(None))
NUMERIC = "biufc"
GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")


class Broken(Exception):
    """The other side is gone, or does not keep to what was agreed."""


class TooLarge(ValueError):
    """A message that is not sent, because the other side would not take it."""


class Late(Exception):
    """The other side has not answered in time."""


class Encoder:
    """Turns values into a JSON tree and arrays.

    Parameters
    ----------
    reference : callable
        ``reference(value) -> dict`` stands for what is no data: a function, a class, an instance.

    Attributes
    ----------
    parts_are_data : bool
        Send an optimizer or a network as its settings; otherwise it stays where it is, with what it has done so far.
    """

    def __init__(self, reference):
        self.reference, self.blobs, self.parts_are_data = reference, [], True

    def encode(self, value, depth=0):
        """Return the JSON tree of a value; its arrays are added to ``blobs``."""
        if type(value) in PLAIN:
            return value
        if depth > DEEPEST:
            raise ValueError("nested too deeply")
        if type(value) is int:
            return value if abs(value) < 2**63 else {"int": hex(value)}
        if value is Ellipsis:
            return {"ellipsis": 1}
        if type(value) is complex:
            return {"complex": [value.real, value.imag]}
        if type(value) in (list, tuple, set, frozenset):
            return {type(value).__name__: [self.encode(each, depth + 1) for each in value]}
        if type(value) is dict:
            pairs = [[self.encode(key, depth + 1), self.encode(each, depth + 1)] for key, each in value.items()]
            return {"dict": pairs}
        if isinstance(value, np.ndarray):
            return self._array(np.asarray(value), depth)
        if isinstance(value, np.generic) and value.dtype.kind in NUMERIC + "U":
            return {"scalar": self._blob(np.asarray(value))}
        if isinstance(value, np.random.Generator) and type(value.bit_generator).__name__ in GENERATORS:
            state = value.bit_generator.state
            return {"random": self.encode(state, depth + 1)}
        if isinstance(value, bytes):
            return {"bytes": self._blob(np.frombuffer(value, np.uint8))}
        part = parts.settings(value) if self.parts_are_data else None
        if part is not None:
            return {"part": [part[0], self.encode(part[1], depth + 1)]}
        return self._like_an_array(value, depth) or self.reference(value)

    def _like_an_array(self, value, depth):
        """A tensor or a table of numbers, as numpy sees it; None for anything else."""
        if isinstance(value, type) or not hasattr(type(value), "__array__"):
            return None
        try:
            array = np.asarray(value)
        except Exception:
            return None
        return self._array(array, depth) if array.dtype.kind in NUMERIC else None

    def _array(self, array, depth):
        if array.dtype.kind == "O":
            items = [self.encode(each, depth + 1) for each in array.ravel()]
            return {"objects": [list(array.shape), items]}
        if array.dtype.kind in NUMERIC or (array.dtype.kind in "USmM" and array.dtype.itemsize):
            return {"array": self._blob(array)}
        return self.reference(array)

    def _blob(self, array):
        file = io.BytesIO()
        np.lib.format.write_array(file, np.asarray(array, order="C"), version=(1, 0), allow_pickle=False)
        self.blobs.append(file.getvalue())
        return len(self.blobs) - 1


class Decoder:
    """Turns a JSON tree and arrays back into values; raises `Broken` for anything that is not one.

    Parameters
    ----------
    blobs : list of bytes
    dereference : callable
        ``dereference(dict)`` returns what stands for the other side's function, class or instance.
    """

    def __init__(self, blobs, dereference):
        self.blobs, self.dereference = blobs, dereference

    def decode(self, tree):
        """Return the value of a JSON tree."""
        try:
            return self._decode(tree)
        except Broken:
            raise
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError) as error:
            raise Broken(f"a value that cannot be read ({type(error).__name__})") from None

    def _decode(self, tree):
        if type(tree) in PLAIN or type(tree) is int:
            return tree
        if type(tree) is not dict:
            raise Broken("a value of no known kind")
        if "ref" in tree:
            return self.dereference(tree)
        [(kind, content)] = tree.items()
        if kind == "ellipsis":
            return ...
        if kind == "int":
            return int(content, 16)
        if kind == "complex":
            return complex(*content)
        if kind in ("list", "tuple", "set", "frozenset"):
            made = [self._decode(each) for each in content]
            return made if kind == "list" else {"tuple": tuple, "set": set, "frozenset": frozenset}[kind](made)
        if kind == "dict":
            return {self._decode(key): self._decode(each) for key, each in content}
        if kind == "array":
            return self._array(content)
        if kind == "scalar":
            return self._array(content)[()]
        if kind == "bytes":
            return self._array(content).tobytes()
        if kind == "objects":
            shape, items = content
            array = np.empty(len(items), object)
            for k, each in enumerate(items):
                array[k] = self._decode(each)
            return array.reshape(shape)
        if kind == "random":
            state = self._decode(content)
            if state["bit_generator"] not in GENERATORS:
                raise Broken("an unknown random generator")
            bits = getattr(np.random, state["bit_generator"])(0)
            bits.state = state
            return np.random.Generator(bits)
        if kind == "part":
            return parts.made(content[0], self._decode(content[1]))
        raise Broken("a value of no known kind")

    def _array(self, number):
        blob = self.blobs[number]
        file = io.BytesIO(blob)
        if np.lib.format.read_magic(file) != (1, 0):
            raise Broken("an array of another format")
        shape, in_columns, dtype = np.lib.format.read_array_header_1_0(file, max_header_size=2000)
        count = 1
        for each in shape:
            count *= each
        if dtype.kind not in NUMERIC + "USmM" or not dtype.itemsize or min(shape, default=1) < 0:
            raise Broken("an array of another type")
        if count * dtype.itemsize != len(blob) - file.tell():
            raise Broken("an array of another size")
        flat = np.frombuffer(blob, dtype, offset=file.tell(), count=count)
        return flat.reshape(shape, order="F" if in_columns else "C").copy()


class Channel:
    """Frames over two pipes, with a deadline for each that is awaited.

    Parameters
    ----------
    incoming, outgoing : binary files
    threaded : bool
        Read in a thread of its own: needed for deadlines.
    """

    def __init__(self, incoming, outgoing, threaded=True):
        self.incoming, self.outgoing = incoming, outgoing
        self.received = 0
        """Bytes so far."""
        self.arrived = queue.Queue(maxsize=4) if threaded else None
        if threaded:
            threading.Thread(target=self._pump, daemon=True).start()

    def send(self, message, blobs=()):
        """Write a frame.

        Raises
        ------
        Broken
            If nobody reads.
        TooLarge
        """
        text = json.dumps(message).encode()
        sizes = json.dumps([len(blob) for blob in blobs]).encode()
        body = b"".join([HEAD.pack(len(sizes), len(text)), sizes, text, *blobs])
        if len(body) > LARGEST_FRAME or len(sizes) + len(text) > LARGEST_TEXT:
            raise TooLarge(f"more than {LARGEST_TEXT >> 20} MB at once")
        try:
            self.outgoing.write(body)
            self.outgoing.flush()
        except (OSError, ValueError):
            raise Broken("the process has ended") from None

    def receive(self, deadline=None):
        """Return the next message and its arrays.

        Parameters
        ----------
        deadline : float, optional
            On the clock of ``time.monotonic``.

        Raises
        ------
        Broken, Late
        """
        if self.arrived is None:
            return self._read()
        try:
            wait = None if deadline is None else max(0.0, deadline - time.monotonic())
            got = self.arrived.get(timeout=wait)
        except queue.Empty:
            raise Late from None
        if isinstance(got, Broken):
            self.arrived.put(got)  # and again for whoever asks next
            raise got
        return got

    def _pump(self):
        while True:
            try:
                self.arrived.put(self._read())
            except Broken as end:
                self.arrived.put(end)
                return

    def _read(self):
        try:
            n_sizes, n_text = HEAD.unpack(self._exactly(HEAD.size))
            if n_sizes + n_text > LARGEST_TEXT:
                raise Broken("too much at once")
            sizes, text = self._exactly(n_sizes), self._exactly(n_text)
            sizes = json.loads(sizes)
            if any(type(each) is not int or each < 0 for each in sizes) or sum(sizes) > LARGEST_FRAME:
                raise Broken("too much at once")
            blobs = [self._exactly(size) for size in sizes]
            message = json.loads(text)
            if type(message) is not dict:
                raise Broken("no message")
            return message, blobs
        except Broken:
            raise
        except (ValueError, TypeError, RecursionError, MemoryError, OSError):
            raise Broken("no message") from None

    def _exactly(self, size):
        pieces, missing = [], size
        while missing:
            piece = self.incoming.read(min(missing, 2**20))
            if not piece:
                raise Broken("the process has ended")
            pieces.append(piece)
            missing -= len(piece)
            self.received += len(piece)
        return b"".join(pieces)
