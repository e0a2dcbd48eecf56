"""Conversations and every turn of them, in a database: SQLite by default, any other by its SQLAlchemy URL.

A turn is recorded whatever its outcome, the failed and the refused too, with what it was answered from.
"""

from __future__ import annotations

import json
import re
import secrets
import sqlite3
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import Engine, Index, String, Text, UniqueConstraint, create_engine, delete, event, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateIndex, CreateTable

from assistant.errors import BadInput

try:
    import fcntl
except ImportError:  # no POSIX locks on this system: one process at a time, as the threads' locks see it
    fcntl = None  # type: ignore[assignment]

_SESSION_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_BUSY_SECONDS: Final = 15
_OPENING_TRIES: Final = 20


class _Base(DeclarativeBase):
    pass


class _Conversation(_Base):
    __tablename__ = "conversations"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    turns: Mapped[int]
    updated_at: Mapped[str] = mapped_column(String(40))


class _Turn(_Base):
    __tablename__ = "turns"
    id: Mapped[int] = mapped_column(primary_key=True)
    session: Mapped[str] = mapped_column(String(64))
    turn: Mapped[int]
    asked_at: Mapped[str] = mapped_column(String(40))
    asked_on: Mapped[str] = mapped_column(String(10))
    question: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(20))
    reply: Mapped[str] = mapped_column(Text)
    receipt: Mapped[str] = mapped_column(Text)
    __table_args__ = (Index("turns_by_session", "session", "turn"),)


class _Feedback(_Base):
    __tablename__ = "feedback"
    id: Mapped[int] = mapped_column(primary_key=True)
    session: Mapped[str] = mapped_column(String(64), index=True)
    turn: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200))
    told_at: Mapped[str] = mapped_column(String(40))
    __table_args__ = (UniqueConstraint("session", "turn", "reason"),)


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """One turn as it was answered. `asked_at` is the moment (UTC), `asked_on` the day it was answered for."""

    session: str
    turn: int
    asked_at: str
    asked_on: str
    question: str
    outcome: str
    reply: dict[str, Any]
    receipt: dict[str, Any] | None

    def to_json(self) -> dict[str, Any]:
        """All of the record, by field name, as the log and `GET /v1/sessions` show it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Flag:
    """What a reader found wrong with the answer of one turn."""

    session: str
    turn: int
    reason: str
    told_at: str


class SessionStore:
    """The conversations in one database. Safe for several threads, and for several processes on one file.

    Raises BadInput for a session id that cannot be one, and where the database cannot be opened.
    """

    def __init__(self, url: str) -> None:
        try:
            self._engine, path = _open(url)
        except (ArgumentError, ModuleNotFoundError) as error:
            raise BadInput(f"会话数据库的地址无法识别：{error}。请检查 MINGCE_DATABASE_URL。") from error
        except (OSError, SQLAlchemyError) as error:
            reason = getattr(error, "orig", None) or error
            raise BadInput(f"打不开会话数据库：{reason}。请检查 MINGCE_DATA_DIR 是否可写。") from error
        self._sessions = sessionmaker(self._engine, expire_on_commit=False)
        # One connection is shared by all threads in memory: their transactions must not mix.
        in_memory = isinstance(self._engine.pool, StaticPool)
        self._one_at_a_time = threading.RLock() if in_memory else nullcontext()
        self._locks = _Locks(path)

    def new_id(self) -> str:
        """A free id, too long to be guessed: whoever has it can read the conversation."""
        return secrets.token_hex(8)

    def load(self, session_id: str) -> dict[str, Any] | None:
        """The state after the last turn; None for a conversation that has not begun."""
        with self._transaction(session_id) as db:
            found = db.get(_Conversation, session_id)
            return None if found is None else _from_text(found.state)

    def record(
        self,
        session_id: str,
        turn: int,
        question: str,
        asked_on: date | str,
        reply: Mapping[str, Any],
        state: Mapping[str, Any],
    ) -> None:
        """Writes the turn and the state after it, both or neither."""
        now = _now()
        with self._transaction(session_id) as db:
            # The row is written before anything is read, so that SQLite takes its write lock at once.
            db.add(
                _Turn(
                    session=session_id,
                    turn=turn,
                    asked_at=now,
                    asked_on=str(asked_on),
                    question=_storable(question),
                    outcome=str(reply.get("outcome", "error")),
                    reply=_to_text(reply),
                    receipt=_to_text(reply.get("receipt")),
                )
            )
            db.flush()
            db.merge(_Conversation(id=session_id, state=_to_text(state), turns=turn, updated_at=now))

    def reword(self, session_id: str, turn: int, reply: Mapping[str, Any]) -> None:
        """Puts a reply that differs in its wording in the place of a recorded one; nothing where that was deleted."""
        mine = (_Turn.session == session_id, _Turn.turn == turn)
        with self._transaction(session_id) as db:
            db.execute(update(_Turn).where(*mine).values(reply=_to_text(reply), receipt=_to_text(reply.get("receipt"))))

    def recent(self, session_id: str, before: int, most: int) -> list[tuple[str, str]]:
        """Question and answer of the last turns before this one, the earliest first."""
        earlier = select(_Turn).where(_Turn.session == session_id, _Turn.turn < before)
        with self._transaction(session_id) as db:
            rows = list(db.scalars(earlier.order_by(_Turn.turn.desc(), _Turn.id.desc()).limit(most)))
            return [(row.question, str(_from_text(row.reply).get("answer", ""))) for row in reversed(rows)]

    def history(self, session_id: str) -> list[TurnRecord]:
        """Every recorded turn, the first one first; empty for an unknown conversation."""
        with self._transaction(session_id) as db:
            rows = db.scalars(select(_Turn).where(_Turn.session == session_id).order_by(_Turn.turn, _Turn.id))
            return [
                TurnRecord(
                    row.session,
                    row.turn,
                    row.asked_at,
                    row.asked_on,
                    row.question,
                    row.outcome,
                    _from_text(row.reply),
                    _from_text(row.receipt),
                )
                for row in rows
            ]

    def delete(self, session_id: str) -> bool:
        """Removes the conversation with all its turns; whether there was one."""
        with self._transaction(session_id) as db:
            gone = [
                db.execute(delete(_Turn).where(_Turn.session == session_id)),
                db.execute(delete(_Conversation).where(_Conversation.id == session_id)),
            ]
            db.execute(delete(_Feedback).where(_Feedback.session == session_id))
            return any(getattr(result, "rowcount", 0) for result in gone)

    def keep_only(self, session_id: str, turn: int) -> None:
        """Removes the turns but this one: those before it were replayed, not asked."""
        with self._transaction(session_id) as db:
            db.execute(delete(_Turn).where(_Turn.session == session_id, _Turn.turn != turn))

    def flag(self, session_id: str, turn: int, reason: str) -> bool:
        """Records what a reader found wrong with a turn's answer; whether it was not on record yet."""
        told = _Feedback(session=session_id, turn=turn, reason=_storable(reason), told_at=_now())
        try:
            with self._transaction(session_id) as db:
                db.add(told)
        except IntegrityError:
            return False
        return True

    def flags(self, session_id: str) -> list[Flag]:
        """What readers found wrong in this conversation, in the order told."""
        with self._transaction(session_id) as db:
            rows = db.scalars(select(_Feedback).where(_Feedback.session == session_id).order_by(_Feedback.id))
            return [Flag(row.session, row.turn, row.reason, row.told_at) for row in rows]

    @contextmanager
    def lock(self, session_id: str) -> Iterator[None]:
        """Held from `load` to `record`, so that two turns of one conversation do not interleave."""
        check_session_id(session_id)
        with self._locks.hold(session_id):
            yield

    def close(self) -> None:
        """Ends the connections; the store cannot be used afterwards."""
        self._engine.dispose()
        self._locks.close()

    @contextmanager
    def _transaction(self, session_id: str) -> Iterator[Session]:
        check_session_id(session_id)
        with self._one_at_a_time, self._sessions.begin() as db:
            yield db


