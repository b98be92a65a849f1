"""Which text says what is wrong, for each error that may end a command."""

from __future__ import annotations

from functools import singledispatch

from exekall.cli.usage import UsageError, UuidError
from exekall.errors import (
    AmbiguousAdaptorError,
    AnnotationError,
    BrokenAdaptorError,
    CommandError,
    ExekallError,
    HookError,
    HookResultError,
    UnknownAdaptorError,
)
from exekall.filesystem.errors import ArtifactError
from exekall.forcing import ForcingError
from exekall.loaded.errors import LoadError
from exekall.rendering import errors
from exekall.rendering.internal import command_lines
from exekall.rendering.loading import load_lines
from exekall.rendering.merging import merge_error_lines
from exekall.rendering.store_errors import store_lines, unavailable_lines, uuid_lines
from exekall.sources import DiscoveryError
from exekall.store.errors import StoreError, ValueUnavailable
from exekall.store.merging.error import MergeError

__all__ = ["error_lines"]


@singledispatch
def error_lines(error: ExekallError) -> list[str]:
    """Return what to tell the user of *error*: what is wrong, then the remedy."""
    return [Exception.__str__(error) or type(error).__name__]


error_lines.register(DiscoveryError, errors.discovery_lines)
error_lines.register(AmbiguousAdaptorError, errors.ambiguous_adaptor_lines)
error_lines.register(UnknownAdaptorError, errors.unknown_adaptor_lines)
error_lines.register(BrokenAdaptorError, errors.broken_adaptor_lines)
error_lines.register(CommandError, command_lines)
error_lines.register(HookError, errors.hook_lines)
error_lines.register(HookResultError, errors.hook_result_lines)
error_lines.register(AnnotationError, errors.annotation_lines)
error_lines.register(ForcingError, errors.forcing_lines)
error_lines.register(LoadError, load_lines)
error_lines.register(MergeError, merge_error_lines)
error_lines.register(StoreError, store_lines)
error_lines.register(ValueUnavailable, unavailable_lines)


@error_lines.register
def _(error: UsageError) -> list[str]:
    return errors.usage_lines(error.trouble.value, error.subject)


@error_lines.register
def _(error: ArtifactError) -> list[str]:
    return errors.artifact_lines(error.problem.value, error.path, error.culprit, error.detail)


@error_lines.register
def _(error: UuidError) -> list[str]:
    return uuid_lines(error.word, error.candidates)
