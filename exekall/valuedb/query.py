"""Which values are meant: by type and by ID."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from exekall.names import NameForm, type_name
from exekall.patterns import PatternSet
from exekall.valuedb.frozen import FrozenExprVal

__all__ = ["IdQuery", "TypeQuery", "spellings"]


class TypeQuery:
    """Asks for the values whose type, or with *include_subclasses* a base of it, is *wanted*.

    That is a class, or a pattern of names: full ones, or any last parts of them (``bake.Dough``
    is known as ``Dough``, too). No class is loaded: names are compared. A value that could not be
    computed has the type that its operator declares.
    """

    __slots__ = ("_include_subclasses", "_name", "_patterns")

    def __init__(self, wanted: Any, include_subclasses: bool = True) -> None:
        self._include_subclasses = include_subclasses
        is_word = isinstance(wanted, str)
        self._patterns = PatternSet.from_words([wanted] if is_word else [])
        self._name = "" if is_word else type_name(wanted)

    def matches(self, value: FrozenExprVal) -> bool:
        """Tell whether *value* is meant."""
        names = dict.fromkeys([value.type_name])
        if self._include_subclasses:
            names.update(dict.fromkeys(value.type_base_names))
        if self._patterns:
            return self._patterns.matches_any(word for name in names for word in spellings(name))
        return self._name in names or (self._name == "object" and self._include_subclasses)


def spellings(name: str) -> Iterator[str]:
    """Yield what a pattern may call the type or callable of this full name.

    That is the name, and what follows each of its dots but for those within brackets.
    """
    yield name
    head, bracket, rest = name.partition("[")
    position = head.find(".")
    while position >= 0:
        yield f"{head[position + 1 :]}{bracket}{rest}"
        position = head.find(".", position + 1)


class IdQuery:
    """Asks for the values whose ID in *form* matches *pattern*, as it is or without its tags.

    The brackets of tags may be written as they are.
    """

    __slots__ = ("_form", "_patterns")

    def __init__(self, pattern: str, form: NameForm = NameForm.SHORT) -> None:
        self._form = form
        negation = "!" if pattern.startswith("!") else ""
        words = [pattern.removeprefix("!")]
        words.append(words[0].replace("[", "[[]"))
        self._patterns = PatternSet.from_words(negation + word for word in words)

    def matches(self, value: FrozenExprVal) -> bool:
        """Tell whether *value* is meant."""
        return self._patterns.matches_any(
            value.id_in(self._form, with_tags) for with_tags in (True, False)
        )
