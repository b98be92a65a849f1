"""Where calls are carried out: the seam between the evaluator and processes, threads, clusters."""

from __future__ import annotations

from collections.abc import Collection
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol

from exekall.errors import NoCallableError
from exekall.evaluation.call import END, Call, Outcome
from exekall.values import NO_VALUE

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

__all__ = ["Completed", "Executor", "Handle", "SerialExecutor"]


class Handle(Protocol):
    """A submitted call."""

    def outcome(self) -> Outcome | None:
        """Return what the call gave, or None as long as it is not complete."""
        ...


class Executor(Protocol):
    """Carries out calls, at once or later.

    ``capacity`` is how many incomplete calls the executor wants to have at most: the evaluator
    goes on submitting until then, in the order of serial execution.
    """

    capacity: int

    def submit(self, call: Call) -> Handle:
        """Accept *call*. Nothing that the operator raises but KeyboardInterrupt comes from here."""
        ...

    def wait(self, handles: Collection[Handle]) -> None:
        """Return when at least one of *handles* is complete."""
        ...

    def close(self) -> None:
        """Release what the executor holds."""
        ...


class Completed(Outcome):
    """The handle of a call that was complete when it was submitted."""

    __slots__ = ()

    def outcome(self) -> Outcome:
        """Return the outcome, which is this object."""
        return self


class SerialExecutor:
    """Carries out each call in this thread, when it is submitted."""

    def __init__(self) -> None:
        self.capacity = 1
        self._runner: asyncio.Runner | None = None
        self._thread: ThreadPoolExecutor | None = None

    def submit(self, call: Call) -> Completed:
        """Carry out *call*. KeyboardInterrupt is passed on, everything else is an outcome."""
        operator = call.operator
        function: Any = operator.function
        if function is None:
            return Completed(NO_VALUE, NoCallableError(operator.name))
        if operator.is_asynchronous:
            return self._run_asynchronous(call, function)
        start = perf_counter()
        try:
            if call.iterator is not None:
                value = next(call.iterator, END)
            elif call.kwargs is None:
                value = function(*call.args)
            else:
                value = function(*call.args, **call.kwargs)
            return Completed(value, None, perf_counter() - start)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            duration = perf_counter() - start
            return Completed(NO_VALUE, _without_own_frame(error), duration)

    def _run_asynchronous(self, call: Call, function: Any) -> Completed:
        """Carry out an asynchronous call, or one step of an asynchronous generator, to its end."""
        start = perf_counter()
        try:
            if call.iterator is not None:
                value = self._run(anext(call.iterator, END))
            else:
                value = function(*call.args, **(call.kwargs or {}))
                if not call.operator.is_generator:
                    value = self._run(_awaited(value))
            return Completed(value, None, perf_counter() - start)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            duration = perf_counter() - start
            return Completed(NO_VALUE, _without_own_frame(error), duration)

    def _run(self, awaitable: Any) -> Any:
        """Run *awaitable* to its end: in this thread, or beside it where a loop runs already."""
        import asyncio

        if self._runner is None:
            self._runner = asyncio.Runner()
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return self._runner.run(awaitable)
        if self._thread is None:  # called from within a loop, e.g. in a notebook
            from concurrent.futures import ThreadPoolExecutor

            self._thread = ThreadPoolExecutor(max_workers=1)
        return self._thread.submit(self._runner.run, awaitable).result()

    def wait(self, handles: Collection[Handle]) -> None:
        """Return at once: nothing is ever incomplete."""

    def close(self) -> None:
        """Close the event loop, if asynchronous operators needed one."""
        runner, thread = self._runner, self._thread
        self._runner = self._thread = None
        if runner is not None and thread is not None:
            thread.submit(runner.close).result()
            thread.shutdown()
        elif runner is not None:
            runner.close()


async def _awaited(value: Any) -> Any:
    return await value


def _without_own_frame(error: BaseException) -> BaseException:
    """Drop the executor's own frame from the traceback: it tells the user nothing."""
    traceback = error.__traceback__
    if traceback is not None and traceback.tb_next is not None:
        return error.with_traceback(traceback.tb_next)
    return error
