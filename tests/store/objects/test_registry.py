"""Which objects others can have, too."""

from __future__ import annotations

from typing import Any

from exekall.store.objects.pickling import dump
from exekall.store.objects.registry import Entry, Registry, shared_part
from exekall.store.records import PayloadKind
from tests.store.codec import Held, Point


def nothing(_: object) -> None:
    return None


def entry(key: int, obj: object) -> Entry:
    return Entry(key, obj, PayloadKind.PICKLE, b"", None, 0, (), 0.0, 0.0)


class Temporary:
    """Makes its state when it is pickled."""

    def __reduce__(self) -> Any:
        return Point, tuple(range(2)), {"made": 1}


def shared_objects(obj: object) -> list[object]:
    return [pair[1] for pair in shared_part(dump(obj, nothing).memo)[0].values()]


def test_objects_are_found_where_they_were_stored_last() -> None:
    registry = Registry()
    point = Point(1, 2)
    first, second = entry(0, [point]), entry(1, point)
    assert registry.find(id(point)) is None
    registry.add(first, {id(point): (3, point)})
    site = registry.find(id(point))
    assert site is not None
    assert (site.entry, site.number, site.is_whole) == (first, 3, False)
    registry.add(second, {id(point): (0, point)})
    site = registry.find(id(point))
    assert site is not None
    assert (site.entry, site.number, site.is_whole) == (second, 0, True)


def test_atoms_are_not_shared() -> None:
    value = [1, "text", Point(1, 2), (3, [])]
    found = shared_objects(value)
    expected = [value, value[2], vars(value[2]), value[3], value[3][1]]  # type: ignore[index]
    assert sorted(map(id, found)) == sorted(map(id, expected))


def test_long_text_is_shared() -> None:
    text = "long" * 1000
    assert any(each is text for each in shared_objects([text]))


def test_what_pickling_makes_is_not_shared() -> None:
    value = Temporary()
    found = shared_objects([value])
    assert any(each is value for each in found)
    assert not any(isinstance(each, dict | tuple) for each in found)


def test_sets() -> None:
    for value, has_sets in [
        ([], False),
        (set(), False),
        ([{1}], False),
        ([{1, 2}], True),
        (Held(frozenset({1, 2})), True),
    ]:
        assert shared_part(dump(value, nothing).memo)[1] is has_sets
