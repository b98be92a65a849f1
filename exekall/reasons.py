"""Why something was left out: the data behind every explanation, without a word of prose."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

__all__ = ["Cause", "Rejection"]


class Cause(StrEnum):
    """What kept a callable from becoming, or from being used as, an operator."""

    NOT_ANNOTATED = "not-annotated"
    PARTIAL_ANNOTATION = "partial-annotation"
    NO_RETURN_ANNOTATION = "no-return-annotation"
    UNRESOLVED_NAME = "unresolved-name"
    INVALID_ANNOTATION = "invalid-annotation"
    UNSUPPORTED_ANNOTATION = "unsupported-annotation"
    REFUSED_TYPE = "refused-type"
    ASSOCIATED_TYPE_OPEN = "associated-type-open"
    CONTEXT_MANAGER = "context-manager"
    NO_SIGNATURE = "no-signature"
    NO_PARAMETERS = "no-parameters"
    ABSTRACT = "abstract"
    PROTOCOL = "protocol"
    DUNDER = "dunder"
    METACLASS = "metaclass"
    BROKEN_ATTRIBUTE = "broken-attribute"
    FILTERED = "filtered"
    FORBIDDEN = "forbidden"
    SUPERSEDED = "superseded"
    NOT_PROVIDED = "not-provided"
    CYCLE = "cycle"
    CLASH = "clash"


@dataclass(frozen=True, slots=True)
class Rejection:
    """One callable that was left out.

    *name* is its full name; *parameters* are the names at fault (``return`` for the product);
    *subject* is what was found there, e.g. the annotation's text or the missing members;
    *place* is ``file:line`` where known; *product* the type it would produce, where known.
    """

    name: str
    cause: Cause
    parameters: tuple[str, ...] = field(default=())
    subject: str = ""
    place: str = ""
    product: Any = None
