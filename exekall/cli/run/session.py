"""One execution: the artifact folder, log files and Ctrl-C around it, and the summary after it."""

from __future__ import annotations

import gc
from collections.abc import Sequence, Sized
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from exekall.artifacts import ArtifactFolder, LogFiles, OutputCapture
from exekall.cli.console import Console
from exekall.cli.debugger import FailureDebugger
from exekall.cli.exit_codes import ExitCode
from exekall.cli.interruption import Interruption, exit_code_after
from exekall.cli.messages import error_lines
from exekall.cli.run.computables import computables
from exekall.cli.run.execution import Execution, Outcome
from exekall.cli.run.forks import ForkGuard
from exekall.cli.run.import_paths import import_paths
from exekall.cli.run.listing import announce
from exekall.cli.run.preparation import Prepared
from exekall.cli.run.recording import Recording
from exekall.cli.streams import is_terminal
from exekall.customization import AdaptorBase
from exekall.errors import ExekallError
from exekall.evaluation import SerialExecutor
from exekall.hooks import asked
from exekall.names import NameForm
from exekall.rendering.execution import artifacts_note, interrupted_note, seed_note
from exekall.rendering.loading import debugger_note
from exekall.rendering.summary import closing_line, result_form, summary_of_lines
from exekall.scripts import ScriptOptions
from exekall.selection import Listed

__all__ = ["execute"]


def execute(listed: Listed, prepared: Prepared, console: Console) -> int:
    """Execute the expressions of *listed* and return the exit code.

    Raises :class:`ArtifactError` or :class:`StoreError` where something cannot be written.
    """
    settings, loading = prepared.settings, prepared.loading
    if loading is not None and not listed.is_streamed:
        loading.unpickle(candidate.expr for candidate in listed.candidates)
    is_debugging = settings.debugger or (settings.replay is not None and is_terminal())
    paths = import_paths()
    options = ScriptOptions(paths, hidden=prepared.program.is_hidden)
    executor = ForkGuard(SerialExecutor())
    with (
        Interruption() as interruption,
        ArtifactFolder(prepared.args.artifact_dir, uuid=prepared.uuid) as folder,
        folder.log_files() as logs,
        _recording(folder, prepared, paths, logs, interruption) as recording,
        OutputCapture(logs) as capture,
    ):
        console = console.pinned()
        if loading is not None:
            loading.keep(prepared.program, folder, recording)
        if settings.link is not None:
            folder.link_from(settings.link)
        _introduce(listed, prepared, is_debugging, console)
        pending = computables(listed, settings)
        # Expressions without number are executed as they are found: nobody knows all their IDs.
        is_known = isinstance(pending, Sized)
        hidden = prepared.program.hidden
        execution = Execution(
            adaptor=prepared.adaptor,
            folder=folder,
            options=options,
            hidden=hidden,
            executor=executor,
            capture=capture,
            interruption=interruption,
            console=console,
            form=result_form(pending, hidden) if is_known else NameForm.QUALIFIED,
            store=recording.recorder if recording is not None else None,
            debugger=FailureDebugger() if is_debugging else None,
        )
        # What was built stays to the end: the collector need not look through it time and again.
        gc.freeze()
        try:
            outcome = execution.run(pending)
        finally:
            executor.close()
        with interruption.shielded():
            left = max(0, len(pending) - len(outcome.results)) if isinstance(pending, Sized) else 0
            folder.write_summary(_summarise(outcome, left, prepared, console))
            is_stored = None if recording is None else recording.recorder.is_stored
            folder.write_all_scripts(outcome.results, options, is_stored)
            if recording is not None and outcome.interruption is None:
                recording.complete()
            console.note([artifacts_note(folder.path)])
        return _exit_code(outcome, prepared.adaptor, console)


def _recording(
    folder: ArtifactFolder,
    prepared: Prepared,
    paths: Sequence[Path],
    logs: LogFiles,
    interruption: Interruption,
) -> AbstractContextManager[Recording | None]:
    """Make the database of the run, unless there is to be none."""
    if not prepared.settings.saves:
        return nullcontext()
    return Recording(folder.path, prepared, paths, logs, interruption)


def _introduce(listed: Listed, prepared: Prepared, is_debugging: bool, console: Console) -> None:
    """Say what is going to be done."""
    settings = prepared.settings
    announce(listed, prepared, console)
    if settings.seed is not None:
        console.note([seed_note(settings.seed)])
    if is_debugging and not settings.debugger:
        console.note([debugger_note()])


def _summarise(outcome: Outcome, left: int, prepared: Prepared, console: Console) -> str:
    """Show the summary and return it; the results were shown already, *left* were not executed."""
    adaptor = prepared.adaptor
    if outcome.interruption is not None:
        console.note([interrupted_note()])
    text = ""
    if type(adaptor).get_summary is not AdaptorBase.get_summary:
        text = _asked_for_summary(outcome, adaptor, console)
        console.write(["", text] if text else [])
    if not text:
        closing = closing_line(outcome.results, outcome.interrupted, left)
        console.write(["", closing])
        text = summary_of_lines(outcome.lines, closing)
    console.flush()
    return text


def _asked_for_summary(outcome: Outcome, adaptor: AdaptorBase, console: Console) -> str:
    try:
        return str(asked(adaptor.get_summary, outcome.results) or "")
    except ExekallError as error:
        outcome.has_trouble = True
        console.warn(error_lines(error))
        return ""


def _exit_code(outcome: Outcome, adaptor: AdaptorBase, console: Console) -> int:
    if outcome.interruption is not None:
        return exit_code_after(outcome.interruption)

    def get_run_exit_code() -> int:
        return int(adaptor.get_run_exit_code(outcome.results))

    try:
        code = asked(get_run_exit_code)
    except ExekallError as error:
        console.warn(error_lines(error))
        return ExitCode.FAILED
    return code or (ExitCode.FAILED if outcome.has_trouble else ExitCode.OK)
