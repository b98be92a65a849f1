"""The exceptions of the engine. They carry data; the sentences are made in ``rendering``.

What tells users of an exception is above this module and is handed to it (:func:`tell_with`), so
that a traceback in somebody's own program ends in the same sentences as a command does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exekall.reasons import Rejection

__all__ = [
    "AmbiguousAdaptorError",
    "AnnotationError",
    "BrokenAdaptorError",
    "CommandError",
    "CycleError",
    "ExekallError",
    "HookError",
    "HookResultError",
    "NoCallableError",
    "NoOperatorError",
    "PartialAnnotationError",
    "UnknownAdaptorError",
    "tell_with",
]


class ExekallError(Exception):
    """Base of every error that exekall raises on purpose; as text, what users are told."""

    def __str__(self) -> str:
        return _teller(self) or super().__str__()


def _silent(error: ExekallError) -> str:  # noqa: ARG001 - nobody has been asked yet
    return ""


_teller: Callable[[ExekallError], str] = _silent


def tell_with(teller: Callable[[ExekallError], str]) -> None:
    """Have *teller* make the text of each error; where it has none, the data is shown."""
    global _teller  # noqa: PLW0603 - what the package sets when it is imported
    _teller = teller


class AnnotationError(ExekallError):
    """A callable's annotations cannot be used; :attr:`rejection` says which and why."""

    def __init__(self, rejection: Rejection) -> None:
        super().__init__(rejection)
        self.rejection = rejection


class PartialAnnotationError(AnnotationError):
    """Some parameter without a default, or the product, has no annotation."""


class NoOperatorError(ExekallError):
    """Nothing provides a type that an expression needs.

    :attr:`path` leads from the goal down to the missing type, as ``(operator name, parameter)``.
    """

    def __init__(self, wanted: object, path: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(wanted, path)
        self.wanted = wanted
        self.path = path


class CycleError(ExekallError):
    """Operators need one another's products; :attr:`names` is the cycle, first name repeated."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(names)
        self.names = names


class AmbiguousAdaptorError(ExekallError):
    """Several adaptors could be meant; :attr:`names` are their full class names."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(names)
        self.names = names


class UnknownAdaptorError(ExekallError):
    """No adaptor is called :attr:`name`; :attr:`known` are the names that exist."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name, known)
        self.name = name
        self.known = known


class BrokenAdaptorError(ExekallError):
    """The entry point :attr:`name`, which refers to :attr:`reference`, gives no adaptor class.

    The cause is what loading it raised; there is none where it gives something else.
    """

    def __init__(self, name: str, reference: str) -> None:
        super().__init__(name, reference)
        self.name = name
        self.reference = reference


class NoCallableError(ExekallError):
    """The operator called :attr:`name` has no callable in this process."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class HookError(ExekallError):
    """The hook :attr:`hook` of an adaptor raised what is the cause of this error."""

    def __init__(self, hook: str) -> None:
        super().__init__(hook)
        self.hook = hook


class HookResultError(HookError):
    """The hook returned an object of :attr:`type_`, which is no collection."""

    def __init__(self, hook: str, type_: type) -> None:
        super().__init__(hook)
        self.type_ = type_


class CommandError(ExekallError):
    """The command of an installed package, from :attr:`reference`, failed; the cause says how.

    :attr:`is_loaded` tells whether it could be imported.
    """

    def __init__(self, reference: str, *, is_loaded: bool) -> None:
        super().__init__(reference, is_loaded)
        self.reference = reference
        self.is_loaded = is_loaded
