"""The two parameter types that the engine itself fills in, instead of an operator.

Both come from the original exekall (seed 002): an operator may ask who consumes its value, and
where the artifacts of the expression that it runs for belong.
"""

from __future__ import annotations

from typing import Any

__all__ = ["Consumer", "ExprData", "is_injected"]

# Whoever scans a package that imports exekall must not find these two as operators.
__exekall_internal__ = True


class Consumer:
    """Annotation of a parameter that receives the callable which consumes the operator's value.

    The parameter's value is that callable itself, or None where the operator is the root of its
    expression. The class is a marker only: it is never instantiated.
    """

    __slots__ = ()


class ExprData(dict[str, Any]):
    """Annotation of a parameter that receives facts about the root expression.

    Keys: ``artifact_dir`` and ``expr_artifact_dir`` (:class:`pathlib.Path`, or None when nothing
    is written), ``id`` (the short ID) and ``uuid`` of the root expression.
    """

    __slots__ = ()


def is_injected(wanted: object) -> bool:
    """Tell whether a parameter of type *wanted* is filled in by the engine."""
    return wanted is Consumer or wanted is ExprData
