"""Names of folders for IDs of any kind."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.artifacts.folder_names import MAX_BYTES, folder_name
from tests.artifacts.programs import names

IDS = st.text(st.characters(codec=None), max_size=300) | st.text("aé€\U0001d4b3/\0.~", max_size=300)


class TestOrdinaryIds:
    @pytest.mark.parametrize(
        "id_", ["Conf:Stage", "f(b2=x:y,b3=z)", "A.make[x=1]", "größe", "x" * MAX_BYTES, "~a"]
    )
    def test_they_are_names_as_they_are(self, id_: str) -> None:
        assert folder_name(id_) == id_


class TestOddIds:
    @pytest.mark.parametrize(
        "id_",
        [
            *("", ".", "..", "...", ".hidden", "a/b", "../../etc", "a\0b", "a\nb", "a\\b"),
            *("UUID", "uuid", "BY_UUID", "ORIGIN", "SUMMARY", "INFO.log", "debug.LOG"),
            *("ALL_SCRIPTS.py", "VALUE_DB.pickle.xz", "VALUE_DB", "\ud800", "a\u2028b"),
        ],
    )
    def test_they_get_a_digest(self, id_: str) -> None:
        name = folder_name(id_)
        assert name != id_
        assert name[-13] == "~"
        assert set(name[-12:]) <= set("0123456789abcdef")

    def test_only_whole_names_are_taken(self) -> None:
        assert folder_name("UUIDs") == "UUIDs"
        assert folder_name("VALUE_DBs") == "VALUE_DBs"
        assert folder_name("A:UUID") == "A:UUID"

    def test_bytes_count_not_characters(self) -> None:
        assert folder_name("é" * 100) == "é" * 100
        name = folder_name("é" * 101)
        assert name.startswith("é" * 93 + "~")
        assert len(name.encode()) <= MAX_BYTES

    def test_long_ids_that_begin_alike_differ(self) -> None:
        assert folder_name("x" * 300) != folder_name("x" * 299 + "y")


@given(IDS)
def test_every_name_is_one_that_a_file_system_takes(id_: str) -> None:
    name = folder_name(id_)
    assert 0 < len(os.fsencode(name)) <= MAX_BYTES
    assert name not in {".", ".."}
    assert not set(name) & {"/", "\0", "\n"}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).mkdir()
        assert names(Path(folder)) == [name]


@given(IDS, IDS)
def test_altered_names_tell_ids_apart(one: str, other: str) -> None:
    assert (folder_name(one) == folder_name(other)) is (one == other)
