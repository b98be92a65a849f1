"""Notes about an execution as a whole."""

from __future__ import annotations

from pathlib import Path

from exekall.rendering.wording import place

__all__ = ["artifacts_note", "interrupted_note", "seed_note"]


def artifacts_note(path: Path) -> str:
    """Return where the artifacts are."""
    return f"Artifacts: {place(str(path))}"


def interrupted_note() -> str:
    """Return what to say after Ctrl-C."""
    return "Interrupted. What was computed is saved."


def seed_note(seed: int) -> str:
    """Return how to get the same order once more."""
    return f"Random order, to be had again with --random-order={seed}"
