"""Pausing the garbage collector."""

from __future__ import annotations

import gc

import pytest

from exekall.pause import collection_paused


def test_the_collector_goes_on_afterwards_whatever_happens() -> None:
    def fail() -> None:
        with collection_paused():
            assert not gc.isenabled()
            raise ZeroDivisionError

    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError):
        fail()
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with collection_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
