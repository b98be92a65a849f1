"""Stored values as operators: everything comes out as it did, and nothing upstream is called."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from exekall.expression import Expression, walk
from exekall.loaded.library import Library
from exekall.loaded.operator import LoadedOperator
from exekall.loaded.provenance import load_values
from exekall.loaded.selection import Wanted, select
from exekall.patterns import PatternSet
from tests.loaded.programs import program, results, sources


@settings(max_examples=60, deadline=None)
@given(sources(), st.data())
def test_the_results_are_those_of_the_first_run(source: str, data: st.DataObject) -> None:
    note(source)
    made = program(source)
    expressions = made.expressions()
    inner = sorted({node.op.name for node in walk(expressions)} - {op.name for op in made.goals})
    assume(inner and len(expressions) < 100)
    name = data.draw(st.sampled_from(inner))
    [type_] = {op.product for op in made.operators if op.name == name}
    first = results(expressions)
    assume(sum(map(len, first.values())) < 300)
    with tempfile.TemporaryDirectory() as folder:
        saved = made.save(Path(folder) / "first")
        made.module.calls.clear()
        with closing(Library.open([saved.path])) as library:
            wanted = Wanted(PatternSet((f"{type_.__module__}.{type_.__qualname__}",)))
            loaded = load_values(library, select(library, wanted), made.operators)
            again = made.expressions(loaded.operators)
            assert results(again) == first
            for expression in again:
                made.module.calls.clear()
                results([expression])
                assert not made.calls.keys() & _loaded_names(expression)


def _loaded_names(expression: Expression) -> set[str]:
    loaded = (node.op for node in walk([expression]) if isinstance(node.op, LoadedOperator))
    return {op.qualname for op in loaded}
