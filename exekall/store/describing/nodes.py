"""The nodes of expressions as records, each made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Any, Final

from exekall.expression import Expression, ExpressionView, walk
from exekall.names import NameForm, type_name
from exekall.operator import Operator
from exekall.solver.matching import class_of
from exekall.store.describing.description import type_record
from exekall.store.records import NodeRecord, TypeRecord

__all__ = ["NodeRecords", "product_record"]

_KEY_SIZE: Final = 16
_FORMS: Final = (NameForm.FULL, NameForm.QUALIFIED, NameForm.SHORT)


class NodeRecords:
    """The records of nodes, which are kept; operators that are *hidden* are marked so."""

    __slots__ = ("_hidden", "_keys", "_products", "_view")

    def __init__(self, hidden: Callable[[Operator], bool] | None = None) -> None:
        self._hidden = hidden
        self._view = ExpressionView()
        self._keys: dict[Expression, bytes] = {}
        self._products: dict[Any, TypeRecord] = {}

    def key(self, expr: Expression) -> bytes | None:
        """Return the key of a node that has a record already; None for others."""
        return self._keys.get(expr)

    def add(self, root: Expression) -> Iterator[NodeRecord]:
        """Yield the records of *root* and all below it that have none yet, parameters first."""
        for node in walk([root], stop=self._keys.__contains__):
            record = self._record(node)
            self._keys[node] = record.key
            yield record

    def _record(self, node: Expression) -> NodeRecord:
        op = node.op
        fields: dict[str, Any] = {
            "digest": node.digest,
            "names": tuple([op.name_in(form) for form in _FORMS]),
            "params": tuple(
                (name, None if child is None else self._keys[child])
                for name, child in self._view.arguments(node)
            ),
            "product": self._product(op.product),
            "is_generator": op.is_generator,
            "is_reusable": op.reusable,
            "is_hidden": self._hidden is not None and self._hidden(op),
            "place": op.place,
        }
        text = repr(list(fields.values())).encode(errors="backslashreplace")
        return NodeRecord(key=blake2b(text, digest_size=_KEY_SIZE).digest(), **fields)

    def _product(self, type_: Any) -> TypeRecord:
        found = self._products.get(type_)
        if found is None:
            found = self._products[type_] = product_record(type_)
        return found


def product_record(type_: Any) -> TypeRecord:
    """Return the record of a declared type: that of a class, or a name and the class's bases."""
    class_ = class_of(type_)
    if class_ is type_ and class_ is not None:
        return type_record(class_)
    name = type_name(type_)
    return TypeRecord(name, (name, *(type_record(class_).bases if class_ is not None else ())))
