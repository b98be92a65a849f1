"""Databases brought together, row by row, with nothing unpickled."""

__exekall_internal__ = True
