"""Ctrl-C is held back while something is saved, but not for ever."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from exekall.cli.interruption import Interruption


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_the_handler_is_put_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Interruption():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_outside_a_shield_it_is_raised_at_once() -> None:
    with Interruption(), pytest.raises(KeyboardInterrupt):
        interrupt()


def test_within_a_shield_it_waits() -> None:
    done = []

    def save(interruption: Interruption) -> None:
        with interruption.shielded():
            interrupt()
            done.append("inner")
        done.append("never")

    with Interruption() as interruption, pytest.raises(KeyboardInterrupt):
        save(interruption)
    assert done == ["inner"]


def test_it_waits_for_the_outermost_shield() -> None:
    done = []

    def save(interruption: Interruption) -> None:
        with interruption.shielded():
            with interruption.shielded():
                interrupt()
            done.append("outer")

    with Interruption() as interruption, pytest.raises(KeyboardInterrupt):
        save(interruption)
    assert done == ["outer"]


def test_who_insists_is_heard() -> None:
    done = []

    def save(interruption: Interruption) -> None:
        with interruption.shielded():
            interrupt()
            interrupt()
            done.append("never")

    with Interruption() as interruption, pytest.raises(KeyboardInterrupt):
        save(interruption)
    assert not done


def test_an_ignored_signal_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Interruption():
            interrupt()
    finally:
        signal.signal(signal.SIGINT, before)


def test_other_threads_leave_the_handler_alone() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen = []

    def work() -> None:
        with Interruption() as interruption, interruption.shielded():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]
