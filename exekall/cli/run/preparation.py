"""From the words of a command line to a program: both phases of parsing, sources, adaptor, scan."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from exekall.adaptors import adaptor_of, customization_modules, installed_adaptor
from exekall.cli.console import Console
from exekall.cli.messages import error_lines
from exekall.cli.run.loading import Loading
from exekall.cli.run.options import spelt_out
from exekall.cli.run.settings import RunSettings, artifact_path
from exekall.cli.run.words import RunWords
from exekall.cli.usage import Misuse, UsageError
from exekall.customization import AdaptorBase
from exekall.discovery.loading import Loaded
from exekall.expression import Expression
from exekall.hooks import asked
from exekall.program import Program
from exekall.rendering.help import adaptor_options_title
from exekall.sources import DiscoveryError, load
from exekall.uuids import new_uuid

__all__ = ["Prepared", "prepare"]

_NOTHING = Loaded(())


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a run starts from.

    *uuid* is that of the run, and of its artifact folder; *words* are those of the command line
    after the command, and *start* is the folder that it was given in. *loading* has the databases
    of earlier runs, *replay* is the one expression to execute where a value is to be replayed.
    """

    args: argparse.Namespace
    settings: RunSettings
    adaptor: AdaptorBase
    program: Program
    uuid: str
    words: tuple[str, ...]
    start: Path
    loading: Loading | None = None
    replay: Expression | None = None

    def close(self) -> None:
        """Close the databases."""
        if self.loading is not None:
            self.loading.close()


def prepare(
    parser: argparse.ArgumentParser, words: Sequence[str], first: RunWords, console: Console
) -> Prepared:
    """Parse *words*, of which *first* is the first phase, import the sources and scan them.

    Raises the :class:`ExekallError` that says what is wrong.
    """
    start = Path.cwd()  # importing the sources may lead elsewhere
    class_, loaded = _adaptor_class(first, console)
    group = parser.add_argument_group(adaptor_options_title(class_.name))
    asked(class_.register_run_param, group)
    args = parser.parse_intermixed_args(spelt_out(words))
    settings = RunSettings.of(args, start)
    if not settings.sources and class_.get_op_set is AdaptorBase.get_op_set:
        raise UsageError(Misuse.NO_SOURCES)
    if loaded is None or settings.sources != tuple(first.sources):
        loaded = _load(settings.sources, settings.dependencies, settings.keep_going, console)
    uuid = new_uuid()
    folder = f"{time.strftime('%Y%m%d_%H%M%S')}_{uuid}"
    args.artifact_dir = artifact_path(args, folder, start)
    adaptor = asked(class_, args)
    program = Program.of_modules(
        loaded, allow=settings.allow, adaptor=adaptor, sources=settings.sources
    )
    forced = program.with_forced(settings.forcings)
    prepared = Prepared(args, settings, adaptor, forced, uuid, tuple(words), start)
    return _with_loaded(prepared, console) if settings.databases else prepared


def _with_loaded(prepared: Prepared, console: Console) -> Prepared:
    """Add what is taken from earlier runs."""
    settings, program = prepared.settings, prepared.program
    loading = Loading(settings.databases, console, type(prepared.adaptor))
    try:
        if settings.replay is None:
            program = loading.extended(program, settings.wanted)
            return replace(prepared, program=program, loading=loading)
        found = loading.replayed(settings.replay, program)
        program = program.with_loaded(found.loaded)
        return replace(prepared, program=program, loading=loading, replay=found.expression)
    except BaseException:
        loading.close()
        raise


def _adaptor_class(first: RunWords, console: Console) -> tuple[type[AdaptorBase], Loaded | None]:
    """Return the adaptor class, and the sources where they had to be imported to find it."""
    name = first.adaptor
    installed = installed_adaptor(name) if name is not None else None
    if installed is not None:
        return installed, None
    keep_going = first.has("--keep-going")
    loaded = _load(first.sources, first.after("--dependency"), keep_going, console)
    modules, failures = customization_modules(loaded.roots)
    if failures:
        raise DiscoveryError((), failures, loaded)
    return adaptor_of(modules, name), loaded


def _load(
    sources: Sequence[str], dependencies: Sequence[str], keep_going: bool, console: Console
) -> Loaded:
    if not sources:
        return _NOTHING
    try:
        return load(sources, dependencies)
    except DiscoveryError as error:
        if not keep_going:
            raise
        console.warn(error_lines(error))
        return error.loaded
