"""The first phase of parsing tells sources from the values of options that nobody knows yet."""

from __future__ import annotations

import argparse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.cli.run.options import OPTIONS, add_options, spelt_out
from exekall.cli.run.words import RunWords


@pytest.mark.parametrize(
    ("line", "sources"),
    [
        ("", []),
        ("a b", ["a", "b"]),
        ("a --list b", ["a", "b"]),
        ("--select x a", ["a"]),
        ("--select=x a", ["a"]),
        ("-sx a", ["a"]),
        ("-vvs x a", ["a"]),
        ("-vn 3 a", ["a"]),
        ("--param f x -1 a", ["a"]),
        ("--sweep f x -1 1 .5 a", ["a"]),
        ("--random-order a", ["a"]),
        ("--random-order=3 a", ["a"]),
        # What follows an unknown option is taken only where nothing else could be meant.
        ("--target x a", ["a"]),
        ("a --target x", ["a"]),
        ("a --files x y", ["a"]),
        ("--quick a", ["a"]),
        ("-q a", ["a"]),
        ("--target=x a", ["a"]),
        ("--target x --list a", ["a"]),
        ("--quick -- a", ["a"]),
        ("-- --odd", ["--odd"]),
        ("-1 a", ["-1", "a"]),
        # Mistakes that the second phase reports.
        ("--select", []),
        ("--param f", []),
        ("-n5 a", ["a"]),
    ],
)
def test_sources(line: str, sources: list[str]) -> None:
    assert RunWords(line.split()).sources == sources


def test_values_of_known_options() -> None:
    line = "a --adaptor x --adaptor=y --dependency d --log-level DEBUG -h"
    found = RunWords(line.split())
    assert found.adaptor == "y"
    assert found.after("--dependency") == ["d"]
    assert found.log_level == "debug"
    assert found.has("--help")
    assert not found.has("--list")


def test_a_level_that_does_not_exist_is_left_to_the_second_phase() -> None:
    assert RunWords(["--log-level", "loud"]).log_level == "info"
    assert RunWords([]).log_level == "info"
    assert RunWords([]).adaptor is None


KNOWN = [option for option in OPTIONS if "--help" not in option.names]
OPTION_WORDS = st.sampled_from(KNOWN).flatmap(
    lambda option: st.tuples(
        st.sampled_from([name for name in option.names if name.startswith("--")] or option.names),
        *[st.sampled_from(["1", "2", "3"])] * option.words,
    ).filter(lambda words: words[0] != "--log-level")
)


@given(st.lists(st.one_of(OPTION_WORDS, st.tuples(st.sampled_from("abc")))))
def test_both_phases_agree_where_all_options_are_known(groups: list[tuple[str, ...]]) -> None:
    words = [word for group in groups for word in group]
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--debug", action="store_true")
    add_options(parser)
    args = parser.parse_intermixed_args(spelt_out(words))
    first = RunWords(words)
    assert args.sources == first.sources
    assert args.adaptor == first.adaptor
    assert args.dependency == first.after("--dependency")
