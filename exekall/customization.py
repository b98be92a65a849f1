"""Adaptors: how a project tells exekall about itself.

The hooks and their defaults are those of the original (seed 002), so that an existing
customization module runs unchanged; the ones that came later say so.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterable, Mapping, Sequence
from numbers import Number
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from exekall.computable import ComputableExpression
from exekall.discovery.completeness import has_no_parameters
from exekall.errors import AmbiguousAdaptorError, UnknownAdaptorError
from exekall.expression import Expression, walk
from exekall.operator import Operator
from exekall.prebuilt import PrebuiltOperator
from exekall.values import ExprVal

if TYPE_CHECKING:
    from exekall.valuedb import ValueDB

__all__ = ["AdaptorBase", "ResultMap"]

__exekall_internal__ = True

ResultMap = Mapping[ComputableExpression, Sequence[ExprVal]]


class AdaptorBase:
    """Base of the adaptors; as it is, it serves sources without a customization module.

    *args* are the parsed options of the command, those that the adaptor registered included;
    ``args.artifact_dir`` is the resolved :class:`pathlib.Path` of the artifact folder.
    """

    name: ClassVar[str] = "default"

    def __init__(self, args: argparse.Namespace | None = None) -> None:
        self.args = args if args is not None else argparse.Namespace()

    # Options

    @staticmethod
    def register_run_param(parser: argparse._ActionsContainer) -> None:
        """Add options to ``exekall run``."""

    @staticmethod
    def register_show_param(parser: argparse._ActionsContainer) -> None:
        """Add options to ``exekall show``."""

    @staticmethod
    def register_compare_param(parser: argparse._ActionsContainer) -> None:
        """Add options to ``exekall compare``."""

    # What expressions are made of

    def get_non_reusable_type_set(self) -> Collection[type]:
        """Return the types whose values are computed anew whenever one is asked for."""
        return set()

    @staticmethod
    def get_tags(value: Any) -> Mapping[str, Any]:
        """Return the tags of *value* by name; numbers are their own anonymous tag."""
        return {"": value} if isinstance(value, Number) else {}

    def filter_op_set(self, op_set: Collection[Operator]) -> Collection[Operator]:
        """Return the operators of *op_set* to use: by default those that take a parameter."""
        return {op for op in op_set if not has_no_parameters(op)}

    def get_prebuilt_op_set(self) -> Collection[PrebuiltOperator]:
        """Return operators whose values exist already, sparks above all."""
        return set()

    def get_op_set(self, sources: Sequence[str]) -> Iterable[Operator]:
        """Return further operators, which need no module among the sources (not in the original).

        They may have a declared signature and no callable in this process. Where an adaptor gives
        some, *sources* may be empty.
        """
        return ()

    def get_hidden_op_set(self, op_set: Collection[Operator]) -> Collection[Operator]:
        """Return the operators of *op_set* that IDs leave out."""
        return set()

    @staticmethod
    def get_default_type_goal_pattern_set() -> Collection[str]:
        """Return the patterns of goal types where the user gives none."""
        return {"*Result"}

    # Around execution

    def format_expr_list(self, expr_list: Sequence[Expression], verbose: int = 0) -> str:
        """Return what to print above the list of expressions."""
        return ""

    def prepare_expr(self, expr: ComputableExpression) -> None:
        """Do what must be done before the first operator of *expr* runs (not in the original)."""

    def finalize_expr(self, expr: ComputableExpression) -> None:
        """Do what must be done when *expr* has been executed."""

    def close_expr(self, expr: ComputableExpression, result_list: Sequence[ExprVal]) -> None:
        """Do what must be done when the last file of *expr* is written (not in the original)."""

    def format_result(self, expr_val: ExprVal) -> str:
        """Return the text to show for a value."""
        return str(expr_val.value)

    def get_summary(self, result_map: ResultMap) -> str:
        """Return the summary of an execution."""
        from exekall.rendering.summary import summary

        roots = [computable.expr for computable in result_map]
        hidden = self.get_hidden_op_set({node.op for node in walk(roots)})
        return summary(result_map, self.format_result, hidden)

    def get_run_exit_code(self, result_map: ResultMap) -> int:
        """Return the exit code: 0 where everything was computed, else 1."""
        failed = any(value.get_excep() for values in result_map.values() for value in values)
        return int(failed)

    # Databases

    @classmethod
    def reload_db(cls, db: ValueDB, path: Path | None = None) -> ValueDB:
        """Return the database to use instead of *db*, which was opened from *path*.

        Called before the first value is unpickled; opening a database does not call it.
        """
        return db

    def show_db(self, db: ValueDB) -> int | None:
        """Write what is to be known of a database, and return the exit code; None stands for 0.

        What an adaptor defines is called where ``exekall show`` is asked for the summary, which
        this one writes.
        """
        from exekall.rendering.show_summary import Summary
        from exekall.rendering.terminal import terminal_width

        loads = getattr(self.args, "load", False)
        for line in Summary(db, db.get_roots(), loads=loads).lines(terminal_width()):
            print(line)
        return None

    def compare_db_list(self, db_list: Sequence[ValueDB]) -> int | None:
        """Compare databases, write what differs, and return the exit code.

        Where that is None, the comparison of ``exekall compare`` follows, whose exit code counts.
        """
        return None

    # Finding adaptors

    @classmethod
    def get_adaptor_cls(cls, name: str | None = None) -> type[AdaptorBase]:
        """Return the adaptor class of that name among those defined so far.

        Without a *name*: the one class that is derived from this one and has no derived class of
        its own; this class where there is none. Raises
        :class:`AmbiguousAdaptorError` or :class:`UnknownAdaptorError`.
        """
        candidates = _leaves(cls)
        if name is not None:
            candidates = [found for found in candidates if found.name == name]
            if not candidates:
                raise UnknownAdaptorError(name, tuple(found.name for found in _leaves(cls)))
        if len(candidates) > 1:
            raise AmbiguousAdaptorError(
                tuple(f"{found.__module__}.{found.__qualname__}" for found in candidates)
            )
        return candidates[0]


def _leaves(cls: type[AdaptorBase]) -> list[type[AdaptorBase]]:
    """Return the classes derived from *cls* that nothing is derived from, or *cls* itself."""
    found: dict[type[AdaptorBase], None] = {}
    pending = [cls]
    while pending:
        current = pending.pop()
        derived = current.__subclasses__()
        pending.extend(derived)
        if not derived:
            found[current] = None
    return list(found)
