"""IDs written the plain way: recursively, as whole trees, trying one depth after another."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from exekall.identifiers import format_tags
from exekall.names import NameForm, in_form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, eq=False)
class Call:
    """A node with everything that an ID can show."""

    name: str
    arguments: tuple[tuple[str, Call | None], ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    hidden: bool = False

    def label(self, form: NameForm) -> str:
        module, _, qualname = self.name.partition(".")
        return in_form(module, qualname or module, form) + format_tags(dict(self.tags))

    @property
    def digest(self) -> bytes:
        parts = [repr((self.name, self.tags, self.hidden))]
        parts += [f"{name}:{call and call.digest.hex()}" for name, call in self.arguments]
        return sha256("\n".join(parts).encode()).digest()


class CallView:
    """The view of calls, with their digests kept: they are asked for in graphs as well."""

    def __init__(self) -> None:
        self._digests: dict[Call, bytes] = {}

    def label(self, node: Call, form: NameForm) -> str:
        return node.label(form)

    def arguments(self, node: Call) -> Sequence[tuple[str, Call | None]]:
        return node.arguments

    def hidden(self, node: Call) -> bool:
        return node.hidden

    def digest(self, node: Call) -> bytes:
        return self._digests.setdefault(node, node.digest)


def naive_id(root: Call, form: NameForm, max_length: int | None = None) -> str:
    """Return the ID of *root* by the size rule's words, whatever it costs."""
    whole = _written(root, form, None)
    if max_length is None or len(whole) <= max_length:
        return whole
    for depth in range(_height(root), -1, -1):
        text = _written(root, form, depth)
        if len(text) <= max_length:
            return text
    return _squeezed(root, form, max_length)


def _squeezed(root: Call, form: NameForm, max_length: int) -> str:
    mark = _mark(root)
    first, rest = _visible(root)
    before = f"{_written(first, form, -1)}:" if first is not None else ""
    after = f"({mark})" if rest else ""
    text = before + root.label(form) + after
    if len(text) > max_length:
        text = before + root.label(form).split("[")[0] + f"[{mark}]" + after
    return text if len(text) <= max_length else mark


def _written(call: Call, form: NameForm, depth: int | None) -> str:
    """Write *call*, with what is more than *depth* levels below it abbreviated, if it is long."""
    if depth is not None and depth < 0:
        whole = _written(call, form, None)
        return whole if len(whole) <= 13 else _mark(call)
    below = None if depth is None else depth - 1
    first, rest = _visible(call)
    text = call.label(form)
    if first is not None:
        text = f"{_written(first, form, below)}:{text}"
    if rest:
        text += f"({','.join(f'{name}={_written(c, form, below)}' for name, c in rest.items())})"
    return text


def _visible(call: Call) -> tuple[Call | None, Mapping[str, Call]]:
    shown = [(name, c if c is None or not c.hidden else None) for name, c in call.arguments]
    first = shown[0][1] if shown else None
    return first, {name: c for name, c in shown[1:] if c is not None}


def _height(call: Call) -> int:
    return max((1 + _height(child) for _, child in call.arguments if child is not None), default=0)


def _mark(call: Call) -> str:
    return f"~{call.digest.hex()[:12]}"
