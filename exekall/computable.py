"""Expressions that can be executed: a root node, its cell, and an identity of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from exekall.evaluation import Capture, Evaluator, Executor, Reporter, Scope
from exekall.evaluation.cell import Cell
from exekall.expression import Expression, walk
from exekall.injection import ExprData
from exekall.operator import Operator
from exekall.uuids import new_uuid
from exekall.values import PENDING, ExprVal

__all__ = ["ComputableExpression", "PostCompute"]

__exekall_internal__ = True

PostCompute = Callable[[ExprVal, bool], object]


class ComputableExpression:
    """One expression to execute.

    Those made together by :meth:`from_expr_list` share common subexpressions: what one of them
    computed, the others reuse. ``uuid`` is 32 hexadecimal digits; ``data`` is what operators with
    an :class:`ExprData` parameter receive.
    """

    __slots__ = ("_cell", "_scope", "data", "expr", "uuid")

    def __init__(self, expr: Expression, scope: Scope | None = None) -> None:
        self.expr = expr
        self.uuid = new_uuid()
        self.data = ExprData(
            artifact_dir=None,
            expr_artifact_dir=None,
            id=expr.get_id(qual=False, with_tags=False),
            uuid=self.uuid,
        )
        self._scope = scope if scope is not None else Scope()
        self._cell: Cell | None = None

    @classmethod
    def from_expr_list(cls, expr_list: Iterable[Expression]) -> list[ComputableExpression]:
        """Return the executable counterparts of *expr_list*, sharing what they have in common."""
        scope = Scope()
        return [cls(expr, scope) for expr in expr_list]

    # What is executed

    @property
    def op(self) -> Operator:
        """The operator of the root."""
        return self.expr.op

    @property
    def param_map(self) -> dict[str, Expression]:
        """The expressions of the root's parameters."""
        return self.expr.param_map

    def get_id(self, *args: Any, **kwargs: Any) -> str:
        """Return the ID of the expression, as :meth:`Expression.get_id` does."""
        return self.expr.get_id(*args, **kwargs)

    def format_structure(self, graphviz: bool = False) -> str:
        """Return the structure as text, as :meth:`Expression.format_structure` does."""
        return self.expr.format_structure(graphviz)

    # Executing

    @property
    def cell(self) -> Cell:
        """The record of the root's values."""
        if self._cell is None:
            self._cell = self._scope.cell(self.expr, self.data)
        return self._cell

    def execute(
        self,
        post_compute_cb: PostCompute | None = None,
        *,
        executor: Executor | None = None,
        reporter: Reporter | None = None,
        capture: Capture | None = None,
    ) -> Iterator[ExprVal]:
        """Compute the values of the root and yield them one after the other.

        *post_compute_cb* is called with every value of the expression, and whether it was reused.
        """
        if post_compute_cb is not None:
            reporter = _CallbackReporter(post_compute_cb, reporter)
        return Evaluator(executor, reporter, capture).run(self.cell)

    def execute_all(
        self, post_compute_cb: PostCompute | None = None, **kwargs: Any
    ) -> list[ExprVal]:
        """Compute all values of the root."""
        return list(self.execute(post_compute_cb, **kwargs))

    def get_all_vals(self) -> Iterator[ExprVal]:
        """Yield every value recorded so far, of the root and of what is below it."""
        seen = {self.cell}
        pending = [self.cell]
        for cell in pending:
            for row, value in enumerate(cell.values):
                if value is not PENDING:
                    yield ExprVal(cell, row)
            new = [param for param in cell.params if param not in seen]
            seen.update(new)
            pending.extend(new)

    def clone_by_predicate(self, predicate: Callable[[Expression], bool]) -> ComputableExpression:
        """Return a copy that computes anew every node for which *predicate* holds.

        The other nodes are shared, and with them everything that they are made from.
        """
        return self.clone_all([self], predicate)[0]

    @classmethod
    def clone_all(
        cls,
        computables: Iterable[ComputableExpression],
        predicate: Callable[[Expression], bool],
    ) -> list[ComputableExpression]:
        """Clone expressions that were made together; the clones share with one another, too."""
        originals = list(computables)
        nodes = walk(computable.expr for computable in originals)
        shared = set(walk(node for node in nodes if not predicate(node)))
        scopes: dict[Scope, Scope] = {}
        for computable in originals:
            base = computable._scope  # noqa: SLF001 - the class's own
            if base not in scopes:
                scopes[base] = base.clone(shared)
        return [cls(c.expr, scopes[c._scope]) for c in originals]  # noqa: SLF001 - likewise

    def __repr__(self) -> str:
        return f"<ComputableExpression {self.get_id(qual=False)} {self.uuid}>"


class _CallbackReporter:
    """Tells a callback of every value, and another reporter of everything."""

    __slots__ = ("_callback", "_reporter")

    def __init__(self, callback: PostCompute, reporter: Reporter | None) -> None:
        self._callback = callback
        self._reporter = reporter

    def computed(self, value: ExprVal) -> None:
        if self._reporter is not None:
            self._reporter.computed(value)
        self._callback(value, False)

    def reused(self, value: ExprVal) -> None:
        if self._reporter is not None:
            self._reporter.reused(value)
        self._callback(value, True)

    def empty(self, expr: Expression) -> None:
        if self._reporter is not None:
            self._reporter.empty(expr)
