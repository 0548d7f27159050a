"""From a rehearsal to real models: verdicts in three seconds, Ollama looked for, and who may."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from backend import stack
from providers.catalogue.health import probe_due_providers
from providers.catalogue.local_models import PULLS, choose_pull
from providers.keys import add_key, try_key
from providers.models import Provider, ProviderKey
from providers.stored_keys import is_rehearsal, real_way_kept
from providers.sync import sync_registry
from tests.integration.rehearsal import Rehearsal
from tests.integration.ways_in import client_of

# Models are asked by threads of their own.
pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "hf_canarykey_that_sets_it_up_x7Qz"  # noqa: S105  nobody's
WRONG = "hf_canarykey_that_is_invalid_0000"  # as the upstream has it
KEYS = "/api/providers/huggingface/keys/"
LOOK = "/api/providers/ollama/look/"
AWAY = "http://127.0.0.1:9"
SECONDS = 3.0


@pytest.fixture(autouse=True)
def _for_want_of_a_key(settings: Settings, upstream: Rehearsal) -> None:
    """As `up` leaves it."""
    settings.HF_TOKEN = settings.GEMINI_API_KEY = ""
    settings.HF_BASE_URL = settings.HF_HUB_URL = upstream.url
    settings.OLLAMA_HOST = AWAY
    settings.OPENAI_COMPATIBLE = []
    settings.SINGLE_USER = False
    settings.REHEARSAL = settings.REHEARSAL_ENDS_WITH_A_KEY = True
    sync_registry()


@pytest.fixture
def staff() -> Client:
    return client_of(User.objects.create_user("dora", is_staff=True))


@pytest.fixture
def mute() -> Iterator[str]:
    """A server that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken: list[socket.socket] = []
        threading.Thread(target=_take_all, args=(server, taken), daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        for connection in taken:
            connection.close()


def _take_all(server: socket.socket, taken: list[socket.socket]) -> None:
    with suppress(OSError):
        while True:
            taken.append(server.accept()[0])


def save(staff: Client, secret: str = SECRET) -> dict[str, str]:
    began = time.monotonic()
    answer = staff.post(KEYS, {"secret": secret}, content_type="application/json")
    assert answer.status_code == 201
    assert time.monotonic() - began < SECONDS
    found: dict[str, str] = answer.json()
    return found


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [("403*", "no_permission"), ("402*", "no_credit"), ("hang*", "valid"), ("500*", "valid")],
)
def test_the_verdict_comes_in_three_seconds_whatever_the_model_does(
    staff: Client, upstream: Rehearsal, fault: str, verdict: str
) -> None:
    upstream.put_faults({"*": [fault]})
    saved = save(staff)
    assert saved["verdict"] == verdict
    assert saved["verdict_message"]


@pytest.mark.parametrize(
    "silent", [("HF_BASE_URL",), ("HF_HUB_URL",), ("HF_BASE_URL", "HF_HUB_URL")]
)
def test_it_comes_in_three_seconds_where_nobody_answers(
    staff: Client, settings: Settings, mute: str, silent: tuple[str, ...]
) -> None:
    for name in silent:
        setattr(settings, name, mute)
    saved = save(staff)
    assert saved["verdict"] == ("unreachable" if "HF_BASE_URL" in silent else "unknown")
    assert saved["verdict_message"]


def test_only_a_key_that_is_not_refused_ends_the_rehearsal(staff: Client) -> None:
    assert save(staff, WRONG)["verdict"] == "invalid"
    assert is_rehearsal()
    assert save(staff)["verdict"] == "valid"
    assert not is_rehearsal()


def test_a_refused_key_is_none_at_the_next_start(settings: Settings) -> None:
    settings.GIVEN = frozenset()
    row = add_key(provider=Provider.objects.get(name="huggingface"), secret=WRONG)
    assert stack.decide()["REHEARSAL"] == "False"
    try_key(row=row)
    assert stack.decide()["REHEARSAL"] == "True"


def test_an_ollama_is_looked_for_and_ends_the_rehearsal(
    staff: Client, settings: Settings, upstream: Rehearsal
) -> None:
    found = staff.post(LOOK).json()
    assert (found["is_reachable"], found["models"], found["address"]) == (False, [], AWAY)
    assert found["message"]
    assert found["memory_gigabytes"] > 0
    assert found["pull"]["model"] in {pull.model for pull in PULLS}
    assert is_rehearsal()

    settings.OLLAMA_HOST = upstream.url
    found = staff.post(LOOK).json()
    assert found["is_reachable"]
    tags = {model["name"]: model["tags"] for model in found["models"]}
    assert "reasoning" in tags["qwen3:8b"]
    assert not is_rehearsal()


def test_one_that_is_started_is_noticed_and_one_that_is_gone_too(
    settings: Settings, upstream: Rehearsal, redis_store: object
) -> None:
    settings.OLLAMA_HOST = upstream.url
    _probe()
    assert not is_rehearsal()
    settings.OLLAMA_HOST = AWAY
    _probe()
    assert is_rehearsal()


def test_a_rehearsal_that_is_wanted_looks_for_nobody(
    settings: Settings, upstream: Rehearsal, redis_store: object
) -> None:
    settings.REHEARSAL_ENDS_WITH_A_KEY, settings.OLLAMA_HOST = False, upstream.url
    _probe()
    assert is_rehearsal()
    assert Provider.objects.get(name="ollama").is_reachable is None


def test_looking_takes_no_longer_than_three_seconds(
    staff: Client, settings: Settings, mute: str
) -> None:
    settings.OLLAMA_HOST = mute
    began = time.monotonic()
    assert staff.post(LOOK).json()["is_reachable"] is False
    assert time.monotonic() - began < SECONDS


def test_only_staff_look_and_only_at_an_ollama(staff: Client, ann: User) -> None:
    assert client_of(ann).post(LOOK).status_code == 403
    assert Client().post(LOOK).status_code == 401
    assert staff.post("/api/providers/gemini/look/").status_code == 404
    assert staff.post("/api/providers/nobody/look/").status_code == 404


def test_keys_of_the_environment_are_named_and_not_shown(staff: Client, settings: Settings) -> None:
    settings.HF_TOKEN, settings.HF_TOKEN_NAME = SECRET, "HF_TOKEN"
    known = staff.get(KEYS).json()
    [key] = known["environment"]
    assert (key["name"], key["last_four"]) == ("HF_TOKEN", "x7Qz")
    assert known["results"] == []
    assert not ProviderKey.objects.exists()


@pytest.mark.parametrize(
    ("memory", "model"),
    [(None, "llama3.2:3b"), (3.7, "llama3.2:3b"), (15.6, "qwen3:8b"), (62.8, "gpt-oss:20b")],
)
def test_the_largest_model_that_fits_is_named(memory: float | None, model: str) -> None:
    assert choose_pull(memory).model == model


def _probe() -> None:
    Provider.objects.update(probe_due_at=None)
    probe_due_providers()
    real_way_kept.forget()
