"""The value database as users see it: values with what they were made from, loaded when asked.

Opening and querying unpickle nothing and import nothing of the user's; ``value`` and ``excep`` do.
"""

from __future__ import annotations

from exekall.valuedb.database import ValueDB, load
from exekall.valuedb.failure import StoredFailure
from exekall.valuedb.frozen import FrozenExprVal, LostFrozVal, PrunedFrozVal
from exekall.valuedb.sequence import FrozenExprValSeq, ValueSet

__all__ = [
    "FrozenExprVal",
    "FrozenExprValSeq",
    "LostFrozVal",
    "PrunedFrozVal",
    "StoredFailure",
    "ValueDB",
    "ValueSet",
    "load",
]

__exekall_internal__ = True
