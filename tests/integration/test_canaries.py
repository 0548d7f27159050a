"""Each guard that looks for keys and queries after every test can fail."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse, StreamingHttpResponse
from redis import Redis

from council.models import Council
from tests import canaries
from tests.canaries import ASKED, KEY, LOGGED, AnswerWatch, Leaked, LogWatch
from tests.factories import make_api_key, make_council, make_deliberation


@pytest.mark.parametrize("secret", [f"hf_{KEY}", f"Why, {ASKED}"])
def test_a_log_line_is_noticed(secret: str) -> None:
    watch = LogWatch()
    watch.handle(logging.makeLogRecord({"msg": "Refused: %s", "args": (secret,)}))

    with pytest.raises(Leaked, match="a log line"):
        watch.check()
    watch.check()  # once


def test_the_trace_of_an_error_is_noticed() -> None:
    watch = LogWatch()
    error = (ValueError, ValueError(KEY), None)
    watch.handle(logging.makeLogRecord({"msg": "Failed", "exc_info": error}))

    with pytest.raises(Leaked):
        watch.check()


@pytest.mark.parametrize("answer", [HttpResponse(KEY), HttpResponse(headers={"X-Key": KEY})])
def test_an_answer_with_a_key_is_noticed(answer: HttpResponse) -> None:
    watch = AnswerWatch()
    watch.keep("/admin/", answer)

    with pytest.raises(Leaked, match="the answer of /admin/"):
        watch.check()


def test_a_piece_of_a_stream_with_a_key_is_noticed() -> None:
    watch, answer = AnswerWatch(), StreamingHttpResponse(iter([b"data: ", KEY.encode()]))
    watch.keep("/api/events/", answer)
    watch.check()
    assert answer.getvalue() == f"data: {KEY}".encode()

    with pytest.raises(Leaked, match="the answer of /api/events/"):
        watch.check()


def test_what_is_logged_for_debugging_only_is_noticed() -> None:
    logging.getLogger("providers.adapters").debug("POST /v1?key=%s", KEY)

    with pytest.raises(Leaked, match="a log line"):
        LOGGED.check()


@pytest.mark.parametrize(
    ("name", "text"),
    [("celery-task", KEY), ("celery-task", ASKED), (f"of:{KEY}", ""), ("council:log:1", KEY)],
)
def test_a_key_and_a_query_are_noticed_in_redis(redis_store: Redis, name: str, text: str) -> None:
    redis_store.rpush(name, text)

    with pytest.raises(Leaked, match="Redis under"):
        canaries.check_redis(redis_store)
    redis_store.flushall()


def test_an_event_log_may_hold_a_query(redis_store: Redis) -> None:
    redis_store.xadd("council:log:1", {"text": ASKED})
    canaries.check_redis(redis_store)


@pytest.mark.postgresql
@pytest.mark.parametrize("secret", [KEY, ASKED])
def test_a_key_and_a_query_are_noticed_in_the_database(ann: User, secret: str) -> None:
    council = make_council()
    Council.objects.filter(id=council.id).update(name=secret)

    with pytest.raises(Leaked):
        canaries.check_postgresql()
    Council.objects.all().delete()


@pytest.mark.postgresql
def test_a_query_stands_in_its_column_and_a_key_does_not(ann: User) -> None:
    deliberation = make_deliberation(ann, make_council())
    assert ASKED in deliberation.query
    canaries.check_postgresql()

    deliberation.query = KEY
    deliberation.save()
    with pytest.raises(Leaked):
        canaries.check_postgresql()
    deliberation.delete()


def test_the_secret_of_an_api_key_is_noticed(ann: User) -> None:
    secret = make_api_key(ann).text.rpartition("_")[2]

    with pytest.raises(Leaked):
        canaries.check_shown("a page", f"Your key is {secret}.")


@pytest.mark.parametrize("secret", [KEY, ASKED])
@pytest.mark.parametrize("name", ["output.log", "var/redis/redis.log"])
def test_what_a_stack_printed_is_noticed(tmp_path: Path, name: str, secret: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(secret)

    with pytest.raises(Leaked, match=r"\.log"):
        canaries.check_files(tmp_path)


@pytest.mark.parametrize(("column", "secret"), [("query", KEY), ("slug", ASKED)])
def test_the_database_of_a_stack_is_searched(tmp_path: Path, column: str, secret: str) -> None:
    (tmp_path / "var").mkdir()
    with closing(sqlite3.connect(tmp_path / "var" / "council.sqlite3")) as database:
        database.execute("CREATE TABLE council_deliberation (query, slug)")
        database.execute(f"INSERT INTO council_deliberation ({column}) VALUES (?)", (secret,))  # noqa: S608
        database.commit()

    with pytest.raises(Leaked, match=column):
        canaries.check_files(tmp_path)


@pytest.mark.parametrize(
    ("name", "secret"), [("council:deliberations", ASKED), ("council:log:1", KEY), ("any", KEY)]
)
def test_what_the_redis_of_a_stack_was_sent_is_searched(
    tmp_path: Path, name: str, secret: str
) -> None:
    write_changes(tmp_path, name, f"left\r\n{secret}")

    with pytest.raises(Leaked, match="Redis by"):
        canaries.check_files(tmp_path)


def test_the_event_logs_of_a_stack_may_hold_queries(tmp_path: Path) -> None:
    write_changes(tmp_path, "council:log:1", ASKED)
    canaries.check_files(tmp_path)


def write_changes(folder: Path, name: str, text: str) -> None:
    place = folder / "var" / "redis" / "appendonlydir"
    place.mkdir(parents=True)
    words = "".join(f"${len(word)}\r\n{word}\r\n" for word in ("XADD", name, text))
    (place / "appendonly.aof.1.incr.aof").write_text(
        f"*1\r\n$5\r\nMULTI\r\n*3\r\n{words}", newline=""
    )
