"""Sets in canonical order."""

from __future__ import annotations

import random
from typing import Any

import pytest

from exekall.store.objects.digests import Canonical, NoDigest, combined
from tests.store.codec import Held, Point
from tests.store.graphs import Spec, build


class Numbered:
    """Has the hash that it is given."""

    def __init__(self, number: int, hashed: int, held: Any = None) -> None:
        self.number = number
        self.held = held
        self._hashed = hashed

    def __hash__(self) -> int:
        return self._hashed

    def __eq__(self, other: object) -> bool:
        return self is other

    def __getstate__(self) -> Any:
        return {"number": self.number, "held": self.held}


class Numbers(set[Any]):
    pass


class Made:
    """Makes its state, a set, when it is asked for it."""

    def __init__(self, make: type, *numbers: int) -> None:
        self.make = make
        self.numbers = numbers

    def __getstate__(self) -> Any:
        return self.make(self.numbers)


def digest(obj: object) -> bytes:
    return Canonical(obj, lambda _: None).digest


def numbered(seed: int, count: int = 20) -> list[Numbered]:
    """Make elements whose order in a set is another one for each seed."""
    rng = random.Random(seed)
    return [Numbered(number, rng.randrange(1 << 30)) for number in range(count)]


@pytest.mark.parametrize(
    "make",
    [
        set,
        frozenset,
        Numbers,
        lambda elements: [set(elements), elements[3]],
        lambda elements: {frozenset(elements), frozenset(elements[:5]), 3},
        lambda elements: Held(Numbers(elements), [frozenset(elements)]),
    ],
)
def test_the_order_of_hashes_does_not_count(make: Any) -> None:
    assert len({digest(make(numbered(seed))) for seed in range(5)}) == 1


def test_which_elements_there_are_counts() -> None:
    contents = [{1, 2}, {1, 3}, {1, 2, 3}, {1, "2"}, frozenset({1, 2}), Numbers({1, 2}), [1, 2]]
    assert len({digest(content) for content in contents}) == len(contents)


@pytest.mark.parametrize("make", [set, frozenset, Numbers])
def test_sets_that_are_made_for_the_pickler_count(make: type) -> None:
    one = [Made(make, 1, 2), Made(make, 3, 4)]
    other = [Made(make, 1, 2), Made(make, 5, 6)]
    assert digest(one) != digest(other)
    assert digest(set(one)) != digest(set(other))


def test_which_element_is_referred_to_counts() -> None:
    elements = numbered(1)
    found = {digest([set(elements), elements[index]]) for index in range(20)}
    assert len(found) == 20


def test_sets_in_themselves() -> None:
    def made(seed: int) -> set[Any]:
        elements = numbered(seed, 5)
        outer: set[Any] = set(elements)
        inner = frozenset([*elements[:3], Numbered(9, seed, outer)])
        outer.add(inner)
        elements[0].held = outer
        elements[4].held = inner
        return outer

    assert len({digest(made(seed)) for seed in range(20)}) == 1


def test_what_is_stored_elsewhere() -> None:
    point = Point(1, 2)

    def refer_as(known: bytes) -> bytes:
        return Canonical([point, point], lambda obj: known if obj is point else None).digest

    assert refer_as(b"one") == refer_as(b"one")
    assert refer_as(b"one") != refer_as(b"two")
    assert refer_as(b"one") != digest([point, point])


def test_what_takes_too_much() -> None:
    common = ["text" * 10_000] * 100
    elements = [Numbered(number, number, [*common]) for number in range(2000)]
    with pytest.raises(NoDigest):
        digest(set(elements))


def test_numbers_of_objects() -> None:
    elements = numbered(3)
    inner = {*elements}
    obj = [inner, elements]
    canonical = Canonical(obj, lambda _: None)
    shared = {id(each): (-index, each) for index, each in enumerate([inner, *elements])}
    numbers = canonical.numbers(shared)
    assert len(set(numbers.values())) == 21
    others = numbered(4)
    again = Canonical([{*others}, others], lambda _: None)
    shared = {id(each): (-index, each) for index, each in enumerate([inner, *others])}
    assert {key: again.numbers(shared)[key] for key in range(-20, 0)} == {
        key: numbers[key] for key in range(-20, 0)
    }


def test_combined() -> None:
    assert len(combined(b"", [])) == 16
    assert combined(b"a", [b"b"]) != combined(b"a", [])


def test_sets_that_lead_back_to_several_sets() -> None:
    specs = [
        Spec("set", (1, 6, 4)),
        Spec("text", ()),
        Spec("list", ()),
        Spec("data", (1, 4, 0)),
        Spec("frozenset", (3,)),
        Spec("dict", ()),
        Spec("frozenset", (1, 3)),
    ]
    graphs = [build(specs) for _ in range(30)]  # all alive, so that ids and orders differ
    assert len({Canonical(nodes[3], lambda _: None).digest for nodes in graphs}) == 1


def test_two_alike_in_a_set_have_no_order() -> None:
    with pytest.raises(NoDigest):
        Canonical({Numbered(1, 1), Numbered(1, 1)}, lambda _: None)
