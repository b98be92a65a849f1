from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from exekall.uuids import new_uuid


def test_they_are_random_uuids() -> None:
    for _ in range(1_000):
        text = new_uuid()
        parsed = UUID(text)
        assert (parsed.hex, parsed.version) == (text, 4)
        assert parsed.variant == "specified in RFC 4122"


def test_no_two_are_equal() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = [uuid for part in pool.map(_many, range(8)) for uuid in part]
    assert len(set(made)) == len(made)


def _many(_: int) -> list[str]:
    return [new_uuid() for _ in range(5_000)]


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_process_makes_others() -> None:
    new_uuid()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, " ".join(new_uuid() for _ in range(500)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        theirs = set(answer.read().split())
    os.waitpid(child, 0)
    ours = {new_uuid() for _ in range(500)}
    assert len(theirs) == 500
    assert not theirs & ours
