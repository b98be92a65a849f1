"""Options as data give argparse the same options."""

from __future__ import annotations

import argparse

from exekall.cli.options import COMMON, Option, flag, repeated, several, value


def parsed(option: Option, *words: str) -> dict[str, object]:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    option.add_to(parser)
    return vars(parser.parse_args(words))


def test_kinds_of_options() -> None:
    assert parsed(flag("--quick", help=""), "--quick") == {"quick": True}
    assert parsed(value("-n", "--number", metavar="N", help="", type=int), "-n3") == {"number": 3}
    each = repeated("--tag", metavar="TAG", help="")
    assert parsed(each, "--tag", "a", "--tag=b") == {"tag": ["a", "b"]}
    assert parsed(each) == {"tag": []}
    pair = several("--param", "NAME", "VALUE", help="")
    assert parsed(pair, "--param", "a", "1") == {"param": [["a", "1"]]}


def test_the_number_of_words_is_that_of_argparse() -> None:
    assert flag("--quick", help="").words == 0
    assert several("--param", "NAME", "VALUE", help="").words == 2
    assert [option.words for option in COMMON] == [0, 0]
