"""From what is stored back to objects, each value once, what it refers to first."""

from __future__ import annotations

from collections.abc import Callable

from exekall.errors import ExekallError
from exekall.store.buffers import BufferFolder
from exekall.store.errors import ValueProblem
from exekall.store.records import Stored

__all__ = ["Decoder", "DecodingError"]


class DecodingError(ExekallError):
    """The value :attr:`key` cannot be loaded, or one that refers to it.

    *subject* is the class, or the buffer's path, that is missing; *detail* what was raised.
    """

    def __init__(
        self, problem: ValueProblem, key: int, subject: str = "", detail: str = ""
    ) -> None:
        super().__init__(problem, key, subject, detail)
        self.problem = problem
        self.key = key
        self.subject = subject
        self.detail = detail


class Decoder:
    """Loads values; *fetch* returns what is stored of the value with a key, or raises."""

    def __init__(self, fetch: Callable[[int], Stored], buffers: BufferFolder) -> None:
        self._fetch = fetch
        self._buffers = buffers

    def value(self, key: int) -> object:
        """Return the value *key*, the same object each time.

        Raises :class:`DecodingError`, and what *fetch* raises.
        """
        raise NotImplementedError

    def load(self, stored: Stored) -> object:
        """Return the object of *stored*, which is no value but may refer to values.

        Raises like :meth:`value`; the key of the error is then -1 where no value is to blame.
        """
        raise NotImplementedError
