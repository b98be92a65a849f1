"""Which runs go on, as far as one can tell."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from exekall.store.liveness import state_of, this_host, this_process
from exekall.store.records import RunState
from tests.store.databases import run_record

CHILD = """
from exekall.store.liveness import this_process
print(*this_process(), flush=True)
input()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.touch()
    return path


def test_a_run_of_this_process_goes_on(path: Path) -> None:
    assert state_of(run_record(), path) is RunState.RUNNING


@pytest.mark.parametrize("state", [RunState.COMPLETE, RunState.INTERRUPTED])
def test_what_has_ended_has_ended(path: Path, state: RunState) -> None:
    assert state_of(run_record(state=state), path) is state


def test_a_run_ends_with_its_process(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        pid, started = child.stdout.readline().split()
        run = run_record(process=(int(pid), started))
        assert state_of(run, path) is RunState.RUNNING
        child.kill()
        # Nobody has asked for its exit code yet.
        while state_of(run, path) is RunState.RUNNING:
            time.sleep(0.01)
    assert state_of(run, path) is RunState.INTERRUPTED


def test_another_process_may_have_got_the_number(path: Path) -> None:
    pid, started = this_process()
    assert started
    assert state_of(run_record(process=(pid, f"{started}0")), path) is RunState.INTERRUPTED


@pytest.mark.parametrize(
    ("pid", "state"),
    [(os.getpid(), RunState.RUNNING), (1, RunState.RUNNING), (0, RunState.INTERRUPTED)],
    ids=["this", "first", "none"],
)
def test_a_system_that_does_not_tell_when_processes_started(
    path: Path, pid: int, state: RunState
) -> None:
    assert state_of(run_record(process=(pid, "")), path) is state


def test_on_another_host_the_file_tells(path: Path) -> None:
    run = run_record(host=f"not {this_host()}", process=(1, "whenever"))
    assert state_of(run, path) is RunState.RUNNING
    an_hour_ago = time.time() - 3600
    os.utime(path, (an_hour_ago, an_hour_ago))
    assert state_of(run, path) is RunState.INTERRUPTED
    path.unlink()
    assert state_of(run, path) is RunState.INTERRUPTED
