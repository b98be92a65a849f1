"""Values that are changed after they were stored, and what refers to them then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from exekall.store.describing.texts import bounded_text
from exekall.store.objects import changes
from tests.store.codec import Held, Hostile, Memory, Point


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Memory:
    """Return a database that has all the time in the world for checks."""
    monkeypatch.setattr(changes, "_FREE", 1e9)
    monkeypatch.setattr(changes, "_GRACE", 1e9)
    return Memory(tmp_path)


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what lets no time be left for further checks."""

    def trust() -> None:
        monkeypatch.setattr(changes, "_FREE", 0)
        monkeypatch.setattr(changes, "_SHARE", 1e-12)

    return trust


def changed_list(value: list[Any]) -> None:
    value.append(5)


def changed_deeply(value: list[Any]) -> None:
    value[0]["points"][1].x = 8


def changed_set(value: list[Any]) -> None:
    value[1].add("more")


def changed_array(value: list[Any]) -> None:
    value[2][5000] = 1


def changed_large_array(value: list[Any]) -> None:
    value[3][50_000] = 1


def sample() -> list[Any]:
    points = [Point(1, 2), Point(3, 4)]
    return [{"points": points}, {"a", "b"}, np.zeros(10_000), np.zeros(100_000)]


class TestChanges:
    @pytest.mark.parametrize(
        "change",
        [changed_list, changed_deeply, changed_set, changed_array, changed_large_array],
    )
    def test_a_changed_value_is_stored_anew(
        self, memory: Memory, change: Callable[[list[Any]], None]
    ) -> None:
        value = sample()
        before = memory.put(value)
        change(value)
        after = memory.put(value)
        again = memory.put([value])
        assert after.digest != before.digest
        assert after.stored is not None
        assert after.stored.references == ()
        assert again.stored is not None
        assert [each.value for each in again.stored.references] == [1]
        first, second, (third,) = memory.values()
        assert bounded_text(first, 1000) == bounded_text(sample(), 1000)
        assert bounded_text(second, 1000) == bounded_text(value, 1000)
        assert third is second
        assert memory.encoder.stale() == frozenset()

    def test_an_object_within_a_changed_value(self, memory: Memory) -> None:
        point = Point(1, 2)
        memory.put([point, 0])
        point.x = 3
        memory.put(Held(point))
        memory.put(Held(point, [point]))
        first, second, third = memory.values()
        assert first == [Point(1, 2), 0]
        assert second.held is third.held is third.others[0]
        assert second.held == Point(3, 2)

    def test_a_value_that_refers_to_a_changed_one(self, memory: Memory) -> None:
        inner = [1]
        outer = [inner]
        memory.put(inner)
        memory.put(outer)
        inner.append(2)
        stored = memory.put([outer, inner]).stored
        assert stored is not None
        assert stored.references == ()
        assert memory.values() == [[1], [[1]], [[[1, 2]], [1, 2]]]
        assert memory.encoder.stale() == frozenset()

    def test_what_was_stored_later_and_is_now_part_of_it(self, memory: Memory) -> None:
        outer: list[Any] = [1]
        inner = [2]
        memory.put(outer)
        memory.put(inner)
        outer.append(inner)
        memory.put(outer)
        first, second, third = memory.values()
        assert (first, second, third) == ([1], [2], [1, [2]])
        assert third[1] is second

    def test_a_part_that_was_replaced_by_an_equal_one(self, memory: Memory) -> None:
        one, two = [1], [1]
        holder = [one]
        for value in (one, two, holder):
            memory.put(value)
        holder[0] = two
        memory.put(holder)
        _, second, third, fourth = memory.values()
        assert fourth[0] is second
        assert third[0] is not second

    def test_an_accumulator(self, memory: Memory) -> None:
        gathered: list[int] = []
        for number in range(50):
            gathered.append(number)
            memory.put(gathered)
        assert memory.values() == [[*range(number + 1)] for number in range(50)]

    def test_each_change_of_a_large_value(self, memory: Memory) -> None:
        value = np.zeros(1_000_000)
        for number in range(4):
            value[0] = number
            memory.put(value)
        assert [loaded[0] for loaded in memory.values()] == [0, 1, 2, 3]

    def test_an_object_that_pickles_differently_each_time(self, memory: Memory) -> None:
        numbers = iter(range(100))
        value = Hostile(lambda: (Point, (next(numbers), 0)))
        memory.put(value)
        memory.put(value)
        first, second = memory.values()
        assert first != second

    def test_an_object_that_cannot_be_pickled_any_more(self, memory: Memory) -> None:
        outcomes: Iterator[Any] = iter([(Point, (1, 1))])
        value = Hostile(lambda: next(outcomes))
        point = Point(1, 2)
        memory.put([value, point])
        memory.put(point)
        assert memory.decoder().value(1) == point
        assert memory.stored(1).references == ()

    def test_dictionaries_of_checked_objects_stay_as_they_are(self, memory: Memory) -> None:
        memory.put(held := Held(Point(1, 2)))
        held.others.append(held)
        memory.put(held)
        first, second = memory.values()
        assert first == Held(Point(1, 2))
        assert second.others == [second]


