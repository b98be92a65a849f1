"""Values of earlier runs, used in a new one instead of computing them again."""

from exekall.loaded.errors import LoadError, LoadProblem
from exekall.loaded.library import Held, Library
from exekall.loaded.operator import LoadedOperator, LoadedValues
from exekall.loaded.provenance import LoadedProgram, load_values
from exekall.loaded.replay import replay
from exekall.loaded.selection import Selected, Wanted, select

__all__ = [
    "Held",
    "Library",
    "LoadError",
    "LoadProblem",
    "LoadedOperator",
    "LoadedProgram",
    "LoadedValues",
    "Selected",
    "Wanted",
    "load_values",
    "replay",
    "select",
]

__exekall_internal__ = True
