"""The value database on disk: what a run computed, written as it appears.

Metadata and small values are in an SQLite file, large buffers in a folder beside it. Everything
here deals in records (:mod:`exekall.store.records`); :mod:`exekall.valuedb` is how users see it.
"""

__exekall_internal__ = True
