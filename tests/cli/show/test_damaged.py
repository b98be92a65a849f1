"""Whatever happened to a database, showing it shows what is left, or says what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from exekall.cli.entry import main
from tests.rendering.databases import BREAD, STEAMED, STEAMING, kitchen


def damaged(content: bytes, random: Random) -> bytes:
    found = bytearray(content)
    for _ in range(random.choice([1, 3, 20])):
        found[random.randrange(len(found))] = random.randrange(256)
    return bytes(found[: random.randrange(len(found))] if random.random() < 0.1 else found)


@pytest.mark.parametrize("seed", range(40))
def test_any_damage(tmp_path: Path, capsys: pytest.CaptureFixture[str], seed: int) -> None:
    path = kitchen(tmp_path)
    path.write_bytes(damaged(path.read_bytes(), Random(seed)))
    for words in ([], ["--all"], ["--failed"], ["--check"], [BREAD], [STEAMED], [STEAMING]):
        code = main(["show", str(path), *words])
        printed = capsys.readouterr()
        assert code in {0, 2}
        assert "itself failed" not in printed.err
        assert printed.out or printed.err
    if main(["show", str(path), "--all", "--json"]) == 0:
        assert json.loads(capsys.readouterr().out)["format"] == 1
