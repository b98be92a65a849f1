"""The command ``exekall compare``."""

__exekall_internal__ = True
