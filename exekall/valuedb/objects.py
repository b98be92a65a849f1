"""Objects loaded from what is stored of them, with errors that name the value."""

from __future__ import annotations

from collections.abc import Callable

from exekall.store.errors import ValueProblem, ValueUnavailable
from exekall.store.objects.decoding import Buffers, Decoder, DecodingError
from exekall.store.records import Outcome, Stored, ValueRecord

__all__ = ["Objects"]


class Objects:
    """Loads each object once; *stored* tells how it is stored, *uuid_of* which value it is of."""

    def __init__(
        self, stored: Callable[[int], Stored], buffers: Buffers, uuid_of: Callable[[int], str]
    ) -> None:
        self._decoder = Decoder(stored, buffers)
        self._uuid_of = uuid_of

    def value(self, key: int) -> object:
        """Return the object of the value *key*; raises :class:`ValueUnavailable`."""
        try:
            return self._decoder.value(key)
        except DecodingError as error:
            raise self._unavailable(error, key) from error

    def failure(self, record: ValueRecord) -> BaseException | None:
        """Return the exception that was raised for a value, where it is stored.

        Raises as :meth:`value`.
        """
        if record.outcome is not Outcome.FAILED:
            return None
        try:
            found = self.value(record.key)
        except ValueUnavailable as error:
            if error.problem is ValueProblem.NOT_COMPUTED:
                return None
            raise
        return found if isinstance(found, BaseException) else None

    def _unavailable(self, error: DecodingError, key: int) -> ValueUnavailable:
        uuid = self._uuid_of(error.key if error.key >= 0 else key)
        return ValueUnavailable(error.problem, uuid, error.subject, error.detail)
