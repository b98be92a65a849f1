"""Why callables were left out, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from exekall.reasons import Cause, Rejection
from exekall.rendering.wording import listed, place, type_text

__all__ = ["reason", "rejection_counts", "rejection_lines"]


def reason(rejection: Rejection) -> str:
    """Return why a callable was left out, as the end of a sentence."""
    return _REASONS[rejection.cause](rejection)


def rejection_lines(rejections: Iterable[Rejection]) -> list[str]:
    """Return one line for each of *rejections*: its name, the reason, and where it is."""
    lines = []
    for rejection in rejections:
        where = f" ({place(rejection.place)})" if rejection.place else ""
        lines.append(f"{rejection.name}: {reason(rejection)}{where}")
    return lines


def rejection_counts(rejections: Iterable[Rejection]) -> list[str]:
    """Return how many were left out for each cause, the most frequent first."""
    counts = Counter(rejection.cause for rejection in rejections)
    return [f"{number:>6}  {_HEADINGS[cause]}" for cause, number in counts.most_common()]


# What is refused is told as it is written in an annotation.
_REFUSED_TYPES: Final = {"any": "Any", "never": "Never"}


def _parameters(rejection: Rejection) -> str:
    """Return which annotation is meant."""
    names = ["the return value" if name == "return" else name for name in rejection.parameters]
    return listed(names)


def _not_annotated(_: Rejection) -> str:
    return "it has no annotations"


def _partial(rejection: Rejection) -> str:
    return f"it has no annotation for {_parameters(rejection)}"


def _no_return(_: Rejection) -> str:
    return "it has no annotation for the return value"


def _unresolved(rejection: Rejection) -> str:
    name, _, why = rejection.subject.partition(": ")
    told = f" ({why})" if why else ""
    return f"the annotation of {_parameters(rejection)}: there is no {name!r}{told}"


def _invalid(rejection: Rejection) -> str:
    return f"the annotation of {_parameters(rejection)} is not valid: {rejection.subject}"


def _unsupported(rejection: Rejection) -> str:
    annotation, _, why = rejection.subject.rpartition(": ")
    what = f"{annotation} ({why.replace('-', ' ')})" if annotation else rejection.subject
    return f"the annotation of {_parameters(rejection)} is not supported: {what}"


def _refused(rejection: Rejection) -> str:
    subject = _REFUSED_TYPES.get(rejection.subject, rejection.subject)
    return f"the type of {_parameters(rejection)} says too little: {subject}"


def _associated(rejection: Rejection) -> str:
    return f"{_parameters(rejection)}: the class does not override {rejection.subject}"


def _context_manager(_: Rejection) -> str:
    return "it is a context manager"


def _no_signature(rejection: Rejection) -> str:
    return (
        f"its parameters cannot be read ({rejection.subject})"
        if rejection.subject
        else ("its parameters cannot be read")
    )


def _no_parameters(_: Rejection) -> str:
    return "it takes no parameters"


def _abstract(rejection: Rejection) -> str:
    return f"it is abstract: {rejection.subject} missing" if rejection.subject else "it is abstract"


def _protocol(_: Rejection) -> str:
    return "it is a protocol, without instances of its own"


def _dunder(_: Rejection) -> str:
    return "it is a special method"


def _metaclass(_: Rejection) -> str:
    return "its metaclass has a way of its own to compare or hash classes"


def _broken(rejection: Rejection) -> str:
    return f"looking at it raises {rejection.subject}"


def _filtered(_: Rejection) -> str:
    return "the adaptor filters it out"


def _forbidden(rejection: Rejection) -> str:
    return f"it produces {type_text(rejection.product)}, which --forbid excludes"


def _superseded(rejection: Rejection) -> str:
    return f"a given value provides {type_text(rejection.product)} instead"


def _not_provided(_: Rejection) -> str:
    return "nothing provides one of its parameters"


def _cycle(_: Rejection) -> str:
    return "it needs its own product"


def _clash(_: Rejection) -> str:
    return "it never goes together with what it needs"


_REASONS: Final[Mapping[Cause, Callable[[Rejection], str]]] = {
    Cause.NOT_ANNOTATED: _not_annotated,
    Cause.PARTIAL_ANNOTATION: _partial,
    Cause.NO_RETURN_ANNOTATION: _no_return,
    Cause.UNRESOLVED_NAME: _unresolved,
    Cause.INVALID_ANNOTATION: _invalid,
    Cause.UNSUPPORTED_ANNOTATION: _unsupported,
    Cause.REFUSED_TYPE: _refused,
    Cause.ASSOCIATED_TYPE_OPEN: _associated,
    Cause.CONTEXT_MANAGER: _context_manager,
    Cause.NO_SIGNATURE: _no_signature,
    Cause.NO_PARAMETERS: _no_parameters,
    Cause.ABSTRACT: _abstract,
    Cause.PROTOCOL: _protocol,
    Cause.DUNDER: _dunder,
    Cause.METACLASS: _metaclass,
    Cause.BROKEN_ATTRIBUTE: _broken,
    Cause.FILTERED: _filtered,
    Cause.FORBIDDEN: _forbidden,
    Cause.SUPERSEDED: _superseded,
    Cause.NOT_PROVIDED: _not_provided,
    Cause.CYCLE: _cycle,
    Cause.CLASH: _clash,
}

_HEADINGS: Final[Mapping[Cause, str]] = {
    Cause.NOT_ANNOTATED: "without annotations",
    Cause.PARTIAL_ANNOTATION: "with some annotations missing",
    Cause.NO_RETURN_ANNOTATION: "without an annotation of the return value",
    Cause.UNRESOLVED_NAME: "with an annotation that names nothing",
    Cause.INVALID_ANNOTATION: "with an invalid annotation",
    Cause.UNSUPPORTED_ANNOTATION: "with an annotation that is not supported",
    Cause.REFUSED_TYPE: "with a type that says too little",
    Cause.ASSOCIATED_TYPE_OPEN: "with an associated type left open",
    Cause.CONTEXT_MANAGER: "context managers",
    Cause.NO_SIGNATURE: "whose parameters cannot be read",
    Cause.NO_PARAMETERS: "without parameters",
    Cause.ABSTRACT: "abstract",
    Cause.PROTOCOL: "of protocols",
    Cause.DUNDER: "special methods",
    Cause.METACLASS: "whose metaclass compares or hashes classes",
    Cause.BROKEN_ATTRIBUTE: "that raise when looked at",
    Cause.FILTERED: "filtered out by the adaptor",
    Cause.FORBIDDEN: "excluded by --forbid",
    Cause.SUPERSEDED: "superseded by given values",
    Cause.NOT_PROVIDED: "with a parameter that nothing provides",
    Cause.CYCLE: "that need their own product",
    Cause.CLASH: "that clash with what they need",
}
