"""Executing expressions one by one, with the adaptor's hooks and the artifacts around each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, ParamSpec

from exekall.artifacts import ArtifactFolder, ExpressionFolder, OutputCapture, ValueRecorder
from exekall.cli.console import Console
from exekall.cli.debugger import FailureDebugger
from exekall.cli.interruption import Interruption
from exekall.cli.messages import error_lines
from exekall.cli.run.recording import ShieldedReporter
from exekall.computable import ComputableExpression
from exekall.customization import AdaptorBase
from exekall.errors import ExekallError
from exekall.evaluation import Executor, Reporter, Reporters
from exekall.hooks import asked
from exekall.names import NameForm
from exekall.operator import Operator
from exekall.rendering.summary import empty_text, formatted_result, result_text
from exekall.scripts import ScriptOptions
from exekall.store.recorder import StoreRecorder, state_after
from exekall.store.records import ExpressionState
from exekall.values import ExprVal

__all__ = ["Execution", "Outcome"]

P = ParamSpec("P")

# Folders are made for so many expressions at once, which makes drawing their graphs cheap.
_BATCH: Final = 1_000


@dataclass(slots=True)
class Outcome:
    """What came of an execution.

    *lines* are those that were shown of the results. *has_trouble* holds where a hook failed,
    whatever the values are; *interrupted* is the expression in which the *interruption*, Ctrl-C
    or SIGTERM, was met, if it was in one.
    """

    results: dict[ComputableExpression, list[ExprVal]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    interruption: KeyboardInterrupt | None = None
    interrupted: ComputableExpression | None = None
    has_trouble: bool = False


@dataclass(slots=True)
class Execution:
    """Executes expressions, writes their artifacts and shows their results as they come.

    Operators are called by *executor*; *capture* knows what is logged and printed meanwhile,
    *store*, if any, writes everything to a database, and *debugger*, if any, sees the first
    failure. IDs leave out the operators that are *hidden*, and results are shown in *form*.
    """

    adaptor: AdaptorBase
    folder: ArtifactFolder
    options: ScriptOptions
    hidden: frozenset[Operator]
    executor: Executor
    capture: OutputCapture
    interruption: Interruption
    console: Console
    form: NameForm = NameForm.SHORT
    store: StoreRecorder | None = None
    debugger: FailureDebugger | None = None
    outcome: Outcome = field(default_factory=Outcome)

    def run(self, computables: Iterable[ComputableExpression]) -> Outcome:
        """Execute *computables* until there are no more of them, or until Ctrl-C or SIGTERM.

        Raises :class:`StoreError` and :class:`ArtifactError` where something cannot be written.
        """
        try:
            pending = iter(computables)
            while batch := list(islice(pending, _BATCH)):
                folders = self.folder.expression_folders(batch, self.options)
                for computable, folder in zip(batch, folders, strict=True):
                    self._execute(computable, folder)
        except KeyboardInterrupt as interruption:
            self.outcome.interruption = interruption
        return self.outcome

    def _execute(self, computable: ComputableExpression, folder: ExpressionFolder) -> None:
        results = self.outcome.results[computable] = []
        recorder = ValueRecorder(self.options.hidden)
        state = ExpressionState.INTERRUPTED
        try:
            if self.store is not None:
                with self.interruption.shielded():
                    self.store.begin(computable, folder.short_id, folder.relative_path)
            if self._contained(self.adaptor.prepare_expr, computable):
                self._compute(computable, recorder, results)
            state = state_after(results)
        except KeyboardInterrupt:
            self.outcome.interrupted = computable
            raise
        finally:
            with self.interruption.shielded():
                try:
                    self._contained(self.adaptor.finalize_expr, computable)
                    if self.store is not None:
                        self.store.end(computable, state)
                finally:
                    folder.write_results(results, recorder, self._is_stored)
                    self._contained(self.adaptor.close_expr, computable, results)

    def _compute(
        self, computable: ComputableExpression, recorder: ValueRecorder, results: list[ExprVal]
    ) -> None:
        reporter: Reporter = recorder
        if self.store is not None:
            reporter = Reporters(recorder, ShieldedReporter(self.store, self.interruption))
        if self.debugger is not None:
            reporter = self.debugger.before(reporter)
        values = computable.execute(executor=self.executor, reporter=reporter, capture=self.capture)
        for value in values:
            with self.interruption.shielded():
                results.append(value)
                text = formatted_result(value, self.adaptor.format_result)
                self._show(result_text(value, text, self.hidden, self.form))
                if self.store is not None:
                    self.store.result(value, text)
        if not results:
            self._show(empty_text(computable, self.hidden, self.form))

    @property
    def _is_stored(self) -> Callable[[str], bool] | None:
        return None if self.store is None else self.store.is_stored

    def _show(self, text: str) -> None:
        self.outcome.lines.append(text)
        self.console.write([text])
        self.console.flush()

    def _contained(self, hook: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> bool:
        """Call a hook of the adaptor; where it fails, say so and return False."""
        try:
            asked(hook, *args, **kwargs)
        except ExekallError as error:
            self.outcome.has_trouble = True
            self.console.warn(error_lines(error))
            return False
        return True
