"""IDs are as short as telling nodes apart allows."""

from __future__ import annotations

from dataclasses import replace

from exekall.names import NameForm
from exekall.rendering.show_ids import forms_of
from exekall.store.records import NodeRecord, TypeRecord

TYPE = TypeRecord("m.T", ("m.T",))


def node(name: str, *params: tuple[str, NodeRecord], key: bytes = b"") -> NodeRecord:
    names = (name, name.partition(".")[2], name.rpartition(".")[2])
    below = tuple((param, other.key) for param, other in params)
    return NodeRecord(key or repr((name, below)).encode(), b"digest", names, below, TYPE)


def forms(*nodes: NodeRecord, others: tuple[NodeRecord, ...] = ()) -> list[NameForm | None]:
    known = {one.key: one for one in (*nodes, *others)}
    found = forms_of([one.key for one in nodes], known.__getitem__)
    return [found.get(one.key) for one in nodes]


def test_short_forms_where_they_differ() -> None:
    a, b, c = node("m.A.f"), node("m.B.f"), node("m.g")
    assert forms(a, c) == [NameForm.SHORT, NameForm.SHORT]
    assert forms(a, b, c) == [NameForm.QUALIFIED, NameForm.QUALIFIED, NameForm.SHORT]
    assert forms(node("m.A.f"), node("n.A.f")) == [NameForm.FULL] * 2


def test_parameters_tell_apart() -> None:
    left, right = node("m.A.make"), node("m.B.make")
    user = node("m.use", ("x", left)), node("m.use", ("x", right))
    assert forms(*user, others=(left, right)) == [NameForm.QUALIFIED] * 2


def test_what_nothing_tells_apart_is_written_no_longer_than_others_need() -> None:
    one = node("m.A.f", key=b"1")
    twin = replace(one, key=b"2")
    assert forms(one, twin) == [NameForm.SHORT] * 2
    assert forms(one, twin, node("m.B.f")) == [NameForm.QUALIFIED] * 3
    assert forms(one, twin, node("n.A.f"), node("n.g")) == [*[NameForm.FULL] * 3, NameForm.SHORT]


def test_a_lost_node_is_left_out_and_does_no_harm() -> None:
    lost = node("m.lost")
    user = node("m.use", ("x", lost))
    found = forms_of([lost.key, user.key], {user.key: user}.__getitem__)
    assert found == {user.key: NameForm.SHORT}


def test_long_chains() -> None:
    chain = [node("m.f0", key=b"0")]
    for number in range(1, 5_000):
        chain.append(node(f"m.f{number}", ("x", chain[-1]), key=str(number).encode()))
    assert set(forms(*chain)) == {NameForm.SHORT}
