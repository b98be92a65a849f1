"""The command ``exekall merge``."""

__exekall_internal__ = True
