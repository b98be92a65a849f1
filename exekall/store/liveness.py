"""Whether the process that writes a database is still there."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Final

from exekall.store.records import RunRecord, RunState

__all__ = ["HEARTBEAT", "state_of", "this_host", "this_process"]

# The writer touches its file about this often, in seconds. A run on another host, of whose
# processes nothing is known here, is taken for running while its file was touched lately; the
# clocks of the two may differ.
HEARTBEAT: Final = 60.0
_LATELY: Final = 10 * HEARTBEAT

_PROC: Final = Path("/proc")


def this_host() -> str:
    """Return the name of this host."""
    return os.uname().nodename


def this_process() -> tuple[int, str]:
    """Return the PID, and when the process started as the system tells it."""
    pid = os.getpid()
    return pid, _started(pid) or ""


def state_of(run: RunRecord, path: Path) -> RunState:
    """Tell how far *run* got, whose database is the file *path*."""
    if run.state is not RunState.RUNNING or _is_alive(run, path):
        return run.state
    return RunState.INTERRUPTED


def _is_alive(run: RunRecord, path: Path) -> bool:
    pid, started = run.process
    if run.host != this_host():
        return _touched_lately(path)
    if not started:
        return _exists(pid)
    return _started(pid) == started


def _started(pid: int) -> str | None:
    """Return the boot of the system and the clock tick at which the process *pid* started."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
        status = (_PROC / str(pid) / "stat").read_text("utf-8", "replace")
    except OSError:
        return None
    # The second field is the program's name in parentheses, which may have blanks and more of
    # them; the fields after it begin with the third.
    fields = status.rpartition(")")[2].split()
    is_dead = fields[0] in "ZX"
    return None if is_dead else f"{boot}/{fields[19]}"


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return pid > 0


def _touched_lately(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime < _LATELY
    except OSError:
        return False
