"""Keys and questions are marked and then looked for wherever they must not be."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
import requests
from cryptography.fernet import Fernet
from redis import Redis

from backend.redis_urls import embedded
from tests.canaries import KEEPS_TEXTS, cells, check_shown
from tests.integration.parrot import ANSWERS, MODELS, Parrot, running_parrot
from tests.integration.stack import WHERE_STACKS_RUN, Stack, command_line, running_stack, wait_until
from tests.redis_contents import contents

pytestmark = WHERE_STACKS_RUN

MARK = uuid4().hex
KEY = f"canarykey{MARK}"
QUERY = f"Why is {MARK}question like a canary?"
SECRETS = {
    "HF_TOKEN": f"hf_{KEY}one",
    "GEMINI_API_KEY": f"AIza{KEY}two",
    "PARROT_KEY": f"sk-{KEY}three",
}
# Saved in the database, the one by the API and the other in the admin.
SAVED, TYPED = f"sk-{KEY}four", f"sk-{KEY}five"
ASKED = f"{MARK}question"
WAYS = ("change", "history", "delete")
PAGES = (
    *("/", "/admin/", "/admin/providers/provider/", "/admin/providers/languagemodel/"),
    *("/admin/providers/attempt/", "/api/providers/", "/api/models/", "/api/schema/", "/readyz"),
    *("/admin/providers/providerkey/", "/api/providers/parrot/keys/"),
)


@pytest.fixture(scope="module")
def parrot() -> Iterator[Parrot]:
    with running_parrot() as parrot:
        yield parrot


@pytest.fixture(scope="module")
def stack(parrot: Parrot) -> Iterator[Stack]:
    """After some questions that were refused in every way and answered."""
    with (
        TemporaryDirectory(prefix="aic-up-") as folder,
        running_stack(
            Path(folder),
            **SECRETS,
            HF_BASE_URL=parrot.url,
            HF_HUB_URL=parrot.url,
            GEMINI_BASE_URL=parrot.url,
            OPENAI_COMPATIBLE=f"parrot={parrot.url}|PARROT_KEY",
        ) as stack,
    ):
        wait_until(lambda: MODELS[0] in stack.get("/api/models/").text, 30, "probed", stack.said)
        save_keys(stack)
        for _ in range(3):
            stack.events(stack.ask(QUERY))
        yield stack


def save_keys(stack: Stack) -> None:
    """Each is tested then, by one call to a provider that repeats what it hears."""
    saved = stack.post("/api/providers/parrot/keys/", {"secret": SAVED, "name": "by the API"})
    assert saved.status_code == 201
    page = f"{stack.url}/admin/providers/providerkey/add/"
    form = {"provider": provider_id(stack), "name": "in the admin", "is_enabled": "on"}
    with requests.Session() as browser:
        browser.get(page, timeout=5)
        form["csrfmiddlewaretoken"] = browser.cookies["csrftoken"]
        for secret, status in ((f"{TYPED} {TYPED}", 200), (TYPED, 302)):  # first one to refuse
            typed = browser.post(
                page, {**form, "secret": secret}, allow_redirects=False, timeout=20
            )
            assert typed.status_code == status
            check_shown("the admin", f"{typed.text} {typed.headers}")


def provider_id(stack: Stack) -> int:
    with closing(sqlite3.connect(stack.folder / "var" / "council.sqlite3")) as database:
        rows = database.execute("SELECT id FROM providers_provider WHERE name = 'parrot'")
        return int(rows.fetchone()[0])


def test_a_saved_key_stands_encrypted_in_its_column_and_nowhere_else(stack: Stack) -> None:
    secrets = (stack.folder / "var" / "secrets.env").read_text()
    [encryption_key] = re.findall("^ENCRYPTION_KEYS=(.+)$", secrets, re.MULTILINE)
    with closing(sqlite3.connect(stack.folder / "var" / "council.sqlite3")) as database:
        rows = database.execute("SELECT id, encrypted_secret FROM providers_providerkey").fetchall()
    kept = {Fernet(encryption_key).decrypt(encrypted).decode() for _, encrypted in rows}
    assert kept == {SAVED, TYPED}

    pages = [f"/admin/providers/providerkey/{id_}/{page}/" for id_, _ in rows for page in WAYS]
    told = {page: stack.get(page) for page in pages}
    assert {answer.status_code for answer in told.values()} == {200}
    hidden = [KEY, *(encrypted for _, encrypted in rows)]
    assert [page for page, answer in told.items() if any(s in answer.text for s in hidden)] == []
    files = [path for path in stack.folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite3" for path in files)
    assert [path.name for path in files if KEY.encode() in path.read_bytes()] == []


def test_every_way_to_repeat_a_secret_was_tried(stack: Stack, parrot: Parrot) -> None:
    assert parrot.answers >= len(ANSWERS)


def test_no_log_line_holds_a_key_or_a_question(stack: Stack) -> None:
    assert MARK not in stack.said()
    logs = [path for path in (stack.folder / "var").rglob("*.log") if path.is_file()]
    assert [path for path in logs if MARK.encode() in path.read_bytes()] == []


def test_the_database_keeps_texts_in_their_columns_and_keys_nowhere(stack: Stack) -> None:
    with closing(sqlite3.connect(stack.folder / "var" / "council.sqlite3")) as database:
        found = list(cells(database))
    assert [(table, column) for table, column, cell in found if KEY in cell] == []
    holding = {(table, column) for table, column, cell in found if ASKED in cell}
    assert holding <= KEEPS_TEXTS
    assert ("council_deliberation", "query") in holding


@pytest.fixture
def redis(stack: Stack) -> Iterator[Redis]:
    """The stack's own."""
    with Redis.from_url(embedded(stack.folder / "var")) as redis:
        yield redis