def check_session_id(session_id: object) -> str:
    """The id; BadInput, which says what an id looks like, for anything else."""
    if isinstance(session_id, str) and _SESSION_ID.fullmatch(session_id):
        return session_id
    raise BadInput("会话号只能由英文字母、数字和 . _ - 组成，以字母或数字开头，最多64个字符。")


# ------------------------------------------------------------------ locks
class _Locks:
    """One lock a conversation: among threads always, among processes where a database file is shared.

    Processes lock one byte of a file beside the database; such locks do not tell threads apart, so each
    thread takes the thread's lock first.
    """

    def __init__(self, database: Path | None) -> None:
        self._guard = threading.Lock()
        self._held: dict[str, tuple[threading.Lock, int]] = {}
        self._file: IO[bytes] | None = None
        if database is not None and fcntl is not None:
            self._file = open(f"{database}.lock", "ab")  # noqa: SIM115  # open as long as the store is

    @contextmanager
    def hold(self, session_id: str) -> Iterator[None]:
        with self._guard:
            lock, users = self._held.get(session_id, (threading.Lock(), 0))
            self._held[session_id] = lock, users + 1
        try:
            with lock, self._among_processes(session_id):
                yield
        finally:
            with self._guard:
                lock, users = self._held.pop(session_id)
                if users > 1:  # someone waits for it
                    self._held[session_id] = lock, users - 1

    @contextmanager
    def _among_processes(self, session_id: str) -> Iterator[None]:
        if self._file is None:
            yield
            return
        byte = zlib.crc32(session_id.encode())
        fcntl.lockf(self._file, fcntl.LOCK_EX, 1, byte)
        try:
            yield
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, byte)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


# ------------------------------------------------------------------ database
def _open(url: str) -> tuple[Engine, Path | None]:
    """The engine with its tables made, and the file of an SQLite database that is in one."""
    parsed = make_url("sqlite://" if url == ":memory:" else url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(parsed, pool_pre_ping=True)
        _Base.metadata.create_all(engine)
        return engine, None
    path = Path(parsed.database) if parsed.database and parsed.database != ":memory:" else None
    if path is None:
        engine = create_engine(parsed, poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, connect_args={"timeout": _BUSY_SECONDS})
    event.listen(engine, "connect", _configure)
    _make_tables(engine)
    return engine, path


def _configure(connection: sqlite3.Connection, _record: object) -> None:
    """Readers do not wait for a writer, a writer waits for another, and what is deleted is overwritten."""
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = ON")


def _make_tables(engine: Engine) -> None:
    # Two processes may open a new file at once. SQLite does not wait for the switch to WAL by itself.
    for attempt in range(_OPENING_TRIES):
        try:
            with engine.begin() as connection:
                for table in _Base.metadata.sorted_tables:
                    connection.execute(CreateTable(table, if_not_exists=True))
                    for index in table.indexes:
                        connection.execute(CreateIndex(index, if_not_exists=True))
            return
        except OperationalError as error:
            if "locked" not in str(error.orig) or attempt == _OPENING_TRIES - 1:
                raise
            time.sleep(0.05)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _storable(text: str) -> str:
    """Half a surrogate pair is no text to a database."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _to_text(value: object) -> str:
    return _storable(json.dumps(value, ensure_ascii=False, default=str))


def _from_text(text: str) -> Any:
    return json.loads(text)
