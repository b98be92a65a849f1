"""Objects as they are now."""

from __future__ import annotations

from typing import Any

import numpy as np

from exekall.store.objects.pickling import dump
from exekall.store.objects.registry import Entry, Registry, Site, shared_part
from exekall.store.objects.snapshots import Snapshot, snapshot
from exekall.store.records import PayloadKind
from tests.store.codec import Held, Point


def anything(_: Site) -> bool:
    return True


def register(registry: Registry, key: int, obj: object) -> Entry:
    """Register *obj* with all that is in it."""
    taken = take(obj, registry)
    entry = Entry(key, obj, taken.kind, taken.fingerprint, None, 0, tuple(taken.sites), 0.0, 0.0)
    registry.add(entry, shared_part(dump(obj, lambda _: None).memo)[0])
    return entry


def take(obj: object, registry: Registry, accept: Any = anything) -> Snapshot:
    return snapshot(obj, PayloadKind.PICKLE, registry, accept)


def test_references() -> None:
    registry = Registry()
    one, two = Point(1, 2), Point(3, 4)
    entries = [register(registry, 0, one), register(registry, 1, two)]
    taken = take([two, one, two], registry)
    assert [site.entry for site in taken.sites] == entries[::-1]
    assert len(take([one], registry, lambda _: False).sites) == 0


def test_what_is_asked_once_for_each_reference() -> None:
    registry = Registry()
    point = Point(1, 2)
    register(registry, 0, point)
    asked: list[Site] = []

    def accept(site: Site) -> bool:
        asked.append(site)
        return True

    assert len(take([point] * 10, registry, accept).sites) == 1
    assert len(asked) == 1


def test_it_is_compared_with_what_was_stored() -> None:
    registry = Registry()
    point = Point(1, 2)
    register(registry, 0, point)
    value = Held([point, np.zeros(100_000)])

    def others(site: Site) -> bool:
        return site.entry is not entry

    taken = take(value, registry)
    entry = Entry(1, value, taken.kind, taken.fingerprint, None, 0, tuple(taken.sites), 0.0, 0.0)
    assert take(value, registry, others).is_of(entry)
    value.held[1][99_999] = 1
    assert not take(value, registry, others).is_of(entry)
    value.held[1][99_999] = 0
    assert take(value, registry, others).is_of(entry)
    value.held[0] = Point(1, 2)
    assert not take(value, registry, others).is_of(entry)
    value.held[0] = point
    value.others.append(1)
    assert not take(value, registry, others).is_of(entry)
