"""The options of ``exekall compare``."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from exekall.cli.compare.options import OPTIONS, add_options, comparison_options
from exekall.comparison.options import ComparisonOptions
from exekall.comparison.tolerance import Tolerance


def parsed(*words: str) -> ComparisonOptions:
    parser = argparse.ArgumentParser()
    add_options(parser)
    return comparison_options(parser.parse_args(["a", "b", *words]))


def test_defaults() -> None:
    assert parsed() == ComparisonOptions()


def test_options() -> None:
    words = [
        "--rtol=0.1",
        "--atol=2",
        "--alpha=0.01",
        "--duration-ratio=3",
        "--all",
        "--load",
        "--pool",
    ]
    assert parsed(*words) == ComparisonOptions(
        tolerance=Tolerance(0.1, 2),
        alpha=0.01,
        all_values=True,
        loads=True,
        pools=True,
        duration_ratio=3,
    )


@pytest.mark.parametrize(
    ("option", "word"),
    [
        ("--rtol", "-1"),
        ("--rtol", "nan"),
        ("--rtol", "inf"),
        ("--atol", "much"),
        ("--alpha", "0"),
        ("--alpha", "1"),
        ("--alpha", "few"),
        ("--duration-ratio", "0.9"),
        ("--duration-ratio", "inf"),
    ],
)
def test_numbers_that_make_no_sense(
    option: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        parsed(f"{option}={word}")
    assert stop.value.code == 2
    assert f"'{word}' is not a number" in capsys.readouterr().err


def test_no_option_has_two_meanings() -> None:
    names = [name for option in OPTIONS for name in option.names]
    assert len(names) == len(set(names))


def test_the_manual_has_them_all() -> None:
    manual = (Path(__file__).parents[3] / "docs" / "man.md").read_text("utf-8")
    section = manual.partition("### Options of `exekall compare`")[2].partition("###")[0]
    names = {name for option in OPTIONS for name in option.names} - {"--debug", "-h", "--help"}
    assert not {name for name in names if f"`{name}" not in section}
