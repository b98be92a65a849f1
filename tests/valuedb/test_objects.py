"""Identity of objects, whichever way they come from the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from exekall.expression import Expression, NodeTable
from exekall.operator import Operator
from exekall.store.reader import StoreReader
from exekall.store.records import DB_FILENAME, RunRecord, RunState
from exekall.store.writer import StoreWriter
from exekall.valuedb import ValueDB
from tests.valuedb.saving import Saved, save

# For each node, by their distance, the nodes that it takes; and whether it gives two values.
Plan = list[tuple[list[int], bool]]

PLANS = st.lists(
    st.tuples(st.lists(st.integers(1, 4), max_size=3), st.booleans()), min_size=1, max_size=9
)


def made(number: int, width: int, is_generator: bool) -> Operator:
    """Return an operator whose values hold everything that they are given, twice."""

    def function(*given: Any) -> Any:
        return [number, given, list(given)]

    def generator(*given: Any) -> Iterator[Any]:
        yield function(*given)
        yield {"given": list(given), "again": function(*given)}

    names = ", ".join(f"p{index}: list" for index in range(width))
    passed = ", ".join(f"p{index}" for index in range(width))
    word = "yield from" if is_generator else "return"
    result = "Iterator[list]" if is_generator else "list"
    source = f"def n{number}({names}) -> {result}:\n    {word} call({passed})\n"
    namespace = {"call": generator if is_generator else function, "Iterator": Iterator}
    exec(source, namespace)
    return Operator(namespace[f"n{number}"])  # type: ignore[arg-type]


def expressions(plan: Plan) -> list[Expression]:
    table = NodeTable()
    nodes: list[Expression] = []
    generators = 0
    for number, (distances, is_generator) in enumerate(plan):
        inputs = [nodes[number - distance] for distance in distances if distance <= number]
        generators += is_generator
        op = made(number, len(inputs), is_generator and generators <= 3)
        nodes.append(table.node(op, tuple((f"p{i}", node) for i, node in enumerate(inputs))))
    return nodes[-2:]


def given_to(value: Any) -> list[Sequence[Any]]:
    """Return what a value was given, from each place where it holds that."""
    if isinstance(value, dict):
        return [value["given"], *given_to(value["again"])]
    return [value[1], value[2]]


def check(database: ValueDB) -> None:
    """Check that each object within a value is the object of the value that it was."""
    for value in database.get_all():
        parts = [param.value for param in value.values()]
        for found in given_to(value.value):
            assert len(found) == len(parts)
            assert all(one is other for one, other in zip(found, parts, strict=True))


def copy_some(saved: Saved, uuids: list[str], folder: Path) -> Path:
    """Make another database that has some of the values."""
    folder.mkdir()
    writer = StoreWriter(folder / DB_FILENAME, RunRecord("f" * 32, 1.0))
    with StoreReader.open(saved.path) as reader:
        writer.import_values(reader, uuids)
    writer.close(RunState.COMPLETE)
    return folder


@settings(max_examples=40, deadline=None)
@given(PLANS, st.randoms(use_true_random=False))
def test_identity_is_kept(plan: Plan, random: Any) -> None:
    with TemporaryDirectory() as name, ExitStack() as opened:
        folder = Path(name)
        saved = save(folder / "saved", expressions(plan))
        with saved.open() as database:
            check(database)
            uuids = [value.uuid for value in database.get_all()]
            database.to_path(folder / "x.pickle")
        some = copy_some(saved, random.sample(uuids, len(uuids) // 2), folder / "some")
        others = copy_some(saved, random.sample(uuids, len(uuids) // 2), folder / "others")
        paths = [saved.path, some, others, folder / "x.pickle"]
        random.shuffle(paths)
        for number in (1, 2, 4):
            parts = [opened.enter_context(ValueDB.from_path(path)) for path in paths[:number]]
            merged = ValueDB.merge(parts)
            check(merged)
            merged.to_path(folder / "y.pickle.gz")
            with ValueDB.from_path(folder / "y.pickle.gz") as exported:
                assert set(exported.get_all()) == set(merged.get_all())
                check(exported)