def test_redis_keeps_questions_in_their_logs_and_keys_nowhere(redis: Redis) -> None:
    holding = {name for name in redis.scan_iter() if MARK in contents(redis, name)}

    assert holding
    assert [name for name in holding if b"council:log:" not in name] == []
    assert [name for name in holding if KEY in contents(redis, name)] == []


def test_a_task_names_its_deliberation_and_no_more(stack: Stack, redis: Redis) -> None:
    worker = stack.pid_of("worker")
    os.kill(worker, signal.SIGSTOP)
    try:
        id_ = stack.ask(QUERY)
        second = stack.ask(QUERY)  # the first may be in the worker's hands already
        tasks = contents(redis, b"council:deliberations")
    finally:
        os.kill(worker, signal.SIGCONT)
    stack.events(id_)
    stack.events(second)

    assert second in tasks
    assert MARK not in tasks


def test_no_page_shows_a_key(stack: Stack) -> None:
    pages = {page: stack.get(page).text for page in PAGES}
    assert [page for page, text in pages.items() if KEY in text] == []


def test_no_address_and_no_command_line_holds_a_key_or_a_question(
    stack: Stack, parrot: Parrot
) -> None:
    assert [line for line in parrot.lines if MARK in line] == []
    assert [pid for pid in stack.processes() if MARK in command_line(pid)] == []


def test_an_api_key_stands_on_the_terminal_and_nowhere_else(stack: Stack) -> None:
    """Asked with, refused, misspelled, and looked at in the admin."""
    made = stack.manage("create_api_key", "canary")
    printed, beside = made.communicate(timeout=30)
    key = printed.strip()
    secret = key.rpartition("_")[2]
    assert (made.returncode, len(secret), secret in beside) == (0, 32, False)

    asked = stack.post(
        "/api/deliberations/", {"query": "Why, canary?"}, Authorization=f"Bearer {key}"
    )
    assert asked.status_code == 202
    stack.events(asked.json()["id"])
    refused = {
        text: stack.get("/api/deliberations/", Authorization=f"Bearer {text}")
        for text in (f"ac_{'0' * 12}_{secret}", f"{key}x", f"{key} {key}")
    }
    assert {answer.status_code for answer in refused.values()} == {401}
    stack.get(f"/api/deliberations/?api_key={key}")
    pages = [stack.get(page).text for page in ("/admin/accounts/apikey/", "/api/usage/")]

    assert "canary" in pages[0]
    told = [*pages, stack.said(), *(answer.text for answer in refused.values())]
    assert [text for text in told if secret in text] == []
    files = [path for path in stack.folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite3" for path in files)
    assert [path.name for path in files if secret.encode() in path.read_bytes()] == []
