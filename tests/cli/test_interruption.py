"""Ctrl-C and SIGTERM are held back while something is saved, but not for ever."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from exekall.cli.interruption import Interruption, Termination

SIGNALS = [signal.SIGINT, signal.SIGTERM]


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize("number", SIGNALS)
def test_the_handler_is_put_back(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with Interruption():
        assert signal.getsignal(number) is not before
    assert signal.getsignal(number) is before


def test_termination_is_told_from_ctrl_c() -> None:
    with Interruption(), pytest.raises(Termination):
        os.kill(os.getpid(), signal.SIGTERM)
    with Interruption(), pytest.raises(KeyboardInterrupt) as error:
        interrupt()
    assert error.type is KeyboardInterrupt


def test_termination_within_a_shield_waits() -> None:
    done = []

    def save(interruption: Interruption) -> None:
        with interruption.shielded():
            os.kill(os.getpid(), signal.SIGTERM)
            done.append("inner")
        done.append("never")

    with Interruption() as interruption, pytest.raises(Termination):
        save(interruption)
    assert done == ["inner"]


def test_what_is_raised_within_a_shield_comes_before_the_signal() -> None:
    def save(interruption: Interruption) -> None:
        with interruption.shielded():
            interrupt()
            raise ValueError("first")

    with Interruption() as interruption:
        with pytest.raises(ValueError, match="first"):
            save(interruption)
        with pytest.raises(KeyboardInterrupt), interruption.shielded():
            pass


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


@pytest.mark.parametrize("number", SIGNALS)
def test_an_ignored_signal_stays_ignored(number: signal.Signals) -> None:
    before = signal.signal(number, signal.SIG_IGN)
    try:
        with Interruption():
            os.kill(os.getpid(), number)
    finally:
        signal.signal(number, before)


@pytest.mark.parametrize("number", SIGNALS)
def test_child_processes_have_the_handlers_from_before(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    signal.signal(number, signal.SIG_DFL)
    try:
        with Interruption():
            child = os.fork()
            if not child:
                try:
                    os.kill(os.getpid(), number)
                finally:
                    os._exit(1)
            _, status = os.waitpid(child, 0)
    finally:
        signal.signal(number, before)
    assert os.waitstatus_to_exitcode(status) == -number


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
