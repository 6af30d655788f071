"""Calls between a judge and a student's process: each may ask while the other waits, one after the other.

What is no data stays where it is: the other side gets a number for it, and asks by that number.
"""

import itertools

from lecturekit.classroom.wire import Broken, Channel, Decoder, Encoder, TooLarge

MOST_OBJECTS = 100_000


class Peer:
    """One end of the conversation. Subclasses say what they answer, and what stands for the other's objects.

    Parameters
    ----------
    channel : Channel
    """

    def __init__(self, channel: Channel):
        self.channel = channel
        self.deadline = None
        self.own, self._numbers, self._count = {}, {}, itertools.count(1)
        self.theirs, self._their_numbers = {}, {}

    # ---- what subclasses provide

    def introduce(self, value):
        """Return a dict that describes an own object to the other side."""
        raise NotImplementedError

    def stand_in(self, number, description):
        """Return what stands for the other side's object."""
        raise NotImplementedError

    def answer(self, message, decode):
        """Return the fields of the reply to a request, a dict of values."""
        raise NotImplementedError

    # ---- asking and answering

    def ask(self, **fields):
        """Send a request and return the reply, a dict of values; requests that come meanwhile are answered."""
        self._send({"request": 1}, fields)
        while True:
            message, blobs = self.channel.receive(self.deadline)
            if "request" not in message:
                return self._decoded(message, blobs)
            self._reply(message, blobs)

    def serve(self):
        """Answer requests until the other side is gone."""
        while True:
            message, blobs = self.channel.receive()
            if "request" not in message:
                raise Broken("a reply that nobody asked for")
            self._reply(message, blobs)

    def _reply(self, message, blobs):
        del message["request"]
        reply = self.answer(self._decoded(message, blobs))
        try:
            self._send({}, reply)
        except (TooLarge, RecursionError, ValueError) as problem:
            self._send({}, self.too_large(problem))

    def too_large(self, problem):
        """Return the reply instead of one that cannot be sent."""
        raise problem

    def _send(self, message, fields):
        encoder = Encoder(self._reference)
        for key, value in fields.items():
            encoder.parts_are_data = key != "changed"
            message = message | {key: encoder.encode(value)}
        self.channel.send(message, encoder.blobs)

    def _decoded(self, message, blobs):
        decoder = Decoder(blobs, self._dereference)
        return {key: decoder.decode(value) for key, value in message.items()}

    # ---- objects by number

    def _reference(self, value):
        known = self._their_numbers.get(id(value))
        if known is not None and self.theirs.get(known) is value:
            return {"ref": known, "yours": True}
        number = self._numbers.get(id(value))
        if number is None:
            if len(self.own) >= MOST_OBJECTS:
                raise TooLarge("more objects than can be kept")
            number = self._numbers[id(value)] = next(self._count)
            self.own[number] = value
        return {"ref": number, "about": self.introduce(value)}

    def _dereference(self, tree):
        number = tree["ref"]
        if type(number) is not int:
            raise Broken("an object without a number")
        if tree.get("yours"):
            if number not in self.own:
                raise Broken("an object that nobody has handed out")
            return self.own[number]
        if number not in self.theirs:
            if len(self.theirs) >= MOST_OBJECTS:
                raise Broken("more objects than can be kept")
            about = tree.get("about")
            made = self.stand_in(number, about if type(about) is dict else {})
            self.theirs[number], self._their_numbers[id(made)] = made, number
        return self.theirs[number]
