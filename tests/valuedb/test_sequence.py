"""Collections of stored values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from exekall.valuedb import FrozenExprVal, FrozenExprValSeq, ValueDB, ValueSet
from tests.valuedb.kitchen import Kitchen
from tests.valuedb.saving import save


@pytest.fixture
def database(tmp_path: Path) -> Iterator[ValueDB]:
    program = Kitchen()
    with save(tmp_path, [program.knead, program.overbake]).open() as database:
        yield database


class TestSets:
    def test_keep_their_order(self, database: ValueDB) -> None:
        values = list(database.get_all())
        backwards = ValueSet(reversed(values))
        assert list(backwards) == values[::-1]
        assert len(backwards) == len(values)
        assert backwards == ValueSet(values) == set(values)
        assert hash(backwards) == hash(ValueSet(values))

    def test_behave_like_sets(self, database: ValueDB) -> None:
        every, roots = database.get_all(), database.get_roots()
        assert roots < every
        assert list(every & roots) == [value for value in every if value in roots]
        assert set(every - roots) == set(every) - set(roots)
        assert roots | every == every
        assert isinstance(every - roots, ValueSet)
        assert next(iter(roots)) in every
        assert "x" not in every

    def test_repr(self, database: ValueDB) -> None:
        assert repr(ValueSet()) == "<ValueSet of 0 values>"


class TestSequences:
    def test_of_results(self, database: ValueDB) -> None:
        knead, overbake = database.sequences
        assert [value.callable_name.rpartition(".")[2] for value in knead] == ["knead"] * 2
        assert knead[0].get_id(qual=False) == "mill[grams=100]:knead"
        assert knead[1:] == (knead[1],)
        assert len(overbake) == 2
        assert knead.expression.short_id == "mill:knead"
        assert repr(knead) == "<FrozenExprValSeq mill:knead of 2 values>"
        assert isinstance(knead, FrozenExprValSeq)
        assert all(isinstance(value, FrozenExprVal) for value in knead)
