"""After some failures nobody waits; one trial shows whether the endpoint is back."""

from __future__ import annotations

import threading

import pytest

from assistant.llm.breaker import Breaker
from assistant.llm.failure import notice_of
from tests.llm.conftest import Worded
from tests.llm.fake_server import Act, FakeServer, error

CHIP = "用了区内企业的自主芯片，研发投入200万，采购额100万，能补多少？"


class Clock:
    """Time that passes when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(failures=3, pause=30, clock=clock)


def ticket(breaker: Breaker) -> int:
    admitted = breaker.admit()
    assert admitted is not None
    return admitted


def test_it_opens_after_failures_in_a_row_and_not_before(breaker: Breaker) -> None:
    for _ in range(2):
        breaker.failed(ticket(breaker))
    breaker.succeeded(ticket(breaker))
    for _ in range(2):
        breaker.failed(ticket(breaker))
    assert breaker.state == "closed"
    breaker.failed(ticket(breaker))
    assert (breaker.state, breaker.admit()) == ("open", None)


def test_one_trial_after_the_pause_and_no_second_beside_it(breaker: Breaker, clock: Clock) -> None:
    breaker.failed(ticket(breaker), pause=10)
    clock.now += 9.9
    assert breaker.admit() is None
    clock.now += 0.2
    assert breaker.state == "half_open"
    trial = ticket(breaker)
    assert breaker.admit() is None
    breaker.succeeded(trial)
    assert breaker.state == "closed" and breaker.admit() is not None


def test_a_trial_that_fails_opens_it_again(breaker: Breaker, clock: Clock) -> None:
    breaker.failed(ticket(breaker), pause=10)
    clock.now += 11
    breaker.failed(ticket(breaker))
    assert breaker.state == "open"
    clock.now += 29
    assert breaker.admit() is None


def test_a_trial_that_never_reports_is_followed_by_another(breaker: Breaker, clock: Clock) -> None:
    breaker.failed(ticket(breaker), pause=10)
    clock.now += 11
    lost = ticket(breaker)
    clock.now += 31
    again = ticket(breaker)
    breaker.failed(lost)
    breaker.succeeded(again)
    assert breaker.state == "closed"


def test_results_from_before_change_nothing(breaker: Breaker, clock: Clock) -> None:
    old = [ticket(breaker) for _ in range(8)]
    for one in old[:3]:
        breaker.failed(one)
    breaker.succeeded(old[3])
    assert breaker.state == "open"
    clock.now += 31
    trial = ticket(breaker)
    breaker.failed(old[4])
    breaker.succeeded(trial)
    assert breaker.state == "closed"


def test_of_many_threads_one_tries(clock: Clock) -> None:
    breaker = Breaker(failures=1, pause=1, clock=clock)
    breaker.failed(ticket(breaker))
    clock.now += 2
    admitted: list[int | None] = []
    threads = [threading.Thread(target=lambda: admitted.append(breaker.admit())) for _ in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one is not None for one in admitted) == 1


# ------------------------------------------------------------------ around a writer
def test_the_next_users_do_not_wait_and_are_told_so(worded: Worded, breaker: Breaker, clock: Clock) -> None:
    with FakeServer([*[error(503)] * 3, Act(text="补贴30万元，见⟦4.5.16⟧。")]) as server:
        assistant = worded(server, breaker=breaker)
        for _ in range(3):
            assistant.ask(CHIP)
        paused = assistant.ask(CHIP)
        assert (paused["composed_by"], paused["notice"]) == ("offline_after_model", notice_of("paused"))
        assert len(server.requests) == 3
        clock.now += 31
        assert assistant.ask(CHIP)["composed_by"] == "model"
        assert assistant.writer and assistant.writer.state == "closed"


def test_a_wrong_key_or_a_pause_asked_for_opens_it_at_once(worded: Worded, breaker: Breaker) -> None:
    with FakeServer([error(401)]) as server:
        worded(server, breaker=breaker).ask(CHIP)
        assert breaker.state == "open"
    busy = Breaker()
    with FakeServer([error(429, Retry_After="60")]) as server:
        worded(server, breaker=busy).ask(CHIP)
        assert busy.state == "open"


def test_a_wording_that_is_rejected_is_no_failure_of_the_endpoint(worded: Worded, breaker: Breaker) -> None:
    with FakeServer([Act(text="补贴900万元。")]) as server:
        assistant = worded(server, breaker=breaker)
        for _ in range(4):
            assert assistant.ask(CHIP)["notice"] == notice_of("unproven")
    assert breaker.state == "closed"


def test_of_too_many_at_once_some_are_answered_without(worded: Worded, patient: Breaker) -> None:
    """Each who waits holds a thread of the server; the others must not wait for one."""
    with FakeServer([Act(text="补贴30万元，见⟦4.5.16⟧。", delay=1.5)]) as server:
        assistant = worded(server, breaker=patient)
        reply = assistant.answer(CHIP)
        said: list[tuple[str, str]] = []

        def word() -> None:
            worded_reply = assistant.word(reply, CHIP)
            said.append((worded_reply.composed_by, worded_reply.notice))

        threads = [threading.Thread(target=word) for _ in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert said.count(("offline_after_model", notice_of("busy"))) == 8
    assert said.count(("model", "")) == 16
