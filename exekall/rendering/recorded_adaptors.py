"""What is said of the adaptor that a database records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from exekall.rendering.failures import error_text
from exekall.rendering.wording import listed
from exekall.store.records import AdaptorRecord

__all__ = [
    "adaptor_note",
    "broken_adaptor_lines",
    "several_adaptors_lines",
    "unimportable_adaptor_lines",
]


def adaptor_note(record: AdaptorRecord, hooks: Iterable[str]) -> str:
    """Return that the adaptor is used, and what for."""
    called = listed([f"{hook}()" for hook in hooks])
    return f"using {_named(record)} of the run for {called}; --no-adaptor prevents it"


def unimportable_adaptor_lines(record: AdaptorRecord) -> list[str]:
    """Return that the adaptor cannot be imported from here, and how it could."""
    return [
        f"{_named(record)} of the run is not used: there is no module {record.module} here",
        "  To use it, put its folder on PYTHONPATH; to do without it, add --no-adaptor.",
    ]


def broken_adaptor_lines(record: AdaptorRecord, error: BaseException | None) -> list[str]:
    """Return what is wrong with the adaptor: what importing it raised, or that it is none."""
    what = "it is not a subclass of AdaptorBase" if error is None else error_text(error)
    return [f"{_named(record)} of the run is not used: {what}"]


def several_adaptors_lines(records: Sequence[AdaptorRecord]) -> list[str]:
    """Return that nobody knows which of the adaptors to use, and how to choose."""
    names = listed([_class(record) for record in records])
    return [
        f"no adaptor is used, since the runs had several: {names}",
        "  Choose one that is installed with --adaptor NAME.",
    ]


def _named(record: AdaptorRecord) -> str:
    return f"the adaptor '{record.name}' ({_class(record)})"


def _class(record: AdaptorRecord) -> str:
    return f"{record.module}.{record.qualname}"
