"""Failures that go from one database to another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from exekall.store.merging.failures import MergeFailures
from exekall.store.merging.source import NOWHERE, MergeSource
from exekall.store.merging.target import MergeTarget
from exekall.store.records import FailureRecord
from tests.store.databases import ERROR
from tests.store.merge_inputs import running, writing_to

LENGTH = 3_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with a long chain of failures."""
    failure = FailureRecord(ERROR, "first")
    for number in range(LENGTH - 1):
        failure = FailureRecord(ERROR, str(number), cause=failure)
    with running(tmp_path, 1_000) as run:
        run.fail(failure, 1_010)
    return run.path


@pytest.fixture
def target(tmp_path: Path) -> Iterator[MergeTarget]:
    with MergeTarget(tmp_path / "out.sqlite") as opened:
        for _ in range(10):
            opened.new_key("failure")
        yield opened


def test_a_long_chain(path: Path, target: MergeTarget) -> None:
    with MergeSource(path) as source:
        failures = MergeFailures(source, target, {1: 7})
        assert failures.bring(LENGTH) == LENGTH + 10
        assert failures.bring(5) == 15
        assert target.total("failure") == LENGTH


def test_one_that_is_lost(path: Path, target: MergeTarget) -> None:
    with writing_to(path) as connection:
        connection.execute("UPDATE failure SET message = 'x' WHERE key IN (10, 20)")
    with MergeSource(path) as source:
        failures = MergeFailures(source, target, {})
        assert failures.bring(NOWHERE) is None
        assert failures.bring(10) is None
        # What is behind the one that is lost is lost with it.
        assert failures.bring(22) == 12
        assert target.total("failure") == 2
        assert failures.bring(9) == 21
