"""The adaptor that a database was made with, where the user has it.

It is imported as any module of the user's would be, never from paths that a database names.
"""

from __future__ import annotations

from importlib import import_module

from exekall.store.records import AdaptorRecord

__all__ = ["RELOAD_HOOK", "adaptor_class"]

RELOAD_HOOK = "reload_db"


def adaptor_class(record: AdaptorRecord) -> type | None:
    """Return the class that *record* names; None where it cannot be imported or is no adaptor."""
    try:
        found: object = import_module(record.module)
        for name in record.qualname.split("."):
            found = getattr(found, name)
    except KeyboardInterrupt:
        raise
    except BaseException:  # importing other people's code may raise anything
        return None
    return found if isinstance(found, type) and _is_adaptor(found) else None


def _is_adaptor(class_: type) -> bool:
    # By name: what adaptors are made of is no business of a database.
    return any(
        (base.__module__, base.__qualname__) == ("exekall.customization", "AdaptorBase")
        for base in class_.__mro__
    )
