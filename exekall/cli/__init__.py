"""The command line."""

__exekall_internal__ = True
