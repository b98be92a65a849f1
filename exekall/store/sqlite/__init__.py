"""The database file: its tables, and how rows are written to it and read from it."""

__exekall_internal__ = True
