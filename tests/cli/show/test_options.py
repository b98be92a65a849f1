"""The options of ``exekall show``."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from exekall.cli.options import COMMON
from exekall.cli.show.options import OPTIONS, add_options
from exekall.cli.words import Words


def test_both_phases_know_the_same_options() -> None:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    add_options(parser)
    words = ["db", "-a", "--tag", "x", "1f", "--id=y", "--type", "z", "--adaptor", "w", "--load"]
    args = parser.parse_intermixed_args(words)
    first = Words(words, OPTIONS)
    assert first.arguments == [args.database, args.uuid] == ["db", "1f"]
    assert first.last("--adaptor") == args.adaptor == "w"
    assert first.has("--load") == args.load is True
    assert first.has("--no-adaptor") == args.no_adaptor is False


def test_a_database_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    add_options(parser)
    with pytest.raises(SystemExit):
        parser.parse_args([])
    assert "DB" in capsys.readouterr().err


def test_the_manual_has_all_options() -> None:
    manual = (Path(__file__).parents[3] / "docs" / "man.md").read_text("utf-8")
    section = manual.partition("### Options of `exekall show`")[2].partition("\n### ")[0]
    names = [name for option in OPTIONS if option not in COMMON for name in option.names]
    assert not [name for name in names if f"`{name}" not in section]
