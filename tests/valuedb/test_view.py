"""IDs of stored values are those of the live ones."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exekall.expression import NodeTable
from exekall.injection import Consumer
from exekall.names import NameForm
from exekall.operator import Operator
from tests.evaluation.graphs import Graph, World, graphs
from tests.valuedb.saving import Saved, applied, chain, save


def tags_of(token: Any) -> Mapping[Any, Any]:
    """Return tags that differ from value to value, odd ones among them."""
    number = crc32(token.text.encode())
    if number % 7 == 0:
        raise ValueError(token.text)
    tags: dict[Any, Any] = {"": number % 10} if number % 2 else {}
    if number % 3 == 0:
        tags["seed"] = f"[{number % 100}]"
    if number % 5 == 0:
        tags[3] = None
    return tags


def tagged(graph: Graph) -> World:
    world = graph.build()
    for index, op in enumerate(world._ops):
        op._tags_getter = tags_of
        if op.kind.name != "PREBUILT":
            op.bind(f"kitchen.room{index % 2}", f"outer.<locals>.Cook{index % 3}.n{index}")
    return world


OPTIONS = st.fixed_dictionaries(
    {
        "form": st.sampled_from(NameForm),
        "with_tags": st.booleans(),
        "remove_tags": st.sets(st.sampled_from(["", "seed", "3", "tags", "other"])),
        "max_length": st.sampled_from([13, 40, 150, 1000, None]),
    }
)


@settings(max_examples=60, deadline=None)
@given(graphs(), st.data())
def test_ids_are_those_of_live_values(graph: Graph, data: st.DataObject) -> None:
    world = tagged(graph)
    hidden = {op for op in world._ops if data.draw(st.integers(0, 4)) == 0}
    with TemporaryDirectory() as folder:
        saved = save(Path(folder, "x"), world.roots, hidden.__contains__)
        options = data.draw(OPTIONS)
        with saved.open() as database:
            check_ids(saved, database, hidden, options)


def check_ids(saved: Saved, database: Any, hidden: set[Operator], options: Any) -> None:
    known = {value.uuid for value in database.get_all()}
    assert {value.uuid for value in saved.results} <= known
    for value in saved.values:
        if value.uuid in known:
            stored = database.get_by_uuid(value.uuid)
            assert stored.id_in(**options) == value.id_in(**options, hidden_op_set=hidden)
            assert stored.id_in(**options, show_hidden=True) == value.id_in(**options)


class Conf:
    pass


def conf() -> Conf:
    return Conf()


def stage(conf: Conf) -> Conf:
    return conf


def asks(consumer: Consumer, conf: Conf) -> Conf:
    return conf


HERE = __name__


def test_forms(tmp_path: Path) -> None:
    class Cook:
        @staticmethod
        def serve(conf: Conf) -> Conf:
            return conf

    saved = save(tmp_path, [applied(NodeTable(), Cook.serve, conf=conf)])
    with saved.open() as database:
        [value] = database.get_roots()
        assert value.get_id() == f"{HERE}.conf:{HERE}.Cook.serve"
        assert value.get_id(full_qual=False) == "conf:Cook.serve"
        assert value.get_id(qual=False) == "conf:serve"
        assert value.get_id(full_qual=False, qual=False) == "conf:serve"


def test_what_the_engine_fills_in_is_not_written(tmp_path: Path) -> None:
    saved = save(tmp_path, [applied(NodeTable(), asks, conf=conf)])
    with saved.open() as database:
        [value] = database.get_roots()
        assert value.get_id(qual=False) == "asks(conf=conf)"
        assert list(value) == ["conf"]


@pytest.mark.parametrize("length", [5000])
def test_long_chains(tmp_path: Path, length: int) -> None:
    root = chain(Operator(conf), Operator(stage), "conf", length)
    saved = save(tmp_path, [root])
    with saved.open() as database:
        [value] = database.get_roots()
        [live] = saved.results
        assert value.get_id() == live.get_id()
        assert value.get_id(max_length=None) == live.get_id(max_length=None)
        assert len(database.get_all()) == length + 1
