"""What a database says of runs, expressions and values, as data.

Nothing here holds a user's object: whatever a record says can be read without unpickling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

__all__ = [
    "BUFFERS_SUFFIX",
    "DB_FILENAME",
    "AdaptorRecord",
    "BufferRecord",
    "ExpressionRecord",
    "ExpressionState",
    "FailureRecord",
    "LogRecord",
    "NodeRecord",
    "Outcome",
    "PayloadKind",
    "Reference",
    "Refusal",
    "ResultRecord",
    "RunRecord",
    "RunState",
    "Stored",
    "TypeRecord",
    "ValueRecord",
]

DB_FILENAME: Final = "VALUE_DB.sqlite"

# ``VALUE_DB.sqlite`` has its large buffers in the folder ``VALUE_DB.buffers``.
BUFFERS_SUFFIX: Final = ".buffers"


class RunState(StrEnum):
    """How far a run got."""

    RUNNING = "running"
    COMPLETE = "complete"
    INTERRUPTED = "interrupted"


class ExpressionState(StrEnum):
    """How far an expression got."""

    RUNNING = "running"
    COMPLETE = "complete"
    FAILED = "failed"
    NO_VALUE = "no-value"
    INTERRUPTED = "interrupted"


class Outcome(StrEnum):
    """What came of computing a value; skipped is what has a parameter without a value."""

    COMPUTED = "computed"
    FAILED = "failed"
    SKIPPED = "skipped"


class PayloadKind(StrEnum):
    """How an object is stored."""

    PICKLE = "pickle"
    DILL = "dill"


@dataclass(frozen=True, slots=True)
class AdaptorRecord:
    """The adaptor class of a run; *overrides* are the names of the hooks that it defines."""

    name: str
    module: str
    qualname: str
    overrides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run, or several merged ones have one each. Times are seconds since the epoch.

    *process* identifies the writing process on *host*: its PID, and when it started as the system
    tells it. *import_paths* are where the user's modules were found, *folder* is the current
    folder at the start, *sources* are the words of the command line that name sources.
    """

    uuid: str
    started: float
    ended: float | None = None
    state: RunState = RunState.RUNNING
    command: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    folder: str = ""
    import_paths: tuple[str, ...] = ()
    adaptor: AdaptorRecord | None = None
    exekall: str = ""
    python: str = ""
    host: str = ""
    process: tuple[int, str] = (0, "")


@dataclass(frozen=True, slots=True)
class TypeRecord:
    """A type by its full name, and *bases*, the full names along its MRO.

    The MRO begins with the type itself; ``object`` is left out.
    """

    name: str
    bases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NodeRecord:
    """An operator applied to parameters, the same in every database that has it.

    *key* is a digest of everything else here, *digest* the structural digest of the expression.
    *names* are the operator's: full, class-qualified, short. *params* are the parameters in
    declaration order with the keys of their nodes; None for what the engine fills in. *product*
    is the type that the operator declares to produce.
    """

    key: bytes
    digest: bytes
    names: tuple[str, str, str]
    params: tuple[tuple[str, bytes | None], ...]
    product: TypeRecord
    is_generator: bool = False
    is_reusable: bool = True
    is_hidden: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class ExpressionRecord:
    """An expression that was to be executed; *folder* is its path in the artifact folder."""

    uuid: str
    run: str
    node: bytes
    short_id: str
    folder: str = ""
    state: ExpressionState = ExpressionState.RUNNING
    started: float = 0.0
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class BufferRecord:
    """A large buffer: its content's digest, its length, and how it is stored in how many bytes."""

    digest: bytes
    size: int
    codec: str
    stored: int


@dataclass(frozen=True, slots=True)
class Reference:
    """An object that is stored elsewhere: a value, or with *index* an object within it.

    *value* is the value's key, *index* the number that pickle gave the object in that value.
    """

    value: int
    index: int | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored object: *data* is its pickle, which may refer to buffers and to other values."""

    kind: PayloadKind
    data: bytes
    buffers: tuple[BufferRecord, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an object cannot be stored: the part at *path* (such as ``.conn.sock``) refused."""

    path: str
    type_name: str
    message: str


@dataclass(frozen=True, slots=True)
class FailureRecord:
    """An exception, without its object. *type* has its bases, *args* are bounded reprs.

    *exceptions* are those of a group.
    """

    type: TypeRecord
    message: str
    args: tuple[str, ...] = ()
    traceback: str = ""
    notes: tuple[str, ...] = ()
    place: str = ""
    cause: FailureRecord | None = None
    context: FailureRecord | None = None
    exceptions: tuple[FailureRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class LogRecord:
    """A log record: seconds since the epoch, the level's name, the logger's name, the text."""

    time: float
    level: str
    logger: str
    text: str


@dataclass(frozen=True, slots=True)
class ValueRecord:
    """A value, or the failure to compute it, but for the object itself.

    *key* is its number in this database alone; *uuid* (32 hexadecimal digits) goes with it
    everywhere. *expression* is the UUID of the expression that it was computed for, *parents* are
    the UUIDs of the parameters' values, in the order of the node's parameters that have a node.
    *type* is the type of the object, *repr* its bounded text with sets in canonical order, *json*
    its JSON where it is that, *size* the bytes that it takes, *digest* that of its content.
    *is_stale* tells that a part of it was changed after it was stored.
    """

    key: int
    uuid: str
    node: bytes
    outcome: Outcome
    expression: str | None = None
    parents: tuple[str, ...] = ()
    duration: float = 0.0
    tags: Mapping[str, str] = field(default_factory=dict)
    type: TypeRecord | None = None
    repr: str = ""
    json: str | None = None
    size: int = 0
    digest: bytes | None = None
    refusal: Refusal | None = None
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class ResultRecord:
    """A value of an expression's root; *text* is what the adaptor's ``format_result`` made of it.

    None stands for a result without a value.
    """

    value: int
    text: str | None