class TestTrust:
    def test_what_was_trusted_is_checked_at_the_end(
        self, memory: Memory, trusting: Callable[[], None]
    ) -> None:
        value, other = [1], [1]
        for each in (value, other):
            memory.put(each)
            memory.put([each])  # A first reference is never trusted.
        trusting()
        memory.put(Held(value))
        memory.put(Held(other))
        value.append(2)
        memory.put([[value]])
        assert memory.encoder.stale() == {4, 6}
        assert memory.values()[4:] == [Held([1]), Held([1]), [[[1]]]]

    def test_nothing_was_changed(self, memory: Memory, trusting: Callable[[], None]) -> None:
        value = [1]
        trusting()
        for _ in range(5):
            memory.put([value])
        assert memory.encoder.stale() == frozenset()

    def test_a_first_reference_is_not_trusted(
        self, memory: Memory, trusting: Callable[[], None]
    ) -> None:
        trusting()
        value = [1]
        memory.put(value)
        value.append(2)
        memory.put([value])
        assert memory.values() == [[1], [[1, 2]]]
        assert memory.encoder.stale() == frozenset()

    def test_a_change_that_is_noticed_later(
        self, memory: Memory, trusting: Callable[[], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        value = [1]
        memory.put(value)
        memory.put([value])
        trusting()
        value.append(2)
        memory.put(Held(value))
        monkeypatch.setattr(changes, "_FREE", 1e9)
        memory.put((value,))
        assert memory.values() == [[1], [[1]], Held([1]), ([1, 2],)]
        assert memory.encoder.stale() == {2}

    def test_trust_in_what_a_value_refers_to(
        self, memory: Memory, trusting: Callable[[], None]
    ) -> None:
        inner = [1]
        outer = [inner]
        memory.put(inner)
        memory.put(outer)
        trusting()
        inner.append(2)
        memory.put(Held(outer))
        assert memory.encoder.stale() == {2}

    def test_values_are_stale_once(self, memory: Memory, trusting: Callable[[], None]) -> None:
        value = [1]
        memory.put(value)
        memory.put([value])
        trusting()
        memory.put((value,))
        value.append(2)
        assert memory.encoder.stale() == {2}
        memory.put({"key": value})
        assert memory.encoder.stale() == {2}
        assert memory.values()[3] == {"key": [1, 2]}

    def test_a_check_that_runs_out_of_room(self, memory: Memory) -> None:
        # Pickling takes two levels of the interpreter's thousand for each list.
        nested: list[Any] = []
        for _ in range(340):
            nested = [nested]
        memory.put(nested)
        deep: list[Any] = [nested]
        for _ in range(130):
            deep = [deep]
        assert memory.put(deep).refusal is None
        assert memory.put([nested]).refusal is None
        assert [each.value for each in memory.stored(2).references] == [0]
        assert memory.encoder.stale() == frozenset()


def test_checks_of_chains_stay_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The values that one new value leads to are not all pickled again for each new value."""
    monkeypatch.setattr(changes, "_GRACE", 0.01)
    memory = Memory(tmp_path)
    count = 0
    real = changes.snapshot

    def counting(*arguments: Any) -> Any:
        nonlocal count
        count += 1
        return real(*arguments)

    monkeypatch.setattr(changes, "snapshot", counting)
    value: list[Any] = []
    for _ in range(1000):
        memory.put(value)
        value = [value]
    assert count < 1000 * 100
