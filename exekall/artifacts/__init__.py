"""Artifacts: what a run leaves on disk, and what it logs."""

from exekall.artifacts.capture import OutputCapture
from exekall.artifacts.expression_folder import ExpressionFolder
from exekall.artifacts.folder import DEFAULT_ROOT, ArtifactFolder
from exekall.artifacts.logs import LogFiles
from exekall.artifacts.recorder import LOGGER_NAME, ValueRecorder
from exekall.filesystem.errors import ArtifactError, Problem

__all__ = [
    "DEFAULT_ROOT",
    "LOGGER_NAME",
    "ArtifactError",
    "ArtifactFolder",
    "ExpressionFolder",
    "LogFiles",
    "OutputCapture",
    "Problem",
    "ValueRecorder",
]

__exekall_internal__ = True
