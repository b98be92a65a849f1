"""What help texts are made of that depends on the sources."""

from __future__ import annotations

__all__ = ["adaptor_options_title"]


def adaptor_options_title(name: str) -> str:
    """Return the heading of the options that the adaptor called *name* adds."""
    return f"options of the adaptor '{name}'"
