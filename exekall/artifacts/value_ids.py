"""The IDs of values for the log: with tags, without modules, at a bounded cost each.

An ID is put together from those of the parameters, of which the latest of each node is kept. It
has at most 1,000 characters; where it would be longer, all parameters longer than an abbreviation
are abbreviated (see :mod:`exekall.identifiers.abbreviation`, which keeps as many levels as fit at
a cost that grows with the length). So an ID is a function of structure and tags alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from exekall.expression import Expression, ExpressionView
from exekall.identifiers import ABBREVIATED_LENGTH, MAX_LENGTH, format_tags
from exekall.identifiers.abbreviation import abbreviation
from exekall.names import NameForm
from exekall.operator import Operator
from exekall.values import ExprVal

__all__ = ["ValueIds"]


class _Shape(NamedTuple):
    """What the ID of every value of a node has in common.

    Parameters are given by their position in ``ExprVal.params``: the *first*, which goes before
    the colon, the *rest* with their names, and all that are *visible*.
    """

    name: str
    first: int | None
    rest: tuple[tuple[str, int], ...]
    visible: tuple[int, ...]


class ValueIds:
    """Writes the IDs of the values of one execution, leaving out *hidden* operators.

    *on_tags_error* is called with a value and what its tags raise.
    """

    def __init__(
        self,
        hidden: Callable[[Operator], bool] | None = None,
        on_tags_error: Callable[[ExprVal, BaseException], object] | None = None,
    ) -> None:
        self._view = ExpressionView(hidden)
        self._on_tags_error = on_tags_error
        self._shapes: dict[Expression, _Shape] = {}
        self._latest: dict[Expression, tuple[ExprVal, str]] = {}

    def write(self, value: ExprVal) -> str:
        """Return the ID of *value*; what its tags raise is shown in place of the tags."""
        made: dict[ExprVal, str] = {}
        stack = [value]
        while stack:
            top = stack[-1]
            texts = self._parameters(top, made)
            if isinstance(texts, list):
                stack += texts
                continue
            made[top] = self._compose(top, texts)
            stack.pop()
        for node, text in made.items():
            self._latest[node.expr] = node, text
        return made[value]

    def _parameters(
        self, value: ExprVal, made: dict[ExprVal, str]
    ) -> dict[int, str] | list[ExprVal]:
        """Return the IDs of the visible parameters, or the values whose IDs must come first."""
        shape = self._shape(value.expr)
        texts: dict[int, str] = {}
        missing: list[ExprVal] = []
        if not shape.visible:
            return texts
        params = value.params
        for index in shape.visible:
            param = params[index][1]
            text = made.get(param)
            if text is None:
                latest = self._latest.get(param.expr)
                if latest is not None and latest[0] == param:
                    text = latest[1]
            if text is None:
                missing.append(param)
            else:
                texts[index] = text
        return missing or texts

    def _shape(self, expr: Expression) -> _Shape:
        found = self._shapes.get(expr)
        if found is None:
            found = self._shapes[expr] = self._new_shape(expr)
        return found

    def _new_shape(self, expr: Expression) -> _Shape:
        view = self._view
        positions = {name: index for index, (name, _) in enumerate(expr.params)}
        shown = [
            (name, positions[name] if child is not None and not view.hidden(child) else None)
            for name, child in view.arguments(expr)
        ]
        first = shown[0][1] if shown else None
        rest = tuple((name, index) for name, index in shown[1:] if index is not None)
        visible = tuple(index for _, index in shown if index is not None)
        return _Shape(view.label(expr, NameForm.QUALIFIED), first, rest, visible)

    def _compose(self, value: ExprVal, texts: dict[int, str]) -> str:
        shape = self._shape(value.expr)
        tags = self._tags(value)
        text = _text(shape, tags, texts)
        if len(text) <= MAX_LENGTH:
            return text
        children = value.expr.children
        texts = {
            index: abbreviation(children[index].digest) if len(text) > ABBREVIATED_LENGTH else text
            for index, text in texts.items()
        }
        text = _text(shape, tags, texts)
        return text if len(text) <= MAX_LENGTH else abbreviation(value.expr.digest)

    def _tags(self, value: ExprVal) -> str:
        try:
            tags = value.get_tags()
            return format_tags(tags) if tags else ""
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # user code, which must not lose the value
            if self._on_tags_error is not None:
                self._on_tags_error(value, error)
            return format_tags({"tags": f"!{type(error).__name__}"})


def _text(shape: _Shape, tags: str, texts: dict[int, str]) -> str:
    text = shape.name + tags
    if shape.first is not None:
        text = f"{texts[shape.first]}:{text}"
    if shape.rest:
        rest = ",".join([f"{name}={texts[index]}" for name, index in shape.rest])
        text = f"{text}({rest})"
    return text
