"""Databases that say what a test wants them to say, without running anything."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from exekall.store.records import (
    DB_FILENAME,
    ExpressionRecord,
    ExpressionState,
    FailureRecord,
    LogRecord,
    NodeRecord,
    Outcome,
    RunRecord,
    RunState,
    Stored,
    TypeRecord,
    ValueRecord,
)
from exekall.store.writer import StoreWriter
from exekall.valuedb import ValueDB

STARTED = 1_000_000_000.0


def uuid(number: int) -> str:
    """Return a UUID that people can tell from others: its digits begin with *number*."""
    digits = f"{number:x}"
    return f"{digits:0<31}{len(digits):x}"


RUN = RunRecord(
    uuid(0xABC),
    STARTED,
    STARTED + 2.5,
    command=("exekall", "run", "bake.py", "--select", "*bake"),
)


class Maker:
    """Writes the database of one run in *folder*, as a context manager; then :meth:`open` it.

    Values and expressions have the UUIDs 1, 2, 3... in the order in which they are made.
    """

    def __init__(
        self, folder: Path, run: RunRecord = RUN, state: RunState = RunState.COMPLETE
    ) -> None:
        self.path = folder / DB_FILENAME
        self._writer = StoreWriter(self.path, run)
        self._run = run
        self._state = state
        self._made = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._writer.close(self._state)

    def open(self) -> ValueDB:
        return ValueDB.from_path(self.path)

    def node(self, name: str, *params: tuple[str, NodeRecord], **facts: Any) -> NodeRecord:
        """Add a node of the operator ``module.Class.method``, whose short form is ``method``."""
        fields = {
            "digest": _digest(name, params),
            "names": (name, name.partition(".")[2], name.rpartition(".")[2]),
            "params": tuple((param, below.key) for param, below in params),
            "product": TypeRecord("bake.Bread", ("bake.Bread", "bake.Food")),
            "place": "bake.py:3",
            **facts,
        }
        node = NodeRecord(key=_digest("key", fields), **fields)
        self._writer.add_node(node)
        return node

    def expression(
        self, node: NodeRecord, state: ExpressionState = ExpressionState.COMPLETE, **facts: Any
    ) -> str:
        """Add an expression, and return its UUID."""
        fields = {"short_id": node.names[2], "started": STARTED, "duration": 0.5, **facts}
        found = ExpressionRecord(self._uuid(), self._run.uuid, node.key, state=state, **fields)
        self._writer.add_expression(found)
        return found.uuid

    def value(
        self,
        node: NodeRecord,
        *parents: str,
        stored: Stored | None = None,
        failure: FailureRecord | None = None,
        log: Sequence[LogRecord] = (),
        **facts: Any,
    ) -> str:
        """Add a value, and return its UUID."""
        outcome = Outcome.COMPUTED if failure is None else Outcome.FAILED
        key = self._writer.new_key()
        fields = {
            "outcome": outcome,
            "duration": 0.0012,
            "type": node.product if failure is None else None,
            "repr": "<Bread>" if failure is None else "",
            "size": 12,
            **facts,
        }
        value = ValueRecord(key=key, uuid=self._uuid(), node=node.key, parents=parents, **fields)
        self._writer.add_value(value, stored, failure=failure, log=log)
        return value.uuid

    def result(self, expression: str, value: str, text: str | None = "bread") -> None:
        """Make a value a result of an expression."""
        key = self._writer.key_of(value)
        assert key is not None
        self._writer.add_result(expression, key, text)

    def _uuid(self) -> str:
        self._made += 1
        return uuid(self._made)


def _digest(*parts: object) -> bytes:
    return blake2b(repr(parts).encode(), digest_size=16).digest()


FAILURE = FailureRecord(
    TypeRecord("builtins.ValueError", ("ValueError", "Exception", "BaseException")),
    "too wet",
    ("'too wet'",),
    'Traceback (most recent call last):\n  File "bake.py", line 4, in steam\nValueError: too wet\n',
    place="bake.py:4",
)

# What is in the kitchen, by UUID.
BAKING, FLOUR, DOUGH, BREAD, STEAMING, STEAMED, SERVING, SERVED, EMPTY = map(uuid, range(1, 10))


def kitchen(folder: Path, run: RunRecord = RUN, state: RunState = RunState.COMPLETE) -> Path:
    """Make a database with a result, a failure, what was not computed, and what has no value."""
    with Maker(folder, run, state) as maker:
        flour = maker.node("bake.Flour")
        dough = maker.node("bake.Dough", ("flour", flour))
        bake = maker.node("bake.Dough.bake", ("self", dough))
        steam = maker.node("bake.steam", ("dough", dough))
        serve = maker.node("bake.serve", ("bread", steam))
        baking = maker.expression(bake, folder="bake/1")
        flour_500 = maker.value(flour, expression=baking, tags={"": "500"})
        mixed = maker.value(dough, flour_500, expression=baking)
        bread = maker.value(bake, mixed, expression=baking, json='{"weight": 459}')
        maker.result(baking, bread, "459 g of bread")
        steaming = maker.expression(steam)
        log = [LogRecord(STARTED, "INFO", "bake", "hot\nand wet")]
        steamed = maker.value(steam, mixed, expression=steaming, failure=FAILURE, log=log)
        maker.result(steaming, steamed, None)
        serving = maker.expression(serve)
        facts = {"outcome": Outcome.SKIPPED, "type": None, "repr": "", "size": 0}
        served = maker.value(serve, steamed, expression=serving, **facts)
        maker.result(serving, served, None)
        maker.expression(maker.node("bake.empty"), ExpressionState.NO_VALUE)
    return maker.path
