"""How the ID writer sees stored values.

IDs are those of the live values, to the last digit of the digests in abbreviations: both views
have to give the same (see :mod:`exekall.values`).
"""

from __future__ import annotations

from collections.abc import Sequence

from exekall.identifiers import format_tags, value_digest
from exekall.names import NameForm
from exekall.traversal import walk
from exekall.valuedb.frozen import FrozenExprVal, IdOptions

__all__ = ["FrozenIds"]

_PLACES = {NameForm.FULL: 0, NameForm.QUALIFIED: 1, NameForm.SHORT: 2}


class FrozenIds:
    """The values of one database, of which there is one object each."""

    __slots__ = ("_digests", "_options")

    def __init__(self, options: IdOptions) -> None:
        self._options = options
        self._digests: dict[str, bytes] = {}

    def label(self, node: FrozenExprVal, form: NameForm) -> str:
        """Return the operator's name with the value's tags."""
        return node.node.names[_PLACES[form]] + self._tags(node)

    def _tags(self, node: FrozenExprVal) -> str:
        if not self._options.with_tags:
            return ""
        tags, removed = node.record.tags, self._options.removed
        return format_tags({name: tags[name] for name in tags if name not in removed})

    def arguments(self, node: FrozenExprVal) -> Sequence[tuple[str, FrozenExprVal | None]]:
        """Return the parameters, with those that the engine filled in at their places."""
        given = dict(node.params)
        return [
            (name, given.get(name))
            for name, key in node.node.params
            if key is None or name in given
        ]

    def hidden(self, node: FrozenExprVal) -> bool:
        """Tell whether the operator is left out."""
        return node.is_hidden and not self._options.show_hidden

    def digest(self, node: FrozenExprVal) -> bytes:
        """Return a digest of the structure and of the tags that the ID shows."""
        for value in walk([node], stop=lambda found: found.uuid in self._digests):
            params = ((name, self._digests[parent.uuid]) for name, parent in value.params)
            label = f"{value.callable_name}{self._tags(value)}"
            self._digests[value.uuid] = value_digest(label, params)
        return self._digests[node.uuid]
