"""From the thread that computes to the one that writes."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from exekall.store.errors import StoreError, StoreProblem
from exekall.store.sqlite.batch import Amendment, Batch, Queue

FULL = StoreError(StoreProblem.FULL, Path("somewhere"))


@pytest.fixture
def queue() -> Queue:
    return Queue()


def taken(queue: Queue) -> tuple[Batch, int]:
    found = queue.take(60)
    assert found is not None
    return found


def test_nothing_is_taken_before_there_is_something(queue: Queue) -> None:
    assert queue.take(0) is None
    queue.add_row("log", (1,))
    assert queue.take(0) is None


def test_what_is_pending_is_taken_after_a_while(queue: Queue) -> None:
    queue.add_row("log", (1,))
    queue.add_row("value", (2,))
    queue.add_row("log", (3,))
    assert queue.add_pickle(b"abc") == (1, 0)
    assert queue.add_pickle(b"de") == (1, 3)
    amendment = Amendment("run", 1, {"state": "complete"})
    queue.amend(amendment)
    batch, asked = taken(queue)
    assert batch.rows == {"log": [(1,), (3,)], "value": [(2,)]}
    assert [(block.key, block.pickles) for block in batch.blocks] == [(1, [b"abc", b"de"])]
    assert batch.amendments == [amendment]
    assert asked == 0
    assert queue.take(0) is None


def test_each_batch_has_its_own_blocks(queue: Queue) -> None:
    for key in (1, 2, 3):
        assert queue.add_pickle(b"abc") == (key, 0)
        queue.add_row("value", (key,))
        [block] = taken(queue)[0].blocks
        assert block.key == key


def test_settling_waits_for_what_was_pending(queue: Queue) -> None:
    def write() -> None:
        batch, asked = taken(queue)
        written.append(batch)
        queue.done(asked, None)

    written: list[Batch] = []
    queue.add_row("log", (1,))
    thread = threading.Thread(target=write)
    thread.start()
    amendment = Amendment("run", 1, {})
    queue.settle([amendment])
    assert written[0].rows == {"log": [(1,)]}
    assert written[0].amendments == [amendment]
    thread.join()


def test_a_failure_stays_until_it_is_mended(queue: Queue) -> None:
    queue.add_row("log", (1,))
    _, asked = taken(queue)
    queue.done(asked, FULL)
    for call in (
        lambda: queue.add_row("log", (2,)),
        lambda: queue.add_pickle(b"x"),
        lambda: queue.amend(Amendment("run", 1, {})),
    ):
        with pytest.raises(StoreError) as raised:
            call()
        assert raised.value is FULL
    assert queue.take(0) is None
    thread = threading.Thread(target=lambda: queue.done(taken(queue)[1], None))
    thread.start()
    queue.settle()
    thread.join()
    queue.add_row("log", (3,))


def test_the_computing_thread_waits_where_too_much_is_pending(queue: Queue) -> None:
    def compute() -> None:
        for number in range(100):
            queue.add_pickle(bytes(1_000_000))
            queue.add_row("value", (number,))
        queue.close()

    thread = threading.Thread(target=compute)
    thread.start()
    pickles = 0
    while not queue.is_closed or pickles < 100:
        batch, asked = taken(queue)
        assert batch.weight < 20_000_000
        pickles += sum(len(block.pickles) for block in batch.blocks)
        queue.done(asked, None)
    thread.join()
    assert pickles == 100


def test_a_queue_that_is_let_go_while_it_is_locked(queue: Queue) -> None:
    with queue._lock:
        queue.let_go()
    assert queue.is_closed
    assert queue.take(60) is not None


def test_nobody_waits_for_a_thread_that_ended(queue: Queue) -> None:
    queue.abandon(FULL)
    with pytest.raises(StoreError):
        queue.settle()
    assert queue.is_closed
