"""Parsing IDs: what was written can be read, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.identifiers import Expected, ParsedId, ParseError, parse_id, remove_tags, write_id
from exekall.names import NameForm
from tests.identifiers.calls import graphs
from tests.oracle.identifiers import Call, CallView

TEXTS = st.text("ab~0:(),=[]", max_size=20)
LENGTHS = st.none() | st.integers(13, 200)


def without_tags(call: Call) -> Call:
    arguments = tuple((n, c if c is None else without_tags(c)) for n, c in call.arguments)
    return Call(call.name, arguments, (), call.hidden)


class TestParsing:
    def test_parts(self) -> None:
        parsed = parse_id("g[mytag=42][7]:f(p2=k:h,p3=A)")
        assert parsed.name == "f"
        assert parsed.tags == ()
        assert parsed.first == ParsedId("g", (("mytag", "42"), ("", "7")))
        assert [name for name, _ in parsed.params] == ["p2", "p3"]
        assert parsed.params[0][1] == ParsedId("h", first=ParsedId("k"))
        assert parsed.abbreviation is None
        assert not parsed.is_abbreviation

    def test_abbreviations(self) -> None:
        parsed = parse_id("~0123456789ab:f(~ba9876543210)")
        assert parsed.first is not None
        assert parsed.first.is_abbreviation
        assert parsed.first.name == "~0123456789ab"
        assert parsed.abbreviation == "~ba9876543210"
        assert parsed.params == ()

    @pytest.mark.parametrize(
        ("text", "name", "tags"),
        [
            ("Callable[[int], str]", "Callable[[int], str]", ()),
            ("list[int] | str[42]", "list[int] | str", (("", "42"),)),
            ("mk[a=b=c]", "mk", (("a", "b=c"),)),
            ("mk[=b]", "mk", (("", "=b"),)),
            ("mk[x:y(z,w)][]", "mk", (("", "x:y(z,w)"), ("", ""))),
        ],
    )
    def test_labels(self, text: str, name: str, tags: tuple[tuple[str, str], ...]) -> None:
        parsed = parse_id(text)
        assert (parsed.name, parsed.tags) == (name, tags)
        assert str(parsed) == text

    @given(graphs(), st.sampled_from(NameForm), LENGTHS)
    def test_round_trip(self, root: Call, form: NameForm, max_length: int | None) -> None:
        written = write_id(root, CallView(), form, max_length)
        assert str(parse_id(written)) == written

    @given(TEXTS)
    def test_any_text_is_read_faithfully_or_refused(self, text: str) -> None:
        refusal = None
        try:
            assert str(parse_id(text)) == text
        except ParseError as error:
            refusal = error
        if refusal is not None:
            assert refusal.text == text
            assert 0 <= refusal.position <= len(text)

    @pytest.mark.parametrize(
        ("text", "position", "expected"),
        [
            ("", 0, Expected.NAME),
            (":a", 0, Expected.NAME),
            ("a:", 2, Expected.NAME),
            ("f(a=b:)", 6, Expected.NAME),
            ("f(", 2, Expected.PARAMETER),
            ("f(a", 3, Expected.PARAMETER),
            ("f(a=b,)", 6, Expected.PARAMETER),
            ("f(a=b", 5, Expected.CLOSING_PARENTHESIS),
            ("f(~0123456789ab,a=b)", 15, Expected.CLOSING_PARENTHESIS),
            ("a[b", 3, Expected.CLOSING_BRACKET),
            ("f(a=b)(c=d)", 6, Expected.END),
            ("a]", 1, Expected.END),
            ("a)", 1, Expected.END),
        ],
    )
    def test_errors(self, text: str, position: int, expected: Expected) -> None:
        with pytest.raises(ParseError) as caught:
            parse_id(text)
        assert (caught.value.position, caught.value.expected) == (position, expected)

    @pytest.mark.parametrize(
        "text", ["n[1]:" * 20_000 + "n", "g:f(a=b,c=" * 20_000 + "n" + ")" * 20_000]
    )
    def test_depth(self, text: str) -> None:
        parsed = parse_id(text)
        assert str(parsed) == text
        assert parsed == parse_id(text)
        assert hash(parsed) == hash(parse_id(text))
        assert remove_tags(text) == text.replace("[1]", "")

    def test_comparison(self) -> None:
        assert parse_id("a:b") != parse_id("b:a")
        assert parse_id("a") != "a"
        assert repr(parse_id("a:b")) == "ParsedId('a:b')"


class TestRemovingTags:
    def test_by_name(self) -> None:
        text = "g[cpu=1][42]:f[cpu=2][freq=3](p=h[cpu=4])"
        assert remove_tags(text) == "g:f(p=h)"
        assert remove_tags(text, ["cpu"]) == "g[42]:f[freq=3](p=h)"
        assert remove_tags(text, [""]) == "g[cpu=1]:f[cpu=2][freq=3](p=h[cpu=4])"
        assert remove_tags(text, []) == text

    @given(graphs())
    def test_gives_what_would_have_been_written_without_them(self, root: Call) -> None:
        tagged = write_id(root, CallView(), NameForm.FULL, None)
        bare = write_id(without_tags(root), CallView(), NameForm.FULL, None)
        assert remove_tags(tagged) == bare

    def test_no_id(self) -> None:
        with pytest.raises(ParseError):
            remove_tags("a[b")
