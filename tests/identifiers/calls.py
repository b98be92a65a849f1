"""Random graphs of calls."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.oracle.identifiers import Call

_NAMES = ["f", "g", "mod.make", "pkg.Class.method", "pkg.AVeryLongClassName.its_factory_method"]
_TAG_NAMES = ["", "cpu", "freq"]
_TAG_VALUES = ["", "1", "a=b", "x:y(z,w)", "some longer value"]


@st.composite
def graphs(draw: st.DrawFn, max_size: int = 8) -> Call:
    """Return the root of a directed acyclic graph in which nodes are shared and hidden."""
    calls: list[Call] = []
    for _ in range(draw(st.integers(1, max_size))):
        operands = st.none() | st.sampled_from(calls) if calls else st.none()
        tags = st.dictionaries(st.sampled_from(_TAG_NAMES), st.sampled_from(_TAG_VALUES))
        operand_list = draw(st.lists(operands, max_size=3))
        calls.append(
            Call(
                draw(st.sampled_from(_NAMES)),
                tuple((f"p{index}", operand) for index, operand in enumerate(operand_list)),
                tuple(draw(tags).items()),
                draw(st.sampled_from([False, False, False, True])),
            )
        )
    return calls[-1]
