"""Text of unknown origin does nothing to a terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from exekall.rendering.plain import cut, first_line, one_line, plain, shortened


def test_escapes() -> None:
    assert plain("a\x1b[31mb\x00\r\x07") == r"a\x1b[31mb\x00\r\x07"
    assert plain("a\tb\r\nc") == "a    b\nc"
    assert plain("a\u202eb\x9bc") == r"a\u202eb\x9bc"
    assert plain("naïve 日本 ok") == "naïve 日本 ok"


@given(st.text())
def test_nothing_but_ends_of_lines_is_left_unprintable(text: str) -> None:
    assert all(c == "\n" or (ord(c) >= 32 and not 0x7F <= ord(c) < 0xA0) for c in plain(text))


def test_one_line() -> None:
    assert one_line("a\nb\r\nc\x00") == r"a\nb\nc\x00"


def test_first_line() -> None:
    assert first_line("") == ""
    assert first_line("one") == "one"
    assert first_line("\none\n") == "one"
    assert first_line("one\ntwo") == "one ..."


def test_parts_left_out() -> None:
    assert cut("abcdefgh", 8) == "abcdefgh"
    assert cut("abcdefgh", 7) == "abcd..."
    assert cut("abcdefgh", 2) == ".."
    assert shortened("abcdefgh", 7) == "ab...gh"
    assert shortened("abcdefgh", 6) == "ab...h"
    assert shortened("abcdefgh", 4) == "a..."


@given(st.text(max_size=30), st.integers(0, 40))
def test_what_is_short_stays_and_what_is_long_fits(text: str, width: int) -> None:
    for found in (cut(text, width), shortened(text, width)):
        assert len(found) <= width or found == text == ""
        assert (found == text) == (len(text) <= width) or "..." in text
