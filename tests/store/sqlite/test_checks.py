"""Checksums of rows."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from exekall.store.sqlite.checks import Row, is_intact, sealed

FIELDS = st.one_of(
    st.none(), st.integers(), st.floats(allow_nan=False), st.text(), st.binary(), st.booleans()
)


@given(st.lists(FIELDS.filter(lambda field: not isinstance(field, bool))).map(tuple))
def test_rows_are_intact_until_something_changes(row: Row) -> None:
    found = sealed("log", row)
    assert found[:-1] == row
    assert is_intact("log", found)
    assert not is_intact("value", found)
    for place, field in enumerate(row):
        for other in (None, 0, 1, "", b"", "x"):
            if type(other) is not type(field) or other != field:
                assert not is_intact("log", (*found[:place], other, *found[place + 1 :]))


def test_the_content_of_a_block_has_a_digest_instead() -> None:
    row = sealed("block", (1, "raw", 3, b"digest", b"abc"))
    assert is_intact("block", (*row[:4], b"changed", row[-1]))
    assert not is_intact("block", (*row[:3], b"changed", *row[4:]))


def test_checksums_do_not_change() -> None:
    # What other versions of Python would write: printable there and not here, or the reverse.
    row = (1, "größe \U0001fae8 \x00", -1.5e300, b"\xff", None)
    assert sealed("log", row)[-1] == 4255200780


def test_checksums_do_not_depend_on_the_process() -> None:
    code = (
        "from exekall.store.sqlite.checks import sealed; print(sealed('log', (1, 'x', None))[-1])"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) == sealed("log", (1, "x", None))[-1]
