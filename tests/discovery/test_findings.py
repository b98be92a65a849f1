from __future__ import annotations

from exekall.discovery.completeness import Shortcoming
from exekall.discovery.findings import Findings, full_name
from exekall.reasons import Cause, Rejection


class Outer:
    class Inner:
        def method(self) -> None: ...


def test_full_names() -> None:
    assert full_name("package.module", "function") == "package.module.function"
    assert full_name(Outer.Inner, "method") == f"{__name__}.Outer.Inner.method"

    class Local: ...

    assert full_name(Local, "method") == f"{__name__}.Local.method"


def test_callables_and_bindings() -> None:
    findings = Findings()
    findings.callables.append(len)
    findings.add_bound(max, "package.module", "biggest")
    assert findings.callables == [len, max]
    assert findings.bindings == {1: ("package.module", "biggest")}


def test_rejections() -> None:
    findings = Findings()
    findings.leave_out("module", "Outer", Outer, Shortcoming(Cause.ABSTRACT, (), "method"))
    findings.leave_out(
        Outer.Inner, "method", Outer.Inner.method, Shortcoming(Cause.NOT_ANNOTATED, ("x",))
    )
    line = Outer.Inner.method.__code__.co_firstlineno
    assert [left.rejection() for left in findings.left_out] == [
        Rejection("module.Outer", Cause.ABSTRACT, (), "method", __file__, Outer),
        Rejection(
            f"{__name__}.Outer.Inner.method",
            Cause.NOT_ANNOTATED,
            ("x",),
            "",
            f"{__file__}:{line}",
        ),
    ]


def test_what_a_partly_annotated_function_promises() -> None:
    def named(x) -> Outer: ...  # type: ignore[no-untyped-def]
    def unnamed(x) -> Missing: ...  # type: ignore[no-untyped-def]  # noqa: F821

    findings = Findings()
    for function in (named, unnamed):
        partial = Shortcoming(Cause.PARTIAL_ANNOTATION, ("x",))
        findings.leave_out("module", function.__name__, function, partial)
    assert [left.rejection().product for left in findings.left_out] == [Outer, None]
