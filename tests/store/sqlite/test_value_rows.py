"""Values as rows and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from exekall.store.records import (
    Outcome,
    PayloadKind,
    Reference,
    Refusal,
    TypeRecord,
    ValueRecord,
)
from exekall.store.sqlite.checks import is_intact
from exekall.store.sqlite.schema import TABLES
from exekall.store.sqlite.value_rows import Links, Place, place_of, value_record, value_row

TEXT = st.text(max_size=8)
UUIDS = st.uuids().map(lambda uuid: uuid.hex)
DIGESTS = st.binary(min_size=16, max_size=16)
KEYS = st.integers(1, 2**40)
SIZES = st.integers(0, 2**50)
VALUES = st.builds(
    ValueRecord,
    key=KEYS,
    uuid=UUIDS,
    node=DIGESTS,
    outcome=st.sampled_from(Outcome),
    expression=st.none() | UUIDS,
    parents=st.lists(UUIDS, max_size=3, unique=True).map(tuple),
    duration=st.floats(allow_nan=False),
    tags=st.dictionaries(st.text(st.characters(), max_size=5), TEXT, max_size=3),
    type=st.none() | st.builds(TypeRecord, TEXT, st.just(())),
    repr=TEXT,
    json=st.none() | TEXT,
    size=SIZES,
    digest=st.none() | DIGESTS,
    refusal=st.none() | st.builds(Refusal, TEXT, TEXT, st.text(st.characters(), max_size=5)),
    is_stale=st.booleans(),
)
REFERENCES = st.lists(st.builds(Reference, KEYS, st.none() | SIZES), max_size=3).map(tuple)
PLACES = st.builds(
    Place,
    st.sampled_from(PayloadKind),
    KEYS,
    SIZES,
    SIZES,
    st.lists(KEYS, max_size=3).map(tuple),
    REFERENCES,
)


@given(VALUES, st.none() | PLACES)
def test_round_trip(value: ValueRecord, place: Place | None) -> None:
    keys = list(range(10, 10 + len(value.parents)))
    row = value_row(value, Links(1, None if value.expression is None else 2, keys, 3, 4), place)
    assert len(row) == len(TABLES["value"].columns)
    assert is_intact("value", row)
    parents = dict(zip(keys, value.parents, strict=True))
    found = value_record(row, value.node, value.expression, value.type, parents.__getitem__)
    assert found == value
    assert place_of(row) == place
