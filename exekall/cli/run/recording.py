"""The database of a run: what it says of the run, and how it is closed."""

from __future__ import annotations

import platform
import time
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Self

from exekall.adaptors import adaptor_record
from exekall.cli.interruption import Interruption
from exekall.cli.run.preparation import Prepared
from exekall.evaluation import Reporter
from exekall.expression import Expression
from exekall.store.adoption import adopt_values
from exekall.store.liveness import this_host, this_process
from exekall.store.reader import StoreReader
from exekall.store.recorder import Logs, StoreRecorder
from exekall.store.records import DB_FILENAME, RunRecord, RunState
from exekall.store.writer import StoreWriter
from exekall.values import ExprVal

__all__ = ["Recording", "ShieldedReporter", "run_record"]


def run_record(prepared: Prepared, import_paths: Iterable[Path]) -> RunRecord:
    """Return what is to be known of a run that starts now."""
    return RunRecord(
        uuid=prepared.uuid,
        started=time.time(),
        command=("exekall", "run", *prepared.words),
        sources=prepared.settings.sources,
        folder=str(prepared.start),
        import_paths=tuple(map(str, import_paths)),
        adaptor=adaptor_record(type(prepared.adaptor)),
        exekall=_version(),
        python=platform.python_version(),
        host=this_host(),
        process=this_process(),
    )


class Recording:
    """A new database in *folder*, to which :attr:`recorder` adds what the run computes.

    As a context manager it is closed in the end, shielded from an *interruption*; the run counts as
    interrupted until :meth:`complete` is called. Raises :class:`~exekall.store.errors.StoreError`.
    """

    def __init__(
        self,
        folder: Path,
        prepared: Prepared,
        import_paths: Iterable[Path],
        logs: Logs,
        interruption: Interruption,
    ) -> None:
        self._writer = StoreWriter(folder / DB_FILENAME, run_record(prepared, import_paths))
        self._state = RunState.INTERRUPTED
        self._interruption = interruption
        self.recorder = StoreRecorder(self._writer, prepared.uuid, prepared.program.is_hidden, logs)

    def take(self, reader: StoreReader, uuids: Iterable[str]) -> None:
        """Bring values of another database in, with all that they were made from."""
        self._writer.import_values(reader, uuids)

    def adopt(self, reader: StoreReader, uuids: Iterable[str]) -> None:
        """Let what is computed refer to values that were taken; they are loaded for that."""
        adopt_values(self._writer, reader, uuids)

    def complete(self) -> None:
        """Take note that the run got to its end."""
        self._state = RunState.COMPLETE

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        with self._interruption.shielded():
            self._writer.close(self._state)


class ShieldedReporter:
    """Has *reporter* hear of everything without being interrupted halfway."""

    __slots__ = ("_interruption", "_reporter")

    def __init__(self, reporter: Reporter, interruption: Interruption) -> None:
        self._reporter = reporter
        self._interruption = interruption

    def computed(self, value: ExprVal) -> None:
        """Tell that *value* was computed."""
        with self._interruption.shielded():
            self._reporter.computed(value)

    def reused(self, value: ExprVal) -> None:
        """Tell that *value* served once more."""
        with self._interruption.shielded():
            self._reporter.reused(value)

    def empty(self, expr: Expression) -> None:
        """Tell that *expr* gave nothing."""
        with self._interruption.shielded():
            self._reporter.empty(expr)


def _version() -> str:
    """Return the version of exekall; none where it is on the path but not installed."""
    try:
        return version("exekall")
    except PackageNotFoundError:
        return ""
