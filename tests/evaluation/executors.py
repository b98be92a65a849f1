"""Executors whose calls complete later, in an order that chance or threads decide."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Self

from exekall.evaluation import Call, Handle, Outcome, SerialExecutor

__all__ = ["LateExecutor", "ThreadExecutor"]


class Closing:
    """An executor that is closed at the end of a block."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        raise NotImplementedError


class LateHandle:
    """A call that is carried out when the executor says so."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.done: Outcome | None = None

    def outcome(self) -> Outcome | None:
        return self.done


class LateExecutor(Closing):
    """Carries out one of the waiting calls, or several, only when it is waited for.

    *choose* returns a number below the one that it is given. *is_late* tells which calls come
    later, by default three in four; the others are carried out at once.
    """

    def __init__(
        self,
        capacity: int,
        choose: Callable[[int], int],
        is_late: Callable[[Call], bool] | None = None,
    ) -> None:
        self.capacity = capacity
        self.most_waiting = 0
        self._choose = choose
        self._is_late = is_late or (lambda call: choose(4) != 3)
        self._serial = SerialExecutor()
        self._waiting: list[LateHandle] = []

    def submit(self, call: Call) -> Handle:
        handle = LateHandle(call)
        if not self._is_late(call):
            handle.done = self._serial.submit(call)
            return handle
        self._waiting.append(handle)
        self.most_waiting = max(self.most_waiting, len(self._waiting))
        return handle

    def wait(self, handles: Collection[Handle]) -> None:
        assert handles, "nobody can wait for nothing"
        while not any(handle.outcome() for handle in handles):
            handle = self._waiting.pop(self._choose(len(self._waiting)))
            handle.done = self._serial.submit(handle.call)

    def close(self) -> None:
        self._serial.close()


class ThreadHandle:
    """A call that some thread carries out."""

    def __init__(self, future: Future[Outcome]) -> None:
        self.future = future

    def outcome(self) -> Outcome | None:
        return self.future.result() if self.future.done() else None


class ThreadExecutor(Closing):
    """Carries out calls in threads, but for asynchronous ones, which stay in one event loop."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self._serial = SerialExecutor()
        self._pool = ThreadPoolExecutor(capacity)

    def submit(self, call: Call) -> Handle:
        if call.operator.is_asynchronous:
            return self._serial.submit(call)
        return ThreadHandle(self._pool.submit(self._serial.submit, call))

    def wait(self, handles: Collection[Handle]) -> None:
        futures = [handle.future for handle in handles if isinstance(handle, ThreadHandle)]
        wait(futures, return_when=FIRST_COMPLETED)

    def close(self) -> None:
        self._pool.shutdown()
        self._serial.close()
