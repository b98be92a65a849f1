"""Expression IDs: one line of text that says how a value is made.

``f(p1=g(), p2=h(k()))`` is written ``g:f(p2=k:h)``: the first parameter before the operator's
name, the others after it. Everything here is generic over nodes; a view tells what a node is.
"""

from __future__ import annotations

from exekall.identifiers.abbreviation import ABBREVIATED_LENGTH, MAX_LENGTH, value_digest
from exekall.identifiers.parsing import Expected, ParsedId, ParseError, parse_id, remove_tags
from exekall.identifiers.segments import IdView
from exekall.identifiers.tags import format_tags
from exekall.identifiers.writing import IdWriter, write_id

__all__ = [
    "ABBREVIATED_LENGTH",
    "MAX_LENGTH",
    "Expected",
    "IdView",
    "IdWriter",
    "ParseError",
    "ParsedId",
    "format_tags",
    "parse_id",
    "remove_tags",
    "value_digest",
    "write_id",
]
