"""Conversations in a real database file: kept over a restart, by several threads, by two processes."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from assistant.errors import BadInput
from assistant.sessions import SessionStore

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 24)


def reply(outcome: str = "answered", **more: object) -> dict[str, object]:
    return {"outcome": outcome, "answer": "奖励100万元。", **more}


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'new folder' / 'conversations.db'}"


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, url: str) -> SessionStore:
    return SessionStore(url if request.param == "file" else ":memory:")


def test_unknown_conversation_is_empty(store: SessionStore) -> None:
    assert store.load("s1") is None
    assert store.history("s1") == []
    assert store.delete("s1") is False


def test_turn_and_state_come_back_as_written(store: SessionStore) -> None:
    receipt = {"policy": "a", "rules": "b", "index": "c"}
    store.record("s1", 1, "奖多少？", TODAY, reply(receipt=receipt), {"facts": {"金额": 26777216}})
    [turn] = store.history("s1")
    assert store.load("s1") == {"facts": {"金额": 26777216}}
    assert (turn.question, turn.asked_on, turn.outcome) == ("奖多少？", "2026-11-24", "answered")
    assert turn.reply == reply(receipt=receipt)
    assert turn.receipt == receipt
    assert turn.to_json()["turn"] == 1


def test_last_state_counts_and_turns_stay_in_order(store: SessionStore) -> None:
    for number, outcome in enumerate(["answered", "off_topic", "error", "no_basis"], start=1):
        store.record("s1", number, f"问{number}", TODAY, reply(outcome), {"n": number})
    assert store.load("s1") == {"n": 4}
    assert [(t.turn, t.outcome) for t in store.history("s1")] == [
        (1, "answered"), (2, "off_topic"), (3, "error"), (4, "no_basis"),
    ]  # fmt: skip


def test_deleted_is_gone_and_others_stay(store: SessionStore) -> None:
    for session in ("s1", "s2"):
        store.record(session, 1, "问", TODAY, reply(), {})
        store.flag(session, 1, "金额有误")
    assert store.delete("s1") is True
    assert store.load("s1") is None and store.history("s1") == [] and store.flags("s1") == []
    assert len(store.history("s2")) == len(store.flags("s2")) == 1


def test_deleted_words_leave_the_file(url: str) -> None:
    store = SessionStore(url)
    store.record("s1", 1, "我们的商业秘密是甲乙丙", TODAY, reply(), {})
    store.delete("s1")
    store.close()  # the last connection folds the log into the file
    folder = Path(url.removeprefix("sqlite:///")).parent
    assert all("商业秘密".encode() not in path.read_bytes() for path in folder.iterdir())


def test_restart_keeps_the_conversation(url: str) -> None:
    first = SessionStore(url)
    first.record("s1", 1, "问", TODAY, reply(), {"n": 1})
    first.close()
    again = SessionStore(url)
    assert again.load("s1") == {"n": 1}
    assert [t.question for t in again.history("s1")] == ["问"]


def test_text_that_is_no_text_is_recorded(store: SessionStore) -> None:
    store.record("s1", 1, "坏\ud800的'; DROP TABLE turns;--", TODAY, reply("error"), {})
    assert store.history("s1")[0].question == "坏?的'; DROP TABLE turns;--"


def test_turn_without_state_is_not_half_written(store: SessionStore) -> None:
    class Broken:
        def __str__(self) -> str:
            raise RuntimeError("no words")

    with pytest.raises(RuntimeError):
        store.record("s1", 1, "问", TODAY, reply(), {"x": Broken()})
    assert store.history("s1") == []


@pytest.mark.parametrize("bad", ["", " ", "../etc", "会话", "a" * 65, "-s", "a b", "a\n", None, 7])
def test_bad_session_id_is_told_in_chinese(store: SessionStore, bad: object) -> None:
    for call in (store.load, store.history, store.delete):
        with pytest.raises(BadInput, match="会话号"):
            call(bad)  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="会话号"), store.lock(bad):  # type: ignore[arg-type]
        pass


def test_new_ids_are_good_and_differ(store: SessionStore) -> None:
    ids = {store.new_id() for _ in range(500)}
    assert len(ids) == 500
    assert all(store.load(i) is None for i in list(ids)[:3])


@pytest.mark.parametrize("url", ["sqlite:////proc/no/such/folder/x.db", "不是地址", "nosuchdb://x"])
def test_unusable_database_is_told_in_chinese(url: str) -> None:
    with pytest.raises(BadInput, match="数据库"):
        SessionStore(url)


def test_many_threads_lose_nothing(store: SessionStore) -> None:
    def talk(session: str) -> None:
        for turn in range(1, 11):
            with store.lock(session):
                state = store.load(session) or {"n": 0}
                store.record(session, turn, f"{session} {turn}", TODAY, reply(), {"n": state["n"] + 1})

    sessions = [f"s{i}" for i in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(talk, sessions))
    for session in sessions:
        assert store.load(session) == {"n": 10}
        assert [t.question for t in store.history(session)] == [f"{session} {n}" for n in range(1, 11)]


def test_lock_keeps_turns_of_one_conversation_apart(store: SessionStore) -> None:
    def count() -> None:
        for _ in range(10):
            with store.lock("s1"):
                n = (store.load("s1") or {"n": 0})["n"]
                time.sleep(0.001)
                store.record("s1", n + 1, "问", TODAY, reply(), {"n": n + 1})

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.load("s1") == {"n": 40}
    assert [t.turn for t in store.history("s1")] == list(range(1, 41))
    assert store._locks._held == {}  # nothing is kept for a conversation that rests


def test_locks_of_two_conversations_are_apart(store: SessionStore) -> None:
    with store.lock("s1"), store.lock("s2"):
        pass


def test_lock_is_free_after_a_failure(store: SessionStore) -> None:
    with pytest.raises(ZeroDivisionError), store.lock("s1"):
        _ = 1 / 0
    with store.lock("s1"):
        pass


_OTHER_PROCESS = """
import sys, time
from assistant.sessions import SessionStore
store = SessionStore(sys.argv[1])
for _ in range(15):
    with store.lock("shared"):
        n = (store.load("shared") or {"n": 0})["n"]
        time.sleep(0.001)
        store.record("shared", n + 1, "问", "2026-11-24", {"outcome": "answered"}, {"n": n + 1})
"""


def test_two_processes_on_a_new_file(url: str) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", _OTHER_PROCESS, url], cwd=ROOT, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for process in running:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors.decode()
    store = SessionStore(url)
    assert store.load("shared") == {"n": 30}
    assert [t.turn for t in store.history("shared")] == list(range(1, 31))


def test_flags_are_kept_with_their_turn(store: SessionStore) -> None:
    assert store.flag("s1", 2, "条款有误") is True
    assert store.flag("s1", 1, "没答到点") is True
    assert store.flag("s1", 2, "条款有误") is False  # told twice
    assert [(f.turn, f.reason) for f in store.flags("s1")] == [(2, "条款有误"), (1, "没答到点")]


def test_replayed_turns_can_be_dropped(store: SessionStore) -> None:
    for turn in (1, 2, 3):
        store.record("s1", turn, f"问{turn}", TODAY, reply(), {"n": turn})
    store.keep_only("s1", 3)
    assert [t.question for t in store.history("s1")] == ["问3"]
    assert store.load("s1") == {"n": 3}
