"""The marks that keys and queries of the tests carry, and where they are looked for after each
test. `test_stack_canaries.py` does the same with every way to repeat them that we know of."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from functools import cache
from io import BufferedReader
from pathlib import Path

import orjson
from django.db import connection
from django.http.response import HttpResponseBase, StreamingHttpResponse
from redis import Redis

from tests.redis_contents import contents

KEY = "canarykey"
ASKED = "canary?"  # as in "Why, canary?"
# Where the texts of a deliberation are kept for the person who asked.
KEEPS_TEXTS = {
    ("council_deliberation", "query"),
    ("council_deliberation", "contest"),
    ("council_deliberation", "points"),
    ("council_deliberation", "synthesis"),
    ("council_opinion", "text"),
}
_made: set[str] = set()  # secrets of this test's API keys


class Leaked(AssertionError):
    """A key or a query stands where it must not."""


def check_text(where: str, text: str) -> None:
    """Neither a key nor a query."""
    check_shown(where, text)
    if ASKED in text:
        raise Leaked(f"A query stands in {where}.")


def check_shown(where: str, text: str) -> None:
    """What is shown to the person who asked: no key."""
    if any(key in text for key in (KEY, *_made)):
        raise Leaked(f"A key stands in {where}.")


def note_made_key(text: str) -> None:
    """An API key bears no mark, for it is drawn: its secret is looked for until the test ends."""
    _made.add(text.rpartition("_")[2])


def forget_made_keys() -> None:
    _made.clear()


class LogWatch(logging.Handler):
    """Keeps what is logged until it is checked: an error in here would be lost in a thread."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def check(self) -> None:
        lines, self.lines = self.lines, []
        for line in lines:
            check_text("a log line", line)


class AnswerWatch:
    """Keeps what anybody was answered, streams and frames piece by piece."""

    def __init__(self) -> None:
        self.answers: list[tuple[str, str]] = []

    def hear(self, path: str, text: object) -> None:
        self.answers.append((path, str(text)))

    def keep(self, path: str, answer: HttpResponseBase) -> None:
        """As Django's test client has it."""
        self.hear(path, answer.headers)
        if not isinstance(answer, StreamingHttpResponse):
            self.hear(path, answer.content)  # type: ignore[attr-defined]
        elif answer.is_async:
            answer.streaming_content = self._heard_later(path, aiter(answer))
        else:
            answer.streaming_content = self._heard(path, iter(answer))

    def _heard(self, path: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.hear(path, piece)
            yield piece

    async def _heard_later(self, path: str, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for piece in pieces:
            self.hear(path, piece)
            yield piece

    def check(self) -> None:
        answers, self.answers = self.answers, []
        for path, text in answers:
            check_shown(f"the answer of {path}", text)


LOGGED, ANSWERED = LogWatch(), AnswerWatch()


def log_watch() -> LogWatch:
    """For the settings of the tests: the one there is."""
    return LOGGED


def check_redis(redis: Redis) -> None:
    """Queries stand in event logs only, which their owner may read; keys nowhere. The tasks that
    wait and their results are here too."""
    for name in redis.scan_iter():
        text = f"{name!r} {contents(redis, name)}"
        check = check_shown if b"council:log:" in name else check_text
        check(f"Redis under {name!r}", text)


def check_postgresql() -> None:
    """Every row of the test database, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_every_row())
        rows = cursor.fetchall()
    for table, row in rows:
        if not _is_marked(row):
            continue
        for column, cell in orjson.loads(row).items():
            check_cell(table, column, str(cell))


def _is_marked(text: str) -> bool:
    return any(mark in text for mark in (ASKED, KEY, *_made))


@cache
def _every_row() -> str:
    """Of the tables there are: a migration is not made while the tests run."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    one = """SELECT '{0}', row_to_json(t)::text FROM "{0}" t"""
    return " UNION ALL ".join(one.format(table) for table in tables)


def check_cell(table: str, column: str, text: str) -> None:
    check = check_shown if (table, column) in KEEPS_TEXTS else check_text
    check(f"{table}.{column}", text)


def check_sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        for table, column, cell in cells(database):
            check_cell(table, column, cell)


def cells(database: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Everything that is in it: table, column, value."""
    names = "SELECT name FROM sqlite_master WHERE type = 'table'"
    for (table,) in database.execute(names).fetchall():
        rows = database.execute(f'SELECT * FROM "{table}"')  # noqa: S608  our own names
        columns = [column for column, *_ in rows.description]
        for row in rows:
            for column, cell in zip(columns, row, strict=True):
                yield table, column, str(cell)


def check_files(folder: Path) -> None:
    """What a stack leaves behind: its output, its logs, its database, and every change that its
    Redis was sent, the tasks of its workers among them."""
    for path in (folder / "output.log", *folder.rglob("var/**/*.log")):
        if path.is_file():
            check_text(path.name, path.read_text(errors="replace"))
    for path in folder.rglob("var/redis/**/*.aof"):
        for command in _changes(path):
            check = check_shown if b"council:log:" in b"".join(command[1:2]) else check_text
            check(f"Redis by {command[0]!r}", str(command))
    database = folder / "var" / "council.sqlite3"
    if database.is_file():
        check_sqlite(database)


def _changes(path: Path) -> Iterator[list[bytes]]:
    """The commands in an append-only file: each an array of strings, told by their lengths."""
    with path.open("rb") as file:
        while head := file.readline():
            if head.startswith(b"*"):
                yield [_string(file) for _ in range(int(head[1:]))]


def _string(file: BufferedReader) -> bytes:
    """The last one may be cut short, where Redis was killed."""
    length = int(file.readline()[1:] or 0)
    return file.read(length + 2)[:length]
