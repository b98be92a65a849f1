"""The table fits the terminal, is complete where there is none, and comes as its rows do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.rendering.show_table import Row, table_lines

ROWS = [
    Row("1a2b3c4d", "computed", 0.0012, "Flour:Dough:bake", "459 g of bread"),
    Row("5e6f7a8b", "failed", 2.5, "Wheat:Dough:steam", "ValueError: too wet\nby far"),
    Row("9c0d1e2f", "no value", None, "empty", ""),
]


def test_as_it_is_piped() -> None:
    assert list(table_lines(ROWS)) == [
        "UUID      OUTCOME   DURATION  ID                 RESULT",
        "1a2b3c4d  computed   1.20 ms  Flour:Dough:bake   459 g of bread",
        "5e6f7a8b  failed      2.50 s  Wheat:Dough:steam  ValueError: too wet ...",
        "9c0d1e2f  no value            empty",
    ]


def test_on_a_terminal() -> None:
    assert list(table_lines(ROWS, 67)) == [
        "UUID      OUTCOME   DURATION  ID                 RESULT",
        "1a2b3c4d  computed   1.20 ms  Flour:Dough:bake   459 g of bread",
        "5e6f7a8b  failed      2.50 s  Wheat:Dough:steam  ValueError: too...",
        "9c0d1e2f  no value            empty",
    ]


def test_on_a_narrow_terminal() -> None:
    assert list(table_lines(ROWS, 46)) == [
        "UUID      OUTCOME   DURATION  RESULT",
        "    ID",
        "1a2b3c4d  computed   1.20 ms  459 g of bread",
        "    Flour:Dough:bake",
        "5e6f7a8b  failed      2.50 s  ValueError: t...",
        "    Wheat:Dough:steam",
        "9c0d1e2f  no value",
        "    empty",
    ]


def test_an_id_that_fits_no_line_loses_its_middle() -> None:
    row = Row("1a2b3c4d", "computed", 1.0, "a" * 100 + "b" * 100, "text")
    assert list(table_lines([row], 60))[-1] == f"    {'a' * 27}...{'b' * 26}"


def test_nothing_gives_nothing() -> None:
    assert list(table_lines([])) == []


@given(
    st.lists(
        st.builds(
            Row,
            st.just("12345678"),
            st.just("computed"),
            st.just(1.0),
            st.text("ab\n\x1b"),
            st.text(),
        ),
        min_size=1,
    ),
    st.integers(70, 200),
)
def test_no_line_is_wider_than_the_terminal(rows: list[Row], width: int) -> None:
    lines = list(table_lines(rows, width))
    assert len(lines) in {1 + len(rows), 2 + 2 * len(rows)}
    assert all(len(line) <= width for line in lines)
    assert not any("\n" in line for line in lines)


@pytest.mark.parametrize("width", [None, 80])
def test_rows_are_written_as_they_come(width: int | None) -> None:
    taken: list[Row] = []

    def rows() -> Iterator[Row]:
        while True:
            taken.append(ROWS[0])
            yield ROWS[0]

    assert len(list(islice(table_lines(rows(), width), 1000))) == 1000
    assert len(taken) <= 1000
