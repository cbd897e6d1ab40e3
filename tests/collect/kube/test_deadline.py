from threading import Event

import pytest

from driftaudit.collect.kube import deadline as module
from driftaudit.collect.kube.deadline import Deadline


def test_what_a_call_returns_is_returned():
    assert Deadline(5).run(lambda: 7) == 7


def test_what_a_call_raises_is_raised():
    def fail():
        raise LookupError("this one")

    with pytest.raises(LookupError, match="this one"):
        Deadline(5).run(fail)


def test_a_call_that_does_not_end_is_left_behind(monkeypatch):
    monkeypatch.setattr(module, "GRACE", 0.0)
    ended = Event()
    deadline = Deadline(0.01)
    with pytest.raises(TimeoutError):
        deadline.run(ended.wait)
    assert deadline.left == 0.0
    ended.set()


def test_time_runs_from_when_it_was_made():
    deadline = Deadline(100)
    before = deadline.left
    assert 0 < deadline.left <= before <= 100
