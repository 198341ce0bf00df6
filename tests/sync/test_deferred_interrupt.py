"""A Ctrl-C is put off, and then does what it would have done at once."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from news_archive.sync.deferred_interrupt import deferred_interrupt


@pytest.fixture(autouse=True)
def handler() -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


def test_it_interrupts_after_the_block() -> None:
    done = []

    def work() -> None:
        with deferred_interrupt():
            signal.raise_signal(signal.SIGINT)
            done.append("all")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["all"]


def test_it_stays_ignored_where_it_is_ignored() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with deferred_interrupt():
        signal.raise_signal(signal.SIGINT)


def test_it_reaches_a_handler_of_the_callers_own() -> None:
    heard = []
    signal.signal(signal.SIGINT, lambda number, _frame: heard.append(number))
    with deferred_interrupt():
        signal.raise_signal(signal.SIGINT)
        assert heard == []
    assert heard == [signal.SIGINT]
