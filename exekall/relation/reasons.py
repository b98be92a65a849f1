"""Why a type can't be understood, or why one type doesn't provide another: data, never prose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """What stands against a type, or against wiring one type to another."""

    # An annotation that has no canonical form.
    FORWARD_REFERENCE = "forward-reference"
    NOT_A_TYPE = "not-a-type"
    BARE_SPECIAL_FORM = "bare-special-form"
    UNSUPPORTED_FORM = "unsupported-form"
    PARAMETER_SPECIFICATION = "parameter-specification"
    TYPE_VARIABLE_TUPLE = "type-variable-tuple"
    RECURSIVE_ALIAS = "recursive-alias"
    UNRESOLVED_ANNOTATION = "unresolved-annotation"
    LITERAL_VALUE = "literal-value"
    WRONG_ARGUMENTS = "wrong-arguments"
    UNRELIABLE_METACLASS = "unreliable-metaclass"
    TOO_DEEP = "too-deep"

    # A wanted type that everything, or nothing, would provide.
    ANY = "any"
    OBJECT = "object"
    NEVER = "never"

    # Two types that don't fit.
    NOT_A_SUBCLASS = "not-a-subclass"
    SUBCLASS_CHECK_RAISED = "subclass-check-raised"
    NUMERIC_PROMOTION = "numeric-promotion"
    NOT_IN_UNION = "not-in-union"
    NOT_IN_LITERAL = "not-in-literal"
    NOT_THE_SAME = "not-the-same"
    UNKNOWN_ARGUMENT = "unknown-argument"
    QUALIFIER = "qualifier"
    NEW_TYPE = "new-type"
    NONE = "none"
    FREE_VARIABLE = "free-variable"
    UNBOUND_SELF = "unbound-self"
    TUPLE_LENGTH = "tuple-length"

    # Members of protocols, parameters of callables, keys of typed dictionaries.
    MISSING_MEMBER = "missing-member"
    MEMBER_KIND = "member-kind"
    READ_ONLY = "read-only"
    UNANNOTATED = "unannotated"
    UNRESOLVED_MEMBER = "unresolved-member"
    DECORATED = "decorated"
    GENERIC_METHOD = "generic-method"
    OVERLOADED = "overloaded"
    PARAMETERS = "parameters"
    MISSING_KEY = "missing-key"
    REQUIRED_KEY = "required-key"


class UnsupportedType(Exception):  # noqa: N818  # names what it carries
    """An annotation that has no canonical form.

    `annotation` is the innermost part that isn't understood, `reason` says what is wrong with it.
    """

    def __init__(self, annotation: object, reason: Reason) -> None:
        """Take the annotation and what is wrong with it."""
        super().__init__(annotation, reason)
        self.annotation = annotation
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one type doesn't provide another.

    `given` and `wanted` are the two inner types at which the comparison failed, and `member` names
    the attribute, parameter or key where they were met, if there is one.
    """

    reason: Reason
    given: object
    wanted: object
    member: str | None = None
