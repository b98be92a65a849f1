"""Looking before running: the list of expressions, and scripts with placeholders for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from exekall.artifacts.folder_names import folder_name
from exekall.cli.console import Console
from exekall.cli.run.preparation import Prepared
from exekall.filesystem.directory import Directory
from exekall.filesystem.errors import translated
from exekall.hooks import asked
from exekall.rendering.listing import heading, json_lines, listed_lines, rst_lines, streaming_note
from exekall.rendering.wording import indented
from exekall.scripts import ScriptOptions, template_script
from exekall.selection import Candidate, Listed

__all__ = ["announce", "show_list", "write_templates"]

# So much of a name is kept where several expressions have the same one.
_MAX_COMMON: Final = 150


def show_list(listed: Listed, prepared: Prepared, console: Console) -> None:
    """Write the list of expressions in the form that was asked for."""
    settings = prepared.settings
    if listed.is_streamed:
        console.warn([streaming_note()])
    if settings.as_json:
        console.write(json_lines(listed.candidates))
    elif settings.as_rst:
        console.write(rst_lines(listed.candidates))
    else:
        console.write(_above(listed, prepared))
        console.write(listed_lines(listed))


def announce(listed: Listed, prepared: Prepared, console: Console) -> None:
    """Write which expressions are going to be executed."""
    console.write([*_above(listed, prepared), heading(listed, prepared.settings.iterations)])
    if not listed.is_streamed:
        console.write(indented(listed_lines(listed)))
    console.write([""])
    console.flush()


def _above(listed: Listed, prepared: Prepared) -> Sequence[str]:
    """Return what the adaptor wants to be read above the list."""
    if listed.is_streamed:
        return ()
    expressions = [candidate.expr for candidate in listed.candidates]
    text = asked(prepared.adaptor.format_expr_list, expressions, prepared.settings.verbose)
    return str(text).splitlines() if text else ()


def write_templates(candidates: Iterable[Candidate], folder: Path, options: ScriptOptions) -> int:
    """Write a script for each of *candidates* into *folder* and return how many there are.

    Raises :class:`ArtifactError` where the folder cannot be written, or has one of them already.
    """
    with translated(folder):
        folder.mkdir(parents=True, exist_ok=True)
    names: set[str] = set()
    with Directory(folder.resolve()) as directory:
        for candidate in candidates:
            name = folder_name(candidate.short)
            if name in names:
                name = f"{name[:_MAX_COMMON]}~{candidate.expr.digest.hex()[:12]}"
            names.add(name)
            directory.write_new(f"{name}.py", template_script(candidate.expr, options))
    return len(names)
