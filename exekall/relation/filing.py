"""Filing types by class, so that an index need not compare each with each."""

from __future__ import annotations

from exekall.relation.classes import is_typed_dict
from exekall.relation.forms import head, unqualified


def nominal_head(form: object) -> type | None:
    """Return the class under which a canonical type may be filed.

    None for what has to be compared with everything: unions, literals, NewTypes, typed
    dictionaries, `type[C]`. If two types provide one another, both have a class here and
    `is_nominal` is true of the wanted one's, then the latter is in the `__mro__` of the former.
    """
    cls = head(unqualified(form))
    if cls is None or cls is type or is_typed_dict(cls):
        return None
    return cls
