"""Databases made of a few words each, for tests of comparing."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

from exekall.comparison.sample import Sample, Side
from exekall.store.records import FailureRecord, Outcome, TypeRecord
from exekall.traversal import walk

__all__ = ["failed", "opaque", "sample", "side", "skipped", "value"]

_NUMBERS = itertools.count()

Params = Mapping[str, Sample] | None


def sample(id_: str, params: Params = None, **facts: Any) -> Sample:
    """Return a sample with a UUID of its own; its full ID is the short one with a module."""
    uuid = f"{next(_NUMBERS):032x}"
    given = tuple((params or {}).items())
    known = {"id": f"module.{id_}", "shown": id_, "expression": "e"}
    return Sample(uuid, params=given, **{**known, **facts})


def value(id_: str, content: object, params: Params = None, **facts: Any) -> Sample:
    """Return a value with all that is kept of JSON."""
    text = json.dumps(content, sort_keys=True)
    kept = {
        "type": type(content).__name__,
        "json": text,
        "repr": repr(content)[:200],
        "text": str(content),
        "digest": blake2b(text.encode()).digest(),
        "load": lambda: content,
    }
    return sample(id_, params, **{**kept, **facts})


def opaque(
    id_: str, content: str, params: Params = None, kept: str = "<object>", **facts: Any
) -> Sample:
    """Return a value of which only *kept* is kept, and the digest of its content."""
    digest = blake2b(content.encode()).digest()
    loaded = {"type": "Opaque", "repr": kept, "digest": digest, "load": lambda: content}
    return sample(id_, params, **{**loaded, **facts})


def failed(
    id_: str, name: str = "ValueError", message: str = "", params: Params = None, **facts: Any
) -> Sample:
    """Return what raised an exception called *name*."""
    failure = FailureRecord(TypeRecord(name, (name, "Exception")), message)
    return sample(id_, params, outcome=Outcome.FAILED, failure=failure, **facts)


def skipped(id_: str, params: Params, **facts: Any) -> Sample:
    """Return what was not attempted for want of a parameter."""
    return sample(id_, params, outcome=Outcome.SKIPPED, **facts)


def side(name: str, roots: Iterable[Sample]) -> Side:
    """Return a database with these results, all of complete expressions."""
    found = tuple(roots)
    values = tuple(walk(found))
    return Side(name, found, values, frozenset(each.expression for each in values))
