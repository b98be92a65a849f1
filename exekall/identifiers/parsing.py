"""Reading IDs: text into a tree and back.

The grammar::

    id      = [ id ":" ] segment | "~" 12 hexadecimal digits
    segment = label [ "(" ( "~" 12 hexadecimal digits | param { "," param } ) ")" ]
    param   = name "=" id
    label   = name { "[" tag "]" }

A name holds none of ``:(),=`` and no bracket, but for those between balanced brackets, as in
``Callable[[int], str]``. The groups that end a label, and in which no other group is nested, are
its tags: nothing in the text tells the tag of ``mk[42]`` from the type argument of ``Box[int]``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from exekall.errors import ExekallError

__all__ = ["Expected", "ParseError", "ParsedId", "parse_id", "remove_tags"]

_PLAIN: Final = re.compile(r"[^:(),=\[\]]*")
_BRACKET: Final = re.compile(r"[\[\]]")
_ABBREVIATION: Final = re.compile(r"~[0-9a-f]{12}(?=[:(),]|\Z)")

Tag = tuple[str, str]


class Expected(StrEnum):
    """What should have come next."""

    NAME = "name"
    PARAMETER = "parameter"
    CLOSING_BRACKET = "]"
    CLOSING_PARENTHESIS = ")"
    COLON = ":"
    END = "end"


class ParseError(ExekallError):
    """*text* is no ID: at index *position*, *expected* should have come."""

    def __init__(self, text: str, position: int, expected: Expected) -> None:
        super().__init__(text, position, expected)
        self.text = text
        self.position = position
        self.expected = expected


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ParsedId:
    """One segment of an ID, with what comes before its colon and between its parentheses.

    Tags are pairs of name and value, the name being empty for an anonymous one. An abbreviated
    sub-ID has nothing but its *name*, ``~`` and the digits; *abbreviation* is the same for an
    abbreviated list of parameters. Compared by the text.
    """

    name: str
    tags: tuple[Tag, ...] = ()
    first: ParsedId | None = None
    params: tuple[tuple[str, ParsedId], ...] = ()
    abbreviation: str | None = None

    @property
    def is_abbreviation(self) -> bool:
        """Whether this stands for a sub-ID that was too long to be written."""
        return _ABBREVIATION.fullmatch(self.name) is not None

    def __str__(self) -> str:
        return "".join(_pieces(self, lambda _: True))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ParsedId):
            return NotImplemented
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


def remove_tags(text: str, names: Collection[str] | None = None) -> str:
    """Return the ID *text* without the tags of these *names* ('' for anonymous), or without any.

    Raises :class:`ParseError` where *text* is no ID.
    """
    parsed = parse_id(text)
    return "".join(_pieces(parsed, lambda tag: names is not None and tag[0] not in names))


def _pieces(root: ParsedId, keep: Callable[[Tag], bool]) -> Iterator[str]:
    stack: list[str | ParsedId] = [root]
    while stack:
        top = stack.pop()
        if isinstance(top, str):
            yield top
            continue
        if top.params:
            stack.append(")")
            for name, child in reversed(top.params):
                stack += (child, f",{name}=")
            stack[-1] = f"({top.params[0][0]}="
        elif top.abbreviation is not None:
            stack.append(f"({top.abbreviation})")
        stack += (_tag(tag) for tag in reversed(top.tags) if keep(tag))
        stack.append(top.name)
        if top.first is not None:
            stack += (":", top.first)


def _tag(tag: Tag) -> str:
    name, value = tag
    return f"[{name}={value}]" if name else f"[{value}]"


def parse_id(text: str) -> ParsedId:
    """Return the structure of the ID *text*; its ``str`` is *text* again.

    Raises :class:`ParseError` where *text* is no ID.
    """
    return _Parser(text).parse()


class _Open:
    """A segment whose list of parameters is being read: *target* is the one read now."""

    __slots__ = ("first", "name", "params", "tags", "target")

    def __init__(self, name: str, tags: tuple[Tag, ...], first: ParsedId | None) -> None:
        self.name = name
        self.tags = tags
        self.first = first
        self.params: list[tuple[str, ParsedId]] = []
        self.target = ""


class _Parser:
    """Reads one text from left to right, with the open parentheses on a stack of its own."""

    __slots__ = ("_open", "_position", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._open: list[_Open] = []

    def parse(self) -> ParsedId:
        """Return the whole."""
        current = self._segment(None)
        while current is None or self._position < len(self._text):
            if current is None:
                current = self._segment(None)
            elif self._accept(":"):
                current = self._segment(current)
            elif not self._open:
                raise self._error(Expected.END)
            else:
                current = self._after_parameter(current)
        if self._open:
            raise self._error(Expected.CLOSING_PARENTHESIS)
        return current

    def _segment(self, first: ParsedId | None) -> ParsedId | None:
        """Read up to and including an opening parenthesis, in which case there is no result."""
        if first is None and (digits := self._abbreviation()) is not None:
            return ParsedId(digits)
        name, tags = self._label()
        if not self._accept("("):
            return ParsedId(name, tags, first)
        if (digits := self._abbreviation()) is not None:
            if not self._accept(")"):
                raise self._error(Expected.CLOSING_PARENTHESIS)
            return ParsedId(name, tags, first, abbreviation=digits)
        self._open.append(_Open(name, tags, first))
        self._parameter_name()
        return None

    def _after_parameter(self, value: ParsedId) -> ParsedId | None:
        """Read what follows a parameter; the result is the segment that it was the last of."""
        segment = self._open[-1]
        segment.params.append((segment.target, value))
        if self._accept(","):
            self._parameter_name()
            return None
        if not self._accept(")"):
            raise self._error(Expected.CLOSING_PARENTHESIS)
        self._open.pop()
        return ParsedId(segment.name, segment.tags, segment.first, tuple(segment.params))

    def _parameter_name(self) -> None:
        name = self._plain()
        if not name or not self._accept("="):
            raise self._error(Expected.PARAMETER)
        self._open[-1].target = name

    def _label(self) -> tuple[str, tuple[Tag, ...]]:
        start = end = self._position
        groups: list[str] = []
        while True:
            if self._plain():
                end = self._position
                groups.clear()
            if not self._text.startswith("[", self._position):
                break
            group = self._group()
            if "[" in group:
                end = self._position
                groups.clear()
            else:
                groups.append(group)
        if end == start:
            self._position = start
            raise self._error(Expected.NAME)
        return self._text[start:end], tuple(map(_parsed_tag, groups))

    def _group(self) -> str:
        """Read a bracket and all up to the one that closes it; return what is between."""
        start = self._position + 1
        depth = 0
        for bracket in _BRACKET.finditer(self._text, self._position):
            depth += 1 if bracket.group() == "[" else -1
            if depth == 0:
                self._position = bracket.end()
                return self._text[start : bracket.start()]
        self._position = len(self._text)
        raise self._error(Expected.CLOSING_BRACKET)

    def _plain(self) -> str:
        match = _PLAIN.match(self._text, self._position)
        assert match is not None
        self._position = match.end()
        return match.group()

    def _abbreviation(self) -> str | None:
        match = _ABBREVIATION.match(self._text, self._position)
        if match is None:
            return None
        self._position = match.end()
        return match.group()

    def _accept(self, character: str) -> bool:
        if not self._text.startswith(character, self._position):
            return False
        self._position += 1
        return True

    def _error(self, expected: Expected) -> ParseError:
        return ParseError(self._text, self._position, expected)


def _parsed_tag(text: str) -> Tag:
    name, equals, value = text.partition("=")
    return (name, value) if equals and name else ("", text)
