"""Qualifiers are plain values."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from exekall.relation import Qualifier


def test_a_qualifier_is_its_name() -> None:
    assert Qualifier("left") == Qualifier("left")
    assert hash(Qualifier("left")) == hash(Qualifier("left"))
    assert Qualifier("left") != Qualifier("right")


def test_a_qualifier_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Qualifier("left").name = "right"  # type: ignore[misc]
