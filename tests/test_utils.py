"""The original's names for small tools."""

from __future__ import annotations

import argparse

from exekall.operator import UnboundMethod
from exekall.utils import NoValue, add_argument, flatten_seq, format_exception, get_name
from exekall.values import NO_VALUE


class Outer:
    class Inner:
        def method(self) -> int:
            return 1


def test_names_in_three_forms() -> None:
    assert get_name(Outer.Inner).endswith("test_utils.Outer.Inner")
    assert get_name(Outer.Inner, full_qual=False) == "Outer.Inner"
    assert get_name(Outer.Inner, qual=False) == "Inner"
    bound = UnboundMethod(Outer.Inner.method, Outer)
    assert get_name(bound, full_qual=False) == "Outer.method"
    assert get_name(int) == "int"


def test_an_argument_tells_its_default_and_choices() -> None:
    parser = argparse.ArgumentParser(prog="tool")
    add_argument(parser, "--share", default="50%", choices=["50%", "100%"], help="how much")
    text = " ".join(parser.format_help().split())
    assert "how much (one of 50%, 100%; default: 50%)" in text
    assert parser.parse_args([]).share == "50%"


def test_sequences_are_flattened_by_levels() -> None:
    nested = [[[1], [2]], [[3]]]
    assert list(flatten_seq(nested)) == [[1], [2], [3]]
    assert list(flatten_seq(nested, levels=2)) == [1, 2, 3]


def test_an_exception_is_formatted_with_its_traceback() -> None:
    try:
        raise KeyError("missing")
    except KeyError as error:
        text = format_exception(error)
    assert text.startswith("Traceback")
    assert text.endswith("KeyError: 'missing'\n")


def test_no_value_is_the_one_of_the_engine() -> None:
    assert NoValue is NO_VALUE
