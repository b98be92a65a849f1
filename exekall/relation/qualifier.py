"""Telling apart several providers of one type."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Qualifier:
    """Metadata of `Annotated[T, Qualifier("left")]`: only a T with the same qualifiers matches.

    The idea is that of the qualifier annotations of Java's JSR 330.
    """

    name: str
