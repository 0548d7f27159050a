"""A model that is fetched while its worker is told to end: another goes on with it."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import requests

from tests.integration.rehearsal import Rehearsal, running_rehearsal
from tests.integration.stack import RESTART_SECONDS, WHERE_STACKS_RUN, Stack, running_stack
from tests.integration.stack import wait_until as wait_for

pytestmark = WHERE_STACKS_RUN

ADD = "/admin/providers/pull/add/"
# A worker that ends may be handed what it has just put back: then a sweep enqueues it again.
SWEPT_SECONDS = RESTART_SECONDS + 45


@pytest.fixture(scope="module")
def upstream() -> Iterator[Rehearsal]:
    with running_rehearsal(speed=0) as rehearsal:
        yield rehearsal


@pytest.fixture(scope="module")
def stack(upstream: Rehearsal) -> Iterator[Stack]:
    environment = {"REHEARSAL": "on", "REHEARSAL_URL": upstream.url}
    with (
        TemporaryDirectory(prefix="aic-up-") as folder,
        running_stack(Path(folder), **environment) as stack,
    ):
        yield stack


def begin(stack: Stack, model: str) -> str:
    """The page of the pull."""
    browser = requests.Session()
    page = browser.get(f"{stack.url}{ADD}", timeout=10).text
    ollama = re.search(r'<option value="(\d+)"[^>]*>Ollama', page)
    assert ollama
    token = browser.cookies["csrftoken"]
    form = {"provider": ollama[1], "model": model, "csrfmiddlewaretoken": token}
    begun = browser.post(f"{stack.url}{ADD}", data=form, allow_redirects=False, timeout=10)
    assert begun.status_code == 302, begun.text
    return begun.headers["Location"].removesuffix("change/")


def progress(stack: Stack, page: str) -> dict[str, Any]:
    told: dict[str, Any] = stack.get(f"{page}progress/").json()
    return told


def begin_slowly(stack: Stack, upstream: Rehearsal, model: str) -> str:
    """Its first fetching takes longer than any test; another would be quick."""
    upstream.put_faults({model: ["crawl:0.5"]})
    page = begin(stack, model)
    wait_for(lambda: progress(stack, page)["status"] == "Fetching", 20, "fetching", stack.said)
    return page


def wait_until_done(stack: Stack, page: str) -> None:
    def is_done() -> bool:
        status = progress(stack, page)["status"]
        assert status in ("Queued", "Fetching", "Done")
        return bool(status == "Done")

    wait_for(is_done, SWEPT_SECONDS, "done", stack.said)


def test_a_worker_that_is_told_to_end_puts_the_pull_back_and_the_next_goes_on(
    stack: Stack, upstream: Rehearsal
) -> None:
    page = begin_slowly(stack, upstream, "small-model")
    assert begin(stack, "small-model") == page  # two starts are one pull
    os.kill(stack.pid_of("upkeep"), signal.SIGTERM)
    wait_until_done(stack, page)


def test_what_was_fetched_when_all_was_stopped_goes_on_at_the_next_start(
    stack: Stack, upstream: Rehearsal
) -> None:
    page = begin_slowly(stack, upstream, "large-model")
    stack.stop()
    stack.start()
    wait_until_done(stack, page)
