"""Log messages on stderr."""

from __future__ import annotations

import logging
import re

import pytest

from exekall.cli.logs import StderrLog


@pytest.mark.parametrize(("level", "count"), [("debug", 3), ("info", 2), ("error", 0)])
def test_messages_from_a_level_upwards_are_shown(
    level: str, count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    before = logging.getLogger().level, list(logging.getLogger().handlers)
    with StderrLog(level):
        logger = logging.getLogger("tests.logs")
        logger.debug("one")
        logger.info("two")
        logger.warning("three")
    assert (logging.getLogger().level, logging.getLogger().handlers) == before
    shown = capsys.readouterr().err.splitlines()
    assert len(shown) == count
    assert all(re.match(r"\d\d:\d\d:\d\d (DEBUG|INFO|WARNING) +\w+$", line) for line in shown)


def test_what_the_users_code_configures_adds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with StderrLog("info"):
        logging.basicConfig(level="DEBUG")
        logging.getLogger("tests.logs").warning("once")
    assert capsys.readouterr().err.count("once") == 1
