"""What parsed options mean."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from exekall.cli.run.options import add_options, spelt_out
from exekall.cli.run.settings import RunSettings, artifact_path
from exekall.cli.usage import Misuse, UsageError
from exekall.forcing import Forcing, Sweep
from exekall.loaded.selection import Wanted
from exekall.patterns import PatternSet


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    add_options(parser)
    return parser.parse_intermixed_args(spelt_out(words))


def settings(*words: str) -> RunSettings:
    return RunSettings.of(parsed(*words))


def test_defaults() -> None:
    found = settings("a")
    assert found.sources == ("a",)
    assert found.iterations == 1
    assert found.seed is None
    assert not found.only_looks
    assert not found.select


def test_patterns_and_forcings() -> None:
    found = settings(
        *("a", "--select", "x", "--select-multiple", "y !z"),
        *("--param", "f", "p", "1", "--sweep", "f", "p", "1", "2", "1"),
    )
    assert found.select.positive == ("x", "y")
    assert found.select.negative == ("z",)
    assert found.forcings == (Forcing("f", "p", "1"), Sweep("f", "p", "1", "2", "1"))


def test_what_is_loaded() -> None:
    found = RunSettings.of(
        parsed("a", "--load-db", "x", "--load-db", "/y", "--load-type", "*T", "--load-uuid", "1"),
        Path("/here"),
    )
    assert found.databases == (Path("/here/x"), Path("/y"))
    assert found.wanted == Wanted(PatternSet(("*T",)), ("1",))
    assert found.replay is None


def test_seeds() -> None:
    assert settings("--random-order=7", "a").seed == 7
    first, second = settings("a", "--random-order"), settings("--random-order", "a")
    assert first.sources == second.sources == ("a",)
    assert first.seed != second.seed


@pytest.mark.parametrize("words", [["--list"], ["--rst-list"], ["--template-scripts", "x"]])
def test_some_options_only_look(words: list[str]) -> None:
    assert settings("a", *words).only_looks


@pytest.mark.parametrize(
    ("words", "trouble"),
    [
        (["--json"], Misuse.JSON_WITHOUT_LIST),
        (["--goal", "a", "--callable-goal", "b"], Misuse.TWO_KINDS_OF_GOALS),
        (["--load-type", "a"], Misuse.NO_DATABASE),
        (["--load-uuid", "a"], Misuse.NO_DATABASE),
        (["--load-uuid-args", "a"], Misuse.NO_DATABASE),
        (["--replay", "a"], Misuse.NO_DATABASE),
        (["--load-db", "a", "--replay", "b", "-n", "2"], Misuse.NOT_WITH_REPLAY),
        (["--load-db", "a", "--replay", "b", "-s", "c"], Misuse.NOT_WITH_REPLAY),
        (["--load-db", "a", "--replay", "b", "--load-type", "c"], Misuse.NOT_WITH_REPLAY),
    ],
)
def test_contradictions(words: list[str], trouble: Misuse) -> None:
    with pytest.raises(UsageError) as caught:
        settings(*words)
    assert caught.value.trouble is trouble


def test_where_the_artifacts_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("EXEKALL_ARTIFACT_DIR", "EXEKALL_ARTIFACT_ROOT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    here = tmp_path.resolve()
    assert artifact_path(parsed(), "new") == here / "artifacts" / "new"
    monkeypatch.setenv("EXEKALL_ARTIFACT_ROOT", "root")
    assert artifact_path(parsed(), "new") == here / "root" / "new"
    assert artifact_path(parsed("--artifact-root", "other"), "new") == here / "other" / "new"
    monkeypatch.setenv("EXEKALL_ARTIFACT_DIR", "exactly")
    assert artifact_path(parsed("--artifact-root", "other"), "new") == here / "exactly"
    assert artifact_path(parsed("--artifact-dir", "given"), "new") == here / "given"
