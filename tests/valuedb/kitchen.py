"""A small program whose values are saved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from exekall.expression import Expression, NodeTable
from exekall.operator import Operator

# What was unpickled, by name: opening and querying must not add to it.
LOADED: list[str] = []


class Noticed:
    """Says when it is unpickled."""

    def __setstate__(self, state: Any) -> None:
        LOADED.append(type(self).__name__)
        self.__dict__.update(state)


class Flour(Noticed):
    def __init__(self, grams: int) -> None:
        self.grams = grams


class Rye(Flour):
    pass


class Dough(Noticed):
    def __init__(self, flour: Flour) -> None:
        self.flour = flour
        self.parts = [flour]


class Bread(Noticed):
    def __init__(self, dough: Dough, flour: Flour) -> None:
        self.dough = dough
        self.flour = flour

    def __str__(self) -> str:
        return f"bread of {self.flour.grams} g"


class Unpicklable:
    def __reduce__(self) -> Any:
        raise TypeError("not to be pickled")


class Burnt(Unpicklable, Exception):
    pass


class Padlock(Unpicklable):
    pass


class Locked:
    def __init__(self) -> None:
        self.inner = {"lock": Padlock()}


def mill() -> Iterator[Flour]:
    yield Flour(100)
    yield Rye(200)


def knead(flour: Flour) -> Dough:
    return Dough(flour)


def bake(dough: Dough, flour: Flour) -> Bread:
    return Bread(dough, flour)


def overbake(dough: Dough) -> Bread:
    if dough.flour.grams > 100:
        raise ValueError("too hot", dough.flour.grams)
    raise Burnt("black")


def serve(bread: Bread) -> str:
    return json.dumps([bread.flour.grams])


def lock() -> Locked:
    return Locked()


def grams(flour: Any) -> dict[str, Any]:
    return {"grams": flour.grams}


class Kitchen:
    """The expressions of the program."""

    def __init__(self) -> None:
        self.table = NodeTable()
        self.mill = self.node(Operator(mill, tags_getter=grams))
        self.knead = self.node(Operator(knead), flour=self.mill)
        self.bake = self.node(Operator(bake), dough=self.knead, flour=self.mill)
        self.overbake = self.node(Operator(overbake), dough=self.knead)
        self.serve = self.node(Operator(serve), bread=self.bake)
        self.lock = self.node(Operator(lock))

    def node(self, op: Operator, **params: Expression) -> Expression:
        return self.table.node(op, tuple(params.items()))
