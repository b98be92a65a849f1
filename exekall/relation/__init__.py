"""The type relation: which type can be used where another one is asked for.

Everything works on canonical types, as `canonical` returns them.
"""

from exekall.relation.bounds import Bindings
from exekall.relation.canonical import canonical
from exekall.relation.classes import is_nominal
from exekall.relation.filing import nominal_head
from exekall.relation.forms import depth
from exekall.relation.qualifier import Qualifier
from exekall.relation.reasons import Reason, Refusal, UnsupportedType
from exekall.relation.requests import newtype_serves, request_key
from exekall.relation.subtyping import provides, refusal, why_not
from exekall.relation.unification import match_product, unify
from exekall.relation.variables import substitute, type_variables

__all__ = [
    "Bindings",
    "Qualifier",
    "Reason",
    "Refusal",
    "UnsupportedType",
    "canonical",
    "depth",
    "is_nominal",
    "match_product",
    "newtype_serves",
    "nominal_head",
    "provides",
    "refusal",
    "request_key",
    "substitute",
    "type_variables",
    "unify",
    "why_not",
]
