"""Transcripts: command lines with what they print, as files that people can read.

A transcript is a text file of sections. A line ``=== file NAME`` is followed by a file that the
commands find, ``=== $ COMMAND`` by nothing, then come ``=== stdout``, ``=== stderr`` and
``=== exit CODE``; what was expected to be empty is left out, and so is exit code 0. After
``=== interrupt TEXT`` the command gets SIGINT as soon as *TEXT* is on its stdout. What comes before
the first section says what the transcript shows. All commands of a transcript run one after the
other, in a shell, in one folder of their own.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

_HEADER = re.compile(r"^=== (file|\$|interrupt|stdout|stderr|exit) ?(.*)$")

_EXEKALL = 'exekall() { "$EXEKALL_PYTHON" -P -m exekall "$@"; }; '

# What differs between two runs of one command.
_CHANGING = (
    (re.compile(r"\b\d{8}_\d{6}_[0-9a-f]{32}\b"), "<time>_<uuid>"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "<uuid>"),
    (re.compile(r"^\d\d:\d\d:\d\d ", re.MULTILINE), "<time> "),
    (re.compile(r"\b0x[0-9a-f]{6,}\b"), "<address>"),
    (re.compile(r"^[ ^~]+\n", re.MULTILINE), ""),  # below the lines of a traceback
    (re.compile(r"[ \t]+$", re.MULTILINE), ""),
)


@dataclass(frozen=True)
class Step:
    """One command with what it prints."""

    command: str
    stdout: str = ""
    stderr: str = ""
    exit_code: int = 0
    interrupt: str = ""


@dataclass
class Transcript:
    """The files that commands find, and the commands."""

    about: str
    files: dict[str, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)


def parse(text: str) -> Transcript:
    """Read a transcript. Raises ValueError for a section that stands where it means nothing."""
    sections = list(_sections(text))
    found = Transcript(sections[0][2])
    for kind, word, body in sections[1:]:
        if kind == "file":
            found.files[word] = body
        elif kind == "$":
            found.steps.append(Step(word))
        elif not found.steps:
            raise ValueError(f"{kind} before any command")
        else:
            facts = {kind: body} if kind in {"stdout", "stderr"} else _fact(kind, word)
            found.steps[-1] = replace(found.steps[-1], **facts)
    return found


def _sections(text: str) -> Iterator[tuple[str, str, str]]:
    kind, word, lines = "", "", list[str]()
    for line in text.splitlines(keepends=True):
        header = _HEADER.match(line)
        if header is None:
            lines.append(line)
            continue
        yield kind, word, "".join(lines)
        kind, word, lines = header[1], header[2], []
    yield kind, word, "".join(lines)


def _fact(kind: str, word: str) -> dict[str, str | int]:
    return {"exit_code": int(word)} if kind == "exit" else {"interrupt": word}


def written(transcript: Transcript) -> str:
    """Write a transcript down."""
    parts = [transcript.about]
    parts += [f"=== file {name}\n{text}" for name, text in transcript.files.items()]
    for step in transcript.steps:
        parts.append(f"=== $ {step.command}\n")
        if step.interrupt:
            parts.append(f"=== interrupt {step.interrupt}\n")
        for name, text in (("stdout", step.stdout), ("stderr", step.stderr)):
            if text:
                parts.append(f"=== {name}\n{text}")
        if step.exit_code:
            parts.append(f"=== exit {step.exit_code}\n")
    return "".join(parts)


def replayed(transcript: Transcript, folder: Path) -> Transcript:
    """Run the commands in *folder* and return the transcript of that."""
    for name, text in transcript.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    steps = [_run(step, folder) for step in transcript.steps]
    return Transcript(transcript.about, transcript.files, steps)


def _run(step: Step, folder: Path) -> Step:
    process = subprocess.Popen(
        ["bash", "-o", "pipefail", "-c", _EXEKALL + step.command],
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    before = ""
    if step.interrupt:
        assert process.stdout is not None
        while step.interrupt not in before and (line := process.stdout.readline()):
            before += line
        os.killpg(process.pid, signal.SIGINT)
    try:
        stdout, stderr = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    return replace(
        step,
        stdout=_steady(before + stdout, folder),
        stderr=_steady(stderr, folder),
        exit_code=process.returncode,
    )


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {
        **kept,
        "EXEKALL_PYTHON": sys.executable,
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "COLUMNS": "80",
        "PYTHONDONTWRITEBYTECODE": "1",
        # The commands run elsewhere, with the same exekall.
        "PYTHONPATH": str(Path(__file__).parent.parent.parent),
    }


def _steady(text: str, folder: Path) -> str:
    """Replace what is different each time."""
    text = text.replace(str(folder.resolve()), "<folder>")
    for changing, instead in _CHANGING:
        text = changing.sub(instead, text)
    return text
