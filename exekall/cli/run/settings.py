"""What the parsed options of ``exekall run`` mean."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from exekall.cli.usage import Misuse, UsageError
from exekall.forcing import Forcing, Sweep
from exekall.loaded.selection import Wanted
from exekall.patterns import PatternSet

__all__ = ["RunSettings"]

_HERE: Final = Path()


@dataclass(frozen=True, slots=True)
class RunSettings:
    """The options of one run, with patterns compiled and defaults filled in."""

    sources: tuple[str, ...]
    dependencies: tuple[str, ...]
    keep_going: bool
    select: PatternSet
    goals: tuple[str, ...]
    callable_goals: tuple[str, ...]
    allow: PatternSet
    restrict: PatternSet
    forbid: PatternSet
    forcings: tuple[Forcing | Sweep, ...]
    databases: tuple[Path, ...]
    wanted: Wanted
    replay: str | None
    list_only: bool
    as_json: bool
    as_rst: bool
    template_folder: Path | None
    verbose: int
    iterations: int
    share: PatternSet
    seed: int | None
    debugger: bool
    link: Path | None
    saves: bool
    log_level: str

    @classmethod
    def of(cls, args: argparse.Namespace, start: Path = _HERE) -> RunSettings:
        """Read the settings from *args*, with paths relative to *start*.

        Raises :class:`UsageError`.
        """
        if args.json and not args.list:
            raise UsageError(Misuse.JSON_WITHOUT_LIST)
        if args.goal and args.callable_goal:
            raise UsageError(Misuse.TWO_KINDS_OF_GOALS)
        wanted = Wanted(
            PatternSet.from_words(args.load_type), tuple(args.load_uuid), tuple(args.load_uuid_args)
        )
        _check_loading(args, wanted)
        several = [word for words in args.select_multiple for word in words.split()]
        return cls(
            sources=tuple(args.sources),
            dependencies=tuple(args.dependency),
            keep_going=args.keep_going,
            select=PatternSet.from_words([*args.select, *several]),
            goals=tuple(args.goal),
            callable_goals=tuple(args.callable_goal),
            allow=PatternSet.from_words(args.allow),
            restrict=PatternSet.from_words(args.restrict),
            forbid=PatternSet.from_words(args.forbid),
            forcings=(
                *(Forcing(*words) for words in args.param),
                *(Sweep(*words) for words in args.sweep),
            ),
            databases=tuple(start / word for word in args.load_db),
            wanted=wanted,
            replay=args.replay,
            list_only=args.list,
            as_json=args.json,
            as_rst=args.rst_list,
            template_folder=_path(args.template_scripts, start),
            verbose=args.verbose,
            iterations=args.iterations,
            share=PatternSet.from_words(args.share),
            seed=args.random_order,
            debugger=args.pdb,
            link=_path(args.symlink_artifact_dir_to, start),
            saves=not args.no_save_value_db,
            log_level=args.log_level,
        )

    @property
    def only_looks(self) -> bool:
        """Whether nothing is to be executed."""
        return self.list_only or self.as_rst or self.template_folder is not None


def artifact_path(args: argparse.Namespace, name: str, start: Path = _HERE) -> Path:
    """Return the absolute path of the artifact folder; *name* is for a new one in the root.

    What is not absolute is relative to *start*.
    """
    given = args.artifact_dir or os.environ.get("EXEKALL_ARTIFACT_DIR")
    root = args.artifact_root or os.environ.get("EXEKALL_ARTIFACT_ROOT") or "artifacts"
    return Path(os.path.realpath(start / given if given else start / root / name))


def _check_loading(args: argparse.Namespace, wanted: Wanted) -> None:
    """Raise :class:`UsageError` for options about values of earlier runs that make no sense."""
    if not args.load_db:
        if args.replay is not None:
            raise UsageError(Misuse.NO_DATABASE, "--replay")
        if wanted:
            raise UsageError(Misuse.NO_DATABASE, _given(args))
    if args.replay is not None:
        others = {"--goal": args.goal, "--callable-goal": args.callable_goal, "-s": args.select}
        others |= {"-n": args.iterations > 1, _given(args): wanted}
        for option, is_given in others.items():
            if is_given:
                raise UsageError(Misuse.NOT_WITH_REPLAY, option)


def _given(args: argparse.Namespace) -> str:
    """Return the first option that says which values to load."""
    if args.load_type:
        return "--load-type"
    return "--load-uuid" if args.load_uuid else "--load-uuid-args"


def _path(word: str | None, start: Path) -> Path | None:
    return start / word if word is not None else None
